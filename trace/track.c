/* track: states of tasks, and the ways from one event to another. Calls base/memory's malloc and trace/event. */
#include "trace/track.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST = 64 };

static const track_thing nothing;

static track_thing *track_thing_at(track *t, uint32_t id)
{
    if (id < t->count)
        return &t->things[id];
    uint64_t count = t->count ? t->count : FIRST;
    while (count <= id)
        count *= 2;
    track_thing *things = id && count <= UINT32_MAX ? realloc(t->things, count * sizeof *things) : NULL;
    if (!things)
        return NULL;
    memset(things + t->count, 0, (count - t->count) * sizeof *things);
    t->things = things;
    t->count = (uint32_t)count;
    return &things[id];
}

const track_thing *track_at(const track *t, uint32_t id) { return id < t->count ? &t->things[id] : &nothing; }

void track_free(track *t) { free(t->things); }

/* --- what tasks do, and hold --- */

static void track_state_of(track *t, uint32_t task, track_state state)
{
    track_thing *thing = task ? track_thing_at(t, task) : NULL;
    if (thing && !(thing->state == TRACK_OVER && state != TRACK_RUNS))
        thing->state = (uint8_t)state;
}

/* Of an operation on a lock: how many more the task holds behind it. `number` is the depth of one that was held already, or still is. */
static int held_more(const event *e)
{
    bool waiting = e->status == EVENT_WAITING;
    switch (e->verb) {
    case VERB_lock_acquire:
    case VERB_rwlock_acquire:
    case VERB_condition_retake: return !waiting;
    case VERB_rlock_acquire:
    case VERB_condition_acquire: return !waiting && e->number == 0;
    case VERB_lock_release:
    case VERB_rwlock_release: return -1;
    case VERB_rlock_release:
    case VERB_condition_release: return e->number == 0 ? -1 : 0;
    case VERB_condition_wait: return waiting ? -1 : 0;
    default: return 0;
    }
}

static void track_held(track *t, const event *e)
{
    track_thing *thing = e->task ? track_thing_at(t, e->task) : NULL;
    int more = e->status == EVENT_DONE || e->status == EVENT_WAITING ? held_more(e) : 0;
    if (thing && (more > 0 || (more < 0 && thing->held)))
        thing->held = (uint32_t)((int)thing->held + more);
}

static bool starts(const event *e) { return e->verb == VERB_thread_start || e->verb == VERB_process_start || e->verb == VERB_timer_start; }

static bool ends(const event *e) { return e->verb == VERB_thread_end || e->verb == VERB_thread_fail || e->verb == VERB_process_end; }

static void track_states(track *t, const event *e)
{
    if (e->status == EVENT_MADE || e->status == EVENT_NOTE)
        return;
    if (e->status == EVENT_WAITING && e->verb != VERB_run_work)
        track_state_of(t, e->task, TRACK_WAITS);
    else
        track_state_of(t, e->task, TRACK_RUNS);
    if (e->status != EVENT_DONE)
        return;
    if (starts(e))
        track_state_of(t, e->object, TRACK_RUNS);
    if (ends(e)) {
        track_state_of(t, e->task, TRACK_OVER);
        track_state_of(t, e->object, TRACK_OVER);
    }
}

/* --- values on their way --- */

uint64_t track_hash(const detail *d)
{
    uint64_t hash = 14695981039346656037u ^ d->tag;
    if (d->tag != DETAIL_TEXT)
        return d->tag == DETAIL_NONE ? hash : (hash ^ (uint64_t)d->integer) * 1099511628211u;
    for (size_t i = 0; i < d->length; i++)
        hash = (hash ^ (unsigned char)d->text[i]) * 1099511628211u;
    return hash;
}

static bool sends(const event *e)
{
    return e->verb == VERB_queue_put || e->verb == VERB_queue_put_nowait || e->verb == VERB_pipe_send || e->verb == VERB_pool_submit;
}

static bool receives(const event *e)
{
    return e->verb == VERB_queue_get || e->verb == VERB_queue_get_nowait || e->verb == VERB_queue_next || e->verb == VERB_pipe_recv
           || e->verb == VERB_pool_take;
}

/* When there is no room left the oldest is forgotten. */
static void track_send(track *t, const event *e)
{
    if (t->sent_count == TRACK_SENT)
        memmove(t->sent, t->sent + 1, --t->sent_count * sizeof *t->sent);
    t->sent[t->sent_count++] = (track_value){{e->seq, e->task}, e->object, track_hash(&e->detail)};
}

/* The two ends of a pipe are two objects: what is sent into one comes out of the other. */
static origin track_receive(track *t, const event *e)
{
    uint64_t hash = track_hash(&e->detail);
    bool pipe = e->verb == VERB_pipe_recv;
    for (uint32_t i = 0; i < t->sent_count; i++) {
        const track_value *v = &t->sent[i];
        if (v->hash != hash || (v->object == e->object) == pipe)
            continue;
        origin from = v->from;
        memmove(t->sent + i, t->sent + i + 1, (--t->sent_count - i) * sizeof *t->sent);
        return from;
    }
    return (origin){0};
}

/* --- what follows from what --- */

/* What lets others through from now on; a clear closes again. */
static void track_opening(track *t, const event *e)
{
    uint32_t id = e->verb == VERB_pool_finish ? e->other : e->object;
    bool opens = ends(e) || e->verb == VERB_event_set || e->verb == VERB_pool_finish || (e->verb == VERB_latch_done && e->number == 0);
    track_thing *thing = id && (opens || e->verb == VERB_event_clear) ? track_thing_at(t, id) : NULL;
    if (thing)
        thing->last = opens ? (origin){e->seq, e->task} : (origin){0};
}

static bool passes(const event *e)
{
    switch (e->verb) {
    case VERB_thread_join:
    case VERB_process_join:
    case VERB_timer_join:
    case VERB_event_wait:
    case VERB_future_get:
    case VERB_future_wait:
    case VERB_latch_wait: return true;
    default: return false;
    }
}

static origin track_from(track *t, const event *e)
{
    const origin *recent = &t->recent[e->cause % TRACK_MEMORY];
    origin from = receives(e) ? track_receive(t, e) : (origin){0};
    if (e->cause)
        return recent->seq == e->cause ? *recent : (origin){0};
    return passes(e) ? track_at(t, e->object)->last : from;
}

origin track_event(track *t, const event *e)
{
    origin from = {0};
    if (e->status == EVENT_DONE)
        from = track_from(t, e);
    track_states(t, e);
    track_held(t, e);
    if (e->status == EVENT_DONE) {
        track_opening(t, e);
        if (sends(e))
            track_send(t, e);
        t->recent[e->seq % TRACK_MEMORY] = (origin){e->seq, e->task};
    }
    return from.task == e->task ? (origin){0} : from;
}
