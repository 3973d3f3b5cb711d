/* step: which ops are steps. Knows the verbs. */
#include "runtime/step.h"

#include "runtime/object.h"

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
    case VERB_run_make: return t->process->live <= 1;
    default: return false;
    }
}
