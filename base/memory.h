/* memory: where things live that others than their maker may see. NULL is the C library's: what only one process knows. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef struct memory memory;
struct memory {
    void *(*take)(memory *m, size_t size);           /* aligned to 16, and to 64 from 64 bytes on; not cleared; NULL: there is no more */
    void *(*zeroed)(memory *m, size_t size);
    void (*give)(memory *m, void *at, size_t size);  /* back; the size as it was taken */
    bool (*holds)(const memory *m, const void *at);  /* is it from here? */
};

enum { MEMORY_LINE = 64 };       /* bytes of a cache line */

static inline void *memory_take(memory *m, size_t size) { return m ? m->take(m, size) : malloc(size); }

static inline void memory_give(memory *m, void *at, size_t size)
{
    if (!m)
        free(at);
    else if (at)
        m->give(m, at, size);
}

static inline void *memory_zeroed(memory *m, size_t size)
{
    return m ? m->zeroed(m, size) : calloc(1, size);
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
