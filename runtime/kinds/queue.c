/* queue: hands values from who puts to who gets. Bounded, unbounded, or a rendezvous (capacity 0), where a put is completed by the get
 * that takes its value: each completes the one that waits. */
#include <string.h>

#include "runtime/kinds/heap.h"
#include "runtime/kinds/kinds.h"
#include "runtime/line.h"
#include "runtime/pass.h"

#define QUEUE_UNBOUNDED UINT32_MAX

enum queue_order { ORDER_FIFO, ORDER_LIFO, ORDER_PRIORITY, ORDERS };
static const char *const order_names[ORDERS] = {"fifo", "lifo", "priority"};

static bool queue_capacity(call *c, value given)
{
    int64_t capacity;
    c->object->queue.capacity = QUEUE_UNBOUNDED;
    if (given.tag == V_UNSET || given.tag == V_NIL)
        return true;
    if (!call_int(c, given, "a queue's capacity", &capacity))
        return false;
    if (capacity < 0)
        return fault_set(&c->fault, ERROR_value, "a queue's capacity is 0 or more, not %lld; without one it is unbounded",
                         (long long)capacity);
    c->object->queue.capacity = capacity < QUEUE_UNBOUNDED ? (uint32_t)capacity : QUEUE_UNBOUNDED;
    return true;
}

static bool queue_order(call *c, value given)
{
    const char *text;
    if (given.tag == V_UNSET)
        return true;
    if (!value_is_string(given))
        return fault_set(&c->fault, ERROR_type, "order is \"fifo\", \"lifo\" or \"priority\", not %s", fault_noun(given).text);
    size_t length = value_string_bytes(&given, &text);
    for (unsigned i = 0; i < ORDERS; i++)
        if (length == strlen(order_names[i]) && !memcmp(text, order_names[i], length)) {
            c->object->queue.order = (uint8_t)i;
            return true;
        }
    return fault_set(&c->fault, ERROR_value, "order is \"fifo\", \"lifo\" or \"priority\", not \"%.*s\"", (int)length, text);
}

bool queue_make(call *c) { return queue_capacity(c, c->op->arguments[3]) && queue_order(c, c->op->arguments[4]); }

void queue_drop(world *w, object *o)
{
    (void)w;
    ring_free(&o->queue.items);
}

static bool queue_meets(const object *o) { return o->queue.capacity == 0; }

static uint32_t queue_count(const object *o) { return o->queue.order == ORDER_PRIORITY ? o->queue.items.count / 2 : o->queue.items.count; }

/* One who waits at a rendezvous makes it ready for those who wait for any of several objects. */
void queue_parked(call *c)
{
    if (queue_meets(c->object))
        pass_settle(c->pass, c->object);
}

/* --- putting --- */

static bool holds_function(value v)
{
    bool found = v.tag == V_FUNC || v.tag == V_BUILTIN || v.tag == V_CLOSURE;
    for (uint32_t i = 0; v.tag == V_LIST && i < v.list->length && !found; i++)
        found = holds_function(v.list->items[i]);
    for (uint32_t i = 0; v.tag == V_MAP && i < v.map->length && !found; i++)
        found = holds_function(v.map->entries[i].item);
    return found;
}

static waiter *queue_getter(call *c)
{
    waiter *get = call_first(c, VERB_queue_get, FACE_NONE), *next = call_first(c, VERB_queue_next, FACE_NONE);
    if (!get || !next)
        return get ? get : next;
    return line_earlier(get->place, next->place) ? get : next;
}

static outcome queue_meet_getter(call *c, value item)
{
    waiter *who;
    c->stands = true;
    while ((who = queue_getter(c))) {
        if (c->probe || call_release(c, who, value_keep(item))) {
            c->object->queue.arrivals += !c->probe;
            return OUT_DONE;
        }
    }
    return OUT_WAIT;
}

static bool queue_store(call *c, value item)
{
    object *o = c->object;
    if (queue_count(o) >= c->world->settings.limits.messages)
        return fault_set(&c->fault, ERROR_limit, "%s holds %lld values already, as many as may be (limit messages)", call_name(c),
                         (long long)c->world->settings.limits.messages);
    bool stored = o->queue.order == ORDER_PRIORITY ? heap_put(&o->queue.items, item, o->queue.arrivals, &c->fault)
                                                   : ring_push(&o->queue.items, item, &c->fault);
    o->queue.arrivals += stored;
    return stored;
}

outcome verb_queue_put(call *c)
{
    object *o = c->object;
    value item = c->op->arguments[0];
    c->detail = item;
    if (!c->waits && holds_function(item))
        return call_raise(c, ERROR_type, "a function cannot be sent through a queue");
    if (o->queue.closed)
        return call_raise(c, ERROR_closed, "%s is closed", call_name(c));
    if (queue_meets(o))
        return queue_meet_getter(c, item);
    if (queue_count(o) >= o->queue.capacity)
        return OUT_WAIT;
    return c->probe || queue_store(c, item) ? OUT_DONE : OUT_RAISE;
}

outcome verb_queue_put_nowait(call *c)
{
    outcome r = verb_queue_put(c);
    return r == OUT_WAIT ? call_raise(c, ERROR_full, "%s is full", call_name(c)) : r;
}

/* --- getting --- */

static value queue_take(object *o)
{
    switch (o->queue.order) {
    case ORDER_LIFO: return ring_take_last(&o->queue.items);
    case ORDER_PRIORITY: return heap_take(&o->queue.items);
    default: return ring_take(&o->queue.items);
    }
}

static outcome queue_meet_putter(call *c)
{
    waiter *who;
    c->stands = true;
    while ((who = call_first(c, VERB_queue_put, FACE_NONE))) {
        if (c->probe)
            return OUT_DONE;
        value item = value_keep(call_waiter_op(who)->arguments[0]);
        if (call_release(c, who, VALUE_NIL)) {
            c->object->queue.arrivals++;
            return call_tell(c, item);
        }
        value_drop(item);
    }
    return OUT_WAIT;
}

/* A value, OUT_WAIT, or `end` when none can come any more. */
static outcome queue_get(call *c, outcome (*end)(call *c))
{
    object *o = c->object;
    if (queue_count(o))
        return c->probe ? OUT_DONE : call_tell(c, queue_take(o));
    if (queue_meets(o) && queue_meet_putter(c) == OUT_DONE)
        return OUT_DONE;
    return o->queue.closed ? end(c) : OUT_WAIT;
}

static outcome queue_is_closed(call *c) { return call_raise(c, ERROR_closed, "%s is closed and empty", call_name(c)); }

static outcome queue_ends(call *c)
{
    c->changed = false;
    return call_done(c, VALUE_UNSET);
}

outcome verb_queue_get(call *c) { return queue_get(c, queue_is_closed); }

outcome verb_queue_next(call *c) { return queue_get(c, queue_ends); }

outcome verb_queue_get_nowait(call *c)
{
    outcome r = verb_queue_get(c);
    return r == OUT_WAIT ? call_raise(c, ERROR_empty, "%s is empty", call_name(c)) : r;
}

/* --- looking --- */

outcome verb_queue_size(call *c) { return call_tell(c, value_int(queue_count(c->object))); }

outcome verb_queue_empty(call *c) { return call_tell(c, value_bool(!queue_count(c->object))); }

outcome verb_queue_full(call *c) { return call_tell(c, value_bool(queue_count(c->object) >= c->object->queue.capacity)); }

outcome verb_queue_capacity(call *c)
{
    uint32_t capacity = c->object->queue.capacity;
    return call_tell(c, capacity == QUEUE_UNBOUNDED ? VALUE_NIL : value_int(capacity));
}

/* --- the end --- */

/* Put, and not told to be done. */
static int64_t queue_unfinished(const object *o) { return o->queue.arrivals - o->queue.done; }

outcome verb_queue_task_done(call *c)
{
    if (!queue_unfinished(c->object))
        return call_raise(c, ERROR_value, "task_done was called more often than values were put into %s", call_name(c));
    c->object->queue.done++;
    return OUT_DONE;
}

outcome verb_queue_join(call *c)
{
    c->changed = false;
    return queue_unfinished(c->object) ? OUT_WAIT : call_done(c, value_bool(true));
}

outcome verb_queue_close(call *c)
{
    c->changed = !c->object->queue.closed;
    c->object->queue.closed = true;
    return OUT_DONE;
}
