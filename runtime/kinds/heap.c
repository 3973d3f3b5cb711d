/* heap: a binary heap of pairs. Calls value_order. */
#include "runtime/kinds/heap.h"

#include "runtime/pass.h"

/* The second is an int, so that a ring of them can be emptied like any other: the arrival, and in its spare 48 bits the seq of the put. */
typedef struct pair {
    value item, arrival;
} pair;

static pair *heap_at(const ring *r, uint32_t i) { return (pair *)(void *)r->items + i; }

/* Items that have no order (a nan) are taken as equal. */
static bool heap_before(const pair *a, const pair *b)
{
    int order = 0;
    fault f = {0};
    if (!value_order(a->item, b->item, &order, &f)) {
        value_drop(f.message);
        order = 0;
    }
    return order < 0 || ((order == 0 || order == 2) && a->arrival.integer < b->arrival.integer);
}

static void heap_swap(call *c, pair *a, pair *b)
{
    call_change(c, a, sizeof *a);
    call_change(c, b, sizeof *b);
    pair held = *a;
    *a = *b;
    *b = held;
}

/* Can the item be compared with those on its way up? */
static bool heap_fits(const ring *r, uint32_t at, value item, fault *f)
{
    int order;
    if (r->count && !value_order(item, heap_at(r, 0)->item, &order, f))
        return false;
    while (at) {
        at = (at - 1) / 2;
        if (!value_order(item, heap_at(r, at)->item, &order, f))
            return false;
    }
    return true;
}

bool heap_put(call *c, ring *r, value held, uint64_t arrival)
{
    uint32_t at = r->count / 2;
    if (!heap_fits(r, at, held, &c->fault) || !ring_reserve(c, r, 2))
        return false;
    call_change(c, heap_at(r, at), sizeof(pair));
    *heap_at(r, at) = (pair){held, value_int((int64_t)arrival)};
    r->count += 2;
    while (at && heap_before(heap_at(r, at), heap_at(r, (at - 1) / 2))) {
        heap_swap(c, heap_at(r, at), heap_at(r, (at - 1) / 2));
        at = (at - 1) / 2;
    }
    return true;
}

/* It stands on the way up from the last place. */
void heap_tell(call *c, ring *r, uint64_t arrival, uint64_t seq)
{
    uint32_t at = r->count / 2 - 1;
    while (at && heap_at(r, at)->arrival.integer != (int64_t)arrival)
        at = (at - 1) / 2;
    value *v = &heap_at(r, at)->arrival;
    call_change(c, v, sizeof *v);
    v->index = (uint32_t)seq;
    v->unused_ = (uint16_t)(seq >> 32);
}

value heap_take(call *c, ring *r, uint64_t *seq)
{
    value least = heap_at(r, 0)->item, arrival = heap_at(r, 0)->arrival;
    *seq = (uint64_t)arrival.unused_ << 32 | arrival.index;
    r->count -= 2;
    uint32_t count = r->count / 2, at = 0;
    call_change(c, heap_at(r, 0), sizeof(pair));
    *heap_at(r, 0) = *heap_at(r, count);
    for (uint32_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && heap_before(heap_at(r, child + 1), heap_at(r, child)))
            child++;
        if (!heap_before(heap_at(r, child), heap_at(r, at)))
            break;
        heap_swap(c, heap_at(r, child), heap_at(r, at));
    }
    return least;
}
