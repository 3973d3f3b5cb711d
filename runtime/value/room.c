/* room: memory for the items of lists and maps. Of what takes several of the system's huge pages the system is told that it may use them:
 * there are fewer page faults then, and fewer of the processor's look-ups of addresses miss. */
#if defined(__linux__)
#include <sys/mman.h>
#include <unistd.h>
#endif

#include "runtime/value/internal.h"

#define ROOM_LARGE ((size_t)4 << 20)

/* Whole pages from the block's first on, so that what malloc mapped for it stays one mapping, which can be moved as one when it grows. */
static void room_advise(void *block, size_t bytes)
{
#if defined(MADV_HUGEPAGE)
    if (!block || bytes < ROOM_LARGE)
        return;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), from = (uintptr_t)block & ~(page - 1);
    madvise((void *)from, (uintptr_t)block + bytes - from, MADV_HUGEPAGE); /* it is no matter when it cannot */
#else
    (void)block;
    (void)bytes;
#endif
}

void *room_resize(void *block, size_t count, size_t size)
{
    void *larger = block_resize(block, count * size);
    room_advise(larger, count * size);
    return larger;
}

void *room_zeroed(size_t count, size_t size)
{
    void *block = size && count > SIZE_MAX / size ? NULL : block_zeroed(count * size);
    room_advise(block, count * size);
    return block;
}
