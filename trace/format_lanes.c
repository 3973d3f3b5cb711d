/* lanes: the run as a picture for the terminal: a column for each task, time down the side, arrows from what lets somebody go on to who
 * goes on.
 *
 * A row is one event: the cells of all columns (lanes_board), and behind them what happens, in the words of the timeline. Rows that say
 * the same again are folded (lanes_fold). A name stands above its column when it first appears, and again every NAMES_AGAIN rows. */
#include "trace/formats.h"
#include "trace/lanes_board.h"
#include "trace/lanes_fold.h"
#include "trace/lanes_row.h"
#include "trace/out.h"
#include "trace/palette.h"
#include "trace/text.h"
#include "trace/timeline_words.h"

#include <stdlib.h>
#include <string.h>

enum { TIME = 9, GAP = 2, LEAST_TEXT = 28, USUAL_COLUMNS = 80, LEAST_COLUMNS = 60, NAMES_AGAIN = 48, LONGEST_PRINT = 200 };

typedef struct lanes {
    sink base;
    bool color, ascii, lines, decides, told_crowded;
    bool watched;     /* what is written goes to a terminal */
    bool open;        /* the last line has no end yet: it tells of folded rows, and may be written again with more of them */
    uint8_t colors;   /* given to tasks so far */
    int columns;      /* of the terminal */
    int margin;       /* between the time and the first cell */
    int64_t shown_ms; /* the time that stands beside the last row */
    unsigned rows;    /* since all names were shown */
    model *model;
    mark from; /* where an arrow to the present event comes from; seq 0: from nowhere */
    words words;
    board board;
    fold fold;
    buf beside; /* the cells of the row that tells of folded ones */
    out said;   /* where the words of the present event are written to; no file */
    out out;
} lanes;

/* --- pieces of a row --- */

static void put_spaces(buf *row, int count)
{
    for (; count > 0; count--)
        buf_char(row, ' ');
}

/* It stands where it is another than that of the row above. */
static void put_time(lanes *l, int64_t t, buf *row)
{
    char text[MOMENT_MOST];
    int64_t ms = t / 1000000;
    if (ms == l->shown_ms) {
        put_spaces(row, TIME);
        return;
    }
    int length = (int)(moment_put(text, ms * 1000000) - text);
    put_spaces(row, TIME - length);
    if (l->color)
        buf_text(row, "\33[2m");
    buf_add(row, text, (size_t)length);
    if (l->color)
        buf_text(row, "\33[0m");
    l->shown_ms = ms;
}

static void put_write(lanes *l, buf *text)
{
    if (l->open && text->length)
        out_char(&l->out, '\n');
    l->open &= !text->length;
    if (!text->failed && text->data)
        out_add(&l->out, text->data, text->length);
    buf_free(text);
}

/* A row, which had its time to come. */
static void put_row(lanes *l, int64_t t, buf *row)
{
    buf time = {0};
    put_time(l, t, &time);
    put_write(l, &time);
    put_write(l, row);
}

/* How much of a text goes onto a line: up to a blank where there is one. */
static size_t text_line(const char *text, size_t length, size_t room)
{
    size_t fits = text_fit(text, length, room), at = fits;
    if (fits == length)
        return length;
    while (at && text[at] != ' ')
        at--;
    return at ? at : fits ? fits : length;
}

/* The words behind the cells; what is too long goes on below, beside the same columns without anything happening in them. */
static void put_words(lanes *l, const char *color, buf *row)
{
    static const board_row quiet = {.actor = -1, .other = -1};
    const char *text = l->said.data;
    size_t length = l->said.length, room = (size_t)(l->columns - TIME - l->margin - GAP - board_width(&l->board));
    for (bool first = true;; first = false) {
        size_t size = text_line(text, length, first ? room : room - 2);
        if (!first) {
            put_spaces(row, TIME + l->margin);
            board_draw(&l->board, &quiet, l->color, row);
        }
        put_spaces(row, first ? GAP : GAP + 2);
        buf_text(row, l->color ? color : "");
        board_text(&l->board, text, size, row);
        buf_text(row, l->color && *color ? "\33[0m\n" : "\n");
        while (size < length && text[size] == ' ')
            size++;
        text += size;
        length -= size;
        if (!length)
            return;
    }
}

/* Before the cells: is the step a decisive one? */
static void put_margin(const lanes *l, const event *e, buf *row)
{
    if (!l->decides || !e->decisive) {
        put_spaces(row, l->margin);
        return;
    }
    buf_text(row, l->color ? " \33[1;33m" : " ");
    buf_text(row, board_glyph(&l->board, GLYPH_DECIDES));
    buf_text(row, l->color ? "\33[0m " : " ");
}

/* --- names, and what the signs mean --- */

static void lanes_legend(lanes *l)
{
    static const struct {
        glyph glyph;
        const char *means;
    } signs[] = {{GLYPH_RUNS, "runs"},
                 {GLYPH_HOLDS, "holds a lock"},
                 {GLYPH_WAITS, "waits"},
                 {GLYPH_WAITS_HOLDING, "both"},
                 {GLYPH_BEGINS_TO_WAIT, "begins to wait"},
                 {GLYPH_FAILS, "in vain"},
                 {GLYPH_ENDS, "ends"}};
    buf text = {0};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        buf_printf(&text, "%s%s %s", i ? "  " : "", board_glyph(&l->board, signs[i].glyph), signs[i].means);
    buf_char(&text, '\n');
    put_write(l, &text);
}

/* --- folding --- */

/* "these 4 rows ×6, until 5.000s"; until when is no news where the clock has stood still. */
static void say_rounds(lanes *l, const fold *f)
{
    char until[MOMENT_MOST];
    *moment_put(until, f->until) = '\0';
    l->said.length = 0;
    if (f->cycle == 1)
        out_text(&l->said, "the same ");
    else {
        out_text(&l->said, "these ");
        out_integer(&l->said, f->cycle);
        out_text(&l->said, " rows ");
    }
    out_text(&l->said, l->ascii ? "x" : "×");
    out_integer(&l->said, (int64_t)f->rounds + 1);
    if (f->until / 1000000 == l->shown_ms)
        return;
    out_text(&l->said, ", until ");
    out_text(&l->said, until);
    l->shown_ms = -1;
}

/* How often the whole cycle came. `open`: more may come, and the line be written again. */
static void put_rounds(lanes *l, bool open)
{
    fold *f = &l->fold;
    buf text = {0};
    if (!f->rounds || (l->open && f->rounds == f->told))
        return;
    if (l->open)
        buf_text(&text, "\r\33[K");
    say_rounds(l, f);
    put_spaces(&text, TIME);
    buf_add(&text, l->beside.data, l->beside.length);
    put_words(l, "\33[1m", &text);
    bool one_line = text.data && memchr(text.data, '\n', text.length) == text.data + text.length - 1;
    text.length -= open && one_line;
    l->open = false;
    put_write(l, &text);
    l->open = open && one_line;
    f->told = f->rounds;
}

/* What was held is told: how often the whole cycle came, and the rows of a round that was not finished. */
static void lanes_unfold(lanes *l)
{
    fold *f = &l->fold;
    put_rounds(l, false);
    for (unsigned i = 0; i < f->at; i++)
        put_row(l, f->times[i], &f->held[i]);
    f->cycle = f->at = 0;
    f->rounds = f->count = 0;
}

/* Nothing happens for a moment: who watches is to see all that has. Rows of a cycle that may still come to be one are shown as they are. */
static void lanes_catch_up(lanes *l)
{
    fold *f = &l->fold;
    if (f->rounds && !f->at && l->color) {
        put_rounds(l, true);
    } else if (f->rounds) {
        lanes_unfold(l);
    } else {
        for (unsigned i = 0; i < f->at; i++) {
            put_row(l, f->times[i], &f->held[i]);
            fold_shown_again(f);
        }
        f->cycle = f->at = 0;
    }
}

static void lanes_crowded(lanes *l)
{
    if (!l->board.crowded || l->told_crowded)
        return;
    l->told_crowded = true;
    buf text = {0};
    buf_printf(&text, "! there is room for %d columns: further tasks share the last one, and are named\n", l->board.count);
    put_write(l, &text);
}

/* The line of processes, when all columns get their names. */
static void put_processes(lanes *l, buf *row)
{
    size_t before = row->length;
    put_spaces(row, TIME + l->margin);
    if (board_draw_processes(&l->board, row))
        buf_char(row, '\n');
    else
        row->length = before;
}

/* Names above the columns that have none, if there are any. */
static void lanes_names(lanes *l)
{
    buf text = {0};
    if (l->board.changed || l->rows >= NAMES_AGAIN)
        board_unname(&l->board);
    int missing = board_unnamed(&l->board);
    if (!missing)
        return;
    lanes_unfold(l);
    if (missing == l->board.count) {
        put_processes(l, &text);
        l->rows = 0;
    }
    for (bool more = true; more;) {
        size_t before = text.length;
        put_spaces(&text, TIME + l->margin);
        more = board_draw_names(&l->board, l->color, &text);
        if (more)
            buf_char(&text, '\n');
        else
            text.length = before;
    }
    l->board.changed = false;
    put_write(l, &text);
    lanes_crowded(l);
}

static uint64_t row_says(const lanes *l, const event *e)
{
    uint64_t parts[] = {e->task,
                        (uint64_t)e->verb << 8 | e->status,
                        e->object,
                        e->other,
                        (uint64_t)e->number,
                        e->blocked > 0,
                        detail_hash(&e->detail),
                        l->from.task,
                        l->decides && e->decisive,
                        l->lines ? e->line : 0};
    return detail_hash(&(detail){.tag = DETAIL_TEXT, .text = (const char *)parts, .length = sizeof parts});
}

/* --- events --- */

/* That of all others, where there is one, for a task that has none any more; else -1. */
static int column_of(const lanes *l, uint32_t task)
{
    int at = task ? board_find(&l->board, task) : -1;
    return at == l->board.count && !l->board.crowded ? -1 : at;
}

static board_row row_of(const lanes *l, const event *e)
{
    bool starts = effect_of(e) == EFFECT_STARTS;
    board_row row = {.actor = column_of(l, e->task), .mark = row_mark(e), .toward = !starts, .begins = starts};
    row.other = column_of(l, starts ? e->object : l->from.task);
    return row;
}

static void lanes_say_line(lanes *l, const event *e)
{
    if (!l->lines || !e->line)
        return;
    out_text(&l->said, "line ");
    out_integer(&l->said, e->line);
    out_text(&l->said, ": ");
}

/* The words for an event, into l->said. */
static void lanes_say(lanes *l, const event *e)
{
    l->said.length = 0;
    lanes_say_line(l, e);
    if (e->task && column_of(l, e->task) == l->board.count) {
        words_name(&l->words, e->task);
        out_text(&l->said, ": ");
    }
    if (e->status == EVENT_NOTE) {
        out_text(&l->said, "! ");
        if (e->detail.tag == DETAIL_TEXT)
            words_inline(&l->words, e->detail.text, e->detail.length, LONGEST_PRINT);
    } else if (e->verb == VERB_run_print && e->detail.tag == DETAIL_TEXT) {
        size_t length = e->detail.length;
        out_text(&l->said, l->ascii ? "\"" : "“");
        words_inline(&l->words, e->detail.text, length - (length && e->detail.text[length - 1] == '\n'), LONGEST_PRINT);
        out_text(&l->said, l->ascii ? "\"" : "”");
    } else {
        words_write(&l->words, e);
    }
}

static const char *row_color(const event *e)
{
    if (e->status == EVENT_NOTE)
        return "\33[1m";
    if (row_mark(e) == GLYPH_FAILS)
        return "\33[31m";
    return e->verb == VERB_run_print ? "" : "\33[2m";
}

/* Keeps how the columns look at the end of a round. */
static void lanes_beside(lanes *l)
{
    static const board_row quiet = {.actor = -1, .other = -1};
    if (l->fold.at)
        return;
    buf_clear(&l->beside);
    put_spaces(&l->beside, l->margin);
    board_draw(&l->board, &quiet, l->color, &l->beside);
}

static void lanes_row(lanes *l, const event *e)
{
    uint64_t says = row_says(l, e);
    board_row row = row_of(l, e);
    buf text = {0};
    put_margin(l, e, &text);
    board_draw(&l->board, &row, l->color, &text);
    lanes_say(l, e);
    put_words(l, row_color(e), &text);
    if (fold_holds(&l->fold, says, e->t, &text)) {
        lanes_beside(l);
        return;
    }
    if (l->fold.cycle)
        lanes_unfold(l);
    put_row(l, e->t, &text);
    fold_shown(&l->fold, says);
    l->rows++;
}

/* A task gets a column when it is made, or as soon as something is heard of it. */
static void lanes_task(lanes *l, uint32_t task, uint32_t process)
{
    if (!task || board_find(&l->board, task) < l->board.count)
        return;
    name *known = known_at(model_names(l->model), task);
    if (known && !known->color)
        known->color = (uint8_t)(l->colors++ % PALETTE + 1);
    board_add(&l->board, task, process);
}

static void lanes_made(lanes *l, const event *e)
{
    model_event(l->model, e);
    if (e->number > 0 && e->number < KINDS && kind_words[e->number].flags & KIND_TASK)
        lanes_task(l, e->object, e->number == KIND_process ? e->object : e->process);
}

static void lanes_event(sink *s, const event *e)
{
    lanes *l = (lanes *)s;
    if (l->out.failed || e->verb >= VERBS)
        return;
    if (e->status == EVENT_MADE) {
        lanes_made(l, e);
        return;
    }
    if (row_worth(e)) {
        lanes_task(l, e->task, e->process);
        lanes_names(l);
    }
    l->from = (mark){0};
    model_event(l->model, e);
    if (row_worth(e))
        lanes_row(l, e);
    words_remember(&l->words, e);
}

/* --- the sink --- */

static void lanes_flush(sink *s)
{
    lanes *l = (lanes *)s;
    if (l->watched)
        lanes_catch_up(l);
    out_flush(&l->out);
}

static bool lanes_failed(const sink *s) { return ((const lanes *)s)->out.failed; }

static bool lanes_end(sink *s)
{
    lanes *l = (lanes *)s;
    lanes_unfold(l);
    if (l->open)
        out_char(&l->out, '\n');
    out_flush(&l->out);
    bool good = !l->out.failed;
    model_free(l->model);
    fold_free(&l->fold);
    buf_free(&l->beside);
    buf_free(&l->words.scratch);
    free(l);
    return good;
}

static void lanes_title(lanes *l, const char *title)
{
    buf text = {0};
    l->said.length = 0;
    words_inline(&l->words, title, strlen(title), LONGEST_PRINT);
    buf_text(&text, l->color ? "\33[1m" : "");
    board_text(&l->board, l->said.data, l->said.length, &text);
    buf_text(&text, l->color ? "\33[0m\n" : "\n");
    put_write(l, &text);
}

/* A thing that was handed over tells more than what let its taker go on. */
static void lanes_arrow(void *context, const arrow *a)
{
    lanes *l = context;
    if (!l->from.seq)
        l->from = a->from;
}

sink *lanes_open(const format_options *o)
{
    lanes *l = calloc(1, sizeof *l);
    if (!l)
        return NULL;
    l->model = model_new(&(model_hooks){.arrow = lanes_arrow, .context = l});
    if (!l->model) {
        free(l);
        return NULL;
    }
    l->base = (sink){lanes_event, lanes_flush, lanes_end, lanes_failed};
    l->color = o->color;
    l->ascii = o->ascii;
    l->lines = o->lines;
    l->decides = o->decides;
    l->watched = o->columns != 0;
    l->margin = GAP + o->decides;
    l->columns = o->columns ? o->columns > LEAST_COLUMNS ? (int)o->columns : LEAST_COLUMNS : USUAL_COLUMNS;
    l->shown_ms = -1;
    board_open(&l->board, l->columns - TIME - l->margin - LEAST_TEXT, l->ascii, l->model);
    out_open(&l->out, o->fd);
    out_open(&l->said, -1);
    l->words = (words){.out = &l->said, .names = model_names(l->model), .error_name = o->error_name};
    if (o->title && *o->title)
        lanes_title(l, o->title);
    lanes_legend(l);
    return &l->base;
}
