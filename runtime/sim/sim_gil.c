/* sim_gil: the one lock of a process: only the task that has it takes turns and computes.
 *
 * A task takes it when it can go on and gives it up when it waits or ends. While it computes it has to give it up if another wants it:
 * by the clock, when it has had it for switch_interval with somebody waiting (as in CPython since 3.2); or by ticks, when it has
 * computed for check_interval of them since it got it (as before). Who lost it goes to the end of the line.
 * That a task waits is told when somebody computes meanwhile, not when it is its turn at the same moment. Calls cores.c, record.h. */
#include <stdlib.h>

#include "runtime/record.h"
#include "runtime/sim/internal.h"

struct gil {
    sim_task *holder;
    sim_task *first, *last; /* who waits for it, chained by next */
    sim_task *untold;       /* the first of them of whom that was not told; the others behind it */
    int64_t since;          /* it was given to its holder, or somebody began to wait for it */
    service slice;          /* what is left of the holder's ticks, beyond the piece it is at */
};

service sim_gil_ticks(const settings *s)
{
    int64_t length;
    return service_of(__builtin_mul_overflow(s->check_interval, s->cost_tick, &length) ? INT64_MAX : length);
}

bool sim_gil_new(const sim *s, process *p)
{
    if (s->world->settings.gil != GIL_OFF)
        p->gil = calloc(1, sizeof *p->gil);
    return s->world->settings.gil == GIL_OFF || p->gil;
}

/* --- the line --- */

static void sim_gil_line_up(sim *s, gil *g, sim_task *t)
{
    t->where = PLACE_GIL;
    t->asked = s->now;
    t->told = VERB_none;
    t->task.next = NULL;
    if (g->last)
        g->last->task.next = &t->task;
    else
        g->first = t;
    g->last = t;
    if (!g->untold)
        g->untold = t;
    s->gil_waits++;
}

/* The first in line, out of it; NULL: nobody. */
static sim_task *sim_gil_shift(sim *s, gil *g)
{
    sim_task *t = g->first;
    if (!t)
        return NULL;
    g->first = (sim_task *)t->task.next;
    if (!g->first)
        g->last = NULL;
    if (g->untold == t)
        g->untold = g->first;
    sim_gil_count(s, t);
    sim_unheap(s, t);
    s->gil_waits--;
    return t;
}

/* It waits in the middle of what it computes. */
static bool sim_gil_is_turn(const sim_task *t) { return t->left || t->left_part; }

static void sim_gil_tell(const sim *s, gil *g)
{
    const sim_task *holder = g->holder;
    for (sim_task *t = g->untold; t; t = (sim_task *)t->task.next) {
        t->told = sim_gil_is_turn(t) ? VERB_run_turn : VERB_run_gil;
        t->asked = s->now;
        record_gil(&t->task, (verb_id)t->told, EVENT_WAITING, holder->task.id, s->now);
    }
    g->untold = NULL;
}

/* --- from one task to another --- */

/* Its ticks are counted from now on; the clock from when it has been switched to. */
static void sim_gil_give(const sim *s, gil *g, sim_task *t)
{
    g->holder = t;
    g->since = s->now;
    g->slice = s->ticks;
}

void sim_gil_count(const sim *s, sim_task *t)
{
    if (t->where == PLACE_GIL && sim_gil_is_turn(t))
        t->task.waited += s->now - t->asked;
}

static void sim_gil_enter(sim *s, sim_task *t)
{
    if (t->told)
        record_gil(&t->task, (verb_id)t->told, EVENT_DONE, 0, t->asked);
    cores_enter(s, t, true);
}

static void sim_gil_pass(sim *s, gil *g)
{
    sim_task *t = sim_gil_shift(s, g);
    g->holder = NULL;
    if (!t)
        return;
    sim_gil_give(s, g, t);
    sim_gil_enter(s, t);
}

/* The holder, which computes no more, goes to the end of the line. */
static void sim_gil_hand_over(sim *s, gil *g)
{
    sim_task *t = g->holder, *next = sim_gil_shift(s, g);
    sim_gil_line_up(s, g, t);
    sim_gil_give(s, g, next);
    sim_gil_tell(s, g);
    sim_gil_enter(s, next);
}

static void sim_gil_wait(sim *s, gil *g, sim_task *t)
{
    bool first = !g->first, computes = cores_computes(s, g->holder);
    if (first && computes)
        cores_stop(s, g->holder);
    if (first)
        g->since = s->now;
    sim_gil_line_up(s, g, t);
    if (first && computes)
        cores_compute(s, g->holder);
    else if (computes)
        sim_gil_tell(s, g);
}

bool sim_gil_take(sim *s, sim_task *t)
{
    gil *g = gil_of(t);
    if (!g || g->holder == t)
        return true;
    if (g->holder)
        sim_gil_wait(s, g, t);
    else
        sim_gil_give(s, g, t);
    return g->holder == t;
}

void sim_gil_release(sim *s, sim_task *t)
{
    gil *g = gil_of(t);
    if (g && g->holder == t)
        sim_gil_pass(s, g);
}

bool sim_gil_yield(sim *s, sim_task *t)
{
    gil *g = gil_of(t);
    bool wanted = g && g->first;
    if (wanted) {
        sim_gil_line_up(s, g, t);
        sim_gil_pass(s, g);
    }
    return wanted;
}

/* --- while the holder computes --- */

static bool sim_gil_is_due(const sim *s, const gil *g)
{
    return s->ticks ? g->slice == 0 : s->now - g->since >= s->world->settings.switch_interval;
}

bool sim_gil_is_lost(sim *s, sim_task *t)
{
    gil *g = gil_of(t);
    if (!g || !g->first)
        return false;
    bool due = sim_gil_is_due(s, g);
    if (due)
        sim_gil_hand_over(s, g);
    else
        sim_gil_tell(s, g);
    return due;
}

static void sim_gil_watch(sim *s, gil *g)
{
    sim_task *t = g->first;
    int64_t interval = s->world->settings.switch_interval;
    if (t->timed)
        return;
    t->timed = true;
    heap_add(&s->sleepers, moment_after(g->since, interval), s->order++, &t->task);
}

service sim_gil_piece(sim *s, sim_task *t, service left)
{
    gil *g = gil_of(t);
    if (!g)
        return left;
    if (g->first && !s->ticks)
        sim_gil_watch(s, g);
    service piece = g->first && s->ticks && g->slice < left ? g->slice : left;
    g->slice -= piece;
    return piece;
}

/* Where nobody waits, the ticks begin anew whenever they are used up. */
void sim_gil_stopped(const sim *s, sim_task *t, service rest)
{
    gil *g = gil_of(t);
    if (!g || !s->ticks)
        return;
    g->slice += rest;
    if (g->slice <= 0)
        g->slice = g->first ? 0 : s->ticks - -g->slice % s->ticks;
}

void sim_gil_begin(const sim *s, sim_task *t)
{
    if (gil_of(t))
        gil_of(t)->since = s->now;
}

void sim_gil_wake(sim *s, sim_task *t)
{
    gil *g = gil_of(t);
    heap_remove(&s->sleepers, &t->task);
    t->timed = false;
    if (!cores_computes(s, g->holder))
        return;
    cores_stop(s, g->holder);
    sim_gil_hand_over(s, g);
}

void sim_gil_forget(sim *s, process *p)
{
    gil *g = p->gil;
    while (g && sim_gil_shift(s, g))
        ;
    free(g);
    p->gil = NULL;
}
