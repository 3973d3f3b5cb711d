/* schedule: who makes each step of an execution, and which alternative it takes. */
#ifndef RUNTIME_CHECK_SCHEDULE_H
#define RUNTIME_CHECK_SCHEDULE_H

#include "runtime/check/exec.h"
#include "runtime/check/save.h"

typedef struct turn { uint32_t task, choice; } turn;

typedef struct schedule {
    turn *turns;
    uint32_t count, capacity;
    uint32_t again;              /* the last so many turns can be made again and again, for ever; 0: it comes to an end */
} schedule;

bool schedule_add(schedule *s, uint32_t who, uint32_t choice);
bool schedule_copy(schedule *to, const exec *e, uint32_t steps);     /* the first steps that e made */
int schedule_compare(const schedule *a, const schedule *b);  /* the shorter one comes first, then the one with the smaller turns: -1, 0, 1 */
void schedule_free(schedule *s);
void schedule_save(const schedule *s, buf *out);             /* by numbers, for the same scenario */
bool schedule_load(schedule *s, saved_text *in);             /* into an empty one. False: it is none, or memory is out */

typedef struct cost { uint32_t preemptions, switches, steps; } cost;
cost schedule_cost(const exec *e, uint32_t steps);           /* of the first steps of e */
bool cost_less(cost a, cost b);

/* Runs e along it, leaving out turns that cannot be taken, and goes on behind its end with as few switches as can be, until e is over or
 * has told a finding of that kind (FINDING_NONE: any). e has begun. */
void schedule_follow(const schedule *s, exec *e, finding_kind until);
void schedule_play(const schedule *s, exec *e, finding_kind until);    /* the same, but stops at the end of s */

/* As text: what is open beside the order (e->loose, e->spurious, e->prints), then a line for each step, with its task, line and verb, so that it is
 * still understood when other parts of the script have changed. e has made these steps, and is not finished yet. again: as of a
 * schedule. */
void schedule_write(const exec *e, uint32_t steps, uint32_t again, buf *out);
/* In short, on one line: whose turn it is, with the lines of his steps ("main 1 4, a 2, b 3 3"). e as above. */
void schedule_brief(const exec *e, uint32_t steps, buf *out);
/* The first line that cannot be one of such a text; 0: there is none, and the others may read it. */
uint32_t schedule_odd_line(const char *text);
/* What is open by such a text, into e, which has not begun yet. */
void schedule_settings(const char *text, exec *e);
bool schedule_goes_on_for_ever(const char *text);
uint32_t schedule_steps(const char *text);   /* how many stand in it */
/* Runs e along such a text, and on behind its end, unless that goes on for ever; then it is looked for a livelock there, if e repeats.
 * False: it does not fit, `wrong` says where and why. e has begun. */
bool schedule_read(const char *text, exec *e, buf *wrong);
/* A shorter schedule with a finding of the same kind: fewest preemptions, then switches, then steps, as far as some hundred tries lead.
 * Of a livelock the rounds are added. False: out of memory. */
bool schedule_minimize(schedule *s, exec *e, finding_kind kind);

#endif
