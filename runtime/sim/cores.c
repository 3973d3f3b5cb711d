/* cores: the simulated machine: who computes on its processors, and what starts and switches cost.
 *
 * Instructions take no time; what does is computed on the processors: `work`, what the start of a process or thread costs its starter, and
 * what it costs to switch to a task that begins, or goes on after it waited. A task goes through three gates: it gets the gil of its
 * process (sim_gil.c), is switched to, and, unless it goes on with its work, stands in the line of those whose turn comes.
 * Calls work.c, sim_gil.c, and the line. Leaves out: the clock. */
#include "runtime/objects.h"
#include "runtime/sim/internal.h"

/* --- what a task has still to compute --- */

static service left_of(const sim_task *t) { return service_of(t->left) | t->left_part; }

static void left_set(sim_task *t, service left)
{
    t->left = (int64_t)(left >> SERVICE_PART);
    t->left_part = (uint32_t)left;
}

/* A task comes into a heap, or two, when others wait or the clock goes on, and then nothing can fail. */
bool cores_reserve(sim *s)
{
    uint32_t tasks = s->world->tasks + 1;
    if (!s->gated && !s->starts_cost)
        return true;
    return heap_room(&s->sleepers, tasks) && heap_room(&s->work.ends, tasks);
}

/* --- the gates --- */

static void cores_begin(sim *s, sim_task *t, service length)
{
    t->where = PLACE_WORKS;
    work_add(&s->work, s->now, length, t);
}

static void cores_go_on(sim *s, sim_task *t)
{
    if (left_of(t))
        cores_compute(s, t);
    else
        sim_line_up(s, t);
}

void cores_enter(sim *s, sim_task *t, bool waited)
{
    int64_t cost = s->world->settings.cost_switch;
    t->switched = waited && cost;
    if (t->switched)
        cores_begin(s, t, service_of(cost));
    else
        cores_go_on(s, t);
}

void cores_ready(sim *s, sim_task *t, bool waited)
{
    if (__builtin_expect(!s->gated, 1))
        sim_line_up(s, t);
    else if (sim_gil_take(s, t))
        cores_enter(s, t, waited);
}

void cores_yield(sim *s, sim_task *t)
{
    if (!sim_gil_yield(s, t))
        cores_enter(s, t, true);
}

/* Cancelled while it waits for the gil, or is switched to, it goes on when that is done. Who has worked has waited for nothing. */
void cores_reply(sim *s, sim_task *t)
{
    t->next = NEXT_REPLY;
    left_set(t, 0);
    if (t->where == PLACE_GIL || t->switched)
        return;
    sim_unheap(s, t);
    cores_ready(s, t, t->task.op.verb != VERB_run_work);
}

/* --- computing --- */

void cores_compute(sim *s, sim_task *t)
{
    if (sim_gil_is_lost(s, t))
        return;
    service left = left_of(t), piece = sim_gil_piece(s, t, left);
    left_set(t, left - piece);
    cores_begin(s, t, piece);
}

void cores_stop(sim *s, sim_task *t)
{
    service rest = work_remove(&s->work, s->now, t);
    t->where = PLACE_NONE;
    if (t->switched)
        return;
    service left = left_of(t) + rest;
    left_set(t, left > 0 ? left : 0);
    sim_gil_stopped(s, t, rest);
}

bool cores_computes(sim *s, const sim_task *t)
{
    return t->where == PLACE_WORKS && !t->switched && (left_of(t) || work_rest(&s->work, s->now, t) > 0);
}

void cores_work(sim *s, sim_task *t, int64_t length)
{
    t->left = length;
    t->left_part = 0;
    cores_compute(s, t);
}

static int64_t cores_cost(const settings *set, const op *o)
{
    bool starts = o->verb == VERB_process_start || o->verb == VERB_thread_start;
    if (!starts || o->object->thread.life != LIFE_NEW)
        return 0;
    return o->verb == VERB_process_start ? set->cost_process : set->cost_thread;
}

bool cores_charge(sim *s, sim_task *t)
{
    int64_t cost = cores_cost(&s->world->settings, &t->task.op);
    if (!cost)
        return false;
    t->next = NEXT_OP;
    cores_work(s, t, cost);
    return true;
}

static void cores_ended(sim *s, sim_task *t)
{
    bool switched = t->switched;
    cores_stop(s, t);
    t->switched = false;
    if (switched)
        sim_gil_begin(s, t);
    if (switched || left_of(t))
        cores_go_on(s, t);
    else if (t->next == NEXT_OP)
        sim_line_up(s, t);
    else
        sim_wait_over(s, t);
}

void cores_wake(sim *s)
{
    sim_task *t;
    while ((t = work_ended(&s->work, s->now)))
        cores_ended(s, t);
}
