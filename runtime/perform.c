/* perform: the one way an op takes: to its object, to the trace, and to those it lets go on.
 * Calls kinds/ through their tables, the recorder through record.h, the engine to resume. Leaves out: how a wait begins and ends (wait.c),
 * select (select.c), await (await.c), variables (kinds/variable.c), beginnings and ends of tasks (task.c).
 *
 * Claims are made with the object locked in whose line the task stands, so that only a wait on several objects can be found claimed
 * by another; and whoever claims a task also records the end of its wait, while the object is locked. */
#include "runtime/pass.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>

#include "runtime/record.h"

/* --- the parts of a pass --- */

void pass_begin(pass *p, world *w, task *t)
{
    p->world = w;
    p->lane = t ? t->lane : NULL;
    p->journal = t ? t->journal : NULL;
    p->task = t;
    p->cause = 0;
    p->changed = p->more = false;
    p->released = p->resumed = (tasks){0};
    p->spawned = NULL;
    p->killed = NULL;
    p->poked_count = p->held_count = p->waste_count = 0;
}

void pass_begin_for(pass *p, world *w, lane *l, journal *j)
{
    pass_begin(p, w, NULL);
    p->lane = l;
    p->journal = j;
}

object *pass_aside(world *w, const op *o)
{
    switch (__atomic_load_n(&o->verb, __ATOMIC_RELAXED)) {
    case VERB_run_atomic:
    case VERB_run_atomic_end:
    case VERB_run_await_begin:
    case VERB_run_await: return w->atomic;
    case VERB_condition_acquire:
    case VERB_condition_release:
    case VERB_condition_locked:
    case VERB_condition_retake: return object_of(o->object->condition.lock);
    default: return pass_locked(o->object);
    }
}

object *pass_locked(object *o) { return o->kind == KIND_pipe && o->end.side ? o->end.other : o; }

const op *pass_waiter_op(const task *t, const waiter *who)
{
    return t->op.verb == VERB_run_select ? &t->op.alternatives[who->chosen] : &t->op;
}

static void tasks_add(pass *p, tasks *list, task *t)
{
    p->more = true;
    t->next = NULL;
    *(list->last ? &list->last->next : &list->first) = t;
    list->last = t;
}

static void reply_raise(task *t, call *c)
{
    t->kept = KEPT_NOTHING; /* a lock that it was to take back raises something more urgent */
    t->reply.error = c->thrown ? c->result.error->kind : c->fault.kind;
    t->reply.value = c->thrown ? c->result : c->fault.message;
}

static inline void reply_fill(task *t, call *c, outcome r)
{
    t->reply.outcome = (uint8_t)r;
    t->reply.thrown = c->thrown;
    if (__builtin_expect(r == OUT_RAISE, 0))
        reply_raise(t, c);
    else if (__builtin_expect(t->kept != KEPT_NOTHING, 0))
        wait_reply_kept(t);
    else
        value_store(&t->reply.value, c->result);
}

void pass_reply(task *t, call *c, outcome r) { reply_fill(t, c, r); }

void pass_raise(task *t, error_kind error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fault f;
    fault_told(&f, error, format, arguments);
    va_end(arguments);
    t->reply = (reply){.outcome = OUT_RAISE, .error = f.kind, .value = f.message};
}

static void pass_flush_released(pass *p)
{
    for (task *t = p->released.first, *next; t; t = next) {
        next = t->next;
        record_wait(p->world, p->lane, t, t->reply.outcome == OUT_RAISE ? EVENT_RAISED : EVENT_DONE, p->cause, NULL);
        if (!t->kept || !wait_go_on(p, t))
            tasks_add(p, &p->resumed, t);
    }
    p->released = (tasks){0};
}

void pass_touch(pass *p, object *o)
{
    __atomic_store_n(&o->version, o->version + 1, __ATOMIC_RELAXED);
    __atomic_store_n(&o->cause, p->cause, __ATOMIC_RELAXED);
    p->changed = true;
}

static inline void settle_after(pass *p, object *o, const call *c);

void pass_flush(pass *p)
{
    pass_flush_released(p);
    for (uint32_t i = 0; i < p->held_count; i++) {
        pass_touch(p, p->held[i]);
        settle_after(p, p->held[i], NULL);
    }
}

/* Its event; `otherwise` is its cause if the verb knows none. */
static uint64_t call_record(call *c, outcome r, uint64_t otherwise, int64_t since)
{
    uint64_t seq = record_call(c, r, c->cause ? c->cause : otherwise, since);
    if (c->object && r == OUT_DONE && kinds[c->object->kind].recorded)
        kinds[c->object->kind].recorded(c, seq);
    return seq;
}

/* A task that asks anew was let ask by whoever changed the object last. */
static void pass_record(call *c, outcome r)
{
    task *t = c->task;
    bool anew = t->anew != ANEW_NOT;
    c->pass->cause = call_record(c, r, anew && c->object ? c->object->cause : 0, anew ? t->since : NO_TIMEOUT);
}

static inline __attribute__((always_inline)) void call_is_done(call *c, outcome r)
{
    pass *p = c->pass;
    object *o = c->object;
    if (recorder_wants(p->world->recorder, c->row->record) && !c->untold)
        pass_record(c, r);
    reply_fill(c->task, c, r);
    if (c->spawned || c->killed) {
        p->spawned = c->spawned;
        p->killed = c->killed;
        p->more = true;
    }
    if (r != OUT_DONE && !c->anyway)
        return;
    if (p->more)
        pass_flush(p);
    if (o && c->changed) {
        pass_touch(p, o);
        settle_after(p, o, c);
    }
}

void pass_done(call *c, outcome r) { call_is_done(c, r); }

/* To free it takes longer than most ops do, and others would wait for the object meanwhile. */
static bool pass_waste(pass *p, value held, void *at)
{
    if (p->waste_count == PASS_WASTE)
        return false;
    p->waste[p->waste_count++] = (waste){held, at};
    return p->more = true;
}

void pass_drop(pass *p, value held)
{
    if (held.tag < V_COUNTED)
        return;
    if (p->journal)
        p->journal->drop(p->journal, held);
    else if (!pass_waste(p, held, NULL))
        store_free(p->world, held);
}

void pass_give(pass *p, void *at, size_t size)
{
    if (p->journal || p->world->memory || !pass_waste(p, VALUE_NIL, at))
        journal_give(p->journal, p->world->memory, at, size);
}

static void pass_clear(pass *p)
{
    for (uint32_t i = 0; i < p->waste_count; i++)
        if (p->waste[i].at)
            block_give(p->waste[i].at);
        else
            store_free(p->world, p->waste[i].held);
}

void pass_resume_later(pass *p, task *t) { tasks_add(p, &p->resumed, t); }

void pass_released(pass *p, task *t) { tasks_add(p, &p->released, t); }

static void pass_resume(pass *p)
{
    world *w = p->world;
    for (task *t = p->resumed.first, *next; t; t = next) {
        next = t->next;
        w->engine->resume(w, t);
    }
    if (p->spawned)
        w->engine->resume(w, p->spawned);
    for (process *doomed = p->killed, *next; doomed; doomed = next) {
        next = doomed->doomed;
        w->engine->kill(w, doomed, doomed->signal);
        if (w->engine->outlive)
            w->engine->outlive(w, doomed);
        object_let_go(doomed->self);
    }
}

/* Not before its cause is recorded: a running task raises as soon as it sees the flag, and its event is to come after that. */
static void pass_cancel(const pass *p, task *t)
{
    __atomic_store_n(&t->self->cause, p->cause, __ATOMIC_RELAXED);
    wait_mark(t);
}

void pass_poke(pass *p, task *t)
{
    pass_cancel(p, t);
    p->world->engine->poke(p->world, t);
}

static void pass_free_poked(pass *p)
{
    if (p->poked != p->few_poked)
        block_give(p->poked);
}

/* Of another process, which may be killed any time, a task finds out by itself; and it would not be let go should this one be killed. */
static bool pass_pins(const pass *p, task *t)
{
    return p->world->parallel && !p->world->engine->apart && p->task && t->process == p->task->process && wait_pin(t);
}

/* Those who wait are kept there, to be taken out when nothing is locked any more; the others find out by themselves. */
static void pass_poke_all(pass *p)
{
    uint32_t pinned = 0;
    for (uint32_t i = 0; i < p->poked_count; i++) {
        task *t = p->poked[i];
        pass_cancel(p, t);
        if (p->journal)
            p->journal->poked(p->journal);
        if (pass_pins(p, t))
            p->poked[pinned++] = t;
        else
            p->world->engine->poke(p->world, t);
    }
    if (p->poked_count && !pinned)
        pass_free_poked(p);
    p->poked_count = pinned;
}

static void pass_end_pinned(pass *p)
{
    for (uint32_t i = 0; i < p->poked_count; i++)
        wait_end_pinned(p->world, p->lane, p->journal, p->poked[i]);
    if (p->poked_count)
        pass_free_poked(p);
}

/* What must be known before it is sure that nothing is undone: the new task is told of, and who is to be cancelled noted. */
static void pass_before_commit(pass *p)
{
    world *w = p->world;
    if (p->spawned)
        record_task(w, p->lane, p->spawned, VERB_thread_begin, p->cause, VALUE_UNSET);
    for (uint32_t i = p->poked_count; p->journal && i-- > 0;)
        p->journal->poke(p->journal, p->poked[i]);
}

/* Which objects changed is told to those who await something when nothing is locked any more. */
typedef struct news {
    uint32_t ids[PASS_HELD], count;
    bool more; /* than there is room for */
} news;

static void news_add(news *n, const world *w, const object *o)
{
    if (o == w->atomic || !o->id)
        return;
    if (n->count < PASS_HELD)
        n->ids[n->count++] = o->id;
    else
        n->more = true;
}

static void news_tell(const news *n, pass *p)
{
    for (uint32_t i = 0; i < n->count; i++)
        await_news(p->world, p->lane, p->journal, n->ids[i], p->cause);
    if (n->more)
        await_news(p->world, p->lane, p->journal, 0, p->cause);
}

void pass_end_all(pass *p, object **objects, uint32_t count)
{
    world *w = p->world;
    pass_before_commit(p);
    for (task *t = w->memory ? p->resumed.first : NULL; t; t = t->next)
        store_send(t);
    pass_commit(p);
    pass_poke_all(p);
    bool watched = pass_is_watched(p);
    news n = {.count = 0};
    for (uint32_t i = p->held_count; i-- > 0;) {
        if (watched)
            news_add(&n, w, p->held[i]);
        object_unlock(w, p->held[i]);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (watched)
            news_add(&n, w, objects[i]);
        object_unlock(w, objects[i]);
    }
    if (p->held_count && p->held != p->few)
        block_give(p->held);
    pass_resume(p);
    pass_committed(p);
    pass_clear(p);
    pass_end_pinned(p);
    news_tell(&n, p);
}

/* --- letting others go on --- */

typedef enum served { SERVED, BLOCKED, GONE } served;

static void serve_finish(pass *p, call *c, outcome r, uint8_t chosen)
{
    task *t = c->task;
    if (!c->untold) {
        uint64_t seq = recorder_wants(p->world->recorder, c->row->record) ? call_record(c, r, p->cause, t->since) : 0;
        if (c->changed)
            __atomic_store_n(&c->object->cause, seq, __ATOMIC_RELAXED);
    }
    pass_reply(t, c, r);
    t->reply.chosen = chosen;
    if (c->changed && (r == OUT_DONE || c->anyway)) {
        __atomic_store_n(&c->object->version, c->object->version + 1, __ATOMIC_RELAXED);
        p->changed = true;
    }
    tasks_add(p, &p->resumed, t);
}

/* Woken to ask again by itself. */
static void serve_again(pass *p, task *t)
{
    t->reply = (reply){.outcome = OUT_WAIT};
    tasks_add(p, &p->resumed, t);
}

/* Where waiters are woken to ask again, one comes at a time: when it has what it wants it lets the next try. */
static served serve_coming(pass *p, group *g, task *t)
{
    journal_change(p->journal, g, sizeof *g);
    journal_change(p->journal, &t->coming, sizeof t->coming);
    g->coming++;
    t->coming = true;
    serve_again(p, t);
    return BLOCKED;
}

/* Locked. */
void pass_came(pass *p, task *t, object *o)
{
    if (!t->coming)
        return;
    group *g = line_group(o, (verb_id)t->op.verb, t->op.face);
    journal_change(p->journal, g, sizeof *g);
    journal_change(p->journal, &t->coming, sizeof t->coming);
    t->coming = false;
    g->coming--;
}

static void serve_call(call *c, pass *p, object *o, task *t, const waiter *who, bool probe)
{
    pass_call(c, p, o, pass_waiter_op(t, who), t);
    c->waits = true;
    c->place = who->place;
    c->probe = probe;
}

/* Only asked so far, and claimed now: asked in earnest. */
static served serve_probed(pass *p, object *o, task *t, const waiter *who)
{
    call c;
    serve_call(&c, p, o, t, who, false);
    outcome r = pass_ask(&c);
    if (r == OUT_WAIT)
        serve_again(p, t);
    else
        serve_finish(p, &c, r, who->chosen);
    return SERVED;
}

/* One who sleeps, if it were given a lock, would make all others wait until it has woken up. */
static bool serve_sleeps(world *w, const task *t) { return !w->engine->awake || !w->engine->awake(w, t); }

/* What it is given is of its own process, and means nothing in another, where who serves it may be. */
static bool serve_is_personal(const pass *p, const task *t) { return p->world->memory && task_verb(t) == VERB_pool_take_callback; }

/* What would have to be packed for its way to another process, and stays as it is for whoever asks, is read by who waits for it. A replay
 * does not know whether there were processes, and what it shows is allowed either way. */
static bool serve_stays(const pass *p, const task *t)
{
    return (p->world->memory || p->world->engine->apart) && !p->world->engine->choose && task_verb(t) == VERB_future_get;
}

/* In earnest at once where nothing runs in parallel. Otherwise a waiter is only asked first, then claimed, then asked in earnest: another
 * object of its select may claim it, and to those who look for cycles it must not seem to wait for what it holds. */
static served serve(pass *p, object *o, group *g, waiter *who)
{
    const waiter stands = *who;
    const verb_id verb = (verb_id)g->verb;
    const uint8_t face = g->face;
    task *t = stands.task;
    if (task_generation(t) != stands.generation) {
        line_pop(p, g, who);
        return GONE;
    }
    bool barges = p->world->parallel && !p->world->engine->choose && kinds[o->kind].barges && o != p->world->atomic && !wait_is_multiple(t);
    if (barges && g->coming)
        return BLOCKED;
    bool again = barges && (serve_is_personal(p, t) || serve_sleeps(p->world, t));
    bool may = pass_serves(p->world, t, pass_waiter_op(t, who), o);
    if (!may && !wait_is_multiple(t))
        return BLOCKED;
    call c;
    serve_call(&c, p, o, t, &stands, p->world->parallel);
    outcome r = pass_ask(&c);
    if (r == OUT_WAIT)
        return BLOCKED;
    bool claimed = may && wait_claim(p, t, stands.generation);
    line_remove(p, o, verb, face, t, stands.place);
    if (claimed && serve_stays(p, t)) {
        call_drop(&c, r);
        serve_again(p, t);
        return SERVED;
    }
    if (claimed && !c.probe) {
        serve_finish(p, &c, r, stands.chosen);
        return SERVED;
    }
    call_drop(&c, r);
    return !claimed ? GONE : again ? serve_coming(p, g, t) : serve_probed(p, o, t, &stands);
}

/* Of the groups where somebody stands, and that are not blocked, the one whose first came before those of the others; NULL: there is
 * none. */
static group *settle_next(line *l, uint32_t blocked)
{
    group *next = NULL;
    for (uint32_t i = 0; i < l->groups; i++) {
        group *g = &l->group[i];
        if (g->count && !(blocked >> i & 1) && (!next || line_earlier(line_head(g)->place, line_head(next)->place)))
            next = g;
    }
    return next;
}

static void settle_but(pass *p, object *o, uint32_t blocked)
{
    group *g;
    while (o->line && (g = settle_next(o->line, blocked))) {
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

void pass_settle(pass *p, object *o) { settle_but(p, o, 0); }

#ifndef NDEBUG
/* Would its first have to wait on? It may be claimed already, for another object of its select; or it waits for one that comes to ask
 * again. */
static bool group_waits(pass *p, object *o, group *g)
{
    call c;
    waiter *who = line_head(g);
    if (!who || g->coming || task_generation(who->task) != who->generation)
        return true;
    serve_call(&c, p, o, who->task, who, true);
    outcome r = pass_ask(&c);
    if (r != OUT_WAIT)
        call_drop(&c, r);
    return r == OUT_WAIT;
}
#endif

/* o was changed by c, or (NULL) beside what c changed. Those whom the kind knows not to be concerned are left alone, until somebody has
 * been served. */
static __attribute__((noinline)) void settle_concerned(pass *p, object *o, const call *c)
{
    line *l = o->line;
    bool (*concerns)(const object *o, const call *c, verb_id waiting) = kinds[o->kind].concerns;
    uint32_t blocked = 0, asked = 0;
    for (uint32_t i = 0; i < l->groups; i++) {
        group *g = &l->group[i];
        bool concerned = g->count && (!concerns || concerns(o, c, (verb_id)g->verb));
        assert(concerned || (c && c->then) || group_waits(p, o, g)); /* what follows looks after them, too */
        *(concerned ? &asked : &blocked) |= UINT32_C(1) << i;
    }
    if (asked)
        settle_but(p, o, blocked);
}

static inline void settle_after(pass *p, object *o, const call *c)
{
    if (!line_empty(o))
        settle_concerned(p, o, c);
}

void pass_settle_one(pass *p, object *o, const task *t)
{
    group *g = line_group(o, (verb_id)t->op.verb, t->op.face);
    waiter *who = g ? line_find(g, t, t->place) : NULL;
    if (who && serve(p, o, g, who) == SERVED && p->released.first)
        pass_flush_released(p);
}

/* --- perform --- */

object *perform_target(const task *t) { return pass_target(t->world, &t->op); }

/* What it could not do is said by the verb itself, with the object locked. True: there is no need to lock it, for it is done, and nobody
 * wants its event. */
static bool call_prepare(call *c)
{
    if (c->row->prepare(c)) {
        if (!c->known || record_wants(c->world, c->op->verb))
            return false;
        reply_fill(c->task, c, OUT_DONE);
        return true;
    }
    value_drop(c->fault.message);
    c->fault = (fault){0};
    return false;
}

/* False: the object itself has to be locked after all. */
static bool call_aside(call *c, outcome *r)
{
    object *aside = c->aside;
    pass_lock(c->pass, aside);
    *r = pass_ask(c);
    bool enough = *r != OUT_WAIT;
    if (enough)
        pass_done(c, *r);
    pass_end(c->pass, aside);
    c->aside = NULL;
    return enough;
}

/* True: it is done, in one way or another, and the object need not be locked. */
static bool call_is_early(call *c, outcome *r)
{
    *r = OUT_DONE;
    return call_prepare(c) || (c->aside && c->task->anew == ANEW_NOT && call_aside(c, r));
}

/* An op of its own, with an event of its own. What the one before has changed is looked after already. */
static void call_next(const call *before)
{
    pass *p = before->pass;
    op what = *before->op;
    call c;
    what.verb = before->then;
    what.count = 1;
    pass_call(&c, p, before->object, &what, before->task);
    c.follows = true;
    outcome r = pass_ask(&c);
    assert(r == OUT_DONE && c.changed);
    if (recorder_wants(p->world->recorder, c.row->record))
        pass_record(&c, r);
    reply_fill(c.task, &c, r);
    pass_touch(p, c.object);
    settle_after(p, c.object, &c);
}

static inline __attribute__((always_inline)) outcome single_perform(world *w, task *t)
{
    pass p;
    pass_begin(&p, w, t);
    object *o = pass_target(w, &t->op);
    call c;
    pass_call(&c, &p, o, &t->op, t);
    outcome r;
    if (__builtin_expect(c.row->prepare != NULL, 0) && call_is_early(&c, &r))
        return r;
    c.aside = NULL;
    if (o)
        pass_lock(&p, o);
    if (wait_is_cancelled(t)) { /* after the first look, before the lock: what came after that is not for it */
        pass_end(&p, o);
        return wait_cancelled(t);
    }
    bool woken = t->anew == ANEW_WOKEN;
    if (__builtin_expect(woken, 0))
        pass_came(&p, t, o);
    r = pass_ask(&c);
    if (__builtin_expect(r == OUT_WAIT, 0))
        return single_wait(&c);
    call_is_done(&c, r);
    if (__builtin_expect(c.then != VERB_none, 0))
        call_next(&c);
    if (__builtin_expect(woken, 0) && !(r == OUT_DONE && c.changed))
        pass_settle(&p, o); /* it has left alone what it was woken for */
    bool looks = c.row->flags & VERB_LOOKS || t->op.verb == VERB_pipe_poll;
    if (__builtin_expect(t->watch != NULL, 0) && o && r == OUT_DONE && looks)
        await_look(t, o->id, true);
    pass_end(&p, o);
    return r;
}

static __attribute__((noinline)) outcome sleep_told(world *w, task *t) { return single_perform(w, t); }

/* A sleep has no object: where nobody is told of it there is nothing to lock and nothing to say, only a wait to begin. */
outcome sleep_perform(world *w, task *t)
{
    const value *length = &t->op.arguments[0];
    if (length->tag != V_DURATION || length->integer < 0 || w->memory || recorder_wants(w->recorder, RECORD_WAITS))
        return sleep_told(w, t);
    wait_begin(t, moment_after(w->engine->now(w), length->integer));
    return OUT_WAIT;
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
    t->since = WAIT_NEVER;
    record_wait(t->world, t->lane, t, EVENT_RAISED, 0, NULL);
    return OUT_RAISE;
}

outcome perform(world *w, task *t)
{
    const verb_row *v = &verbs[t->op.verb];
    if (v->flags & VERB_WAITS) {
        if (wait_is_cancelled(t))
            return wait_cancelled(t);
        if (t->op.timeout < NO_TIMEOUT)
            return perform_refuse(t, ERROR_value, "the time-out of %s is negative");
        if (v->takes && t->hesitates && wait_defers(t))
            return OUT_HESITATE;
        if (t->atomic && perform_forbidden(t))
            return perform_refuse(t, ERROR_state, "%s may not stand inside atomic, where nothing may wait");
    }
    outcome r = v->perform ? v->perform(w, t) : single_perform(w, t);
    if (__builtin_expect(w->memory != NULL, 0) && r <= OUT_RAISE)
        store_give(t);
    return r;
}
