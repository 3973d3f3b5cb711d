/* sync: happens-before through objects. One switch over the verbs; all others order nothing. */
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

static void item_take(relay *s, const object *o, vclock *c)
{
    if (!s->count)
        return;
    bool last = o->kind == KIND_queue && o->queue.order == 1;
    if (o->kind == KIND_queue && o->queue.order == 2) /* which one it was is not known: all that are in it */
        for (uint32_t i = 0; i < s->count; i++)
            clock_join(c, &s->items[s->first + i]);
    else
        clock_join(c, &s->items[last ? s->first + s->count - 1 : s->first]);
    s->first += last ? 0 : 1;
    if (!--s->count)
        s->first = 0;
}

/* A put into a bounded queue comes after the get that freed its place. */
static bool queue_put_done(relay *s, const object *o, vclock *c)
{
    if (o->queue.capacity && s->places_count) {
        clock_join(c, &s->places[s->places_first++]);
        if (!--s->places_count)
            s->places_first = 0;
    }
    return clocks_push(&s->items, &s->first, &s->count, &s->capacity, c);
}

static bool queue_get_done(relay *s, const op *o, value result, vclock *c)
{
    if (result.tag == V_UNSET) { /* the end */
        clock_join(c, &s->released);
        return true;
    }
    item_take(s, o->object, c);
    return o->object->queue.capacity == UINT32_MAX || clocks_push(&s->places, &s->places_first, &s->places_count, &s->places_capacity, c);
}

/* --- the verbs --- */

static bool is_true(value v) { return v.tag == V_BOOL && v.integer; }

static void take(const relay *s, vclock *c) { clock_join(c, &s->released); }

static void give(relay *s, const vclock *c) { clock_join(&s->released, c); }

static void both(relay *s, vclock *c)
{
    take(s, c);
    give(s, c);
}

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

bool sync_done(relay *s, const op *o, value result, vclock *c)
{
    switch (o->verb) {
    case VERB_lock_acquire:
    case VERB_rlock_acquire:
    case VERB_condition_acquire:
    case VERB_condition_retake:
    case VERB_semaphore_acquire:
    case VERB_event_wait:
    case VERB_event_is_set:
    case VERB_latch_wait:
    case VERB_process_join:
    case VERB_thread_join:
    case VERB_timer_join:
    case VERB_queue_join:
    case VERB_future_wait:
    case VERB_future_ready:
    case VERB_future_successful:
    case VERB_pipe_poll:
    case VERB_pool_join:
        if (o->verb == VERB_condition_retake || is_true(result))
            take(s, c);
        break;
    case VERB_process_is_alive:
    case VERB_thread_is_alive:
    case VERB_timer_is_alive:
        if (!is_true(result))
            take(s, c);
        break;
    case VERB_process_exitcode:
        if (result.tag != V_NIL)
            take(s, c);
        break;
    case VERB_future_get:
    case VERB_atom_load: take(s, c); break;
    case VERB_lock_release:
    case VERB_rlock_release:
    case VERB_condition_release:
    case VERB_semaphore_release:
    case VERB_event_set:
    case VERB_latch_done:
    case VERB_latch_add:
    case VERB_queue_task_done:
    case VERB_queue_close:
    case VERB_pipe_close:
    case VERB_pool_close:
    case VERB_pool_terminate: give(s, c); break;
    case VERB_event_clear: s->released = (vclock){{0}}; break;
    case VERB_atom_store: s->released = *c; break;
    case VERB_atom_exchange:
    case VERB_atom_add:
    case VERB_barrier_wait:
    case VERB_pool_submit:
    case VERB_pool_take:
    case VERB_pool_finish:
    case VERB_pool_take_callback: both(s, c); break;
    case VERB_atom_compare_exchange:
        take(s, c);
        if (is_true(result))
            give(s, c);
        break;
    case VERB_rwlock_acquire:
    case VERB_rwlock_release: rwlock_done(s, o, c); break;
    case VERB_queue_put:
    case VERB_queue_put_nowait: return queue_put_done(s, o->object, c);
    case VERB_queue_get:
    case VERB_queue_get_nowait:
    case VERB_queue_next: return queue_get_done(s, o, result, c);
    case VERB_pipe_send: return clocks_push(&s->items, &s->first, &s->count, &s->capacity, c);
    case VERB_pipe_recv: item_take(s, o->object, c); break;
    default: break;
    }
    return true;
}

/* Closed, at its end, or broken: by whom? */
void sync_raised(relay *s, const op *o, vclock *c)
{
    switch (o->verb) {
    case VERB_queue_put:
    case VERB_queue_put_nowait:
    case VERB_queue_get:
    case VERB_queue_get_nowait:
    case VERB_pipe_recv:
    case VERB_pipe_send:
    case VERB_future_get: take(s, c); break;
    default: break;
    }
}

void sync_waits(relay *s, const op *o, const vclock *c)
{
    if (o->verb == VERB_barrier_wait)
        give(s, c);
}

void sync_let_go(const relay *s, const op *o, vclock *c)
{
    take(s, c);
    if (o->verb == VERB_rwlock_acquire && o->face == FACE_WRITE)
        clock_join(c, &s->read);
}

void sync_clear(relay *s)
{
    s->released = s->read = (vclock){{0}};
    s->first = s->count = s->places_first = s->places_count = 0;
}

void sync_free(relay *s)
{
    free(s->items);
    free(s->places);
}
