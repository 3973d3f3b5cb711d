/* sequence: what of a run becomes a sequence diagram. Calls trace/picture. How arrows and notes are spelt is the dialects' affair. */
#include "trace/sequence.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

/* Arrows and notes, life lines, and bytes of texts as they may have to be spelt: Mermaid refuses diagrams of more than 50,000. */
enum { LINES_MOST = 300, TASKS_MOST = 24, BYTES_MOST = 30000, SPELT = 5 };

typedef struct sequence {
    picture picture;
    const dialect *dialect;
    uint32_t tasks[TASKS_MOST]; /* that have a life line */
    int task_count, lines;
    size_t bytes;
    uint64_t left_out; /* events */
    mark from;         /* what made the present event possible; seq 0: nothing that is known */
    buf text;
} sequence;

static void put(sequence *q, const char *pattern, uint32_t first, uint32_t second, const char *text)
{
    void (*spell)(out *, const char *) = pattern == q->dialect->head ? q->dialect->title : q->dialect->text;
    out *o = &q->picture.out;
    for (uint32_t task = first; *pattern; pattern++)
        if (*pattern == '$') {
            spell(o, text);
        } else if (*pattern == '%') {
            out_integer(o, task);
            task = second;
        } else {
            out_char(o, *pattern);
        }
}

/* Gives the task a life line, if it has none; false: there are too many. */
static bool draw_task(sequence *q, uint32_t process, uint32_t task)
{
    for (int i = 0; i < q->task_count; i++)
        if (q->tasks[i] == task)
            return true;
    if (q->task_count == TASKS_MOST)
        return false;
    q->tasks[q->task_count++] = task;
    put(q, q->dialect->line, task, 0, picture_task(&q->picture, process, task));
    return true;
}

static size_t spelt(const buf *text)
{
    size_t bytes = 0;
    for (size_t i = 0; i < text->length; i++)
        bytes += ispunct((unsigned char)text->data[i]) ? SPELT : 1;
    return bytes;
}

static bool draw(sequence *q, const event *e)
{
    const dialect *d = q->dialect;
    size_t bytes = spelt(&q->text);
    if (q->text.failed || q->lines == LINES_MOST || q->bytes + bytes > BYTES_MOST)
        return false;
    if ((q->from.seq && !draw_task(q, q->from.process, q->from.task)) || !draw_task(q, e->process, e->task))
        return false;
    put(q, q->from.seq ? d->arrow : d->note, q->from.seq ? q->from.task : e->task, e->task, q->text.data);
    q->lines++;
    q->bytes += bytes;
    return true;
}

/* Of two arrows to one event the first one is drawn, which is that of what it was given. */
static void sequence_arrow(void *context, const arrow *a)
{
    sequence *q = context;
    if (!q->from.seq)
        q->from = a->from;
}

static void sequence_event(sink *s, const event *e)
{
    sequence *q = (sequence *)s;
    bool told = picture_tells(e) && e->verb != VERB_run_gil;
    buf_clear(&q->text);
    if (told)
        buf_text(&q->text, picture_sentence(&q->picture, e)); /* as things are called before it */
    q->from.seq = 0;
    picture_event(&q->picture, e);
    q->left_out += told && !draw(q, e);
    q->text.failed = false;
}

static bool sequence_end(sink *s)
{
    sequence *q = (sequence *)s;
    char text[80];
    snprintf(text, sizeof text, "%llu more event%s left out here", (unsigned long long)q->left_out, q->left_out == 1 ? " is" : "s are");
    if (q->left_out && (q->task_count || draw_task(q, 1, 1)))
        put(q, q->dialect->note, q->tasks[0], 0, text);
    if (model_deadlocked(q->picture.model) && q->task_count)
        put(q, q->dialect->note, q->tasks[0], 0, "deadlock: nobody can go on any more");
    put(q, q->dialect->foot, 0, 0, "");
    buf_free(&q->text);
    return picture_close(&q->picture);
}

sink *sequence_open(const format_options *o, const dialect *d)
{
    sequence *q = calloc(1, sizeof *q);
    if (!q)
        return NULL;
    q->dialect = d;
    q->picture.base = (sink){sequence_event, picture_flush, sequence_end, picture_failed};
    if (!picture_open(&q->picture, o, &(model_hooks){.arrow = sequence_arrow})) {
        picture_close(&q->picture);
        return NULL;
    }
    put(q, d->head, 0, 0, picture_title(&q->picture));
    return &q->picture.base;
}
