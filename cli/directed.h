/* directed: a schedule, made ready to be followed on real threads. */
#ifndef CLI_DIRECTED_H
#define CLI_DIRECTED_H

#include "cli/scenario.h"
#include "runtime/director.h"

typedef struct directed {
    director *director;          /* in memory that the run's processes see */
    memory *memory;
    buf told;                    /* of what it leads to, what a real run does not see by itself: races, livelocks, an `eventually` that never comes true, … */
    bool stuck;                  /* … who can never go on while others do */
    bool broken;                 /* … an invariant, which it may see */
} directed;

/* Plays the schedule in virtual time and notes each step of that. STATUS_OK, or what is wrong, which was said. directed_close in every
 * case. */
int directed_open(directed *d, scenario *s, const options *o, const char *text, memory *m);
void directed_close(directed *d);
/* Tells that the schedule, whose text that is, does not fit, and where, as schedule_read says. */
void directed_misfit(const options *o, const char *text, const buf *wrong);
/* What the run came to, which would be `status` by itself. */
int directed_status(const directed *d, const options *o, int status);

#endif
