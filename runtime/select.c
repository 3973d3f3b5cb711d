/* select: waits for one of several objects, by the cases of a select or a list given to wait_any.
 *
 * All objects are locked in the order of their ids, each once; then each case is tried, in an order that the task's own stream shuffles,
 * and when none can be done the task stands in line at all of them. Whoever then claims it serves that one case; the entries in the
 * other lines are stale from that moment, found by their generation, and the task takes them out itself. */
#include <stdlib.h>

#include "runtime/pass.h"
#include "runtime/process.h"
#include "runtime/random.h"
#include "runtime/record.h"

enum { CASES_MOST = 255, FEW = 16 };

/* --- which objects --- */

/* What wait_any is given may be anything, until that is refused. */
uint32_t pass_objects(const task *t)
{
    const value *given = t->op.arguments;
    if (t->op.verb == VERB_run_wait_any)
        return given->tag == V_LIST ? given->list->length : 0;
    return t->op.verb == VERB_run_select ? t->op.cases : 0;
}

object *pass_object(const task *t, uint32_t i)
{
    const value *one_of = t->op.arguments;
    if (t->op.verb == VERB_run_wait_any)
        return one_of->list->items[i].tag == V_HANDLE ? pass_locked(object_of(one_of->list->items[i])) : NULL;
    const op *one = &t->op.alternatives[i];
    return one->flags & OP_DISABLED ? NULL : pass_target(t->world, one);
}

const object *pass_named(const task *t, uint32_t i)
{
    if (t->op.verb == VERB_run_wait_any)
        return object_of(t->op.arguments[0].list->items[i]);
    const op *one = &t->op.alternatives[i];
    return one->flags & OP_DISABLED ? NULL : one->object;
}

typedef struct targets {
    object **all, *few[FEW];
    uint32_t count;
} targets;

static int targets_order(const void *a, const void *b)
{
    uint32_t x = (*(object *const *)a)->id, y = (*(object *const *)b)->id;
    return (x > y) - (x < y);
}

static bool targets_find(targets *x, const task *t)
{
    uint32_t count = pass_objects(t), kept = 0;
    x->all = count <= FEW ? x->few : block_take(count * sizeof *x->all);
    if (!x->all)
        return false;
    x->count = 0;
    for (uint32_t i = 0; i < count; i++) {
        object *o = pass_object(t, i);
        if (o)
            x->all[x->count++] = o;
    }
    qsort(x->all, x->count, sizeof *x->all, targets_order);
    for (uint32_t i = 0; i < x->count; i++)
        if (!kept || x->all[kept - 1] != x->all[i])
            x->all[kept++] = x->all[i];
    x->count = kept;
    return true;
}

static void targets_unlock(targets *x, pass *p)
{
    pass_end_all(p, x->all, x->count);
    if (x->all != x->few)
        block_give(x->all);
}

static outcome targets_end(targets *x, pass *p, task *t, outcome r)
{
    bool late = r == OUT_WAIT && wait_is_late(p, t, NULL);
    targets_unlock(x, p);
    if (late)
        return wait_ended(t);
    if (r != OUT_WAIT)
        wait_part(t);
    return r;
}

static bool targets_lock(targets *x, pass *p, task *t)
{
    pass_begin(p, t->world, t);
    if (!targets_find(x, t)) {
        pass_raise(t, ERROR_limit, "out of memory");
        return false;
    }
    for (uint32_t i = 0; i < x->count; i++)
        process_outlive(t->world, x->all[i]);
    for (uint32_t i = 0; i < x->count; i++)
        pass_lock(p, x->all[i]);
    if (!wait_is_cancelled(t))
        return true;
    targets_unlock(x, p);
    wait_cancelled(t);
    return false;
}

/* --- standing in line --- */

static bool wait_in_all(pass *p, task *t, targets *x)
{
    waiter who = {.task = t, .generation = task_generation(t)};
    for (uint32_t i = 0; i < t->op.cases; i++) {
        const op *one = &t->op.alternatives[i];
        who.chosen = (uint8_t)i;
        if (!(one->flags & OP_DISABLED) && !line_add(p, pass_target(t->world, one), (verb_id)one->verb, one->face, who, 0))
            return false;
    }
    for (uint32_t i = 0; t->op.verb == VERB_run_wait_any && i < x->count; i++)
        if (!line_add(p, x->all[i], VERB_run_wait_any, FACE_NONE, who, 0))
            return false;
    return true;
}

/* Those who wait for any of several objects may be waiting for somebody to come to the rendezvous: as queue_parked. */
static void wait_is_seen(pass *p, targets *x)
{
    for (uint32_t i = 0; i < x->count; i++)
        if (x->all[i]->kind == KIND_queue && x->all[i]->queue.capacity == 0)
            pass_settle(p, x->all[i]);
}

static outcome wait_for_all(pass *p, task *t, targets *x)
{
    outcome r;
    if (!wait_allowed(t, NULL, &r))
        return r;
    if (!wait_lend(t))
        return OUT_RAISE;
    wait_begin(t, NO_TIMEOUT);
    if (!wait_in_all(p, t, x)) {
        for (uint32_t i = 0; i < x->count; i++)
            line_remove_all(p, x->all[i], t);
        wait_undo(t);
        pass_raise(t, ERROR_limit, "out of memory");
        return OUT_RAISE;
    }
    if (t->anew == ANEW_NOT) {
        call c;
        pass_call(&c, p, NULL, &t->op, t);
        record_waiting(&c);
    }
    wait_is_seen(p, x);
    return OUT_WAIT;
}

/* --- select --- */

static void select_shuffle(task *t, uint8_t *order, uint32_t count)
{
    uint64_t state = random_mix(t->random ^ random_mix(++t->selects));
    for (uint32_t i = 0; i < count; i++)
        order[i] = (uint8_t)i;
    for (uint32_t i = count; i > 1; i--) {
        uint32_t other = (uint32_t)random_below(random_mix(state + i), i);
        uint8_t swapped = order[i - 1];
        order[i - 1] = order[other];
        order[other] = swapped;
    }
}

/* The cases that could be done now, in their order. */
static uint32_t select_ready(pass *p, task *t, uint8_t *ready)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < t->op.cases; i++) {
        const op *one = &t->op.alternatives[i];
        if (one->flags & OP_DISABLED)
            continue;
        call c;
        pass_call(&c, p, pass_target(t->world, one), one, t);
        c.probe = true;
        outcome r = pass_ask(&c);
        if (r != OUT_WAIT)
            ready[count++] = (uint8_t)i;
        call_drop(&c, r);
    }
    return count;
}

/* The order in which cases are tried; how many of them. */
static uint32_t select_order(pass *p, task *t, uint8_t *order)
{
    if (!t->world->engine->choose) {
        select_shuffle(t, order, t->op.cases);
        return t->op.cases;
    }
    uint32_t ready = select_ready(p, t, order);
    if (ready > 1)
        order[0] = order[t->world->engine->choose(t->world, t, ready)];
    return ready ? 1 : 0;
}

static outcome select_try(pass *p, task *t)
{
    uint8_t order[CASES_MOST];
    for (uint32_t i = 0, count = select_order(p, t, order); i < count; i++) {
        const op *one = &t->op.alternatives[order[i]];
        if (one->flags & OP_DISABLED || !pass_serves(t->world, t, one, pass_target(t->world, one)))
            continue;
        call c;
        pass_call(&c, p, pass_target(t->world, one), one, t);
        outcome r = pass_ask(&c);
        if (r == OUT_WAIT)
            continue;
        pass_done(&c, r);
        t->reply.chosen = order[i];
        return r;
    }
    return OUT_WAIT;
}

outcome select_perform(world *w, task *t)
{
    (void)w;
    if (t->op.cases > CASES_MOST) {
        pass_raise(t, ERROR_limit, "a select has at most %d cases", CASES_MOST);
        return OUT_RAISE;
    }
    pass p;
    targets x;
    if (!targets_lock(&x, &p, t))
        return OUT_RAISE;
    outcome r = select_try(&p, t);
    if (r == OUT_WAIT)
        r = wait_for_all(&p, t, &x);
    return targets_end(&x, &p, t, r);
}

/* --- wait_any --- */

static verb_id any_verb(uint8_t which)
{
    switch (which) {
    case KIND_queue: return VERB_queue_get;
    case KIND_event: return VERB_event_wait;
    case KIND_future: return VERB_future_wait;
    case KIND_pipe: return VERB_pipe_recv;
    case KIND_process: return VERB_process_join;
    case KIND_thread: return VERB_thread_join;
    case KIND_timer: return VERB_timer_join;
    default: return VERB_none;
    }
}

/* Whether what the handle names is ready: OUT_DONE, also when getting it would raise that it is closed or at its end; OUT_WAIT; OUT_RAISE
 * with the fault. */
static outcome any_ready(pass *p, task *t, value handle, fault *f)
{
    object *o = object_of(handle);
    op question = {.verb = (uint16_t)any_verb(o->kind), .face = handle.face, .object = o, .timeout = NO_TIMEOUT};
    call c;
    pass_call(&c, p, pass_locked(o), &question, t);
    c.probe = true;
    outcome r = verbs[question.verb].function(&c);
    if (r != OUT_RAISE)
        return r;
    if (c.fault.kind == ERROR_closed || c.fault.kind == ERROR_eof) {
        value_drop(c.fault.message);
        return OUT_DONE;
    }
    *f = c.fault;
    return OUT_RAISE;
}

static bool any_may_be(value one) { return one.tag == V_HANDLE && any_verb(value_kind(one)); }

static bool any_is_ready(pass *p, task *t)
{
    value given = t->op.arguments[0];
    bool ready = given.tag != V_LIST || !given.list->length;
    for (uint32_t i = 0; !ready && i < given.list->length; i++) {
        fault f = {0};
        value one = given.list->items[i];
        ready = !any_may_be(one) || any_ready(p, t, one, &f) != OUT_WAIT;
        value_drop(f.message);
    }
    return ready;
}

static bool any_push(call *c, value handle)
{
    value own;
    if (!store_copy(c, handle, &own))
        return false;
    bool pushed = value_list_push(&c->result, own, &c->fault);
    value_drop(own);
    return pushed;
}

/* Those that are ready; `only`: of those that stand for that object. */
static outcome any_try(pass *p, task *t, call *c, const object *only)
{
    outcome r = value_list(NULL, 0, &c->result, &c->fault) ? OUT_DONE : OUT_RAISE;
    value given = t->op.arguments[0];
    for (uint32_t i = 0; r == OUT_DONE && i < given.list->length; i++) {
        value one = given.list->items[i];
        if (only && pass_locked(object_of(one)) != only)
            continue;
        outcome ready = any_ready(p, t, one, &c->fault);
        if (ready == OUT_RAISE || (ready == OUT_DONE && !any_push(c, one)))
            r = OUT_RAISE;
    }
    if (r == OUT_DONE && c->result.list->length)
        return OUT_DONE;
    value_drop(c->result);
    c->result = VALUE_NIL;
    return r == OUT_DONE ? OUT_WAIT : r;
}

outcome wait_any_ask(call *c)
{
    outcome r = any_try(c->pass, c->task, c, c->object);
    c->changed = false;
    if (r == OUT_DONE)
        c->detail = c->result;
    return r;
}

static bool any_check(task *t)
{
    value given = t->op.arguments[0];
    if (given.tag != V_LIST) {
        pass_raise(t, ERROR_type, "wait_any takes a list, not %s", fault_noun(given).text);
        return false;
    }
    if (given.list->length == 0) {
        pass_raise(t, ERROR_value, "wait_any was given nothing to wait for");
        return false;
    }
    for (uint32_t i = 0; i < given.list->length; i++) {
        value one = given.list->items[i];
        if (any_may_be(one))
            continue;
        pass_raise(t, ERROR_type, "wait_any takes queues, pipe ends, events, futures, processes, threads and timers, not %s",
                   fault_noun(one).text);
        return false;
    }
    return true;
}

uint32_t wait_any_ready(task *t)
{
    pass p;
    call c;
    value given = t->op.arguments[0];
    for (uint32_t i = 0; i < given.list->length; i++)
        if (!any_may_be(given.list->items[i]))
            return 0;
    pass_begin(&p, t->world, t);
    pass_call(&c, &p, NULL, &t->op, t);
    outcome r = any_try(&p, t, &c, NULL);
    uint32_t count = r == OUT_DONE ? c.result.list->length : 0;
    call_drop(&c, r);
    return count;
}

/* One who was told to wait, and stood in no line, was let go by whoever changed the first of them last. */
static uint64_t any_cause(const task *t, value ready)
{
    return t->anew == ANEW_TOLD ? pass_locked(object_of(ready.list->items[0]))->cause : 0;
}

outcome wait_any_perform(world *w, task *t)
{
    (void)w;
    pass p;
    targets x;
    if (!any_check(t) || !targets_lock(&x, &p, t))
        return OUT_RAISE;
    call c;
    pass_call(&c, &p, NULL, &t->op, t);
    outcome r = any_try(&p, t, &c, NULL);
    if (r == OUT_WAIT) {
        r = wait_for_all(&p, t, &x);
    } else {
        c.detail = r == OUT_DONE ? c.result : VALUE_UNSET;
        c.cause = r == OUT_DONE ? any_cause(t, c.result) : 0;
        pass_done(&c, r);
    }
    return targets_end(&x, &p, t, r);
}

bool wait_is_ready(task *t)
{
    pass p;
    uint8_t ready[CASES_MOST];
    pass_begin(&p, t->world, t);
    if (t->op.verb == VERB_run_wait_any)
        return any_is_ready(&p, t);
    return t->op.cases > CASES_MOST || select_ready(&p, t, ready);
}
