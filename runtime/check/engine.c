/* engine: what the runtime asks of an engine, for an execution whose order the explorer chooses. Tasks are taken no further here than to
 * the point where they can make a step. Calls process.h, task parts of world.h, the host. */
#include <stdlib.h>

#include "runtime/check/internal.h"
#include "runtime/process.h"
#include "runtime/random.h"

enum { ACTORS_FIRST = 8 };

static int64_t engine_now(world *w) { return exec_of(w)->now; }
static int64_t engine_stamp(world *w) { return exec_of(w)->latest; }

/* --- tasks begin --- */

static bool actor_room(exec *e)
{
    if (e->actor_count < e->actor_capacity)
        return true;
    uint32_t capacity = e->actor_capacity ? 2 * e->actor_capacity : ACTORS_FIRST;
    actor **more = capacity <= EXEC_TASKS ? realloc(e->actors, capacity * sizeof *more) : NULL;
    if (!more)
        return false;
    e->actors = more;
    e->actor_capacity = capacity;
    return true;
}

static actor *actor_new(exec *e)
{
    actor *a = actor_room(e) ? block_zeroed(sizeof *a) : NULL;
    if (!a)
        return NULL;
    *a = (actor){.index = e->actor_count, .state = ACTOR_NEW, .due = NO_TIMEOUT};
    return e->actors[e->actor_count] = a;
}

static process *engine_fork(world *w, task *parent, object *o, fault *f)
{
    process *p = process_copy(w, parent->process, o, f);
    if (p)
        p->pid = ++exec_of(w)->pids;
    return p;
}

/* That the search can follow no more tasks is no error of the scenario. */
static actor *actor_for(exec *e, fault *f)
{
    actor *a = actor_new(e);
    if (a)
        return a;
    e->crowded = e->actor_count == EXEC_TASKS;
    e->broken |= e->crowded;
    fault_set(f, ERROR_limit, e->crowded ? "there are more tasks than can be followed" : "out of memory");
    return NULL;
}

static bool engine_spawn(world *w, task *parent, object *o, fault *f)
{
    exec *e = exec_of(w);
    bool forks = o->kind == KIND_process;
    process *p = forks ? engine_fork(w, parent, o, f) : parent ? parent->process : w->main;
    if (!p)
        return false;
    actor *a = actor_for(e, f);
    if (a) {
        a->task.lane = e->lane;
        a->task.journal = &e->journal;
    }
    if (a && task_embody(w, p, &a->task, o, f)) {
        task_begin(parent, p, &a->task, o);
        if (o->daemon)
            touch_watched(e, parent->process->self);
        object_hold(o); /* it can be named until the execution is over */
        e->actor_count++;
        return true;
    }
    if (forks)
        process_undo(w, p);
    return false;
}

bool exec_start_main(exec *e, fault *f)
{
    world *w = e->world;
    if (!world_main(w, e->subject->main, f) || !engine_spawn(w, NULL, object_at(w, 1), f))
        return false;
    e->actors[0]->state = ACTOR_RUNS;
    return true;
}

/* --- tasks go on --- */

static void exec_released(exec *e, const actor *a)
{
    if (!e->step || a == e->running)
        return;
    taskset_add(&e->step->released, a->index);
    touch_released(e, &a->task);
}

/* The reply is taken over, and what its op names may go with it. */
static void exec_let_go(actor *a)
{
    const task *t = &a->task;
    bool done = t->reply.outcome == OUT_DONE && t->op.verb != VERB_condition_wait;
    a->let_go = !done ? (op){.verb = VERB_none} : t->op.verb == VERB_run_select ? t->op.alternatives[t->reply.chosen] : t->op;
    a->given = t->reply.value;
}

void exec_reply(exec *e, actor *a)
{
    exec_released(e, a);
    if (e->watcher)
        exec_let_go(a);
    e->world->host->reply(&a->task);
    a->state = ACTOR_RUNS;
}

/* Its wait is over, by its time, by cancel or by itself: where it gave up a lock to wait, it has to ask for that, as whoever else wants
 * it. */
void exec_goes_on(exec *e, actor *a)
{
    a->restless = false;
    if (a->task.op.verb != VERB_condition_retake) {
        exec_reply(e, a);
        return;
    }
    exec_released(e, a);
    a->task.reply = (reply){.outcome = OUT_WAIT};
    a->task.since = e->now;
    a->state = ACTOR_AGAIN;
}

static void engine_resume(world *w, task *t)
{
    exec *e = exec_of(w);
    actor *a = (actor *)t;
    if (a->state == ACTOR_NEW) {
        exec_released(e, a);
        a->state = ACTOR_RUNS;
    } else if (t->reply.outcome == OUT_WAIT) {
        exec_goes_on(e, a);
    } else if (perform_resumed(w, t) != OUT_WAIT) {
        exec_reply(e, a);
    }
}

static void engine_poke(world *w, task *t)
{
    actor *a = (actor *)t;
    touch_cancelled(exec_of(w), t);
    if (a->state != ACTOR_STANDS)
        return;
    touch_awaited(exec_of(w), t);
    if (perform_timeout(w, t))
        exec_goes_on(exec_of(w), a);
}

static void engine_untimed(world *w, task *t)
{
    (void)w;
    (void)t; /* a deadline is looked up when time goes on */
}

/* --- tasks and processes end --- */

static void engine_drop(world *w, task *t)
{
    actor *a = (actor *)t;
    exec *e = exec_of(w);
    if (a != e->running)
        touch_all(e);
    if (e->watcher)
        e->watcher->ends(e->watcher, e, a);
    if (a->state == ACTOR_ENDING && a->failed)
        value_drop(t->reply.value);
    a->state = ACTOR_GONE;
}

static bool exec_any_left(const exec *e)
{
    for (uint32_t i = 0; i < e->actor_count; i++)
        if (e->actors[i] != e->running && e->actors[i]->state != ACTOR_GONE)
            return true;
    return false;
}

/* The run ends with it, so nobody cares; but who has ended before could have lived to see what it gives up. */
static bool exec_is_bereaved(const exec *e, const process *p)
{
    return e->pids > 1 && !e->tells && !process_any(e->world, p) && !exec_any_left(e);
}

/* What its tasks held goes when all is in order. */
static void exec_leave(exec *e, const process *p)
{
    for (uint32_t i = 0; i < e->actor_count; i++) {
        actor *a = e->actors[i];
        if (a->state != ACTOR_GONE || a->task.process != p || !a->task.body)
            continue;
        e->world->host->end(e->world, a->task.body);
        a->task.body = NULL;
    }
}

void exec_end_process(exec *e, process *p, int status)
{
    world *w = e->world;
    touch_ends(e, p);
    e->peeking++;
    process_end(w, e->lane, &e->journal, p, status);
    if (exec_is_bereaved(e, p))
        process_abandon(w, e->lane, &e->journal, p);
    e->peeking--;
    process_leave(w, p);
    exec_leave(e, p);
    if (p != w->main)
        cells_clear(p->cells);
    if (process_any(w, NULL) || exec_over(e))
        return;
    e->end = EXEC_ENDED;
    if (exec_any_left(e))
        touch_all(e);
}

static void engine_kill(world *w, process *p, int signal) { exec_end_process(exec_of(w), p, -signal); }

static void engine_failed(world *w) { exec_of(w)->end = EXEC_STOPPED; }

/* Cycles of waits are found at the end. */
static bool engine_idle(world *w)
{
    (void)w;
    return true;
}

uint32_t exec_choose(exec *e, uint32_t n)
{
    if (!e->step)
        return 0;
    e->step->choices = n;
    e->step->choice = e->choice == CHOICE_DRAW ? (uint32_t)random_below(e->draw, n) : e->choice < n ? e->choice : 0;
    return e->step->choice;
}

static uint32_t engine_choose(world *w, task *t, uint32_t n)
{
    (void)t;
    return exec_choose(exec_of(w), n);
}

static void engine_looks(world *w, const task *t) { touch_looked(exec_of(w), t); }

static void engine_stirs(world *w, const task *t) { touch_stirred(exec_of(w), t); }

const engine exec_engine = {
    .name = "check",
    .now = engine_now,
    .stamp = engine_stamp,
    .spawn = engine_spawn,
    .kill = engine_kill,
    .drop = engine_drop,
    .resume = engine_resume,
    .poke = engine_poke,
    .untimed = engine_untimed,
    .failed = engine_failed,
    .idle = engine_idle,
    .looks = engine_looks,
    .stirs = engine_stirs,
    .choose = engine_choose,
    .apart = true,
};
