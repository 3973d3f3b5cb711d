/* thread, timer: a task in the process that starts it. What they share with processes is task.c's. */
#include "runtime/kinds/kinds.h"
#include "runtime/pass.h"

/* --- thread --- */

outcome verb_thread_start(call *c) { return task_start(c); }
outcome verb_thread_join(call *c) { return task_join(c); }
outcome verb_thread_is_alive(call *c) { return task_is_alive(c); }
outcome verb_thread_name(call *c) { return task_name(c); }
outcome verb_thread_daemon(call *c) { return task_daemon(c); }
outcome verb_thread_id(call *c) { return task_id(c); }

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

bool timer_make(call *c)
{
    const value *given = c->op->arguments;
    if (given[7].tag != V_DURATION)
        return fault_set(&c->fault, ERROR_type, "a timer takes a duration (write 2s, not 2), not %s", fault_noun(given[7]).text);
    if (given[7].integer < 0)
        return fault_set(&c->fault, ERROR_value, "a timer cannot be due in the past");
    if (given[4].tag == V_LIST && !value_is_function(given[4].list->items[0])) /* what runs is the prelude's, and calls that */
        return fault_set(&c->fault, ERROR_type, "a timer needs a function to run, not %s", fault_noun(given[4].list->items[0]).text);
    c->object->thread.period = given[7].integer;
    if (!option_bool(c, given[8], "every", false, &c->object->thread.every))
        return false;
    if (c->object->thread.every && !given[7].integer)
        return fault_set(&c->fault, ERROR_value, "a timer cannot be due every 0s");
    return task_make(c);
}

outcome verb_timer_start(call *c)
{
    object *o = c->object;
    outcome r = task_start(c);
    if (r == OUT_DONE)
        o->thread.due = c->world->engine->now(c->world) + o->thread.period;
    return r;
}

outcome verb_timer_join(call *c) { return task_join(c); }

/* Who was cancelled in time has nothing to run any more, though its task may have to be told so yet. */
outcome verb_timer_is_alive(call *c)
{
    const object *o = c->object;
    return o->thread.over && !o->thread.runs ? call_tell(c, value_bool(false)) : task_is_alive(c);
}

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
    if (!c->probe)
        o->thread.runs = false;
    if (o->thread.over) {
        c->untold = !c->waits;
        c->word = "will not be due any more"; /* told when it was cancelled while it waited */
        return call_done(c, value_bool(false));
    }
    int64_t now = c->world->engine->now(c->world);
    if (!c->waits && o->thread.every)
        timer_advance(o, now);
    bool stays = c->waits && c->pass->task != c->task; /* others, who leave the timer alone, do not make it due */
    if (stays || now < o->thread.due) {
        c->deadline = o->thread.due;
        c->detail = value_duration(o->thread.due - now);
        return OUT_WAIT;
    }
    if (!c->probe) {
        o->thread.over = !o->thread.every || o->thread.due > INT64_MAX - o->thread.period; /* virtual time has an end */
        o->thread.due += o->thread.over ? 0 : o->thread.period;
        o->thread.runs = true;
    }
    c->word = "is due";
    return call_done(c, value_bool(true));
}
