/* large: calls only the C library and madvise, and it is no matter when the latter fails. Leaves out: small blocks (memory.h). */
#include "base/large.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { LINE = 64, PAGE = 4096, PAGE_LARGE = 2 << 20, WORTH = 16 * PAGE };

static void fill(uintptr_t from, uintptr_t to)
{
    if (from < to)
        madvise((void *)from, to - from, MADV_POPULATE_WRITE);
}

/* All its pages are of one kind, those that it has only a part of, too, or the C library could not let it grow without a copy. */
static void spread(uintptr_t from, uintptr_t to)
{
    uintptr_t first = (from + PAGE_LARGE - 1) & ~(uintptr_t)(PAGE_LARGE - 1), last = to & ~(uintptr_t)(PAGE_LARGE - 1);
    madvise((void *)from, to - from, MADV_HUGEPAGE);
    fill(from, first);
    fill(last, to);
}

static void *prepared(void *at, size_t size)
{
    uintptr_t from = (uintptr_t)at & ~(uintptr_t)(PAGE - 1), to = ((uintptr_t)at + size + PAGE - 1) & ~(uintptr_t)(PAGE - 1);
    if (at && size >= 2 * (size_t)PAGE_LARGE)
        spread(from, to);
    else if (at && size >= WORTH)
        fill(from, to);
    return at;
}

void *large_resize(void *at, size_t size) { return prepared(realloc(at, size), size); }

void *large_zeroed(size_t count, size_t size) { return prepared(calloc(count, size), count * size); }

void *large_table(size_t size)
{
    bool large = size >= PAGE_LARGE;
    void *at = aligned_alloc(large ? PAGE_LARGE : LINE, size);
    if (at && large)
        madvise(at, size, MADV_HUGEPAGE);
    return at ? memset(at, 0, size) : NULL;
}
