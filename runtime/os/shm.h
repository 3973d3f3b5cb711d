/* shm: memory that all processes of a run share, mapped before the first fork and so at one address everywhere.
 *
 * Small blocks come from a cache of the process, which is filled from and emptied into stacks that all processes share, a batch at a time;
 * large ones are spans of their own. Every step is a single store or a compare and swap, so that the arena is whole wherever a process is
 * killed: at most the one batch it had in hand is lost. Nothing in it is ever moved. */
#ifndef RUNTIME_OS_SHM_H
#define RUNTIME_OS_SHM_H

#include <stdint.h>

#include "base/memory.h"

#define SHM_CLASSES 40u          /* the last one: of the kept */

typedef struct cache {           /* of one process; in the arena, zeroed */
    struct bin {                 /* one thread takes of this size what another gives of that: each has a line of its own */
        _Alignas(MEMORY_LINE) struct node *first;
        uint32_t count, lock;    /* lock: its threads take turns */
    } bins[SHM_CLASSES];
} cache;

memory *shm_new(int64_t limit, size_t kept);   /* bytes it may hold, and bytes of a kept one; NULL: the system has no room for it */
void shm_free(memory *m);
void shm_enter(memory *m, cache *own);         /* this process takes from and gives to that cache from now on; its only thread */
void shm_crowd(memory *m);                     /* it is about to have a second thread */
void shm_reclaim(memory *m, cache *other);     /* the process of that cache has ended or was killed */
/* One whose memory is never used for anything else, so that who comes across the address of one that is gone finds one: behind its first 16
 * bytes all is as it was when it was given back, or 0. */
void *shm_take_kept(memory *m);
void shm_give_kept(memory *m, void *at);
/* What must be had for others to stay whole: beyond the limit, too, and out of a part of the arena that nothing else gets. NULL: that is
 * used up. */
void *shm_take_urgent(memory *m, size_t size);
int64_t shm_used(memory *m);                   /* bytes */

#endif
