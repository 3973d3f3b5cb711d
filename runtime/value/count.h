/* count: keeping and dropping values, as inline functions. Included by value.h only.
 *
 * One compare of the tag sorts out what is not counted. Counts are plain while the process has one thread
 * (__libc_single_threaded, where the C library tells) and atomic otherwise: relaxed to add, acquire-release to take away. A count from
 * COUNT_IMMORTAL on never changes: literals are made so (value_immortal), and a count that got there by adding stays, so it never wraps. */
#ifndef RUNTIME_VALUE_COUNT_H
#define RUNTIME_VALUE_COUNT_H

#if defined(__has_include)
#if __has_include(<sys/single_threaded.h>)
#include <sys/single_threaded.h>
#define COUNT_ALONE() (__libc_single_threaded)
#endif
#endif
#ifndef COUNT_ALONE
#define COUNT_ALONE() (0)
#endif

#define COUNT_IMMORTAL UINT32_C(0x80000000)

static inline value value_keep(value v)
{
    if (value_tag_of(v) < V_COUNTED)
        return v;
    if (__builtin_expect(value_tag_of(v) == V_CELL, 0))
        return value_keep_cell(v);
    uint32_t count = __atomic_load_n(&v.cell->count, __ATOMIC_RELAXED);
    if (count >= COUNT_IMMORTAL)
        return v;
    if (COUNT_ALONE())
        v.cell->count = count + 1;
    else
        __atomic_fetch_add(&v.cell->count, 1, __ATOMIC_RELAXED);
    return v;
}

static inline void value_drop(value v)
{
    if (value_tag_of(v) < V_COUNTED)
        return;
    if (__builtin_expect(value_tag_of(v) == V_CELL, 0)) {
        value_drop_cell(v);
        return;
    }
    uint32_t count = __atomic_load_n(&v.cell->count, __ATOMIC_ACQUIRE);
    if (count == 1)              /* ours is the only one: nobody else can add to it now */
        value_free(v);
    else if (count >= COUNT_IMMORTAL)
        return;
    else if (COUNT_ALONE())
        v.cell->count = count - 1;
    else if (__atomic_sub_fetch(&v.cell->count, 1, __ATOMIC_ACQ_REL) == 0)
        value_free(v);
}

/* Puts an owned value into the slot and drops what was there. */
static inline void value_assign(value *slot, value owned)
{
    value old = value_load(slot);
    value_store(slot, owned);
    value_drop(old);
}

/* Whether nobody else holds this counted value, so that it may be changed in place. */
static inline bool value_unique(value v)
{
    return __atomic_load_n(&v.cell->count, __ATOMIC_ACQUIRE) == 1;
}

#endif
