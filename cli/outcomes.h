/* outcomes: what the executions of a search print, each different text once, how many print it, and the schedule of one of them. */
#ifndef CLI_OUTCOMES_H
#define CLI_OUTCOMES_H

#include "runtime/check/search.h"

struct checking;
typedef struct outcomes outcomes;

/* Its recorder is to be the search's. NULL: out of memory. */
outcomes *outcomes_new(void);
recorder *outcomes_recorder(const outcomes *o);
void outcomes_begin(outcomes *o);                    /* an execution begins: nothing is printed yet */
void outcomes_each(outcomes *o, const exec *e, bool fresh);   /* it is complete; fresh: not one of those that are counted when all were tried */
void outcomes_restart(outcomes *o);                  /* all that there were are fresh */
uint64_t outcomes_printed(const outcomes *o);        /* a number for what it has printed */
void outcomes_clear(outcomes *o);                    /* none are known */
void outcomes_save(const outcomes *o, buf *out);
bool outcomes_add(outcomes *o, saved_text *in);      /* those of another one. False: they are none, or memory is out */
/* The most frequent ones first; whole: without those that are fresh. No more are added behind this. */
void outcomes_sort(outcomes *o, bool whole);
void outcomes_show(const outcomes *o, const struct checking *c, buf *out);    /* the table */
const schedule *outcomes_schedule(const outcomes *o, uint32_t i);    /* of the i-th that is known; NULL: there are no more */
void outcomes_free(outcomes *o);

#endif
