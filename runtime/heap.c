/* heap: a 4-ary heap. Calls nothing but the allocator. */
#include "runtime/heap.h"

#include <stdlib.h>

enum { HEAP_FIRST = 64, CHILDREN = 4 };

bool heap_room(heap *h, uint32_t count)
{
    if (count <= h->capacity)
        return true;
    uint32_t capacity = h->capacity ? h->capacity : HEAP_FIRST;
    while (capacity < count)
        capacity *= 2;
    heap_entry *entries = realloc(h->entries, capacity * sizeof *entries);
    if (!entries)
        return false;
    h->entries = entries;
    h->capacity = capacity;
    return true;
}

static inline bool heap_before(const heap_entry *a, const heap_entry *b)
{
    return a->key < b->key || (a->key == b->key && a->order < b->order);
}

static inline void heap_put(heap_entry *at, uint32_t place, heap_entry e)
{
    at->key = e.key;
    at->order = e.order;
    at->task = e.task;
    e.task->heaped = place;
}

static inline void heap_rise(heap *h, uint32_t at, heap_entry e)
{
    heap_entry *all = h->entries;
    while (at) {
        uint32_t parent = (at - 1) / CHILDREN;
        if (!heap_before(&e, &all[parent]))
            break;
        heap_put(&all[at], at, all[parent]);
        at = parent;
    }
    heap_put(&all[at], at, e);
}

static uint32_t heap_least_child(const heap *h, uint32_t at)
{
    uint32_t first = at * CHILDREN + 1, least = first;
    for (uint32_t i = first + 1; i < first + CHILDREN && i < h->count; i++)
        if (heap_before(&h->entries[i], &h->entries[least]))
            least = i;
    return least;
}

static void heap_sink(heap *h, uint32_t at, heap_entry e)
{
    for (uint32_t child; at * CHILDREN + 1 < h->count; at = child) {
        child = heap_least_child(h, at);
        if (!heap_before(&h->entries[child], &e))
            break;
        heap_put(&h->entries[at], at, h->entries[child]);
    }
    heap_put(&h->entries[at], at, e);
}

void heap_add(heap *h, int64_t key, uint64_t order, task *t) { heap_rise(h, h->count++, (heap_entry){key, order, t}); }

void heap_remove(heap *h, task *t)
{
    uint32_t at = t->heaped;
    heap_entry last = h->entries[--h->count];
    if (at == h->count)
        return;
    if (at && heap_before(&last, &h->entries[(at - 1) / CHILDREN]))
        heap_rise(h, at, last);
    else
        heap_sink(h, at, last);
}
