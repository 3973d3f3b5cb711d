/* large: blocks that may grow to many megabytes: tables, and piles of what a search has seen. Their memory is there when they have it, in
 * large pages where the system has some: made page by page, each when it is first used, it takes longer than a search needs to fill it where
 * the machine is virtual. A block is free()d. Thread-safe as malloc. */
#ifndef BASE_LARGE_H
#define BASE_LARGE_H

#include <stddef.h>

void *large_resize(void *at, size_t size);              /* as realloc */
void *large_zeroed(size_t count, size_t size);          /* as calloc */
void *large_table(size_t size);                         /* zeroed, from a line of the cache on; a power of two from 64 bytes on */

#endif
