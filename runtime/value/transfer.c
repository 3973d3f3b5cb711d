/* transfer: packing and unpacking. Calls nothing but value's cells. Recursion is bounded by VALUE_DEPTH. */
#include "runtime/value/transfer.h"

#include "runtime/value/internal.h"

enum { ALIGNED = 16 };

static size_t aligned(size_t size) { return (size + ALIGNED - 1) & ~(size_t)(ALIGNED - 1); }

/* --- how much --- */

static size_t string_size(const struct string *s) { return aligned(sizeof *s + s->length + 1); }

static size_t values_size(const value *all, size_t count, size_t most)
{
    size_t size = 0;
    for (size_t i = 0; i < count && size <= most; i++)
        size += transfer_size(all[i], most - size);
    return size;
}

static size_t list_size(const struct list *l, size_t most)
{
    size_t own = aligned(sizeof *l) + l->length * sizeof *l->items;
    return own > most ? own : own + values_size(l->items, l->length, most - own);
}

static size_t map_size(const struct map *m, size_t most)
{
    size_t own = aligned(sizeof *m) + m->length * sizeof *m->entries + aligned(m->slots * sizeof *m->index);
    return own > most || !m->length ? own : own + values_size(&m->entries->key, (size_t)m->length * 2, most - own);
}

static size_t error_size(const struct error *e, size_t most)
{
    return aligned(sizeof *e) + values_size((value[]){e->name, e->message, e->task, e->stack}, 4, most);
}

/* Behind the cell of a closure: whose it is. */
struct closure_hold {
    struct closure *own;
    uint32_t process;
};

static struct closure_hold *hold_of(const struct closure *c) { return (struct closure_hold *)(void *)((char *)c + aligned(sizeof *c)); }
static size_t closure_size(void) { return aligned(sizeof(struct closure)) + aligned(sizeof(struct closure_hold)); }

size_t transfer_size(value v, size_t most)
{
    switch (v.tag) {
    case V_STRING: return string_size(v.string);
    case V_RANGE: return aligned(sizeof *v.range);
    case V_LIST: return list_size(v.list, most);
    case V_MAP: return map_size(v.map, most);
    case V_ERROR: return error_size(v.error, most);
    case V_CLOSURE: return closure_size();
    default: return 0;
    }
}

/* --- packing --- */

typedef struct packing {
    const transfer *way;
    char *at; /* where the next cell goes */
    fault *fault;
} packing;

static bool pack(packing *p, value v, value *out);

static void *pack_cell(packing *p, const void *cell, size_t size, size_t whole)
{
    cell_head *head = memcpy(p->at, cell, size);
    head->count = COUNT_IMMORTAL | 1;
    p->at += whole;
    return head;
}

/* All of them are nil first, so that the piece is whole should one fail. */
static bool pack_values(packing *p, const value *from, value *to, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = VALUE_NIL;
    for (size_t i = 0; i < count; i++)
        if (!pack(p, from[i], &to[i]))
            return false;
    return true;
}

static void pack_string(packing *p, value *v)
{
    struct string *s = pack_cell(p, v->string, sizeof *s + v->string->length + 1, string_size(v->string));
    s->head.extra = 0; /* no room to grow */
    v->string = s;
}

static void pack_range(packing *p, value *v) { v->range = pack_cell(p, v->range, sizeof *v->range, aligned(sizeof *v->range)); }

static bool pack_list(packing *p, value *v)
{
    const struct list *from = v->list;
    struct list *l = pack_cell(p, from, sizeof *l, aligned(sizeof *l));
    v->list = l;
    l->capacity = l->length;
    l->items = (value *)(void *)p->at;
    p->at += l->length * sizeof *l->items;
    return pack_values(p, from->items, l->items, l->length);
}

static bool pack_map(packing *p, value *v)
{
    const struct map *from = v->map;
    struct map *m = pack_cell(p, from, sizeof *m, aligned(sizeof *m));
    v->map = m;
    m->capacity = m->length;
    m->entries = (struct map_entry *)(void *)p->at;
    p->at += m->length * sizeof *m->entries;
    m->index = m->slots ? memcpy(p->at, from->index, m->slots * sizeof *m->index) : NULL;
    p->at += aligned(m->slots * sizeof *m->index);
    return !m->length || pack_values(p, &from->entries->key, &m->entries->key, (size_t)m->length * 2);
}

/* Its four values stand side by side. */
static bool pack_error(packing *p, value *v)
{
    const struct error *from = v->error;
    struct error *e = pack_cell(p, from, sizeof *e, aligned(sizeof *e));
    v->error = e;
    return pack_values(p, &from->name, &e->name, 4);
}

static bool pack_closure(packing *p, value *v)
{
    value own;
    if (!p->way->convert(p->way->context, *v, &own, p->fault))
        return false;
    struct closure *c = pack_cell(p, own.closure, sizeof *c, closure_size());
    c->count = 0; /* what it has captured is not here */
    *hold_of(c) = (struct closure_hold){own.closure, p->way->process};
    v->closure = c;
    return true;
}

static bool pack(packing *p, value v, value *out)
{
    if (v.tag == V_HANDLE)
        return p->way->convert(p->way->context, v, out, p->fault);
    bool packed = true;
    switch (v.tag) {
    case V_STRING: pack_string(p, &v); break;
    case V_RANGE: pack_range(p, &v); break;
    case V_LIST: packed = pack_list(p, &v); break;
    case V_MAP: packed = pack_map(p, &v); break;
    case V_ERROR: packed = pack_error(p, &v); break;
    case V_CLOSURE: packed = pack_closure(p, &v); break;
    default: break;
    }
    value_store(out, v);
    return packed;
}

bool transfer_pack(const transfer *x, value v, void *at, value *out, fault *f)
{
    packing p = {x, at, f};
    return pack(&p, v, out);
}

/* --- unpacking --- */

static bool unpack_values(const transfer *x, const value *from, value *to, size_t count, fault *f)
{
    for (size_t i = 0; i < count; i++)
        if (!transfer_unpack(x, from[i], &to[i], f))
            return false;
    return true;
}

static void *unpack_cell(const void *packed, size_t size, fault *f)
{
    cell_head *head = block_take(size);
    if (!head) {
        fault_memory(f);
        return NULL;
    }
    memcpy(head, packed, size);
    head->count = 1;
    return head;
}

/* Room for `count` values, all of them nil. */
static bool unpack_room(size_t count, value **out, fault *f)
{
    *out = count ? block_take(count * sizeof **out) : NULL;
    if (count && !*out)
        return fault_memory(f);
    for (size_t i = 0; i < count; i++)
        (*out)[i] = VALUE_NIL;
    return true;
}

static bool unpack_list(const transfer *x, value *v, fault *f)
{
    const struct list *from = v->list;
    struct list *l;
    if (!list_new(from->length, &l, f))
        return false;
    l->head = from->head;
    l->head.count = 1;
    l->length = from->length;
    v->list = l;
    for (uint32_t i = 0; i < l->length; i++)
        l->items[i] = VALUE_NIL;
    return unpack_values(x, from->items, l->items, l->length, f) || (value_drop(*v), false);
}

static bool unpack_index(struct map *m, const struct map *from, fault *f)
{
    if (!m->slots)
        return true;
    m->index = block_take(m->slots * sizeof *m->index);
    if (!m->index)
        return fault_memory(f);
    memcpy(m->index, from->index, m->slots * sizeof *m->index);
    return true;
}

static bool unpack_map(const transfer *x, value *v, fault *f)
{
    const struct map *from = v->map;
    struct map *m = unpack_cell(from, sizeof *m, f);
    value *entries = NULL;
    if (!m)
        return false;
    v->map = m;
    m->index = NULL;
    if (!unpack_room((size_t)m->length * 2, &entries, f)) {
        block_give(m);
        return false;
    }
    m->entries = (struct map_entry *)entries;
    if (unpack_index(m, from, f) && (!m->length || unpack_values(x, &from->entries->key, entries, (size_t)m->length * 2, f)))
        return true;
    value_drop(*v);
    return false;
}

static bool unpack_error(const transfer *x, value *v, fault *f)
{
    const struct error *from = v->error;
    struct error *e = unpack_cell(from, sizeof *e, f);
    if (!e)
        return false;
    v->error = e;
    e->name = e->message = e->task = e->stack = VALUE_NIL;
    if (unpack_values(x, &from->name, &e->name, 4, f))
        return true;
    value_drop(*v);
    return false;
}

bool transfer_unpack(const transfer *x, value v, value *out, fault *f)
{
    bool unpacked = true;
    switch (v.tag) {
    case V_HANDLE:
    case V_CLOSURE: return x->convert(x->context, v, out, f);
    case V_STRING: unpacked = (v.string = unpack_cell(v.string, sizeof *v.string + v.string->length + 1, f)); break;
    case V_RANGE: unpacked = (v.range = unpack_cell(v.range, sizeof *v.range, f)); break;
    case V_LIST: unpacked = unpack_list(x, &v, f); break;
    case V_MAP: unpacked = unpack_map(x, &v, f); break;
    case V_ERROR: unpacked = unpack_error(x, &v, f); break;
    default: break;
    }
    if (unpacked)
        value_store(out, v);
    return unpacked;
}

value transfer_closure(value packed, uint32_t process)
{
    const struct closure_hold *h = hold_of(packed.closure);
    packed.closure = h->own;
    return h->process == process ? packed : VALUE_NIL;
}

/* --- handles --- */

void transfer_handles(value v, void (*see)(void *context, value v), void *context)
{
    if (v.tag == V_HANDLE || v.tag == V_CLOSURE)
        see(context, v);
    for (uint32_t i = 0; v.tag == V_LIST && i < v.list->length; i++)
        transfer_handles(v.list->items[i], see, context);
    for (uint32_t i = 0; v.tag == V_MAP && i < v.map->length; i++) {
        transfer_handles(v.map->entries[i].key, see, context);
        transfer_handles(v.map->entries[i].item, see, context);
    }
}
