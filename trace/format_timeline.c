/* timeline: the run as lines of three columns, time, task and what happened.
 *
 * What the script prints stands behind a bar; what is traced is indented and, with colours, dimmed; remarks and errors stand behind an
 * exclamation mark. A print of several lines is several lines, the first with its time and task. What is printed without a newline is kept
 * until its line is complete, or its task ends. Escape sequences in prints: with colours those that colour are kept, all others would
 * disturb the columns. The sentences are made by timeline_words. */
#include "trace/formats.h"
#include "trace/known.h"
#include "trace/out.h"
#include "trace/palette.h"
#include "trace/text.h"
#include "trace/timeline_words.h"

#include <stdlib.h>

enum { NARROWEST = 8, WIDEST = 18 };                   /* of the task column */
enum { NARROWEST_TEXT = 24, LONGEST_SENTENCE = 2048 }; /* columns that are left for the text, or nothing is wrapped; bytes */
enum { PENDING = 32, LONGEST_PENDING = 64 * 1024 };
enum { TIME = 9, GAP = 2, MARK = 2 }; /* columns of a time below 10,000 s; behind time and task; of a mark */

typedef struct pending { /* a line that is not complete */
    event head;          /* of its last piece: whose it is */
    buf text;
} pending;

typedef enum style { STYLE_TRACED, STYLE_PRINT, STYLE_PLAIN, STYLE_NOTE, STYLE_ERROR, STYLE_STOP, STYLES } style;

typedef struct timeline {
    sink base;
    bool color, live;
    uint8_t colors;   /* given to tasks so far */
    size_t width;     /* of the task column */
    size_t columns;   /* of the terminal; 0: lines are as long as they are */
    int64_t now;      /* time of the last event */
    int64_t shown_ms; /* the time that is spelt in `time` */
    char time[TIME + MOMENT_MOST];
    size_t time_length;
    names names;
    words words;
    pending pending[PENDING];
    int pendings;
    out out;
} timeline;

static const struct {
    const char *mark, *color;
} styles[STYLES] = {[STYLE_TRACED] = {"  ", "\33[2m"}, [STYLE_PRINT] = {"│ ", ""},        [STYLE_PLAIN] = {"  ", ""},
                    [STYLE_NOTE] = {"! ", "\33[1m"},   [STYLE_ERROR] = {"! ", "\33[31m"}, [STYLE_STOP] = {"  ", "\33[1m"}};

/* --- columns --- */

static void put_spaces(out *o, size_t count)
{
    static const char spaces[] = "                                ";
    for (; count > sizeof spaces - 1; count -= sizeof spaces - 1)
        out_add(o, spaces, sizeof spaces - 1);
    out_add(o, spaces, count);
}

static void put_escape(timeline *t, const char *escape)
{
    if (t->color)
        out_text(&t->out, escape);
}

/* "   1.250s" */
static void spell_time(timeline *t, int64_t ms)
{
    char text[MOMENT_MOST];
    size_t length = (size_t)(moment_put(text, ms * 1000000) - text), blanks = length < TIME ? TIME - length : 0;
    memset(t->time, ' ', blanks);
    memcpy(t->time + blanks, text, length);
    t->time_length = blanks + length;
    t->shown_ms = ms;
}

static void put_time(timeline *t, int64_t ns)
{
    int64_t ms = ns / 1000000;
    if (ms != t->shown_ms)
        spell_time(t, ms);
    put_escape(t, "\33[2m");
    out_add(&t->out, t->time, t->time_length);
    put_escape(t, "\33[0m");
    put_spaces(&t->out, GAP);
}

/* In columns; of a name that is too wide for its column no more than that is said. */
static uint8_t name_width(const char *text, size_t length)
{
    size_t width = text_width(text, length < 4 * WIDEST ? length : 4 * WIDEST);
    return (uint8_t)(length <= 4 * WIDEST && width <= WIDEST ? width : WIDEST + 1);
}

/* A task of another process than main is shown with it: p/t. */
static size_t task_name(timeline *t, const event *e, char *text, size_t size)
{
    char spare[16];
    size_t length, used = 0;
    const char *part;
    if (e->process > 1 && e->process != e->task) {
        part = known_text(&t->names, e->process, spare, &length);
        used = text_fit(part, length < size / 2 ? length : size / 2, WIDEST);
        memcpy(text, part, used);
        text[used++] = '/';
    }
    part = known_text(&t->names, e->task, spare, &length);
    length = length < size - used ? length : size - used;
    memcpy(text + used, part, length);
    return used + length;
}

static void put_task_color(timeline *t, uint32_t task)
{
    name *known = known_at(&t->names, task);
    if (!known)
        return;
    if (!known->color)
        known->color = (uint8_t)(t->colors++ % PALETTE + 1);
    out_text(&t->out, "\33[38;5;");
    out_text(&t->out, palette[known->color - 1].ansi);
    out_char(&t->out, 'm');
}

static void put_task_gap(timeline *t, size_t width)
{
    if (width > t->width)
        t->width = width;
    put_spaces(&t->out, t->width - width + GAP);
}

/* The column grows with the longest name; one that is wider than it may become is cut. */
static void put_task_slowly(timeline *t, const event *e)
{
    char text[128];
    size_t length = e->task ? task_name(t, e, text, sizeof text) : 0, head, tail;
    bool cut = text_cut(text, length, WIDEST, &head, &tail);
    out_add(&t->out, text, head);
    if (cut)
        out_text(&t->out, "…");
    out_add(&t->out, text + tail, length - tail);
    put_escape(t, "\33[0m");
    put_task_gap(t, text_width(text, head) + cut + text_width(text + tail, length - tail));
}

/* Most names are known, and short enough to be shown as they are. */
static void put_task(timeline *t, const event *e)
{
    name *known = e->process > 1 ? NULL : known_at(&t->names, e->task);
    if (t->color)
        put_task_color(t, e->task);
    if (known && !known->width)
        known->width = name_width(t->names.text.data + known->at, known->length);
    if (!known || known->width > WIDEST) {
        put_task_slowly(t, e);
        return;
    }
    out_add(&t->out, t->names.text.data + known->at, known->length);
    put_escape(t, "\33[0m");
    put_task_gap(t, known->width);
}

static void line_begin(timeline *t, const event *e, style s)
{
    put_time(t, e->t);
    put_task(t, e);
    put_escape(t, styles[s].color);
    out_text(&t->out, styles[s].mark);
}

/* A further line of the same event: time and task are left blank. */
static void line_again(timeline *t, style s)
{
    put_spaces(&t->out, t->time_length + t->width + 2 * GAP);
    put_escape(t, styles[s].color);
    out_text(&t->out, styles[s].mark);
}

static void line_end(timeline *t, style s)
{
    if (s != STYLE_PRINT && s != STYLE_PLAIN)
        put_escape(t, "\33[0m");
    out_char(&t->out, '\n');
}

/* --- lines that are wider than the terminal --- */

/* How many columns there are for the text; SIZE_MAX: as many as it needs. */
static size_t text_room(const timeline *t)
{
    size_t taken = t->time_length + t->width + 2 * GAP + MARK;
    return t->columns >= taken + NARROWEST_TEXT ? t->columns - taken : SIZE_MAX;
}

/* How much of a text that is too wide stands on the first line: up to a blank, if there is one; what stands in brackets at the end is
 * not torn apart where the next line has room for it. */
static size_t wrap_at(const char *text, size_t length, size_t room)
{
    size_t fits = text_fit(text, length, room), at = fits, bracket;
    if (fits == length || fits == 0)
        return length;
    while (at && text[at] != ' ')
        at--;
    for (bracket = at; bracket && memcmp(text + bracket, " (", 2) != 0;)
        bracket--;
    if (bracket && text_width(text + bracket, length - bracket) <= room)
        return bracket;
    return at ? at : fits;
}

/* indent: of the further lines. */
static void put_wrapped(timeline *t, style s, const char *text, size_t length, size_t indent)
{
    size_t room = text_room(t);
    while (length && text_width(text, length) > room) {
        size_t size = wrap_at(text, length, room);
        out_add(&t->out, text, size);
        for (; size < length && text[size] == ' '; size++)
            ;
        text += size;
        length -= size;
        if (!length)
            return;
        line_end(t, s);
        line_again(t, s);
        put_spaces(&t->out, indent);
        room = text_room(t) - indent;
    }
    out_add(&t->out, text, length);
}

/* The sentence has been written, from byte `from` of what is to be put out; it is put once more if it has to be wrapped. */
static void wrap_sentence(timeline *t, style s, size_t from)
{
    char text[LONGEST_SENTENCE];
    size_t length = t->out.length - from;
    if (t->out.length < from || length > sizeof text || text_width(t->out.data + from, length) <= text_room(t))
        return;
    memcpy(text, t->out.data + from, length);
    t->out.length = from;
    put_wrapped(t, s, text, length, 2);
}

/* --- text of several lines --- */

static bool has_controls(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (((unsigned char)text[i] < 0x20 && text[i] != '\t') || text[i] == 0x7F)
            return true;
    return false;
}

/* One line with control characters: tabs and, if wanted, colours go through. */
static void put_cleaned(timeline *t, const char *text, size_t length)
{
    bool colored = false;
    for (size_t i = 0; i < length;) {
        unsigned char c = (unsigned char)text[i];
        size_t size = c == '\33' ? text_escape(text + i, length - i) : 1;
        bool colors = c == '\33' && size > 2 && text[i + size - 1] == 'm' && text[i + 1] == '[';
        if ((c >= 0x20 && c != 0x7F) || c == '\t' || (colors && t->color))
            out_add(&t->out, text + i, size);
        colored |= colors;
        i += size;
    }
    if (colored)
        put_escape(t, "\33[0m");
}

static void put_line(timeline *t, style s, const char *text, size_t length)
{
    if (has_controls(text, length))
        put_cleaned(t, text, length);
    else if (t->columns)
        put_wrapped(t, s, text, length, 0);
    else
        out_add(&t->out, text, length);
}

/* All lines of a text; a newline at its end makes no further line. */
static void put_lines(timeline *t, const event *e, style s, const char *text, size_t length)
{
    line_begin(t, e, s);
    for (;;) {
        const char *newline = memchr(text, '\n', length);
        size_t size = newline ? (size_t)(newline - text) : length;
        if (size)
            put_line(t, s, text, size);
        else
            t->out.length--; /* an empty line has no blank at its end */
        line_end(t, s);
        if (!newline || size + 1 == length)
            return;
        text += size + 1;
        length -= size + 1;
        line_again(t, s);
    }
}

/* --- prints --- */

static pending *pending_find(timeline *t, uint32_t task)
{
    for (int i = 0; i < t->pendings; i++)
        if (t->pending[i].head.task == task)
            return &t->pending[i];
    return NULL;
}

/* A line that is complete now, or as complete as it will be; its time is that of the present event. */
static void pending_show(timeline *t, pending *p)
{
    p->head.t = t->now;
    put_lines(t, &p->head, STYLE_PRINT, p->text.data, p->text.length);
    buf_free(&p->text);
    *p = t->pending[--t->pendings];
}

static void pending_show_of(timeline *t, uint32_t task)
{
    pending *p = t->pendings ? pending_find(t, task) : NULL;
    if (p)
        pending_show(t, p);
}

/* Keeps a piece of a line. When there is no room for it, it is shown as a line of its own. */
static void pending_add(timeline *t, const event *e, pending *p, const char *text, size_t length)
{
    if (!p && t->pendings < PENDING) {
        p = &t->pending[t->pendings++];
        p->text = (buf){0};
    }
    if (!p) {
        put_lines(t, e, STYLE_PRINT, text, length);
        return;
    }
    p->head = *e;
    buf_add(&p->text, text, length);
    if (p->text.failed) {
        p->text.failed = false;
        if (p->text.length == 0)
            *p = t->pending[--t->pendings];
        else
            pending_show(t, p);
        put_lines(t, e, STYLE_PRINT, text, length);
    } else if (text[length - 1] == '\n' || p->text.length > LONGEST_PENDING) {
        pending_show(t, p);
    }
}

static void timeline_print(timeline *t, const event *e)
{
    const char *text = e->detail.text;
    size_t length = e->detail.length;
    if (e->detail.tag != DETAIL_TEXT || length == 0)
        return;
    pending *p = t->pendings ? pending_find(t, e->task) : NULL;
    if (p || text[length - 1] != '\n')
        pending_add(t, e, p, text, length);
    else
        put_lines(t, e, STYLE_PRINT, text, length);
}

/* --- events --- */

static void timeline_text(timeline *t, const event *e, style s)
{
    buf text = {0};
    detail_show(&e->detail, &text);
    put_lines(t, e, s, text.data ? text.data : "", text.length);
    buf_free(&text);
}

/* Kinds that say no more than the message: `raise "text"`, and those that the script made up. */
static bool speaks_for_itself(const char *kind) { return strcmp(kind, "error") == 0 || strcmp(kind, "own") == 0; }

/* An error that ends a task may come with the lines of its call stack. */
static void timeline_fail(timeline *t, const event *e)
{
    const char *kind = t->words.error_name && e->error ? t->words.error_name(e->error - 1u) : NULL;
    buf text = {0};
    const char *clause = verb_words[e->verb].phrase;
    buf_add(&text, clause, strcspn(clause, ":"));
    if (kind && !speaks_for_itself(kind))
        buf_printf(&text, ", %s", kind);
    if (e->detail.tag != DETAIL_NONE)
        buf_text(&text, ": ");
    detail_show(&e->detail, &text);
    put_lines(t, e, STYLE_ERROR, text.data ? text.data : "", text.length);
    buf_free(&text);
}

/* What went otherwise than asked for is not dimmed. */
static void timeline_sentence(timeline *t, const event *e)
{
    bool vain = e->error || e->status == EVENT_RAISED || e->status == EVENT_TIMEOUT || e->status == EVENT_CANCELLED;
    style s = vain ? STYLE_PLAIN : STYLE_TRACED;
    line_begin(t, e, s);
    size_t from = (size_t)(out_room(&t->out, LONGEST_SENTENCE) - t->out.data);
    words_write(&t->words, e);
    if (t->columns)
        wrap_sentence(t, s, from);
    line_end(t, s);
}

/* No script has started a pool's helper. */
static bool starts_helper(const timeline *t, const event *e)
{
    const name *known = e->verb == VERB_thread_start ? known_at(&t->names, e->object) : NULL;
    return known && known->helps;
}

/* Does it tell nothing new? The beginning of a sleep was shown with how long it will be, unless it took longer; one who has left a pool
 * ends. */
static bool timeline_told(const timeline *t, const event *e)
{
    if (e->status == EVENT_WAITING)
        return !t->live;
    if (e->verb == VERB_run_sleep || e->verb == VERB_run_work)
        return t->live && e->status == EVENT_DONE && !words_took_longer(e);
    const name *known = e->verb == VERB_thread_end || e->verb == VERB_process_end ? known_at(&t->names, e->task) : NULL;
    return (known && known->over) || starts_helper(t, e);
}

static bool ends_task(const event *e) { return e->verb == VERB_thread_end || e->verb == VERB_thread_fail; }

static void timeline_show(timeline *t, const event *e)
{
    if (ends_task(e))
        pending_show_of(t, e->task);
    if (e->status == EVENT_NOTE)
        timeline_text(t, e, e->verb == VERB_run_stop ? STYLE_STOP : STYLE_NOTE);
    else if (e->verb == VERB_thread_fail)
        timeline_fail(t, e);
    else if (e->verb == VERB_run_print && e->status == EVENT_DONE)
        timeline_print(t, e);
    else if (!(verb_words[e->verb].flags & VERB_QUIET) && !timeline_told(t, e) && words_any(e))
        timeline_sentence(t, e);
}

/* A task's name widens the column as soon as it is known, before the task's first line. */
static void timeline_made(timeline *t, const event *e)
{
    if (e->detail.tag != DETAIL_TEXT || e->number <= 0 || e->number >= KINDS || !(kind_words[e->number].flags & KIND_TASK))
        return;
    size_t width = name_width(e->detail.text, e->detail.length);
    width = width < WIDEST ? width : WIDEST;
    if (width > t->width)
        t->width = width;
}

/* A pool's worker that leaves it has come to its end, as far as a reader cares, and its helpers, which are threads, are no news. */
static void timeline_pool(timeline *t, const event *e)
{
    bool leaves = e->verb == VERB_pool_leave;
    name *known = leaves || e->verb == VERB_pool_enlist ? known_at(&t->names, leaves ? e->task : e->other) : NULL;
    if (!known)
        return;
    known->over |= leaves;
    known->helps |= !leaves && known->kind == KIND_thread;
}

static void timeline_event(sink *s, const event *e)
{
    timeline *t = (timeline *)s;
    if (t->out.failed || e->verb >= VERBS)
        return;
    t->now = e->t;
    if (e->status == EVENT_MADE) {
        known_learn(&t->names, e);
        timeline_made(t, e);
        return;
    }
    timeline_show(t, e);
    if (e->status == EVENT_DONE) {
        known_learn(&t->names, e);
        words_remember(&t->words, e);
        timeline_pool(t, e);
    }
}

/* --- the sink --- */

static void timeline_flush(sink *s) { out_flush(&((timeline *)s)->out); }

static bool timeline_failed(const sink *s) { return ((const timeline *)s)->out.failed; }

static bool timeline_end(sink *s)
{
    timeline *t = (timeline *)s;
    while (t->pendings)
        pending_show(t, &t->pending[0]);
    out_flush(&t->out);
    bool good = !t->out.failed;
    known_free(&t->names);
    buf_free(&t->words.scratch);
    free(t);
    return good;
}

static void timeline_title(timeline *t, const char *title)
{
    put_escape(t, "\33[1m");
    put_cleaned(t, title, strcspn(title, "\n"));
    put_escape(t, "\33[0m");
    out_char(&t->out, '\n');
}

sink *timeline_open(const format_options *o)
{
    timeline *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->base = (sink){timeline_event, timeline_flush, timeline_end, timeline_failed};
    t->color = o->color;
    t->live = o->live;
    t->columns = o->columns;
    t->width = o->task_width < NARROWEST ? NARROWEST : o->task_width < WIDEST ? o->task_width : WIDEST;
    out_open(&t->out, o->fd);
    t->names.spell = text_clean;
    t->words.out = &t->out;
    t->words.names = &t->names;
    t->words.error_name = o->error_name;
    spell_time(t, 0);
    if (o->title && *o->title)
        timeline_title(t, o->title);
    return &t->base;
}
