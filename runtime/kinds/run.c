/* run: what a task does without an object: makes things, prints, sleeps, draws lots. Atomic blocks and await are await.c's, select is
 * select.c's. A sleep, and work, are waits that end at their time, or when the engine says so. */
#include "runtime/kinds/kinds.h"
#include "runtime/make.h"
#include "runtime/objects.h"
#include "runtime/pass.h"
#include "runtime/process.h"
#include "runtime/random.h"

outcome verb_run_make(call *c)
{
    value made;
    c->untold = true; /* told as EVENT_MADE */
    return make_object(c, &made) ? call_done(c, made) : OUT_RAISE;
}

outcome verb_run_print(call *c)
{
    c->detail = c->op->arguments[0];
    return OUT_DONE;
}

outcome verb_run_caught(call *c)
{
    c->detail = c->op->arguments[0].tag == V_ERROR ? c->op->arguments[0].error->message : c->op->arguments[0];
    return OUT_DONE;
}

/* --- time --- */

static bool run_no_duration(call *c, const char *what)
{
    value given = c->op->arguments[0];
    if (given.tag == V_INT)
        return fault_set(&c->fault, ERROR_type, "%s takes a duration (write %llds, not %lld)", what, (long long)given.integer,
                         (long long)given.integer);
    if (given.tag != V_DURATION)
        return fault_set(&c->fault, ERROR_type, "%s takes a duration (write 2s, not 2), not %s", what, fault_noun(given).text);
    return fault_set(&c->fault, ERROR_value, "%s takes a duration of 0s or more", what);
}

static inline bool run_duration(call *c, const char *what, int64_t *out)
{
    const value *given = &c->op->arguments[0];
    *out = given->integer;
    return __builtin_expect(given->tag == V_DURATION && given->integer >= 0, 1) || run_no_duration(c, what);
}

outcome verb_run_sleep(call *c)
{
    int64_t length;
    if (!run_duration(c, "sleep", &length))
        return OUT_RAISE;
    int64_t now = c->world->engine->now(c->world);
    c->deadline = moment_after(now, length);
    value_store(&c->detail, value_load(&c->op->arguments[0]));
    return OUT_WAIT;
}

outcome verb_run_work(call *c)
{
    int64_t length;
    c->detail = c->op->arguments[0];
    return run_duration(c, "work", &length) ? OUT_WAIT : OUT_RAISE;
}

outcome verb_run_pid(call *c) { return call_tell(c, value_int(c->task->process->pid)); }

outcome verb_run_ppid(call *c) { return call_tell(c, value_int(c->task->process->parent_pid)); }

outcome verb_run_now(call *c) { return call_tell(c, value_duration(c->world->engine->now(c->world))); }

/* --- chance --- */

static uint64_t run_draw(call *c)
{
    world_is_personal(c->world);
    return random_at(c->task->random, ++c->task->draws);
}

static int64_t run_between(call *c, int64_t low, int64_t high)
{
    uint64_t span = (uint64_t)high - (uint64_t)low + 1, bits = run_draw(c);
    return (int64_t)((uint64_t)low + (span ? random_below(bits, span) : bits));
}

static outcome random_float(call *c, double low, double high)
{
    double share = (double)(run_draw(c) >> 11) * 0x1p-53, drawn = low + (high - low) * share;
    return call_tell(c, value_float(drawn > high ? high : drawn));
}

static bool random_number(value v, double *out)
{
    *out = v.tag == V_FLOAT ? v.number : (double)v.integer;
    return v.tag == V_FLOAT || v.tag == V_INT;
}

outcome verb_run_random(call *c)
{
    value low = c->op->arguments[0], high = c->op->arguments[1];
    double from, to;
    bool durations = low.tag == V_DURATION && high.tag == V_DURATION;
    if (!durations && !(random_number(low, &from) && random_number(high, &to)))
        return call_raise(c, ERROR_type, "random takes two numbers or two durations, not %s and %s", fault_noun(low).text,
                          fault_noun(high).text);
    bool whole = durations || (low.tag == V_INT && high.tag == V_INT);
    if (whole ? low.integer > high.integer : !(from <= to))
        return call_raise(c, ERROR_value, "random takes the lower end first");
    if (!whole)
        return random_float(c, from, to);
    int64_t drawn = run_between(c, low.integer, high.integer);
    return call_tell(c, durations ? value_duration(drawn) : value_int(drawn));
}

/* What is shown is the item itself, where the items are given. The list keeps it. */
static outcome run_chosen(call *c, int64_t number)
{
    value items = c->op->arguments[1], item;
    call_tell(c, value_int(number));
    if ((items.tag == V_LIST || items.tag == V_RANGE) && value_index(items, c->result, &item, &c->fault)) {
        c->detail = item;
        value_drop(item);
    }
    return OUT_DONE;
}

outcome verb_run_choose(call *c)
{
    int64_t n;
    if (!call_int(c, c->op->arguments[0], "the number to choose from", &n))
        return OUT_RAISE;
    if (n < 1)
        return call_raise(c, ERROR_value, "there is nothing to choose from");
    if (!c->world->engine->choose)
        return run_chosen(c, run_between(c, 0, n - 1));
    if (n > UINT32_MAX)
        return call_raise(c, ERROR_limit, "there is more to choose from than can be tried");
    return run_chosen(c, n > 1 ? c->world->engine->choose(c->world, c->task, (uint32_t)n) : 0);
}

/* --- tasks --- */

enum { LOOKS_MOST = 1000 }; /* how often one looks at tasks that begin and end meanwhile */

/* The running tasks of the caller's process, or its children. */
static bool run_lists(const call *c, const object *o)
{
    const process *own = c->task->process;
    if (!object_is_task(o) || __atomic_load_n(&o->thread.life, __ATOMIC_ACQUIRE) != LIFE_RUNNING)
        return false;
    if (c->op->verb == VERB_run_children)
        return o->kind == KIND_process && o->thread.process->parent == own->id;
    if (o->kind == KIND_process) /* its first thread, while that runs */
        return o->id == own->id && __atomic_load_n(&o->thread.task, __ATOMIC_ACQUIRE);
    return o->thread.maker == own->id;
}

/* A child that is left out has ended for whoever asks. */
static bool run_ends(const call *c, const object *o)
{
    bool ends = o->kind == KIND_process && __atomic_load_n(&o->thread.life, __ATOMIC_ACQUIRE) == LIFE_ENDING;
    return ends && o->thread.process->parent == c->task->process->id;
}

/* One that begins or ends at this moment has told of that when it is locked. */
static bool run_lists_still(const call *c, object *o)
{
    pass p;
    if (!c->world->parallel)
        return true;
    pass_begin(&p, c->world, c->task);
    pass_lock(&p, o);
    bool listed = run_lists(c, o);
    pass_end(&p, o);
    return listed;
}

static bool run_add(call *c, uint32_t id, value *all)
{
    object *o = object_try(c->world, id);
    if (!o)
        return true;
    value handle = VALUE_NIL;
    if (c->op->verb == VERB_run_children && run_ends(c, o))
        process_outlive(c->world, o);
    bool listed = run_lists(c, o) && run_lists_still(c, o);
    bool added = !listed || (object_handle(o, FACE_NONE, &handle, &c->fault) && value_list_push(all, handle, &c->fault));
    value_drop(handle);
    object_let_go(o);
    return added;
}

/* One by one, so that nothing is freed while the table is locked. */
static bool run_look(call *c, value *all)
{
    *all = VALUE_NIL;
    bool added = value_list(NULL, 0, all, &c->fault);
    for (uint32_t id = 1, last = object_last(c->world); added && id <= last && id; id++)
        added = run_add(c, id, all);
    if (!added)
        value_drop(*all);
    return added;
}

static uint32_t run_begun(const call *c) { return __atomic_load_n(&c->world->begun, __ATOMIC_SEQ_CST); }

/* Who is there at one moment: while none begins there can only be fewer, so if the same are there twice, they were all the time in between
 * (Afek et al., Atomic Snapshots of Shared Memory, JACM 1993: the double collect). Where some begin without a pause it is given up, and who
 * was seen one after the other is told. */
static bool run_see(call *c, value *all)
{
    uint32_t first = run_begun(c);
    bool changes = c->world->parallel, seen = run_look(c, all);
    for (int looks = 1; seen && changes && looks < LOOKS_MOST; looks++) {
        value before = *all;
        uint32_t second = run_begun(c);
        seen = run_look(c, all);
        changes = seen && (run_begun(c) != first || !value_equal(before, *all));
        first = second;
        value_drop(before);
    }
    return seen;
}

static outcome run_list(call *c)
{
    world_is_personal(c->world);
    if (c->task->watch && !c->probe)
        await_look_all(c->task);
    if (!run_see(c, &c->result))
        return OUT_RAISE;
    c->number = c->result.list->length;
    c->detail = c->number ? c->result : VALUE_UNSET;
    return OUT_DONE;
}

outcome verb_run_threads(call *c) { return run_list(c); }

outcome verb_run_children(call *c) { return run_list(c); }

outcome verb_run_current(call *c) { return call_handle(c, c->task->self, FACE_NONE); }

outcome verb_run_exit(call *c)
{
    int64_t status;
    if (!option_int(c, c->op->arguments[0], "the exit status", 0, &status))
        return OUT_RAISE;
    if (status < 0 || status > 255)
        return call_raise(c, ERROR_value, "the exit status is a number from 0 to 255, not %lld", (long long)status);
    uint32_t none = 0;
    __atomic_compare_exchange_n(&c->task->process->status, &none, (uint32_t)status + 1, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
    c->detail = value_int(status);
    return OUT_END;
}
