/* svg: the lanes as a drawing for slides and papers: a column for each task, those of a process side by side, a row for each event,
 * arrows from what lets somebody go on, and beside each row what happens. It is to be read, so of a long run only the beginning is
 * drawn, and that is said.
 *
 * How large a drawing is stands at its beginning: so its rows, and the bars between them, are kept until the run is over. Nothing but
 * shapes and attributes is used, for what turns drawings into slides often knows no style sheets. */
#include "trace/lanes_row.h"
#include "trace/palette.h"
#include "trace/picture.h"
#include "trace/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_ROWS = 400, MOST_LANES = 40, MOST_BARS = 4 * MOST_ROWS };
enum { LEFT = 74, TOP = 40, ROW = 20, BOX = 20, WIDE = 92, WIDEST = 140, NARROW = 60, NAME_EDGE = 5, MANY = 8, LETTER = 7, LONGEST = 100 };

typedef struct svg_lane {
    uint32_t task, process;
    int place;   /* among the columns; known at the end */
    int since;   /* the row from which on it looks like that */
    glyph looks; /* GLYPH_NONE: it is not there */
} svg_lane;

typedef struct svg_bar { /* how a lane looked for a while */
    int lane, from, to;  /* rows */
    glyph looks;
} svg_bar;

typedef struct svg_row {
    int64_t t;
    int actor, other; /* lanes; -1: none */
    glyph mark;
    bool toward; /* the arrow goes to the actor */
    bool bold;   /* a print or a remark */
    bool decides;
    size_t text, width; /* where its text stands, and how many columns it takes */
} svg_row;

typedef struct svg {
    picture picture;
    mark from; /* where the arrow to the present event comes from */
    int lane_count, row_count, bar_count;
    int step; /* from column to column; known at the end */
    uint64_t rows_left_out, lanes_left_out;
    buf texts; /* of the rows, each with a NUL behind it */
    svg_lane lanes[MOST_LANES];
    svg_row rows[MOST_ROWS];
    svg_bar bars[MOST_BARS];
} svg;

/* --- while the run goes on --- */

static int svg_find(const svg *s, uint32_t task)
{
    for (int i = 0; i < s->lane_count; i++)
        if (s->lanes[i].task == task)
            return i;
    return -1;
}

/* false: there is no room for it. */
static bool svg_add_lane(svg *s, uint32_t task, uint32_t process)
{
    if (task && svg_find(s, task) < 0 && s->lane_count < MOST_LANES)
        s->lanes[s->lane_count++] = (svg_lane){.task = task, .process = process};
    return svg_find(s, task) >= 0;
}

static void svg_made(svg *s, const event *e)
{
    bool task = e->number > 0 && e->number < KINDS && kind_words[e->number].flags & KIND_TASK;
    if (task && s->row_count < MOST_ROWS && !svg_add_lane(s, e->object, e->number == KIND_process ? e->object : e->process))
        s->lanes_left_out++;
}

static void svg_close(svg *s, int at, int row)
{
    svg_lane *l = &s->lanes[at];
    if (l->looks != GLYPH_NONE && row > l->since && s->bar_count < MOST_BARS)
        s->bars[s->bar_count++] = (svg_bar){.lane = at, .from = l->since, .to = row, .looks = l->looks};
}

/* Which lanes look otherwise from this row on? */
static void svg_look(svg *s, int row)
{
    for (int i = 0; i < s->lane_count; i++) {
        glyph looks = board_state(s->picture.model, s->lanes[i].task);
        if (looks == s->lanes[i].looks)
            continue;
        svg_close(s, i, row);
        s->lanes[i].looks = looks;
        s->lanes[i].since = row;
    }
}

static const char *svg_sentence(svg *s, const event *e)
{
    if (e->status != EVENT_NOTE)
        return picture_sentence(&s->picture, e);
    buf_clear(&s->picture.text);
    detail_show(&e->detail, &s->picture.text);
    return s->picture.text.failed || !s->picture.text.data ? "" : s->picture.text.data;
}

static void svg_arrow(svg *s, const event *e, svg_row *row)
{
    bool starts = effect_of(e) == EFFECT_STARTS;
    row->toward = !starts;
    if (starts || s->from.seq)
        row->other = svg_find(s, starts ? e->object : s->from.task);
}

/* What happens; who has no lane is named. */
static void svg_say(svg *s, const event *e, svg_row *row)
{
    row->text = s->texts.length;
    if (e->task && row->actor < 0) {
        buf_text(&s->texts, picture_task(&s->picture, e->process, e->task));
        buf_text(&s->texts, ": ");
    }
    const char *text = svg_sentence(s, e);
    buf_add(&s->texts, text, text_fit(text, strlen(text), LONGEST));
    row->width = !s->texts.failed && s->texts.data ? text_width(s->texts.data + row->text, s->texts.length - row->text) : 0;
    buf_char(&s->texts, '\0');
}

static void svg_add_row(svg *s, const event *e)
{
    svg_add_lane(s, e->task, e->process);
    svg_row row = {.t = e->t, .other = -1, .actor = e->task ? svg_find(s, e->task) : -1, .mark = row_mark(e)};
    row.bold = e->status == EVENT_NOTE || e->verb == VERB_run_print;
    row.decides = s->picture.options.decides && e->decisive;
    svg_say(s, e, &row);
    picture_event(&s->picture, e);
    svg_arrow(s, e, &row);
    svg_look(s, s->row_count);
    s->rows[s->row_count++] = row;
}

static void svg_event(sink *base, const event *e)
{
    svg *s = (svg *)base;
    if (e->verb >= VERBS)
        return;
    s->from = (mark){0};
    if (row_worth(e) && s->row_count < MOST_ROWS) {
        svg_add_row(s, e);
        return;
    }
    s->rows_left_out += row_worth(e);
    picture_event(&s->picture, e);
    if (e->status == EVENT_MADE)
        svg_made(s, e);
}

/* --- the drawing --- */

__attribute__((format(printf, 2, 3))) static void put(out *o, const char *form, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, form);
    int length = vsnprintf(text, sizeof text, form, arguments);
    va_end(arguments);
    out_add(o, text, length < (int)sizeof text ? (size_t)length : sizeof text - 1);
}

/* Text as XML has it, which knows no control characters. */
static void put_xml(out *o, const char *text, size_t length)
{
    for (size_t i = 0, size; i < length; i += size) {
        uint32_t c;
        size = text_decode(text + i, length - i, &c);
        if (!size || c == 0xFFFE || c == 0xFFFF)
            out_text(o, "\xEF\xBF\xBD");
        else if (strchr("<>&\"'", text[i]) && text[i])
            put(o, "&#%d;", text[i]);
        else if (c >= 0x20)
            out_add(o, text + i, size);
        size += !size;
    }
}

/* Columns have room for their names, within bounds. */
static int svg_step(svg *s)
{
    int step = s->lane_count > MANY ? NARROW : WIDE, most = s->lane_count > MANY ? NARROW : WIDEST;
    for (int i = 0; i < s->lane_count; i++) {
        const char *task = picture_object(&s->picture, s->lanes[i].task);
        int wanted = (int)text_width(task, strlen(task)) * LETTER + 2 * NAME_EDGE;
        if (wanted > step)
            step = wanted < most ? wanted : most;
    }
    return step;
}

static int lane_x(const svg *s, int at) { return LEFT + s->lanes[at].place * s->step + s->step / 2; }

static bool several_processes(const svg *s)
{
    for (int i = 1; i < s->lane_count; i++)
        if (s->lanes[i].process != s->lanes[0].process)
            return true;
    return false;
}

static int rows_top(const svg *s) { return TOP + (several_processes(s) ? BOX : 0) + BOX + ROW; }

static int row_y(const svg *s, int row) { return rows_top(s) + row * ROW; }

static const char *lane_color(int at) { return palette[at % PALETTE].hex; }

/* The tasks of a process stand side by side, the processes in the order of their first. */
static void svg_order(svg *s)
{
    int place = 0;
    for (int i = 0; i < s->lane_count; i++)
        s->lanes[i].place = -1;
    for (int i = 0; i < s->lane_count; i++)
        for (int k = i; k < s->lane_count; k++)
            if (s->lanes[k].place < 0 && s->lanes[k].process == s->lanes[i].process)
                s->lanes[k].place = place++;
}

static void draw_text(out *o, int x, int y, const char *more, const char *text, size_t length)
{
    put(o, "<text x=\"%d\" y=\"%d\"%s>", x, y, more);
    put_xml(o, text, length);
    out_text(o, "</text>\n");
}

/* A name, cut to so many columns; all of it where the drawing can tell when it is pointed at. */
static void draw_name(svg *s, int x, int y, int columns, const char *text)
{
    out *o = &s->picture.out;
    size_t length = strlen(text), head, tail;
    bool cut = text_cut(text, length, (size_t)columns, &head, &tail);
    put(o, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\"><title>", x, y);
    put_xml(o, text, length);
    out_text(o, "</title>");
    put_xml(o, text, head);
    out_text(o, cut ? "…" : "");
    put_xml(o, text + tail, length - tail);
    out_text(o, "</text>\n");
}

static void draw_processes(svg *s)
{
    for (int i = 0; several_processes(s) && i < s->lane_count; i++) {
        int last = i, count = 0, step = s->step, x = lane_x(s, i) - step / 2 + 3;
        bool first = true;
        for (int k = 0; k < s->lane_count; k++) {
            bool same = s->lanes[k].process == s->lanes[i].process;
            first &= !(same && k < i);
            last = same ? k : last;
            count += same;
        }
        if (!first)
            continue;
        put(&s->picture.out, "<path d=\"M%d %d v-4 h%d v4\" fill=\"none\" stroke=\"#777777\"/>\n", x, TOP + BOX, count * step - 6);
        draw_name(s, x + (count * step - 6) / 2, TOP + BOX - 8, count * step / LETTER, picture_object(&s->picture, s->lanes[last].process));
    }
}

static void draw_names(svg *s)
{
    int step = s->step, y = rows_top(s) - ROW - BOX + 4;
    for (int i = 0; i < s->lane_count; i++) {
        put(&s->picture.out,
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"3\" fill=\"#ffffff\" stroke=\"%s\" stroke-width=\"1.5\"/>\n",
            lane_x(s, i) - step / 2 + 3, y, step - 6, BOX, lane_color(i));
        draw_name(s, lane_x(s, i), y + 14, (step - 2 * NAME_EDGE) / LETTER, picture_object(&s->picture, s->lanes[i].task));
    }
}

static void draw_bar(const svg *s, out *o, const svg_bar *b)
{
    bool holds = b->looks == GLYPH_HOLDS || b->looks == GLYPH_WAITS_HOLDING;
    bool waits = b->looks == GLYPH_WAITS || b->looks == GLYPH_WAITS_HOLDING;
    put(o, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"%d\"%s/>\n", lane_x(s, b->lane), row_y(s, b->from),
        lane_x(s, b->lane), row_y(s, b->to), lane_color(b->lane), holds ? 8 : 2, waits ? " stroke-dasharray=\"2 4\"" : "");
}

static void draw_arrow(const svg *s, out *o, const svg_row *r, int y)
{
    int from = r->toward ? r->other : r->actor, to = r->toward ? r->actor : r->other;
    int x = lane_x(s, from), end = lane_x(s, to), ahead = end > x ? 1 : -1;
    put(o, "<path d=\"M%d %d H%d\" stroke=\"%s\" stroke-width=\"1.5\"/>", x, y, end - ahead * 9, lane_color(from));
    put(o, "<path d=\"M%d %d l%d -4 v8 z\" fill=\"%s\"/>\n", end - ahead * 5, y, -ahead * 8, lane_color(from));
}

static void draw_mark(out *o, glyph sign, int x, int y)
{
    switch (sign) {
    case GLYPH_BEGINS_TO_WAIT:
        put(o, "<circle cx=\"%d\" cy=\"%d\" r=\"4\" fill=\"#ffffff\" stroke=\"#1a1f27\" stroke-width=\"1.5\"/>\n", x, y);
        break;
    case GLYPH_FAILS: put(o, "<path d=\"M%d %d l8 8 m0 -8 l-8 8\" stroke=\"#b3261e\" stroke-width=\"2.5\"/>\n", x - 4, y - 4); break;
    case GLYPH_ENDS: put(o, "<rect x=\"%d\" y=\"%d\" width=\"9\" height=\"9\" fill=\"#1a1f27\"/>\n", x - 4, y - 4); break;
    default: put(o, "<circle cx=\"%d\" cy=\"%d\" r=\"4\" fill=\"#1a1f27\"/>\n", x, y);
    }
}

/* From a task to what it does: faint, and below all else. */
static void draw_guides(const svg *s, out *o, int text_x)
{
    for (int i = 0; i < s->row_count; i++)
        if (s->rows[i].actor >= 0)
            put(o, "<path d=\"M%d %d H%d\" stroke=\"#e4e7eb\"/>\n", lane_x(s, s->rows[i].actor), row_y(s, i), text_x - 6);
}

static void draw_row(const svg *s, out *o, int at, int text_x)
{
    const svg_row *r = &s->rows[at];
    int y = row_y(s, at);
    if (at == 0 || s->rows[at - 1].t / 1000000 != r->t / 1000000) {
        char time[MOMENT_MOST];
        draw_text(o, LEFT - 10, y + 4, " text-anchor=\"end\" fill=\"#59626f\"", time,
                  (size_t)(moment_put(time, r->t / 1000000 * 1000000) - time));
    }
    if (r->other >= 0 && r->actor >= 0 && r->other != r->actor)
        draw_arrow(s, o, r, y);
    if (r->actor >= 0)
        draw_mark(o, r->mark, lane_x(s, r->actor), y);
    if (r->actor >= 0 && r->decides)
        put(o, "<path d=\"M%d %d l9 9 l-9 9 l-9 -9 z\" fill=\"none\" stroke=\"#b5179e\" stroke-width=\"2\"/>\n", lane_x(s, r->actor),
            y - 9);
    const char *text = s->texts.failed || !s->texts.data ? "" : s->texts.data + r->text;
    draw_text(o, text_x, y + 4,
              r->mark == GLYPH_FAILS ? " fill=\"#b3261e\""
              : r->decides           ? " font-weight=\"bold\" fill=\"#b5179e\""
              : r->bold              ? " font-weight=\"bold\""
                                     : "",
              text, strlen(text));
}

static void draw_foot(const svg *s, out *o, int y)
{
    char text[200];
    int length = snprintf(text, sizeof text, "thin: runs · thick: holds a lock · dotted: waits%s",
                          s->picture.options.decides ? " · diamond: decides" : "");
    if (s->rows_left_out || s->lanes_left_out)
        length = snprintf(text, sizeof text, "left out: %llu events behind these, %llu tasks", (unsigned long long)s->rows_left_out,
                          (unsigned long long)s->lanes_left_out);
    draw_text(o, LEFT, y, " fill=\"#59626f\" font-size=\"11\"", text, (size_t)length);
}

static void svg_head(svg *s, int width, int height)
{
    out *o = &s->picture.out;
    put(o, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\"", width, height, width,
        height);
    out_text(o, " font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\" fill=\"#1a1f27\">\n<title>");
    const char *title = picture_title(&s->picture);
    put_xml(o, title, strlen(title));
    put(o, "</title>\n<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n", width, height);
    draw_text(o, LEFT, 22, " font-size=\"15\" font-weight=\"bold\"", title, strlen(title));
}

static void svg_draw(svg *s)
{
    out *o = &s->picture.out;
    size_t widest = 40;
    s->step = svg_step(s);
    int text_x = LEFT + s->lane_count * s->step + 12, bottom = row_y(s, s->row_count) + 10;
    for (int i = 0; i < s->row_count; i++)
        widest = s->rows[i].width > widest ? s->rows[i].width : widest;
    svg_head(s, text_x + (int)widest * LETTER + 16, bottom + ROW);
    draw_processes(s);
    draw_names(s);
    draw_guides(s, o, text_x);
    for (int i = 0; i < s->bar_count; i++)
        draw_bar(s, o, &s->bars[i]);
    for (int i = 0; i < s->row_count; i++)
        draw_row(s, o, i, text_x);
    draw_foot(s, o, bottom + 8);
    out_text(o, "</svg>\n");
}

/* --- the sink --- */

static bool svg_end(sink *base)
{
    svg *s = (svg *)base;
    for (int i = 0; i < s->lane_count; i++)
        svg_close(s, i, s->row_count);
    svg_order(s);
    svg_draw(s);
    buf_free(&s->texts);
    return picture_close(&s->picture);
}

/* A thing that was handed over tells more than what let its taker go on. */
static void svg_follows(void *context, const arrow *a)
{
    svg *s = context;
    if (!s->from.seq)
        s->from = a->from;
}

sink *svg_open(const format_options *o)
{
    svg *s = calloc(1, sizeof *s);
    if (!s || !picture_open(&s->picture, o, &(model_hooks){.arrow = svg_follows})) {
        if (s)
            picture_close(&s->picture);
        return NULL;
    }
    s->picture.base = (sink){svg_event, picture_flush, svg_end, picture_failed};
    out_text(&s->picture.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"); /* at once: a file that cannot be written is noticed */
    return &s->picture.base;
}
