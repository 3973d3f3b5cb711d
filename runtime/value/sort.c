/* sort: a stable merge sort of values, by themselves or by keys worked out before.
 * It sorts places, not values, and moves the values only when it has succeeded: unlike items leave the list as it was. */

#include "runtime/value/internal.h"

enum { SORT_RUN = 8 }; /* sorted by insertion before runs are merged */

typedef struct sorting {
    const value *keys;
    uint32_t *from, *to;
    bool reverse;
    fault *f;
} sorting;

static bool sort_ordered_alike(value v) { return v.tag == V_INT || v.tag == V_DURATION; }

/* *before: whether the second has to stand before the first. */
static inline bool sort_swapped(const sorting *s, uint32_t first, uint32_t second, bool *before)
{
    value a = s->keys[s->reverse ? second : first], b = s->keys[s->reverse ? first : second];
    if (a.tag == b.tag && sort_ordered_alike(a)) {
        *before = b.integer < a.integer;
        return true;
    }
    int order;
    if (!value_order(b, a, &order, s->f))
        return false;
    *before = order < 0;
    return true;
}

static bool sort_insert(sorting *s, size_t begin, size_t end)
{
    for (size_t i = begin + 1; i < end; i++) {
        uint32_t place = s->from[i];
        size_t at = i;
        for (; at > begin; at--) {
            bool before;
            if (!sort_swapped(s, s->from[at - 1], place, &before))
                return false;
            if (!before)
                break;
            s->from[at] = s->from[at - 1];
        }
        s->from[at] = place;
    }
    return true;
}

static bool sort_merge(sorting *s, size_t begin, size_t middle, size_t end)
{
    size_t left = begin, right = middle;
    for (size_t at = begin; at < end; at++) {
        bool before = left == middle;
        if (left < middle && right < end && !sort_swapped(s, s->from[left], s->from[right], &before))
            return false;
        s->to[at] = s->from[before ? right++ : left++];
    }
    return true;
}

static bool sort_all(sorting *s, size_t count)
{
    for (size_t i = 0; i < count; i += SORT_RUN)
        if (!sort_insert(s, i, i + SORT_RUN < count ? i + SORT_RUN : count))
            return false;
    for (size_t width = SORT_RUN; width < count; width *= 2) {
        for (size_t i = 0; i < count; i += 2 * width) {
            size_t middle = i + width < count ? i + width : count, end = middle + width < count ? middle + width : count;
            if (!sort_merge(s, i, middle, end))
                return false;
        }
        uint32_t *sorted = s->to;
        s->to = s->from;
        s->from = sorted;
    }
    return true;
}

/* Whether it stands in order already: then there is nothing to allocate. */
static bool sort_done(const sorting *s, size_t count, bool *done)
{
    *done = true;
    for (size_t i = 1; i < count && *done; i++) {
        bool before;
        if (!sort_swapped(s, (uint32_t)i - 1, (uint32_t)i, &before))
            return false;
        *done = !before;
    }
    return true;
}

bool sort_values(value *items, const value *keys, size_t count, bool reverse, fault *f)
{
    sorting s = {.keys = keys ? keys : items, .reverse = reverse, .f = f};
    bool done;
    if (!sort_done(&s, count, &done))
        return false;
    if (done)
        return true;
    uint32_t *places = block_take(2 * count * sizeof *places);
    value *moved = block_take(count * sizeof *moved);
    bool sorted = places && moved;
    if (!sorted)
        fault_memory(f);
    else {
        s.from = places;
        s.to = places + count;
        for (size_t i = 0; i < count; i++)
            places[i] = (uint32_t)i;
        sorted = sort_all(&s, count);
    }
    if (sorted) {
        memcpy(moved, items, count * sizeof *moved);
        for (size_t i = 0; i < count; i++)
            items[i] = moved[s.from[i]];
    }
    block_give(places);
    block_give(moved);
    return sorted;
}
