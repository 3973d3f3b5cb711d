/* point: marks of an execution, and its state. What the run consists of lies in the execution's snap; here is what of the execution
 * itself belongs to a moment. Calls base/snap, runtime/state. */
#include "runtime/check/point.h"

#include "base/snap.h"
#include "runtime/check/internal.h"
#include "runtime/pass.h"
#include "runtime/process.h"
#include "runtime/random.h"

/* --- there and back --- */

void point_take(const exec *e, exec_point *p)
{
    *p = (exec_point){.now = e->now,
                      .latest = e->latest,
                      .pids = e->pids,
                      .wakes = e->wakes,
                      .moments = e->moments,
                      .moments_used = e->moments_used,
                      .moments_capacity = e->moments_capacity,
                      .ending = e->ending,
                      .actor_count = e->actor_count,
                      .step_count = e->step_count,
                      .access_count = e->access_count,
                      .enabled = e->enabled,
                      .held = e->held,
                      .end = e->end,
                      .later = e->later};
}

bool point_mark(exec *e, exec_point *p)
{
    point_take(e, p);
    return snap_mark(e->snap);
}

void point_put(exec *e, const exec_point *p)
{
    e->now = p->now;
    e->latest = p->latest;
    e->pids = p->pids;
    e->wakes = p->wakes;
    e->moments = p->moments;
    e->moments_used = p->moments_used;
    e->moments_capacity = p->moments_capacity;
    e->ending = p->ending;
    e->actor_count = p->actor_count;
    e->step_count = p->step_count;
    e->access_count = p->access_count;
    e->enabled = p->enabled;
    e->held = p->held;
    e->end = p->end;
    e->later = p->later;
    e->told = e->endless = false;
    e->touched_count = 0;
    e->running = NULL;
    e->step = NULL;
    finding_clear(&e->findings);
}

void point_back(exec *e, const exec_point *p)
{
    snap_back(e->snap);
    point_put(e, p);
}

void point_undo(exec *e, const exec_point *p)
{
    snap_undo(e->snap);
    point_put(e, p);
}

/* --- the state --- */

/* A task's stream of random numbers is named by its way from main, and so is the task. */
uint32_t point_order(const exec *e, uint32_t order[static EXEC_TASKS])
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < e->actor_count; i++) {
        if (e->actors[i]->state == ACTOR_GONE)
            continue;
        uint32_t at = count++;
        for (; at && e->actors[order[at - 1]]->task.random > e->actors[i]->task.random; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    return count;
}

void point_actor(run_state *s, const exec *e, const actor *a)
{
    const task *t = &a->task;
    bool alike = s->symmetric && point_is_alike(a);
    unsigned flags =
        a->failed | (unsigned)t->waiting << 1 | (unsigned)t->cancelled << 2 | (unsigned)t->coming << 3 | (unsigned)a->restless << 4;
    (alike ? state_itself : state_object)(s, t->self);
    state_number(s, a->state);
    state_number(s, flags);
    state_number(s, t->kept);
    state_number(s, t->anew);
    state_number(s, t->depth);
    state_number(s, t->atomic);
    state_number(s, t->draws);
    state_number(s, t->asserted);
    if (a->state == ACTOR_ENDING) {
        state_value(s, a->failed ? t->reply.value : VALUE_NIL);
        return;
    }
    state_op(s, &t->op);
    state_time(s, a->state == ACTOR_PENDING ? a->due : t->deadline);
    await_state(t, s);
    e->world->host->state(t, s);
}

static void processes_state(run_state *s, const exec *e, const uint32_t *order, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const process *p = e->actors[order[i]]->task.process;
        bool before = false;
        for (uint32_t k = 0; k < i && !before; k++)
            before = e->actors[order[k]]->task.process == p;
        state_object(s, p->self);
        if (before)
            continue;
        state_process(s, p);
        for (uint32_t k = 0, variables = state_variables(p); k < variables; k++)
            state_value(s, cells_at(p->cells, k)->value);
    }
}

uint64_t point_printed_by(const actor *a) { return a->printed ? random_mix(a->printed ^ a->task.random) : 0; }

uint64_t point_printed(const exec *e)
{
    uint64_t all = 0;
    for (uint32_t i = 0; i < e->actor_count; i++)
        all += point_printed_by(e->actors[i]);
    return all;
}

/* --- tasks that are alike --- */

/* What is told of a task by itself: words that were laid aside. */
typedef struct part {
    uint32_t who, first, count, rank;
    bool open;
} part;

/* From behind: what tells two apart is mostly what they hold. */
static int parts_compare(const run_state *s, const part *a, const part *b)
{
    const uint32_t *one = s->aside + a->first, *other = s->aside + b->first;
    if (a->count != b->count)
        return a->count < b->count ? -1 : 1;
    for (uint32_t i = a->count; i--;)
        if (one[i] != other[i])
            return one[i] < other[i] ? -1 : 1;
    return 0;
}

static void parts_sort(const run_state *s, part *parts, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        part p = parts[i];
        uint32_t at = i;
        for (; at && parts_compare(s, &parts[at - 1], &p) > 0; at--)
            parts[at] = parts[at - 1];
        parts[at] = p;
    }
    for (uint32_t i = 0; i < count; i++)
        parts[i].rank = i && parts_compare(s, &parts[i - 1], &parts[i]) == 0 ? parts[i - 1].rank : i;
}

static void parts_tell(const exec *e, run_state *s, const uint32_t *order, part *parts, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (point_is_alike(e->actors[order[i]]))
            state_alike(s, e->actors[order[i]]->task.self, 0);
    s->apart = true;
    for (uint32_t i = 0; i < count; i++) {
        s->open = false;
        parts[i] = (part){.who = order[i], .first = s->length};
        point_actor(s, e, e->actors[order[i]]);
        parts[i].count = s->length - parts[i].first;
        parts[i].open = s->open;
    }
    s->apart = false;
}

/* By what they do, not by which they are: what is told of each by itself decides the order; of several of whom the same is told, who was
 * started first. */
static void actors_by_parts(const exec *e, run_state *s, uint32_t *order, uint32_t count, part *parts)
{
    parts_tell(e, s, order, parts, count);
    if (s->broken || !state_lay_aside(s))
        return;
    parts_sort(s, parts, count);
    for (uint32_t i = 0; i < count; i++) {
        const actor *a = e->actors[order[i] = parts[i].who];
        if (point_is_alike(a))
            state_alike(s, a->task.self, parts[i].rank);
    }
    for (uint32_t i = 0; i < count; i++)
        if (parts[i].open)
            point_actor(s, e, e->actors[order[i]]);
        else
            state_take(s, parts[i].first, parts[i].count);
}

/* Of those of the same rank, whoever was named first comes first. */
static void order_as_met(const exec *e, const run_state *s, uint32_t *order, uint32_t count, const part *parts)
{
    for (uint32_t i = 1; i < count; i++) {
        uint32_t who = order[i], number = state_met(s, e->actors[who]->task.self), at = i;
        for (; at && parts[at - 1].rank == parts[i].rank && state_met(s, e->actors[order[at - 1]]->task.self) > number; at--)
            order[at] = order[at - 1];
        order[at] = who;
    }
}

void point_tell(const exec *e, run_state *s)
{
    s->first_objects = e->root_objects;
    s->first_begin = snap_begin(e->snap);
    s->first_end = s->first_begin + e->root_bytes;
    state_begin(s, e->world);
}

uint32_t point_state(const exec *e, run_state *s, uint32_t order[static EXEC_TASKS])
{
    world *w = e->world;
    part parts[EXEC_TASKS];
    uint32_t count = point_order(e, order);
    point_tell(e, s);
    if (s->symmetric)
        actors_by_parts(e, s, order, count, parts);
    for (uint32_t i = 0; i < count && !s->symmetric; i++)
        point_actor(s, e, e->actors[order[i]]);
    state_number(s, count);
    state_number(s, e->end);
    state_int(s, exec_is_clocked(e) ? e->now : 0);
    state_int(s, e->pids);
    state_number(s, e->wakes);
    state_number(s, point_printed(e));
    state_number(s, e->held);
    processes_state(s, e, order, count);
    for (uint32_t i = 0; i < w->shareds; i++)
        state_value(s, w->shared[i].atom.value);
    state_object(s, w->atomic);
    state_end(s);
    if (s->symmetric && !s->broken)
        order_as_met(e, s, order, count, parts);
    return count;
}
