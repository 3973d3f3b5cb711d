/* future: the outcome of a task given to a pool, to come. That of a map is brought in parts, each by another worker: they are kept one by
 * one, and made one list by whoever reads it, or handed out one by one. */
#include "runtime/kinds/kinds.h"

#define NO_PART UINT32_MAX

struct parts {
    uint32_t count, left; /* left: have not come yet */
    uint32_t failed;      /* the first of those that are errors; NO_PART: there is none */
    uint32_t handed;      /* out, one after the other, … */
    uint32_t taken;       /* … and of the next one so many items */
    bool by_arrival;      /* in the order in which they came, which is kept behind the parts: numbers of those that have come */
    value of[];           /* lists, and errors; V_UNSET: has not come */
};

static size_t parts_size(uint32_t count, bool by_arrival)
{
    return sizeof(struct parts) + count * (sizeof(value) + (by_arrival ? sizeof(uint32_t) : 0));
}

static uint32_t *parts_came(const struct parts *p, uint32_t place) { return (uint32_t *)(void *)(p->of + p->count) + place; }

void future_drop(world *w, object *o)
{
    struct parts *p = o->future.parts;
    store_free(w, o->future.outcome);
    for (uint32_t i = 0; p && i < p->count; i++)
        store_free(w, p->of[i]);
    memory_give(w->memory, p, p ? parts_size(p->count, p->by_arrival) : 0);
}

/* --- completing --- */

bool future_divide(call *c, object *future, uint32_t count, bool by_arrival)
{
    struct parts *p = memory_zeroed(c->world->memory, parts_size(count, by_arrival));
    if (!p)
        return fault_set(&c->fault, ERROR_limit, "out of memory");
    p->count = p->left = count;
    p->failed = NO_PART;
    p->by_arrival = by_arrival;
    for (uint32_t i = 0; i < count; i++)
        p->of[i] = VALUE_UNSET;
    future->future.parts = p;
    future->future.ready = future->future.ok = !count;
    return true;
}

/* Where there is no memory to keep an error, that is the error: nil stands for it. */
bool future_keep(call *c, bool ok, value result, value *held)
{
    if (store_keep(c, result, held))
        return true;
    if (ok)
        return false;
    value_drop(c->fault.message);
    c->fault.message = VALUE_NIL;
    *held = VALUE_NIL;
    return true;
}

void future_complete(object *future, bool ok, value held)
{
    future->future.ready = true;
    future->future.ok = ok;
    future->future.outcome = held;
}

void future_bring(call *c, object *future, uint32_t part, bool ok, value held)
{
    struct parts *p = future->future.parts;
    if (!p) {
        future_complete(future, ok, held);
        return;
    }
    call_change(c, p, sizeof *p);
    call_change(c, &p->of[part], sizeof p->of[part]);
    p->of[part] = held;
    if (p->by_arrival)
        *parts_came(p, p->count - p->left) = part;
    if (!ok && part < p->failed)
        p->failed = part;
    if (--p->left == 0) {
        future->future.ready = true;
        future->future.ok = p->failed == NO_PART;
    }
}

/* --- reading --- */

/* A pool of threads may have made a function that captures: it is for those of its process. */
static bool future_copy(call *c, const object *future, value held, value *out)
{
    if (!store_copy(c, held, out))
        return false;
    if (c->task->process->id == future->future.owner || value_is_sendable(*out))
        return true;
    value_drop(*out);
    return fault_set(&c->fault, ERROR_type, STORE_FOREIGN);
}

static bool list_add(value *list, value more, fault *f)
{
    for (uint32_t i = 0; i < more.list->length; i++)
        if (!value_list_push(list, more.list->items[i], f))
            return false;
    return true;
}

static bool parts_read(call *c, const object *future, value *out)
{
    const struct parts *p = future->future.parts;
    if (!value_list(NULL, 0, out, &c->fault))
        return false;
    for (uint32_t i = 0; i < p->count; i++) {
        value seen;
        bool added = future_copy(c, future, p->of[i], &seen);
        if (added) {
            added = list_add(out, seen, &c->fault);
            value_drop(seen);
        }
        if (!added) {
            value_drop(*out);
            return false;
        }
    }
    return true;
}

/* One that was given up before all had come has an outcome of its own. */
bool future_read(call *c, const object *future, value *out)
{
    const struct parts *p = future->future.parts;
    if (p && !p->left && future->future.ok)
        return parts_read(c, future, out);
    if (!future_copy(c, future, p && !p->left ? p->of[p->failed] : future->future.outcome, out))
        return false;
    if (future->future.ok || out->tag == V_ERROR)
        return true;
    return fault_set(&c->fault, ERROR_limit, "out of memory for the error of a task (limit memory)");
}

outcome verb_future_get(call *c)
{
    object *o = c->object;
    c->changed = false;
    if (!o->future.ready)
        return OUT_WAIT;
    if (c->probe)
        return o->future.ok ? OUT_DONE : OUT_RAISE;
    value seen;
    if (!future_read(c, o, &seen))
        return OUT_RAISE;
    if (o->future.ok)
        return call_tell(c, seen);
    c->thrown = true;
    c->result = seen;
    return OUT_RAISE;
}

/* The item itself, in a list, for it may be nil. */
static bool item_copy(call *c, value held, value *out)
{
    value seen;
    if (!future_copy(c, c->object, held, &seen))
        return false;
    bool made = value_list(&seen, 1, out, &c->fault);
    value_drop(seen);
    return made;
}

/* The part itself goes: nobody asks for it again. */
static void part_hand_out(call *c, struct parts *p, uint32_t part)
{
    call_change(c, &p->of[part], sizeof p->of[part]);
    store_drop(c, p->of[part]);
    p->of[part] = VALUE_NIL;
    p->handed++;
    p->taken = 0;
    c->changed = true;
}

static outcome error_hand_out(call *c, struct parts *p, uint32_t part)
{
    value seen;
    if (!future_copy(c, c->object, p->of[part], &seen))
        return OUT_RAISE;
    part_hand_out(c, p, part);
    if (seen.tag != V_ERROR)
        return call_raise(c, ERROR_limit, "out of memory for the error of a task (limit memory)");
    c->thrown = true;
    c->result = seen;
    return OUT_RAISE;
}

static outcome future_hand_out(call *c, struct parts *p, uint32_t part)
{
    value held = p->of[part], seen;
    if (c->probe)
        return OUT_DONE;
    call_change(c, p, sizeof *p);
    if (held.tag != V_LIST)
        return error_hand_out(c, p, part);
    if (!item_copy(c, held.list->items[p->taken], &seen))
        return OUT_RAISE;
    c->changed = true;
    if (++p->taken == held.list->length)
        part_hand_out(c, p, part);
    return call_tell(c, seen);
}

/* The next item, for whoever asks. Of a future that is had in pieces nothing else is asked. When it was given up, those that have come are
 * handed out all the same. */
outcome verb_future_item(call *c)
{
    struct parts *p = c->object->future.parts;
    c->changed = false;
    if (p->handed == p->count)
        return OUT_DONE;
    if (p->by_arrival ? p->handed < p->count - p->left : p->of[p->handed].tag != V_UNSET)
        return future_hand_out(c, p, p->by_arrival ? *parts_came(p, p->handed) : p->handed);
    return c->object->future.ready ? verb_future_get(c) : OUT_WAIT;
}

/* Most parts of a map are not the last, and all but who wants them one by one waits for that. */
bool future_concerns(const object *o, const call *c, verb_id waiting)
{
    (void)c;
    return o->future.ready || waiting == VERB_future_item;
}

outcome verb_future_wait(call *c)
{
    c->changed = false;
    return c->object->future.ready ? call_done(c, value_bool(true)) : OUT_WAIT;
}

outcome verb_future_ready(call *c) { return call_tell(c, value_bool(c->object->future.ready)); }

outcome verb_future_successful(call *c)
{
    if (!c->object->future.ready)
        return call_raise(c, ERROR_state, "%s is not ready", call_name(c));
    return call_tell(c, value_bool(c->object->future.ok));
}

void future_state(run_state *s, const object *o)
{
    const struct parts *p = o->future.parts;
    state_number(s, o->future.ready);
    state_number(s, o->future.ok);
    state_value(s, o->future.outcome);
    state_number(s, p ? 1 + p->left : 0);
    state_values(s, p ? p->of : NULL, p ? p->count : 0);
    state_number(s, p ? p->handed : 0);
    state_number(s, p ? p->taken : 0);
    for (uint32_t i = p ? p->handed : 0; p && p->by_arrival && i < p->count - p->left; i++)
        state_number(s, *parts_came(p, i));
}
