/* validate: repeats in a world without real threads what a saved trace says, and tells the first step that the semantics do not allow.
 * Calls trace/reader and runtime/replay. What is allowed is their affair. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "cli/commands.h"
#include "cli/file.h"
#include "cli/memory.h"
#include "cli/output.h"
#include "cli/saved.h"
#include "cli/scenario.h"
#include "runtime/replay/replay.h"

enum { EVENTS_FIRST = 1024 };

typedef struct validation {
    const options *options;
    scenario scenario;
    saved saved;
    arena *texts; /* of the events */
    event *events;
    size_t count, capacity;
} validation;

static int say_no_memory(const validation *v)
{
    say_error(v->options->other_file, NULL, "there is not enough memory");
    return STATUS_FAILED;
}

/* ---- the trace ---- */

static bool add_event(validation *v, const event *e)
{
    if (v->count == v->capacity) {
        size_t capacity = v->capacity ? v->capacity * 2 : EVENTS_FIRST;
        event *larger = realloc(v->events, capacity * sizeof *larger);
        if (!larger)
            return false;
        v->events = larger;
        v->capacity = capacity;
    }
    event *own = &v->events[v->count++];
    *own = *e;
    if (e->detail.tag == DETAIL_TEXT)
        own->detail.text = arena_text(v->texts, e->detail.text, e->detail.length);
    return e->detail.tag != DETAIL_TEXT || own->detail.text;
}

static int by_seq(const void *a, const void *b)
{
    uint64_t x = ((const event *)a)->seq, y = ((const event *)b)->seq;
    return (x > y) - (x < y);
}

/* One that was held up stands later than its seq says. */
static void put_in_order(validation *v)
{
    for (size_t i = 1; i < v->count; i++)
        if (v->events[i - 1].seq > v->events[i].seq) {
            qsort(v->events, v->count, sizeof *v->events, by_seq);
            return;
        }
}

static int read_trace(validation *v)
{
    event e;
    reading read;
    v->texts = arena_new();
    if (!v->texts)
        return say_no_memory(v);
    int status = saved_open(&v->saved, v->options->other_file);
    if (status != STATUS_OK)
        return status;
    while ((read = saved_next(&v->saved, &e)) == READING_EVENT)
        if (!add_event(v, &e))
            return say_no_memory(v);
    if (read == READING_WRONG)
        return STATUS_WRONG;
    put_in_order(v);
    return STATUS_OK;
}

/* ---- repeating it ---- */

static void say_other_script(const validation *v)
{
    const char *script = v->saved.head.script;
    buf hint = {0};
    if (script && !file_same_name(script, v->scenario.src.name))
        buf_printf(&hint, "hint: the trace is one of another scenario, %s\n", script);
    if (hint.length && !hint.failed)
        say_messages(hint.data, hint.length, say_color(v->options->color, STDERR_FILENO));
    buf_free(&hint);
}

static int say_result(const validation *v, replayed result, const buf *told)
{
    if (told->length)
        say_messages(told->data, told->length, say_color(v->options->color, STDERR_FILENO));
    if (result == REPLAY_DIFFERS || result == REPLAY_UNFIT)
        say_other_script(v);
    switch (result) {
    case REPLAY_FITS: break;
    case REPLAY_DIFFERS: return STATUS_FAILED;
    case REPLAY_UNFIT: return STATUS_WRONG;
    case REPLAY_STOPPED: return STATUS_INTERRUPTED;
    }
    buf line = {0};
    buf_printf(&line, "%s: all %zu steps are allowed\n", v->options->other_file, v->count);
    int status = output_say(&line);
    buf_free(&line);
    return status;
}

/* What all its processes had together, each the limit for itself: here they are one. No event tells of the limit where a task has passed it
 * by what it does alone. */
static int64_t memory_of_run(const validation *v)
{
    int64_t processes = 1, limit = v->scenario.settings.limits.memory;
    for (size_t i = 0; i < v->count; i++)
        processes += v->events[i].verb == VERB_process_start && v->events[i].status == EVENT_DONE;
    return limit < INT64_MAX / 2 / processes ? limit * processes + memory_used() : 0;
}

static int repeat_in(validation *v, world *w, const replay_trace *t)
{
    buf told = {0};
    w->complain = NULL; /* what it says of its errors it has said already */
    interrupts_catch(w);
    memory_allow(memory_of_run(v));
    replayed result = replay_run(w, program_main(v->scenario.program), t, &told);
    memory_allow(0);
    interrupts_release();
    int status = say_result(v, result, &told);
    buf_free(&told);
    return status;
}

static int repeat(validation *v)
{
    const trace_head *head = &v->saved.head;
    replay_trace t = {.events = v->events,
                      .count = v->count,
                      .variables = head->variables,
                      .explored = head->engine && strcmp(head->engine, "check") == 0};
    settings *s = &v->scenario.settings;
    s->seed = v->saved.head.seed;
    s->cores = v->saved.head.cores ? v->saved.head.cores : s->cores;
    recorder *r = recorder_new(replay_mask(&t), false, NULL);
    world *w = r ? scenario_world(&v->scenario, &replay_engine, r, NULL, v->options) : NULL;
    int status = w ? repeat_in(v, w, &t) : say_no_memory(v);
    if (w)
        world_free(w);
    if (r)
        recorder_end(r);
    return status;
}

int validate_command(const options *o)
{
    validation v = {.options = o, .saved.input = -1};
    int status = scenario_open(&v.scenario, o, o->file);
    if (status == STATUS_OK)
        status = read_trace(&v);
    if (status == STATUS_OK)
        status = repeat(&v);
    scenario_close(&v.scenario);
    saved_close(&v.saved);
    arena_free(v.texts);
    free(v.events);
    return status;
}
