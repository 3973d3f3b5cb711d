/* search: tries schedules of a scenario, by one strategy or several in turn, and keeps the first schedule of each kind of finding.
 * Knows no clock and no output: its caller is asked now and then whether it is to go on. */
#ifndef RUNTIME_CHECK_SEARCH_H
#define RUNTIME_CHECK_SEARCH_H

#include "runtime/check/schedule.h"
#include "runtime/check/strategy.h"

typedef enum search_method {
    METHOD_AUTO,
    METHOD_DPOR,
    METHOD_DFS,
    METHOD_RANDOM,
    METHOD_POS,
    METHOD_SURW,
    METHOD_RF,
    METHOD_PCT,
    METHOD_BOUNDED,
    METHOD_DELAY,
    METHOD_LOCKSTEP,
    METHOD_STATES,
    METHODS
} search_method;
extern const char *const search_methods[METHODS];
_Static_assert((int)METHODS <= (int)SHARE_COUNTERS, "each has a counter");

typedef struct found {
    schedule schedule;           /* minimised, unless the search shared its work */
    /* Of the schedule (or, of METHOD_STATES, the state) that it was found in, from 1 on; 0: there is no such finding. Of one of several
     * searches: as its strategy numbers them, 1 where it does not. */
    uint64_t number;
    const char *strategy;
    buf text;                    /* of a livelock: what it is, which its schedule alone does not show */
} found;

typedef enum search_phase {      /* of METHOD_AUTO, one after the other; PHASE_OVER of all */
    PHASE_FIRST,                 /* all go in lockstep, once or twice; what is long is looked at by readings */
    PHASE_SMALL,                 /* all is tried, as long as that seems to be little */
    PHASE_TASTE,                 /* some samples, of the ways that mostly find soon what there is */
    PHASE_WHOLE,                 /* all is tried, as long as there is hope */
    PHASE_TURNS,                 /* samples of every way */
    PHASE_STATES,                /* all states */
    PHASE_PARTS,                 /* samples for the rest */
    PHASE_OVER                   /* nothing is left */
} search_phase;

typedef struct search {
    /* given */
    const subject *subject;
    recorder *recorder;          /* that wants nothing */
    search_method method;
    uint32_t bound;              /* of METHOD_BOUNDED and METHOD_DELAY; of METHOD_PCT the depth; 0: as each thinks best */
    uint64_t most;               /* schedules */
    uint64_t seed;
    uint32_t steps_most;         /* of one execution */
    uint32_t budgets_most;       /* as exec.h has it */
    bool exact, every;           /* of METHOD_STATES: states are kept whole, not hashed; none is left out */
    bool prints;                 /* the order of prints matters, too */
    bool loose;                  /* time is not exact */
    uint32_t spurious;           /* so many waits at conditions of one execution may end without a notify */
    unsigned until;              /* bits 1 << finding_kind: ends when each of these was found; 0: there is no such end */
    sharing *with;               /* others that divide the work; NULL: there are none */
    bool (*go_on)(const struct search *s);   /* NULL: always */
    void (*rests)(struct search *s);         /* it does not go on for now, and can be saved as it is; NULL: nobody wants to know */
    void (*each)(struct search *s, const exec *e);   /* a complete execution; NULL: nobody wants to know */
    void (*restarts)(struct search *s);      /* the search for all begins anew, and counts none of those before; NULL: nobody wants to know */
    void *context;
    /* found out; or given, by search_load */
    const char *strategy;        /* the one at work */
    search_phase phase;
    uint64_t schedules;          /* complete executions */
    uint64_t fresh;              /* of these, those not of the search for all, and those from before it began anew */
    bool is_fresh;               /* … one of them is the one that each is told of */
    uint64_t abandoned;          /* given up half-way, for they would have been like others */
    uint64_t cut;                /* of the schedules: ended by steps_most */
    uint64_t steps;
    uint64_t states, transitions;    /* of METHOD_STATES: states that differ; steps between them */
    uint64_t bytes;              /* … and how much memory they take */
    bool endless;                /* … somewhere time never passes, for tasks go round and round */
    buf spins;                   /* who has computed on and on without a step that others could see; "": nobody */
    double share;                /* of all, about; 0: unknown */
    bool exhausted;              /* there are no more schedules, but some were cut */
    bool by_states;              /* complete, for all states were seen */
    bool complete;               /* every execution that differs was tried */
    bool failed;                 /* out of memory, … */
    bool crowded;                /* … or more tasks than can be followed */
    bool bulky;                  /* … or a run takes more memory than it may have */
    bool strayed;                /* … or what was executed once more took another way than before, which it never should */
    bool interrupted;            /* by go_on */
    bool anew;                   /* of one that shares: what was tried is not all, they are to begin anew */
    found found[FINDINGS];
    uint64_t tried, next[SHARE_COUNTERS];    /* of one that is alone: as in share.h */
    uint64_t *looked;            /* what invariants look at; owned */
    uint32_t looked_count;
    saved_text resume;           /* where its strategies, or the walk, go on; at NULL: from the beginning */
    strategy *strategies[METHODS];           /* at work, and since when; NULL */
    struct states *walk;         /* of all states, at work; NULL */
} search;

/* False: there was not even one execution. */
bool search_run(search *s);
void search_minimize(search *s);             /* of one that has shared its work: afterwards, by whoever puts together what was found */
void search_clear(search *s);

/* search_save.c. From go_on and `rests`, or afterwards: what was found out; … */
void search_save_results(const search *s, buf *out);
bool search_add_results(search *s, saved_text *in);  /* of another one, to those of s. False: they are none, or memory is out */
/* … how much was begun, and, behind that, where the strategies at work are. Of those that share, these stand where all of them see it. */
void search_save_rest(const search *s, buf *out);
void search_save_strategies(const search *s, buf *out);
void search_load_rest(search *s, saved_text *in);    /* all of it is gone on with when the search runs; what *in reads is to stay as long */

#endif
