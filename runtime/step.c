/* step: which ops are steps. Knows the verbs. */
#include "runtime/step.h"

#include "runtime/pass.h"

bool step_is_private(const task *t)
{
    switch (t->op.verb) {
    case VERB_run_print:
    case VERB_run_caught:
    case VERB_run_pid:
    case VERB_run_ppid:
    case VERB_run_now:
    case VERB_run_random:
    case VERB_run_current:
    case VERB_condition_held:
    case VERB_rwlock_read:
    case VERB_rwlock_write:
    case VERB_queue_capacity:
    case VERB_barrier_parties:
    case VERB_pool_size:
    case VERB_pool_threads:
    case VERB_process_pid:
    case VERB_process_id:
    case VERB_thread_id: return true;
    case VERB_process_name:
    case VERB_thread_name:
    case VERB_timer_name:
    case VERB_process_daemon:
    case VERB_thread_daemon:
    case VERB_timer_daemon: return t->op.count == 0;
    case VERB_run_make: return t->id == t->process->id && !t->children; /* nobody else has been there who could make something */
    default: return false;
    }
}

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

bool step_needs_line(const task *t) { return wait_is_multiple(t) ? many_stand(t) : verb_stands(&t->op); }
