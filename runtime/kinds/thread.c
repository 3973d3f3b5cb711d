/* thread, timer: started, joined, cancelled. Their bodies are the host's; that their task begins and ends is task.c's. */
#include "runtime/kinds/kinds.h"
#include "runtime/record.h"

bool thread_make(call *c)
{
    const value *given = c->op->arguments;
    object *o = c->object;
    if (!option_bool(c, given[6], "daemon", false, &o->daemon))
        return false;
    o->thread.callee = value_keep(given[3]);
    o->thread.arguments = value_keep(given[4]);
    return true;
}

bool timer_make(call *c)
{
    const value *given = c->op->arguments;
    if (given[7].tag != V_DURATION)
        return fault_set(&c->fault, ERROR_type, "a timer takes a duration (write 2s, not 2), not %s", fault_noun(given[7]).text);
    if (given[7].integer < 0)
        return fault_set(&c->fault, ERROR_value, "a timer cannot be due in the past");
    c->object->thread.period = given[7].integer;
    if (!option_bool(c, given[8], "every", false, &c->object->thread.every))
        return false;
    if (c->object->thread.every && !given[7].integer)
        return fault_set(&c->fault, ERROR_value, "a timer cannot be due every 0s");
    return thread_make(c);
}

void thread_drop(world *w, object *o)
{
    (void)w;
    if (o->thread.life != LIFE_NEW)
        return;
    value_drop(o->thread.callee);
    value_drop(o->thread.arguments);
}

uint32_t thread_holder(const object *o, uint32_t after)
{
    return __atomic_load_n(&o->thread.life, __ATOMIC_ACQUIRE) == LIFE_RUNNING && o->id > after ? o->id : 0;
}

static const char *what(const call *c) { return kind_words[c->object->kind].name; }

/* --- what both have --- */

static outcome task_start(call *c)
{
    object *o = c->object;
    if (o->thread.life != LIFE_NEW)
        return call_raise(c, ERROR_state, "%s was started already; a %s starts only once", call_name(c), what(c));
    if (__atomic_load_n(&c->world->tasks, __ATOMIC_RELAXED) >= c->world->settings.limits.tasks)
        return call_raise(c, ERROR_limit, "more than %lld tasks at once (limit tasks)", (long long)c->world->settings.limits.tasks);
    if (!c->world->engine->spawn(c->world, c->task, o, &c->fault))
        return OUT_RAISE;
    c->spawned = o->thread.task;
    c->other = o->id;
    return OUT_DONE;
}

static outcome task_join(call *c)
{
    object *o = c->object;
    if (o->thread.life == LIFE_NEW)
        return call_raise(c, ERROR_state, "%s has not been started, so it cannot be joined", call_name(c));
    if (o->id == c->task->id)
        return call_raise(c, ERROR_state, "a %s cannot wait for its own end", what(c));
    c->changed = false;
    return o->thread.life == LIFE_ENDED ? call_done(c, value_bool(true)) : OUT_WAIT;
}

static outcome task_is_alive(call *c) { return call_tell(c, value_bool(c->object->thread.life == LIFE_RUNNING)); }

static outcome refuse_after_start(call *c, const char *property)
{
    return call_raise(c, ERROR_state, "%s can only be set before %s is started", property, call_name(c));
}

static outcome task_tell_name(call *c)
{
    value name;
    return object_name(c->object, &name, &c->fault) ? call_tell(c, name) : OUT_RAISE;
}

static outcome task_name(call *c)
{
    object *o = c->object;
    if (!c->op->count)
        return task_tell_name(c);
    value given = c->op->arguments[0];
    if (!value_is_string(given))
        return call_raise(c, ERROR_type, "a name is a string, not %s", fault_noun(given).text);
    if (o->thread.life != LIFE_NEW)
        return refuse_after_start(c, "the name");
    value_assign(&o->name.base, value_keep(given));
    o->name.number = 0;
    record_made(c->task, o);
    c->detail = given;
    c->changed = true;
    return OUT_DONE;
}

static outcome task_daemon(call *c)
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

/* --- thread --- */

outcome verb_thread_start(call *c) { return task_start(c); }
outcome verb_thread_join(call *c) { return task_join(c); }
outcome verb_thread_is_alive(call *c) { return task_is_alive(c); }
outcome verb_thread_name(call *c) { return task_name(c); }
outcome verb_thread_daemon(call *c) { return task_daemon(c); }
outcome verb_thread_id(call *c) { return call_tell(c, value_int(c->object->id)); }

/* It raises at its present or next waiting op; before the start and after the end this does nothing. */
outcome verb_thread_cancel(call *c)
{
    object *o = c->object;
    if (o->thread.life != LIFE_RUNNING) {
        c->changed = false;
        return OUT_DONE;
    }
    call_cancel(c, o->thread.task);
    return OUT_DONE;
}

/* --- timer --- */

outcome verb_timer_start(call *c)
{
    object *o = c->object;
    outcome r = task_start(c);
    if (r == OUT_DONE)
        o->thread.due = c->world->engine->now(c->world) + o->thread.period;
    return r;
}

outcome verb_timer_join(call *c) { return task_join(c); }
outcome verb_timer_is_alive(call *c) { return task_is_alive(c); }
outcome verb_timer_name(call *c) { return task_name(c); }
outcome verb_timer_daemon(call *c) { return task_daemon(c); }

outcome verb_timer_cancel(call *c)
{
    c->changed = !c->object->thread.over;
    c->object->thread.over = true;
    return OUT_DONE;
}

/* The next moment one period after the last, whatever the block took; those that came while it ran are dropped. */
static void timer_advance(object *o, int64_t now)
{
    if (o->thread.due < now)
        o->thread.due += (now - o->thread.due + o->thread.period - 1) / o->thread.period * o->thread.period;
}

outcome verb_timer_due(call *c)
{
    object *o = c->object;
    if (o->id != c->task->id)
        return call_raise(c, ERROR_state, "only a timer's own task waits until it is due");
    if (o->thread.over) {
        c->untold = !c->waits;
        c->word = "will not be due any more"; /* told when it was cancelled while it waited */
        return call_done(c, value_bool(false));
    }
    int64_t now = c->world->engine->now(c->world);
    if (!c->waits && o->thread.every)
        timer_advance(o, now);
    if (now < o->thread.due) {
        c->deadline = o->thread.due;
        return OUT_WAIT;
    }
    if (!c->probe) {
        o->thread.over = !o->thread.every || o->thread.due > INT64_MAX - o->thread.period; /* virtual time has an end */
        o->thread.due += o->thread.over ? 0 : o->thread.period;
    }
    c->word = "is due";
    return call_done(c, value_bool(true));
}
