/* direct: real threads and processes that follow a schedule. Before each step a task waits for its turn, and has it until it comes to
 * its next one, begins to wait, or ends; what is no step it does whenever it likes. A sleep or a time-out takes its time, then waits for
 * its turn. Whoever was let go while it waited for the turn of its time-out has no time-out. A timer that is to begin to wait does so,
 * however late it comes on this machine: the clock stands still for that step. Behind the last step everybody goes on freely, or the run
 * is stopped, where the schedule was.
 *
 * Where a task does not do what the schedule says, or does not come, that is told and the run ends: by whoever sees it, or by the
 * supervisor, which looks whether anybody may still come. Calls perform, park, the host. Leaves out: where the schedule comes from. */
#include "runtime/director.h"

#include <string.h>

#include "runtime/kind.h"
#include "runtime/os/internal.h"
#include "runtime/random.h"

#define PATIENCE INT64_C(10000000000) /* ns for a task to come to its step while it could */
#define SLICE INT64_C(20000000)       /* so long a sleep is, until it looks whether the run ends */
#define MOMENT INT64_C(100000000)     /* … the run goes on behind the last step, where it has to be ended */

static director *director_of(const os *s) { return s->world->director; }

/* The step whose turn it is; NULL: they are over. */
static direction *direct_now(const os *s)
{
    director *d = director_of(s);
    uint32_t at = __atomic_load_n(&d->at, __ATOMIC_ACQUIRE);
    return at < d->count ? &d->steps[at] : NULL;
}

/* --- what is told --- */

static void show_verb(uint16_t verb, buf *out) { buf_printf(out, "%s.%s", kind_words[verb_words[verb].kind].name, verb_words[verb].name); }

static void show_step(const direction *n, buf *out)
{
    static const char *const words[] = {[STEP_TIMEOUT] = "the end of its time in ", [STEP_WAKE] = "waking from ", [STEP_AGAIN] = ""};
    buf_printf(out, "%s, line %u: ", n->name, n->line);
    if (n->kind == STEP_END)
        buf_text(out, "its end");
    else {
        buf_text(out, words[n->kind] ? words[n->kind] : "");
        show_verb(n->verb, out);
        buf_printf(out, "%s%s", n->object[0] ? " of " : "", n->object);
    }
}

/* Once, by the first who sees it. */
static void direct_strays(os *s, const direction *n, const char *reason)
{
    director *d = director_of(s);
    const char *file = s->world->file ? s->world->file : "-";
    buf text = {0};
    if (__atomic_exchange_n(&d->strayed, 1, __ATOMIC_SEQ_CST))
        return;
    buf_printf(&text, "%s:%u: error: the run cannot follow the schedule any more, at step %zu of %u (", file, n->line,
               (size_t)(n - d->steps) + 1, d->count);
    show_step(n, &text);
    buf_printf(&text, "): %s\n", reason);
    world_complain(s->world, &text);
    buf_free(&text);
    supervisor_end(s, RUN_STOPPED);
}

static void direct_differs(os *s, const os_task *t, const direction *n, step_kind how)
{
    buf reason = {0};
    if (how == STEP_END && t->task.reply.value.tag == V_ERROR) {
        const struct error *e = t->task.reply.value.error;
        buf_text(&reason, "it ends with an error, ");
        value_show(e->name, &reason);
        buf_text(&reason, ": ");
        value_show(e->message, &reason);
        buf_printf(&reason, ", line %u", e->line);
    } else if (how == STEP_END) {
        buf_text(&reason, "it ends");
    } else {
        buf_text(&reason, "it is at ");
        show_verb(t->task.op.verb, &reason);
        if (t->task.op.object) {
            buf_text(&reason, " of ");
            object_show_name(t->task.op.object, &reason);
        }
        buf_printf(&reason, ", line %u", t->task.op.line);
    }
    direct_strays(s, n, reason.data ? reason.data : "it is elsewhere");
    buf_free(&reason);
}

/* An assertion that failed counts also when its error was caught. */
static void direct_caught(os *s, os_task *t)
{
    buf text = {0};
    buf_printf(&text, "%s:%u: error: assert: an assertion failed, and its error was caught\n", s->world->file ? s->world->file : "-",
               t->task.asserted);
    __atomic_add_fetch(&s->world->failures, 1, __ATOMIC_RELAXED);
    world_complain(s->world, &text);
    buf_free(&text);
    t->task.asserted = 0;
    t->task.caught = false;
}

void direct_looks(world *w, const task *t)
{
    os_of(w)->aside |= verb_words[t->op.verb].kind == KIND_variable && !(t->op.cell & CELLS_SHARED);
}

/* What looks at the variables of main's process is known to that alone; the others have copies, and leave it. */
static void direct_invariant(os *s, const os_task *t, const direction *n)
{
    world *w = s->world;
    if (!w->host->invariant || n->kind == STEP_END || __atomic_load_n(&w->atomic->lock_.owner, __ATOMIC_ACQUIRE))
        return;
    s->aside = false;
    const char *broken = w->host->invariant(w);
    if (!broken || (s->aside && t->task.process != w->main))
        return;
    buf text = {0};
    buf_printf(&text, "%s:%u: error: the invariant does not hold: %s\n", w->file ? w->file : "-", n->line, broken);
    world_complain(w, &text);
    buf_free(&text);
    supervisor_end(s, RUN_INVARIANT);
}

/* --- passing the turn on --- */

void direct_lets_go(os *s, os_task *t)
{
    (void)s;
    if (!__atomic_exchange_n(&t->moves, 1, __ATOMIC_SEQ_CST))
        __atomic_add_fetch(&seat_of(t)->moving, 1, __ATOMIC_SEQ_CST);
}

static void direct_arrives(os *s, os_task *t)
{
    seat *x = seat_of(t);
    if (__atomic_exchange_n(&t->moves, 0, __ATOMIC_SEQ_CST) && __atomic_sub_fetch(&x->moving, 1, __ATOMIC_SEQ_CST) == 0)
        os_wake(s, &x->moving, FUTEX_EVERYBODY);
}

static bool seat_runs(const seat *x)
{
    uint32_t state = __atomic_load_n(&x->state, __ATOMIC_ACQUIRE);
    return state == SEAT_RUNNING || state == SEAT_STARTING;
}

static void seat_waits(const os *s, const seat *x, const uint32_t *word)
{
    for (uint32_t seen; (seen = __atomic_load_n(word, __ATOMIC_ACQUIRE)) && seat_runs(x) && !os_stopping(s);)
        os_wait(s, word, seen, clock_monotonic() + SLICE);
}

/* Whom the step has let go come to their next steps first, for what is private may look at who is there; and processes that it has ended
 * are put in order: what they held is free then. */
static void direct_settle(os *s)
{
    gate_rest(s);
    for (uint32_t i = 0, top = __atomic_load_n(&s->common->top, __ATOMIC_ACQUIRE); i < top; i++) {
        const seat *x = seat_at(s, i);
        if (!x)
            continue;
        seat_waits(s, x, &x->moving);
        if (x != s->seat && __atomic_load_n(&x->dying, __ATOMIC_SEQ_CST))
            seat_waits(s, x, &x->state);
    }
    gate_rise(s);
}

static void direct_next(os *s)
{
    director *d = director_of(s);
    __atomic_store_n(&d->holder, 0, __ATOMIC_RELAXED);
    __atomic_store_n(&d->since, clock_monotonic(), __ATOMIC_RELAXED);
    uint32_t at = __atomic_add_fetch(&d->at, 1, __ATOMIC_SEQ_CST);
    os_wake(s, &d->at, FUTEX_EVERYBODY);
    if (at == d->count)
        supervisor_ring(s);
}

static void direct_pass(os *s, os_task *t)
{
    const direction *n = direct_now(s);
    bool waits = n->waits || n->kind == STEP_TIMEOUT;
    if (n->kind != STEP_END && waits && !t->stood)
        direct_strays(s, n, "it need not wait");
    t->turn = false;
    __atomic_store_n(&s->still, 0, __ATOMIC_RELAXED);
    direct_invariant(s, t, n);
    if (s->locked)
        gil_drop(s);
    direct_settle(s);
    if (s->locked)
        gil_take(s, t);
    direct_next(s);
}

/* This process ends by the step that has the turn; or was killed while it had it. */
void direct_over(os *s, const seat *x)
{
    director *d = director_of(s);
    bool own = x == s->seat;
    if (d && !own)
        os_wake(s, &x->state, FUTEX_EVERYBODY);
    if (!d || __atomic_load_n(&d->holder, __ATOMIC_SEQ_CST) != x->id)
        return;
    if (own)
        direct_settle(s);
    direct_next(s);
}

/* A step of the schedule begins to wait, or does not, whatever the clock says. */
bool direct_late(world *w, const task *t, int64_t deadline)
{
    const os *s = os_of(w);
    const direction *n = ((const os_task *)t)->turn ? direct_now(s) : NULL;
    return n ? !n->waits : w->engine->now(w) >= deadline;
}

/* --- waiting for the turn --- */

typedef enum turn { TURN_COMES, TURN_ENDED /* the wait that was to end has ended */, TURN_STOP } turn;

static bool object_fits(const object *o, const direction *n)
{
    buf name = {0};
    if (!o || !n->object[0])
        return true;
    object_show_name(o, &name);
    bool same = name.data && strncmp(name.data, n->object, DIRECTION_NAME) == 0;
    buf_free(&name);
    return same;
}

static bool direct_fits(const os_task *t, const direction *n, step_kind how)
{
    const op *o = &t->task.op;
    bool here = n->kind == how || (how == STEP_OP && n->kind == STEP_TIMEOUT);
    return here && (how == STEP_END || (n->verb == task_verb(&t->task) && n->line == o->line && object_fits(o->object, n)));
}

static void direct_sleep(os *s, os_task *t, uint32_t at)
{
    director *d = director_of(s);
    if (s->locked)
        gil_drop(s);
    __atomic_add_fetch(&s->seat->directed, 1, __ATOMIC_SEQ_CST);
    gate_rest(s);
    os_wait(s, &d->at, at, clock_monotonic() + SLICE);
    gate_rise(s);
    __atomic_sub_fetch(&s->seat->directed, 1, __ATOMIC_SEQ_CST);
    if (s->locked)
        gil_take(s, t);
}

/* A timer that the schedule has begin to wait comes to it before it is due, however late that is on this machine. */
static void direct_stills(os *s, const os_task *t, const direction *n)
{
    const object *o = t->task.op.object;
    if (n->waits && o && n->kind == STEP_OP && t->task.op.verb == VERB_timer_due)
        __atomic_store_n(&s->still, o->thread.due - o->thread.period, __ATOMIC_RELAXED);
}

static turn direct_take(os *s, os_task *t, direction *n, step_kind how)
{
    if (!direct_fits(t, n, how)) {
        direct_differs(s, t, n, how);
        return TURN_STOP;
    }
    direct_stills(s, t, n);
    t->turn = true;
    t->stood = false;
    __atomic_store_n(&director_of(s)->holder, s->seat->id, __ATOMIC_SEQ_CST);
    return TURN_COMES;
}

static turn direct_wait(os *s, os_task *t, step_kind how)
{
    director *d = director_of(s);
    direct_arrives(s, t);
    bool ends = how == STEP_TIMEOUT || how == STEP_WAKE;
    for (;;) {
        if (os_stopping(s))
            return TURN_STOP;
        uint32_t at = __atomic_load_n(&d->at, __ATOMIC_SEQ_CST);
        if (ends && (park_claimed(&t->task) || __atomic_load_n(&t->task.cancelled, __ATOMIC_ACQUIRE)))
            return TURN_ENDED;
        if (at == d->count && !__atomic_load_n(&d->holds, __ATOMIC_RELAXED))
            return TURN_COMES;
        if (at < d->count && d->steps[at].who == t->task.random)
            return direct_take(s, t, &d->steps[at], how);
        direct_sleep(s, t, at);
    }
}

/* --- what workers ask --- */

static bool direct_private(const os *s, const task *t)
{
    return !(t->op.verb == VERB_run_print && director_of(s)->prints) && step_is_private(t);
}

/* t is at an op. False: the run ends. */
bool direct_op(os *s, os_task *t)
{
    if (t->task.asserted && t->task.caught)
        direct_caught(s, t);
    if (direct_private(s, &t->task) || (t->turn && t->task.watch))
        return true;
    if (t->turn)
        direct_pass(s, t);
    t->arrived = clock_monotonic() - s->epoch;
    return direct_wait(s, t, STEP_OP) == TURN_COMES;
}

/* Its next step, if it is the end of a wait, and of which kind. */
static direction *direct_ending(const os *s, const os_task *t)
{
    director *d = director_of(s);
    for (uint32_t i = __atomic_load_n(&d->at, __ATOMIC_ACQUIRE) + t->turn; i < d->count; i++)
        if (d->steps[i].who == t->task.random)
            return d->steps[i].kind == STEP_TIMEOUT || d->steps[i].kind == STEP_WAKE ? &d->steps[i] : NULL;
    return NULL;
}

static int64_t direct_until(const os *s, const os_task *t)
{
    int64_t length = t->task.op.verb == VERB_run_work ? t->work : 0;
    int64_t deadline = task_deadline(&t->task);
    if (length)
        return clock_monotonic() + (length < INT64_MAX / 8 ? 4 * length : length);
    return deadline == NO_TIMEOUT ? 0 : os_clock(s, deadline);
}

/* Its op has to wait. The time of one that it was given in vain counts from when it came to it. */
void direct_stands(os *s, os_task *t)
{
    const direction *n = t->turn ? direct_now(s) : NULL;
    t->stood = true;
    __atomic_store_n(&s->still, 0, __ATOMIC_RELAXED);
    if (n && n->kind == STEP_TIMEOUT) {
        int64_t length = t->task.op.timeout;
        t->task.since = t->arrived;
        __atomic_store_n(&t->task.deadline, moment_after(t->arrived, length), __ATOMIC_RELAXED);
        __atomic_store_n(&director_of(s)->steps[n - director_of(s)->steps].until, direct_until(s, t), __ATOMIC_RELAXED);
        return;
    }
    direction *next = direct_ending(s, t);
    t->restless = next && next->kind == STEP_WAKE;
    if (next)
        __atomic_store_n(&next->until, direct_until(s, t), __ATOMIC_RELAXED);
    if (n && n->waits)
        direct_pass(s, t);
}

static ran direct_replied(os *s, os_task *t)
{
    t->pending = false;
    s->world->host->reply(&t->task);
    return RAN_ON;
}

/* It asks for its lock again. */
static ran direct_again(os *s, os_task *t)
{
    if (t->turn)
        direct_pass(s, t);
    if (direct_wait(s, t, STEP_AGAIN) != TURN_COMES)
        return RAN_GONE;
    return perform_resumed(s->world, &t->task) == OUT_WAIT ? RAN_WAITS : direct_replied(s, t);
}

/* Its wait is over, by its time, by cancel or by itself. */
static ran direct_ended(os *s, os_task *t)
{
    if (task_verb(&t->task) != VERB_condition_retake)
        return direct_replied(s, t);
    t->task.reply = (reply){.outcome = OUT_WAIT};
    t->task.since = s->world->engine->now(s->world);
    return direct_again(s, t);
}

static ran direct_times_out(os *s, os_task *t)
{
    bool cancelled = __atomic_load_n(&t->task.cancelled, __ATOMIC_ACQUIRE);
    turn has = t->turn || cancelled ? TURN_COMES : direct_wait(s, t, STEP_TIMEOUT);
    if (has == TURN_STOP)
        return RAN_GONE;
    t->stood = true;
    if (has == TURN_COMES && perform_timeout(s->world, &t->task))
        return direct_ended(s, t);
    if (t->turn)
        direct_pass(s, t);
    return RAN_WAITS;
}

static ran direct_wakes(os *s, os_task *t)
{
    turn has = direct_wait(s, t, STEP_WAKE);
    if (has == TURN_STOP)
        return RAN_GONE;
    t->restless = false;
    if (has == TURN_COMES && t->turn && perform_wake(s->world, &t->task))
        return direct_ended(s, t);
    return RAN_WAITS;
}

/* As worker_woken. */
ran direct_woken(os *s, os_task *t, wake how)
{
    if (how == WAKE_STOP)
        return RAN_GONE;
    if (how == WAKE_TIMEOUT)
        return direct_times_out(s, t);
    if (t->task.reply.outcome == OUT_WAIT && task_verb(&t->task) == VERB_condition_retake)
        return direct_again(s, t);
    return perform_resumed(s->world, &t->task) == OUT_WAIT ? RAN_WAITS : direct_replied(s, t);
}

ran direct_wait_for(os *s, os_task *t) { return t->restless ? direct_wakes(s, t) : worker_parked(s, t); }

/* Its body is over; false: the run ends. */
bool direct_ends(os *s, os_task *t, bool failed)
{
    if (t->task.asserted && !failed)
        direct_caught(s, t);
    if (t->turn)
        direct_pass(s, t);
    return direct_wait(s, t, STEP_END) == TURN_COMES;
}

/* It has ended, and did not end its process. */
void direct_gone(os *s, os_task *t)
{
    if (t->turn)
        direct_pass(s, t);
}

uint32_t direct_choose(world *w, task *t, uint32_t n)
{
    const direction *now = ((os_task *)t)->turn ? direct_now(os_of(w)) : NULL;
    if (now)
        return now->choice < n ? now->choice : 0;
    return (uint32_t)random_below(random_at(t->random, ++t->draws), n);
}

/* --- what the supervisor asks --- */

static uint32_t direct_waiting(const os *s)
{
    uint32_t sum = 0;
    for (uint32_t i = 0, top = __atomic_load_n(&s->common->top, __ATOMIC_ACQUIRE); i < top; i++) {
        const seat *x = seat_at(s, i);
        if (x && seat_runs(x))
            sum += __atomic_load_n(&x->directed, __ATOMIC_SEQ_CST);
    }
    return sum;
}

bool direct_goes_on(const os *s)
{
    const director *d = director_of(s);
    return d && (d->stops || __atomic_load_n(&d->holds, __ATOMIC_RELAXED) || __atomic_load_n(&d->at, __ATOMIC_RELAXED) < d->count);
}

/* All wait for their turns, or for what only a step can bring: nobody comes. Seen twice, for the counts are not of one moment. */
static bool direct_stuck(os *s)
{
    const director *d = director_of(s);
    uint32_t at = __atomic_load_n(&d->at, __ATOMIC_SEQ_CST), before = s->stuck;
    bool idle = !__atomic_load_n(&d->holder, __ATOMIC_SEQ_CST) && direct_waiting(s) == watch_able(s);
    s->stuck = idle ? at + 1 : 0;
    return idle && before == at + 1;
}

/* Now and then. */
void direct_look(os *s)
{
    director *d = director_of(s);
    direction *n = direct_now(s);
    int64_t now = clock_monotonic(), since = __atomic_load_n(&d->since, __ATOMIC_RELAXED);
    if (!n) {
        if (d->stops && (__atomic_load_n(&d->holds, __ATOMIC_RELAXED) || now - since >= MOMENT))
            supervisor_end(s, RUN_STOPPED);
        if (!d->stops && now - since >= MOMENT)
            __atomic_store_n(&d->holds, false, __ATOMIC_RELAXED); /* it does not end by itself */
        return;
    }
    int64_t until = __atomic_load_n(&n->until, __ATOMIC_RELAXED);
    bool late = now - (until > since ? until : since) > PATIENCE;
    if ((now - since > MOMENT && direct_stuck(s)) || late)
        direct_strays(s, n, __atomic_load_n(&d->holder, __ATOMIC_SEQ_CST) ? "nobody comes to his next one" : "it does not come to it");
}
