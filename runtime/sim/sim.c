/* sim: the engine of virtual time.
 * One line of tasks that can go on, first come, first served; two heaps of those that will: sleepers (and all who wait with a deadline) by
 * their moment, working ones by the service they get (work.c). When the line is empty the clock jumps to the next moment. Who may come into
 * the line, and who works, is cores.c's and sim_gil.c's to say. */
#include "runtime/sim/internal.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/deadlock.h"
#include "runtime/objects.h"
#include "runtime/process.h"
#include "runtime/record.h"

enum {
    TURNS_UNSEEN = 64 /* between two looks whether the run is to end */,
    STEPS_AT_ONCE = 10000,
    BUDGET = 1 << 20,
    BUDGET_STEPS = BUDGET / 100 /* what a budget used up on private instructions counts */
};

static sim *sim_of(world *w) { return w->engine_state; }

static void sim_over(sim *s, run_end end)
{
    if (!s->over)
        s->end = end;
    s->over = true;
}

/* --- the line and the heaps --- */

void sim_line_up(sim *s, sim_task *t)
{
    t->lined = true;
    t->task.next = NULL;
    *(s->last ? &s->last->next : &s->first) = &t->task;
    s->last = &t->task;
}

static sim_task *line_take(sim *s)
{
    sim_task *t = (sim_task *)s->first;
    s->first = t->task.next;
    if (!s->first)
        s->last = NULL;
    t->lined = false;
    return t;
}

void sim_unheap(sim *s, sim_task *t)
{
    if (t->where == PLACE_SLEEPS || t->timed)
        heap_remove(&s->sleepers, &t->task);
    else if (t->where == PLACE_WORKS)
        work_remove(&s->work, s->now, t);
    t->where = PLACE_NONE;
    t->timed = false;
}

static inline void sim_sleep(sim *s, sim_task *t)
{
    t->where = PLACE_SLEEPS;
    heap_add(&s->sleepers, t->task.deadline, s->order++, &t->task);
}

bool sim_wait_over(sim *s, sim_task *t)
{
    sim_gil_count(s, t);
    if (!perform_timeout(s->world, &t->task))
        return false;
    cores_reply(s, t);
    return true;
}

/* Memory for a place in a heap is made sure of before the task waits. */
static bool sim_has_room(sim *s)
{
    return heap_room(&s->sleepers, s->sleepers.count + 1) && heap_room(&s->work.ends, s->work.ends.count + 1);
}

static void sim_park_work(sim *s, sim_task *t)
{
    int64_t length = t->task.op.arguments[0].integer;
    t->task.waited = 0;
    if (length)
        cores_work(s, t, length);
    else
        sim_wait_over(s, t);
}

/* t waits: it comes into a heap, or, when its moment is now, to the end of the line at once. */
static void sim_park(sim *s, sim_task *t)
{
    if (t->task.op.verb == VERB_run_work) {
        sim_park_work(s, t);
        return;
    }
    if (__builtin_expect(s->gated, 0))
        sim_gil_release(s, t);
    if (t->task.deadline == s->now)
        sim_wait_over(s, t);
    else if (t->task.deadline != NO_TIMEOUT)
        sim_sleep(s, t);
}

/* --- the engine's interface --- */

static int64_t sim_now(world *w) { return sim_of(w)->now; }

static process *sim_fork(world *w, task *parent, object *o, fault *f)
{
    process *p = process_copy(w, parent->process, o, f);
    if (!p)
        return NULL;
    p->pid = ++sim_of(w)->pids;
    if (sim_gil_new(sim_of(w), p))
        return p;
    process_undo(w, p);
    fault_set(f, ERROR_limit, "out of memory");
    return NULL;
}

static bool sim_spawn(world *w, task *parent, object *o, fault *f)
{
    bool forks = o->kind == KIND_process;
    process *p = forks ? sim_fork(w, parent, o, f) : parent ? parent->process : w->main;
    if (!p)
        return false;
    sim_task *t = cores_reserve(sim_of(w)) ? slab_take(&sim_of(w)->tasks) : NULL;
    if (t) {
        t->task.lane = sim_of(w)->lane;
        if (task_embody(w, p, &t->task, o, f)) {
            task_begin(parent, p, &t->task, o);
            return true;
        }
        slab_give(&sim_of(w)->tasks, t);
    } else {
        fault_set(f, ERROR_limit, "out of memory");
    }
    if (forks) {
        sim_gil_forget(sim_of(w), p);
        process_undo(w, p);
    }
    return false;
}

/* A reply that it will not take any more is dropped. */
static void sim_drop(world *w, task *t)
{
    sim *s = sim_of(w);
    sim_task *own = (sim_task *)t;
    sim_unheap(s, own);
    if (own->next == NEXT_REPLY)
        value_drop(t->reply.value);
    own->gone = true;
    own->after = s->leaving;
    s->leaving = own;
}

static void sim_leave(sim *s)
{
    for (sim_task *t; (t = s->leaving);) {
        s->leaving = t->after;
        s->world->host->end(s->world, t->task.body);
        t->task.body = NULL;
        if (!t->lined && &t->task != s->running)
            slab_give(&s->tasks, t);
    }
}

/* Its daemons may be processes that end in the midst of it. */
static void sim_end_process(sim *s, process *p, int status)
{
    world *w = s->world;
    sim_task *others = s->leaving;
    s->leaving = NULL;
    sim_gil_forget(s, p);
    process_end(w, s->lane, NULL, p, status);
    process_leave(w, p);
    sim_leave(s);
    s->leaving = others;
    if (p != w->main)
        cells_clear(p->cells);
    if (!process_any(w, NULL))
        sim_over(s, RUN_ENDED);
}

static void sim_kill(world *w, process *p, int signal) { sim_end_process(sim_of(w), p, -signal); }

static void sim_resume(world *w, task *t)
{
    sim *s = sim_of(w);
    sim_task *own = (sim_task *)t;
    if (!own->begun) {
        own->begun = true;
        cores_ready(s, own, t->id != w->main->id);
    } else if (perform_resumed(w, t) != OUT_WAIT) {
        cores_reply(s, own);
    } else {
        sim_unheap(s, own);
        sim_park(s, own);
    }
}

/* Its wait goes on, perhaps until another moment. */
static void sim_wait_on(sim *s, sim_task *t)
{
    if (t->where != PLACE_SLEEPS)
        return;
    sim_unheap(s, t);
    if (t->task.deadline != NO_TIMEOUT)
        sim_sleep(s, t);
}

static void sim_poke(world *w, task *t)
{
    sim *s = sim_of(w);
    if (!sim_wait_over(s, (sim_task *)t))
        sim_wait_on(s, (sim_task *)t);
}

static void sim_untimed(world *w, task *t) { sim_wait_on(sim_of(w), (sim_task *)t); }

static void sim_failed(world *w) { sim_over(sim_of(w), RUN_STOPPED); }

static bool sim_idle(world *w)
{
    const sim *s = sim_of(w);
    return !s->first && !s->gil_waits && !heap_first(&s->sleepers) && !heap_first(&s->work.ends);
}

const engine sim_engine = {
    .name = "sim",
    .now = sim_now,
    .stamp = sim_now,
    .spawn = sim_spawn,
    .kill = sim_kill,
    .drop = sim_drop,
    .resume = sim_resume,
    .poke = sim_poke,
    .untimed = sim_untimed,
    .failed = sim_failed,
    .idle = sim_idle,
};

/* --- one task's turn --- */

static void sim_invariant(sim *s, task *t)
{
    world *w = s->world;
    if (!w->host->invariant || t->atomic || verb_words[t->op.verb].flags & VERB_LOOKS)
        return;
    const char *broken = w->host->invariant(w);
    if (!broken)
        return;
    buf text = {0};
    buf_printf(&text, "%s:%u: error: the invariant does not hold: %s\n    after this step, at ", w->file ? w->file : "-", t->op.line,
               broken);
    duration_show(s->now, &text);
    buf_char(&text, '\n');
    world_complain(w, &text);
    buf_free(&text);
    sim_over(s, RUN_INVARIANT);
}

static void sim_refuse_steps(sim *s)
{
    world *w = s->world;
    buf text = {0};
    buf_printf(&text, "%s: error: limit: the run has made more than %lld steps\n", w->file ? w->file : "-",
               (long long)w->settings.limits.steps);
    world_complain(w, &text);
    buf_free(&text);
    sim_over(s, RUN_STEPS);
}

/* y: how the last of the steps came about; where t is in its script is known only when it performs an op. */
static void sim_refuse_moment(sim *s, const task *t, why y)
{
    world *w = s->world;
    buf text = {0};
    buf_text(&text, w->file ? w->file : "-");
    if (y == WHY_OP)
        buf_printf(&text, ":%u", t->op.line);
    buf_printf(&text, ": error: limit: the clock stands still: %lld step%s made at ", (long long)w->settings.limits.moment,
               w->settings.limits.moment == 1 ? " was" : "s were");
    duration_show(s->now, &text);
    buf_text(&text, ", and ");
    object_show_name(t->self, &text);
    buf_text(&text, " still goes on (limit moment)\n"
                    "    in virtual time steps take no time, so whoever asks again and again must sleep or wait in between\n");
    world_complain(s->world, &text);
    buf_free(&text);
    sim_over(s, RUN_STEPS);
}

/* How many steps there may be before the clock moves again. */
static int64_t sim_allowed(const sim *s)
{
    const limits *most = &s->world->settings.limits;
    return most->moment < most->steps - s->steps ? s->steps + most->moment : most->steps;
}

/* False: these are too many. */
static inline bool sim_count_steps(sim *s, const task *t, why y)
{
    s->steps += y == WHY_BUDGET ? BUDGET_STEPS : 1;
    if (__builtin_expect(s->steps <= s->allowed, 1))
        return true;
    if (s->steps > s->world->settings.limits.steps)
        sim_refuse_steps(s);
    else
        sim_refuse_moment(s, t, y);
    return false;
}

static void sim_end_task(sim *s, task *t, bool failed)
{
    process *p = t->process;
    bool lives = perform_end(s->world, t, failed);
    s->world->host->end(s->world, t->body);
    if (lives)
        sim_gil_release(s, (sim_task *)t);
    slab_give(&s->tasks, (sim_task *)t);
    if (!lives)
        sim_end_process(s, p, process_status(p));
}

/* t, which runs, has called exit. */
static void sim_exit(sim *s, task *t)
{
    sim_end_process(s, t->process, process_status(t->process));
    slab_give(&s->tasks, (sim_task *)t);
}

/* Performs t->op. True: t goes on. */
static bool sim_op(sim *s, task *t)
{
    world *w = s->world;
    outcome r = OUT_RAISE;
    if (sim_has_room(s))
        r = perform(w, t);
    else
        t->reply = (reply){.outcome = OUT_RAISE, .error = ERROR_limit, .value = value_text("out of memory")};
    if (r == OUT_END) {
        sim_exit(s, t);
        return false;
    }
    if (r == OUT_WAIT)
        sim_park(s, (sim_task *)t);
    else
        w->host->reply(t);
    sim_invariant(s, t);
    return r != OUT_WAIT && !s->over;
}

static void sim_look(sim *s)
{
    if (recorder_failed(s->world->recorder))
        sim_over(s, RUN_STOPPED);
    else if (__atomic_load_n(&s->world->interrupted, __ATOMIC_RELAXED))
        sim_over(s, RUN_INTERRUPTED);
}

/* However long a task goes on computing: what was printed so far is to be seen, and the run can be ended. */
static void sim_show(sim *s)
{
    recorder_drain(s->world->recorder, false);
    sim_look(s);
}

/* True: it has paid for its op and performs it now. */
static bool sim_turn_begin(sim *s, sim_task *t)
{
    uint8_t next = t->next;
    s->running = &t->task;
    t->next = NEXT_STEP;
    if (next == NEXT_REPLY)
        s->world->host->reply(&t->task);
    return next == NEXT_OP;
}

static void sim_turn(sim *s, sim_task *own)
{
    const host *h = s->world->host;
    task *t = &own->task;
    bool paid = sim_turn_begin(s, own);
    for (int steps = 0; steps < STEPS_AT_ONCE;) {
        why y = paid ? WHY_OP : h->step(t, BUDGET);
        if (y == WHY_DONE || y == WHY_FAULT) {
            sim_end_task(s, t, y == WHY_FAULT);
            return;
        }
        if (!sim_count_steps(s, t, y))
            return;
        if (y == WHY_BUDGET) {
            sim_show(s);
            if (s->over)
                return;
            continue;
        }
        steps++;
        if ((s->starts_cost && !paid && cores_charge(s, own)) || !sim_op(s, t))
            return;
        paid = false;
    }
    sim_show(s);
    cores_yield(s, own);
}

static void sim_take_turn(sim *s, sim_task *t)
{
    if (t->gone)
        slab_give(&s->tasks, t);
    else
        sim_turn(s, t);
}

/* --- the clock --- */

static int64_t sim_next_moment(const sim *s)
{
    const heap_entry *first = heap_first(&s->sleepers);
    int64_t ends = work_next(&s->work);
    return first && first->key < ends ? first->key : ends;
}

static void sim_wake_sleepers(sim *s)
{
    const heap_entry *first;
    while ((first = heap_first(&s->sleepers)) && first->key <= s->now) {
        sim_task *t = (sim_task *)first->task;
        if (t->timed)
            sim_gil_wake(s, t);
        else if (!sim_wait_over(s, t))
            sim_wait_on(s, t);
    }
}

static void sim_stop(sim *s)
{
    s->now = s->world->settings.stop_after;
    sim_over(s, RUN_STOPPED);
}

static void sim_deadlock(sim *s)
{
    buf text = {0};
    deadlock_report(s->world, DEADLOCK_OF_ALL, &text);
    record_note(s->world, s->lane, VERB_none, "deadlock: nobody can go on any more");
    world_complain(s->world, &text);
    buf_free(&text);
    sim_over(s, RUN_DEADLOCK);
}

static void sim_jump(sim *s)
{
    int64_t next = sim_next_moment(s), stop = s->world->settings.stop_after;
    if (next == INT64_MAX) {
        sim_deadlock(s);
    } else if (stop != NO_TIMEOUT && next >= stop) {
        sim_stop(s);
    } else {
        if (next > s->now)
            s->allowed = sim_allowed(s);
        s->now = next;
        sim_wake_sleepers(s);
        cores_wake(s);
    }
}

/* --- the run --- */

static inline bool sim_goes_on(sim *s)
{
    if (s->turns++ % TURNS_UNSEEN == 0)
        sim_look(s);
    return !s->over;
}

static void sim_loop(sim *s)
{
    s->allowed = sim_allowed(s);
    while (sim_goes_on(s)) {
        if (s->first)
            sim_take_turn(s, line_take(s));
        else
            sim_jump(s);
    }
}

/* Those the end of the run has overtaken. */
static void sim_drop_tasks(sim *s)
{
    world *w = s->world;
    for (uint32_t id = 1, last = object_last(w); id <= last && id; id++) {
        object *o = object_at(w, id);
        if (!o || !object_is_task(o) || o->thread.life != LIFE_RUNNING || !o->thread.task)
            continue;
        task *t = o->thread.task;
        if (((sim_task *)t)->next == NEXT_REPLY)
            value_drop(t->reply.value);
        w->host->end(w, t->body);
        o->thread.task = NULL;
    }
    slab_free(&s->tasks);
}

static bool sim_begin(sim *s, value callee, fault *f)
{
    world *w = s->world;
    if (!s->lane || !sim_gil_new(s, w->main))
        return fault_set(f, ERROR_limit, "out of memory");
    if (!world_main(w, callee, f) || !sim_spawn(w, NULL, object_at(w, 1), f))
        return false;
    sim_resume(w, object_at(w, 1)->thread.task);
    return true;
}

static void sim_refuse(sim *s, fault *f)
{
    buf text = {0};
    buf_printf(&text, "%s: error: the run could not begin: ", s->world->file ? s->world->file : "-");
    value_show(f->message, &text);
    buf_char(&text, '\n');
    world_complain(s->world, &text);
    buf_free(&text);
    value_drop(f->message);
    s->world->failures++;
}

run_end sim_run(world *w, value main_callee, bool *told_deadlock)
{
    const settings *set = &w->settings;
    sim s = {.world = w,
             .lane = recorder_lane(w->recorder),
             .work.cores = set->cores > 0 ? (uint32_t)set->cores : 1,
             .ticks = set->gil == GIL_TICKS ? sim_gil_ticks(set) : 0,
             .gated = set->gil != GIL_OFF || set->cost_switch,
             .starts_cost = set->cost_process || set->cost_thread,
             .end = RUN_ENDED};
    fault f = {0};
    w->engine_state = &s;
    w->main->pid = s.pids = 1;
    if (sim_begin(&s, main_callee, &f))
        sim_loop(&s);
    else
        sim_refuse(&s, &f);
    if (s.lane)
        record_run_end(w, s.lane, s.end);
    *told_deadlock = w->told && s.end != RUN_DEADLOCK && deadlock_stands(w);
    for (process *p = w->processes; p; p = p->next)
        sim_gil_forget(&s, p);
    sim_drop_tasks(&s);
    if (s.lane)
        recorder_leave(s.lane);
    free(s.sleepers.entries);
    free(s.work.ends.entries);
    return s.end;
}
