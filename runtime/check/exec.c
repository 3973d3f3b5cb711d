/* exec: an execution from its first choice to its end. Calls engine.c, ready.c, touch.c, perform, deadlock.h. */
#include "runtime/check/exec.h"

#include <stdlib.h>

#include "base/large.h"
#include "runtime/check/internal.h"
#include "runtime/check/point.h"
#include "runtime/deadlock.h"
#include "runtime/pass.h"
#include "runtime/process.h"
#include "runtime/random.h"
#include "runtime/record.h"

enum { PRIVATE_MOST = 200000, READS_MOST = 10000, STEPS_FIRST = 64 };

/* --- sets of tasks --- */

uint32_t taskset_next(const taskset *s, uint32_t from)
{
    for (uint32_t w = from / 64; w < EXEC_TASKS / 64; w++) {
        uint64_t bits = s->word[w] & (w == from / 64 ? ~UINT64_C(0) << from % 64 : ~UINT64_C(0));
        if (bits)
            return w * 64 + (uint32_t)__builtin_ctzll(bits);
    }
    return EXEC_TASKS;
}

uint32_t taskset_count(const taskset *s)
{
    uint32_t count = 0;
    for (uint32_t w = 0; w < EXEC_TASKS / 64; w++)
        count += (uint32_t)__builtin_popcountll(s->word[w]);
    return count;
}

/* --- findings --- */

static void tell(exec *e, finding_kind what, const char *text, bool ends)
{
    if (e->told)
        return;
    finding_add(&e->findings, what, e->step_count, text);
    e->told = ends;
}

void exec_tell(exec *e, finding_kind what, const char *text) { tell(e, what, text, what != FINDING_RACE); }

static void exec_complain(world *w, const char *text, size_t length) { buf_add(&exec_of(w)->said, text, length); }

static const char *exec_said(const exec *e) { return e->said.data ? e->said.data : ""; }

static bool error_is(value v, error_kind which) { return v.tag == V_ERROR && v.error->kind == which; }

static bool error_is_memory(value v) { return error_is(v, ERROR_limit) && value_equal(v.error->message, value_text("out of memory")); }

/* That there is no memory is a fault of the scenario only where it has a limit that is less than what a run may take here. */
static bool exec_passes_limit(const exec *e) { return (uint64_t)e->world->settings.limits.memory < EXEC_MEMORY && snap_refused(e->snap); }

/* --- private steps --- */

/* An assertion counts, also when its error was caught; but then the run goes on, and so does what can be found in it. */
static void tell_caught(exec *e, task *t)
{
    buf text = {0};
    buf_printf(&text, "%s:%u: error: assert: an assertion failed, and its error was caught\n    in ", e->world->file ? e->world->file : "-",
               t->asserted);
    object_show_task(e->world, t->self, &text);
    buf_char(&text, '\n');
    tell(e, FINDING_ASSERT, text.data ? text.data : "", false);
    buf_free(&text);
    t->asserted = 0;
    t->caught = false;
}

/* What it prints, where that is kept account of. */
static void actor_prints(const exec *e, actor *a)
{
    const op *o = &a->task.op;
    for (uint32_t i = 0; e->accounts && o->verb == VERB_run_print && i < o->count; i++)
        a->printed = random_mix(a->printed ^ value_hash(o->arguments[i]) ^ o->arguments[i].tag);
}

static void perform_private(exec *e, actor *a)
{
    actor_prints(e, a);
    perform(e->world, &a->task);
    e->world->host->reply(&a->task);
}

static void actor_arrive(exec *e, actor *a)
{
    int64_t length = a->task.op.timeout;
    a->state = ACTOR_PENDING;
    a->told = false;
    a->arrived = e->now;
    a->due = length <= 0 ? NO_TIMEOUT : moment_after(e->now, length);
}

/* It does nothing that others could see, and does not end. */
static void exec_cut(exec *e, const actor *a)
{
    if (exec_over(e))
        return;
    e->end = EXEC_CUT;
    if (e->spins.length)
        return;
    object_show_task(e->world, a->task.self, &e->spins);
    if (a->task.op.line)
        buf_printf(&e->spins, ", behind line %u,", a->task.op.line);
}

static bool exec_is_private(const exec *e, const task *t) { return !(e->prints && t->op.verb == VERB_run_print) && step_is_private(t); }

/* To its next visible step, or its end. */
static void actor_run(exec *e, actor *a)
{
    const host *h = e->world->host;
    uint32_t most = e->budgets_most ? e->budgets_most : EXEC_BUDGETS;
    for (uint32_t made = 0, budgets = 0; made < PRIVATE_MOST && budgets < most && !exec_over(e);) {
        why y = h->step(&a->task, EXEC_BUDGET);
        if (a->task.asserted && (a->task.caught || y == WHY_DONE))
            tell_caught(e, &a->task);
        if (y == WHY_DONE || y == WHY_FAULT) {
            a->state = ACTOR_ENDING;
            a->failed = y == WHY_FAULT;
            return;
        }
        if (y == WHY_BUDGET) {
            budgets++;
        } else if (exec_is_private(e, &a->task)) {
            made++;
            perform_private(e, a);
        } else {
            actor_arrive(e, a);
            return;
        }
    }
    exec_cut(e, a);
}

static void exec_run_all(exec *e)
{
    for (uint32_t i = 0; i < e->actor_count && !exec_over(e); i++)
        if (e->actors[i]->state == ACTOR_RUNS) {
            loose_goes_on(e, e->actors[i]);
            actor_run(e, e->actors[i]);
        }
}

/* --- the end of an execution --- */

static outcome actor_perform(actor *a)
{
    a->task.anew = a->told ? ANEW_TOLD : ANEW_NOT;
    outcome r = perform(a->task.world, &a->task);
    a->task.anew = ANEW_NOT;
    return r;
}

/* It stood in no line, but has waited since it came to its op. */
static outcome actor_waits(exec *e, actor *a)
{
    int64_t now = e->now;
    e->now = a->arrived;
    outcome r = actor_perform(a);
    e->now = now;
    return r;
}

static void actor_is_told(exec *e, actor *a)
{
    int64_t now = e->now;
    e->now = a->arrived;
    wait_foretell(&a->task);
    a->told = true;
    e->now = now;
}

void exec_stand(exec *e)
{
    e->running = NULL;
    e->step = NULL;
    for (uint32_t i = 0; i < e->actor_count; i++) {
        actor *a = e->actors[i];
        bool waits = a->can == CAN_NOT && (a->state == ACTOR_PENDING || a->state == ACTOR_AGAIN);
        if (waits && (a->state == ACTOR_PENDING ? actor_waits(e, a) : perform_resumed(e->world, &a->task)) == OUT_WAIT)
            a->state = ACTOR_STANDS;
    }
}

static void tell_deadlock(exec *e, const char *what)
{
    buf text = {0};
    if (!(e->known >> FINDING_DEADLOCK & 1))
        deadlock_report(e->world, what, &text);
    exec_tell(e, FINDING_DEADLOCK, text.data ? text.data : "");
    buf_free(&text);
}

/* While others go on: a cycle of waits of which that is one. Like a race it does not end the execution. */
static bool tell_cycle(exec *e, const actor *a)
{
    buf text = {0};
    bool found = a->task.self->thread.waits_for && !(e->findings.kinds >> FINDING_DEADLOCK & 1)
                 && deadlock_closes(e->world, a->task.id, e->lane, &text);
    if (found)
        finding_add(&e->findings, FINDING_DEADLOCK, e->step_count, text.data ? text.data : "");
    buf_free(&text);
    return found;
}

/* The last step may have closed one, if whoever goes on by it has to wait. */
static void exec_closes(exec *e)
{
    const exec_step *s = &e->steps[e->step_count - 1];
    taskset came = s->released;
    taskset_add(&came, s->task);
    for (uint32_t i = taskset_next(&came, 0); i < EXEC_TASKS && !e->world->host->breaks_waits; i = taskset_next(&came, i + 1))
        if (tell_cycle(e, e->actors[i]))
            return;
}

/* It ends the run: then nobody breaks one any more. */
static void exec_leaves(exec *e, const actor *a)
{
    bool exits = e->step->verb == VERB_run_exit && a->task.process == e->world->main;
    for (uint32_t i = 0; i < e->actor_count && exits && e->world->host->breaks_waits; i++)
        exits = e->actors[i]->state == ACTOR_GONE || !tell_cycle(e, e->actors[i]);
}

static void exec_deadlock(exec *e)
{
    e->end = EXEC_DEADLOCK;
    exec_stand(e);
    record_note(e->world, e->lane, VERB_none, "deadlock: nobody can go on any more");
    tell_deadlock(e, DEADLOCK_OF_ALL);
}

/* Some may have waited for each other while others went on. */
static void exec_stop(exec *e, exec_end end)
{
    e->end = end;
    exec_stand(e);
    if (deadlock_stands(e->world))
        tell_deadlock(e, "some can never go on, whatever the others do");
}

/* --- time --- */

static void exec_look_all(exec *e)
{
    e->enabled = e->ending = (taskset){{0}};
    for (uint32_t i = 0; i < e->actor_count; i++) {
        actor *a = e->actors[i];
        exec_look(e, a);
        if (a->can != CAN_NOT)
            taskset_add(&e->enabled, i);
        if (a->can == CAN_TIME_OUT || a->can == CAN_WAKE)
            taskset_add(&e->ending, i);
        if (e->tells && a->state == ACTOR_PENDING && !a->told && (a->can == CAN_NOT || a->can == CAN_TIME_OUT))
            actor_is_told(e, a);
    }
}

static int64_t exec_next_moment(const exec *e)
{
    int64_t next = INT64_MAX;
    for (uint32_t i = 0; i < e->actor_count; i++) {
        const actor *a = e->actors[i];
        int64_t due = a->state == ACTOR_PENDING ? a->due : a->state == ACTOR_STANDS ? a->task.deadline : NO_TIMEOUT;
        if (due != NO_TIMEOUT && due < next)
            next = due;
    }
    return next;
}

/* Somebody can make a step then, or it is over. */
static void exec_settle(exec *e)
{
    while (!exec_over(e)) {
        exec_look_all(e);
        if (taskset_count(&e->enabled))
            return;
        int64_t next = exec_next_moment(e), stop = e->world->settings.stop_after;
        if (next == INT64_MAX)
            exec_deadlock(e);
        else if (stop != NO_TIMEOUT && next >= stop)
            exec_stop(e, EXEC_STOPPED);
        e->now = e->latest = next;
        e->later = true;
    }
}

/* --- a step --- */

/* Whether a wait at a condition will end without a notify is decided when it begins, so that it need not be a choice whenever nobody can
 * go on. */
static void step_stands(exec *e, actor *a)
{
    bool may = e->spurious && a->task.op.verb == VERB_condition_wait && e->step->kind == STEP_OP;
    a->state = ACTOR_STANDS;
    a->restless = may && e->wakes && exec_choose(e, 2);
    e->wakes -= a->restless;
    if (may)
        touch_wakes(e, a->restless);
}

static void step_reply(exec *e, actor *a, outcome r)
{
    if (r == OUT_WAIT) {
        step_stands(e, a);
        e->step->waits = true;
    } else {
        e->world->host->reply(&a->task);
        a->state = ACTOR_RUNS;
    }
}

/* It is its moment, and the trace's, which never goes back. */
static void step_is_due(exec *e, actor *a)
{
    int64_t due = a->state == ACTOR_PENDING ? a->due : a->task.deadline;
    if (!e->loose)
        return;
    a->clock = due > a->clock ? due : a->clock;
    loose_goes_on(e, a);
    e->now = e->latest;
}

/* It is given its time-out: it begins to wait, in vain. */
static void step_time_out(exec *e, actor *a)
{
    touch_timed_out(e, &a->task);
    step_is_due(e, a);
    if (a->state == ACTOR_PENDING && actor_waits(e, a) == OUT_WAIT)
        a->state = ACTOR_STANDS;
    a->task.deadline = e->now;
    if (perform_timeout(e->world, &a->task)) {
        if (e->watcher)
            e->watcher->after(e->watcher, e, a, OUT_RAISE);
        exec_goes_on(e, a);
    } else {
        e->step->waits = true;
    }
    loose_goes_on(e, a);
}

static void step_wake(exec *e, actor *a)
{
    touch_timed_out(e, &a->task);
    if (perform_wake(e->world, &a->task))
        exec_goes_on(e, a);
}

/* `work` ends by its engine's hand; of other waits the deadline says when. */
static int64_t work_ends(const exec *e, const task *t)
{
    int64_t length = t->op.arguments[0].integer;
    return moment_after(e->now, length);
}

/* Where time is loose the clock of who was told to wait is behind that of who has ended the wait. */
static outcome step_do(exec *e, actor *a)
{
    int64_t now = e->now;
    e->now = a->told ? e->latest : now;
    outcome r = actor_perform(a);
    e->now = now;
    return r;
}

static void step_perform(exec *e, actor *a)
{
    task *t = &a->task;
    touch_op(e, a);
    actor_prints(e, a);
    outcome r = step_do(e, a);
    if (e->watcher)
        e->watcher->after(e->watcher, e, a, r);
    if (r == OUT_END) {
        touch_exits(e, t->process);
        exec_end_process(e, t->process, process_status(t->process));
        return;
    }
    if (r == OUT_WAIT && t->op.verb == VERB_run_work)
        t->deadline = work_ends(e, t);
    step_reply(e, a, r);
}

/* It takes back its lock. */
static void step_again(exec *e, actor *a)
{
    outcome r = perform_resumed(e->world, &a->task);
    if (e->watcher)
        e->watcher->after(e->watcher, e, a, r);
    step_reply(e, a, r);
}

static void step_end_task(exec *e, actor *a)
{
    task *t = &a->task;
    process *p = t->process;
    bool starved = a->failed && error_is_memory(t->reply.value) && !exec_passes_limit(e);
    bool cancelled = a->failed && error_is(t->reply.value, ERROR_cancelled);
    finding_kind what = a->failed && error_is(t->reply.value, ERROR_assert) ? FINDING_ASSERT : FINDING_ERROR;
    a->state = ACTOR_GONE;
    touch_task_ends(e, t);
    e->leaves_block = t->atomic || t->watch;
    buf_clear(&e->said);
    if (e->watcher)
        e->watcher->ends(e->watcher, e, a);
    bool lives = perform_end(e->world, t, a->failed);
    if (starved) {
        e->broken = true;
        e->bulky |= snap_refused(e->snap);
    } else if (a->failed && !cancelled)
        exec_tell(e, what, exec_said(e));
    e->world->host->end(e->world, t->body);
    t->body = NULL;
    if (!lives)
        exec_end_process(e, p, process_status(p));
}

static bool steps_room(exec *e)
{
    if (e->step_count < e->step_capacity)
        return true;
    uint32_t capacity = e->step_capacity ? 2 * e->step_capacity : STEPS_FIRST;
    exec_step *more = large_resize(e->steps, capacity * sizeof *more);
    if (!more)
        return false;
    e->steps = more;
    e->step_capacity = capacity;
    return true;
}

bool exec_note(exec *e, const exec_step *s, const touch *accesses, uint32_t count)
{
    if (!steps_room(e))
        return false;
    exec_step *own = &e->steps[e->step_count++];
    *own = *s;
    own->enabled = e->enabled;
    return touch_again(e, own, accesses, count);
}

static bool step_open(exec *e, const actor *a, uint32_t choice)
{
    if (!steps_room(e))
        return false;
    e->step = &e->steps[e->step_count++];
    *e->step = (exec_step){.task = a->index,
                           .choice = choice == CHOICE_DRAW ? 0 : choice,
                           .choices = 1,
                           .later = e->later,
                           .enabled = e->enabled,
                           .ending = e->ending};
    e->step->kind = a->state == ACTOR_ENDING  ? STEP_END
                    : a->can == CAN_TIME_OUT  ? STEP_TIMEOUT
                    : a->can == CAN_WAKE      ? STEP_WAKE
                    : a->state == ACTOR_AGAIN ? STEP_AGAIN
                                              : STEP_OP;
    e->step->verb = a->state == ACTOR_ENDING ? VERB_thread_end : a->task.op.verb;
    e->step->line = a->state == ACTOR_ENDING ? 0 : a->task.op.line;
    const object *o = a->state != ACTOR_ENDING && a->task.op.object ? pass_target(e->world, &a->task.op) : NULL;
    e->step->object = a->state != ACTOR_ENDING && a->task.op.object ? a->task.op.object->id : 0;
    e->step->target = o ? o->id : 0;
    e->later = false;
    e->choice = choice;
    e->touched_count = 0;
    return true;
}

static void step_make(exec *e, actor *a)
{
    switch ((step_kind)e->step->kind) {
    case STEP_END: step_end_task(e, a); break;
    case STEP_TIMEOUT: step_time_out(e, a); break;
    case STEP_WAKE: step_wake(e, a); break;
    case STEP_AGAIN: step_again(e, a); break;
    case STEP_OP: step_perform(e, a); break;
    }
}

/* The reading of what an await looks at belongs to its step. */
static void step_evaluate(exec *e, actor *a)
{
    for (int reads = 0; a->task.watch && a->state == ACTOR_RUNS && !exec_over(e); reads++) {
        actor_run(e, a);
        if (reads < READS_MOST && a->state == ACTOR_PENDING)
            step_perform(e, a);
    }
}

static void step_invariant(exec *e)
{
    world *w = e->world;
    if (!w->host->invariant || w->atomic->lock_.owner || e->step->kind == STEP_END || exec_over(e))
        return;
    const char *broken = w->host->invariant(w);
    if (!broken)
        return;
    buf text = {0};
    buf_printf(&text, "%s:%u: error: the invariant does not hold: %s\n", w->file ? w->file : "-", e->step->line, broken);
    exec_tell(e, FINDING_INVARIANT, text.data ? text.data : "");
    buf_free(&text);
}

/* --- what is to come true at some point of every run --- */

enum { EVENTUALLY_MOST = 64 };

static void exec_hold(exec *e)
{
    world *w = e->world;
    bool now = false;
    for (uint32_t i = 0; w->host->eventually && i < EVENTUALLY_MOST && !w->atomic->lock_.owner; i++) {
        if (e->held >> i & 1)
            continue;
        if (!w->host->eventually(w, i, &now))
            return;
        e->held |= (uint64_t)now << i;
    }
}

/* The run is complete. */
static void exec_has_held(exec *e)
{
    world *w = e->world;
    if (!w->host->eventually || (e->end != EXEC_ENDED && e->end != EXEC_STOPPED))
        return;
    const claim *c;
    for (uint32_t i = 0; i < EVENTUALLY_MOST && (c = w->host->eventually(w, i, NULL)); i++) {
        if (e->held >> i & 1)
            continue;
        buf words = {0};
        buf_printf(&words, "%s:%u:%u: error: it was never true in this run: eventually \"%s\"\n", w->file ? w->file : "-", c->line,
                   c->column, c->text);
        exec_tell(e, FINDING_INVARIANT, words.data ? words.data : "");
        buf_free(&words);
    }
}

const claim *exec_undone(const exec *e)
{
    const host *h = e->world->host;
    const claim *c;
    for (uint32_t i = 0; h->eventually && i < EVENTUALLY_MOST && (c = h->eventually(e->world, i, NULL)); i++)
        if (!(e->held >> i & 1))
            return c;
    return NULL;
}

void exec_go(exec *e, uint32_t index, uint32_t choice)
{
    actor *a = e->actors[index];
    if (!step_open(e, a, choice)) {
        e->end = EXEC_FAILED;
        return;
    }
    exec_leaves(e, a);
    e->running = a;
    loose_goes_on(e, a);
    step_make(e, a);
    step_evaluate(e, a);
    step_invariant(e);
    exec_hold(e);
    touch_done(e);
    loose_done(e, index);
    exec_run_all(e);
    e->step = NULL;
    exec_settle(e);
    if (!exec_over(e) || e->end == EXEC_DEADLOCK) /* which is not told of itself behind an error that was */
        exec_closes(e);
    if (!exec_over(e) && e->step_count >= e->steps_most)
        exec_stop(e, EXEC_CUT);
    if (exec_over(e))
        exec_has_held(e);
    if (e->broken)
        e->end = EXEC_FAILED;
}

/* --- beginning and end --- */

static bool exec_make(exec *e)
{
    fault f = {0};
    e->now = e->latest = 0;
    e->pids = 1;
    e->wakes = e->spurious;
    e->actor_count = e->step_count = e->access_count = 0;
    loose_open(e);
    e->later = e->told = e->endless = false;
    e->held = 0;
    e->end = EXEC_RUNS;
    e->world = e->subject->make(e->subject->context, &exec_engine, e->recorder);
    e->lane = e->world ? recorder_lane(e->recorder) : NULL;
    if (!e->lane)
        return false;
    e->world->engine_state = e;
    e->world->personal = &e->personal;
    e->world->complain = exec_complain;
    e->world->main->pid = 1;
    if (exec_start_main(e, &f))
        return true;
    value_drop(f.message);
    return false;
}

/* What was found before the first choice would not be found again. */
static bool exec_remember(exec *e)
{
    if (!e->repeats || exec_over(e) || e->findings.kinds)
        return true;
    return point_mark(e, &e->first);
}

static bool exec_anew(exec *e)
{
    if (!e->snap)
        e->snap = snap_new(EXEC_MEMORY);
    if (!e->snap)
        return false;
    snap_clear(e->snap);
    snap_here = e->snap;
    finding_clear(&e->findings);
    if (!exec_make(e))
        return false;
    snap_allow(e->snap, (size_t)e->world->settings.limits.memory);
    if (e->watcher)
        e->watcher->begins(e->watcher, e);
    exec_run_all(e);
    exec_hold(e);
    exec_settle(e);
    return exec_remember(e) && !e->broken;
}

bool exec_begin(exec *e)
{
    e->touched_count = 0;
    e->race_count = 0;
    e->peeking = 0;
    e->running = NULL;
    e->step = NULL;
    touch_open(e);
    e->root_objects = 0;
    e->root_bytes = 0;
    if (!e->repeats || !e->snap || !snap_marks(e->snap))
        return exec_anew(e);
    snap_here = e->snap;
    point_back(e, &e->first);
    if (e->watcher)
        e->watcher->begins(e->watcher, e);
    return true;
}

static void exec_leave(exec *e)
{
    if (e->lane)
        recorder_leave(e->lane);
    e->lane = NULL;
    e->world = NULL;
}

void exec_finish(exec *e)
{
    snap_here = NULL;
    if (!e->repeats)
        exec_leave(e);
}

void exec_forget(exec *e)
{
    exec_leave(e);
    if (e->snap)
        snap_clear(e->snap);
}

void exec_free(exec *e)
{
    exec_leave(e);
    snap_free(e->snap);
    free(e->actors);
    free(e->steps);
    free(e->accesses);
    free(e->touched);
    free(e->dropped);
    free(e->looked);
    finding_clear(&e->findings);
    buf_free(&e->said);
    buf_free(&e->spins);
}
