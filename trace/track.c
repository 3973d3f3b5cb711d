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

/* Who is over does nothing more, unless it is started again. */
static void track_state_of(track *t, uint32_t task, track_state state, bool starts)
{
    track_thing *thing = task ? track_thing_at(t, task) : NULL;
    if (thing && (thing->state != TRACK_OVER || starts))
        thing->state = (uint8_t)state;
}

/* Of locks that can be taken again `number` is the depth: 0 with the first acquire and the last release. */
static track_effect effect_of_done(const event *e)
{
    switch (e->verb) {
    case VERB_thread_start:
    case VERB_process_start:
    case VERB_timer_start: return EFFECT_STARTS;
    case VERB_thread_end:
    case VERB_thread_fail:
    case VERB_process_end: return EFFECT_ENDS;
    case VERB_queue_put:
    case VERB_queue_put_nowait:
    case VERB_pipe_send:
    case VERB_pool_submit: return EFFECT_PUTS;
    case VERB_queue_get:
    case VERB_queue_get_nowait:
    case VERB_queue_next:
    case VERB_pipe_recv:
    case VERB_pool_take: return e->detail.tag == DETAIL_NONE ? EFFECT_NONE : EFFECT_GETS; /* none: it found the end */
    case VERB_lock_acquire:
    case VERB_rwlock_acquire:
    case VERB_condition_retake: return EFFECT_TAKES;
    case VERB_rlock_acquire:
    case VERB_condition_acquire: return e->number == 0 ? EFFECT_TAKES : EFFECT_NONE;
    case VERB_lock_release:
    case VERB_rwlock_release: return EFFECT_GIVES;
    case VERB_rlock_release:
    case VERB_condition_release: return e->number == 0 ? EFFECT_GIVES : EFFECT_NONE;
    case VERB_semaphore_acquire:
    case VERB_semaphore_release:
    case VERB_latch_add:
    case VERB_latch_done: return EFFECT_LEVEL;
    default: return EFFECT_NONE;
    }
}

/* At a condition one waits without its lock. */
track_effect track_effect_of(const event *e)
{
    if (e->status == EVENT_WAITING)
        return e->verb == VERB_condition_wait ? EFFECT_GIVES : EFFECT_NONE;
    return e->status == EVENT_DONE ? effect_of_done(e) : EFFECT_NONE;
}

static void track_held(track *t, const event *e, track_effect effect)
{
    track_thing *thing = e->task ? track_thing_at(t, e->task) : NULL;
    if (thing && effect == EFFECT_TAKES)
        thing->held++;
    if (thing && effect == EFFECT_GIVES && thing->held)
        thing->held--;
}

static track_state state_behind(const event *e)
{
    if (e->status == EVENT_WAITING && e->verb == VERB_run_work)
        return TRACK_WORKS;
    if (e->status == EVENT_WAITING)
        return e->verb == VERB_run_sleep || e->verb == VERB_timer_due ? TRACK_SLEEPS : TRACK_WAITS;
    return e->verb == VERB_run_turn ? TRACK_WORKS : TRACK_RUNS;
}

static void track_states(track *t, const event *e, track_effect effect)
{
    if (e->status == EVENT_MADE || e->status == EVENT_NOTE)
        return;
    track_state_of(t, e->task, state_behind(e), false);
    if (effect == EFFECT_STARTS)
        track_state_of(t, e->object, TRACK_RUNS, true);
    if (effect == EFFECT_ENDS) {
        track_state_of(t, e->task, TRACK_OVER, false);
        track_state_of(t, e->object, TRACK_OVER, false);
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
static void track_opening(track *t, const event *e, track_effect effect)
{
    uint32_t id = e->verb == VERB_pool_finish ? e->other : e->object;
    bool opens =
        effect == EFFECT_ENDS || e->verb == VERB_event_set || e->verb == VERB_pool_finish || (e->verb == VERB_latch_done && e->number == 0);
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

static origin track_from(track *t, const event *e, track_effect effect)
{
    const origin *recent = &t->recent[e->cause % TRACK_MEMORY];
    origin from = effect == EFFECT_GETS ? track_receive(t, e) : (origin){0};
    if (e->cause)
        return recent->seq == e->cause ? *recent : (origin){0};
    return passes(e) ? track_at(t, e->object)->last : from;
}

origin track_event(track *t, const event *e)
{
    track_effect effect = track_effect_of(e);
    origin from = {0};
    if (e->status == EVENT_DONE)
        from = track_from(t, e, effect);
    track_states(t, e, effect);
    track_held(t, e, effect);
    if (e->status == EVENT_DONE) {
        track_opening(t, e, effect);
        if (effect == EFFECT_PUTS)
            track_send(t, e);
        t->recent[e->seq % TRACK_MEMORY] = (origin){e->seq, e->task};
    }
    return from.task == e->task ? (origin){0} : from;
}
