/* machine_fake: a script run by the machine alone. There is no engine: the test's own loop answers every op and writes it into one log,
 * "queue.put(1)" a line; what the script prints stands there as it is; at the end "done VALUE" or "KIND: message, line N".
 * Objects are handles without anything behind them. Answers other than nil are given in order beforehand (fake_answer, fake_raise). */
#ifndef TESTS_UNIT_MACHINE_FAKE_H
#define TESTS_UNIT_MACHINE_FAKE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "interp/machine.h"
#include "interp/vm.h"
#include "runtime/kind.h"
#include "runtime/world.h"

#define FAKE __attribute__((noinline, unused)) static

enum { FAKE_ANSWERS = 32, FAKE_STEPS = 100000 };

typedef struct fake {
    source src;
    diags *d;
    program *program;
    world world;
    process process;
    task task;
    reply answers[FAKE_ANSWERS];
    int answer_count, answered;
    uint32_t objects;
    buf log;
} fake;

/* Objects stay until fake_free, for what the top level declares for good is never released. */
static struct fake_objects { object object; struct fake_objects *next; } *fake_objects;

static void fake_release(struct handle *h) { (void)h; }
static uint64_t fake_id(const struct handle *h) { return h->object->id; }
static void fake_show(const struct handle *h, uint8_t face, buf *out)
{
    buf_printf(out, "<%s %u%s>", kind_words[h->head.extra].name, h->object->id, face ? "'" : "");
}
static const char *fake_type(const struct handle *h, uint8_t face) { return face ? "face" : kind_words[h->head.extra].name; }
static const struct handle_owner fake_owner = {fake_release, fake_id, fake_show, fake_type};

FAKE value fake_handle(kind_id which, uint32_t id)
{
    struct fake_objects *made = calloc(1, sizeof *made);
    assert_non_null(made);
    made->next = fake_objects;
    fake_objects = made;
    object *o = &made->object;
    o->id = id;
    o->kind = (uint8_t)which;
    o->own = (struct handle){{.count = 1, .tag = V_HANDLE, .extra = (uint16_t)which}, o, &fake_owner};
    value v = {.tag = V_HANDLE};
    v.handle = &o->own;
    return v;
}

/* Reads the text; what is wrong with it is left in f->d. */
FAKE bool fake_read(fake *f, const char *text)
{
    *f = (fake){.src = {"test.cs", text, strlen(text)}};
    f->d = diags_new(&f->src);
    assert_non_null(f->d);
    f->program = program_load(&f->src, f->d);
    return f->program != NULL;
}

FAKE void fake_load(fake *f, const char *text)
{
    if (!fake_read(f, text)) {
        buf said = {0};
        diags_print(f->d, &said);
        fail_msg("%s", said.data);
    }
    f->world.settings = settings_default();
    f->world.host = program_host(f->program);
    f->world.main = &f->process;
    f->process.id = 1;
    f->process.cells = cells_new(program_globals(f->program));
    assert_non_null(f->process.cells);
}

FAKE void fake_free(fake *f)
{
    if (f->process.cells)
        cells_free(f->process.cells);
    program_free(f->program);
    diags_free(f->d);
    buf_free(&f->log);
    for (struct fake_objects *o = fake_objects, *next; o; o = next) {
        next = o->next;
        free(o);
    }
    fake_objects = NULL;
}

/* What the text's diagnostics say; to be freed. */
FAKE char *fake_wrong(const char *text)
{
    fake f;
    buf said = {0};
    assert_false(fake_read(&f, text));
    diags_print(f.d, &said);
    fake_free(&f);
    return buf_take(&said);
}

FAKE void fake_answer(fake *f, value owned) { f->answers[f->answer_count++] = (reply){.outcome = OUT_DONE, .value = owned}; }

FAKE void fake_raise(fake *f, error_kind which, const char *text)
{
    f->answers[f->answer_count++] = (reply){.outcome = OUT_RAISE, .error = (uint8_t)which, .value = value_text(text)};
}

static void fake_log_op(fake *f, const op *o)
{
    buf_printf(&f->log, "%s.%s(", kind_words[verb_words[o->verb].kind].name, verb_words[o->verb].name);
    for (uint32_t i = 0; i < o->count; i++) {
        buf_text(&f->log, i ? ", " : "");
        if (o->arguments[i].tag == V_UNSET)
            buf_char(&f->log, '-');
        else
            value_repr(o->arguments[i], &f->log);
    }
    if (o->timeout != NO_TIMEOUT)
        buf_printf(&f->log, "%stimeout %lld", o->count ? ", " : "", (long long)o->timeout);
    for (uint32_t i = 0; i < o->cases; i++)
        buf_printf(&f->log, " %s", o->alternatives[i].flags & OP_DISABLED ? "-" : verb_words[o->alternatives[i].verb].name);
    buf_printf(&f->log, ") line %u\n", o->line);
}

static reply fake_variable(fake *f, const op *o)
{
    cell *c = cells_at(f->process.cells, o->cell);
    value nothing = VALUE_NIL;
    if (o->verb == VERB_variable_load)
        nothing = value_keep(c->value);
    else
        value_assign(&c->value, value_keep(o->arguments[0]));
    return (reply){.outcome = OUT_DONE, .value = nothing};
}

static reply fake_perform(fake *f, const op *o)
{
    if (o->verb == VERB_run_print) {
        value_show(o->arguments[0], &f->log);
        return (reply){.outcome = OUT_DONE, .value = VALUE_NIL};
    }
    if (o->verb == VERB_run_make)
        return (reply){.outcome = OUT_DONE, .value = fake_handle((kind_id)o->arguments[0].integer, ++f->objects)};
    if (o->verb == VERB_variable_load || o->verb == VERB_variable_store)
        return fake_variable(f, o);
    fake_log_op(f, o);
    return f->answered < f->answer_count ? f->answers[f->answered++] : (reply){.outcome = OUT_DONE, .value = VALUE_NIL};
}

static void fake_log_end(fake *f, why end, const value *result)
{
    if (end == WHY_DONE) {
        buf_text(&f->log, "done ");
        value_repr(*result, &f->log);
        return;
    }
    const value error = f->task.reply.value;
    value_show(error.error->name, &f->log);
    buf_text(&f->log, ": ");
    value_show(error.error->message, &f->log);
    buf_printf(&f->log, ", line %u\n", error.error->line);
    for (uint32_t i = 0; i < error.error->stack.list->length; i++) {
        buf_text(&f->log, "  ");
        value_show(error.error->stack.list->items[i], &f->log);
    }
    value_drop(error);
}

/* Runs it, so many instructions at a time; the log. */
FAKE const char *fake_run(fake *f, int64_t budget)
{
    const host *h = f->world.host;
    fault none = {0};
    why end = WHY_BUDGET;
    f->task = (task){.process = &f->process, .world = &f->world, .deadline = NO_TIMEOUT};
    f->task.body = h->begin(&f->world, &f->process, program_main(f->program), VALUE_NIL, &none);
    assert_non_null(f->task.body);
    for (int steps = 0; end == WHY_BUDGET || end == WHY_OP; steps++) {
        assert_true(steps < FAKE_STEPS);
        end = h->step(&f->task, budget);
        if (end == WHY_OP) {
            f->task.reply = fake_perform(f, &f->task.op);
            h->reply(&f->task);
        }
    }
    fake_log_end(f, end, ((body *)f->task.body)->registers);
    h->end(&f->world, f->task.body);
    return f->log.data;
}

/* The whole of it: text in, log out. */
FAKE void fake_says(const char *text, const char *expected)
{
    fake f;
    fake_load(&f, text);
    assert_string_equal(fake_run(&f, INT64_MAX), expected);
    fake_free(&f);
}

#endif
