/* outcomes: what the executions of a search print, each different text once, and how many print it. */
#ifndef CLI_OUTCOMES_H
#define CLI_OUTCOMES_H

#include "runtime/check/search.h"

typedef struct outcomes outcomes;

/* Its recorder is to be the search's. NULL: out of memory. */
outcomes *outcomes_new(void);
recorder *outcomes_recorder(const outcomes *o);
void outcomes_begin(outcomes *o);                    /* an execution begins: nothing is printed yet */
void outcomes_each(outcomes *o, const exec *e);      /* it is complete */
uint64_t outcomes_printed(const outcomes *o);        /* a number for what it has printed */
void outcomes_clear(outcomes *o);                    /* none are known */
void outcomes_save(const outcomes *o, buf *out);
bool outcomes_add(outcomes *o, saved_text *in);      /* those of another one. False: they are none, or memory is out */
void outcomes_show(const outcomes *o, buf *out);     /* the table, the most frequent ones first */
void outcomes_free(outcomes *o);

#endif
