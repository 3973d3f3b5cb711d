/* search: tries schedules of a scenario, by one strategy or several in turn, and keeps the first schedule of each kind of finding.
 * Knows no clock and no output: its caller is asked now and then whether it is to go on. */
#ifndef RUNTIME_CHECK_SEARCH_H
#define RUNTIME_CHECK_SEARCH_H

#include "runtime/check/schedule.h"
#include "runtime/check/strategy.h"

typedef enum search_method { METHOD_AUTO, METHOD_DPOR, METHOD_DFS, METHOD_RANDOM, METHOD_POS, METHOD_BOUNDED, METHOD_STATES, METHODS } search_method;
extern const char *const search_methods[METHODS];

typedef struct found {
    schedule schedule;           /* minimised */
    uint64_t number;             /* of the schedule (or, of METHOD_STATES, the state) that it was found in, from 1 on; 0: there is no such finding */
    const char *strategy;
    buf text;                    /* of a livelock: what it is, which its schedule alone does not show */
} found;

typedef struct search {
    /* given */
    const subject *subject;
    recorder *recorder;          /* that wants nothing */
    search_method method;
    uint32_t bound;              /* of METHOD_BOUNDED */
    uint64_t most;               /* schedules */
    uint64_t seed;
    uint32_t steps_most;         /* of one execution */
    bool exact;                  /* of METHOD_STATES: states are kept whole, not hashed */
    bool prints;                 /* the order of prints matters, too */
    bool loose;                  /* time is not exact */
    uint32_t spurious;           /* so many waits at conditions of one execution may end without a notify */
    bool first_only;             /* ends with the first finding */
    bool (*go_on)(const struct search *s);   /* NULL: always */
    void (*each)(struct search *s, const exec *e);   /* a complete execution; NULL: nobody wants to know */
    void *context;
    /* found out */
    const char *strategy;        /* the one at work */
    uint64_t schedules;          /* complete executions */
    uint64_t fresh;              /* of these, before the strategy began anew */
    uint64_t abandoned;          /* given up half-way, for they would have been like others */
    uint64_t cut;                /* of the schedules: ended by steps_most */
    uint64_t steps;
    uint64_t states, transitions;    /* of METHOD_STATES: states that differ; steps between them */
    uint64_t bytes;              /* … and how much memory they take */
    bool endless;                /* … somewhere time never passes, for tasks go round and round */
    double share;                /* of all, about; 0: unknown */
    bool complete;               /* every execution that differs was tried */
    bool failed;                 /* out of memory, or more tasks than can be followed */
    bool interrupted;            /* by go_on */
    found found[FINDINGS];
} search;

/* False: there was not even one execution. */
bool search_run(search *s);
void search_clear(search *s);

#endif
