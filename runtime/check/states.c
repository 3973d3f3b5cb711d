/* states: a stack of points, from the first choice to where the execution is, each with the tasks that are to be tried there yet. Calls point.h,
 * stored.h, rounds.h, race.h. */
#include "runtime/check/states.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/check/ample.h"
#include "runtime/check/cycles.h"
#include "runtime/check/point.h"
#include "runtime/check/race.h"
#include "runtime/check/rounds.h"
#include "runtime/check/stored.h"
#include "runtime/check/trace.h"

enum { FRAMES_FIRST = 64, INNER_MOST = 1000 };

/* A task whose step from here leads only to where others lead, too; and what that step touches, as places in the pile of touches. */
typedef struct sleeper {
    uint32_t task, first, count;
} sleeper;

typedef struct frame {
    exec_point point;
    taskset left, asleep;
    taskset waits;     /* awaits whose condition was false when they were tried */
    bool moved, stuck; /* somebody else has made a step; nobody can, so they begin to wait */
    uint32_t task, choice, choices;
    uint32_t sleepers, touches; /* from there on its own */
    uint32_t inner;             /* how many states before it were passed through */
    uint32_t number;            /* of the state, or of the last one before it that was stored; CYCLES_NONE: there was none */
    bool fresh;                 /* it was not stored before */
} frame;

struct states {
    exec *exec;
    stored *stored;
    cycles *cycles; /* where something has to come true; then no task sleeps, for what matters is every way round */
    run_state state;
    frame *frames;
    uint32_t count, capacity;
    sleeper *sleepers;
    uint32_t sleeping, sleepers_capacity;
    touch *touches;
    uint32_t touched, touches_capacity;
    bool begun, away; /* away: the execution is not where the last frame is */
    bool broken, endless, races;
    uint32_t pair[2];
};

/* --- piles --- */

static bool pile_room(void **pile, uint32_t *capacity, uint64_t needed, size_t size)
{
    if (needed <= *capacity)
        return true;
    uint64_t larger = *capacity ? *capacity : FRAMES_FIRST;
    while (larger < needed)
        larger *= 2;
    void *more = larger <= UINT32_MAX ? realloc(*pile, larger * size) : NULL;
    if (!more)
        return false;
    *pile = more;
    *capacity = (uint32_t)larger;
    return true;
}

static bool sleeper_add(states *x, sleeper s)
{
    if (!pile_room((void **)&x->sleepers, &x->sleepers_capacity, x->sleeping + 1ull, sizeof s))
        return false;
    x->sleepers[x->sleeping++] = s;
    return true;
}

static bool touches_add(states *x, const touch *a, uint32_t count)
{
    if (!pile_room((void **)&x->touches, &x->touches_capacity, (uint64_t)x->touched + count, sizeof *a))
        return false;
    memcpy(x->touches + x->touched, a, count * sizeof *a);
    x->touched += count;
    return true;
}

/* --- masks: tasks by their places in the state --- */

enum { MASK_TASKS = 64 };

static uint64_t mask_of(const exec *e, const taskset *tasks)
{
    uint32_t order[EXEC_TASKS], count = point_order(e, order);
    uint64_t mask = 0;
    for (uint32_t i = 0; i < count && i < MASK_TASKS; i++)
        mask |= (uint64_t)taskset_has(tasks, order[i]) << i;
    return mask;
}

static taskset tasks_of(const exec *e, uint64_t mask)
{
    uint32_t order[EXEC_TASKS], count = point_order(e, order);
    taskset tasks = {{0}};
    for (uint32_t i = 0; i < count && i < MASK_TASKS; i++)
        if (mask >> i & 1)
            taskset_add(&tasks, order[i]);
    return tasks;
}

static taskset taskset_without(const taskset *a, const taskset *b)
{
    taskset rest;
    for (int w = 0; w < EXEC_TASKS / 64; w++)
        rest.word[w] = a->word[w] & ~b->word[w];
    return rest;
}

/* --- a frame --- */

static bool actor_is_timed(const actor *a)
{
    return a->state == ACTOR_PENDING ? a->due != NO_TIMEOUT : a->state == ACTOR_STANDS && a->task.deadline != NO_TIMEOUT;
}

/* Whoever has a time can always go on, sooner or later. */
static bool actor_goes_on(const exec *e, uint32_t i) { return actor_is_timed(e->actors[i]) || taskset_has(&e->enabled, i); }

/* Those who wait, by the numbers of cycles_task. */
static uint64_t waiting_of(const states *x, const frame *f)
{
    uint64_t waiting = 0;
    for (uint32_t i = taskset_next(&f->waits, 0); i < EXEC_TASKS; i = taskset_next(&f->waits, i + 1)) {
        uint32_t who = actor_is_timed(x->exec->actors[i]) ? CYCLES_NONE : cycles_task(x->cycles, x->exec->actors[i]->task.random);
        waiting |= who == CYCLES_NONE ? 0 : UINT64_C(1) << who;
    }
    return waiting;
}

static bool cycles_arrive(states *x, const frame *up, uint64_t number, bool fresh)
{
    const exec *e = x->exec;
    uint64_t tasks = 0;
    if (!x->cycles)
        return true;
    for (uint32_t i = 0; fresh && i < e->actor_count; i++) {
        uint32_t who = exec_over(e) || !actor_goes_on(e, i) ? CYCLES_NONE : cycles_task(x->cycles, e->actors[i]->task.random);
        tasks |= who == CYCLES_NONE ? 0 : UINT64_C(1) << who;
    }
    if (number >= CYCLES_NONE || (fresh && !cycles_state(x->cycles, exec_over(e) ? ~UINT64_C(0) : e->held, tasks)))
        return false;
    uint32_t moved =
        up && up->number != CYCLES_NONE ? cycles_task(x->cycles, e->actors[e->steps[e->step_count - 1].task]->task.random) : CYCLES_NONE;
    return moved == CYCLES_NONE || cycles_step(x->cycles, up->number, (uint32_t)number, moved);
}

/* Those who slept before the step just made and do not depend on it go on sleeping. */
static bool sleep_on(states *x, const frame *up, frame *f)
{
    const exec *e = x->exec;
    const exec_step *s = &e->steps[e->step_count - 1];
    uint32_t end = x->sleeping;
    for (uint32_t i = up->sleepers; i < end && !x->cycles && !s->later && !e->later; i++) {
        sleeper slept = x->sleepers[i];
        if (slept.task == s->task || !taskset_has(&up->asleep, slept.task)
            || accesses_conflict(x->touches + slept.first, slept.count, e->accesses + s->first, s->count))
            continue;
        taskset_add(&f->asleep, slept.task);
        if (!sleeper_add(x, slept))
            return false;
    }
    return true;
}

/* Where the execution is, as it is stored. NULL: out of memory. */
static uint64_t *state_find(states *x, const frame *up, uint64_t *number, bool *fresh)
{
    point_state(x->exec, &x->state);
    uint64_t *mask = x->state.broken ? NULL : stored_find(x->stored, x->state.words, x->state.length, number, fresh);
    x->broken |= !mask || !cycles_arrive(x, up, *number, *fresh);
    return mask;
}

/* Has the state been left in all ways that matter? Else f->left says which remain. */
static bool state_is_old(states *x, const frame *up, frame *f)
{
    const exec *e = x->exec;
    bool fresh;
    uint64_t number, *mask = state_find(x, up, &number, &fresh);
    if (!mask)
        return true;
    f->number = (uint32_t)number;
    uint64_t asleep = mask_of(e, &f->asleep), before = fresh ? asleep : *mask;
    *mask = before & asleep;
    f->asleep = tasks_of(e, *mask);
    taskset done = fresh ? f->asleep : tasks_of(e, ~(before & ~asleep));
    f->left = taskset_without(&e->enabled, &done);
    f->fresh = fresh;
    return !fresh && !taskset_count(&f->left);
}

static bool frame_push(states *x, const frame *f)
{
    if (!pile_room((void **)&x->frames, &x->capacity, x->count + 1ull, sizeof *f))
        return false;
    x->frames[x->count] = *f;
    if (!point_mark(x->exec, &x->frames[x->count].point))
        return false;
    x->count++;
    return true;
}

static void frame_pop(states *x)
{
    const frame *f = &x->frames[--x->count];
    x->sleeping = f->sleepers;
    x->touched = f->touches;
    if (x->count)
        point_undo(x->exec, &x->frames[x->count - 1].point);
}

/* A task has been tried in all its alternatives: it sleeps from now on. */
static bool task_sleeps(states *x, frame *f)
{
    if (!f->choices)
        return true;
    if (x->cycles)
        return true;
    taskset_add(&f->asleep, f->task);
    uint32_t first = f->touches;
    for (uint32_t i = f->sleepers; i < x->sleeping; i++)
        if (x->sleepers[i].first >= f->touches)
            first = x->sleepers[i].first + x->sleepers[i].count;
    return sleeper_add(x, (sleeper){f->task, first, x->touched - first});
}

/* An await is tried like a question: as long as others can go on, that it stands in line makes no difference, for it is tried again wherever they come
 * to. Only where nobody else can it begins to wait. */
static bool frame_settles(states *x, frame *f)
{
    if (x->cycles && f->number != CYCLES_NONE)
        cycles_wait(x->cycles, f->number, waiting_of(x, f));
    if (f->stuck || !f->fresh || f->moved || taskset_count(&f->asleep) || !taskset_count(&f->waits))
        return false;
    f->left = f->waits;
    return f->stuck = true;
}

/* What is tried next from the last frame; false: nothing more. */
static bool frame_next(states *x, frame *f)
{
    if (f->choice + 1 < f->choices) {
        f->choice++;
        return true;
    }
    if (!task_sleeps(x, f))
        return !(x->broken = true);
    uint32_t last = x->exec->step_count ? x->exec->steps[x->exec->step_count - 1].task : 0;
    if (!taskset_count(&f->left) && !frame_settles(x, f))
        return false;
    f->task = taskset_has(&f->left, last) ? last : taskset_next(&f->left, 0);
    taskset_remove(&f->left, f->task);
    f->choice = f->choices = 0;
    return true;
}

/* --- steps --- */

static void state_is_new(states *x)
{
    exec *e = x->exec;
    frame *f = &x->frames[x->count - 1];
    rounds found = rounds_look(e, &f->point);
    x->endless |= found == ROUNDS_TIME;
    if (found == ROUNDS_LIVELOCK)
        f->left = (taskset){{0}};
    else if (!(e->known >> FINDING_RACE & 1))
        x->races = race_pending(e, x->pair);
    x->away = e->findings.kinds;
}

static void states_arrive(states *x, const frame *up)
{
    exec *e = x->exec;
    frame f = {.sleepers = x->sleeping, .touches = x->touched};
    x->away = true;
    if (exec_over(e) || e->told) {
        uint64_t number;
        bool fresh;
        state_find(x, up, &number, &fresh);
        return;
    }
    if (up && !sleep_on(x, up, &f)) {
        x->broken = true;
        return;
    }
    uint32_t ample = !up || up->inner < INNER_MOST ? ample_task(e) : EXEC_TASKS;
    if (ample < EXEC_TASKS) {
        f.inner = up ? up->inner + 1 : 1;
        f.number = up ? up->number : CYCLES_NONE;
        if (!taskset_has(&f.asleep, ample))
            taskset_add(&f.left, ample);
    } else if (state_is_old(x, up, &f)) {
        x->sleeping = f.sleepers;
        return;
    }
    x->away = false;
    x->broken |= !frame_push(x, &f);
    if (f.fresh && !x->broken)
        state_is_new(x);
}

/* It has come to nothing but waiting. */
static bool step_is_wait(const exec *e)
{
    const exec_step *s = &e->steps[e->step_count - 1];
    return s->waits && !exec_over(e) && (s->verb == VERB_run_await_begin || s->verb == VERB_run_await);
}

static void states_step(states *x)
{
    exec *e = x->exec;
    frame *f = &x->frames[x->count - 1];
    exec_go(e, f->task, f->choice);
    x->away = true;
    if (e->end == EXEC_FAILED) {
        x->broken = true;
        return;
    }
    if (!f->stuck && step_is_wait(e)) {
        taskset_add(&f->waits, f->task);
        return;
    }
    const exec_step *s = &e->steps[e->step_count - 1];
    f->moved = true;
    f->choices = s->choices;
    if (!touches_add(x, e->accesses + s->first, s->count)) {
        x->broken = true;
        return;
    }
    states_arrive(x, f);
}

bool states_next(states *x)
{
    if (!x->begun) {
        x->begun = true;
        states_arrive(x, NULL);
        return x->count && !x->broken;
    }
    while (x->count && !x->broken) {
        if (x->away)
            point_back(x->exec, &x->frames[x->count - 1].point);
        x->away = x->races = false;
        if (frame_next(x, &x->frames[x->count - 1])) {
            states_step(x);
            return !x->broken;
        }
        if (!x->broken)
            frame_pop(x);
    }
    return false;
}

/* --- the whole --- */

states *states_new(exec *e, bool exact)
{
    states *x = calloc(1, sizeof *x);
    if (!x)
        return NULL;
    x->exec = e;
    bool hopes = e->world->host->eventually;
    x->stored = stored_new(exact);
    x->cycles = hopes ? cycles_new() : NULL;
    if (x->stored && (x->cycles || !hopes))
        return x;
    states_free(x);
    return NULL;
}

void states_free(states *x)
{
    if (!x)
        return;
    stored_free(x->stored);
    cycles_free(x->cycles);
    state_free(&x->state);
    free(x->frames);
    free(x->sleepers);
    free(x->touches);
    free(x);
}

bool states_race(const states *x, uint32_t pair[2])
{
    pair[0] = x->pair[0];
    pair[1] = x->pair[1];
    return x->races;
}

bool states_broken(const states *x) { return x->broken; }
bool states_endless(const states *x) { return x->endless; }
bool states_endless_without(const states *x, uint32_t which, uint32_t *state) { return cycles_find(x->cycles, which, state); }

bool states_stand_at(const states *x, uint32_t state)
{
    const frame *f = x->count ? &x->frames[x->count - 1] : NULL;
    return f && !x->away && f->fresh && f->number == state;
}

uint64_t states_count(const states *x) { return stored_count(x->stored); }

size_t states_bytes(const states *x)
{
    return stored_bytes(x->stored) + (x->cycles ? cycles_bytes(x->cycles) : 0) + snap_used(x->exec->snap) + snap_remembered(x->exec->snap)
           + x->capacity * sizeof *x->frames + x->sleepers_capacity * sizeof *x->sleepers + x->touches_capacity * sizeof *x->touches;
}
