/* ring: a growing run of values, for the kinds that hold some. */
#include "runtime/pass.h"

enum { RING_FIRST = 4 };

static value *ring_place(const ring *r, uint32_t i) { return &r->items[(r->first + i) & (r->capacity - 1)]; }

value *ring_at(const ring *r, uint32_t i) { return r->capacity ? ring_place(r, i) : (value *)&r->only; }

static bool ring_grow(call *c, ring *r, uint32_t count)
{
    memory *m = c->world->memory;
    uint64_t capacity = r->capacity ? r->capacity : RING_FIRST;
    while (capacity < (uint64_t)r->count + count)
        capacity *= 2;
    value *items = capacity <= UINT32_MAX / 2 ? memory_take(m, (size_t)capacity * sizeof *items) : NULL;
    if (!items)
        return fault_set(&c->fault, ERROR_limit, "out of memory");
    for (uint32_t i = 0; i < r->count; i++)
        items[i] = *ring_at(r, i);
    if (r->capacity)
        journal_give(c->pass->journal, m, r->items, r->capacity * sizeof *items);
    *r = (ring){.items = items, .count = r->count, .capacity = (uint32_t)capacity};
    return true;
}

static uint32_t ring_most(const ring *r) { return r->capacity ? r->capacity : 1; }

bool ring_reserve(call *c, ring *r, uint32_t count) { return ring_most(r) - r->count >= count || ring_grow(c, r, count); }

bool ring_push(call *c, ring *r, value owned)
{
    if (__builtin_expect(r->count == ring_most(r), 0) && !ring_grow(c, r, 1))
        return false;
    value *at = ring_at(r, r->count);
    journal_change(c->pass->journal, at, sizeof *at);
    value_store(at, owned);
    r->count++;
    return true;
}

value ring_take(ring *r)
{
    value v = value_load(ring_at(r, 0));
    if (r->capacity)
        r->first = (r->first + 1) & (r->capacity - 1);
    r->count--;
    return v;
}

value ring_take_last(ring *r) { return value_load(ring_at(r, --r->count)); }

static void ring_emptied(ring *r) { *r = (ring){.items = NULL}; }

void ring_free(world *w, ring *r)
{
    while (r->count)
        store_free(w, ring_take(r));
    if (r->capacity)
        memory_give(w->memory, r->items, r->capacity * sizeof *r->items);
    ring_emptied(r);
}

/* Empties it within an operation. */
void ring_clear(call *c, ring *r)
{
    while (r->count)
        store_drop(c, ring_take(r));
    if (r->capacity)
        journal_give(c->pass->journal, c->world->memory, r->items, r->capacity * sizeof *r->items);
    ring_emptied(r);
}
