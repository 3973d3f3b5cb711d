/* record: events from calls. Calls the recorder and the engine's clock. Leaves out: what is done with them. */
#include "runtime/record.h"

#include <string.h>

#include "runtime/cells.h"
#include "runtime/objects.h"
#include "runtime/pass.h"

enum { SHOWN_MOST = 200 }; /* bytes of a value in a detail */

/* --- details --- */

static void detail_of_repr(detail *d, value v)
{
    buf text = {0};
    value_repr(v, &text);
    size_t length = text.length;
    if (length > SHOWN_MOST) {
        for (length = SHOWN_MOST; length && ((unsigned char)text.data[length] & 0xc0) == 0x80;)
            length--;
        text.data[length] = '\0';
        text.length = length;
        buf_text(&text, "…");
        length = text.length;
    }
    detail_of_text(d, text.data ? text.data : "", length);
    buf_free(&text);
}

static bool detail_of_string(detail *d, value v)
{
    const char *text;
    size_t length = value_string_bytes(&v, &text);
    return detail_of_text(d, text, length);
}

static void detail_of_name(detail *d, const object *o)
{
    buf text = {0};
    object_show_name(o, &text);
    detail_of_text(d, text.data ? text.data : "", text.length);
    buf_free(&text);
}

static void detail_of_value(detail *d, value v)
{
    *d = (detail){.integer = v.integer};
    switch (v.tag) {
    case V_UNSET: d->tag = DETAIL_NONE; break;
    case V_BOOL: d->tag = DETAIL_BOOL; break;
    case V_INT: d->tag = DETAIL_INT; break;
    case V_FLOAT: d->tag = DETAIL_REAL; break;
    case V_DURATION: d->tag = DETAIL_DURATION; break;
    case V_HANDLE: detail_of_name(d, object_of(v)); break; /* as the words around it name objects */
    default: detail_of_repr(d, v);
    }
}

static void detail_of_call(detail *d, const call *c)
{
    if (c->word)
        detail_of_text(d, c->word, strlen(c->word));
    else if (c->op->verb == VERB_run_caught && value_is_string(c->detail))
        detail_of_string(d, c->detail);
    else
        detail_of_value(d, c->detail);
}

/* --- events --- */

static event record_begin(world *w, const task *t, const op *o, event_status status)
{
    return (event){.seq = recorder_ticket(w->recorder),
                   .t = w->engine->now(w),
                   .process = t->process->id,
                   .task = t->id,
                   .object = o->object ? o->object->id : 0,
                   .line = o->line,
                   .verb = o->verb,
                   .status = (uint8_t)status};
}

/* given: a message, or a whole error; the detail is the message, after the word of an own error. */
static void event_of_error(event *e, value given, uint8_t kind_of_message)
{
    bool whole = given.tag == V_ERROR;
    e->error = (uint8_t)((whole ? given.error->kind : kind_of_message) + 1);
    if (!whole || given.error->kind != ERROR_own) {
        detail_of_string(&e->detail, whole ? given.error->message : given);
        return;
    }
    buf text = {0};
    value_show(given.error->name, &text);
    buf_text(&text, ": ");
    value_show(given.error->message, &text);
    detail_of_text(&e->detail, text.data ? text.data : "", text.length);
    buf_free(&text);
}

static event_status status_of(outcome r) { return r == OUT_RAISE ? EVENT_RAISED : EVENT_DONE; }

uint64_t record_call(const call *c, outcome r, uint64_t cause, int64_t since)
{
    world *w = c->world;
    if (!recorder_wants(w->recorder, verbs[c->op->verb].record))
        return 0;
    event e = record_begin(w, c->task, c->op, status_of(r));
    e.cause = cause;
    e.blocked = since < 0 ? 0 : e.t - since;
    e.number = c->number;
    e.other = c->other;
    if (r == OUT_RAISE)
        event_of_error(&e, c->thrown ? c->result : c->fault.message, c->fault.kind);
    else
        detail_of_call(&e.detail, c);
    recorder_put(c->pass->lane, &e);
    return e.seq;
}

bool record_print(const call *c)
{
    world *w = c->world;
    detail text;
    if (!recorder_wants(w->recorder, verbs[c->op->verb].record))
        return true;
    if (!detail_of_string(&text, c->op->arguments[0]))
        return false;
    event e = record_begin(w, c->task, c->op, EVENT_DONE);
    e.detail = text;
    recorder_put(c->pass->lane, &e);
    c->pass->cause = e.seq;
    return true;
}

/* What the end of a wait shows when its verb was not asked: what was put, how long it was, or what came of it. */
static value wait_shown(const task *t, const op *o)
{
    if (o->verb == VERB_queue_put || o->verb == VERB_run_work || o->verb == VERB_run_sleep)
        return o->arguments[0];
    if (t->reply.outcome != OUT_DONE || t->reply.value.tag == V_NIL || verb_words[o->verb].flags & VERB_BOOL)
        return VALUE_UNSET;
    return t->reply.value;
}

static const op *wait_op(const task *t, event_status status)
{
    bool one = t->op.verb == VERB_run_select && status != EVENT_TIMEOUT && status != EVENT_CANCELLED;
    return one ? &t->op.alternatives[t->reply.chosen] : &t->op;
}

uint64_t record_wait(world *w, lane *l, task *t, event_status status, uint64_t cause, const call *asked)
{
    const op *o = wait_op(t, status);
    if (!recorder_wants(w->recorder, verbs[o->verb].record))
        return 0;
    event e = record_begin(w, t, o, status);
    e.cause = cause;
    e.blocked = t->since > e.t ? 0 : e.t - t->since;
    e.number = asked ? asked->number : 0;
    if (t->reply.outcome == OUT_RAISE && status == EVENT_RAISED)
        event_of_error(&e, t->reply.value, t->reply.error);
    else if (asked && (asked->word || asked->detail.tag != V_UNSET))
        detail_of_call(&e.detail, asked);
    else
        detail_of_value(&e.detail, wait_shown(t, o));
    if (t->reply.outcome == OUT_RAISE)
        e.error = (uint8_t)(t->reply.error + 1);
    recorder_put(l, &e);
    return e.seq;
}

/* "q1, q2" */
static void waiting_names(const task *t, detail *d)
{
    buf text = {0};
    uint32_t count = pass_objects(t);
    for (uint32_t i = 0; i < count; i++) {
        object *o = pass_object(t, i);
        if (!o)
            continue;
        if (text.length)
            buf_text(&text, ", ");
        object_show_name(o, &text);
    }
    detail_of_text(d, text.data ? text.data : "", text.length);
    buf_free(&text);
}

void record_waiting(const call *c)
{
    world *w = c->world;
    if (!recorder_wants(w->recorder, RECORD_WAITS))
        return;
    event e = record_begin(w, c->task, c->op, EVENT_WAITING);
    if (c->object && kinds[c->object->kind].holder)
        e.other = kinds[c->object->kind].holder(c->object, 0);
    e.number = c->number;
    if (c->op->verb == VERB_run_select || c->op->verb == VERB_run_wait_any)
        waiting_names(c->task, &e.detail);
    else if (c->op->count && c->op->verb != VERB_run_await)
        detail_of_value(&e.detail, c->op->arguments[0]);
    else
        detail_of_call(&e.detail, c);
    recorder_put(c->pass->lane, &e);
}

void record_made(task *t, object *o)
{
    world *w = t->world;
    if (!recorder_wants(w->recorder, RECORD_OPS | RECORD_QUIET | RECORD_WAITS | RECORD_VARIABLES))
        return;
    event e = record_begin(w, t, &(op){.verb = VERB_run_make, .line = t->op.line}, EVENT_MADE);
    e.object = o->id;
    e.number = o->kind;
    detail_of_name(&e.detail, o);
    recorder_put(t->lane, &e);
}

uint64_t record_task(world *w, lane *l, task *t, verb_id verb, uint64_t cause, value error)
{
    if (!recorder_wants(w->recorder, verbs[verb].record))
        return 0;
    event e = record_begin(w, t, &(op){.verb = (uint16_t)verb, .object = t->self, .line = verb == VERB_thread_begin ? 0 : t->op.line},
                           EVENT_DONE);
    e.cause = cause;
    if (error.tag == V_ERROR)
        event_of_error(&e, error, 0);
    recorder_put(l, &e);
    return e.seq;
}

void record_note(world *w, lane *l, verb_id verb, const char *text)
{
    if (!recorder_wants(w->recorder, RECORD_NOTES))
        return;
    event e = {
        .seq = recorder_ticket(w->recorder), .t = w->engine->now(w), .process = 1, .task = 1, .verb = (uint16_t)verb, .status = EVENT_NOTE};
    detail_of_text(&e.detail, text, strlen(text));
    recorder_put(l, &e);
}

void perform_note(world *w, lane *l, const char *text) { record_note(w, l, VERB_run_stop, text); }

/* --- variables --- */

bool record_variable_wanted(const task *t)
{
    return recorder_wants(t->world->recorder, t->watch ? RECORD_VARIABLES | RECORD_OPS : RECORD_VARIABLES);
}

/* The trace knows a cell by an id of its own, given to it when it is first told of; the cell is locked. */
static uint32_t variable_id(task *t, uint32_t number)
{
    world *w = t->world;
    cell *v = cells_at(t->process->cells, number);
    if (v->object)
        return v->object;
    v->object = object_id(w);
    const char *name = w->host->variable ? w->host->variable(w, number) : NULL;
    event e = record_begin(w, t, &(op){.verb = VERB_run_make}, EVENT_MADE);
    e.object = v->object;
    e.number = KIND_variable;
    detail_of_text(&e.detail, name ? name : "a variable", strlen(name ? name : "a variable"));
    recorder_put(t->lane, &e);
    return v->object;
}

void record_variable(task *t, uint32_t number, outcome r, error_kind error, value shown)
{
    uint32_t id = variable_id(t, number);
    event e = record_begin(t->world, t, &t->op, status_of(r));
    e.object = id;
    if (r == OUT_RAISE)
        event_of_error(&e, shown, (uint8_t)error);
    else
        detail_of_value(&e.detail, shown);
    recorder_put(t->lane, &e);
}
