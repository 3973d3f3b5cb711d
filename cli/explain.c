/* explain: follows schedules once more to mark steps and to tell of them in the words of the timeline. Calls runtime/check/reason,
 * trace. */
#include "cli/explain.h"

#include <stdlib.h>
#include <string.h>

#include "cli/output.h"
#include "runtime/check/race.h"
#include "runtime/object.h"
#include "trace/timeline_words.h"

/* ---- which step an event belongs to ---- */

/* The event that tells of the step under way; of the private ones behind it none does, nor does the beginning of a wait that is over with
 * it. */
static bool tells_step(const exec *e, const event *of)
{
    if (!e->step || !e->running || of->task != e->running->task.id || (e->step->kind == STEP_TIMEOUT && of->status == EVENT_WAITING))
        return false;
    if (e->step->kind == STEP_END)
        return of->verb == VERB_thread_end || of->verb == VERB_thread_fail || of->verb == VERB_process_end;
    bool any_of = e->step->verb == VERB_run_select || e->step->verb == VERB_run_wait_any;
    return of->status != EVENT_MADE && (of->verb == e->step->verb || (any_of && verb_words[of->verb].flags & VERB_SELECT));
}

static uint32_t step_under_way(const exec *e) { return e->step_count - 1; }

/* ---- marks ---- */

typedef struct marker {
    sink base;
    const reason *reason;
    const exec *exec;
    sink *to;
} marker;

static bool goes_on(const marker *m, uint32_t index)
{
    const schedule *s = &m->reason->schedule;
    for (uint32_t i = m->exec->step_count; i < s->count; i++)
        if (s->turns[i].task == index)
            return true;
    return false;
}

static bool waits_for_ever(const marker *m, uint32_t id)
{
    for (uint32_t i = 0; i < m->reason->hold_count; i++) {
        uint32_t index = m->reason->holds[i].waits;
        if (index < m->exec->actor_count && exec_task(m->exec, index)->id == id)
            return !goes_on(m, index);
    }
    return false;
}

/* Those who cannot go on are told to wait between two steps, or when all is over. */
static bool is_decisive(const marker *m, const event *e)
{
    if (!m->exec->step)
        return e->status == EVENT_WAITING && waits_for_ever(m, e->task);
    return tells_step(m->exec, e) && step_under_way(m->exec) < m->reason->schedule.count && m->reason->decisive[step_under_way(m->exec)];
}

static void marker_event(sink *s, const event *e)
{
    marker *m = (marker *)s;
    event copy = *e;
    copy.decisive = is_decisive(m, e);
    m->to->event(m->to, &copy);
}

static void marker_flush(sink *s)
{
    marker *m = (marker *)s;
    m->to->flush(m->to);
}

static bool marker_end(sink *s)
{
    marker *m = (marker *)s;
    bool good = m->to->end(m->to);
    free(m);
    return good;
}

static bool marker_failed(const sink *s)
{
    const marker *m = (const marker *)s;
    return m->to->failed(m->to);
}

sink *explain_mark(const explained *x, const exec *e, sink *to)
{
    marker *m = calloc(1, sizeof *m);
    if (!m) {
        to->end(to);
        return NULL;
    }
    *m = (marker){{marker_event, marker_flush, marker_end, marker_failed}, &x->reason, e, to};
    return &m->base;
}

/* ---- the way ---- */

enum { EXPLAIN_MASK = RECORD_PRINT | RECORD_OPS | RECORD_QUIET | RECORD_VARIABLES | RECORD_WAITS };

/* One that goes the same way, with a recorder of its own, which may be NULL. */
static exec exec_like(const exec *how, recorder *r)
{
    return (exec){.subject = how->subject,
                  .recorder = r,
                  .watcher = race_watcher(),
                  .steps_most = how->steps_most,
                  .prints = how->prints,
                  .loose = how->loose,
                  .spurious = how->spurious};
}

/* To its end; false: it could not begin. */
static bool go_along(exec *e, const schedule *s)
{
    if (!e->recorder || !e->watcher || !exec_begin(e))
        return false;
    for (uint32_t i = 0; i < s->count && !exec_over(e) && taskset_has(&e->enabled, s->turns[i].task); i++)
        exec_go(e, s->turns[i].task, s->turns[i].choice);
    return true;
}

static void end_way(exec *e)
{
    if (e->recorder) {
        exec_finish(e);
        recorder_end(e->recorder);
    }
    race_free(e->watcher);
    exec_free(e);
}

void explain_show(const explained *x, const exec *how, sink *to)
{
    exec e = exec_like(how, recorder_new(EXPLAIN_MASK, false, NULL));
    sink *marked = e.recorder ? explain_mark(x, &e, to) : NULL;
    if (marked) {
        recorder_add(e.recorder, marked);
        go_along(&e, &x->reason.schedule);
    } else if (!e.recorder) {
        to->end(to);
    }
    end_way(&e);
}

/* ---- sentences ---- */

typedef struct tale { /* "visitor-1, line 4: sets hits to 1", of some steps */
    sink base;
    const exec *exec;
    names names;
    words words;
    uint32_t count;
    buf *of; /* by step: what its task does; of one that raises an error ": ", and the call that does */
    out out;
} tale;

static void tale_event(sink *s, const event *e)
{
    tale *t = (tale *)s;
    uint32_t step = t->exec->step ? step_under_way(t->exec) : t->count;
    known_learn(&t->names, e);
    if (step < t->count && !t->of[step].length && tells_step(t->exec, e) && words_any(e)) {
        buf *to = &t->of[step];
        if (e->status == EVENT_RAISED)
            buf_text(to, ": ");
        words_show(&t->words, e, to);
    }
    words_remember(&t->words, e);
}

static void tale_flush(sink *s) { (void)s; }

static bool tale_end(sink *s)
{
    (void)s;
    return true;
}

static bool tale_failed(const sink *s)
{
    (void)s;
    return false;
}

static void tale_free(tale *t)
{
    for (uint32_t i = 0; t && t->of && i < t->count; i++)
        buf_free(&t->of[i]);
    if (t) {
        free(t->of);
        known_free(&t->names);
        buf_free(&t->words.scratch);
    }
    free(t);
}

static tale *tale_new(uint32_t steps)
{
    tale *t = calloc(1, sizeof *t);
    if (!t || !(t->of = calloc(steps + 1, sizeof *t->of))) {
        free(t);
        return NULL;
    }
    t->base = (sink){tale_event, tale_flush, tale_end, tale_failed};
    t->count = steps;
    out_open(&t->out, -1);
    t->words = (words){.out = &t->out, .names = &t->names, .error_name = output_error_name};
    return t;
}

/* Runs along s to its end, and calls `then` when the objects are still there. */
static void tell(explained *x, const exec *how, const schedule *s, void (*then)(explained *x, const exec *e, tale *t))
{
    tale *t = tale_new(s->count);
    exec e = exec_like(how, t ? recorder_new(EXPLAIN_MASK, false, NULL) : NULL);
    if (e.recorder) {
        t->exec = &e;
        recorder_add(e.recorder, &t->base);
    }
    if (go_along(&e, s))
        then(x, &e, t);
    end_way(&e);
    tale_free(t);
}

static void show_task(const exec *e, uint32_t index, buf *to) { object_show_task(e->world, exec_task(e, index)->self, to); }

static const char *sentence(const tale *t, uint32_t step)
{
    return t->of[step].length && !t->of[step].failed ? t->of[step].data : "goes on";
}

static void show_step(explained *x, const exec *e, const tale *t, uint32_t step)
{
    if (e->steps[step].line)
        buf_printf(&x->words, "at line %u ", e->steps[step].line);
    show_task(e, e->steps[step].task, &x->words);
    buf_printf(&x->words, "%s%s", t->of[step].length && *t->of[step].data == ':' ? "" : " ", sentence(t, step));
}

/* ---- words ---- */

static void tell_link(explained *x, const exec *e, const tale *t, const reason_link *l)
{
    buf_text(&x->words, "  ");
    show_step(x, e, t, l->step);
    buf_text(&x->words, x->reason.kind == FINDING_INVARIANT ? ", and it does not hold;\n      before that, " : ",\n      because ");
    show_step(x, e, t, l->by);
    buf_char(&x->words, '\n');
}

static void tell_hold(explained *x, const exec *e, const reason_hold *h)
{
    const object *o = object_at(e->world, e->steps[h->step].target);
    buf_text(&x->words, "  ");
    show_task(e, h->holds, &x->words);
    buf_text(&x->words, h->stands ? " waits for " : " has ");
    if (o)
        object_show_task(e->world, o, &x->words);
    buf_printf(&x->words, " since line %u, and ", e->steps[h->step].line);
    if (h->waits != h->holds)
        show_task(e, h->waits, &x->words);
    buf_text(&x->words, h->waits == h->holds ? "waits for it, too\n" : h->stands ? " stands behind it\n" : " waits for it\n");
}

static void tell_found(explained *x, const exec *e, tale *t)
{
    const reason *r = &x->reason;
    for (uint32_t i = 0; i < r->hold_count; i++)
        tell_hold(x, e, &r->holds[i]);
    for (uint32_t i = 0; i < r->link_count; i++)
        tell_link(x, e, t, &r->links[i]);
}

static void tell_right(explained *x, const exec *e, tale *t)
{
    const reason *r = &x->reason;
    bool chosen = r->first == r->then;
    buf_printf(&x->words, "  %s, for instance, when %s", r->partly ? "it goes on without that" : "all goes well",
               chosen ? "" : "these two come in this order:\n    ");
    show_step(x, e, t, r->first);
    if (chosen) {
        buf_char(&x->words, '\n');
        return;
    }
    buf_text(&x->words, "\n    ");
    show_step(x, e, t, r->then);
    buf_char(&x->words, '\n');
}

static void tell_race(buf *to)
{
    buf_text(to,
             "  to order them, hold one lock around both, make it an atom, or let one wait for the other: by a join, a queue, an event\n");
}

bool explain(explained *x, const exec *how, const schedule *s, finding_kind kind)
{
    *x = (explained){0};
    exec e = exec_like(how, how->recorder);
    bool ok = e.watcher && reason_find(&x->reason, &e, s, kind);
    race_free(e.watcher);
    exec_free(&e);
    if (!ok)
        return false;
    if (kind == FINDING_RACE)
        tell_race(&x->words);
    if (x->reason.hold_count || x->reason.link_count)
        tell(x, how, &x->reason.schedule, tell_found);
    if (x->reason.right.count)
        tell(x, how, &x->reason.right, tell_right);
    return true;
}

const char *explain_page(explained *x, const buf *found)
{
    size_t blank = found->length && *found->data == '\n'; /* the line that stands before it */
    buf_add(&x->page, found->data + blank, found->length - blank);
    if (x->words.length)
        buf_char(&x->page, '\n');
    buf_add(&x->page, x->words.data, x->words.length);
    return x->page.failed || !x->page.length ? NULL : x->page.data;
}

void explain_free(explained *x)
{
    reason_free(&x->reason);
    buf_free(&x->words);
    buf_free(&x->page);
}
