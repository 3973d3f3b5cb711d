/* states_work: what the parts of states have in common: the stack of places, and what is known of the states behind it. */
#ifndef RUNTIME_CHECK_STATES_WORK_H
#define RUNTIME_CHECK_STATES_WORK_H

#include "runtime/check/cycles.h"
#include "runtime/check/guards.h"
#include "runtime/check/lazy.h"
#include "runtime/check/point.h"
#include "runtime/check/states.h"
#include "runtime/check/stored.h"

enum { INNER_MOST = 1000 }; /* states that are passed through between two that are stored */

/* A task whose step from here leads only to where others lead, too; and what that step touches, as places in the pile of touches. idle:
 * it is an await whose condition was false, and leads nowhere. */
typedef struct sleeper {
    uint32_t task, first, count;
    bool idle;
} sleeper;

/* Somewhere on the way. */
typedef struct place {
    taskset asleep, idle;
    uint32_t sleepers; /* from there on its own */
    uint32_t inner;    /* how many states before it were passed through */
    uint32_t number;   /* of the state, or of the last one before it that was stored; CYCLES_NONE: there was none */
    bool guarded;      /* the step from there is the only one that is tried, as guards know */
} place;

/* A place where there is something to choose. */
typedef struct frame {
    place at;
    taskset left;
    taskset waits;     /* awaits whose condition was false when they were tried */
    bool moved, stuck; /* somebody else has made a step; nobody can, so they begin to wait */
    bool alone, ends;  /* one task's step is all that need be tried, unless it ends the way (way_ends); such a step was tried */
    uint32_t task, choice, choices;
    uint32_t touches; /* from there on its own */
    bool fresh;       /* it was not stored before; */
    uint64_t before;  /* else the mask that it had */
} frame;

struct states {
    exec *exec;
    lazy *lazy;
    stored *stored;
    cycles *cycles; /* where there are ways round; then no task sleeps, for what matters is every step. NULL: none has been seen */
    guards *guards; /* NULL: where something has to come true, or none is to be left out */
    run_state state;
    uint32_t order[EXEC_TASKS], alive; /* the tasks that have not ended, as the state was told */
    frame *frames;
    uint32_t count, capacity;
    sleeper *sleepers;
    uint32_t sleeping, sleepers_capacity;
    touch *touches;
    uint32_t touched, touches_capacity;
    uint64_t before; /* states that were stored before it was begun anew */
    place here;      /* where the execution is, */
    uint32_t inner;  /* and whose step alone need be tried there; EXEC_TASKS: it is at the last frame, or away */
    bool begun, away;
    bool rooted; /* the first state that is stored was come to; until then there are, as far as is known from before it was begun anew: */
    uint32_t root_objects;
    size_t root_bytes;
    bool exact, broken, endless, races;
    bool hopes;     /* something has to come true */
    uint32_t looked; /* exec.h's looked_count, when it was begun anew last */
    bool round;     /* there is a way round */
    uint64_t *open; /* a bit for each state, by number: it is on the way to the present one */
    uint32_t open_words;
    uint64_t alike; /* of the numbers of cycles_task: those that stand for several tasks, which may have changed places */
    uint32_t pair[2];
};

#endif
