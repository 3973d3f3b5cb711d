/* arena: a list of zeroed chunks; pieces are cut from the newest one.
 * A piece too large for a chunk gets one of its own, placed behind the newest so that this one is filled on.
 * Calls only the C library. Gives nothing back before arena_free, and is not safe to share between threads. */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 16, FIRST_CHUNK = 4096, LARGEST_CHUNK = 256 * 1024 };

typedef struct chunk {
    struct chunk *older;
    size_t used, size; /* of the bytes behind this head */
    size_t padding;    /* keeps them aligned */
} chunk;

_Static_assert(sizeof(chunk) % ALIGNMENT == 0, "the bytes behind a chunk's head are aligned");

struct arena {
    chunk *newest;
    size_t next_size;
};

arena *arena_new(void)
{
    arena *a = calloc(1, sizeof *a);
    if (a)
        a->next_size = FIRST_CHUNK;
    return a;
}

void arena_free(arena *a)
{
    if (!a)
        return;
    for (chunk *c = a->newest; c;) {
        chunk *older = c->older;
        free(c);
        c = older;
    }
    free(a);
}

static chunk *chunk_new(size_t size)
{
    chunk *c = size <= SIZE_MAX - sizeof *c ? calloc(1, sizeof *c + size) : NULL;
    if (c)
        c->size = size;
    return c;
}

static void *chunk_cut(chunk *c, size_t bytes)
{
    void *piece = (char *)(c + 1) + c->used;
    c->used += bytes;
    return piece;
}

static void *arena_alloc_large(arena *a, size_t bytes)
{
    chunk *c = chunk_new(bytes);
    if (!c)
        return NULL;
    if (a->newest) {
        c->older = a->newest->older;
        a->newest->older = c;
    } else {
        a->newest = c;
    }
    return chunk_cut(c, bytes);
}

void *arena_alloc(arena *a, size_t bytes)
{
    if (bytes > SIZE_MAX - ALIGNMENT)
        return NULL;
    bytes = bytes ? (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT : ALIGNMENT;
    if (a->newest && a->newest->size - a->newest->used >= bytes)
        return chunk_cut(a->newest, bytes);
    if (bytes > a->next_size / 4)
        return arena_alloc_large(a, bytes);
    chunk *c = chunk_new(a->next_size);
    if (!c)
        return NULL;
    if (a->next_size < LARGEST_CHUNK)
        a->next_size *= 2;
    c->older = a->newest;
    a->newest = c;
    return chunk_cut(c, bytes);
}

char *arena_text(arena *a, const char *bytes, size_t length)
{
    char *copy = length < SIZE_MAX ? arena_alloc(a, length + 1) : NULL;
    if (copy && length)
        memcpy(copy, bytes, length);
    return copy;
}
