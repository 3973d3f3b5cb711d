/* process: how processes begin and end. What a process was doing and held when it ended, of its own accord or not, is put in order here: its
 * tasks leave all lines, what they held is abandoned, and who waited for the one or the other goes on.
 * Calls the kinds' `bereaved`, the parts of a pass, the engine. Leaves out: how a process is made and stopped (the engines). */
#include "runtime/process.h"

#include <stdlib.h>

#include "runtime/naming.h"
#include "runtime/objects.h"
#include "runtime/pass.h"
#include "runtime/record.h"

process *process_new(world *w, process *parent, object *o)
{
    process *p = calloc(1, sizeof *p);
    names *counters = p ? naming_new() : NULL;
    if (!counters) {
        free(p);
        return NULL;
    }
    p->id = o->id;
    p->self = o;
    object_hold(o);
    p->parent = parent;
    p->daemon = o->kind == KIND_process && o->daemon;
    p->names = counters;
    objects_reap_lock(w);
    p->next = w->processes;
    w->processes = p;
    objects_reap_unlock(w);
    __atomic_add_fetch(&w->running, 1, __ATOMIC_RELAXED);
    if (!p->daemon)
        __atomic_add_fetch(&w->alive, 1, __ATOMIC_RELAXED);
    return p;
}

static void process_free(process *p)
{
    naming_free(p->names);
    if (p->cells)
        cells_free(p->cells);
    free(p);
}

void process_undo(world *w, process *p)
{
    objects_reap_lock(w);
    process **place = &w->processes;
    while (*place != p)
        place = &(*place)->next;
    *place = p->next;
    objects_reap_unlock(w);
    __atomic_sub_fetch(&w->running, 1, __ATOMIC_RELAXED);
    if (!p->daemon)
        __atomic_sub_fetch(&w->alive, 1, __ATOMIC_SEQ_CST);
    object_let_go(p->self);
    process_free(p);
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
        process_free(p);
    }
    w->processes = NULL;
}

int process_status(const process *p)
{
    uint32_t status = __atomic_load_n(&p->status, __ATOMIC_RELAXED);
    return status ? (int)status - 1 : __atomic_load_n(&p->failed, __ATOMIC_RELAXED) ? 1 : 0;
}

/* --- the end --- */

static void process_each_object(world *w, lane *l, process *p, void (*see)(world *w, lane *l, process *p, object *o))
{
    for (uint32_t id = 1, last = object_last(w); id <= last && id; id++) {
        object *o = object_try(w, id);
        if (!o)
            continue;
        see(w, l, p, o);
        object_let_go(o);
    }
}

/* A task that runs no more. */
static void process_drop_task(world *w, lane *l, process *p, object *o)
{
    bool runs = object_is_task(o) && __atomic_load_n(&o->thread.life, __ATOMIC_ACQUIRE) == LIFE_RUNNING;
    task *t = runs ? __atomic_load_n(&o->thread.task, __ATOMIC_ACQUIRE) : NULL;
    if (!t || t->process != p)
        return;
    wait_abandon(w, l, t);
    __atomic_sub_fetch(&w->tasks, 1, __ATOMIC_RELAXED);
    task_end_quietly(w, l, t);
    w->engine->drop(w, t);
    object_let_go(o);
}

static uint64_t process_end_object(world *w, lane *l, process *p, int status)
{
    object *o = p->self;
    pass q;
    pass_begin(&q, w, NULL);
    q.lane = l;
    pass_lock(&q, o);
    o->thread.exitcode = status;
    __atomic_store_n(&o->thread.life, LIFE_ENDED, __ATOMIC_RELEASE);
    q.cause = record_process_end(w, l, p, status);
    pass_touch(&q, o);
    pass_settle(&q, o);
    pass_end(&q, o);
    return q.cause;
}

static void process_bereave(world *w, lane *l, process *p, object *o)
{
    if (!kinds[o->kind].bereaved || o == w->atomic)
        return;
    pass q;
    call c;
    pass_begin(&q, w, NULL);
    q.lane = l;
    q.cause = __atomic_load_n(&p->self->cause, __ATOMIC_RELAXED);
    pass_call(&c, &q, o, &(op){.verb = VERB_none}, NULL);
    pass_lock(&q, o);
    if (kinds[o->kind].bereaved(&c, p)) {
        pass_flush(&q);
        pass_touch(&q, o);
        pass_settle(&q, o);
    }
    pass_end(&q, o);
}

static void process_end_daemons(world *w, const process *p)
{
    for (process *child = w->processes; child; child = child->next)
        if (child->parent == p && child->daemon && !__atomic_load_n(&child->ended, __ATOMIC_ACQUIRE))
            w->engine->kill(w, child, SIGNAL_TERMINATE);
}

void process_end(world *w, lane *l, process *p, int status)
{
    bool last = !p->daemon && __atomic_load_n(&w->alive, __ATOMIC_SEQ_CST) == 1; /* with it the run ends: nobody is left to care */
    __atomic_store_n(&p->ended, true, __ATOMIC_RELEASE);
    if (!last)
        process_each_object(w, l, p, process_drop_task);
    if (p->self->kind == KIND_process)
        process_end_object(w, l, p, status);
    if (!last) {
        process_each_object(w, l, p, process_bereave);
        process_end_daemons(w, p);
    }
    object_let_go(p->self);
    __atomic_sub_fetch(&w->running, 1, __ATOMIC_RELAXED);
    if (!p->daemon)
        __atomic_sub_fetch(&w->alive, 1, __ATOMIC_SEQ_CST);
}
