/* view: shows a saved trace in any format.
 * Calls saved, file and the formats. What a trace looks like is their affair. */
#include <sys/stat.h>

#include "cli/commands.h"
#include "cli/file.h"
#include "cli/output.h"
#include "cli/saved.h"
#include "trace/text.h"

enum { LOOKED_AHEAD = 10000 }; /* events */

typedef struct view {
    const options *options;
    saved saved;
    int output; /* file descriptor */
    buf script; /* its text, where it was given */
    sink *sink;
} view;

/* Columns of the widest name that a task has, as far as can be seen ahead: what can be read only once is not. */
static size_t task_width(const view *v)
{
    struct stat about;
    size_t width = 0;
    event e;
    saved ahead;
    if (stat(v->options->file, &about) != 0 || !S_ISREG(about.st_mode) || saved_open(&ahead, v->options->file) != STATUS_OK)
        return 0;
    for (int i = 0; i < LOOKED_AHEAD && reader_next(ahead.reader, &e) == READING_EVENT; i++)
        if (e.status == EVENT_MADE && e.detail.tag == DETAIL_TEXT && kind_words[e.number].flags & KIND_TASK) {
            size_t columns = text_width(e.detail.text, e.detail.length);
            width = columns > width ? columns : width;
        }
    saved_close(&ahead);
    return width;
}

static bool open_sink(view *v)
{
    const trace_head *head = &v->saved.head;
    format_options o = {.fd = v->output,
                        .color = say_color(v->options->color, v->output),
                        .live = true,
                        .task_width = task_width(v),
                        .columns = output_columns(v->output),
                        .ascii = v->options->ascii || !say_unicode(),
                        .script = head->script,
                        .source = v->script.data,
                        .source_length = v->script.length,
                        .title = head->title,
                        .engine = head->engine,
                        .seed = head->seed,
                        .cores = head->cores,
                        .variables = head->variables,
                        .decides = head->decides,
                        .reason = head->reason,
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
        if (reader_waits(v->saved.reader))
            v->sink->flush(v->sink);
        read = saved_next(&v->saved, &e);
        if (read == READING_EVENT)
            v->sink->event(v->sink, &e);
    }
    return read;
}

/* Of a trace that is wrong somewhere, all that stands before that is shown. */
static int show(view *v)
{
    v->output = output_open(v->options->output, v->options);
    if (v->output < 0)
        return STATUS_WRONG;
    if (!open_sink(v)) {
        say_error(v->options->file, NULL, "there is not enough memory");
        return STATUS_FAILED;
    }
    reading read = show_events(v);
    if (!v->sink->end(v->sink))
        return output_status(v->options->output, v->output);
    saved_warn(&v->saved);
    return read == READING_WRONG ? STATUS_WRONG : STATUS_OK;
}

int view_command(const options *o)
{
    view v = {.options = o, .output = -1};
    if (o->script && !file_read(o->script, &v.script))
        return STATUS_WRONG;
    int status = saved_open(&v.saved, o->file);
    if (status == STATUS_OK)
        status = show(&v);
    buf_free(&v.script);
    output_close(v.output);
    saved_close(&v.saved);
    return status;
}
