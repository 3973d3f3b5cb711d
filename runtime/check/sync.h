/* sync: which operations are ordered before which others: what each releases to an object, and takes from it. */
#ifndef RUNTIME_CHECK_SYNC_H
#define RUNTIME_CHECK_SYNC_H

#include "runtime/check/trace.h"

typedef struct relay {            /* of one object */
    bool used;                    /* in this execution */
    vclock released;              /* by releases, sets, stores … */
    vclock read;                  /* of an rwlock: by those who read */
    vclock changed;               /* by all who have changed it in any way */
    vclock *items;                /* of a queue: what came with each item, from `first` on; and what freed each place. Of a pipe: both ways */
    uint32_t first, count, capacity;
    vclock *places;
    uint32_t places_first, places_count, places_capacity;
} relay;

void sync_clear(relay *s);
void sync_free(relay *s);
/* The op was done by a task whose vclock is c: what it takes comes into c, and what c holds is released. False: out of memory. */
bool sync_done(relay *s, const op *o, value result, vclock *c);
void sync_raised(relay *s, const op *o, error_kind kind, vclock *c);    /* it raised: what its object came to was seen */
void sync_waits(relay *s, const op *o, const vclock *c);       /* it has begun to wait, which others can see */

#endif
