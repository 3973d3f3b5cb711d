/* view: shows a saved trace in any format.
 * Calls trace/reader and the formats. What a trace looks like is their affair. */
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/file.h"
#include "cli/output.h"
#include "trace/reader.h"

typedef struct view {
    const options *options;
    int input, output; /* file descriptors */
    buf script;        /* its text, where it was given */
    reader *reader;
    sink *sink;
} view;

static unsigned error_number(const char *name)
{
    for (unsigned i = 0; i < ERROR_KINDS; i++)
        if (strcmp(error_kind_names[i], name) == 0)
            return i + 1;
    return 0;
}

/* "FILE:LINE: error: …" */
static int say_wrong(const view *v)
{
    buf place = {0};
    const char *hint, *text = reader_wrong(v->reader, &hint);
    buf_printf(&place, "%s:%llu", v->options->file, (unsigned long long)reader_line(v->reader));
    say_error(place.failed ? v->options->file : place.data, hint, "%s", text);
    buf_free(&place);
    return STATUS_WRONG;
}

static int say_no_memory(const view *v)
{
    say_error(v->options->file, NULL, "there is not enough memory");
    return STATUS_FAILED;
}

static void say_left_out(const view *v)
{
    unsigned long long count = reader_left_out(v->reader);
    if (count)
        say_warning(v->options->file, "a newer conc-run knows them", "%llu event%s left out, of sorts that this conc-run does not know",
                    count, count == 1 ? " was" : "s were");
}

static bool open_sink(view *v, const trace_head *head)
{
    format_options o = {.fd = v->output,
                        .color = say_color(v->options->color, v->output),
                        .live = true,
                        .columns = output_columns(v->output),
                        .ascii = v->options->ascii || !say_unicode(),
                        .script = head->script,
                        .source = v->script.data,
                        .source_length = v->script.length,
                        .title = head->title,
                        .engine = head->engine,
                        .seed = head->seed,
                        .error_name = output_error_name};
    v->sink = v->options->format->open(&o);
    return v->sink != NULL;
}

/* Gives all events to the sink; what is there is shown before more is waited for. */
static reading show_events(view *v)
{
    event e;
    reading read = READING_EVENT;
    while (read == READING_EVENT && !v->sink->failed(v->sink)) {
        if (reader_waits(v->reader))
            v->sink->flush(v->sink);
        read = reader_next(v->reader, &e);
        if (read == READING_EVENT)
            v->sink->event(v->sink, &e);
    }
    return read;
}

/* Of a trace that is wrong somewhere, all that stands before that is shown. */
static int show(view *v)
{
    trace_head head;
    if (!reader_head(v->reader, &head))
        return say_wrong(v);
    v->output = output_open(v->options->output, v->options->file);
    if (v->output < 0)
        return STATUS_WRONG;
    if (!open_sink(v, &head))
        return say_no_memory(v);
    reading read = show_events(v);
    if (!v->sink->end(v->sink))
        return output_status(v->options->output, v->output);
    if (read == READING_WRONG)
        return say_wrong(v);
    say_left_out(v);
    return STATUS_OK;
}

int view_command(const options *o)
{
    view v = {.options = o, .input = file_open(o->file), .output = -1};
    if (v.input < 0)
        return STATUS_WRONG;
    if (o->script && !file_read(o->script, &v.script)) {
        file_close(v.input);
        return STATUS_WRONG;
    }
    v.reader = reader_new(v.input, error_number);
    int status = v.reader ? show(&v) : say_no_memory(&v);
    reader_free(v.reader);
    buf_free(&v.script);
    output_close(v.output);
    file_close(v.input);
    return status;
}
