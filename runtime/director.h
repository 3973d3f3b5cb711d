/* director: whose turn it is, in a run on real threads that follows a schedule. Made by who knows the schedule (cli/directed.c),
 * followed by runtime/os/direct.c. It stands in memory that all processes of the run see. */
#ifndef RUNTIME_DIRECTOR_H
#define RUNTIME_DIRECTOR_H

#include "runtime/step.h"

enum { DIRECTION_NAME = 40 };       /* bytes; longer names are cut off */

typedef struct direction {       /* a step */
    uint64_t who;                /* task.random of the task that makes it: its path from main */
    int64_t until;               /* of the system's clock: the task waits at least so long, and need not come before; 0: not known, atomic */
    uint32_t line, choice;
    uint16_t verb;
    uint8_t kind;                /* step_kind */
    bool waits;                  /* it begins to wait by it */
    char name[DIRECTION_NAME + 1];         /* of the task */
    char object[DIRECTION_NAME + 1];       /* what the op is about; "": nothing, or it is not known */
} direction;

typedef struct director {
    uint32_t at;                 /* whose turn it is; count: all were followed, and tasks go on as they like. A futex word */
    uint32_t count;
    uint32_t holder;             /* seat of the process whose task has its turn; 0: nobody has come yet. Atomic */
    uint32_t strayed;            /* somebody could not follow, and that was told; atomic */
    int64_t since;               /* of the system's clock: when the turn passed last; atomic */
    bool prints;                 /* a print is a step, too */
    bool stops, holds;           /* the run is ended soon after the last step; nobody makes one more until it ends, by that or by itself */
    direction steps[];
} director;

static inline size_t director_size(uint32_t count) { return sizeof(director) + count * sizeof(direction); }

#endif
