/* wait: how a wait begins, and how it ends when nobody lets the task go: by its time, by cancel, or because it was woken to ask again.
 * Calls kinds/ through their tables, the recorder through record.h, the parts of a pass. Leaves out: who lets waiters go (perform.c). */
#include <stddef.h>
#include <stdlib.h>

#include "runtime/deadlock.h"
#include "runtime/pass.h"
#include "runtime/record.h"

/* --- beginning --- */

/* A sleep began at the moment from which its verb has counted. */
static inline int64_t wait_moment(const task *t, int64_t until)
{
    bool sleeps = t->op.verb == VERB_run_sleep && until != INT64_MAX;
    return sleeps ? until - t->op.arguments[0].integer : t->world->engine->now(t->world);
}

/* A task that asks anew goes on with the wait it began. */
static inline __attribute__((always_inline)) void wait_time(task *t, int64_t until)
{
    if (t->anew != ANEW_NOT)
        return;
    t->since = wait_moment(t, until);
    t->deadline = t->op.timeout == NO_TIMEOUT ? NO_TIMEOUT : moment_after(t->since, t->op.timeout);
    if (until != NO_TIMEOUT && (t->deadline == NO_TIMEOUT || until < t->deadline))
        t->deadline = until;
}

void wait_begin(task *t, int64_t until)
{
    wait_time(t, until);
    t->waiting = t->lined = true;
    if (t->world->parallel)
        __atomic_exchange_n(&t->wait, (uint32_t)(t->wait + 1), __ATOMIC_SEQ_CST); /* then looks whether it is cancelled: wait_pin */
    else
        task_turn(t);
}

/* It stands in no line any more. */
static void wait_left(task *t)
{
    t->lined = false;
    store_return(t);
}

void wait_undo(task *t)
{
    t->waiting = false;
    task_turn(t);
    wait_left(t);
}

outcome wait_timed_out(task *t)
{
    if (verbs[t->op.verb].flags & VERB_BOOL) {
        t->reply = (reply){.outcome = OUT_DONE, .value = value_bool(false)};
        return OUT_DONE;
    }
    if (t->op.verb == VERB_run_await) {
        pass_raise(t, ERROR_timeout, "it did not become true in time");
        return OUT_RAISE;
    }
    buf what = {0}, time = {0};
    if (t->op.object) {
        object_show_name(t->op.object, &what);
        buf_printf(&what, ".%s", verb_words[t->op.verb].name);
    }
    duration_show(t->op.timeout < 0 ? 0 : t->op.timeout, &time);
    const char *asked = what.length && !what.failed ? what.data : "it";
    if (t->op.timeout > 0)
        pass_raise(t, ERROR_timeout, "nothing came of %s within %s", asked, time.data ? time.data : "its time");
    else
        pass_raise(t, ERROR_timeout, "%s could not be done at once", asked);
    buf_free(&what);
    buf_free(&time);
    return OUT_RAISE;
}

void wait_refuse(task *t, const call *asked, outcome *r)
{
    if (t->anew == ANEW_NOT)
        t->since = WAIT_NEVER;
    if (t->op.timeout == 0) {
        *r = wait_timed_out(t);
        record_wait(t->world, t->lane, t, EVENT_TIMEOUT, 0, asked);
        return;
    }
    *r = OUT_RAISE;
    pass_raise(t, ERROR_state, "%s would have to wait, and nothing may wait inside atomic", verb_words[t->op.verb].name);
    record_wait(t->world, t->lane, t, EVENT_RAISED, 0, asked);
}

/* For those who look for cycles of waits: what t waits for, if somebody holds it and nothing but this somebody can end the wait. True: such
 * a thing it is. */
static bool wait_tell(task *t, const object *o)
{
    object *self = t->self;
    bool held = t->deadline == NO_TIMEOUT && kinds[o->kind].holder;
    if (held) {
        __atomic_store_n(&self->thread.line, t->op.line, __ATOMIC_RELAXED);
        __atomic_store_n(&self->thread.told, 0, __ATOMIC_RELAXED);
    }
    if (held || self->thread.waits_for)
        __atomic_store_n(&self->thread.waits_for, held ? o->id : 0, __ATOMIC_SEQ_CST);
    return held;
}

static void wait_untell(task *t)
{
    if (__atomic_load_n(&t->self->thread.waits_for, __ATOMIC_RELAXED))
        __atomic_store_n(&t->self->thread.waits_for, 0, __ATOMIC_SEQ_CST);
}

static void wait_over(task *t)
{
    t->waiting = false;
    wait_untell(t);
}

static bool wait_in_line(call *c)
{
    task *t = c->task;
    waiter who = {.task = t, .generation = task_generation(t)};
    t->place = line_add(c->pass, c->object, (verb_id)c->op->verb, c->op->face, who, t->anew == ANEW_WOKEN ? t->place : 0);
    return t->place != 0;
}

void wait_foretell(task *t)
{
    pass p;
    call c;
    bool several = wait_is_multiple(t);
    pass_begin(&p, t->world, t);
    pass_call(&c, &p, several ? NULL : pass_target(t->world, &t->op), &t->op, t);
    c.probe = true;
    if (!several)
        pass_ask(&c);
    wait_time(t, NO_TIMEOUT);
    record_waiting(&c);
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

/* Who was woken to ask again has a place in line to go back to. */
bool wait_may_hesitate(const call *c)
{
    const task *t = c->task;
    return t->hesitates && t->anew != ANEW_WOKEN && c->object && !c->stands && c->deadline == NO_TIMEOUT;
}

static void wait_looks(task *t, uint32_t version)
{
    t->seen = version;
    wait_time(t, NO_TIMEOUT);
}

/* A lock that is held is not asked for: whoever holds it would have to wait until it has said no. */
bool wait_defers_to(task *t, const object *o)
{
    uint32_t version = __atomic_load_n(&o->version, __ATOMIC_ACQUIRE);
    if (t->anew == ANEW_WOKEN || t->atomic || t->op.timeout == 0 || !object_is_taken(o, t))
        return false;
    wait_looks(t, version);
    return true;
}

static outcome wait_hesitate(call *c)
{
    task *t = c->task;
    wait_looks(t, c->object->version);
    pass_end(c->pass, c->object);
    return OUT_HESITATE;
}

bool wait_lend_stored(task *t)
{
    fault f = {0};
    if (store_lend(t, &f))
        return true;
    t->reply = (reply){.outcome = OUT_RAISE, .error = f.kind, .value = f.message};
    return false;
}

static outcome wait_stand(call *c, bool *held)
{
    task *t = c->task;
    object *o = c->object;
    bool tells = t->anew < ANEW_WOKEN;
    if (!wait_lend(t))
        return OUT_RAISE;
    if (!o && tells) { /* sooner than somebody can end it */
        wait_time(t, c->deadline);
        record_waiting(c);
    }
    wait_begin(t, c->deadline);
    if (o && !wait_in_line(c)) {
        wait_undo(t);
        pass_raise(t, ERROR_limit, "out of memory");
        return OUT_RAISE;
    }
    if (o) {
        *held = wait_tell(t, o);
        c->pass->changed = true;
    }
    if (o && tells)
        record_waiting(c);
    if (o && kinds[o->kind].parked) {
        kinds[o->kind].parked(c);
        if (c->pass->more)
            pass_flush(c->pass);
    }
    return OUT_WAIT;
}

outcome single_wait(call *c)
{
    task *t = c->task;
    outcome r;
    bool held = false;
    if (!wait_allowed(t, c, &r)) {
        if (t->op.timeout == 0 && c->object)
            wait_gives_up(c);
    } else if (wait_may_hesitate(c)) {
        return wait_hesitate(c);
    } else {
        r = wait_stand(c, &held);
    }
    bool late = r == OUT_WAIT && c->object && wait_is_late(c->pass, t, c->object);
    pass_end(c->pass, c->object);
    if (late)
        return wait_ended(t);
    if (r != OUT_WAIT)
        wait_part(t);
    if (held)
        deadlock_look(t->world, t);
    return r;
}

/* --- cancel --- */

/* What last changed a task's object: its cancelling. */
static uint64_t cancel_cause(const task *t) { return __atomic_load_n(&t->self->cause, __ATOMIC_RELAXED); }

/* Taking back a condition's lock, and what the prelude's workers live on, is never cancelled: it would be done by halves. */
bool wait_was_cancelled(const task *t)
{
    verb_id verb = task_verb(t);
    return verbs[verb].flags & VERB_WAITS && verb != VERB_condition_retake && verb != VERB_pool_take && verb != VERB_pool_take_callback
           && verb != VERB_pool_replace;
}

outcome wait_cancelled(task *t)
{
    __atomic_sub_fetch(&t->cancelled, 1, __ATOMIC_RELAXED);
    if (t->anew == ANEW_NOT)
        t->since = WAIT_NEVER;
    pass_raise(t, ERROR_cancelled, "this thread was cancelled");
    if (t->op.verb == VERB_run_await)
        await_cancelled(t->world, t, cancel_cause(t));
    else
        record_wait(t->world, t->lane, t, EVENT_CANCELLED, cancel_cause(t), NULL);
    return OUT_RAISE;
}

/* --- conditions: a wait is followed by another, for the lock --- */

static void wait_retakes(task *t)
{
    __atomic_store_n(&t->op.verb, VERB_condition_retake, __ATOMIC_RELAXED);
    __atomic_store_n(&t->deadline, NO_TIMEOUT, __ATOMIC_RELAXED);
    t->op.timeout = NO_TIMEOUT;
}

bool wait_go_on(pass *p, task *t)
{
    object *lock = pass_target(t->world, &(op){.verb = VERB_condition_retake, .object = t->op.object});
    wait_retakes(t);
    t->reply = (reply){.outcome = OUT_WAIT};
    t->since = t->world->engine->now(t->world);
    if (t->world->engine->choose)
        return false;
    t->place = line_add(p, lock, VERB_condition_retake, FACE_NONE, (waiter){.task = t, .generation = task_generation(t) + 1}, 0);
    if (!t->place)
        return false;
    if (t->world->engine->untimed)
        t->world->engine->untimed(t->world, t);
    wait_tell(t, lock);
    journal_change(p->journal, &t->wait, sizeof t->wait); /* undone, it is the claim's again, which is undone next */
    task_turn(t);
    return true;
}

void wait_reply_kept(task *t)
{
    if (t->kept == KEPT_CANCELLED)
        pass_raise(t, ERROR_cancelled, "this thread was cancelled");
    else
        t->reply = (reply){.outcome = OUT_DONE, .value = value_bool(t->kept == KEPT_TRUE)};
    t->kept = KEPT_NOTHING;
}

/* Its own thread goes on, after a time-out or a cancel. False: it has to wait for the lock. Others may have got that in between. */
static bool wait_retake(task *t)
{
    bool hesitates = t->hesitates;
    t->kept = t->reply.outcome == OUT_RAISE ? KEPT_CANCELLED : KEPT_FALSE;
    value_drop(t->reply.value);
    wait_retakes(t);
    if (t->world->engine->apart)
        return true;
    t->hesitates = false;
    outcome r = perform(t->world, t);
    t->hesitates = hesitates;
    return r != OUT_WAIT;
}

/* --- the end of a wait --- */

/* What is done to a task between its claim and its resumption is undone with the claim. */
static void wait_changes(journal *j, task *t)
{
    journal_change(j, &t->op, offsetof(task, waiting) - offsetof(task, op));
    journal_change(j, &t->self->thread.waits_for, 3 * sizeof t->self->thread.waits_for); /* and line and told, beside it */
}

bool wait_claim(pass *p, task *t, uint32_t generation)
{
    journal *j = p->journal;
    if (j)
        j->claim(j, t, generation);
    if (!task_claim(t, generation, j ? j->id : 0))
        return false;
    wait_changes(j, t);
    wait_untell(t);
    return true;
}

static void wait_leave(pass *p, task *t, object *o)
{
    bool stood = wait_is_multiple(t) ? line_remove_all(p, o, t) : line_remove(p, o, (verb_id)t->op.verb, t->op.face, t, t->place);
    if (!stood)
        return;
    p->changed = true;
    call c;
    pass_call(&c, p, o, &t->op, t);
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
        pass_lock(&p, o);
        wait_leave(&p, t, o);
        pass_end(&p, o);
    }
}

/* It may have been woken to ask again, and stand nowhere any more: then it is the turn of the next. */
void wait_abandon(world *w, lane *l, journal *j, task *t)
{
    uint32_t generation = task_generation(t);
    t->lane = l;
    t->journal = j;
    if (generation & 1 && task_claim(t, generation, 0))
        wait_untell(t);
    store_lent(t);
    if (!t->lined) {
        ;
    } else if (wait_is_multiple(t)) {
        wait_leave_all(w, t, 0);
    } else if (pass_target(w, &t->op)) {
        object *o = pass_target(w, &t->op);
        pass p;
        pass_begin(&p, w, t);
        pass_lock(&p, o);
        wait_leave(&p, t, o);
        pass_end(&p, o);
    }
    if (t->coming)
        wait_pass_on(w, t);
    t->waiting = false;
    wait_left(t);
    if (!t->atomic && __atomic_load_n(&w->atomic->lock_.owner, __ATOMIC_RELAXED) == t->id)
        t->atomic = 1; /* it was killed when it had left the block, and not given back its lock */
    if (t->atomic || t->watch)
        await_abandon(w, t);
}

static event_status outcome_cancelled(task *t)
{
    __atomic_sub_fetch(&t->cancelled, 1, __ATOMIC_RELAXED);
    pass_raise(t, ERROR_cancelled, "this thread was cancelled");
    return EVENT_CANCELLED;
}

/* Of a wait for nothing but its time. */
static inline event_status outcome_of_time(task *t)
{
    t->reply.outcome = OUT_DONE;
    value_store(&t->reply.value, VALUE_NIL);
    return EVENT_DONE;
}

static inline bool wait_is_for_time(const task *t) { return task_verb(t) == VERB_run_sleep || task_verb(t) == VERB_run_work; }

/* What a wait that was not claimed comes to: its reply. */
static event_status wait_outcome(task *t, bool cancelled)
{
    if (cancelled)
        return outcome_cancelled(t);
    if (wait_is_for_time(t))
        return outcome_of_time(t);
    wait_timed_out(t);
    return EVENT_TIMEOUT;
}

/* A moment named by the kind itself has come: it is asked again. False: it has to wait on. */
static bool wait_ask_again(pass *p, task *t, object *o)
{
    call c;
    pass_call(&c, p, o, &t->op, t);
    c.waits = true;
    outcome r = pass_ask(&c);
    if (r == OUT_WAIT) {
        t->deadline = c.deadline;
        return false;
    }
    task_claim(t, task_generation(t), 0);
    wait_over(t);
    line_remove(p, o, (verb_id)t->op.verb, t->op.face, t, t->place);
    t->anew = ANEW_WOKEN;
    pass_done(&c, r);
    t->anew = ANEW_NOT;
    return true;
}

/* What its verb says of it, for the event of its end. */
static void wait_asked(pass *p, task *t, object *o, call *asked)
{
    pass_call(asked, p, o, &t->op, t);
    asked->probe = asked->waits = true;
    asked->place = t->place;
    if (t->op.verb != VERB_run_await)
        call_drop(asked, pass_ask(asked));
}

static uint64_t wait_end(pass *p, task *t, object *o, bool cancelled)
{
    call asked;
    bool tells = o && recorder_wants(p->world->recorder, RECORD_OPS);
    if (tells)
        wait_asked(p, t, o, &asked);
    wait_over(t);
    event_status status = wait_outcome(t, cancelled);
    p->cause = record_wait(p->world, p->lane, t, status, cancelled ? cancel_cause(t) : 0, tells ? &asked : NULL);
    return p->cause;
}

static bool wait_cut(pass *p, task *t, object *o, uint32_t generation, bool cancelled)
{
    if (!task_claim(t, generation, 0))
        return false;
    wait_end(p, t, o, cancelled);
    wait_leave(p, t, o);
    if (t->watch && t->op.verb == VERB_run_await)
        await_close(t);
    return true;
}

void wait_part(const task *t)
{
    while (__builtin_expect(__atomic_load_n(&t->pins, __ATOMIC_SEQ_CST) != 0, 0))
        t->world->engine->pause(t->world);
}

static void wait_gone(task *t)
{
    wait_part(t);
    if (wait_is_multiple(t))
        wait_leave_all(t->world, t, 0);
    wait_left(t);
}

/* Whoever ends a wait otherwise than by its time or by cancel lets the task wait for the lock of its condition, too (wait_go_on). */
outcome wait_ended(task *t)
{
    wait_gone(t);
    return t->op.verb == VERB_condition_wait && !wait_retake(t) ? OUT_WAIT : (outcome)t->reply.outcome;
}

static bool timeout_of_many(world *w, task *t, uint32_t generation, bool cancelled)
{
    if (!task_claim(t, generation, 0))
        return false;
    pass p;
    wait_part(t);
    pass_begin(&p, w, t);
    wait_leave_all(w, t, wait_end(&p, t, NULL, cancelled));
    wait_left(t);
    return true;
}

static inline bool timeout_of_time(world *w, task *t, uint32_t generation, bool cancelled)
{
    if (!task_claim(t, generation, 0))
        return false;
    wait_part(t);
    wait_over(t);
    event_status status = __builtin_expect(cancelled, 0) ? outcome_cancelled(t) : outcome_of_time(t);
    record_wait(w, t->lane, t, status, cancelled ? cancel_cause(t) : 0, NULL);
    wait_left(t);
    return true;
}

static bool timeout_of_one(world *w, task *t, object *o, uint32_t generation, bool cancelled)
{
    pass p;
    pass_begin(&p, w, t);
    pass_lock(&p, o);
    bool over;
    if (task_verb(t) == VERB_timer_due && !cancelled)
        over = task_generation(t) == generation && wait_ask_again(&p, t, o);
    else
        over = wait_cut(&p, t, o, generation, cancelled);
    pass_end(&p, o);
    return over && wait_ended(t) != OUT_WAIT;
}

static bool wait_is_due(world *w, const task *t)
{
    int64_t deadline = task_deadline(t);
    return deadline != NO_TIMEOUT && w->engine->now(w) >= deadline;
}

/* Whose time is up leaves the cancel to whoever is about to make it. */
static bool wait_notices(world *w, const task *t)
{
    bool others_do = w->parallel && !w->engine->apart;
    return wait_is_cancelled(t) && !(others_do && wait_is_due(w, t));
}

bool perform_timeout(world *w, task *t)
{
    uint32_t generation = task_generation(t);
    bool cancelled = wait_notices(w, t);
    if (!(generation & 1) || (!cancelled && !wait_is_due(w, t) && task_verb(t) != VERB_run_work))
        return false;
    if (wait_is_for_time(t))
        return timeout_of_time(w, t, generation, cancelled);
    if (wait_is_multiple(t))
        return timeout_of_many(w, t, generation, cancelled);
    return timeout_of_one(w, t, pass_target(w, &t->op), generation, cancelled);
}

/* --- the same for another, in parallel ---
 *
 * What comes after a cancel must not let the task go on as if nothing had been. So whoever cancels it ends its wait at once, in its stead. It
 * marks the task as cancelled and then looks whether it waits; the task begins to wait and then looks whether it is cancelled: one of the two
 * sees the other. The task stays in its wait as long as it is pinned, so that what it waits for can be looked at. */

enum { PINS_CUT = 1u << 31 }; /* in t->pins: one of those who have pinned it has ended its wait */

/* By a cancel before, one of those who have pinned it is about to end its wait: this one counts besides. */
void wait_mark(task *t)
{
    uint8_t had = __atomic_load_n(&t->cancelled, __ATOMIC_RELAXED), marked;
    do {
        uint32_t pins = __atomic_load_n(&t->pins, __ATOMIC_SEQ_CST);
        marked = had && pins && !(pins & PINS_CUT) ? 2 : 1;
    } while (!__atomic_compare_exchange_n(&t->cancelled, &had, marked, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED));
}

/* … unless that came too late. */
static void wait_unmark(task *t)
{
    uint8_t both = 2;
    __atomic_compare_exchange_n(&t->cancelled, &both, 1, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

static void wait_unpin(task *t)
{
    uint32_t pins = __atomic_load_n(&t->pins, __ATOMIC_RELAXED);
    bool last;
    do {
        last = (pins & ~(uint32_t)PINS_CUT) == 1;
        if (pins == 1)
            wait_unmark(t);
    } while (!__atomic_compare_exchange_n(&t->pins, &pins, last ? 0 : pins - 1, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED));
}

/* Is it in a wait that is not over before it is parted with whoever has pinned it? The verb is that wait's. */
static bool wait_is_held(const task *t)
{
    uint64_t wait = __atomic_load_n(&t->wait, __ATOMIC_SEQ_CST);
    return wait & 1 && wait_was_cancelled(t) && __atomic_load_n(&t->wait, __ATOMIC_SEQ_CST) == wait;
}

bool wait_pin(task *t)
{
    uint32_t others = __atomic_fetch_add(&t->pins, 1, __ATOMIC_SEQ_CST); /* then it is still where they have found it */
    if (others || wait_is_held(t))
        return true;
    wait_unpin(t);
    return false;
}

/* Several lines it leaves by itself: where it stands in one counts for nothing any more. */
static bool wait_cut_alone(pass *p, task *t, uint32_t generation)
{
    bool claimed = task_claim(t, generation, 0);
    if (claimed)
        wait_end(p, t, NULL, true);
    return claimed;
}

static bool wait_cut_short(pass *p, task *t, object *o, uint32_t generation)
{
    return !o || wait_is_multiple(t) ? wait_cut_alone(p, t, generation) : wait_cut(p, t, o, generation, true);
}

bool wait_is_late(pass *p, task *t, object *o)
{
    uint32_t generation = task_generation(t);
    bool late = __atomic_load_n(&t->cancelled, __ATOMIC_SEQ_CST) && generation & 1 && wait_was_cancelled(t) && !t->world->engine->apart;
    return __builtin_expect(late, 0) && wait_cut_short(p, t, o, generation);
}

/* The first of those that t, which begins to wait, has locked until it does; NULL: nothing that anybody changes. */
static object *wait_object(world *w, const task *t)
{
    object *first = wait_is_multiple(t) ? NULL : pass_target(w, &t->op);
    for (uint32_t i = 0, count = wait_is_multiple(t) ? pass_objects(t) : 0; i < count && !first; i++)
        first = pass_object(t, i);
    return first;
}

static void wait_end_at(pass *p, task *t, object *o)
{
    if (o)
        pass_lock(p, o);
    uint32_t generation = task_generation(t);
    if (generation & 1 && wait_is_cancelled(t) && wait_cut_short(p, t, o, generation)) {
        __atomic_fetch_or(&t->pins, PINS_CUT, __ATOMIC_SEQ_CST);
        pass_resume_later(p, t);
    }
    pass_end(p, o);
}

void wait_end_pinned(world *w, lane *l, journal *j, task *t)
{
    object *o = wait_object(w, t);
    pass p;
    pass_begin_for(&p, w, l, j);
    if (o || wait_is_for_time(t))
        wait_end_at(&p, t, o);
    else
        w->engine->poke(w, t);
    wait_unpin(t);
}

bool perform_wake(world *w, task *t)
{
    object *o = pass_target(w, &t->op);
    pass p;
    call c;
    pass_begin(&p, w, t);
    pass_call(&c, &p, o, &t->op, t);
    pass_lock(&p, o);
    bool over = task_claim(t, task_generation(t), 0);
    if (over) {
        wait_over(t);
        c.detail = value_bool(false);
        t->reply = (reply){.outcome = OUT_DONE, .value = value_bool(true)};
        p.cause = record_wait(w, t->lane, t, EVENT_DONE, 0, &c);
        wait_leave(&p, t, o);
        t->kept = KEPT_TRUE;
        wait_retakes(t);
    }
    pass_end(&p, o);
    if (over)
        wait_left(t);
    return over;
}

/* t was woken to ask again and never did: whoever stands behind may. */
void wait_pass_on(world *w, task *t)
{
    object *o = pass_target(w, &t->op);
    pass p;
    pass_begin(&p, w, t);
    pass_lock(&p, o);
    pass_came(&p, t, o);
    pass_settle(&p, o);
    pass_end(&p, o);
}

static outcome wait_again(world *w, task *t)
{
    t->anew = ANEW_WOKEN;
    outcome r = perform(w, t);
    t->anew = ANEW_NOT;
    if (r != OUT_WAIT && t->coming && !w->engine->apart)
        wait_pass_on(w, t);
    return r;
}

outcome perform_resumed(world *w, task *t)
{
    wait_over(t);
    if (t->reply.outcome == OUT_WAIT) {
        wait_gone(t);
        return wait_again(w, t);
    }
    if (w->memory)
        store_give(t);
    return wait_ended(t);
}
