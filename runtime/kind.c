/* kind: the tables of kinds and verbs, and what verbs' functions call. Leaves out: every meaning (kinds/). */
#include "runtime/kind.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/kinds/kinds.h"
#include "runtime/pass.h"

const kind kinds[KINDS] = {
    [KIND_process] = {.make = task_make, .drop = task_drop, .holder = task_holder, .state = task_state},
    [KIND_thread] = {.make = task_make, .drop = task_drop, .holder = task_holder, .state = task_state},
    [KIND_timer] = {.make = timer_make, .drop = task_drop, .holder = task_holder, .state = task_state},
    [KIND_pool] = {.make = pool_make,
                   .drop = pool_drop,
                   .recorded = pool_recorded,
                   .bereaved = pool_bereaved,
                   .state = pool_state,
                   .concerns = pool_concerns,
                   .barges = true},
    [KIND_future] = {.drop = future_drop, .state = future_state, .concerns = future_concerns},
    [KIND_queue] =
        {.make = queue_make, .drop = queue_drop, .parked = queue_parked, .recorded = queue_recorded, .state = queue_state, .barges = true},
    [KIND_pipe] = {.make = pipe_make, .drop = pipe_drop, .recorded = pipe_recorded, .state = pipe_state},
    [KIND_event] = {.make = event_make, .state = event_state},
    [KIND_lock] = {.make = lock_make,
                   .holder = lock_holder,
                   .bereaved = lock_bereaved,
                   .state = lock_state,
                   .concerns = lock_concerns,
                   .barges = true},
    [KIND_rlock] = {.make = lock_make,
                    .holder = lock_holder,
                    .bereaved = lock_bereaved,
                    .state = lock_state,
                    .concerns = lock_concerns,
                    .barges = true},
    [KIND_rwlock] = {.make = rwlock_make,
                     .drop = rwlock_drop,
                     .holder = rwlock_holder,
                     .recorded = rwlock_recorded,
                     .bereaved = rwlock_bereaved,
                     .state = rwlock_state},
    [KIND_condition] = {.make = condition_make,
                        .drop = condition_drop,
                        .parked = condition_parked,
                        .state = condition_state,
                        .concerns = condition_concerns},
    [KIND_semaphore] = {.make = semaphore_make, .recorded = semaphore_recorded, .state = semaphore_state, .barges = true},
    [KIND_barrier] = {.make = barrier_make, .left = barrier_left, .state = barrier_state},
    [KIND_latch] = {.make = latch_make, .state = latch_state},
    [KIND_atom] = {.make = atom_make, .drop = atom_drop, .state = atom_state},
};

/* Those that have a way of their own, or are told of and never performed. */
#define verb_run_select NULL
#define verb_run_stop NULL
#define verb_run_gil NULL
#define verb_run_turn NULL
#define verb_process_end NULL
#define verb_pool_lose NULL
#define verb_thread_begin NULL
#define verb_thread_end NULL
#define verb_thread_fail NULL
#define verb_variable_load NULL
#define verb_variable_store NULL
#define verb_variable_store_at NULL
#define verb_variable_call NULL
#define verb_run_wait_any wait_any_ask

/* The flags as the table spells them. */
enum {
    WAITS = VERB_WAITS,
    SELECT = VERB_SELECT,
    BOOL = VERB_BOOL,
    LOOKS = VERB_LOOKS,
    PROPERTY = VERB_PROPERTY,
    SETS = VERB_SETS,
    INNER = VERB_INNER,
    QUIET = VERB_QUIET,
    DIRECT = VERB_DIRECT
};

#define PERFORM(verb) \
    ((verb) == VERB_run_select                                      ? select_perform \
     : (verb) == VERB_run_wait_any                                  ? wait_any_perform \
     : (verb) == VERB_run_await                                     ? await_perform \
     : (verb) == VERB_run_sleep                                     ? sleep_perform \
     : (verb) >= VERB_variable_load && (verb) <= VERB_variable_call ? variable_perform \
                                                                    : NULL)
/* Those of conditions and pipes, and of blocks that take the hidden lock. */
#define ASIDE(verb, kind) \
    ((kind) == KIND_condition || (kind) == KIND_pipe || (verb) == VERB_run_atomic || (verb) == VERB_run_atomic_end \
     || (verb) == VERB_run_await_begin || (verb) == VERB_run_await)
#define TAKES(verb) ((verb) == VERB_lock_acquire || (verb) == VERB_rlock_acquire || (verb) == VERB_condition_acquire)
#define PREPARE(verb) \
    ((verb) == VERB_pool_submit                                                                          ? pool_prepare \
     : (verb) == VERB_pool_finish                                                                        ? pool_pack \
     : (verb) == VERB_pool_take_callback                                                                 ? pool_foresee \
     : (verb) == VERB_pool_join                                                                          ? pool_settled \
     : (verb) == VERB_process_join || (verb) == VERB_process_is_alive || (verb) == VERB_process_exitcode ? process_settled \
     : (verb) == VERB_condition_notify || (verb) == VERB_condition_notify_all                            ? condition_foresee \
                                                                                                         : NULL)
#define RECORD(verb, kind, flags) \
    ((verb) == VERB_run_print  ? RECORD_PRINT \
     : (verb) == VERB_run_stop ? RECORD_NOTES \
     : (kind) == KIND_variable ? RECORD_VARIABLES \
     : (flags)&VERB_QUIET      ? RECORD_QUIET \
                               : RECORD_OPS)

const verb_row verbs[VERBS] = {
#define VERB(of, name, parameters, flags, phrase, waiting, about) \
    [VERB_##of##_##name] = {verb_##of##_##name, \
                            PERFORM(VERB_##of##_##name), \
                            PREPARE(VERB_##of##_##name), \
                            flags, \
                            TAKES(VERB_##of##_##name), \
                            ASIDE(VERB_##of##_##name, KIND_##of), \
                            KIND_##of, \
                            RECORD(VERB_##of##_##name, KIND_##of, flags)},
#define PRELUDE_VERB(kind, name, parameters, flags, phrase, waiting, about)
#include "trace/verbs.def"
#undef VERB
};

outcome call_raise(call *c, error_kind error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fault_told(&c->fault, error, format, arguments);
    va_end(arguments);
    return OUT_RAISE;
}

outcome call_done(call *c, value result)
{
    c->result = result;
    return OUT_DONE;
}

outcome call_tell(call *c, value result)
{
    c->result = c->detail = result;
    return OUT_DONE;
}

outcome call_handle(call *c, object *o, enum face face) { return object_handle(o, face, &c->result, &c->fault) ? OUT_DONE : OUT_RAISE; }

void call_drop(call *c, outcome r) { value_drop(r == OUT_RAISE && !c->thrown ? c->fault.message : c->result); }

bool call_int(call *c, value v, const char *what, int64_t *out)
{
    if (v.tag == V_INT) {
        *out = v.integer;
        return true;
    }
    return fault_set(&c->fault, ERROR_type, "%s is an int, not %s", what, fault_noun(v).text);
}

excerpt call_excerpt(const call *c) { return object_excerpt(c->object); }

bool call_joins(const call *c) { return c->world->engine->joins && !c->world->settings.jitters; }

void call_then(call *c, verb_id verb)
{
    if (call_joins(c))
        c->then = (uint16_t)verb;
}

/* --- waiters --- */

static waiter *waiter_at(const group *g, uint32_t i) { return &g->ring[(g->first + i) & (g->capacity - 1)]; }

/* One who waited for any of several, was served elsewhere and has not left this line yet waits no more. */
static bool waiter_waits(const waiter *who) { return task_generation(who->task) == who->generation; }

static uint32_t waiters_of_select(const group *g, const task *but)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < g->count; i++) {
        const waiter *who = waiter_at(g, i);
        count += who->task && who->task != but && waiter_waits(who);
    }
    return count;
}

/* Where a select may stand each is looked at; elsewhere all that are there wait, and there may be very many. */
uint32_t call_waiters(const call *c, verb_id verb, enum face face)
{
    const group *g = line_group(c->object, verb, (uint8_t)face);
    if (!g)
        return 0;
    if (verbs[verb].flags & VERB_SELECT)
        return waiters_of_select(g, c->task);
    return g->live - (c->waits ? 1 : 0);
}

waiter *call_first(const call *c, verb_id verb, enum face face)
{
    group *g = line_group(c->object, verb, (uint8_t)face);
    for (uint32_t i = 0; g && i < g->count; i++) {
        waiter *who = waiter_at(g, i);
        if (who->task && who->task != c->task && waiter_waits(who))
            return who;
    }
    return NULL;
}

const op *call_waiter_op(const waiter *who) { return pass_waiter_op(who->task, who); }

static task *waiter_claim(call *c, waiter *who)
{
    task *t = who->task;
    const op *o = pass_waiter_op(t, who);
    uint32_t generation = who->generation, chosen = who->chosen;
    line_pop(c->pass, line_group(c->object, (verb_id)o->verb, o->face), who);
    if (!wait_claim(c->pass, t, generation))
        return NULL;
    t->reply.chosen = (uint16_t)chosen;
    return t;
}

bool call_release(call *c, waiter *who, value result)
{
    task *t = waiter_claim(c, who);
    if (!t) {
        value_drop(result);
        return false;
    }
    t->reply = (reply){.outcome = OUT_DONE, .chosen = t->reply.chosen, .value = result};
    pass_released(c->pass, t);
    return true;
}

bool call_release_raise(call *c, waiter *who, error_kind error, const char *message)
{
    task *t = waiter_claim(c, who);
    if (!t)
        return false;
    uint16_t chosen = t->reply.chosen;
    pass_raise(t, error, "%s", message);
    t->reply.chosen = chosen;
    pass_released(c->pass, t);
    return true;
}

bool call_release_notified(call *c, waiter *who)
{
    task *t = who->task;
    if (!call_release(c, who, value_bool(true)))
        return false;
    t->kept = KEPT_TRUE;
    return true;
}

bool call_hold(call *c, object *o)
{
    pass *p = c->pass;
    if (!p->held_count) {
        p->held = p->few;
        p->held_capacity = PASS_HELD;
    } else if (p->held_count == p->held_capacity) {
        uint32_t capacity = p->held_capacity * 2;
        object **held = block_take(capacity * sizeof *held);
        if (!held)
            return fault_set(&c->fault, ERROR_limit, "out of memory");
        memcpy(held, p->held, p->held_count * sizeof *held);
        if (p->held != p->few)
            block_give(p->held);
        p->held = held;
        p->held_capacity = capacity;
    }
    pass_lock(p, o);
    p->more = true;
    p->held[p->held_count++] = o;
    return true;
}

void call_change(call *c, void *at, size_t size) { journal_change(c->pass->journal, at, size); }

void call_kill(call *c, process *p, int signal)
{
    journal *j = c->pass->journal;
    if (j)
        j->kill(j, p, signal);
    object_hold(p->self);
    p->signal = signal;
    p->doomed = c->killed;
    c->killed = p;
}

void call_cancel(call *c, task *t)
{
    pass *p = c->pass;
    if (t == c->task) {
        __atomic_store_n(&t->cancelled, true, __ATOMIC_RELAXED);
        return;
    }
    p->more = true;
    if (!p->poked_count) {
        p->poked = p->few_poked;
        p->poked_capacity = PASS_HELD;
    } else if (p->poked_count == p->poked_capacity) {
        task **poked = block_take(2 * p->poked_capacity * sizeof *poked);
        if (!poked) {
            pass_poke(p, t);
            return;
        }
        memcpy(poked, p->poked, p->poked_count * sizeof *poked);
        if (p->poked != p->few_poked)
            block_give(p->poked);
        p->poked = poked;
        p->poked_capacity *= 2;
    }
    p->poked[p->poked_count++] = t;
}
