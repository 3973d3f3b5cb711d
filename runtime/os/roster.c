/* roster: all tasks that live, their making and freeing. Its lock is taken when a task starts and ends, and at the end of the run. */
#include <stdlib.h>
#include <string.h>

#include "runtime/os/internal.h"

void roster_link(os *s, os_task *t)
{
    word_lock(s->world, &s->roster.lock);
    t->next = s->roster.first;
    if (t->next)
        t->next->previous = t;
    s->roster.first = t;
    word_unlock(s->world, &s->roster.lock);
}

static void roster_unlink(os *s, os_task *t)
{
    word_lock(s->world, &s->roster.lock);
    if (t->previous)
        t->previous->next = t->next;
    else
        s->roster.first = t->next;
    if (t->next)
        t->next->previous = t->previous;
    word_unlock(s->world, &s->roster.lock);
}

/* The OS thread is found before the task is made, so that nothing has to be undone when there is none. */
static bool roster_runner(os *s, object *o, worker **out, fault *f)
{
    *out = NULL;
    if (o->kind == KIND_timer && !s->world->director)
        return dispatcher_start(s, f);
    *out = worker_reserve(s, f);
    return *out != NULL;
}

/* The generations of its waits go on where those of the task before it in this memory ended: a journal may still name one of them. */
static os_task *roster_take_kept(memory *m)
{
    os_task *t = shm_take_kept(m);
    if (!t)
        return NULL;
    uint32_t generation = task_generation(&t->task);
    *t = (os_task){.task.wait = (generation | 1) + 1};
    return t;
}

os_task *roster_new(os *s, seat *x, process *p, task *parent)
{
    os_task *t = s->shared ? roster_take_kept(s->world->memory) : memory_aligned(NULL, sizeof *t);
    if (!t)
        return NULL;
    t->fresh = true;
    t->glance = 1;
    t->patience = NAP_TRIAL;
    t->seat = x;
    t->sitting = x->sitting;
    t->task.process = p;
    t->task.lane = parent ? parent->lane : s->world->lane;
    return t;
}

void roster_give(os *s, os_task *t)
{
    if (s->shared)
        shm_give_kept(s->world->memory, t);
    else
        free(t);
}

/* Somebody has ended its wait, and not told it yet. Should he be killed, whoever sees to what he leaves behind does. */
static bool roster_is_in_hand(const os_task *t)
{
    uint64_t wait = __atomic_load_n(&t->task.wait, __ATOMIC_ACQUIRE);
    return wait >> 32 && wait % 2 == 0 && __atomic_load_n(&t->told, __ATOMIC_ACQUIRE) != (uint32_t)wait;
}

static void roster_put_by(os *s, os_task *t)
{
    os_task *first = __atomic_load_n(&s->common->dropped, __ATOMIC_RELAXED);
    do
        t->next = first;
    while (!__atomic_compare_exchange_n(&s->common->dropped, &first, t, true, __ATOMIC_RELEASE, __ATOMIC_RELAXED));
}

static void roster_give_soon(os *s, os_task *t)
{
    if (roster_is_in_hand(t))
        roster_put_by(s, t);
    else
        roster_give(s, t);
}

/* Nobody is to wake it any more, nor to put it into an inbox. Who was told already, and is carried, is about to be put there perhaps: it is
 * lost until the run ends. */
void roster_drop(os *s, os_task *t)
{
    uint32_t word = __atomic_fetch_and(&t->word, ~(uint32_t)PARK_SLEEP, __ATOMIC_SEQ_CST);
    if (t->carried && !(word & PARK_CARRIED))
        return;
    t->carried = false;
    roster_give_soon(s, t);
}

void roster_sweep(os *s)
{
    if (!__atomic_load_n(&s->common->dropped, __ATOMIC_RELAXED))
        return;
    for (os_task *t = __atomic_exchange_n(&s->common->dropped, NULL, __ATOMIC_ACQUIRE), *next; t; t = next) {
        next = t->next;
        roster_give_soon(s, t);
    }
}

static os_task *roster_task(os *s, task *parent, object *o, fault *f)
{
    process *p = parent ? parent->process : s->world->main;
    os_task *t = roster_new(s, s->seat, p, parent);
    if (!t) {
        fault_set(f, ERROR_limit, "out of memory for another task");
        return NULL;
    }
    if (task_embody(s->world, p, &t->task, o, f)) {
        task_begin(parent, p, &t->task, o);
        return t;
    }
    roster_give(s, t);
    return NULL;
}

static bool roster_spawn(os *s, task *parent, object *o, fault *f)
{
    worker *k;
    if (!roster_runner(s, o, &k, f))
        return false;
    os_task *t = roster_task(s, parent, o, f);
    if (!t) {
        if (k)
            worker_call(k, NULL);
        return false;
    }
    t->worker = k;
    roster_link(s, t);
    __atomic_add_fetch(&s->seat->able, 1, __ATOMIC_SEQ_CST);
    return true;
}

bool os_spawn(world *w, task *parent, object *o, fault *f)
{
    return (o->kind == KIND_process ? fork_spawn : roster_spawn)(os_of(w), parent, o, f);
}

/* It may be the last task that could go on that ends here. */
void roster_end(os *s, os_task *t)
{
    roster_unlink(s, t);
    s->world->host->end(s->world, t->task.body);
    roster_give(s, t);
    if (__atomic_sub_fetch(&s->seat->able, 1, __ATOMIC_SEQ_CST) == 0)
        supervisor_suspect(s);
}

/* HALT_STOP is set. Who went to sleep before it was set is woken here; who comes later sees it itself (park_mark). Those that the
 * dispatcher carries stay where they are. */
void roster_stop(os *s)
{
    word_lock(s->world, &s->roster.lock);
    for (os_task *t = s->roster.first; t; t = t->next)
        if (__atomic_fetch_or(&t->word, PARK_STOPPED, __ATOMIC_SEQ_CST) & PARK_SLEEPING)
            os_wake(s, &t->word, 1);
    word_unlock(s->world, &s->roster.lock);
}

/* A reply that its task did not come to read is dropped. */
void roster_clear(os *s)
{
    for (os_task *t = s->roster.first, *next; t; t = next) {
        next = t->next;
        if (t->word & PARK_READY && t->task.reply.outcome != OUT_WAIT)
            value_drop(t->task.reply.value);
        s->world->host->end(s->world, t->task.body);
        roster_give(s, t);
    }
    s->roster.first = NULL;
}
