/* sync: happens-before through objects. One table over the verbs; those it leaves out order nothing. */
#include "runtime/check/sync.h"

#include <stdlib.h>

#include "runtime/object.h"

enum { CLOCKS_FIRST = 8 };

/* --- clocks first in, first out --- */

static bool clocks_push(vclock **all, uint32_t *first, uint32_t *count, uint32_t *capacity, const vclock *c)
{
    if (*first + *count == *capacity) {
        uint32_t larger = *capacity ? 2 * *capacity : CLOCKS_FIRST;
        vclock *more = realloc(*all, larger * sizeof *more);
        if (!more)
            return false;
        *all = more;
        *capacity = larger;
    }
    (*all)[*first + (*count)++] = *c;
    return true;
}

static void clocks_take(vclock *all, uint32_t *first, uint32_t *count, bool last, vclock *c)
{
    if (!*count)
        return;
    clock_join(c, &all[last ? *first + *count - 1 : *first]);
    *first += last ? 0 : 1;
    if (!--*count)
        *first = 0;
}

static void item_take(relay *s, const object *o, vclock *c)
{
    bool which_is_unknown = o->queue.order == 2; /* of a priority queue: then all that are in it */
    for (uint32_t i = 0; which_is_unknown && i < s->count; i++)
        clock_join(c, &s->items[s->first + i]);
    clocks_take(s->items, &s->first, &s->count, o->queue.order == 1, c);
}

/* A pipe has two ways: `items` are on theirs to side 0, `places` to side 1. */
static bool pipe_send_done(relay *s, const op *o, const vclock *c)
{
    if (o->face)
        return clocks_push(&s->items, &s->first, &s->count, &s->capacity, c);
    return clocks_push(&s->places, &s->places_first, &s->places_count, &s->places_capacity, c);
}

static void pipe_recv_done(relay *s, const op *o, vclock *c)
{
    if (o->face)
        clocks_take(s->places, &s->places_first, &s->places_count, false, c);
    else
        clocks_take(s->items, &s->first, &s->count, false, c);
}

/* There is something at the end, or it was closed. */
static void pipe_poll_done(const relay *s, const op *o, vclock *c)
{
    clock_join(c, &s->released);
    if (o->face ? s->places_count : s->count)
        clock_join(c, o->face ? &s->places[s->places_first] : &s->items[s->first]);
}

/* A put into a bounded queue comes after the get that freed its place. At a rendezvous one of the two lets the other go. */
static bool queue_put_done(relay *s, const object *o, vclock *c)
{
    if (!o->queue.capacity)
        return true;
    clocks_take(s->places, &s->places_first, &s->places_count, false, c);
    return clocks_push(&s->items, &s->first, &s->count, &s->capacity, c);
}

static bool queue_get_done(relay *s, const op *o, value result, vclock *c)
{
    if (result.tag == V_UNSET) { /* the end */
        clock_join(c, &s->released);
        return true;
    }
    item_take(s, o->object, c);
    bool bounded = o->object->queue.capacity && o->object->queue.capacity != UINT32_MAX;
    return !bounded || clocks_push(&s->places, &s->places_first, &s->places_count, &s->places_capacity, c);
}

/* --- the verbs --- */

/* What a verb that was done does with the clock of its object: nothing; takes it, if its result is true, false, anything but nil,
 * whatever it is; gives its own; both; both if its result is true; forgets it; puts its own in its place; and what is done by functions
 * of their own. */
enum effect { NONE, TAKE_TRUE, TAKE_FALSE, TAKE_SOME, TAKE, GIVE, BOTH, EXCHANGE, FORGET, STORE, RWLOCK, PUT, GET, SEND, RECEIVE, PEEK };

static const uint8_t effects[VERBS] = {
    [VERB_lock_acquire] = TAKE_TRUE,
    [VERB_rlock_acquire] = TAKE_TRUE,
    [VERB_condition_acquire] = TAKE_TRUE,
    [VERB_condition_retake] = TAKE,
    [VERB_semaphore_acquire] = TAKE_TRUE,
    [VERB_event_wait] = TAKE_TRUE,
    [VERB_event_is_set] = TAKE_TRUE,
    [VERB_latch_wait] = TAKE_TRUE,
    [VERB_process_join] = TAKE_TRUE,
    [VERB_thread_join] = TAKE_TRUE,
    [VERB_timer_join] = TAKE_TRUE,
    [VERB_queue_join] = TAKE_TRUE,
    [VERB_future_wait] = TAKE_TRUE,
    [VERB_future_ready] = TAKE_TRUE,
    [VERB_future_successful] = TAKE_TRUE,
    [VERB_pipe_poll] = PEEK,
    [VERB_pool_join] = TAKE_TRUE,
    [VERB_process_is_alive] = TAKE_FALSE,
    [VERB_thread_is_alive] = TAKE_FALSE,
    [VERB_timer_is_alive] = TAKE_FALSE,
    [VERB_process_exitcode] = TAKE_SOME,
    [VERB_future_get] = TAKE,
    [VERB_future_item] = TAKE,
    [VERB_atom_load] = TAKE,
    [VERB_lock_release] = GIVE,
    [VERB_rlock_release] = GIVE,
    [VERB_condition_release] = GIVE,
    [VERB_semaphore_release] = GIVE,
    [VERB_event_set] = GIVE,
    [VERB_latch_done] = GIVE,
    [VERB_latch_add] = GIVE,
    [VERB_queue_task_done] = GIVE,
    [VERB_queue_close] = GIVE,
    [VERB_pipe_close] = GIVE,
    [VERB_pool_close] = GIVE,
    [VERB_pool_terminate] = GIVE,
    [VERB_process_terminate] = BOTH,
    [VERB_process_kill] = BOTH,
    [VERB_timer_cancel] = GIVE,
    [VERB_barrier_abort] = GIVE,
    [VERB_event_clear] = FORGET,
    [VERB_atom_store] = STORE,
    [VERB_atom_exchange] = BOTH,
    [VERB_atom_add] = BOTH,
    [VERB_atom_compare_exchange] = EXCHANGE,
    [VERB_barrier_wait] = BOTH,
    [VERB_pool_submit] = BOTH,
    [VERB_pool_share] = BOTH,
    [VERB_pool_take] = BOTH,
    [VERB_pool_finish] = BOTH,
    [VERB_pool_take_callback] = BOTH,
    [VERB_rwlock_acquire] = RWLOCK,
    [VERB_rwlock_release] = RWLOCK,
    [VERB_queue_put] = PUT,
    [VERB_queue_put_nowait] = PUT,
    [VERB_queue_get] = GET,
    [VERB_queue_get_nowait] = GET,
    [VERB_queue_next] = GET,
    [VERB_pipe_send] = SEND,
    [VERB_pipe_recv] = RECEIVE,
};

static bool is_true(value v) { return v.tag == V_BOOL && v.integer; }

static void take(const relay *s, vclock *c) { clock_join(c, &s->released); }

static void give(relay *s, const vclock *c) { clock_join(&s->released, c); }

static void rwlock_done(relay *s, const op *o, vclock *c)
{
    bool reads = o->face == FACE_READ;
    if (o->verb == VERB_rwlock_release) {
        clock_join(reads ? &s->read : &s->released, c);
        return;
    }
    take(s, c);
    if (!reads)
        clock_join(c, &s->read);
}

static bool is_taken(enum effect e, value result)
{
    switch (e) {
    case TAKE_TRUE: return is_true(result);
    case TAKE_FALSE: return !is_true(result);
    case TAKE_SOME: return result.tag != V_NIL;
    case TAKE:
    case BOTH:
    case EXCHANGE: return true;
    default: return false;
    }
}

bool sync_done(relay *s, const op *o, value result, vclock *c)
{
    enum effect e = (enum effect)effects[o->verb];
    if (is_taken(e, result))
        take(s, c);
    if (e == GIVE || e == BOTH || (e == EXCHANGE && is_true(result)))
        give(s, c);
    switch (e) {
    case FORGET: s->released = (vclock){0}; break;
    case STORE: s->released = *c; break;
    case RWLOCK: rwlock_done(s, o, c); break;
    case PUT: return queue_put_done(s, o->object, c);
    case GET: return queue_get_done(s, o, result, c);
    case SEND: return pipe_send_done(s, o, c);
    case PEEK:
        if (is_true(result))
            pipe_poll_done(s, o, c);
        break;
    case RECEIVE: pipe_recv_done(s, o, c); break;
    default: break;
    }
    return true;
}

/* Closed, at its end, or broken: by whom? Who gives up at a barrier breaks it. */
void sync_raised(relay *s, const op *o, error_kind kind, vclock *c)
{
    switch (o->verb) {
    case VERB_barrier_wait:
        take(s, c);
        if (kind != ERROR_broken)
            give(s, c);
        break;
    case VERB_queue_put:
    case VERB_queue_put_nowait:
    case VERB_queue_get:
    case VERB_queue_get_nowait:
    case VERB_pipe_recv:
    case VERB_pipe_send:
    case VERB_future_get:
    case VERB_future_item: take(s, c); break;
    default: break;
    }
}

void sync_waits(relay *s, const op *o, const vclock *c)
{
    if (o->verb == VERB_barrier_wait)
        give(s, c);
}

void sync_clear(relay *s)
{
    s->used = false;
    s->released = s->read = s->changed = (vclock){0};
    s->first = s->count = s->places_first = s->places_count = 0;
}

void sync_free(relay *s)
{
    free(s->items);
    free(s->places);
}
