/* handles: those of one process, and what it holds by them.
 *
 * Where processes share objects each has a handle of its own for every object that its script knows, counted by that process alone; it
 * holds the object once, and is noted in the row of the process's seat, so that whoever puts a killed process in order can let go what
 * it held. The object is held before it is noted, and let go after that is struck out: a process that is killed in between holds it to
 * the end of the run. The table is private memory: a child that is forked finds a copy of it, and its row was filled by its parent. */
#include <sched.h>
#include <stdlib.h>

#include "runtime/os/internal.h"

enum { TABLE_FIRST = 64 };

typedef struct own {
    struct handle handle; /* first */
    uint32_t place;       /* in the row */
} own;

struct handles {
    uint32_t lock;                           /* held for a few instructions: whoever finds it taken looks again */
    uint32_t count, capacity;                /* a power of two */
    own **table;                             /* by the object's address; open addressing, linear probing */
    uint32_t places;                         /* of the row that were ever used … */
    uint32_t *spare, spares, spare_capacity; /* … and those that are free again */
};

static void handles_lock(handles *h)
{
    while (__atomic_exchange_n(&h->lock, 1, __ATOMIC_ACQUIRE))
        sched_yield();
}

static void handles_unlock(handles *h) { __atomic_store_n(&h->lock, 0, __ATOMIC_RELEASE); }

bool handles_open(os *s) { return (s->handles = calloc(1, sizeof *s->handles)) != NULL; }

/* The objects go with the run. */
void handles_close(os *s)
{
    handles *h = s->handles;
    for (uint32_t i = 0; h && i < h->capacity; i++)
        free(h->table[i]);
    if (h) {
        free(h->table);
        free(h->spare);
    }
    free(h);
}

/* --- the row --- */

static uint32_t chunk_of(uint32_t place) { return place < ROW_FIRST ? 0 : 32 - (uint32_t)__builtin_clz(place / ROW_FIRST); }
static uint32_t chunk_begin(uint32_t k) { return k ? (uint32_t)ROW_FIRST << (k - 1) : 0; }
static uint32_t chunk_size(uint32_t k) { return k ? (uint32_t)ROW_FIRST << (k - 1) : ROW_FIRST; }

static bool row_room(os *s, seat *x, uint32_t place)
{
    uint32_t k = chunk_of(place);
    if (k >= ROW_CHUNKS)
        return false;
    if (!x->row[k])
        x->row[k] = memory_zeroed(s->world->memory, chunk_size(k) * sizeof **x->row);
    return x->row[k];
}

static object **row_at(const seat *x, uint32_t place) { return &x->row[chunk_of(place)][place - chunk_begin(chunk_of(place))]; }

static bool place_take(os *s, handles *h, uint32_t *out)
{
    if (h->spares) {
        *out = h->spare[--h->spares];
        return true;
    }
    *out = h->places;
    return row_room(s, s->seat, h->places) && ++h->places;
}

/* Without memory to note that it is free it is not used again. */
static void place_give(handles *h, uint32_t place)
{
    if (h->spares == h->spare_capacity) {
        uint32_t capacity = h->spare_capacity ? h->spare_capacity * 2 : ROW_FIRST;
        uint32_t *larger = realloc(h->spare, capacity * sizeof *larger);
        if (!larger)
            return;
        h->spare = larger;
        h->spare_capacity = capacity;
    }
    h->spare[h->spares++] = place;
}

/* --- the table --- */

static uint32_t slot_of(const handles *h, const object *o)
{
    return (uint32_t)((uintptr_t)o >> 6) * UINT32_C(2654435769) & (h->capacity - 1);
}

static own *table_find(const handles *h, const object *o)
{
    if (!h->capacity)
        return NULL;
    for (uint32_t i = slot_of(h, o); h->table[i]; i = (i + 1) & (h->capacity - 1))
        if (h->table[i]->handle.object == o)
            return h->table[i];
    return NULL;
}

static void table_put(handles *h, own *x)
{
    uint32_t i = slot_of(h, x->handle.object);
    while (h->table[i])
        i = (i + 1) & (h->capacity - 1);
    h->table[i] = x;
}

static bool table_room(handles *h)
{
    if (h->count < h->capacity / 2)
        return true;
    handles larger = {.capacity = h->capacity ? h->capacity * 2 : TABLE_FIRST};
    larger.table = calloc(larger.capacity, sizeof(own *));
    if (!larger.table)
        return false;
    for (uint32_t i = 0; i < h->capacity; i++)
        if (h->table[i])
            table_put(&larger, h->table[i]);
    free(h->table);
    h->table = larger.table;
    h->capacity = larger.capacity;
    return true;
}

/* Those behind it move up, so that no gap cuts one off from its slot. */
static void table_remove(handles *h, const own *x)
{
    uint32_t mask = h->capacity - 1, gap = slot_of(h, x->handle.object);
    while (h->table[gap] != x)
        gap = (gap + 1) & mask;
    for (uint32_t i = (gap + 1) & mask; h->table[i]; i = (i + 1) & mask) {
        uint32_t slot = slot_of(h, h->table[i]->handle.object);
        if (((i - slot) & mask) < ((i - gap) & mask))
            continue;
        h->table[gap] = h->table[i];
        gap = i;
    }
    h->table[gap] = NULL;
    h->count--;
}

/* --- for values --- */

static own *own_new(os *s, handles *h, object *o)
{
    uint32_t place;
    own *x = table_room(h) ? malloc(sizeof *x) : NULL;
    if (!x || !place_take(s, h, &place)) {
        free(x);
        return NULL;
    }
    *x = (own){{o->own.head, o, o->own.owner}, place};
    x->handle.head.count = 1;
    object_hold(o);
    __atomic_store_n(row_at(s->seat, place), o, __ATOMIC_RELEASE);
    table_put(h, x);
    h->count++;
    return x;
}

struct handle *os_handle(world *w, object *o)
{
    os *s = os_of(w);
    handles *h = s->handles;
    handles_lock(h);
    own *x = table_find(h, o);
    if (x)
        value_keep((value){.head = VALUE_HEAD(V_HANDLE), .payload = (uintptr_t)x});
    else
        x = own_new(s, h, o);
    handles_unlock(h);
    return &x->handle;
}

/* Whoever drops what he takes for the only one leaves the count at 1 (value_drop); but it may have been found in the table meanwhile. */
bool os_forget(world *w, struct handle *handle)
{
    os *s = os_of(w);
    handles *h = s->handles;
    own *x = (own *)handle;
    handles_lock(h);
    bool gone = !__atomic_load_n(&handle->head.count, __ATOMIC_ACQUIRE) || !__atomic_sub_fetch(&handle->head.count, 1, __ATOMIC_ACQ_REL);
    if (gone) {
        table_remove(h, x);
        __atomic_store_n(row_at(s->seat, x->place), NULL, __ATOMIC_RELEASE);
        place_give(h, x->place);
    }
    handles_unlock(h);
    if (gone)
        free(x);
    return gone;
}

/* --- of processes --- */

/* The gate is shut. */
bool handles_copy(os *s, seat *to)
{
    const handles *h = s->handles;
    for (uint32_t k = 0; chunk_begin(k) < h->places; k++)
        if (!row_room(s, to, chunk_begin(k)))
            return false;
    for (uint32_t i = 0; i < h->capacity; i++) {
        const own *x = h->table[i];
        if (!x)
            continue;
        object_hold(x->handle.object);
        __atomic_store_n(row_at(to, x->place), x->handle.object, __ATOMIC_RELEASE);
    }
    return true;
}

/* A long row is not kept for the next process. */
static void row_shrink(memory *m, seat *x)
{
    enum { KEPT = 3 };
    for (uint32_t k = KEPT; k < ROW_CHUNKS; k++) {
        object **chunk = x->row[k];
        x->row[k] = NULL;
        if (chunk)
            memory_give(m, chunk, chunk_size(k) * sizeof *chunk);
    }
}

void handles_clear(memory *m, seat *x)
{
    for (uint32_t k = 0; k < ROW_CHUNKS; k++)
        for (uint32_t i = 0; x->row[k] && i < chunk_size(k); i++) {
            object *held = x->row[k][i];
            if (!held)
                continue;
            __atomic_store_n(&x->row[k][i], NULL, __ATOMIC_RELEASE);
            object_let_go(held);
        }
    row_shrink(m, x);
}
