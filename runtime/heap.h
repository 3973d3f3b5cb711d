/* heap: tasks by the moment at which they are due, those due at one moment in the order they came. Each knows its place, so that it can
 * be taken out. 4-ary: the children of a place share a cache line or two, and the heap is half as deep. */
#ifndef RUNTIME_HEAP_H
#define RUNTIME_HEAP_H

#include "runtime/world.h"

typedef struct heap_entry { int64_t key; uint64_t order; task *task; } heap_entry;

typedef struct heap { heap_entry *entries; uint32_t count, capacity; } heap;

bool heap_room(heap *h, uint32_t count);     /* as many can be in it without a heap_add that fails */
void heap_add(heap *h, int64_t key, uint64_t order, task *t);
void heap_remove(heap *h, task *t);
static inline const heap_entry *heap_first(const heap *h) { return h->count ? h->entries : NULL; }

#endif
