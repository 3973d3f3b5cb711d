/* record: events from calls. Calls the recorder and the engine's clock. Leaves out: what is done with them. */
#include "runtime/record.h"

#include <string.h>

#include "runtime/cells.h"
#include "runtime/objects.h"
#include "runtime/pass.h"

enum {
    SHOWN_MOST = 200,
    EXCHANGED_MOST = 24,
    CALL_MOST = 24,
    HOLDERS_NAMED = 3
}; /* bytes of a value in a detail, of one of two, of a call before its error; names */

/* An event in the making. */
typedef struct telling {
    event event;
    buf text; /* the text of its detail, where that had to be made */
} telling;

/* --- details --- */

static void tell_text(telling *n, const buf *text) { n->event.detail = detail_of_text(text->data ? text->data : "", text->length); }

/* Of what stands in the text from `from` on, no more than so many bytes. */
static void cut(buf *text, size_t from, size_t most)
{
    if (text->length <= from + most)
        return;
    for (text->length = from + most; text->length > from && ((unsigned char)text->data[text->length] & 0xc0) == 0x80;)
        text->length--;
    buf_text(text, "…");
}

/* n->text, or as much of it as is shown. */
static void tell_short(telling *n)
{
    cut(&n->text, 0, SHOWN_MOST);
    tell_text(n, &n->text);
}

static void tell_repr(telling *n, value v)
{
    value_repr(v, &n->text);
    tell_short(n);
}

/* A short string stands in the value itself, which has to stay where it is until the event is put. */
static void tell_string(telling *n, const value *v)
{
    const char *text;
    size_t length = value_string_bytes(v, &text);
    n->event.detail = detail_of_text(text, length);
}

static void tell_name(telling *n, const object *o)
{
    object_show_name(o, &n->text);
    tell_text(n, &n->text);
}

/* "q1, q2": one more of several names. */
static void tell_one_more(telling *n, const object *o)
{
    if (n->text.length)
        buf_text(&n->text, ", ");
    object_show_name(o, &n->text);
}

static void tell_handles(telling *n, value all)
{
    for (uint32_t i = 0; i < all.list->length; i++)
        tell_one_more(n, object_of(all.list->items[i]));
    tell_text(n, &n->text);
}

/* Of many, some. */
static void tell_tasks(telling *n, value all)
{
    for (uint32_t i = 0; i < all.list->length && n->text.length <= SHOWN_MOST; i++)
        tell_one_more(n, object_of(all.list->items[i]));
    tell_short(n);
}

static void tell_value(telling *n, const value *v)
{
    static const uint8_t tags[] = {[V_BOOL] = DETAIL_BOOL, [V_INT] = DETAIL_INT, [V_FLOAT] = DETAIL_REAL, [V_DURATION] = DETAIL_DURATION};
    if (v->tag == V_UNSET)
        return;
    if (v->tag == V_HANDLE)
        tell_name(n, object_of(*v)); /* as the words around it name objects */
    else if (v->tag < sizeof tags && tags[v->tag])
        n->event.detail = (detail){.tag = tags[v->tag], .integer = v->integer};
    else
        tell_repr(n, *v);
}

static const char *function_name(const world *w, value v) { return w->host->function ? w->host->function(w, v) : NULL; }

static void tell_argument(telling *n, const world *w, value v)
{
    const char *known = function_name(w, v);
    if (known)
        buf_text(&n->text, known);
    else
        value_repr(v, &n->text);
}

/* "f(1, 'two')", of the list [f, 1, 'two']. */
static void tell_call_of(telling *n, const world *w, value given)
{
    tell_argument(n, w, given.list->items[0]);
    buf_char(&n->text, '(');
    for (uint32_t i = 1; i < given.list->length && n->text.length <= SHOWN_MOST; i++) {
        buf_text(&n->text, i > 1 ? ", " : "");
        tell_argument(n, w, given.list->items[i]);
    }
    buf_char(&n->text, ')');
    tell_short(n);
}

/* What an error says, behind its kind where that says more than the message. */
static void show_error(const struct error *e, buf *text)
{
    if (e->kind != ERROR_error) {
        value_show(e->name, text);
        buf_text(text, ": ");
    }
    value_show(e->message, text);
}

/* "f(0): zero_division: division by zero" */
static void tell_failed_task(telling *n, const call *c)
{
    value error = c->op->arguments[2];
    tell_call_of(n, c->world, c->detail);
    if (error.tag != V_ERROR)
        return;
    n->event.error = (uint8_t)(error.error->kind + 1);
    cut(&n->text, 0, CALL_MOST);
    buf_text(&n->text, ": ");
    show_error(error.error, &n->text);
    tell_short(n);
}

static void tell_half(telling *n, const char *word, value v)
{
    buf_text(&n->text, word);
    size_t from = n->text.length;
    value_repr(v, &n->text);
    cut(&n->text, from, EXCHANGED_MOST);
}

/* "from 300 to 7" */
static void tell_exchange(telling *n, value before, value now)
{
    tell_half(n, "from ", before);
    tell_half(n, " to ", now);
    tell_text(n, &n->text);
}

/* A text that is the value of a detail, and not shown as a string of the script. */
static bool is_text(const op *o) { return o->verb == VERB_run_print || o->verb == VERB_run_caught || o->verb == VERB_run_await; }

static void tell_shown(telling *n, const call *c)
{
    if (is_text(c->op) && value_is_string(c->detail))
        tell_string(n, &c->detail);
    else if (c->op->verb == VERB_pool_finish && c->number && c->detail.tag == V_LIST)
        tell_failed_task(n, c);
    else if (verbs[c->op->verb].kind == KIND_pool && c->detail.tag == V_LIST)
        tell_call_of(n, c->world, c->detail);
    else if (c->op->verb == VERB_run_wait_any && c->detail.tag == V_LIST)
        tell_handles(n, c->detail);
    else if ((c->op->verb == VERB_run_children || c->op->verb == VERB_run_threads) && c->detail.tag == V_LIST)
        tell_tasks(n, c->detail);
    else if (c->op->verb == VERB_atom_exchange)
        tell_exchange(n, c->detail, c->op->arguments[0]);
    else
        tell_value(n, &c->detail);
}

static inline void tell_call(telling *n, const call *c)
{
    if (c->word)
        n->event.detail = detail_of_text(c->word, strlen(c->word));
    else if (c->detail.tag != V_UNSET)
        tell_shown(n, c);
}

/* --- events --- */

/* Every field by itself: to clear the whole first would cost as much again as all that follows. */
static void record_begin(telling *n, const task *t, const op *o, event_status status)
{
    event *e = &n->event;
    e->t = 0;
    e->blocked = 0;
    e->cause = 0;
    e->process = t->process->id;
    e->task = t->id;
    e->object = o->object ? o->object->id : 0;
    e->line = o->line;
    e->number = 0;
    e->verb = o->verb;
    e->status = (uint8_t)status;
    e->error = 0;
    e->other = 0;
    e->detail.tag = DETAIL_NONE;
    n->text = (buf){0};
}

/* Puts it, and gives its seq. The time of what did not wait is asked for here, just before the number is taken: both hold up the processor,
 * one behind the other no longer than one alone. */
static uint64_t record_end(lane *l, telling *n, world *w)
{
    if (!n->event.t)
        n->event.t = w->engine->stamp(w);
    uint64_t seq = recorder_put(l, &n->event);
    if (n->text.data)
        buf_free(&n->text);
    return seq;
}

/* given: a message, or a whole error; the detail is the message, after the word of an own error. */
static void tell_error(telling *n, const value *given, uint8_t kind_of_message)
{
    bool whole = given->tag == V_ERROR;
    n->event.error = (uint8_t)((whole ? given->error->kind : kind_of_message) + 1);
    if (!whole || given->error->kind != ERROR_own) {
        tell_string(n, whole ? &given->error->message : given);
        return;
    }
    show_error(given->error, &n->text);
    tell_text(n, &n->text);
}

static event_status status_of(outcome r) { return r == OUT_RAISE ? EVENT_RAISED : EVENT_DONE; }

uint64_t record_wanted_call(const call *c, outcome r, uint64_t cause, int64_t since)
{
    world *w = c->world;
    telling n;
    record_begin(&n, c->task, c->op, status_of(r));
    n.event.cause = cause;
    n.event.number = c->number;
    n.event.other = c->other;
    if (r == OUT_RAISE)
        tell_error(&n, c->thrown ? &c->result : &c->fault.message, c->fault.kind);
    else
        tell_call(&n, c);
    if (since >= 0) {
        n.event.t = w->engine->now(w);
        n.event.blocked = n.event.t - since;
    }
    return record_end(c->pass->lane, &n, w);
}

bool record_tells(const call *c, const event *e)
{
    telling n = {.event.number = c->number};
    tell_call(&n, c);
    bool same = n.event.number == e->number && detail_hash(&n.event.detail) == detail_hash(&e->detail);
    buf_free(&n.text);
    return same;
}

/* What the end of a wait shows when its verb was not asked: what was put, how long it was, or what came of it. */
static value wait_shown(const task *t, const op *o)
{
    if (o->verb == VERB_queue_put || o->verb == VERB_run_work || o->verb == VERB_run_sleep)
        return o->arguments[0];
    if (t->reply.outcome != OUT_DONE || verb_words[o->verb].flags & VERB_BOOL)
        return VALUE_UNSET;
    return t->reply.value;
}

static bool waits_for_several(const op *o) { return o->verb == VERB_run_select || o->verb == VERB_run_wait_any; }

/* What it waits for, and of how many it wants one. */
static void tell_several(telling *n, const task *t)
{
    uint32_t count = pass_objects(t), told = 0;
    for (uint32_t i = 0; i < count; i++) {
        const object *o = pass_named(t, i);
        if (o)
            tell_one_more(n, o);
        told += o != NULL;
    }
    if (!told)
        buf_text(&n->text, PASS_NONE);
    tell_text(n, &n->text);
    n->event.number = told > 1 ? told : 0;
}

static const op *wait_op(const task *t, event_status status)
{
    bool one = t->op.verb == VERB_run_select && status != EVENT_TIMEOUT && status != EVENT_CANCELLED;
    return one ? &t->op.alternatives[t->reply.chosen] : &t->op;
}

uint64_t record_wanted_wait(world *w, lane *l, task *t, event_status status, uint64_t cause, const call *asked)
{
    const op *o = wait_op(t, status);
    if (!record_wants(w, o->verb))
        return 0;
    telling n;
    record_begin(&n, t, o, status);
    value shown = wait_shown(t, o);
    n.event.t = w->engine->now(w);
    n.event.cause = cause;
    n.event.blocked = t->since > n.event.t ? 0 : n.event.t - t->since;
    n.event.number = asked ? asked->number : o->verb == VERB_run_work ? t->waited : 0;
    if (t->reply.outcome == OUT_RAISE && status == EVENT_RAISED)
        tell_error(&n, &t->reply.value, t->reply.error);
    else if (waits_for_several(o) && (status == EVENT_TIMEOUT || t->since != WAIT_NEVER)) /* else what it was given may be anything */
        tell_several(&n, t);
    else if (o->verb == VERB_run_await)
        tell_string(&n, &o->arguments[1]);
    else if (asked && (asked->word || asked->detail.tag != V_UNSET))
        tell_call(&n, asked);
    else
        tell_value(&n, &shown);
    if (t->reply.outcome == OUT_RAISE)
        n.event.error = (uint8_t)(t->reply.error + 1);
    return record_end(l, &n, w);
}

/* The task that holds what is waited for, and has the smallest id above `after`. */
static uint32_t holder_after(const call *c, uint32_t after)
{
    return c->object && kinds[c->object->kind].holder ? kinds[c->object->kind].holder(c->object, after) : 0;
}

static void tell_holder(telling *n, world *w, uint32_t id)
{
    object *o = object_try(w, id);
    if (o)
        object_show_task(w, o, &n->text);
    else
        buf_printf(&n->text, "%u", id);
    if (o)
        object_let_go(o);
}

/* "write, held by a, b, c and 2 more" */
static void tell_holders(telling *n, const call *c, uint32_t count)
{
    uint32_t named = count > HOLDERS_NAMED ? HOLDERS_NAMED : count, id = 0;
    buf_text(&n->text, c->word);
    for (uint32_t i = 0; i < named; i++) {
        id = holder_after(c, id);
        buf_text(&n->text, i == 0 ? ", held by " : i + 1 == count ? " and " : ", ");
        tell_holder(n, c->world, id);
    }
    if (count > named)
        buf_printf(&n->text, " and %u more", count - named);
    tell_text(n, &n->text);
}

static uint32_t holders(const call *c)
{
    uint32_t count = 0;
    for (uint32_t id = holder_after(c, 0); id; id = holder_after(c, id))
        count++;
    return count;
}

void record_wanted_waiting(const call *c)
{
    telling n;
    record_begin(&n, c->task, c->op, EVENT_WAITING);
    n.event.number = c->number;
    n.event.other = c->other ? c->other : holder_after(c, 0);
    uint32_t count = c->op->verb == VERB_rwlock_acquire && !c->other ? holders(c) : 0; /* only an rwlock has several */
    if (count > 1)
        n.event.number = count;
    if (count > 1)
        tell_holders(&n, c, count);
    else if (waits_for_several(c->op))
        tell_several(&n, c->task);
    else
        tell_call(&n, c);
    record_end(c->pass->lane, &n, c->world);
}

/* What it was made together with, or for. */
static uint32_t belongs_to(const object *o)
{
    if (o->kind == KIND_condition && o->condition.given)
        return object_of(o->condition.lock)->id;
    return o->kind == KIND_pipe && o->end.other ? o->end.other->id : 0;
}

void record_made(task *t, object *o)
{
    world *w = t->world;
    if (!recorder_wants(w->recorder, RECORD_OPS | RECORD_QUIET | RECORD_WAITS | RECORD_VARIABLES))
        return;
    telling n;
    record_begin(&n, t, &(op){.verb = VERB_run_make, .line = t->op.line}, EVENT_MADE);
    n.event.object = o->id;
    n.event.number = o->kind;
    n.event.other = belongs_to(o);
    tell_name(&n, o);
    record_end(t->lane, &n, w);
}

uint64_t record_task(world *w, lane *l, task *t, verb_id verb, uint64_t cause, value error)
{
    if (!record_wants(w, verb))
        return 0;
    op what = {.verb = (uint16_t)verb, .object = t->self, .line = verb == VERB_thread_begin ? 0 : t->op.line};
    if (error.tag == V_ERROR && error.error->line)
        what.line = error.error->line; /* what was raised, not what was done last */
    telling n;
    record_begin(&n, t, &what, EVENT_DONE);
    n.event.cause = cause;
    if (error.tag == V_ERROR)
        tell_error(&n, &error, 0);
    return record_end(l, &n, w);
}

void record_gil(const task *t, verb_id verb, event_status status, uint32_t other, int64_t since)
{
    world *w = t->world;
    if (!record_wants(w, verb) || (status == EVENT_WAITING && !recorder_wants(w->recorder, RECORD_WAITS)))
        return;
    telling n;
    record_begin(&n, t, &(op){.verb = (uint16_t)verb, .line = t->op.line}, status);
    n.event.other = other;
    n.event.t = w->engine->now(w);
    n.event.blocked = n.event.t - since;
    record_end(t->lane, &n, w);
}

/* A process has ended, and so has its first task, in whose name it is told what comes of that. */
static void record_begin_ended(telling *n, const process *p, verb_id verb, object *o)
{
    task first = {.id = p->id, .process = (process *)p, .self = p->self};
    record_begin(n, &first, &(op){.verb = (uint16_t)verb, .object = o}, EVENT_DONE);
}

uint64_t record_process_end(world *w, lane *l, const process *p, int status)
{
    if (!record_wants(w, VERB_process_end))
        return 0;
    telling n;
    record_begin_ended(&n, p, VERB_process_end, p->self);
    n.event.detail = (detail){.tag = DETAIL_INT, .integer = status};
    return record_end(l, &n, w);
}

void record_lost(const call *c, const process *worker, const object *future)
{
    if (!record_wants(c->world, VERB_pool_lose))
        return;
    telling n;
    record_begin_ended(&n, worker, VERB_pool_lose, c->object);
    n.event.other = future->id;
    n.event.cause = c->pass->cause;
    record_end(c->pass->lane, &n, c->world);
}

void record_note(world *w, lane *l, verb_id verb, const char *text)
{
    if (!recorder_wants(w->recorder, RECORD_NOTES))
        return;
    event e = {
        .t = w->engine->now(w), .process = 1, .verb = (uint16_t)verb, .status = EVENT_NOTE, .detail = detail_of_text(text, strlen(text))};
    recorder_put(l, &e);
}

/* --- how the run ended --- */

enum { DAEMONS_SHOWN = 4 };

static bool is_stopped(const object *o)
{
    bool daemon = o && object_is_task(o) && o->daemon && __atomic_load_n(&o->thread.life, __ATOMIC_ACQUIRE) == LIFE_RUNNING;
    return daemon && o->thread.task && !pass_is_idle(o->thread.task);
}

/* "stops the daemons a, b, c and 7 more"; nothing when there are none. */
static void tell_daemons(world *w, buf *text)
{
    uint32_t count = 0, last = __atomic_load_n(&w->tasks, __ATOMIC_RELAXED) ? object_last(w) : 0;
    for (uint32_t id = 1; id <= last && id; id++)
        count += is_stopped(object_at(w, id));
    uint32_t shown = count > DAEMONS_SHOWN ? DAEMONS_SHOWN - 1 : count;
    for (uint32_t id = 1, i = 0; i < shown; id++)
        if (is_stopped(object_at(w, id))) {
            buf_text(text, i++ ? ", " : count > 1 ? "stops the daemons " : "stops the daemon ");
            object_show_name(object_at(w, id), text);
        }
    if (count > shown)
        buf_printf(text, " and %u more", count - shown);
}

static void tell_stop(world *w, buf *out)
{
    int64_t stop = w->settings.stop_after;
    buf_text(out, "stopped");
    if (stop == NO_TIMEOUT || w->engine->now(w) < stop)
        return;
    buf_text(out, " after ");
    duration_show(stop, out);
}

void record_run_end(world *w, lane *l, run_end end)
{
    buf text = {0};
    switch (end) {
    case RUN_ENDED: tell_daemons(w, &text); break;
    case RUN_STOPPED: tell_stop(w, &text); break;
    case RUN_DEADLOCK: break; /* it was told when it was found */
    case RUN_INTERRUPTED: buf_text(&text, "interrupted"); break;
    case RUN_INVARIANT: buf_text(&text, "stopped, for an invariant does not hold"); break;
    case RUN_STEPS: buf_text(&text, "stopped, for a limit was passed"); break;
    }
    if (text.length && !text.failed)
        record_note(w, l, VERB_run_stop, text.data);
    buf_free(&text);
}

/* --- variables --- */

bool record_variable_wanted(const task *t, bool awaited)
{
    return recorder_wants(t->world->recorder, t->watch || awaited ? RECORD_VARIABLES | RECORD_OPS : RECORD_VARIABLES);
}

/* The trace knows a cell by an id of its own, given to it when it is first told of; the cell is locked. */
static uint32_t variable_id(task *t, uint32_t number)
{
    world *w = t->world;
    uint32_t *id = number & CELLS_SHARED ? &shared_at(w, number)->id : &cells_at(t->process->cells, number)->object;
    if (*id)
        return *id;
    *id = object_id(w);
    if (!(number & CELLS_SHARED))
        cells_name(t->process->cells);
    const char *known = w->host->variable ? w->host->variable(t) : NULL, *name = known ? known : "a variable";
    telling n;
    record_begin(&n, t, &(op){.verb = VERB_run_make}, EVENT_MADE);
    n.event.object = *id;
    n.event.number = KIND_variable;
    n.event.detail = detail_of_text(name, strlen(name));
    record_end(t->lane, &n, w);
    return *id;
}

uint64_t record_variable(task *t, uint32_t number, outcome r, error_kind error, value shown)
{
    uint32_t id = variable_id(t, number);
    telling n;
    record_begin(&n, t, &t->op, status_of(r));
    n.event.object = id;
    if (r == OUT_RAISE)
        tell_error(&n, &shown, (uint8_t)error);
    else
        tell_value(&n, &shown);
    return record_end(t->lane, &n, t->world);
}
