/* frontier: what an exhaustive search has tried of each choice, and what it is still to try. A search that is at work has a path of
 * nodes from the first choice on. Its nodes are its own until they are shared: then others may come to them too and take what is left to
 * be tried there, so what is told of them here holds while the tree is locked.
 * Knows no executions. Memory: given; one that runs out is told by NULL or false. */
#ifndef RUNTIME_CHECK_FRONTIER_H
#define RUNTIME_CHECK_FRONTIER_H

#include "base/memory.h"
#include "runtime/check/exec.h"
#include "runtime/check/save.h"
#include "runtime/check/schedule.h"

typedef struct sleeper {         /* a task whose next step was tried already in alternatives that touch the same, and what that is */
    uint32_t task, count;
    uint32_t choice, many, choices;  /* from which alternative on, how many, of how many */
    touch *accesses;
    bool own;                    /* the accesses are this node's to free */
    bool tried;                  /* it was tried here, not above */
} sleeper;

typedef struct frontier_node frontier_node;
struct frontier_node {
    frontier_node *up;               /* NULL: it is the first choice */
    turn from;                   /* by which turn there one comes here */
    uint32_t depth;
    uint32_t users;              /* paths that it is on, and nodes below it */
    turn last;                   /* what was taken here last, */
    uint32_t choices;            /* … and how many alternatives it has */
    bool learning;               /* … which is not known yet, nor what it touches */
    taskset tried, backtrack, asleep;        /* asleep: those of `sleepers`, in all alternatives */
    sleeper *sleepers;
    uint32_t sleeping, capacity;
    uint32_t number;             /* where it was saved */
    uint32_t active;             /* of frontier_share: alternatives that somebody is at, … */
    double sum;                  /* … and how much of them is done */
    frontier_node *next, *before;    /* of the shared ones, and of those that are to be used again */
    bool listed;
};

typedef struct frontier {
    frontier_node *first, *last;     /* shared nodes; each stands behind those above it */
    uint32_t hungry;             /* searches without a path; atomic */
    uint32_t stopped;            /* somebody has given up, and the others do then; atomic */
} frontier;

typedef struct frontier_tip { frontier_node *node; double done; } frontier_tip;  /* where a path leaves what is shared, and how much of that alternative is done */

typedef struct frontier_store { memory *memory; frontier_node *spare; } frontier_store;      /* where one search takes nodes from */

frontier_node *frontier_new(frontier_store *s, frontier_node *up, turn from);
/* The first alternative from there on in which the task did not sleep when it came to this node; it may have none. */
uint32_t frontier_choice(const frontier_node *n, uint32_t who, uint32_t from);
/* The alternative that was taken last is one of as many as its task had wherever it sleeps, so a number says the same of all of them. */
bool frontier_agrees(const frontier_node *n);
/* It is learnt what the alternative touches that was taken last, and of how many it is one. */
bool frontier_learn(frontier_store *s, frontier_node *n, const touch *a, uint32_t count);
/* Who slept above goes on sleeping; the accesses stay those of above. */
bool frontier_sleep(frontier_store *s, frontier_node *n, const sleeper *slept);
bool frontier_more(const frontier_node *n);
/* Takes what is to be tried next; its task has been tried in all alternatives before another comes, and sleeps then if `reduce`. False:
 * nothing is left. */
bool frontier_next(frontier_node *n, bool reduce);
/* A path has left it. Nodes that nobody uses and where nothing is left are freed. */
void frontier_leave(frontier *t, frontier_store *s, frontier_node *n);
void frontier_list(frontier *t, frontier_node *n);       /* it is shared from now on, as those above it are already */
frontier_node *frontier_open(const frontier *t);         /* the deepest shared one where something can be taken now; NULL: none */
/* How much of all is done, about. tips: of all paths; a node that is none any more does no harm. */
double frontier_share(frontier *t, const frontier_tip *tips, uint32_t count);
void frontier_free(frontier *t, frontier_store *s);      /* all shared nodes */
void frontier_store_free(frontier_store *s);

void frontier_save(const frontier *t, buf *out);     /* all that is shared, and nobody has taken but to the end */
bool frontier_load(frontier *t, frontier_store *s, saved_text *in);

#endif
