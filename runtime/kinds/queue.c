/* queue: hands values from who puts to who gets. Bounded, unbounded, or a rendezvous (capacity 0), where a put is completed by the get
 * that takes its value: each completes the one that waits. */
#include <string.h>

#include "runtime/kinds/heap.h"
#include "runtime/kinds/kinds.h"
#include "runtime/line.h"
#include "runtime/pass.h"

#define QUEUE_UNBOUNDED UINT32_MAX

/* What few queues need, made when it is needed first. */
struct queue_more {
    int64_t done; /* items that task_done was called for */
    ring causes;  /* where a trace is kept: the seqs of the puts of the items, in the same order (a heap holds its own) */
    bool deaf;    /* there was no memory for one of them: none is known any more */
};

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
    ring_free(w, &o->queue.items);
    if (o->queue.more)
        ring_free(w, &o->queue.more->causes);
    memory_give(w->memory, o->queue.more, sizeof *o->queue.more);
}

/* What is in it is about to change. */
static struct queue_more *queue_more(call *c)
{
    object *o = c->object;
    if (!o->queue.more)
        o->queue.more = memory_zeroed(c->world->memory, sizeof *o->queue.more);
    else
        call_change(c, o->queue.more, sizeof *o->queue.more);
    return o->queue.more;
}

static bool queue_meets(const object *o) { return o->queue.capacity == 0; }

static uint32_t queue_count(const object *o) { return o->queue.order == ORDER_PRIORITY ? o->queue.items.count / 2 : o->queue.items.count; }

/* One who waits at a rendezvous makes it ready for those who wait for any of several objects. */
void queue_parked(call *c)
{
    if (queue_meets(c->object))
        pass_settle(c->pass, c->object);
}

/* --- which put an item came by --- */

static void queue_put_by(call *c, uint64_t seq)
{
    struct queue_more *m = queue_more(c);
    if (!m || m->deaf)
        return;
    m->deaf = !ring_push(c, &m->causes, value_int((int64_t)seq));
    if (!m->deaf)
        return;
    value_drop(c->fault.message);
    ring_clear(c, &m->causes);
}

void queue_recorded(call *c, uint64_t seq)
{
    object *o = c->object;
    if ((c->op->verb != VERB_queue_put && c->op->verb != VERB_queue_put_nowait) || queue_meets(o))
        return;
    if (o->queue.order == ORDER_PRIORITY)
        heap_tell(c, &o->queue.items, (uint64_t)o->queue.arrivals - 1, seq);
    else
        queue_put_by(c, seq);
}

static uint64_t queue_taken(call *c, bool last)
{
    struct queue_more *m = c->object->queue.more;
    if (!m || !m->causes.count)
        return 0;
    call_change(c, m, sizeof *m);
    return (uint64_t)(last ? ring_take_last(&m->causes) : ring_take(&m->causes)).integer;
}

/* --- putting --- */

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
    value held;
    if (!store_keep(c, item, &held))
        return false;
    bool stored = o->queue.order == ORDER_PRIORITY ? heap_put(c, &o->queue.items, held, (uint64_t)o->queue.arrivals)
                                                   : ring_push(c, &o->queue.items, held);
    if (!stored)
        store_drop(c, held);
    o->queue.arrivals += stored;
    return stored;
}

outcome verb_queue_put(call *c)
{
    object *o = c->object;
    value item = c->op->arguments[0];
    c->detail = item;
    if (!c->waits && !value_is_sendable(item))
        return call_raise(c, ERROR_type, "a function cannot be sent through a queue");
    if (o->queue.closed)
        return call_raise(c, ERROR_closed, "%s is closed", call_name(c));
    if (queue_meets(o))
        return queue_meet_getter(c, item);
    if (queue_count(o) >= o->queue.capacity) {
        c->number = o->queue.capacity;
        return OUT_WAIT;
    }
    return c->probe || queue_store(c, item) ? OUT_DONE : OUT_RAISE;
}

outcome verb_queue_put_nowait(call *c)
{
    outcome r = verb_queue_put(c);
    return r == OUT_WAIT ? call_raise(c, ERROR_full, "%s is full", call_name(c)) : r;
}

/* --- getting --- */

static value queue_take(call *c)
{
    object *o = c->object;
    bool last = o->queue.order == ORDER_LIFO;
    if (o->queue.order == ORDER_PRIORITY)
        return heap_take(c, &o->queue.items, &c->cause);
    c->cause = queue_taken(c, last);
    return last ? ring_take_last(&o->queue.items) : ring_take(&o->queue.items);
}

static outcome queue_meet_putter(call *c)
{
    waiter *who;
    c->stands = true;
    while ((who = call_first(c, VERB_queue_put, FACE_NONE))) {
        if (c->probe)
            return OUT_DONE;
        value item;
        if (!store_copy(c, call_waiter_op(who)->arguments[0], &item))
            return OUT_RAISE;
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
        return c->probe ? OUT_DONE : call_tell(c, queue_take(c));
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
static int64_t queue_unfinished(const object *o) { return o->queue.arrivals - (o->queue.more ? o->queue.more->done : 0); }

outcome verb_queue_task_done(call *c)
{
    struct queue_more *m = queue_more(c);
    if (!m)
        return call_raise(c, ERROR_limit, "out of memory");
    if (!queue_unfinished(c->object))
        return call_raise(c, ERROR_value, "task_done was called more often than values were put into %s", call_name(c));
    m->done++;
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

/* Of a heap, an item's arrival counts by how many came after it. */
static void queue_items_state(run_state *s, const object *o)
{
    const ring *r = &o->queue.items;
    state_number(s, r->count);
    for (uint32_t i = 0; i < r->count; i++) {
        value v = *ring_at(r, i);
        if (o->queue.order == ORDER_PRIORITY && i % 2)
            state_int(s, o->queue.arrivals - v.integer);
        else
            state_value(s, v);
    }
}

/* As much of it as somebody may notice: without task_done it never falls, and would tell every round of a loop from the one before. */
static int64_t queue_noticed(const host *h, const object *o)
{
    int64_t left = queue_unfinished(o);
    return h->tells_done ? left : left && h->joins;
}

void queue_state(run_state *s, const object *o)
{
    state_number(s, o->queue.capacity);
    state_number(s, o->queue.order);
    state_number(s, o->queue.closed);
    state_int(s, queue_noticed(s->world->host, o));
    queue_items_state(s, o);
}
