/* states: a stack of points, from the first choice to where the execution is, each with the tasks that are to be tried there yet. Calls
 * point.h, stored.h, rounds.h, race.h. Leaves out: what the graph of all states tells (states_round.c), checkpoints (states_save.c). */
#include "runtime/check/states.h"

#include <stdlib.h>
#include <string.h>

#include "base/large.h"
#include "runtime/check/ample.h"
#include "runtime/check/race.h"
#include "runtime/check/rounds.h"
#include "runtime/check/states_work.h"
#include "runtime/check/trace.h"

enum { FRAMES_FIRST = 64, LEARN_MOST = 10000 /* frames */ };

/* --- piles --- */

static bool pile_room(void **pile, uint32_t *capacity, uint64_t needed, size_t size)
{
    if (needed <= *capacity)
        return true;
    uint64_t larger = *capacity ? *capacity : FRAMES_FIRST;
    while (larger < needed)
        larger *= 2;
    void *more = larger <= UINT32_MAX ? large_resize(*pile, larger * size) : NULL;
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

static uint64_t mask_of(const states *x, const taskset *tasks)
{
    uint64_t mask = 0;
    for (uint32_t i = 0; i < x->alive && i < MASK_TASKS; i++)
        mask |= (uint64_t)taskset_has(tasks, x->order[i]) << i;
    return mask;
}

static taskset tasks_of(const states *x, uint64_t mask)
{
    taskset tasks = {{0}};
    for (uint32_t i = 0; i < x->alive && i < MASK_TASKS; i++)
        if (mask >> i & 1)
            taskset_add(&tasks, x->order[i]);
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

/* Steps of those who have a time are not played. */
static bool task_is_timed(const states *x, uint32_t i) { return lazy_is_real(x->lazy) && actor_is_timed(x->exec->actors[i]); }

/* Whoever has a time can always go on, sooner or later. */
static bool actor_goes_on(const exec *e, uint32_t i) { return actor_is_timed(e->actors[i]) || taskset_has(&e->enabled, i); }

/* Those who may have changed places are one. */
static uint32_t number_of(states *x, uint32_t i)
{
    const actor *a = x->exec->actors[i];
    bool alike = x->state.symmetric && point_is_alike(a);
    uint32_t number = cycles_task(x->cycles, alike ? value_hash(a->task.self->name.base) : a->task.random);
    x->alike |= alike && number != CYCLES_NONE ? UINT64_C(1) << number : 0;
    return number;
}

static uint64_t bit_of(states *x, uint32_t i)
{
    uint32_t number = number_of(x, i);
    return number == CYCLES_NONE ? 0 : UINT64_C(1) << number;
}

/* Those who wait, without a time. */
static uint64_t waiting_of(states *x, const frame *f)
{
    uint64_t waiting = 0;
    for (uint32_t i = taskset_next(&f->waits, 0); i < EXEC_TASKS; i = taskset_next(&f->waits, i + 1))
        waiting |= task_is_timed(x, i) ? 0 : bit_of(x, i);
    return waiting;
}

static void cycles_await(states *x, const frame *f)
{
    uint64_t stuck = 0;
    bool awaits;
    cycles_wait(x->cycles, f->at.number, waiting_of(x, f));
    for (uint32_t i = taskset_next(&f->waits, 0); i < EXEC_TASKS; i = taskset_next(&f->waits, i + 1))
        stuck |= lazy_stays(x->lazy, i, &awaits) ? bit_of(x, i) : 0;
    cycles_stuck(x->cycles, f->at.number, stuck);
}

static bool cycles_arrives_first(states *x, uint64_t number)
{
    const exec *e = x->exec;
    uint64_t tasks = 0, stuck = 0;
    for (uint32_t i = 0; i < e->actor_count && x->hopes && !exec_over(e); i++)
        tasks |= actor_goes_on(e, i) ? bit_of(x, i) : 0;
    for (uint32_t i = 0; i < x->alive && !exec_over(e); i++) {
        uint32_t who = x->order[i];
        bool awaits, stays = lazy_stays(x->lazy, who, &awaits);
        if (stays && (awaits || !taskset_has(&e->enabled, who)))
            stuck |= bit_of(x, who);
    }
    if (!cycles_state(x->cycles, exec_over(e) ? ~UINT64_C(0) : e->held, tasks))
        return false;
    cycles_stuck(x->cycles, (uint32_t)number, stuck);
    return true;
}

static bool is_open(const states *x, uint64_t number) { return number / 64 < x->open_words && x->open[number / 64] >> number % 64 & 1; }

static bool cycles_arrive(states *x, uint64_t number, bool fresh)
{
    const exec *e = x->exec;
    uint32_t from = x->here.number;
    x->round |= !fresh && is_open(x, number);
    if (!x->cycles)
        return true;
    bool unknown = fresh && number == cycles_states(x->cycles);
    if (number >= CYCLES_NONE || (unknown && !cycles_arrives_first(x, number)))
        return false;
    return from == CYCLES_NONE || cycles_step(x->cycles, from, (uint32_t)number, number_of(x, e->steps[e->step_count - 1].task));
}

/* The state of the last frame is on the way from now on, or no more. */
static void state_opens(states *x, uint32_t number, bool opens)
{
    if (x->cycles || number == CYCLES_NONE)
        return;
    uint32_t words = number / 64 + 1;
    if (words > x->open_words) {
        uint64_t *more = large_resize(x->open, 2 * words * sizeof *more);
        if (!more) {
            x->broken = true;
            return;
        }
        memset(more + x->open_words, 0, (2 * words - x->open_words) * sizeof *more);
        x->open = more;
        x->open_words = 2 * words;
    }
    uint64_t bit = UINT64_C(1) << number % 64;
    x->open[number / 64] = opens ? x->open[number / 64] | bit : x->open[number / 64] & ~bit;
}

/* Those who slept before the step just made and do not depend on it go on sleeping: of the pile, from `from` to `end`. */
static void sleep_on(states *x, uint32_t from, uint32_t end)
{
    const exec *e = x->exec;
    const exec_step *s = &e->steps[e->step_count - 1];
    taskset before = x->here.asleep;
    x->here.asleep = x->here.idle = (taskset){{0}};
    x->here.sleepers = x->sleeping;
    for (uint32_t i = from; i < end && !x->cycles && !s->later && !e->later && !x->broken; i++) {
        sleeper slept = x->sleepers[i];
        if (slept.task == s->task || (!slept.idle && !taskset_has(&before, slept.task))
            || accesses_conflict(x->touches + slept.first, slept.count, e->accesses + s->first, s->count))
            continue;
        taskset_add(slept.idle ? &x->here.idle : &x->here.asleep, slept.task);
        x->broken |= !sleeper_add(x, slept);
    }
}

/* All states come after the first that is stored: what is there then is there in all of them. The run itself may still be at
 * an end that the execution has gone back from. */
static void state_is_root(states *x)
{
    exec *e = x->exec;
    lazy_real(x->lazy);
    e->root_objects = object_last(e->world);
    e->root_bytes = snap_used(e->snap);
    lazy_begin(x->lazy, &x->state);
}

/* Where the execution is, as it is stored. NULL: out of memory. */
static uint64_t *state_find(states *x, uint64_t *number, bool *fresh)
{
    if (!x->rooted)
        state_is_root(x);
    x->rooted = true;
    stored_key k;
    uint64_t *mask = lazy_state(x->lazy, &x->state, &k, x->order, &x->alive) ? stored_find(x->stored, &k, number, fresh) : NULL;
    x->broken |= !mask || !cycles_arrive(x, *number, *fresh);
    return mask;
}

/* Has the state been left in all ways that matter? Else f->left says which remain. */
static bool state_is_old(states *x, frame *f)
{
    const exec *e = x->exec;
    bool fresh;
    uint64_t number, *mask = state_find(x, &number, &fresh);
    if (!mask)
        return true;
    uint64_t asleep = mask_of(x, &x->here.asleep), before = fresh ? asleep : *mask;
    f->before = before;
    *mask = before & asleep;
    x->here.asleep = tasks_of(x, *mask);
    x->here.number = (uint32_t)number;
    x->here.inner = 0;
    taskset done = fresh ? x->here.asleep : tasks_of(x, ~(before & ~asleep));
    f->left = taskset_without(&e->enabled, &done);
    f->left = taskset_without(&f->left, &x->here.idle);
    f->waits = x->here.idle;
    f->fresh = fresh;
    return !fresh && !taskset_any(&f->left);
}

static void frame_push(states *x, frame *f)
{
    f->at = x->here;
    f->touches = x->touched;
    x->broken |= !pile_room((void **)&x->frames, &x->capacity, x->count + 1ull, sizeof *f);
    if (x->broken)
        return;
    x->frames[x->count] = *f;
    lazy_mark(x->lazy);
    x->count++;
    state_opens(x, f->alone ? CYCLES_NONE : f->at.number, true);
}

static void frame_pop(states *x)
{
    const frame *f = &x->frames[--x->count];
    state_opens(x, f->alone ? CYCLES_NONE : f->at.number, false);
    x->sleeping = f->at.sleepers;
    x->touched = f->touches;
    lazy_undo(x->lazy);
}

/* The touches behind those of who sleeps already are the task's. */
static bool frame_sleeper(states *x, const frame *f, bool idle)
{
    uint32_t first = f->touches;
    for (uint32_t i = f->at.sleepers; i < x->sleeping; i++)
        if (x->sleepers[i].first >= f->touches)
            first = x->sleepers[i].first + x->sleepers[i].count;
    return sleeper_add(x, (sleeper){f->task, first, x->touched - first, idle});
}

/* A task has been tried in all its alternatives: it sleeps from now on; but where the way has ended by that, what would have come after
 * it was not seen. */
static bool task_sleeps(states *x, frame *f)
{
    if (!f->choices || f->ends || x->cycles)
        return true;
    taskset_add(&f->at.asleep, f->task);
    return frame_sleeper(x, f, false);
}

/* An await is tried like a question: as long as others can go on, that it stands in line makes no difference, for it is tried again
 * wherever they come to. Only where nobody else can it begins to wait. */
static bool frame_settles(states *x, frame *f)
{
    if (x->cycles && !f->alone && f->at.number != CYCLES_NONE)
        cycles_await(x, f);
    if (f->stuck || !f->fresh || f->moved || taskset_any(&f->at.asleep) || !taskset_any(&f->waits))
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
    if (!taskset_any(&f->left) && !frame_settles(x, f))
        return false;
    f->task = taskset_has(&f->left, last) ? last : taskset_next(&f->left, 0);
    taskset_remove(&f->left, f->task);
    f->choice = f->choices = 0;
    f->ends = false;
    return true;
}

/* --- steps --- */

static void state_is_new(states *x)
{
    exec *e = x->exec;
    frame *f = &x->frames[x->count - 1];
    rounds found = ROUNDS_NONE;
    if (lazy_may_go_round(x->lazy)) {
        lazy_real(x->lazy);
        found = rounds_look(e, lazy_point(x->lazy), NULL);
    }
    x->endless |= found == ROUNDS_TIME;
    if (found == ROUNDS_LIVELOCK)
        f->left = (taskset){{0}};
    else if (!(e->known >> FINDING_RACE & 1) && lazy_may_race(x->lazy)) {
        lazy_real(x->lazy);
        x->races = race_pending(e, x->pair);
    }
    x->away |= e->findings.kinds != 0;
}

/* The task whose step is all that need be tried there; EXEC_TASKS: there is none. */
static uint32_t place_alone(states *x)
{
    uint32_t alone, guarded;
    if (!lazy_alone(x->lazy, x->guards, &alone, &guarded)) {
        lazy_real(x->lazy);
        guarded = x->guards ? guards_alone(x->guards, x->exec) : EXEC_TASKS;
        alone = ample_task(x->exec);
        if (x->guards)
            lazy_looked(x->lazy, x->guards);
    }
    bool may = x->here.inner < INNER_MOST;
    x->here.guarded = may && alone == EXEC_TASKS && guarded < EXEC_TASKS;
    return !may ? EXEC_TASKS : x->here.guarded ? guarded : alone;
}

/* From there, it is gone on by itself, or from a frame of its own; or not. */
static bool place_goes_on(states *x)
{
    exec *e = x->exec;
    frame f = {0};
    uint64_t number;
    if (exec_over(e) || e->told) {
        state_find(x, &number, &f.fresh);
        return false;
    }
    uint32_t alone = place_alone(x);
    if (alone < EXEC_TASKS) {
        x->here.inner++;
        x->inner = alone;
        return !taskset_has(&x->here.asleep, alone);
    }
    x->inner = EXEC_TASKS;
    if (state_is_old(x, &f))
        return false;
    frame_push(x, &f);
    if (f.fresh && !x->broken)
        state_is_new(x);
    return true;
}

/* Whoever looks round there goes back from what he tries, and forgets what that has found: so what the step has found is kept meanwhile. */
static void states_arrive(states *x)
{
    finding_list found = {0};
    x->away = false;
    finding_move(&found, &x->exec->findings);
    bool goes_on = !x->broken && place_goes_on(x);
    finding_move(&x->exec->findings, &found);
    if (goes_on)
        return;
    x->away = true;
    x->inner = EXEC_TASKS;
    x->sleeping = x->here.sleepers;
}

/* It has come to nothing but waiting. */
static bool step_is_wait(const exec *e)
{
    const exec_step *s = &e->steps[e->step_count - 1];
    return s->waits && !exec_over(e) && (s->verb == VERB_run_await_begin || s->verb == VERB_run_await);
}

/* It is as long as nobody changes what its condition looks at; that blocks begin and end, which it keeps away from, makes no difference
 * to that. */
static void await_is_false(states *x, frame *f)
{
    const exec *e = x->exec;
    const exec_step *s = &e->steps[e->step_count - 1];
    taskset_add(&f->waits, f->task);
    if (task_is_timed(x, f->task))
        return;
    for (uint32_t i = 0; i < s->count; i++) {
        const touch *t = &e->accesses[s->first + i];
        if (exec_object(e, t->key) != e->world->atomic)
            x->broken |= !touches_add(x, t, 1);
    }
    x->broken |= !frame_sleeper(x, f, true);
}

/* False: out of memory. */
static bool step_go(states *x, const place *from, uint32_t who, uint32_t choice)
{
    exec *e = x->exec;
    uint64_t hash;
    if (lazy_play(x->lazy, who, choice, from->guarded)) {
        if (lazy_hash(x->lazy, &hash))
            stored_soon(x->stored, hash);
        return true;
    }
    lazy_real(x->lazy);
    if (x->guards)
        guards_before(x->guards, e, who);
    lazy_make(x->lazy, who, choice, from->guarded);
    x->broken |= e->end == EXEC_FAILED;
    if (x->guards && !x->broken)
        guards_after(x->guards, e, from->guarded);
    x->broken |= (x->guards && guards_broken(x->guards)) || lazy_broken(x->lazy);
    return !x->broken;
}

/* What others could have done will not be seen any more: a finding has ended it, or an endless computation. */
static bool way_ends(const exec *e)
{
    const exec_step *s = &e->steps[e->step_count - 1];
    return (exec_over(e) || e->told) && taskset_count(&s->enabled) > 1;
}

/* So that need be tried, too. */
static void frame_opens(states *x, frame *f)
{
    frame whole = {0};
    lazy_back(x->lazy);
    x->away = f->alone = f->ends = false;
    x->here = f->at;
    x->here.guarded = false;
    bool old = state_is_old(x, &whole);
    f->at = x->here;
    state_opens(x, f->at.number, true);
    f->left = whole.left;
    f->waits = whole.waits;
    f->fresh = whole.fresh;
    f->before = whole.before;
    f->choice = f->choices = 0;
    if (!old && f->fresh && !x->broken)
        state_is_new(x);
}

static void states_step(states *x)
{
    exec *e = x->exec;
    frame *f = &x->frames[x->count - 1];
    x->away = true;
    if (!step_go(x, &f->at, f->task, f->choice))
        return;
    f->ends |= way_ends(e);
    if (f->alone && f->ends) {
        frame_opens(x, f);
        return;
    }
    if (!f->stuck && step_is_wait(e)) {
        await_is_false(x, f);
        return;
    }
    const exec_step *s = &e->steps[e->step_count - 1];
    x->broken |= !touches_add(x, e->accesses + s->first, s->count);
    f->moved = true;
    f->choices = s->choices;
    x->here = f->at;
    sleep_on(x, f->at.sleepers, x->sleeping);
    states_arrive(x);
}

/* The step that is passed through turns out to have alternatives, or to end the way: it is gone back, so that the place before it is one
 * to come back to. */
static void inner_comes_back(states *x)
{
    exec *e = x->exec;
    uint32_t last = e->step_count - 1;
    frame f = {.alone = true};
    taskset_add(&f.left, x->inner);
    x->inner = EXEC_TASKS;
    lazy_back(x->lazy);
    while (e->step_count < last && !lazy_broken(x->lazy)) {
        const exec_step *s = &e->steps[e->step_count];
        uint32_t who = s->task, choice = s->choice;
        if (!lazy_play(x->lazy, who, choice, false))
            lazy_make(x->lazy, who, choice, false);
    }
    frame_push(x, &f);
}

/* A step that need not be gone back to. */
static void inner_step(states *x)
{
    const exec *e = x->exec;
    if (!step_go(x, &x->here, x->inner, 0))
        return;
    if (e->steps[e->step_count - 1].choices > 1 || way_ends(e)) {
        inner_comes_back(x);
        return;
    }
    uint32_t end = x->sleeping;
    x->sleeping = x->here.sleepers;
    sleep_on(x, x->sleeping, end);
    states_arrive(x);
}

/* Back at the last frame that has something left to try. */
static bool frames_next(states *x)
{
    while (x->count && !x->broken) {
        if (x->away)
            lazy_back(x->lazy);
        x->away = x->races = false;
        if (frame_next(x, &x->frames[x->count - 1]))
            return !x->broken;
        if (!x->broken)
            frame_pop(x);
    }
    return false;
}

/* What was assumed does not hold: that is known now. At first it is that there is no way round, and that nobody looks after each step. */
static bool assumed_wrongly(const states *x)
{
    return (x->guards && guards_wrong(x->guards)) || (x->state.symmetric && x->exec->personal) || (x->round && !x->cycles)
           || x->looked != x->exec->looked_count;
}

/* All is seen, but who it is that can never go on, or whether it is somebody else each time, is not: they are told apart then. */
static bool is_in_doubt(states *x)
{
    uint32_t state;
    uint64_t tasks;
    if (!x->cycles || !x->state.symmetric)
        return false;
    x->broken |= !cycles_never(x->cycles, 0, &state, &tasks);
    if (state == CYCLES_NONE || !(tasks & x->alike))
        return false;
    x->state.symmetric = false;
    return true;
}

/* It is gone on with as long as it leads to something new, for there may be more to learn. */
static bool learns(const states *x) { return x->inner < EXEC_TASKS || (!x->away && x->count < LEARN_MOST); }

static void states_anew(states *x)
{
    while (x->count)
        frame_pop(x);
    lazy_restart(x->lazy);
    x->before += states_count(x);
    stored_free(x->stored);
    x->stored = stored_new(x->exact);
    x->broken |= !x->stored;
    x->state.symmetric &= !x->exec->personal;
    x->rooted = false;
    cycles_free(x->cycles);
    x->cycles = x->hopes || x->round ? cycles_new() : NULL;
    x->broken |= (x->hopes || x->round) && !x->cycles;
    x->alike = 0;
    x->looked = x->exec->looked_count;
    x->sleeping = x->touched = 0;
    if (x->guards)
        guards_anew(x->guards);
}

/* False: there is none from here on. */
static bool states_go_on(states *x)
{
    if (!x->begun || (assumed_wrongly(x) && !learns(x)))
        return false;
    if (x->inner < EXEC_TASKS)
        inner_step(x);
    else if (frames_next(x))
        states_step(x);
    else
        return false;
    return true;
}

bool states_next(states *x)
{
    finding_clear(&x->exec->findings);
    if (states_go_on(x))
        return !x->broken;
    if (x->broken || (x->begun && !assumed_wrongly(x) && !is_in_doubt(x)))
        return false;
    if (x->begun || !x->stored)
        states_anew(x);
    x->begun = true;
    x->root_objects = x->exec->root_objects;
    x->root_bytes = x->exec->root_bytes;
    x->here = (place){.number = CYCLES_NONE};
    states_arrive(x);
    return !x->broken;
}

/* --- the whole --- */

states *states_new(exec *e, bool exact, bool every)
{
    states *x = calloc(1, sizeof *x);
    if (!x)
        return NULL;
    x->exec = e;
    x->exact = exact;
    bool hopes = x->hopes = e->world->host->eventually;
    x->state.dead = every;
    x->state.symmetric = !hopes && !every && !e->accounts && !e->loose;
    x->guards = hopes || every ? NULL : guards_new(x->state.symmetric);
    x->lazy = lazy_new(e, hopes || e->loose || e->spurious || e->prints || e->world->host->invariant, exact);
    if (x->lazy && (x->guards || hopes || every))
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
    guards_free(x->guards);
    lazy_free(x->lazy);
    state_free(&x->state);
    free(x->frames);
    free(x->sleepers);
    free(x->touches);
    free(x->open);
    free(x);
}

bool states_race(const states *x, uint32_t pair[2])
{
    pair[0] = x->pair[0];
    pair[1] = x->pair[1];
    return x->races;
}

bool states_learns(const states *x) { return assumed_wrongly(x); }
bool states_broken(const states *x) { return x->broken; }
bool states_strayed(const states *x) { return lazy_strayed(x->lazy); }
bool states_endless(const states *x) { return x->endless; }
uint64_t states_count(const states *x) { return x->stored ? stored_count(x->stored) : 0; }
uint64_t states_tried(const states *x) { return x->before + states_count(x); }

size_t states_bytes(const states *x)
{
    return (x->stored ? stored_bytes(x->stored) : 0) + (x->cycles ? cycles_bytes(x->cycles) : 0) + lazy_bytes(x->lazy)
           + snap_used(x->exec->snap) + snap_remembered(x->exec->snap) + x->capacity * sizeof *x->frames
           + x->sleepers_capacity * sizeof *x->sleepers + x->touches_capacity * sizeof *x->touches + x->open_words * sizeof *x->open;
}
