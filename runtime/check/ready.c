/* ready: who can make a step. Asks the verbs, which change nothing. */
#include "runtime/check/internal.h"
#include "runtime/pass.h"

/* That it stands in line makes a difference to others, also when it does not get what it wants: so it has to be able to. */
static bool verb_stands(const op *o)
{
    switch (o->verb) {
    case VERB_run_sleep:
    case VERB_run_work:
    case VERB_run_await:
    case VERB_timer_due:
    case VERB_condition_wait:
    case VERB_event_wait:
    case VERB_barrier_wait:
    case VERB_latch_wait:
    case VERB_queue_join: return true;
    case VERB_queue_put:
    case VERB_queue_get:
    case VERB_queue_next: return o->object->queue.capacity == 0;
    case VERB_rwlock_acquire: return o->face == FACE_WRITE;
    default: return false;
    }
}

/* The same of one that waits for any of several. */
static bool many_stand(const task *t)
{
    for (uint32_t i = 0; t->op.verb == VERB_run_select && i < t->op.cases; i++)
        if (!(t->op.alternatives[i].flags & OP_DISABLED) && verb_stands(&t->op.alternatives[i]))
            return true;
    for (uint32_t i = 0, n = t->op.verb == VERB_run_wait_any ? pass_objects(t) : 0; i < n; i++) {
        const object *o = pass_object(t, i);
        if (o && (o->kind == KIND_event || (o->kind == KIND_queue && o->queue.capacity == 0)))
            return true;
    }
    return false;
}

/* Would its op be done, or raise, now? */
static bool op_is_ready(task *t)
{
    if (wait_is_multiple(t))
        return wait_is_ready(t);
    if (t->op.verb == VERB_run_await)
        return true;
    pass p;
    call c;
    pass_begin(&p, t->world, t);
    pass_call(&c, &p, pass_target(t->world, &t->op), &t->op, t);
    c.probe = true;
    outcome r = pass_ask(&c);
    call_drop(&c, r);
    return r != OUT_WAIT;
}

/* Whatever it comes to, it will not wait. */
static bool never_waits(const task *t)
{
    return !(verb_words[t->op.verb].flags & VERB_WAITS) || t->op.timeout == 0 || t->op.timeout < NO_TIMEOUT || wait_is_cancelled(t)
           || (t->atomic && t->op.verb != VERB_run_atomic && t->op.verb != VERB_run_await_begin);
}

/* Loose time comes when it likes, but not behind the end of the run. */
static bool is_due(const exec *e, int64_t deadline)
{
    int64_t stop = e->world->settings.stop_after;
    if (deadline == NO_TIMEOUT)
        return false;
    return e->loose ? stop == NO_TIMEOUT || deadline < stop : deadline <= e->now;
}

bool ready_always(const actor *a) { return a->state == ACTOR_ENDING || (a->state == ACTOR_PENDING && never_waits(&a->task)); }

static actor_can pending_can(const exec *e, actor *a)
{
    task *t = &a->task;
    if (never_waits(t) || op_is_ready(t))
        return CAN_DO;
    if (wait_is_multiple(t) ? many_stand(t) : verb_stands(&t->op))
        return CAN_STAND;
    return is_due(e, a->due) ? CAN_TIME_OUT : CAN_NOT;
}

void exec_look(exec *e, actor *a)
{
    switch (a->state) {
    case ACTOR_PENDING: a->can = (uint8_t)pending_can(e, a); break;
    case ACTOR_STANDS: a->can = a->restless ? CAN_WAKE : is_due(e, a->task.deadline) ? CAN_TIME_OUT : CAN_NOT; break;
    case ACTOR_AGAIN: a->can = op_is_ready(&a->task) ? CAN_DO : CAN_NOT; break;
    case ACTOR_ENDING: a->can = CAN_DO; break;
    default: a->can = CAN_NOT;
    }
}
