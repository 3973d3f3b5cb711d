/* validate: repeats in a world without real threads what a saved trace says, and tells the first step that the semantics do not allow.
 * Calls trace/reader and runtime/replay. What is allowed is their affair. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "cli/commands.h"
#include "cli/file.h"
#include "cli/output.h"
#include "cli/scenario.h"
#include "runtime/replay/replay.h"
#include "trace/reader.h"

enum { EVENTS_FIRST = 1024 };

typedef struct validation {
    const options *options;
    scenario scenario;
    reader *reader;
    arena *texts; /* of the events */
    event *events;
    size_t count, capacity;
    trace_head head;
} validation;

static int say_no_memory(const validation *v)
{
    say_error(v->options->trace, NULL, "there is not enough memory");
    return STATUS_FAILED;
}

/* ---- the trace ---- */

static int say_wrong(const validation *v)
{
    buf place = {0};
    const char *hint, *text = reader_wrong(v->reader, &hint);
    buf_printf(&place, "%s:%llu", v->options->trace, (unsigned long long)reader_line(v->reader));
    say_error(place.failed ? v->options->trace : place.data, hint, "%s", text);
    buf_free(&place);
    return STATUS_WRONG;
}

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

static int read_events(validation *v)
{
    event e;
    reading read;
    if (!reader_head(v->reader, &v->head))
        return say_wrong(v);
    while ((read = reader_next(v->reader, &e)) == READING_EVENT)
        if (!add_event(v, &e))
            return say_no_memory(v);
    if (read == READING_WRONG)
        return say_wrong(v);
    put_in_order(v);
    return STATUS_OK;
}

static int read_trace(validation *v)
{
    int input = file_open(v->options->trace);
    if (input < 0)
        return STATUS_WRONG;
    v->texts = arena_new();
    v->reader = v->texts ? reader_new(input, output_error_number) : NULL;
    int status = v->reader ? read_events(v) : say_no_memory(v);
    file_close(input);
    return status;
}

/* ---- repeating it ---- */

static int say_result(const validation *v, replayed result, const buf *told)
{
    if (told->length)
        say_messages(told->data, told->length, say_color(v->options->color, STDERR_FILENO));
    switch (result) {
    case REPLAY_FITS: break;
    case REPLAY_DIFFERS: return STATUS_FAILED;
    case REPLAY_UNFIT: return STATUS_WRONG;
    case REPLAY_STOPPED: return STATUS_INTERRUPTED;
    }
    buf line = {0};
    buf_printf(&line, "%s: all %zu steps are allowed\n", v->options->trace, v->count);
    bool ok = !line.failed && say_write(STDOUT_FILENO, line.data, line.length);
    buf_free(&line);
    return ok ? STATUS_OK : STATUS_FAILED;
}

static int repeat_in(validation *v, world *w, const replay_trace *t)
{
    buf told = {0};
    w->complain = NULL; /* what it says of its errors it has said already */
    interrupts_catch(w);
    replayed result = replay_run(w, program_main(v->scenario.program), t, &told);
    interrupts_release();
    int status = say_result(v, result, &told);
    buf_free(&told);
    return status;
}

static int repeat(validation *v)
{
    replay_trace t = {.events = v->events, .count = v->count, .variables = v->head.variables};
    settings *s = &v->scenario.settings;
    s->seed = v->head.seed;
    s->cores = v->head.cores ? v->head.cores : s->cores;
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
    validation v = {.options = o};
    int status = scenario_open(&v.scenario, o);
    if (status == STATUS_OK)
        status = read_trace(&v);
    if (status == STATUS_OK)
        status = repeat(&v);
    scenario_close(&v.scenario);
    reader_free(v.reader);
    arena_free(v.texts);
    free(v.events);
    return status;
}
