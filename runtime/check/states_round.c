/* states_round: what the graph of all states has: rounds in which something never comes true, or in which some can never go on; and the way
 * there, by searching once more. Calls cycles.h, ample.h, point.h. */
#include "runtime/check/ample.h"
#include "runtime/check/states_work.h"

bool states_never(const states *x, uint32_t *state, uint64_t *stuck)
{
    *state = CYCLES_NONE;
    return !x->cycles || cycles_never(x->cycles, 0, state, stuck);
}

taskset states_stuck(const states *x, uint64_t stuck)
{
    const exec *e = x->exec;
    taskset tasks = {{0}};
    for (uint32_t i = 0; i < e->actor_count; i++) {
        uint32_t number = cycles_task(x->cycles, e->actors[i]->task.random);
        if (number != CYCLES_NONE && stuck >> number & 1)
            taskset_add(&tasks, i);
    }
    return tasks;
}

states *states_again(states *whole)
{
    states *x = states_new(whole->exec, whole->exact, whole->state.dead);
    if (!x)
        return NULL;
    guards *own = x->guards;
    x->guards = whole->guards;
    whole->guards = own;
    x->round = whole->round;
    x->state.symmetric = whole->state.symmetric;
    return x;
}

static bool states_stand_at(const states *x, uint32_t state)
{
    const frame *f = x->count ? &x->frames[x->count - 1] : NULL;
    return f && !x->away && f->fresh && f->at.number == state;
}

bool states_come_to(states *x, uint32_t state)
{
    while (!states_stand_at(x, state))
        if (!states_next(x))
            return false;
    lazy_real(x->lazy);
    return !lazy_broken(x->lazy);
}

bool states_endless_without(const states *x, uint32_t which, uint32_t *state) { return cycles_find(x->cycles, which, state); }

bool states_round(const states *x, uint32_t which, cycles_round *r) { return cycles_round_find(x->cycles, which, r); }

/* --- a round, once more --- */

static bool is_at(states *whole, uint32_t state)
{
    uint64_t number = CYCLES_NONE;
    bool fresh = true;
    point_state(whole->exec, &whole->state, whole->order);
    stored_key k = {.words = whole->state.words, .length = whole->state.length};
    whole->broken |= whole->state.broken || !stored_find(whole->stored, &k, &number, &fresh);
    return !whole->broken && !fresh && number == state;
}

/* By a step of that task, and what follows of itself, in all its alternatives. */
static bool go_to(states *whole, uint32_t who, uint32_t state, uint32_t inner)
{
    exec *e = whole->exec;
    exec_point here;
    uint32_t at = e->step_count;
    whole->broken |= !point_mark(e, &here);
    for (uint32_t choice = 0, choices = 1; choice < choices && !whole->broken; choice++) {
        exec_go(e, who, choice);
        choices = e->steps[at].choices;
        whole->broken |= e->end == EXEC_FAILED;
        bool goes_on = !exec_over(e) && !e->told && !whole->broken;
        uint32_t alone = goes_on && inner < INNER_MOST ? ample_task(e) : EXEC_TASKS;
        if (goes_on && (is_at(whole, state) || (alone < EXEC_TASKS && go_to(whole, alone, state, inner + 1))))
            return true;
        point_back(e, &here);
    }
    if (!whole->broken)
        snap_forget(e->snap);
    return false;
}

/* What is noted of a step is who made the last of those that follow of themselves: mostly that is who made the first. */
static bool make_move(states *whole, cycles_move m)
{
    exec *e = whole->exec;
    for (int likely = 1; likely >= 0; likely--)
        for (uint32_t who = taskset_next(&e->enabled, 0); who < EXEC_TASKS; who = taskset_next(&e->enabled, who + 1)) {
            bool same = cycles_task(whole->cycles, e->actors[who]->task.random) == m.task;
            if (same == likely && go_to(whole, who, m.to, 0))
                return true;
        }
    return false;
}

bool states_go_round(states *whole, const cycles_round *r)
{
    for (uint32_t i = 0; i < r->count; i++)
        if (!make_move(whole, r->moves[i]))
            return false;
    return true;
}
