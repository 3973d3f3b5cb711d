/* naming: a table of counters, by base name. Calls value's hash and equality. Not locked: process.lock guards it. */
#include "runtime/naming.h"

#include "base/memory.h"
#include "runtime/random.h"

enum { NAMES_FIRST = 16 };

typedef struct counter {
    value base;
    uint64_t hash;
    uint32_t plain, numbered;
} counter;

struct names {
    counter *all;
    uint32_t count, capacity;
};

names *naming_new(void) { return block_zeroed(sizeof(names)); }

void naming_free(names *n)
{
    for (uint32_t i = 0; n && i < n->capacity; i++)
        if (n->all[i].hash)
            value_drop(n->all[i].base);
    if (n)
        block_give(n->all);
    block_give(n);
}

/* The place of base, or the free one where it belongs. hash is not 0. */
static counter *names_place(counter *all, uint32_t capacity, value base, uint64_t hash)
{
    uint32_t i = (uint32_t)hash & (capacity - 1);
    while (all[i].hash && !(all[i].hash == hash && value_equal(all[i].base, base)))
        i = (i + 1) & (capacity - 1);
    return &all[i];
}

static bool names_grow(names *n)
{
    uint32_t capacity = n->capacity ? n->capacity * 2 : NAMES_FIRST;
    counter *all = block_zeroed((capacity) * sizeof *all);
    if (!all)
        return false;
    for (uint32_t i = 0; i < n->capacity; i++)
        if (n->all[i].hash)
            *names_place(all, capacity, n->all[i].base, n->all[i].hash) = n->all[i];
    block_give(n->all);
    n->all = all;
    n->capacity = capacity;
    return true;
}

static counter *names_find(names *n, value base)
{
    if (n->count >= n->capacity / 2 && !names_grow(n))
        return NULL;
    uint64_t hash = value_hash(base) | 1;
    counter *c = names_place(n->all, n->capacity, base, hash);
    if (!c->hash) {
        *c = (counter){.base = value_keep(base), .hash = hash};
        n->count++;
    }
    return c;
}

bool naming_next(names *n, value base, bool numbered, uint32_t *out, fault *f)
{
    counter *c = names_find(n, base);
    if (!c)
        return fault_set(f, ERROR_limit, "out of memory");
    if (numbered)
        *out = ++c->numbered;
    else
        *out = c->plain++ ? c->plain : 0;
    return true;
}

uint64_t naming_digest(const names *n)
{
    uint64_t digest = 0;
    for (uint32_t i = 0; n && i < n->capacity; i++)
        if (n->all[i].hash)
            digest += random_mix(n->all[i].hash ^ random_mix((uint64_t)n->all[i].plain << 32 | n->all[i].numbered));
    return digest;
}
