/* rounds: runs each task that can go on by itself for a while. When it comes back to the state it was in, having changed nothing, it can
 * do so for ever, whatever the others do as long as they change nothing either. Calls point.h. */
#include "runtime/check/rounds.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/check/internal.h"
#include "runtime/check/point.h"
#include "runtime/deadlock.h"
#include "runtime/kind.h"
#include "runtime/pass.h"

enum { LINES_MOST = 8 };

typedef struct round {
    run_state start, now;
    uint32_t lines[LINES_MOST], line_count;
    uint32_t steps; /* until it was round */
    uint32_t order[EXEC_TASKS];
} round;

bool rounds_may_be_quiet(const actor *a)
{
    if (a->state != ACTOR_PENDING)
        return false;
    switch (a->task.op.verb) {
    case VERB_variable_load:
    case VERB_variable_call:
    case VERB_queue_get_nowait:
    case VERB_queue_put_nowait:
    case VERB_atom_compare_exchange: return true;
    default: return verb_words[a->task.op.verb].flags & VERB_LOOKS || a->task.op.timeout == 0;
    }
}

bool rounds_quiet(const exec *e)
{
    const exec_step *s = &e->steps[e->step_count - 1];
    bool quiet = s->kind == STEP_OP && !s->waits && !taskset_count(&s->released) && !s->later;
    for (uint32_t i = 0; i < s->count && quiet; i++)
        quiet = !e->accesses[s->first + i].write;
    return quiet;
}

/* A timer's time is at none. */
static void round_line(round *r, uint32_t at)
{
    if (!at)
        return;
    for (uint32_t i = 0; i < r->line_count; i++)
        if (r->lines[i] == at)
            return;
    if (r->line_count < LINES_MOST)
        r->lines[r->line_count++] = at;
}

bool rounds_stays(const actor *a)
{
    const task *t = &a->task;
    bool waits = a->state == ACTOR_AGAIN || (a->state == ACTOR_PENDING && a->due == NO_TIMEOUT)
                 || (a->state == ACTOR_STANDS && t->deadline == NO_TIMEOUT);
    switch (t->op.verb) {
    case VERB_thread_join:
    case VERB_process_join:
    case VERB_timer_join:
    case VERB_pool_join: return false;
    default: return waits && await_until(t) == NO_TIMEOUT && !t->self->daemon && !t->process->daemon;
    }
}

bool rounds_wait(const exec *e, const taskset *these)
{
    for (uint32_t i = taskset_next(these, 0); i < EXEC_TASKS; i = taskset_next(these, i + 1)) {
        const actor *a = e->actors[i];
        bool awaits = a->task.watch || a->task.op.verb == VERB_run_await_begin;
        if (!rounds_stays(a) || (taskset_has(&e->enabled, i) && !awaits))
            return false;
    }
    return true;
}

/* Few who look around go round: states are compared only when it has made some steps. The state it is compared with moves on, for a
 * round may begin later than here (R. Brent, An improved Monte Carlo factorization algorithm, BIT 1980). */
static bool task_goes_round(exec *e, uint32_t who, round *r)
{
    uint32_t next = ROUND_FIRST;
    r->line_count = 0;
    for (uint32_t i = 1; i <= ROUND_MOST; i++) {
        exec_go(e, who, 0);
        if (exec_over(e) || e->told || !rounds_quiet(e) || !taskset_has(&e->enabled, who))
            return false;
        round_line(r, e->steps[e->step_count - 1].line);
        r->steps = i;
        if (i < ROUND_FIRST)
            continue;
        point_state(e, &r->now, r->order);
        if (i > ROUND_FIRST && state_equal(&r->start, &r->now))
            return true;
        if (i == next) {
            run_state between = r->start;
            r->start = r->now;
            r->now = between;
            r->line_count = 0;
            next *= 2;
        }
    }
    return false;
}

static void show_round(const exec *e, uint32_t who, const round *r, buf *out)
{
    buf_text(out, "    ");
    object_show_task(e->world, exec_task(e, who)->self, out);
    buf_text(out, r->line_count > 1 ? " goes round over lines" : r->line_count ? " goes round at line" : " goes on");
    for (uint32_t i = 0; i < r->line_count; i++)
        buf_printf(out, "%s %u", i ? "," : "", r->lines[i]);
    buf_char(out, '\n');
}

/* Of who is left out of the round: did anything keep it from going on all the time? */
static void show_left_out(const exec *e, const actor *a, uint32_t from, buf *out)
{
    bool could = false;
    for (uint32_t i = from; i < e->step_count; i++)
        could |= taskset_has(&e->steps[i].enabled, a->index);
    buf_text(out, "    ");
    object_show_task(e->world, a->task.self, out);
    bool awaits = a->task.op.verb == VERB_run_await_begin || a->task.op.verb == VERB_run_await;
    const char *what = awaits ? "waits" : could ? "could go on" : "cannot go on";
    const char *more = awaits ? " for what is not so all the time" : could ? " now and then, but never has to" : "";
    buf_printf(out, " %s at line %u%s\n", what, a->task.op.line, more);
}

static void show_part(const exec *e, const actor *a, uint32_t from, buf *out)
{
    round r = {.line_count = 0};
    bool moves = false;
    for (uint32_t i = from; i < e->step_count; i++)
        if (e->steps[i].task == a->index) {
            moves = true;
            round_line(&r, e->steps[i].line);
        }
    if (moves)
        show_round(e, a->index, &r, out);
    else
        show_left_out(e, a, from, out);
}

void rounds_tell(exec *e, uint32_t from, const claim *undone)
{
    const world *w = e->world;
    buf text = {0};
    buf_printf(&text, "%s:%u:%u: error: from here on it can go on for ever without this coming true: eventually \"%s\"\n",
               w->file ? w->file : "-", undone->line, undone->column, undone->text);
    for (uint32_t i = 0; i < e->actor_count && from < e->step_count; i++)
        if (e->actors[i]->state != ACTOR_GONE)
            show_part(e, e->actors[i], from, &text);
    exec_tell(e, FINDING_INVARIANT, text.data ? text.data : "");
    e->endless = true;
    buf_free(&text);
}

/* --- tasks that never go on --- */

enum { SWEEPS_MOST = 1024 };

/* It comes to the same state again sooner or later; the one it is compared with moves on, as above. */
uint32_t rounds_go(exec *e)
{
    run_state start = {0}, now = {0};
    uint32_t order[EXEC_TASKS], from = e->step_count, next = 1;
    bool is_round = false;
    point_state(e, &start, order);
    for (uint32_t sweep = 1; sweep <= SWEEPS_MOST && !is_round && !exec_over(e) && !e->told; sweep++) {
        for (uint32_t i = 0; i < e->actor_count && !exec_over(e); i++)
            if (taskset_has(&e->enabled, i))
                exec_go(e, i, 0);
        point_state(e, &now, order);
        is_round = !exec_over(e) && state_equal(&start, &now);
        if (is_round || sweep != next)
            continue;
        run_state between = start;
        start = now;
        now = between;
        from = e->step_count;
        next *= 2;
    }
    state_free(&start);
    state_free(&now);
    return is_round ? from : UINT32_MAX;
}

/* An await looks again and again, as long as it does not begin anew. */
static bool is_stuck(const exec *e, const actor *a, uint32_t from)
{
    bool awaits = a->task.watch, stuck = rounds_stays(a) && (awaits || !taskset_has(&e->enabled, a->index));
    for (uint32_t i = from; i < e->step_count && stuck; i++) {
        const exec_step *s = &e->steps[i];
        stuck = awaits ? s->task != a->index || s->verb != VERB_run_await_begin : !taskset_has(&s->enabled, a->index);
    }
    return stuck;
}

void rounds_tell_never(exec *e, uint32_t from, const taskset *stuck)
{
    const world *w = e->world;
    taskset never = {{0}};
    for (uint32_t i = 0; i < e->actor_count; i++)
        if (taskset_has(stuck, i) && is_stuck(e, e->actors[i], from))
            taskset_add(&never, i);
    if (!taskset_any(&never))
        return;
    buf text = {0}, others = {0};
    for (uint32_t i = 0; i < e->actor_count; i++)
        if (!taskset_has(&never, i) && e->actors[i]->state != ACTOR_GONE)
            show_part(e, e->actors[i], from, &others);
    exec_stand(e);
    buf_printf(&text, "%s: deadlock: some can never go on, whatever the others do\n  these wait:\n", w->file ? w->file : "-");
    for (uint32_t i = taskset_next(&never, 0); i < EXEC_TASKS; i = taskset_next(&never, i + 1))
        deadlock_show(e->world, exec_task(e, i)->id, &text);
    buf_text(&text, others.length ? "  while others go on for ever:\n" : "");
    buf_add(&text, others.data, others.length);
    exec_tell(e, FINDING_DEADLOCK, text.failed ? "" : text.data);
    e->endless = true;
    buf_free(&text);
    buf_free(&others);
}

static bool anybody_has_time(const exec *e)
{
    for (uint32_t i = 0; i < e->actor_count; i++) {
        const actor *a = e->actors[i];
        if ((a->state == ACTOR_PENDING && a->due != NO_TIMEOUT) || (a->state == ACTOR_STANDS && a->task.deadline != NO_TIMEOUT))
            return true;
    }
    return e->world->settings.stop_after != NO_TIMEOUT;
}

static bool add_turns(schedule *way, uint32_t who, uint32_t steps)
{
    bool ok = true;
    for (uint32_t i = 0; way && i < steps && ok; i++, way->again++)
        ok = schedule_add(way, who, 0);
    return ok;
}

static rounds all_go_round(exec *e, const exec_point *p, round *r, schedule *way, buf *text)
{
    for (uint32_t i = taskset_next(&e->enabled, 0); i < EXEC_TASKS; i = taskset_next(&e->enabled, i + 1)) {
        bool goes = task_goes_round(e, i, r);
        point_back(e, p);
        if (!goes)
            return ROUNDS_NONE;
        show_round(e, i, r, text);
        if (!add_turns(way, i, r->steps))
            return ROUNDS_FAILED;
    }
    return anybody_has_time(e) ? ROUNDS_TIME : ROUNDS_LIVELOCK;
}

rounds rounds_look(exec *e, const exec_point *p, schedule *way)
{
    for (uint32_t i = taskset_next(&e->enabled, 0); i < EXEC_TASKS; i = taskset_next(&e->enabled, i + 1))
        if (e->actors[i]->can != CAN_DO || !rounds_may_be_quiet(e->actors[i]))
            return ROUNDS_NONE;
    round r = {0};
    buf who = {0}, text = {0};
    rounds found = all_go_round(e, p, &r, way, &who);
    if (found == ROUNDS_LIVELOCK) {
        buf_printf(&text, "%s: livelock: whoever can go on goes round and round for ever, and nothing changes\n%s",
                   e->world->file ? e->world->file : "-", who.failed ? "" : who.data);
        exec_tell(e, FINDING_LIVELOCK, text.failed ? "" : text.data);
        e->endless = true;
    }
    buf_free(&who);
    buf_free(&text);
    state_free(&r.start);
    state_free(&r.now);
    return found;
}
