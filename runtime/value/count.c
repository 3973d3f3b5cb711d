/* count: the slow part of counting. Frees what nobody holds any more and marks literals.
 * Recursion is bounded by VALUE_DEPTH, which every container checks when it is built. Captured variables are freed in runtime/cells.c. */

#include "runtime/value/internal.h"

static void count_empty_list(struct list *l)
{
    for (uint32_t i = 0; i < l->length; i++)
        value_drop(l->items[i]);
    list_give_items(l);
}

static void count_empty_map(struct map *m)
{
    for (uint32_t i = 0; i < m->length; i++) {
        value_drop(m->entries[i].key);
        value_drop(m->entries[i].item);
    }
    block_give(m->entries);
    block_give(m->index);
}

static void count_free_closure(struct closure *c)
{
    for (uint32_t i = 0; i < c->count; i++)
        value_drop(c->captured[i]);
    block_give(c);
}

static void count_free_error(struct error *e)
{
    value_drop(e->name);
    value_drop(e->message);
    value_drop(e->task);
    value_drop(e->stack);
    block_give(e);
}

void value_empty(value v)
{
    if (v.tag == V_LIST)
        count_empty_list(v.list);
    else if (v.tag == V_MAP)
        count_empty_map(v.map);
}

void value_free(value v)
{
    switch (v.tag) {
    case V_LIST:
    case V_MAP:
        value_empty(v);
        block_give(v.cell);
        break;
    case V_CLOSURE: count_free_closure(v.closure); break;
    case V_ERROR: count_free_error(v.error); break;
    case V_HANDLE: v.handle->owner->release(v.handle); break;
    default: block_give(v.cell);
    }
}

void value_immortal(value v)
{
    if (v.tag == V_STRING || v.tag == V_RANGE)
        v.cell->count = COUNT_IMMORTAL | 1;
}

void value_bury(value v)
{
    if (v.tag == V_STRING || v.tag == V_RANGE)
        block_give(v.cell);
}
