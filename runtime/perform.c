/* perform: the one way an op takes: to its object, to the trace, and to those it lets go on.
 * Calls kinds/ through their tables, the recorder through record.h, the engine to resume. Leaves out: select (select.c), await (await.c),
 * variables (kinds/variable.c), beginnings and ends of tasks (task.c).
 *
 * Claims are made with the object locked in whose line the task stands, so that only a wait on several objects can be found claimed
 * by another; and whoever claims a task also records the end of its wait, while the object is locked. */
#include "runtime/pass.h"

#include <stdarg.h>
#include <stdlib.h>

#include "runtime/deadlock.h"
#include "runtime/record.h"

#define NEVER INT64_MAX /* as the beginning of a wait: there was none */

/* --- the parts of a pass --- */

void pass_begin(pass *p, world *w, task *t)
{
    p->world = w;
    p->lane = t ? t->lane : NULL;
    p->task = t;
    p->cause = 0;
    p->changed = false;
    p->released = p->resumed = (tasks){0};
    p->spawned = NULL;
    p->poked = p->few_poked;
    p->poked_count = 0;
    p->poked_capacity = PASS_HELD;
    p->held = p->few;
    p->held_count = 0;
    p->held_capacity = PASS_HELD;
}

call pass_call(pass *p, object *o, const op *what, task *t)
{
    return (call){.world = p->world,
                  .object = o,
                  .op = what,
                  .task = t,
                  .changed = !(verb_words[what->verb].flags & VERB_LOOKS),
                  .detail = VALUE_UNSET,
                  .deadline = NO_TIMEOUT,
                  .pass = p};
}

outcome pass_ask(call *c) { return c->op->verb == VERB_run_wait_any ? wait_any_ask(c) : verb_functions[c->op->verb](c); }

object *pass_target(world *w, const op *o)
{
    switch (o->verb) {
    case VERB_run_atomic:
    case VERB_run_atomic_end:
    case VERB_run_await_begin:
    case VERB_run_await: return w->atomic;
    case VERB_condition_acquire:
    case VERB_condition_release:
    case VERB_condition_locked:
    case VERB_condition_retake: return object_of(object_at(w, o->object)->condition.lock);
    default: return verb_words[o->verb].kind == KIND_run ? NULL : object_at(w, o->object);
    }
}

const op *pass_waiter_op(const task *t, const waiter *who)
{
    return t->op.verb == VERB_run_select ? &t->op.alternatives[who->chosen] : &t->op;
}

static bool wait_is_multiple(const task *t) { return t->op.verb == VERB_run_select || t->op.verb == VERB_run_wait_any; }

static void tasks_add(tasks *list, task *t)
{
    t->next = NULL;
    *(list->last ? &list->last->next : &list->first) = t;
    list->last = t;
}

void pass_reply(task *t, call *c, outcome r)
{
    t->reply.outcome = (uint8_t)r;
    t->reply.thrown = c->thrown;
    t->reply.error = c->fault.kind;
    t->reply.value = r == OUT_RAISE && !c->thrown ? c->fault.message : c->result;
    if (c->thrown)
        t->reply.error = c->result.error->kind;
}

void pass_raise(task *t, error_kind error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    buf text = {0};
    buf_vprintf(&text, format, arguments);
    va_end(arguments);
    t->reply = (reply){.outcome = OUT_RAISE, .error = (uint8_t)error, .value = value_text(text.data ? text.data : "")};
    buf_free(&text);
}

static void pass_flush_released(pass *p)
{
    for (task *t = p->released.first, *next; t; t = next) {
        next = t->next;
        record_wait(p->world, p->lane, t, t->reply.outcome == OUT_RAISE ? EVENT_RAISED : EVENT_DONE, p->cause, NULL);
        tasks_add(&p->resumed, t);
    }
    p->released = (tasks){0};
}

static void pass_touch(pass *p, object *o)
{
    o->version++;
    __atomic_store_n(&o->cause, p->cause, __ATOMIC_RELAXED);
    p->changed = true;
}

void pass_flush(pass *p)
{
    pass_flush_released(p);
    for (uint32_t i = 0; i < p->held_count; i++) {
        pass_touch(p, p->held[i]);
        pass_settle(p, p->held[i]);
    }
}

void pass_done(call *c, outcome r, int64_t since)
{
    pass *p = c->pass;
    p->cause = c->untold ? 0 : record_call(c, r, 0, since);
    pass_reply(c->task, c, r);
    p->spawned = c->spawned;
    if (r != OUT_DONE)
        return;
    if (p->held_count || p->released.first)
        pass_flush(p);
    if (c->object && c->changed) {
        pass_touch(p, c->object);
        if (c->object->line)
            pass_settle(p, c->object);
    }
}

void pass_resume_later(pass *p, task *t) { tasks_add(&p->resumed, t); }

void pass_released(pass *p, task *t) { tasks_add(&p->released, t); }

static void pass_resume(pass *p)
{
    world *w = p->world;
    for (task *t = p->resumed.first, *next; t; t = next) {
        next = t->next;
        w->engine->resume(w, t);
    }
    if (p->spawned)
        w->engine->resume(w, p->spawned);
}

/* Not before its cause is recorded: a running task raises as soon as it sees the flag, and its event is to come after that. */
void pass_poke(pass *p, task *t)
{
    world *w = p->world;
    __atomic_store_n(&object_at(w, t->id)->cause, p->cause, __ATOMIC_RELAXED);
    __atomic_store_n(&t->cancelled, true, __ATOMIC_RELEASE);
    w->engine->poke(w, t);
}

/* What must be done before the objects are unlocked: the new task is told of, the cancelled ones are poked. */
static void pass_before_unlock(pass *p)
{
    world *w = p->world;
    if (p->spawned)
        record_task(w, p->lane, p->spawned, VERB_thread_begin, p->cause, VALUE_UNSET);
    for (uint32_t i = 0; i < p->poked_count; i++)
        pass_poke(p, p->poked[i]);
    if (p->poked != p->few_poked)
        free(p->poked);
}

void pass_end_all(pass *p, object **objects, uint32_t count)
{
    world *w = p->world;
    pass_before_unlock(p);
    bool looked_at = p->changed && __atomic_load_n(&w->awaiting, __ATOMIC_SEQ_CST) != 0;
    uint32_t changed[PASS_HELD];
    uint32_t more = 0;
    for (uint32_t i = p->held_count; i-- > 0;) {
        if (looked_at && more < PASS_HELD)
            changed[more++] = p->held[i]->id;
        object_unlock(w, p->held[i]);
    }
    for (uint32_t i = 0; i < count; i++)
        object_unlock(w, objects[i]);
    if (p->held != p->few)
        free(p->held);
    for (uint32_t i = 0; looked_at && i < count; i++)
        if (objects[i] != w->atomic)
            await_changed(w, p->lane, objects[i]->id, p->cause);
    for (uint32_t i = 0; i < more; i++)
        await_changed(w, p->lane, changed[i], p->cause);
    if (looked_at && p->held_count > more)
        await_changed(w, p->lane, 0, p->cause);
    pass_resume(p);
}

void pass_end(pass *p, object *o) { pass_end_all(p, &o, o ? 1 : 0); }

/* --- letting others go on --- */

bool wait_claim(task *t, uint32_t generation)
{
    if (!task_claim(t, generation))
        return false;
    object *self = object_at(t->world, t->id);
    if (__atomic_load_n(&self->thread.waits_for, __ATOMIC_RELAXED))
        __atomic_store_n(&self->thread.waits_for, 0, __ATOMIC_SEQ_CST);
    return true;
}

typedef enum served { SERVED, BLOCKED, GONE } served;

static void serve_finish(pass *p, call *c, outcome r, uint8_t chosen)
{
    task *t = c->task;
    if (!c->untold) {
        uint64_t seq = record_call(c, r, p->cause, t->since);
        if (c->changed)
            __atomic_store_n(&c->object->cause, seq, __ATOMIC_RELAXED);
    }
    pass_reply(t, c, r);
    t->reply.chosen = chosen;
    if (r == OUT_DONE && c->changed) {
        c->object->version++;
        p->changed = true;
    }
    tasks_add(&p->resumed, t);
}

/* Woken to ask again by itself. */
static void serve_again(pass *p, task *t)
{
    t->reply = (reply){.outcome = OUT_WAIT};
    tasks_add(&p->resumed, t);
}

static call serve_call(pass *p, object *o, task *t, const waiter *who, bool probe)
{
    call c = pass_call(p, o, pass_waiter_op(t, who), t);
    c.waits = true;
    c.place = who->place;
    c.probe = probe;
    return c;
}

/* Only asked so far, and claimed now: asked in earnest. */
static served serve_probed(pass *p, object *o, task *t, const waiter *who, bool again)
{
    if (again) {
        serve_again(p, t);
        return BLOCKED; /* one at a time: when it has what it wants it lets the next try */
    }
    call c = serve_call(p, o, t, who, false);
    outcome r = pass_ask(&c);
    if (r == OUT_WAIT)
        serve_again(p, t);
    else
        serve_finish(p, &c, r, who->chosen);
    return SERVED;
}

/* In earnest at once where nothing runs in parallel. Otherwise a waiter is only asked first, then claimed, then asked in earnest: another
 * object of its select may claim it, and to those who look for cycles it must not seem to wait for what it holds. */
static served serve(pass *p, object *o, group *g, waiter *who)
{
    const waiter stands = *who;
    const verb_id verb = (verb_id)g->verb;
    const uint8_t face = g->face;
    task *t = object_at(p->world, stands.task)->thread.task;
    if (__atomic_load_n(&t->generation, __ATOMIC_ACQUIRE) != stands.generation) {
        line_pop(g, who);
        return GONE;
    }
    bool again = p->world->parallel && kinds[o->kind].barges && o != p->world->atomic && !wait_is_multiple(t);
    call c = serve_call(p, o, t, &stands, p->world->parallel);
    outcome r = pass_ask(&c);
    if (r == OUT_WAIT)
        return BLOCKED;
    bool claimed = wait_claim(t, stands.generation);
    line_remove(o, verb, face, stands.task, stands.place);
    if (claimed && !c.probe) {
        serve_finish(p, &c, r, stands.chosen);
        return SERVED;
    }
    call_drop(&c, r);
    return claimed ? serve_probed(p, o, t, &stands, again) : GONE;
}

static group *settle_next(object *o, uint32_t blocked)
{
    group *next = NULL;
    for (uint32_t i = 0; i < o->line->groups; i++) {
        group *g = &o->line->group[i];
        if (!(blocked >> i & 1) && g->count && (!next || line_earlier(line_head(g)->place, line_head(next)->place)))
            next = g;
    }
    return next;
}

void pass_settle(pass *p, object *o)
{
    uint32_t blocked = 0;
    group *g;
    while (o->line && (g = settle_next(o, blocked))) {
        uint32_t i = (uint32_t)(g - o->line->group);
        served s = serve(p, o, g, line_head(g));
        if (s == SERVED)
            blocked = 0;
        else if (s == BLOCKED)
            blocked |= UINT32_C(1) << i;
        if (p->released.first)
            pass_flush_released(p);
    }
}

/* --- waiting --- */

void wait_begin(task *t, int64_t until)
{
    if (!t->again) {
        t->since = t->world->engine->now(t->world);
        t->deadline = t->op.timeout == NO_TIMEOUT            ? NO_TIMEOUT
                      : t->op.timeout > INT64_MAX - t->since ? INT64_MAX
                                                             : t->since + t->op.timeout;
        if (until != NO_TIMEOUT && (t->deadline == NO_TIMEOUT || until < t->deadline))
            t->deadline = until;
    }
    t->waiting = true;
    __atomic_store_n(&t->generation, t->generation + 1, __ATOMIC_RELEASE);
}

void wait_undo(task *t)
{
    t->waiting = false;
    __atomic_store_n(&t->generation, t->generation + 1, __ATOMIC_RELEASE);
}

outcome wait_timed_out(task *t)
{
    if (verb_words[t->op.verb].flags & VERB_BOOL) {
        t->reply = (reply){.outcome = OUT_DONE, .value = value_bool(false)};
        return OUT_DONE;
    }
    if (t->op.verb == VERB_run_await) {
        pass_raise(t, ERROR_timeout, "it did not become true in time");
        return OUT_RAISE;
    }
    buf text = {0};
    duration_show(t->op.timeout < 0 ? 0 : t->op.timeout, &text);
    pass_raise(t, ERROR_timeout, t->op.timeout > 0 ? "nothing came of it within %s" : "it could not be done at once",
               text.data ? text.data : "its time");
    buf_free(&text);
    return OUT_RAISE;
}

bool wait_allowed(task *t, const call *asked, outcome *r)
{
    if (!t->again)
        t->since = NEVER;
    if (t->op.timeout == 0) {
        *r = wait_timed_out(t);
        record_wait(t->world, t->lane, t, EVENT_TIMEOUT, 0, asked);
        return false;
    }
    if (!t->atomic)
        return true;
    *r = OUT_RAISE;
    pass_raise(t, ERROR_state, "%s would have to wait, and nothing may wait inside atomic", verb_words[t->op.verb].name);
    record_wait(t->world, t->lane, t, EVENT_RAISED, 0, asked);
    return false;
}

/* For those who look for cycles of waits: what t waits for, if somebody holds it and nothing but this somebody can end the wait. */
static void wait_tell(task *t, const object *o)
{
    object *self = object_at(t->world, t->id);
    uint32_t id = o && t->deadline == NO_TIMEOUT && (kind_words[o->kind].flags & KIND_OWNED || object_is_task(o)) ? o->id : 0;
    if (id) {
        __atomic_store_n(&self->thread.line, t->op.line, __ATOMIC_RELAXED);
        __atomic_store_n(&self->thread.told, 0, __ATOMIC_RELAXED);
    }
    if (id || self->thread.waits_for)
        __atomic_store_n(&self->thread.waits_for, id, __ATOMIC_SEQ_CST);
}

static void wait_over(task *t)
{
    t->waiting = false;
    object *self = object_at(t->world, t->id);
    if (self->thread.waits_for)
        __atomic_store_n(&self->thread.waits_for, 0, __ATOMIC_SEQ_CST);
}

static bool wait_in_line(call *c)
{
    task *t = c->task;
    waiter who = {.task = t->id, .generation = t->generation};
    t->place = line_add(c->object, (verb_id)c->op->verb, c->op->face, who, t->again ? t->place : 0);
    return t->place != 0;
}

/* Who leaves undone may have changed something for the others (a barrier breaks). */
static void wait_gives_up(call *c)
{
    if (!kinds[c->object->kind].left)
        return;
    kinds[c->object->kind].left(c);
    pass_touch(c->pass, c->object);
    pass_flush(c->pass);
}

/* c could not be done now. */
static outcome single_wait(call *c)
{
    task *t = c->task;
    outcome r;
    if (!wait_allowed(t, c, &r)) {
        if (t->op.timeout == 0 && c->object)
            wait_gives_up(c);
        return r;
    }
    wait_begin(t, c->deadline);
    if (c->object && !wait_in_line(c)) {
        wait_undo(t);
        pass_raise(t, ERROR_limit, "out of memory");
        return OUT_RAISE;
    }
    if (c->object) {
        wait_tell(t, c->object);
        c->pass->changed = true;
    }
    if (!t->again)
        record_waiting(c);
    if (c->object && kinds[c->object->kind].parked) {
        kinds[c->object->kind].parked(c);
        pass_flush(c->pass);
    }
    return OUT_WAIT;
}

static outcome single_perform(world *w, task *t)
{
    pass p;
    pass_begin(&p, w, t);
    object *o = pass_target(w, &t->op);
    call c = pass_call(&p, o, &t->op, t);
    if (o)
        object_lock(w, o);
    outcome r = pass_ask(&c);
    if (r == OUT_WAIT)
        r = single_wait(&c);
    else
        pass_done(&c, r, t->again ? t->since : NO_TIMEOUT);
    if (o && t->watch && r == OUT_DONE && verb_words[t->op.verb].flags & VERB_LOOKS)
        await_look(t, o->id);
    bool told = r == OUT_WAIT && o && t->deadline == NO_TIMEOUT;
    if (o || p.resumed.first)
        pass_end(&p, o);
    if (told)
        deadlock_look(w, t);
    return r;
}

/* --- perform --- */

/* What last changed a task's object: its cancelling. */
static uint64_t cancel_cause(world *w, const task *t) { return __atomic_load_n(&object_at(w, t->id)->cause, __ATOMIC_RELAXED); }

static outcome perform_cancelled(world *w, task *t)
{
    __atomic_store_n(&t->cancelled, false, __ATOMIC_RELAXED);
    if (!t->again)
        t->since = NEVER;
    pass_raise(t, ERROR_cancelled, "this thread was cancelled");
    record_wait(w, t->lane, t, EVENT_CANCELLED, cancel_cause(w, t), NULL);
    if (t->op.verb == VERB_run_await)
        await_leave(w, t);
    return OUT_RAISE;
}

/* Taking back a condition's lock, and what the prelude's workers live on, is never cancelled: it would be done by halves. */
static bool perform_cancels(const task *t)
{
    if (!__atomic_load_n(&t->cancelled, __ATOMIC_ACQUIRE) || !(verb_words[t->op.verb].flags & VERB_WAITS))
        return false;
    return t->op.verb != VERB_condition_retake && t->op.verb != VERB_pool_take && t->op.verb != VERB_pool_take_callback;
}

static bool perform_forbidden(const task *t)
{
    switch (t->op.verb) {
    case VERB_run_sleep:
    case VERB_run_work:
    case VERB_thread_join:
    case VERB_timer_join:
    case VERB_pool_join:
    case VERB_queue_join: return true;
    default: return false;
    }
}

static outcome perform_refuse(task *t, error_kind error, const char *format)
{
    pass_raise(t, error, format, verb_words[t->op.verb].name);
    t->since = NEVER;
    record_wait(t->world, t->lane, t, EVENT_RAISED, 0, NULL);
    return OUT_RAISE;
}

outcome perform(world *w, task *t)
{
    if (perform_cancels(t))
        return perform_cancelled(w, t);
    if (t->op.timeout < NO_TIMEOUT)
        return perform_refuse(t, ERROR_value, "the time-out of %s is negative");
    if (t->atomic && perform_forbidden(t))
        return perform_refuse(t, ERROR_state, "%s may not stand inside atomic, where nothing may wait");
    switch (t->op.verb) {
    case VERB_run_select: return select_perform(w, t);
    case VERB_run_wait_any: return wait_any_perform(w, t);
    case VERB_run_await: return await_perform(w, t);
    case VERB_variable_load:
    case VERB_variable_store:
    case VERB_variable_store_at:
    case VERB_variable_call: return variable_perform(w, t);
    default: return single_perform(w, t);
    }
}

/* --- the end of a wait --- */

static void wait_leave(pass *p, task *t, object *o)
{
    bool stood = wait_is_multiple(t) ? line_remove_all(o, t->id) : line_remove(o, (verb_id)t->op.verb, t->op.face, t->id, t->place);
    if (!stood)
        return;
    p->changed = true;
    call c = pass_call(p, o, &t->op, t);
    if (!wait_is_multiple(t))
        wait_gives_up(&c);
    pass_settle(p, o);
}

/* The lines of a claimed wait on several objects can be left one by one: what is found there of it counts for nothing. */
static void wait_leave_all(world *w, task *t, uint64_t cause)
{
    for (uint32_t i = 0, count = pass_objects(t); i < count; i++) {
        object *o = pass_object(t, i);
        if (!o)
            continue;
        pass p;
        pass_begin(&p, w, t);
        p.cause = cause;
        object_lock(w, o);
        wait_leave(&p, t, o);
        pass_end(&p, o);
    }
}

/* What a wait that was not claimed comes to: its reply. */
static event_status wait_outcome(task *t, bool cancelled)
{
    if (cancelled) {
        __atomic_store_n(&t->cancelled, false, __ATOMIC_RELAXED);
        pass_raise(t, ERROR_cancelled, "this thread was cancelled");
        return EVENT_CANCELLED;
    }
    if (t->op.verb == VERB_run_sleep || t->op.verb == VERB_run_work) {
        t->reply = (reply){.outcome = OUT_DONE, .value = VALUE_NIL};
        return EVENT_DONE;
    }
    wait_timed_out(t);
    return EVENT_TIMEOUT;
}

/* A moment named by the kind itself has come: it is asked again. False: it has to wait on. */
static bool wait_ask_again(pass *p, task *t, object *o)
{
    call c = pass_call(p, o, &t->op, t);
    c.waits = true;
    outcome r = pass_ask(&c);
    if (r == OUT_WAIT) {
        t->deadline = c.deadline;
        return false;
    }
    task_claim(t, t->generation);
    wait_over(t);
    line_remove(o, (verb_id)t->op.verb, t->op.face, t->id, t->place);
    pass_done(&c, r, t->since);
    return true;
}

static uint64_t wait_end(pass *p, task *t, object *o, bool cancelled)
{
    call asked = pass_call(p, o, &t->op, t);
    asked.probe = asked.waits = true;
    asked.place = t->place;
    if (o && t->op.verb != VERB_run_await && recorder_wants(p->world->recorder, RECORD_OPS))
        call_drop(&asked, pass_ask(&asked));
    wait_over(t);
    event_status status = wait_outcome(t, cancelled);
    p->cause = record_wait(p->world, t->lane, t, status, cancelled ? cancel_cause(p->world, t) : 0, o ? &asked : NULL);
    return p->cause;
}

static bool timeout_of_many(world *w, task *t, uint32_t generation, bool cancelled)
{
    if (!task_claim(t, generation))
        return false;
    pass p;
    pass_begin(&p, w, t);
    wait_leave_all(w, t, wait_end(&p, t, NULL, cancelled));
    return true;
}

static bool timeout_of_one(world *w, task *t, uint32_t generation, bool cancelled)
{
    object *o = pass_target(w, &t->op);
    pass p;
    pass_begin(&p, w, t);
    if (o)
        object_lock(w, o);
    bool over;
    if (t->op.verb == VERB_timer_due && !cancelled) {
        over = __atomic_load_n(&t->generation, __ATOMIC_ACQUIRE) == generation && wait_ask_again(&p, t, o);
    } else if ((over = task_claim(t, generation))) {
        wait_end(&p, t, o, cancelled);
        if (o)
            wait_leave(&p, t, o);
        if (t->watch && t->op.verb == VERB_run_await)
            await_close(t);
    }
    pass_end(&p, o);
    return over;
}

static bool wait_is_due(world *w, const task *t)
{
    return t->op.verb == VERB_run_work || (t->deadline != NO_TIMEOUT && w->engine->now(w) >= t->deadline);
}

bool perform_timeout(world *w, task *t)
{
    uint32_t generation = __atomic_load_n(&t->generation, __ATOMIC_ACQUIRE);
    bool cancelled = perform_cancels(t);
    if (!(generation & 1) || (!cancelled && !wait_is_due(w, t)))
        return false;
    return wait_is_multiple(t) ? timeout_of_many(w, t, generation, cancelled) : timeout_of_one(w, t, generation, cancelled);
}

/* t was woken to take something and did not: whoever stands behind may. */
static void wait_pass_on(world *w, task *t)
{
    object *o = pass_target(w, &t->op);
    if (!o)
        return;
    pass p;
    pass_begin(&p, w, t);
    object_lock(w, o);
    pass_settle(&p, o);
    pass_end(&p, o);
}

static outcome wait_again(world *w, task *t)
{
    t->again = true;
    outcome r = perform(w, t);
    t->again = false;
    if (r == OUT_RAISE && !wait_is_multiple(t))
        wait_pass_on(w, t);
    return r;
}

outcome perform_resumed(world *w, task *t)
{
    wait_over(t);
    if (wait_is_multiple(t))
        wait_leave_all(w, t, 0);
    return t->reply.outcome == OUT_WAIT ? wait_again(w, t) : (outcome)t->reply.outcome;
}
