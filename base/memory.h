/* memory: where things live that others than their maker may see. NULL is where blocks come from that
 * only one process knows: the C library, or, while a search is at work on this thread, its snap. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/snap.h"

typedef struct memory memory;
struct memory {
    void *(*take)(memory *m, size_t size);           /* aligned to 16, and to 64 from 64 bytes on; not cleared; NULL: there is no more */
    void *(*zeroed)(memory *m, size_t size);
    void (*give)(memory *m, void *at, size_t size);  /* back; the size as it was taken */
    bool (*holds)(const memory *m, const void *at);  /* is it from here? */
};

enum { MEMORY_LINE = 64 };       /* bytes of a cache line */

static inline void *block_take(size_t size) { return snap_here ? snap_take(snap_here, size) : malloc(size); }
static inline void *block_zeroed(size_t size) { return snap_here ? snap_zeroed(snap_here, size) : calloc(1, size); }
static inline void *block_resize(void *at, size_t size) { return snap_here ? snap_resize(snap_here, at, size) : realloc(at, size); }

static inline void block_give(void *at)
{
    if (snap_here)
        snap_give(snap_here, at);
    else
        free(at);
}

static inline void *memory_take(memory *m, size_t size) { return m ? m->take(m, size) : block_take(size); }

static inline void memory_give(memory *m, void *at, size_t size)
{
    if (!m)
        block_give(at);
    else if (at)
        m->give(m, at, size);
}

static inline void *memory_zeroed(memory *m, size_t size)
{
    return m ? m->zeroed(m, size) : block_zeroed(size);
}

/* A line of the cache of its own. */
static inline void *memory_aligned(memory *m, size_t size)
{
    if (m)
        return m->zeroed(m, size);
    void *at = aligned_alloc(MEMORY_LINE, (size + MEMORY_LINE - 1) / MEMORY_LINE * MEMORY_LINE);
    return at ? memset(at, 0, size) : NULL;
}

#endif
