/* ring: a growing run of values, for the kinds that hold some. */
#include "runtime/object.h"

#include <stdlib.h>

enum { RING_FIRST = 4 };

value *ring_at(const ring *r, uint32_t i) { return &r->items[(r->first + i) & (r->capacity - 1)]; }

bool ring_reserve(ring *r, uint32_t count, fault *f)
{
    if (r->capacity - r->count >= count)
        return true;
    uint64_t capacity = r->capacity ? r->capacity : RING_FIRST;
    while (capacity < (uint64_t)r->count + count)
        capacity *= 2;
    value *items = capacity <= UINT32_MAX / 2 ? malloc((size_t)capacity * sizeof *items) : NULL;
    if (!items)
        return fault_set(f, ERROR_limit, "out of memory");
    for (uint32_t i = 0; i < r->count; i++)
        items[i] = *ring_at(r, i);
    free(r->items);
    *r = (ring){.items = items, .count = r->count, .capacity = (uint32_t)capacity};
    return true;
}

bool ring_push(ring *r, value v, fault *f)
{
    if (!ring_reserve(r, 1, f))
        return false;
    r->count++;
    value_store(ring_at(r, r->count - 1), value_keep(v));
    return true;
}

value ring_take(ring *r)
{
    value v = value_load(ring_at(r, 0));
    r->first = (r->first + 1) & (r->capacity - 1);
    r->count--;
    return v;
}

value ring_take_last(ring *r) { return value_load(ring_at(r, --r->count)); }

void ring_free(ring *r)
{
    while (r->count)
        value_drop(ring_take(r));
    free(r->items);
    *r = (ring){0};
}
