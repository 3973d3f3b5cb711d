/* process: a task in a process of its own, and all that happens there. It may only be started by the process that made it, and ended by
 * the one that started it. What becomes of all it holds when it ends is runtime/process.c's. */
#include "runtime/kinds/kinds.h"
#include "runtime/process.h"

bool process_settled(call *c)
{
    process_outlive(c->world, c->object);
    return true;
}

outcome verb_process_start(call *c) { return task_start(c); }
outcome verb_process_join(call *c) { return task_join(c); }
outcome verb_process_is_alive(call *c) { return task_is_alive(c); }
outcome verb_process_name(call *c) { return task_name(c); }
outcome verb_process_daemon(call *c) { return task_daemon(c); }
outcome verb_process_id(call *c) { return task_id(c); }

outcome verb_process_pid(call *c)
{
    const object *o = c->object;
    return call_tell(c, o->thread.life == LIFE_NEW ? VALUE_NIL : value_int(o->thread.process->pid));
}

outcome verb_process_exitcode(call *c)
{
    const object *o = c->object;
    return call_tell(c, o->thread.life == LIFE_ENDED ? value_int(o->thread.exitcode) : VALUE_NIL);
}

/* It is done when this is told of, and nothing is locked any more. */
static outcome process_signal(call *c, int number)
{
    object *o = c->object;
    if (o->thread.life == LIFE_NEW)
        return call_raise(c, ERROR_state, "%s has not been started", call_name(c));
    if (o->thread.process->parent != c->task->process->id)
        return call_raise(c, ERROR_permission, "only the process that started %s may end it", call_name(c));
    c->changed = false;
    if (o->thread.life != LIFE_ENDED) /* one that ends already is only waited for */
        call_kill(c, o->thread.process, o->thread.life == LIFE_RUNNING ? number : 0);
    return OUT_DONE;
}

outcome verb_process_terminate(call *c) { return process_signal(c, SIGNAL_TERMINATE); }
outcome verb_process_kill(call *c) { return process_signal(c, SIGNAL_KILL); }
