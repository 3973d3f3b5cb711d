/* ready: who can make a step. Asks the verbs, which change nothing. */
#include "runtime/check/internal.h"
#include "runtime/pass.h"

/* Whether somebody stands in line by that op decides what others are told who change nothing: whether they meet anybody, or may read. */
bool ready_is_seen(const op *o)
{
    switch (o->verb) {
    case VERB_queue_put:
    case VERB_queue_get:
    case VERB_queue_next: return o->object->queue.capacity == 0;
    case VERB_rwlock_acquire: return o->face == FACE_WRITE;
    default: return false;
    }
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
    if (step_needs_line(t))
        return CAN_STAND;
    return is_due(e, a->due) ? CAN_TIME_OUT : CAN_NOT;
}

/* Waits without a time. */
static bool waits_on(const actor *a)
{
    switch (a->state) {
    case ACTOR_PENDING: return a->due == NO_TIMEOUT;
    case ACTOR_STANDS: return a->task.deadline == NO_TIMEOUT;
    default: return a->state == ACTOR_AGAIN;
    }
}

/* For those who look for cycles of waits: who cannot go on as long as somebody holds what. */
static void look_for_holder(const exec *e, const actor *a)
{
    const task *t = &a->task;
    const object *o = a->can == CAN_NOT && waits_on(a) && !wait_is_multiple(t) ? pass_target(e->world, &t->op) : NULL;
    uint32_t id = o && o != e->world->atomic && kinds[o->kind].holder ? o->id : 0;
    if (t->self->thread.waits_for == id)
        return;
    t->self->thread.waits_for = id;
    t->self->thread.line = t->op.line;
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
    if (a->state != ACTOR_GONE)
        look_for_holder(e, a);
}
