/* lanes: a table with a lane for each task, a row for each step, and the line of the script before it. As its lanes are as wide as what stands in
 * them, it is written when the run is over. What is too long for its lane goes on in the next row. The sentences are timeline_words'. */
#include "trace/formats.h"
#include "trace/known.h"
#include "trace/out.h"
#include "trace/text.h"
#include "trace/timeline_words.h"

#include <stdio.h>
#include <stdlib.h>

enum { LANES_MOST = 64, ROWS_MOST = 100000 };
enum { LINE = 6, GAP = 2, NARROWEST = 16, WIDEST = 44, COLUMNS = 120 /* where no terminal says otherwise */ };

typedef struct row {
    uint32_t lane, line;
    size_t at, length; /* of its text */
} row;

typedef struct lanes {
    sink base;
    bool color;
    size_t columns;
    row *rows;
    size_t count, capacity, left_out;
    uint32_t tasks[LANES_MOST], processes[LANES_MOST], lane_count;
    size_t width[LANES_MOST];
    buf text;
    names names;
    words words;
    out said; /* where a sentence is put together; never written */
    out out;
} lanes;

static uint32_t lane_of(lanes *t, const event *e)
{
    for (uint32_t i = 0; i < t->lane_count; i++)
        if (t->tasks[i] == e->task)
            return i;
    if (t->lane_count == LANES_MOST)
        return LANES_MOST;
    t->tasks[t->lane_count] = e->task;
    t->processes[t->lane_count] = e->process;
    return t->lane_count++;
}

static bool row_room(lanes *t)
{
    if (t->count < t->capacity)
        return true;
    size_t capacity = t->capacity ? 2 * t->capacity : 64;
    row *more = t->count < ROWS_MOST ? realloc(t->rows, capacity * sizeof *more) : NULL;
    if (!more)
        return false;
    t->rows = more;
    t->capacity = capacity;
    return true;
}

static void say_print(lanes *t, const event *e)
{
    size_t length = e->detail.length;
    while (length && e->detail.text[length - 1] == '\n')
        length--;
    out_text(&t->said, "prints ");
    words_inline(&t->words, e->detail.text, length, WIDEST);
}

static void add_row(lanes *t, const event *e)
{
    uint32_t at = lane_of(t, e);
    t->said.length = 0;
    if (e->verb == VERB_run_print)
        say_print(t, e);
    else
        words_write(&t->words, e);
    if (at == LANES_MOST || !row_room(t)) {
        t->left_out++;
        return;
    }
    size_t width = text_width(t->said.data, t->said.length);
    t->rows[t->count++] = (row){at, e->line, t->text.length, t->said.length};
    buf_add(&t->text, t->said.data, t->said.length);
    if (width > t->width[at])
        t->width[at] = width;
}

static bool is_told(const event *e)
{
    if (e->status == EVENT_NOTE || e->status == EVENT_MADE || !e->task)
        return false;
    if (e->verb == VERB_run_print)
        return e->status == EVENT_DONE && e->detail.tag == DETAIL_TEXT;
    return !(verb_words[e->verb].flags & VERB_QUIET) && words_any(e);
}

static void lanes_event(sink *s, const event *e)
{
    lanes *t = (lanes *)s;
    known_learn(&t->names, e);
    if (is_told(e))
        add_row(t, e);
    words_remember(&t->words, e);
}

static void lanes_flush(sink *s) { (void)s; }

static bool lanes_failed(const sink *s) { return ((const lanes *)s)->out.failed; }

/* --- the table --- */

static void put_spaces(out *o, size_t count)
{
    while (count--)
        out_char(o, ' ');
}

static size_t name_of(lanes *t, uint32_t which, char *text, size_t size)
{
    char spare[KNOWN_SPARE];
    size_t length, used = 0;
    uint32_t process = t->processes[which];
    if (process > 1 && process != t->tasks[which]) {
        const char *part = known_text(&t->names, process, spare, &length);
        used = text_fit(part, length < size / 2 ? length : size / 2, NARROWEST);
        memcpy(text, part, used);
        text[used++] = '/';
    }
    const char *part = known_text(&t->names, t->tasks[which], spare, &length);
    length = length < size - used ? length : size - used;
    memcpy(text + used, part, length);
    return used + length;
}

/* Lanes are as wide as their sentences, unless that is too much for all of them. */
static void find_widths(lanes *t)
{
    size_t all = LINE, columns = t->columns ? t->columns : COLUMNS;
    for (uint32_t i = 0; i < t->lane_count; i++) {
        char text[128];
        size_t wide = text_width(text, name_of(t, i, text, sizeof text));
        t->width[i] = t->width[i] > wide ? t->width[i] : wide;
        t->width[i] = t->width[i] < WIDEST ? t->width[i] : WIDEST;
        all += t->width[i] + GAP;
    }
    size_t fair = t->lane_count && columns > LINE ? (columns - LINE) / t->lane_count : 0;
    fair = fair > NARROWEST + GAP ? fair - GAP : NARROWEST;
    for (uint32_t i = 0; all > columns && i < t->lane_count; i++)
        if (t->width[i] > fair)
            t->width[i] = fair;
}

static size_t lane_begins(const lanes *t, uint32_t which)
{
    size_t at = LINE + GAP;
    for (uint32_t i = 0; i < which; i++)
        at += t->width[i] + GAP;
    return at;
}

/* How much of the text fits into the lane, cut behind a word where there is one; what the cut leaves out. */
static size_t fit_words(const char *text, size_t length, size_t columns, size_t *skip)
{
    size_t fits = text_fit(text, length, columns), cut = fits;
    *skip = 0;
    if (fits == length)
        return fits;
    while (cut && text[cut] != ' ')
        cut--;
    *skip = cut ? 1 : 0;
    return cut ? cut : fits ? fits : length;
}

static void put_row(lanes *t, const row *r)
{
    const char *text = t->text.data + r->at;
    size_t left = r->length, begins = lane_begins(t, r->lane), skip;
    char line[16] = "";
    if (r->line)
        snprintf(line, sizeof line, "%*u", LINE, r->line);
    for (bool first = true; first || left; first = false) {
        size_t used = first ? strlen(line) : 0;
        out_text(&t->out, first ? line : "");
        put_spaces(&t->out, begins - used);
        size_t length = fit_words(text, left, t->width[r->lane] - (first ? 0 : 2), &skip);
        put_spaces(&t->out, first ? 0 : 2);
        out_add(&t->out, text, length);
        out_char(&t->out, '\n');
        text += length + skip;
        left -= length + skip;
    }
}

static void put_head(lanes *t)
{
    char text[128];
    out_text(&t->out, t->color ? "\33[1m" : "");
    out_text(&t->out, "  line");
    size_t at = LINE;
    for (uint32_t i = 0; i < t->lane_count; i++) {
        size_t length = name_of(t, i, text, sizeof text);
        put_spaces(&t->out, lane_begins(t, i) - at);
        length = text_fit(text, length, t->width[i]);
        out_add(&t->out, text, length);
        at = lane_begins(t, i) + text_width(text, length);
    }
    out_text(&t->out, t->color ? "\33[0m\n" : "\n");
}

static bool lanes_end(sink *s)
{
    lanes *t = (lanes *)s;
    find_widths(t);
    put_head(t);
    for (size_t i = 0; i < t->count; i++)
        put_row(t, &t->rows[i]);
    if (t->left_out) {
        char text[64];
        snprintf(text, sizeof text, "(%zu steps are left out)\n", t->left_out);
        out_text(&t->out, text);
    }
    out_flush(&t->out);
    bool good = !t->out.failed && !t->text.failed;
    known_free(&t->names);
    buf_free(&t->words.scratch);
    buf_free(&t->text);
    free(t->rows);
    free(t);
    return good;
}

sink *lanes_open(const format_options *o)
{
    lanes *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->base = (sink){lanes_event, lanes_flush, lanes_end, lanes_failed};
    t->color = o->color;
    t->columns = o->columns;
    t->names.spell = text_clean;
    t->words.out = &t->said;
    t->words.names = &t->names;
    t->words.error_name = o->error_name;
    out_open(&t->said, -1);
    out_open(&t->out, o->fd);
    return &t->base;
}
