/* task: what processes, threads and timers have in common: they are made of something to call, started and joined. Their bodies are the
 * host's; that their task begins and ends is runtime/task.c's. */
#include "runtime/kinds/kinds.h"
#include "runtime/process.h"
#include "runtime/record.h"

static const char *what(const call *c) { return kind_words[c->object->kind].name; }

bool task_make(call *c)
{
    const value *given = c->op->arguments;
    object *o = c->object;
    if (!value_is_function(given[3]))
        return fault_set(&c->fault, ERROR_type, "a %s needs a function to run, not %s: `%s(f, [x])` calls f(x) in it", what(c),
                         fault_noun(given[3]).text, what(c));
    if (given[4].tag != V_UNSET && given[4].tag != V_NIL && given[4].tag != V_LIST)
        return fault_set(&c->fault, ERROR_type, "the arguments of a %s are given as a list, not as %s", what(c), fault_noun(given[4]).text);
    if (!option_bool(c, given[6], "daemon", false, &o->daemon))
        return false;
    o->thread.callee = value_keep(given[3]);
    o->thread.arguments = value_keep(given[4]);
    o->thread.maker = c->task->process->id;
    return true;
}

/* What it was to call is known to the process that made it only, and stays there when another is the last to hold it. */
void task_drop(world *w, object *o)
{
    if (o->thread.life != LIFE_NEW) {
        if (o->kind == KIND_process)
            process_drop(w, o->thread.process);
    } else if (!w->memory) {
        value_drop(o->thread.callee);
        value_drop(o->thread.arguments);
    }
}

uint32_t task_holder(const object *o, uint32_t after)
{
    return __atomic_load_n(&o->thread.life, __ATOMIC_ACQUIRE) == LIFE_RUNNING && o->id > after ? o->id : 0;
}

/* --- what both have --- */

static outcome task_spawn(call *c)
{
    world *w = c->world;
    object *o = c->object;
    if (!process_count_task(w, c->task->process))
        return call_raise(c, ERROR_limit, "more than %lld task%s at once (limit tasks)", (long long)w->settings.limits.tasks,
                          w->settings.limits.tasks == 1 ? "" : "s");
    if (!w->engine->spawn(w, c->task, o, &c->fault)) {
        process_uncount_task(w, c->task->process);
        return OUT_RAISE;
    }
    c->spawned = o->thread.task;
    c->other = o->id;
    return OUT_DONE;
}

/* The last task that kept the process alive has ended: daemons stop where they are. */
static outcome task_stops(call *c)
{
    value_drop(c->fault.message);
    c->fault.message = VALUE_NIL;
    c->untold = true;
    return OUT_END;
}

outcome task_start(call *c)
{
    object *o = c->object;
    if (o->thread.life != LIFE_NEW)
        return call_raise(c, ERROR_state, "%s was started already; a %s starts only once", call_name(c), what(c));
    if (o->thread.maker != c->task->process->id)
        return call_raise(c, ERROR_permission, "only the process that made %s may start it", call_name(c));
    bool keeps = o->kind != KIND_process && !o->daemon; /* alive the process that starts it */
    if (keeps && !process_keep(c->task->process))
        return task_stops(c);
    outcome r = task_spawn(c);
    return r == OUT_RAISE && keeps && !process_unkeep(c->task->process) ? task_stops(c) : r;
}

outcome task_join(call *c)
{
    object *o = c->object;
    if (o->thread.life == LIFE_NEW)
        return call_raise(c, ERROR_state, "%s has not been started, so it cannot be joined", call_name(c));
    if (o->id == c->task->id)
        return call_raise(c, ERROR_state, "a %s cannot wait for its own end", what(c));
    c->changed = false;
    return o->thread.life == LIFE_ENDED ? call_done(c, value_bool(true)) : OUT_WAIT;
}

outcome task_is_alive(call *c) { return call_tell(c, value_bool(c->object->thread.life == LIFE_RUNNING)); }

static outcome refuse_after_start(call *c, const char *property)
{
    return call_raise(c, ERROR_state, "%s can only be set before %s is started", property, call_name(c));
}

static outcome task_tell_name(call *c)
{
    value name;
    world_is_personal(c->world);
    return object_name(c->object, &name, &c->fault) ? call_tell(c, name) : OUT_RAISE;
}

outcome task_name(call *c)
{
    object *o = c->object;
    if (!c->op->count)
        return task_tell_name(c);
    value given = c->op->arguments[0];
    if (!value_is_string(given))
        return call_raise(c, ERROR_type, "a name is a string, not %s", fault_noun(given).text);
    if (o->thread.life != LIFE_NEW)
        return refuse_after_start(c, "the name");
    if (!object_rename(o, given, &c->fault))
        return OUT_RAISE;
    record_made(c->task, o);
    c->detail = given;
    c->changed = true;
    return OUT_DONE;
}

outcome task_daemon(call *c)
{
    object *o = c->object;
    if (!c->op->count)
        return call_tell(c, value_bool(o->daemon));
    value given = c->op->arguments[0];
    if (given.tag != V_BOOL)
        return call_raise(c, ERROR_type, "daemon is true or false, not %s", fault_noun(given).text);
    if (o->thread.life != LIFE_NEW)
        return refuse_after_start(c, "daemon");
    o->daemon = given.integer;
    c->detail = given;
    c->changed = true;
    return OUT_DONE;
}

outcome task_id(call *c)
{
    world_is_personal(c->world);
    return call_tell(c, value_int(c->object->id));
}

static void task_state_begun(run_state *s, const object *o)
{
    if (o->kind == KIND_process)
        state_int(s, o->thread.exitcode);
    else if (o->kind == KIND_timer)
        state_time(s, o->thread.due);
}

void task_state(run_state *s, const object *o)
{
    unsigned flags = o->daemon | o->thread.failed << 1 | o->thread.every << 2 | o->thread.over << 3 | o->thread.runs << 4;
    state_number(s, o->thread.life);
    state_number(s, flags);
    state_task(s, o->thread.maker);
    if (o->kind == KIND_timer)
        state_int(s, o->thread.period);
    if (o->thread.life != LIFE_NEW) {
        task_state_begun(s, o);
        return;
    }
    state_value(s, o->thread.callee);
    state_value(s, o->thread.arguments);
}
