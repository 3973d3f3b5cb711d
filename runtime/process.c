/* process: how processes begin and end. What a process was doing and held when it ended, of its own accord or not, is put in order here:
 * its tasks leave all lines, what they held is abandoned, and who waited for the one or the other goes on.
 * Calls the kinds' `bereaved`, the parts of a pass, the engine. Leaves out: how a process is made and stopped (the engines). */
#include "runtime/process.h"

#include <stdlib.h>

#include "runtime/naming.h"
#include "runtime/objects.h"
#include "runtime/pass.h"
#include "runtime/record.h"

enum { RECOUNTS = 1000 }; /* how often it is tried while others start and end */

/* What only the process itself knows is gone with it where there are several. */
static void process_free(world *w, process *p)
{
    if (!w->memory) {
        naming_free(p->names);
        if (p->cells)
            cells_free(p->cells);
    }
    memory_give(w->memory, p, sizeof *p);
}

static void process_unlist(world *w, process *p)
{
    objects_reap_lock(w);
    process **place = &w->processes;
    while (*place && *place != p)
        place = &(*place)->next;
    if (*place)
        *place = p->next;
    objects_reap_unlock(w);
}

/* One more that runs, unless there are as many as may be. */
static bool process_count(world *w, uint32_t parent)
{
    uint32_t running = __atomic_load_n(&w->running, __ATOMIC_SEQ_CST);
    while (!parent || running < w->settings.limits.processes)
        if (__atomic_compare_exchange_n(&w->running, &running, running + 1, true, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
            return true;
    return false;
}

process *process_make(world *w, const process *parent, object *o, fault *f)
{
    process *p = memory_zeroed(w->memory, sizeof *p);
    if (!p) {
        fault_set(f, ERROR_limit, "out of memory for another process (limit memory)");
        return NULL;
    }
    p->id = o->id;
    p->self = o;
    p->parent = parent ? parent->id : 0;
    p->parent_pid = parent ? parent->pid : 0;
    p->daemon = o->kind == KIND_process && o->daemon;
    object_hold(o);
    return p;
}

bool process_enter(world *w, process *p, fault *f)
{
    objects_reap_lock(w);
    bool over = w->over && w->memory; /* elsewhere nobody acts any more */
    p->next = w->processes;
    w->processes = p;
    objects_reap_unlock(w);
    if (!over && process_count(w, p->parent)) {
        __atomic_store_n(&p->phase, PROCESS_LIVES, __ATOMIC_SEQ_CST);
        return true;
    }
    __atomic_store_n(&p->phase, PROCESS_GONE, __ATOMIC_SEQ_CST);
    return fault_set(f, ERROR_limit, "more than %lld processes at once (limit processes)", (long long)w->settings.limits.processes);
}

process *process_new(world *w, process *parent, object *o, fault *f)
{
    process *p = process_make(w, parent, o, f);
    if (!p || process_enter(w, p, f))
        return p;
    process_undo(w, p);
    return NULL;
}

/* It is counted as long as it may be, so that a kill in between is found out (process_recount). */
static void process_uncount(world *w, process *p)
{
    __atomic_store_n(&p->phase, PROCESS_GOES, __ATOMIC_SEQ_CST);
    __atomic_sub_fetch(&w->running, 1, __ATOMIC_SEQ_CST);
    __atomic_store_n(&p->phase, PROCESS_GONE, __ATOMIC_SEQ_CST);
}

/* One was killed when it had just been counted, or not yet: how many are there? */
static bool process_recounted(world *w)
{
    uint32_t counted = __atomic_load_n(&w->running, __ATOMIC_SEQ_CST), there = 0;
    bool stable = true;
    objects_reap_lock(w);
    for (const process *p = w->processes; p; p = p->next) {
        uint32_t phase = __atomic_load_n(&p->phase, __ATOMIC_SEQ_CST);
        there += phase == PROCESS_LIVES;
        stable &= phase == PROCESS_LIVES || phase == PROCESS_GONE;
    }
    objects_reap_unlock(w);
    return stable && __atomic_compare_exchange_n(&w->running, &counted, there, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

static void process_recount(world *w, process *p)
{
    __atomic_store_n(&p->phase, PROCESS_GONE, __ATOMIC_SEQ_CST);
    for (int tries = 0; tries < RECOUNTS && !process_recounted(w); tries++)
        ;
}

/* Not any more, whatever became of it so far. */
static void process_count_off(world *w, process *p)
{
    uint32_t phase = __atomic_load_n(&p->phase, __ATOMIC_SEQ_CST);
    if (phase == PROCESS_LIVES)
        process_uncount(w, p);
    else if (phase != PROCESS_GONE)
        process_recount(w, p);
}

/* --- its tasks --- */

bool process_keep(process *p)
{
    uint32_t live = __atomic_load_n(&p->live, __ATOMIC_RELAXED);
    while (live)
        if (__atomic_compare_exchange_n(&p->live, &live, live + 1, true, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
            return true;
    return false;
}

bool process_unkeep(process *p) { return __atomic_sub_fetch(&p->live, 1, __ATOMIC_ACQ_REL) != 0; }

/* It may be killed in between: then p->counting says that neither number can be relied on. */
static void tasks_open(process *p) { __atomic_add_fetch(&p->counting, 1, __ATOMIC_SEQ_CST); }

static void tasks_close(process *p) { __atomic_sub_fetch(&p->counting, 1, __ATOMIC_SEQ_CST); }

bool process_count_task(world *w, process *p)
{
    uint32_t there = __atomic_load_n(&w->tasks, __ATOMIC_SEQ_CST);
    bool counted = false;
    tasks_open(p);
    while (!counted && there < w->settings.limits.tasks)
        counted = __atomic_compare_exchange_n(&w->tasks, &there, there + 1, true, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    __atomic_add_fetch(&p->tasks, counted, __ATOMIC_SEQ_CST);
    tasks_close(p);
    return counted;
}

static void process_uncount_tasks(world *w, process *p, uint32_t count)
{
    tasks_open(p);
    __atomic_sub_fetch(&w->tasks, count, __ATOMIC_SEQ_CST);
    __atomic_sub_fetch(&p->tasks, count, __ATOMIC_SEQ_CST);
    tasks_close(p);
}

void process_uncount_task(world *w, process *p) { process_uncount_tasks(w, p, 1); }

void process_hand_task(process *from, process *to)
{
    tasks_open(from);
    __atomic_sub_fetch(&from->tasks, 1, __ATOMIC_SEQ_CST);
    __atomic_add_fetch(&to->tasks, 1, __ATOMIC_SEQ_CST);
    tasks_close(from);
}

static bool tasks_recounted(world *w)
{
    uint32_t counted = __atomic_load_n(&w->tasks, __ATOMIC_SEQ_CST), there = 0, counting = 0;
    objects_reap_lock(w);
    for (const process *p = w->processes; p; p = p->next) {
        there += __atomic_load_n(&p->tasks, __ATOMIC_SEQ_CST);
        counting += __atomic_load_n(&p->counting, __ATOMIC_SEQ_CST);
    }
    objects_reap_unlock(w);
    return !counting && __atomic_compare_exchange_n(&w->tasks, &counted, there, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/* None of them runs any more. */
static void process_uncount_all(world *w, process *p)
{
    if (!__atomic_load_n(&p->counting, __ATOMIC_SEQ_CST)) {
        process_uncount_tasks(w, p, p->tasks);
        return;
    }
    p->tasks = p->counting = 0;
    for (int tries = 0; tries < RECOUNTS && !tasks_recounted(w); tries++)
        ;
}

process *process_copy(world *w, process *parent, object *o, fault *f)
{
    process *p = process_new(w, parent, o, f);
    if (!p || (p->cells = cells_copy(parent->cells)))
        return p;
    process_undo(w, p);
    fault_set(f, ERROR_limit, "out of memory");
    return NULL;
}

/* --- it does not come to it --- */

void process_withdraw(world *w, process *p)
{
    process_uncount_all(w, p);
    process_count_off(w, p);
    process_unlist(w, p);
}

void process_forget(world *w, process *p)
{
    object_let_go(p->self);
    process_free(w, p);
}

void process_undo(world *w, process *p)
{
    process_withdraw(w, p);
    process_forget(w, p);
}

void process_leave(world *w, process *p)
{
    (void)w;
    object_let_go(p->self);
}

/* In virtual time closures may still name its variables. */
void process_drop(world *w, process *p)
{
    if (!w->memory)
        return;
    process_unlist(w, p);
    process_free(w, p);
}

void process_clear_all(world *w)
{
    for (process *p = w->processes; p; p = p->next)
        if (p->cells)
            cells_clear(p->cells);
}

void process_free_all(world *w)
{
    for (process *p = w->processes, *next; p; p = next) {
        next = p->next;
        process_free(w, p);
    }
    w->processes = NULL;
}

int process_status(const process *p)
{
    uint32_t status = __atomic_load_n(&p->status, __ATOMIC_RELAXED);
    return status ? (int)status - 1 : __atomic_load_n(&p->failed, __ATOMIC_RELAXED) ? 1 : 0;
}

/* --- the end --- */

/* Those of the table that `wanted` picks out, held meanwhile. */
typedef bool wanted_function(const object *o, const process *p);
typedef void seen_function(world *w, lane *l, journal *j, process *p, object *o);

/* From the id *at on, at most so many; false: there are no more. */
static bool process_see_some(world *w, lane *l, journal *j, process *p, uint32_t *at, uint32_t most, wanted_function *wanted,
                             seen_function *see)
{
    object *some[SEEN_AT_ONCE];
    uint32_t count = 0;
    while (count < most && (some[count] = objects_next(w, at, wanted, p)))
        count++;
    for (uint32_t i = 0; i < count; i++) {
        see(w, l, j, p, some[i]);
        object_let_go(some[i]);
    }
    return count == most;
}

/* A task that runs no more; that of a process which is said to end, too. */
static task *task_of(const object *o, const process *p)
{
    enum life now = object_is_task(o) ? __atomic_load_n(&o->thread.life, __ATOMIC_ACQUIRE) : LIFE_NEW;
    task *t = now == LIFE_RUNNING || now == LIFE_ENDING ? __atomic_load_n(&o->thread.task, __ATOMIC_ACQUIRE) : NULL;
    return t && t->process == p ? t : NULL;
}

static bool task_wanted(const object *o, const process *p) { return task_of(o, p) != NULL; }

static void process_drop_task(world *w, lane *l, journal *j, process *p, object *o)
{
    task *t = task_of(o, p);
    if (!t)
        return;
    wait_abandon(w, l, j, t);
    task_end_quietly(w, l, j, t);
    w->engine->drop(w, t);
    object_let_go(o);
}

/* A kill in between is found out by its life: what was told is not told again. */
static void process_tell(world *w, lane *l, journal *j, process *p, int status)
{
    object *o = p->self;
    pass q;
    pass_begin_for(&q, w, l, j);
    pass_lock(&q, o);
    o->thread.exitcode = status;
    o->cause = record_process_end(w, l, p, status);
    __atomic_store_n(&o->thread.life, LIFE_ENDING, __ATOMIC_RELEASE);
    pass_end(&q, o);
}

/* Those who join it go on when all is in order. */
static void process_end_object(world *w, lane *l, journal *j, process *p)
{
    object *o = p->self;
    pass q;
    pass_begin_for(&q, w, l, j);
    pass_lock(&q, o);
    __atomic_store_n(&o->thread.life, LIFE_ENDED, __ATOMIC_RELEASE);
    q.cause = __atomic_load_n(&o->cause, __ATOMIC_RELAXED);
    pass_touch(&q, o);
    pass_settle(&q, o);
    pass_end(&q, o);
}

static bool bereaved_wanted(const object *o, const process *p)
{
    (void)p;
    return kinds[o->kind].bereaved != NULL;
}

static void process_bereave(world *w, lane *l, journal *j, process *p, object *o)
{
    if (o == w->atomic)
        return;
    pass q;
    call c;
    pass_begin_for(&q, w, l, j);
    q.cause = __atomic_load_n(&p->self->cause, __ATOMIC_RELAXED);
    pass_call(&c, &q, o, &(op){.verb = VERB_none}, NULL);
    pass_lock(&q, o);
    if (kinds[o->kind].bereaved(&c, p)) {
        pass_flush(&q);
        pass_touch(&q, o);
        pass_settle(&q, o);
    }
    pass_end(&q, o);
    value_drop(c.result);
}

uint32_t process_leaves(world *w, const ending *e)
{
    uint32_t at = e->at;
    object *o = objects_next(w, &at, bereaved_wanted, e->process);
    uint32_t id = o ? o->id : 0;
    if (o)
        object_let_go(o);
    return id;
}

void process_abandon(world *w, lane *l, journal *j, process *p)
{
    uint32_t at = 1;
    while (process_see_some(w, l, j, p, &at, SEEN_AT_ONCE, bereaved_wanted, process_bereave))
        ;
}

static void process_end_daemons(world *w, const process *p)
{
    objects_reap_lock(w);
    for (process *child = w->processes; child; child = child->next)
        if (child->parent == p->id && child->daemon && __atomic_load_n(&child->phase, __ATOMIC_ACQUIRE) <= PROCESS_LIVES)
            w->engine->kill(w, child, SIGNAL_TERMINATE);
    objects_reap_unlock(w);
}

/* The next of those by its id, held; NULL: there are no more. */
static process *process_next_daemon(world *w, const process *p, uint32_t after)
{
    process *next = NULL;
    objects_reap_lock(w);
    for (process *child = w->processes; child; child = child->next)
        if (child->parent == p->id && child->daemon && child->id > after && (!next || child->id < next->id)
            && __atomic_load_n(&child->phase, __ATOMIC_ACQUIRE) <= PROCESS_LIVES)
            next = child;
    if (next && !object_hold_living(next->self))
        next = NULL;
    objects_reap_unlock(w);
    return next;
}

/* Whoever sees that p has ended, be it by what it leaves behind, finds them gone. */
static void process_outlive_daemons(world *w, const process *p)
{
    uint32_t last = 0;
    for (process *child; w->engine->outlive && (child = process_next_daemon(w, p, last));) {
        last = child->id;
        w->engine->outlive(w, child);
        object_let_go(child->self);
    }
}

void process_outlive(world *w, const object *o)
{
    bool ends = o->kind == KIND_process && __atomic_load_n(&o->thread.life, __ATOMIC_ACQUIRE) == LIFE_ENDING;
    if (ends && w->engine->outlive)
        w->engine->outlive(w, o->thread.process);
}

static bool process_any_listed(const world *w, const process *but)
{
    bool any = false;
    for (const process *p = w->processes; p && !any; p = p->next)
        any = p != but && !p->daemon && __atomic_load_n(&p->phase, __ATOMIC_ACQUIRE) <= PROCESS_LIVES;
    return any;
}

/* Held by its object; NULL: there is none of that id that ends. */
static process *process_ending(world *w, uint32_t id)
{
    objects_reap_lock(w);
    process *p = w->processes;
    while (p && (p->id != id || !__atomic_load_n(&p->ends, __ATOMIC_ACQUIRE)))
        p = p->next;
    if (p && !object_hold_living(p->self))
        p = NULL;
    objects_reap_unlock(w);
    return p;
}

void process_outlive_maker(world *w, uint32_t id)
{
    process *p = w->engine->outlive ? process_ending(w, id) : NULL;
    if (!p)
        return;
    w->engine->outlive(w, p);
    object_let_go(p->self);
}

bool process_any(world *w, const process *but)
{
    objects_reap_lock(w);
    bool any = process_any_listed(w, but);
    objects_reap_unlock(w);
    return any;
}

/* Does the run end with p? Then nobody starts another any more. */
static bool process_is_last(world *w, const process *p)
{
    objects_reap_lock(w);
    bool last = !p->daemon && !process_any_listed(w, p);
    if (last)
        __atomic_store_n(&w->over, true, __ATOMIC_SEQ_CST);
    objects_reap_unlock(w);
    return last;
}

static void process_drop_tasks(world *w, lane *l, journal *j, process *p)
{
    uint32_t at = 1;
    while (process_see_some(w, l, j, p, &at, SEEN_AT_ONCE, task_wanted, process_drop_task))
        ;
}

/* Whoever joins one of its tasks finds it ending. */
static void ending_tell(world *w, lane *l, journal *j, const ending *e)
{
    process *p = e->process;
    if (p->self->kind == KIND_process && p->self->thread.life == LIFE_RUNNING)
        process_tell(w, l, j, p, e->status);
}

/* Daemons that have joined the last one do not go on: the run has ended. */
static void ending_close(world *w, lane *l, journal *j, const ending *e)
{
    process *p = e->process;
    process_count_off(w, p);
    if (p->self->thread.life == LIFE_ENDING && !e->last)
        process_end_object(w, l, j, p);
}

bool process_end_step(world *w, lane *l, journal *j, ending *e, uint32_t most)
{
    process *p = e->process;
    switch (e->stage) {
    case ENDING_TELLS:
        __atomic_store_n(&p->ends, true, __ATOMIC_RELEASE);
        e->last = process_is_last(w, p); /* nobody is left to care */
        if (!e->last)
            process_uncount_all(w, p); /* whoever hears of it may start others in their places */
        ending_tell(w, l, j, e);
        e->stage = e->last ? ENDING_CLOSES : ENDING_DROPS;
        return true;
    case ENDING_DROPS:
        process_drop_tasks(w, l, j, p);
        e->stage = ENDING_DAEMONS;
        return true;
    case ENDING_DAEMONS:
        process_end_daemons(w, p);
        process_outlive_daemons(w, p);
        e->stage = ENDING_LEAVES;
        return true;
    case ENDING_LEAVES:
        if (process_see_some(w, l, j, p, &e->at, most, bereaved_wanted, process_bereave))
            return true;
        e->stage = ENDING_CLOSES;
        return true;
    case ENDING_CLOSES: ending_close(w, l, j, e); e->stage = ENDING_OVER;
    }
    return false;
}

void process_end(world *w, lane *l, journal *j, process *p, int status)
{
    ending e = ending_of(p, status);
    while (process_end_step(w, l, j, &e, SEEN_AT_ONCE))
        ;
}
