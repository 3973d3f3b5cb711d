/* cells: the table of captured variables, and the counting of V_CELL values.
 * Calls value. The lock is held for a few instructions only, so whoever finds it taken spins.
 * A cell that dies may hold a closure that holds the last of another cell, and so on: they are buried in turn, not by recursion. */
#include "runtime/cells.h"

#include "base/memory.h"

static void cells_lock(cells *c)
{
    while (__atomic_exchange_n(&c->lock, 1, __ATOMIC_ACQUIRE))
        while (__atomic_load_n(&c->lock, __ATOMIC_RELAXED))
            ;
}

static void cells_unlock(cells *c) { __atomic_store_n(&c->lock, 0, __ATOMIC_RELEASE); }

static uint32_t chunk_of(uint32_t number) { return number < CELLS_FIRST ? 0 : 32 - (uint32_t)__builtin_clz(number / CELLS_FIRST); }

static uint32_t chunk_size(uint32_t k) { return k ? (uint32_t)CELLS_FIRST << (k - 1) : CELLS_FIRST; }

static uint32_t chunk_begin(uint32_t k) { return k ? (uint32_t)CELLS_FIRST << (k - 1) : 0; }

cell *cells_slow(cells *c, uint32_t number)
{
    uint32_t k = chunk_of(number);
    return &__atomic_load_n(&c->chunk[k], __ATOMIC_ACQUIRE)[number - chunk_begin(k)];
}

static bool cells_chunk(cells *c, uint32_t k)
{
    if (k >= CELLS_CHUNKS)
        return false;
    if (c->chunk[k])
        return true;
    cell *fresh = block_zeroed((chunk_size(k)) * sizeof *fresh);
    for (uint32_t i = 0; fresh && i < chunk_size(k); i++)
        fresh[i].value = VALUE_UNSET;
    __atomic_store_n(&c->chunk[k], fresh, __ATOMIC_RELEASE);
    return fresh;
}

cells *cells_new(uint32_t fixed)
{
    cells *c = block_zeroed(sizeof *c);
    if (!c)
        return NULL;
    c->used = c->fixed = fixed;
    for (uint32_t k = 0; k == 0 || chunk_begin(k) < fixed; k++)
        if (!cells_chunk(c, k)) {
            cells_free(c);
            return NULL;
        }
    return c;
}

/* --- what stays to the end --- */

enum { FOREVER_MOST = 4096, FOREVER_FIRST = 16 }; /* counted cells of one value */

static bool forever_room(cells *c)
{
    if (c->forever_count < c->forever_capacity)
        return true;
    uint32_t capacity = c->forever_capacity ? c->forever_capacity * 2 : FOREVER_FIRST;
    value *larger = block_resize(c->forever, capacity * sizeof *larger);
    if (!larger)
        return false;
    c->forever = larger;
    c->forever_capacity = capacity;
    return true;
}

/* Objects are freed at the end of the run however they are held. */
static void forever_add(cells *c, value v, uint32_t *left)
{
    bool has_items = v.tag == V_LIST || v.tag == V_MAP;
    if (v.tag != V_HANDLE && v.tag != V_STRING && v.tag != V_RANGE && !has_items)
        return;
    if (!*left || __atomic_load_n(&v.cell->count, __ATOMIC_RELAXED) >= COUNT_IMMORTAL || (v.tag != V_HANDLE && !forever_room(c)))
        return;
    --*left;
    __atomic_store_n(&v.cell->count, COUNT_IMMORTAL, __ATOMIC_RELAXED);
    if (v.tag != V_HANDLE)
        c->forever[c->forever_count++] = v;
    for (uint32_t i = 0; v.tag == V_LIST && i < v.list->length; i++)
        forever_add(c, v.list->items[i], left);
    for (uint32_t i = 0; v.tag == V_MAP && i < v.map->length; i++) {
        forever_add(c, v.map->entries[i].key, left);
        forever_add(c, v.map->entries[i].item, left);
    }
}

void cells_forever(cells *c, value v)
{
    uint32_t left = FOREVER_MOST;
    if (v.tag < V_COUNTED)
        return;
    cells_lock(c);
    forever_add(c, v, &left);
    cells_unlock(c);
}

/* Those that are part of another one are found in the list as well: first all are emptied, then their cells are freed. */
static void forever_free(cells *c)
{
    for (uint32_t i = 0; i < c->forever_count; i++)
        value_empty(c->forever[i]);
    for (uint32_t i = 0; i < c->forever_count; i++)
        block_give(c->forever[i].cell);
    block_give(c->forever);
    c->forever = NULL;
    c->forever_count = 0;
}

void cells_unname(cells *c)
{
    for (uint32_t i = 0; c->named && i < c->used; i++)
        cells_at(c, i)->object = 0;
    c->named = false;
}

/* Closures that were copied with their variables count in the table they were made in: in this one the cells stay to the end. */
cells *cells_copy(const cells *from)
{
    cells *c = cells_new(from->used);
    if (!c)
        return NULL;
    c->fixed = from->fixed;
    for (uint32_t i = 0; i < from->used; i++)
        cells_at(c, i)->value = value_keep(cells_at((cells *)from, i)->value);
    return c;
}

void cells_clear(cells *c)
{
    if (c->cleared)
        return;
    cells_lock(c);
    c->burying = true; /* what dies from now on is only listed */
    cells_unlock(c);
    for (uint32_t i = 0; i < c->used; i++)
        if (c->chunk[chunk_of(i)])
            value_assign(&cells_at(c, i)->value, VALUE_UNSET);
    forever_free(c);
    c->cleared = true;
    for (uint32_t k = 0; k < CELLS_CHUNKS; k++) {
        block_give(c->chunk[k]);
        c->chunk[k] = NULL;
    }
}

void cells_free(cells *c)
{
    if (!c->cleared)
        cells_clear(c);
    block_give(c);
}

/* A number nobody uses, 1 + it; 0: no more. Locked. */
static uint32_t cells_number(cells *c)
{
    uint32_t found = c->free;
    if (found) {
        c->free = cells_at(c, found - 1)->next;
        return found;
    }
    if (c->used == UINT32_MAX || !cells_chunk(c, chunk_of(c->used)))
        return 0;
    return ++c->used;
}

bool cells_make(cells *c, value initial, value *out, fault *f)
{
    cells_lock(c);
    uint32_t number = cells_number(c);
    cells_unlock(c);
    if (!number)
        return fault_set(f, ERROR_limit, "out of memory");
    *cells_at(c, number - 1) = (cell){.value = value_keep(initial), .count = 1};
    *out = (value){.tag = V_CELL};
    out->index = number - 1;
    out->cells = c;
    return true;
}

value value_keep_cell(value v)
{
    if (v.cells && v.index >= v.cells->fixed && !v.cells->cleared) /* a fixed cell may be named without its table */
        __atomic_add_fetch(&cells_at(v.cells, v.index)->count, 1, __ATOMIC_RELAXED);
    return v;
}

static void cells_bury(cells *c)
{
    c->burying = true;
    while (c->dying) {
        uint32_t number = c->dying;
        cell *dead = cells_at(c, number - 1);
        c->dying = dead->next;
        value held = dead->value;
        dead->value = VALUE_UNSET;
        dead->object = 0;
        cells_unlock(c);
        value_drop(held);
        cells_lock(c);
        dead->next = c->free;
        c->free = number;
    }
    c->burying = false;
}

void value_drop_cell(value v)
{
    cells *c = v.cells;
    if (!c || v.index < c->fixed || c->cleared || __atomic_sub_fetch(&cells_at(c, v.index)->count, 1, __ATOMIC_ACQ_REL))
        return;
    cells_lock(c);
    cells_at(c, v.index)->next = c->dying;
    c->dying = v.index + 1;
    if (!c->burying)
        cells_bury(c);
    cells_unlock(c);
}
