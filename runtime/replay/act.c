/* act: one task's next step, as an event of the trace says that it came.
 * Calls the host's step, perform.c, the kinds by a probe. Leaves out: what happens without an event (silent.c). */
#include "runtime/pass.h"
#include "runtime/replay/internal.h"
#include "runtime/step.h"

enum { STEP_BUDGET = 1 << 20 };
enum {
    TIME_SLACK = 1000000000
}; /* ns between the moment an op was done at and the one that was told, at most: a thread may be held up there */

player *act_find(replay *s, const event *e) { return part_of(s, e->task)->player; }

/* --- the script --- */

static void act_ended(replay *s, player *x, bool failed)
{
    world *w = s->world;
    task *t = &x->task;
    process *p = t->process;
    s->acts = t;
    bool lives = perform_end(w, t, failed);
    s->acts = NULL;
    w->host->end(w, t->body);
    t->body = NULL;
    x->state = PLAYER_OVER;
    part_of(s, t->id)->player = NULL;
    if (!lives && !silent_depart(s, p, process_status(p), true))
        s->starved = true;
}

void act_step(replay *s, player *x)
{
    why y = s->world->host->step(&x->task, STEP_BUDGET);
    x->told = false;
    if (y == WHY_OP)
        x->state = PLAYER_ASKS;
    else if (y != WHY_BUDGET)
        act_ended(s, x, y == WHY_FAULT);
}

/* --- its op --- */

static void act_became(replay *s, player *x, outcome r)
{
    x->state = r == OUT_WAIT ? PLAYER_WAITS : r == OUT_HESITATE ? PLAYER_ASKS : r == OUT_END ? PLAYER_OVER : PLAYER_ANSWERED;
    if (r != OUT_END)
        return;
    process *p = x->task.process;
    if (!silent_depart(s, p, process_status(p), true))
        s->starved = true;
}

static outcome act_doing(replay *s, player *x, outcome (*how)(world *w, task *t))
{
    s->acts = &x->task;
    s->made = s->named = 0;
    outcome r = how(s->world, &x->task);
    s->acts = NULL;
    return r;
}

void act_perform(replay *s, player *x)
{
    x->task.anew = x->told ? ANEW_TOLD : ANEW_NOT;
    act_became(s, x, act_doing(s, x, perform));
    x->task.anew = ANEW_NOT;
}

void act_ask_again(replay *s, player *x)
{
    s->called--;
    act_became(s, x, act_doing(s, x, perform_resumed));
    s->passing += x->state == PLAYER_ANSWERED && x->task.coming;
}

/* Was it cancelled while its op was under way, so that it may have looked for that before? */
static bool is_unsure(replay *s, const player *x) { return !x->unsure || x->unsure > part_of(s, x->task.id)->done; }

/* It is cancelled by this event. Of others that were told before, one is for the next of its ops that may notice, for it stood in its wait
 * already by both; and those that may not have been made so far come on top. */
static void act_cancelled(replay *s, player *x)
{
    task *t = &x->task;
    uint32_t more = x->cancels ? x->cancels - 1 : 0;
    if (!t->cancelled)
        t->cancelled = x->cancels > 0;
    x->cancels = more && !is_unsure(s, x) ? 1 : more;
}

static void act_as_told(replay *s, player *x, const event *e, void (*how)(replay *s, player *x))
{
    task *t = &x->task;
    bool notices = e->status == EVENT_CANCELLED, may = verbs[t->op.verb].flags & VERB_WAITS && !notices;
    bool hides = may && t->cancelled && is_unsure(s, x);
    if (notices)
        act_cancelled(s, x);
    else if (may && wait_was_cancelled(t) && !is_unsure(s, x))
        x->cancels = 0; /* there was no more to notice */
    if (hides)
        t->cancelled = false;
    how(s, x);
    if (hides)
        t->cancelled = true;
}

void act_silently(replay *s, player *x)
{
    const event *e = replay_next(s, &x->task);
    if (e)
        act_as_told(s, x, e, act_perform);
    else
        act_perform(s, x);
}

/* --- what is taken from the trace before an op is done --- */

static void hint_number(const event *e, int64_t *number)
{
    if (!*number && e->detail.tag == DETAIL_INT)
        *number = e->detail.integer;
}

static void hint_pid(const task *t, const event *e)
{
    if (e->verb != t->op.verb)
        return;
    if (e->verb == VERB_run_pid)
        hint_number(e, &t->process->pid);
    else if (e->verb == VERB_run_ppid)
        hint_number(e, &t->process->parent_pid);
    else if (t->op.object->thread.life != LIFE_NEW)
        hint_number(e, &t->op.object->thread.process->pid);
}

/* The moment nearest to the event at which a timer that is due then, or some periods later, would wait for so long. */
static int64_t hint_due(const object *o, const event *e)
{
    int64_t due = o->thread.due, period = o->thread.period, left = e->detail.tag == DETAIL_DURATION ? e->detail.integer : 0;
    int64_t late = e->t + left - due;
    if (o->thread.every && late > period / 2)
        due += (late + period / 2) / period * period;
    int64_t at = due - left;
    return at - e->t < TIME_SLACK && e->t - at < TIME_SLACK ? at : e->t;
}

/* The condition of an await was found false, in time or too late. */
static int64_t hint_await(replay *s, const player *x, const event *e)
{
    int64_t until = await_until(&x->task);
    if (e->verb != VERB_run_await || e->status != EVENT_RAISED)
        return part_of(s, x->task.id)->t;
    return e->t >= x->earliest && until > e->t ? until : e->t;
}

/* The clock as the op saw it, which is a little before it was told. */
static int64_t hint_now(replay *s, const player *x, const event *e)
{
    const task *t = &x->task;
    switch (t->op.verb) {
    case VERB_run_now: return e->verb == VERB_run_now && e->detail.tag == DETAIL_DURATION ? e->detail.integer : e->t;
    case VERB_timer_due: return e->verb == VERB_timer_due ? hint_due(t->op.object, e) : e->t;
    case VERB_run_await: return hint_await(s, x, e);
    default: return e->t;
    }
}

static void act_hint(replay *s, player *x, const event *e)
{
    const task *t = &x->task;
    s->now = hint_now(s, x, e);
    if (t->op.verb == VERB_run_pid || t->op.verb == VERB_run_ppid || t->op.verb == VERB_process_pid)
        hint_pid(t, e);
}

/* --- does it come out as told? --- */

static outcome told_outcome(const event *e)
{
    return e->status == EVENT_WAITING || e->status == EVENT_TIMEOUT ? OUT_WAIT : e->status == EVENT_RAISED ? OUT_RAISE : OUT_DONE;
}

static bool number_of(value v, int64_t *out)
{
    *out = v.integer;
    return v.tag == V_INT || v.tag == V_BOOL || v.tag == V_DURATION;
}

static bool told_number(const detail *d, int64_t *out)
{
    *out = d->integer;
    return d->tag == DETAIL_INT || d->tag == DETAIL_BOOL || d->tag == DETAIL_DURATION;
}

/* Who does not hold it is told whether anybody does. */
static bool gives_lock(const op *o)
{
    return o->verb == VERB_lock_release || o->verb == VERB_rlock_release || o->verb == VERB_condition_release;
}

/* The same error, in the same words. */
static bool raises_alike(const call *c, const event *e)
{
    const char *text;
    size_t length = value_string_bytes(&c->fault.message, &text);
    const detail due = detail_of_text(text, length);
    return e->error == c->fault.kind + 1 && detail_hash(&due) == detail_hash(&e->detail);
}

/* What comes of it depends on more than whether it can be done. */
static bool shows(const op *o) { return verbs[o->verb].flags & VERB_LOOKS || o->verb == VERB_pool_replace; }

static bool looks_alike(const call *c, const event *e)
{
    int64_t seen, told;
    bool a = number_of(c->detail, &seen), b = told_number(&e->detail, &told);
    return a == b && (!a || seen == told);
}

/* Then it can be had, and that it was left behind is raised all the same. */
static bool is_abandoned(const object *o)
{
    return o->kind == KIND_rwlock ? o->rwlock.abandoned : (o->kind == KIND_lock || o->kind == KIND_rlock) && o->lock_.abandoned;
}

static bool readers_differ(const call *c, const event *e)
{
    const object *o = c->object;
    uint32_t first = kinds[o->kind].holder(o, 0), count = 0;
    for (uint32_t id = first; id; id = kinds[o->kind].holder(o, id))
        count++;
    return first != e->other || ((count > 1 || e->number > 1) && count != e->number);
}

/* Who finds the hidden lock taken tells by whom, and who finds an rwlock taken by whom, and how many. */
static bool is_held_otherwise(const call *c, const event *e)
{
    const object *o = c->object;
    if (e->status != EVENT_WAITING)
        return false;
    return o == c->world->atomic ? o->lock_.owner != e->other : o->kind == KIND_rwlock && !c->other && readers_differ(c, e);
}

static outcome asked(replay *s, task *t, object *target, const op *o)
{
    pass p;
    call c;
    pass_begin(&p, s->world, t);
    pass_call(&c, &p, target, o, t);
    c.probe = true;
    outcome r = pass_ask(&c);
    call_drop(&c, r);
    return r;
}

/* What comes of what was asked. */
static outcome expected(const task *t, const op *o, const object *target, outcome r)
{
    bool raises = (r == OUT_WAIT && t->atomic) || (r == OUT_DONE && verbs[o->verb].flags & VERB_WAITS && is_abandoned(target));
    return raises ? OUT_RAISE : r;
}

/* Nothing could be done, it is said, and something can; or the other way round; or something else comes of it. */
static bool select_is_doubtful(replay *s, task *t, const event *e)
{
    bool ready = false, otherwise = false;
    for (uint32_t i = 0; i < t->op.cases; i++) {
        const op *one = &t->op.alternatives[i];
        bool told = e->verb == one->verb && one->object && e->object == one->object->id;
        if (one->flags & OP_DISABLED || (e->verb != VERB_run_select && !told))
            continue;
        object *target = pass_target(s->world, one);
        outcome r = asked(s, t, target, one);
        ready |= r != OUT_WAIT;
        otherwise |= told && r != OUT_WAIT && expected(t, one, target, r) != told_outcome(e);
    }
    return otherwise || ready == (e->verb == VERB_run_select);
}

static uint32_t names_in(const detail *d)
{
    uint32_t count = d->tag == DETAIL_TEXT;
    for (size_t i = 0; count && i + 1 < d->length; i++)
        count += d->text[i] == ',' && d->text[i + 1] == ' ';
    return count;
}

static bool any_is_doubtful(task *t, const event *e)
{
    bool done = e->verb == VERB_run_wait_any && e->status == EVENT_DONE;
    return t->op.arguments[0].tag == V_LIST && e->status != EVENT_RAISED && wait_any_ready(t) != (done ? names_in(&e->detail) : 0);
}

/* Another has taken the place of one that has ended: then that is in order. */
static bool start_is_doubtful(const world *w, const event *e)
{
    return e->status == EVENT_DONE && w->running >= w->settings.limits.processes;
}

/* Only asked. What has no object of its own, or several, is not. */
static bool act_is_doubtful(replay *s, task *t, const event *e)
{
    if (t->op.verb == VERB_run_select)
        return select_is_doubtful(s, t, e);
    if (t->op.verb == VERB_run_wait_any)
        return any_is_doubtful(t, e);
    if (t->op.verb == VERB_process_start)
        return start_is_doubtful(s->world, e);
    const op *o = &t->op;
    const verb_row *v = &verbs[o->verb];
    bool sets = v->flags & VERB_SETS && o->count;
    bool depends =
        v->flags & (VERB_WAITS | VERB_LOOKS) || o->verb == VERB_queue_put_nowait || o->verb == VERB_queue_get_nowait || gives_lock(o);
    object *target = v->perform || sets || !depends ? NULL : pass_target(s->world, o);
    if (!target || e->status == EVENT_CANCELLED || o->timeout < NO_TIMEOUT)
        return false;
    pass p;
    call c;
    pass_begin(&p, s->world, t);
    pass_call(&c, &p, target, o, t);
    c.probe = true;
    outcome r = pass_ask(&c);
    bool doubtful = told_outcome(e) != expected(t, o, target, r) || is_held_otherwise(&c, e)
                    || (r == OUT_RAISE && gives_lock(o) && !raises_alike(&c, e)) || (r == OUT_DONE && shows(o) && !looks_alike(&c, e));
    call_drop(&c, r);
    return doubtful;
}

/* A task of a pool has raised it. */
static bool is_error_of_another(const op *o) { return o->object && o->object->kind == KIND_future && o->object->future.ready; }

/* What the system has no room for is taken from the trace. */
static bool act_was_refused(player *x, const event *e)
{
    task *t = &x->task;
    const char *text = e->detail.tag == DETAIL_TEXT ? e->detail.text : "";
    if (e->status != EVENT_RAISED || e->error != ERROR_limit + 1 || e->verb != t->op.verb || is_error_of_another(&t->op))
        return false;
    fault f = {0};
    if (!value_string(text, e->detail.tag == DETAIL_TEXT ? e->detail.length : 0, &f.message, &f))
        f.message = VALUE_NIL;
    t->reply = (reply){.outcome = OUT_RAISE, .error = ERROR_limit, .value = f.message};
    x->state = PLAYER_ANSWERED;
    return true;
}

/* Without a trace of variables nobody knows what it reads. */
static bool act_is_blind(const replay *s, const task *t)
{
    return verb_words[t->op.verb].kind == KIND_variable && !s->trace->variables && !t->watch;
}

/* It begins to wait, and stands in no line yet. */
static bool act_is_told(replay *s, player *x, const event *e)
{
    task *t = &x->task;
    bool may = s->trace->explored && !x->told && e->status == EVENT_WAITING && e->verb == t->op.verb && verbs[t->op.verb].flags & VERB_WAITS
               && !step_needs_line(t);
    if (!may || (wait_is_multiple(t) ? wait_is_ready(t) : asked(s, t, pass_target(s->world, &t->op), &t->op) != OUT_WAIT))
        return false;
    s->now = e->t;
    wait_foretell(t);
    return x->told = true;
}

static bool act_op(replay *s, player *x, const event *e)
{
    task *t = &x->task;
    if (act_is_told(s, x, e))
        return true;
    if (act_is_blind(s, t)) {
        s->result = REPLAY_UNFIT;
        return false;
    }
    act_hint(s, x, e);
    if (t->op.verb == VERB_run_await_begin && t->op.arguments[0].tag == V_DURATION)
        x->earliest = moment_after(part_of(s, t->id)->t, t->op.arguments[0].integer);
    if (silent_any(s, t) && (act_is_doubtful(s, t, e) || silent_meets_other(s, x, e)) && silent_try(s, x, e))
        return true;
    if (act_was_refused(x, e))
        stage_due(s, e);
    else
        act_as_told(s, x, e, act_perform);
    return true;
}

/* --- the end of a wait that nobody else ends --- */

static bool is_end(const task *t, const event *e)
{
    if (e->verb != t->op.verb)
        return false;
    if (e->status == EVENT_TIMEOUT || e->status == EVENT_CANCELLED)
        return true;
    return e->status == EVENT_DONE && (e->verb == VERB_run_sleep || e->verb == VERB_run_work || e->verb == VERB_timer_due);
}

/* When the wait began, by the real clock; how long it has to be stands in the op. */
static void end_timed(task *t, const event *e)
{
    int64_t length = t->op.verb == VERB_run_sleep ? t->op.arguments[0].integer : t->op.timeout;
    t->since = e->t - e->blocked;
    t->waited = t->op.verb == VERB_run_work ? e->number : 0;
    if (length != NO_TIMEOUT && t->op.verb != VERB_run_await)
        t->deadline = moment_after(t->since, length);
}

/* By the clock of those who set the deadline. */
static int64_t end_now(const player *x, const event *e)
{
    const task *t = &x->task;
    int64_t until = t->deadline;
    bool near = until > e->t && until - e->t < TIME_SLACK;
    bool awaits = t->op.verb == VERB_run_await && e->t >= x->earliest;
    return near && (awaits || t->op.verb == VERB_timer_due) ? until : e->t;
}

static bool act_end_wait(replay *s, player *x, const event *e)
{
    task *t = &x->task;
    if (!is_end(t, e))
        return false;
    if (e->status == EVENT_CANCELLED)
        act_cancelled(s, x);
    bool cancelled = t->cancelled;
    if (e->status == EVENT_CANCELLED && !cancelled) {
        s->why = "it was not cancelled";
        return false;
    }
    if (t->op.verb == VERB_run_work && e->blocked < t->op.arguments[0].integer && e->status == EVENT_DONE) {
        s->why = "its work is not done by then";
        return false;
    }
    end_timed(t, e);
    s->now = end_now(x, e);
    t->cancelled = cancelled && e->status == EVENT_CANCELLED;
    uint32_t generation = task_generation(t);
    perform_timeout(s->world, t);
    if (e->status != EVENT_CANCELLED)
        t->cancelled = cancelled;
    if (task_generation(t) == generation) {
        s->why = "its time has not come by then";
        return false;
    }
    x->state = t->op.verb == VERB_condition_retake ? PLAYER_ASKS : PLAYER_ANSWERED;
    return true;
}

static bool act_called(replay *s, player *x, const event *e)
{
    s->now = e->t;
    if (act_is_doubtful(s, &x->task, e) && silent_try(s, x, e))
        return true;
    act_as_told(s, x, e, act_ask_again);
    return true;
}

bool act(replay *s, player *x, const event *e)
{
    silent_tell_of(s, x->task.id);
    silent_pass_on(s, x);
    switch (x->state) {
    case PLAYER_STEPS: act_step(s, x); return true;
    case PLAYER_ASKS: return act_op(s, x, e);
    case PLAYER_WAITS: return act_end_wait(s, x, e);
    case PLAYER_CALLED: return act_called(s, x, e);
    case PLAYER_ANSWERED:
        s->world->host->reply(&x->task);
        x->state = PLAYER_STEPS;
        return true;
    default: return false;
    }
}
