/* strategy: who goes on. A search asks one schedule after the other of it. */
#ifndef RUNTIME_CHECK_STRATEGY_H
#define RUNTIME_CHECK_STRATEGY_H

#include "runtime/check/exec.h"
#include "runtime/check/share.h"

typedef struct strategy strategy;
struct strategy {
    const char *name;
    bool broken;                 /* out of memory: it cannot go on */
    bool strayed;                /* … for what was made once more took another way than before */
    bool stopped;                /* others have given up, so not all was tried */
    /* Another schedule is to begin. False: it has tried all there are for it. */
    bool (*begin)(strategy *s);
    /* Of an execution that is not over: who makes the next step, taking which alternative. False: this one is like another that was
     * tried. */
    bool (*pick)(strategy *s, exec *e, uint32_t *who, uint32_t *choice, uint64_t *draw);
    void (*made)(strategy *s, exec *e);      /* that step was made; may be NULL */
    void (*over)(strategy *s, exec *e);      /* the execution is over; may be NULL */
    void (*learn)(strategy *s, exec *e);     /* an execution that another strategy made is over; may be NULL */
    double (*share)(const strategy *s);      /* how much of all there is was tried, about: 0 to 1; NULL: unknown */
    /* What it samples has numbers, from 0 on: the next one is this. NULL: one schedule depends on those before it. */
    void (*seek)(strategy *s, uint64_t number);
    /* Between two schedules: all that it needs to go on later. Of one that shares its tree, that stands there. NULL: it needs nothing,
     * or cannot. */
    void (*save)(strategy *s, buf *out);
    bool (*load)(strategy *s, saved_text *in);       /* false: that was none of its */
    /* Of the execution under way: the steps that it has made, in an order that is the same for all executions that do not differ. NULL:
     * it does not know. */
    bool (*normal)(const strategy *s, const exec *e, schedule *out);
    void (*free)(strategy *s);
};

/* All: NULL when memory is out.
 * Every execution that differs, depth first, and each once: source sets and sleep sets (P. Abdulla, S. Aronis, B. Jonsson, K. Sagonas,
 * Source Sets: A Foundation for Optimal Dynamic Partial Order Reduction, JACM 2017). reduce: false tries every order of all steps. */
strategy *strategy_exhaustive(bool reduce, sharing *with);       /* with: others that divide the work; NULL: none do */
strategy *strategy_walk(uint64_t seed);      /* any of those who can go on, each as likely as the others */
/* Partial order sampling: X. Yuan, J. Yang, R. Gu, Partial Order Aware Concurrency Sampling, CAV 2018. */
strategy *strategy_pos(uint64_t seed);
/* Depth first, with at most `bound` switches away from a task that could go on, then one more … (M. Musuvathi, S. Qadeer, Iterative
 * Context Bounding for Systematic Testing of Multithreaded Programs, PLDI 2007). */
strategy *strategy_bounded(uint32_t bound, uint32_t most);
/* The same with delays in place of preemptions: whoever goes on last goes on until it cannot, then the next in the order of their
 * starts, round and round, and each task that is passed by is one (M. Emmi, S. Qadeer, Z. Rakamaric, Delay-Bounded Scheduling, POPL
 * 2011). */
strategy *strategy_delay(uint32_t bound, uint32_t most);
/* Probabilistic concurrency testing, for bugs that need `depth` steps in a certain order: S. Burckhardt, P. Kothari, M. Musuvathi, S.
 * Nagarakatte, A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs, ASPLOS 2010. */
strategy *strategy_pct(uint64_t seed, uint32_t depth);
strategy *strategy_lockstep(uint64_t seed);  /* by turns, so many steps each: two that do the same are at the same place at the same time */
/* H. Zhao, D. Wolff, U. Mathur, A. Roychoudhury, Selectively Uniform Concurrency Testing, ASPLOS 2025. */
strategy *strategy_surw(uint64_t seed);
/* Guided by which step reads what which step has left: D. Wolff, Z. Shi, G. J. Duck, U. Mathur, A. Roychoudhury, Greybox Fuzzing for
 * Concurrency Testing, ASPLOS 2024. */
strategy *strategy_rf(uint64_t seed);

#endif
