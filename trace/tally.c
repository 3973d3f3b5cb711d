/* tally: a table with open addressing. Calls the C library. */
#include "trace/tally.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST = 64 };

static size_t slot_of(const tallies *t, uint32_t a, uint32_t b)
{
    uint64_t key = ((uint64_t)a << 32 | b) * 0x9E3779B97F4A7C15u;
    size_t at = (size_t)(key >> 32) & (t->slot_count - 1);
    while (t->slots[at] && (t->all[t->slots[at] - 1].a != a || t->all[t->slots[at] - 1].b != b))
        at = (at + 1) & (t->slot_count - 1);
    return at;
}

/* Room for one more, half of the slots empty. */
static bool tally_grow(tallies *t)
{
    if (t->count < t->room)
        return true;
    size_t room = t->room ? 2 * t->room : FIRST;
    tally *all = realloc(t->all, room * sizeof *all);
    if (!all)
        return false;
    t->all = all;
    uint32_t *slots = calloc(2 * room, sizeof *slots);
    if (!slots)
        return false;
    free(t->slots);
    t->slots = slots;
    t->slot_count = 2 * room;
    t->room = room;
    for (size_t i = 0; i < t->count; i++)
        slots[slot_of(t, all[i].a, all[i].b)] = (uint32_t)i + 1;
    return true;
}

tally *tally_of(tallies *t, uint32_t a, uint32_t b)
{
    if (!tally_grow(t))
        return NULL;
    size_t at = slot_of(t, a, b);
    if (!t->slots[at]) {
        t->all[t->count++] = (tally){.a = a, .b = b};
        t->slots[at] = (uint32_t)t->count;
    }
    return &t->all[t->slots[at] - 1];
}

void tally_add(tallies *t, uint32_t a, uint32_t b, int64_t amount)
{
    tally *sum = tally_of(t, a, b);
    if (!sum)
        return;
    sum->count++;
    sum->total = tally_plus(sum->total, amount);
}

static int larger_first(const void *a, const void *b)
{
    const tally *x = a, *y = b;
    if (x->total != y->total)
        return x->total > y->total ? -1 : 1;
    return x->a != y->a ? (x->a > y->a) - (x->a < y->a) : (x->b > y->b) - (x->b < y->b);
}

void tally_sort(tallies *t)
{
    if (t->count)
        qsort(t->all, t->count, sizeof *t->all, larger_first);
}

void tally_free(tallies *t)
{
    free(t->all);
    free(t->slots);
    *t = (tallies){0};
}
