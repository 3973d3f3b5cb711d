/* task: how tasks begin and end. Calls the host for bodies and perform's parts for joiners. Leaves out: running them (the engines). */
#include "base/diag.h"
#include "runtime/pass.h"
#include "runtime/process.h"
#include "runtime/random.h"
#include "runtime/record.h"

/* Main is told of by whoever starts it, before anything else is recorded. */
static void task_record_main(task *t, object *o)
{
    t->lane = recorder_lane(t->world->recorder);
    if (!t->lane)
        return;
    record_made(t, o);
    record_task(t->world, t->lane, t, VERB_thread_begin, 0, VALUE_UNSET);
    recorder_leave(t->lane);
}

static void task_number(task *parent, task *t)
{
    world *w = t->world;
    t->random = parent ? random_mix(parent->random ^ random_mix(++parent->children)) : random_mix(w->settings.seed);
}

/* A process that is a daemon is one as a whole: its first task keeps it alive like any other. */
static bool task_keeps_alive(const object *o) { return o->kind == KIND_process || !o->daemon; }

bool task_embody(world *w, process *p, task *t, object *o, fault *f)
{
    t->id = o->id;
    t->self = o;
    t->process = p;
    t->world = w;
    t->deadline = NO_TIMEOUT;
    t->body = w->host->begin(w, p, o->thread.callee, o->thread.arguments, f);
    return t->body;
}

void task_begin(task *parent, process *p, task *t, object *o)
{
    value callee = o->thread.callee, arguments = o->thread.arguments;
    task_number(parent, t);
    t->from = parent ? parent->op.line : 0;
    if (!parent) { /* who starts another counts it */
        process_count_task(t->world, p);
        lane *own = t->lane;
        task_record_main(t, o);
        t->lane = own;
    }
    if (!parent || o->kind == KIND_process) /* else whoever starts it sees to that (process_keep) */
        __atomic_add_fetch(&p->live, 1, __ATOMIC_RELAXED);
    if (o->kind == KIND_process) {
        process_hand_task(parent->process, p);
        o->thread.process = p;
    }
    o->thread.waits_for = o->thread.line = o->thread.told = 0;
    __atomic_store_n(&o->thread.task, t, __ATOMIC_RELEASE);
    __atomic_add_fetch(&t->world->begun, 1, __ATOMIC_SEQ_CST);
    __atomic_store_n(&o->thread.life, LIFE_RUNNING, __ATOMIC_RELEASE);
    object_hold(o); /* a task holds its object */
    value_drop(callee);
    value_drop(arguments);
}

/* --- an error nobody caught --- */

static void show_string(buf *out, value v)
{
    const char *text;
    size_t length = value_string_bytes(&v, &text);
    buf_add(out, text, length);
}

static void show_stack(buf *out, value stack)
{
    for (uint32_t i = 0; stack.tag == V_LIST && i < stack.list->length; i++) {
        buf_text(out, "    ");
        show_string(out, stack.list->items[i]);
        buf_char(out, '\n');
    }
}

static void task_complain(world *w, const object *o, const struct error *e)
{
    buf text = {0};
    buf_printf(&text, "%s:", w->file ? w->file : "-");
    if (e->line)
        buf_printf(&text, "%u:", e->line);
    if (e->column)
        buf_printf(&text, "%u:", e->column);
    buf_text(&text, " error: ");
    if (e->kind != ERROR_error) {
        show_string(&text, e->name);
        buf_text(&text, ": ");
    }
    show_string(&text, e->message);
    buf_char(&text, '\n');
    if (w->script)
        diag_excerpt(w->script, e->line, e->column, &text);
    buf_text(&text, "    uncaught in ");
    object_show_task(w, o, &text);
    buf_char(&text, '\n');
    show_stack(&text, e->stack);
    world_complain(w, &text);
    buf_free(&text);
}

/* --- the end --- */

/* Where a million tasks fail, a hundred of them show why. */
static void task_fail(world *w, task *t, const object *o)
{
    enum { SHOWN = 100 };
    static const char rest[] = "further errors of tasks are not shown here, but the trace has them\n";
    uint32_t failures = __atomic_add_fetch(&w->failures, 1, __ATOMIC_RELAXED);
    __atomic_store_n(&t->process->failed, true, __ATOMIC_RELAXED);
    if (t->reply.value.tag == V_ERROR && failures <= SHOWN)
        task_complain(w, o, t->reply.value.error);
    else if (failures == SHOWN + 1 && w->complain)
        w->complain(w, rest, sizeof rest - 1);
}

/* Being cancelled ends a thread quietly. */
static bool task_failed(const task *t, bool failed)
{
    return failed && !(t->reply.value.tag == V_ERROR && t->reply.value.error->kind == ERROR_cancelled);
}

/* A process lives on when its first task has ended. */
static void task_end_object(pass *p, object *o, bool failed)
{
    o->thread.failed = failed;
    o->thread.over = true;
    __atomic_store_n(&o->thread.task, NULL, __ATOMIC_RELEASE);
    if (o->kind != KIND_process)
        __atomic_store_n(&o->thread.life, LIFE_ENDED, __ATOMIC_RELEASE);
    pass_touch(p, o);
    pass_settle(p, o);
}

void task_end_quietly(world *w, lane *l, journal *j, task *t)
{
    object *o = t->self;
    pass p;
    pass_begin_for(&p, w, l, j);
    pass_lock(&p, o);
    task_end_object(&p, o, false);
    pass_end(&p, o);
}

/* The end of a process's first task is told only if the process lives on. */
static void task_end(world *w, task *t, bool failed, bool last)
{
    object *o = t->self;
    pass p;
    pass_begin(&p, w, t);
    pass_lock(&p, o);
    if (failed || o->kind != KIND_process || !last)
        p.cause = record_task(w, t->lane, t, failed ? VERB_thread_fail : VERB_thread_end, 0, failed ? t->reply.value : VALUE_UNSET);
    task_end_object(&p, o, failed);
    pass_end(&p, o);
}

bool perform_end(world *w, task *t, bool failed)
{
    object *o = t->self;
    bool wrong = task_failed(t, failed);
    if (t->atomic || t->watch)
        await_abandon(w, t);
    if (wrong)
        task_fail(w, t, o);
    process_uncount_task(w, t->process); /* before those who wait for its end go on: they may start another in its place */
    bool last = task_keeps_alive(o) && !process_unkeep(t->process);
    task_end(w, t, wrong, last);
    if (failed)
        value_drop(t->reply.value);
    t->reply.value = VALUE_NIL;
    object_let_go(o);
    return !last;
}
