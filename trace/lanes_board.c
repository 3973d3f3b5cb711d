/* lanes_board: columns and cells. Calls trace/model, trace/text and trace/palette. */
#include "trace/lanes_board.h"

#include <string.h>

#include "trace/palette.h"
#include "trace/text.h"

enum { NARROW = 2, MIDDLING = 4, WIDE = 6 }; /* steps */
enum { LONGEST_NAME = 200 };                 /* bytes of a name that are looked at */
enum { CELLS = BOARD_MOST * NARROW + WIDE * 24 };

typedef struct cell {
    glyph glyph;
    uint8_t color;
} cell;

static const char *const glyphs[GLYPHS][2] = {
    [GLYPH_NONE] = {" ", " "},          [GLYPH_RUNS] = {"│", "|"},    [GLYPH_HOLDS] = {"┃", "#"},          [GLYPH_WAITS] = {"┊", ":"},
    [GLYPH_WAITS_HOLDING] = {"┋", "%"}, [GLYPH_ACTS] = {"●", "*"},    [GLYPH_BEGINS_TO_WAIT] = {"○", "o"}, [GLYPH_FAILS] = {"×", "x"},
    [GLYPH_ENDS] = {"■", "="},          [GLYPH_ALONG] = {"─", "-"},   [GLYPH_ACROSS] = {"┼", "+"},         [GLYPH_FROM_LEFT] = {"├", "+"},
    [GLYPH_FROM_RIGHT] = {"┤", "+"},    [GLYPH_RIGHT] = {"▶", ">"},   [GLYPH_LEFT] = {"◀", "<"},           [GLYPH_BEGINS] = {"╷", "."},
    [GLYPH_OTHERS] = {"¦", "'"},        [GLYPH_DECIDES] = {"◆", "@"},
};

const char *board_glyph(const board *b, glyph g) { return glyphs[g][b->ascii]; }

/* --- columns --- */

void board_open(board *b, int room, bool ascii, model *m)
{
    *b = (board){.step = WIDE, .ascii = ascii, .model = m};
    b->room = room < CELLS - BOARD_NAME - 1 ? room : CELLS - BOARD_NAME - 1;
    b->most = b->room / NARROW - 1;
    b->most = b->most < BOARD_MOST ? b->most : BOARD_MOST;
}

int board_width(const board *b) { return (b->count + b->crowded) * b->step - b->step + 1; }

int board_find(const board *b, uint32_t task)
{
    int at = 0;
    while (at < b->count && b->columns[at].task != task)
        at++;
    return at;
}

void board_unname(board *b)
{
    for (int i = 0; i < b->count; i++)
        b->columns[i].named = false;
}

int board_unnamed(const board *b)
{
    int unnamed = 0;
    for (int i = 0; i < b->count; i++)
        unnamed += !b->columns[i].named;
    return unnamed;
}

/* As wide as there is room for: with more columns they stand closer. */
static void board_fit(board *b)
{
    static const int steps[] = {WIDE, MIDDLING, 3, NARROW};
    int step = NARROW, columns = b->count + b->crowded;
    for (int i = 0; i < 4 && step == NARROW; i++)
        if (columns * steps[i] <= b->room)
            step = steps[i];
    if (step < b->step) {
        b->step = step;
        b->changed = true;
    }
}

/* The tasks of a process stand side by side. */
static int board_place(const board *b, uint32_t process)
{
    int at = b->count;
    while (at > 0 && b->columns[at - 1].process != process)
        at--;
    return at ? at : b->count;
}

/* The column of a task that is over, best of the same process; -1: there is none. */
static int board_free(const board *b, uint32_t process)
{
    int any = -1;
    for (int i = 0; i < b->count; i++) {
        if (!model_over(b->model, b->columns[i].task))
            continue;
        if (b->columns[i].process == process)
            return i;
        any = i;
    }
    return any;
}

static void board_remove(board *b, int at)
{
    memmove(b->columns + at, b->columns + at + 1, (size_t)(--b->count - at) * sizeof *b->columns);
    b->changed = true;
}

static void board_insert(board *b, const lane_column *c)
{
    int at = board_place(b, c->process);
    b->changed |= at < b->count;
    memmove(b->columns + at + 1, b->columns + at, (size_t)(b->count - at) * sizeof *b->columns);
    b->columns[at] = *c;
    b->count++;
    board_fit(b);
}

void board_add(board *b, uint32_t task, uint32_t process)
{
    lane_column column = {.task = task, .process = process};
    int free = b->count < b->most ? -1 : board_free(b, process);
    if (free >= 0 && b->columns[free].process == process) {
        b->columns[free] = column;
        return;
    }
    if (free >= 0)
        board_remove(b, free);
    if (b->count < b->most) {
        board_insert(b, &column);
        return;
    }
    b->changed |= !b->crowded;
    b->crowded = true;
}

/* --- cells --- */

glyph board_state(const model *m, uint32_t task)
{
    doing does;
    if (!model_doing(m, task, &does))
        return GLYPH_NONE;
    bool holds = model_holding(m, task);
    if (does == DOING_RUN || does == DOING_WORK)
        return holds ? GLYPH_HOLDS : GLYPH_RUNS;
    return holds ? GLYPH_WAITS_HOLDING : GLYPH_WAITS;
}

static uint8_t color_of(const board *b, uint32_t task)
{
    const name *known = known_at(model_names(b->model), task);
    return known ? known->color : 0;
}

static void lay_states(const board *b, cell *cells)
{
    memset(cells, 0, CELLS * sizeof *cells);
    for (int i = 0; i < b->count; i++) {
        uint32_t task = b->columns[i].task;
        cells[i * b->step] = (cell){board_state(b->model, task), color_of(b, task)};
    }
    if (b->crowded)
        cells[b->count * b->step].glyph = GLYPH_OTHERS;
}

/* From one column to another, in the colour of the first. */
static void lay_arrow(const board *b, int from, int to, bool begins, cell *cells)
{
    int at = from * b->step, end = to * b->step, ahead = at < end ? 1 : -1;
    uint8_t color = cells[at].color;
    cells[at].glyph = ahead > 0 ? GLYPH_FROM_LEFT : GLYPH_FROM_RIGHT;
    for (int i = at + ahead; i != end; i += ahead)
        cells[i] = (cell){cells[i].glyph == GLYPH_NONE ? GLYPH_ALONG : GLYPH_ACROSS, color};
    cells[end - ahead] = (cell){ahead > 0 ? GLYPH_RIGHT : GLYPH_LEFT, color};
    if (begins)
        cells[end].glyph = GLYPH_BEGINS;
}

static void put_color(uint8_t color, uint8_t *now, buf *out)
{
    if (color == *now)
        return;
    if (color)
        buf_printf(out, "\33[38;5;%sm", palette[(color - 1) % PALETTE].ansi);
    else
        buf_text(out, "\33[0m");
    *now = color;
}

static void put_cells(const board *b, const cell *cells, int from, int to, bool color, buf *out)
{
    uint8_t now = 0;
    for (int i = from; i < to; i++) {
        if (color && cells[i].glyph != GLYPH_NONE)
            put_color(cells[i].color, &now, out);
        buf_text(out, board_glyph(b, cells[i].glyph));
    }
    put_color(0, &now, out);
}

void board_draw(const board *b, const board_row *row, bool color, buf *out)
{
    cell cells[CELLS];
    lay_states(b, cells);
    if (row->actor >= 0 && row->other >= 0 && row->other != row->actor)
        lay_arrow(b, row->toward ? row->other : row->actor, row->toward ? row->actor : row->other, row->begins, cells);
    if (row->actor >= 0)
        cells[row->actor * b->step].glyph = row->mark;
    put_cells(b, cells, 0, board_width(b), color, out);
}

/* --- names --- */

void board_text(const board *b, const char *text, size_t length, buf *out)
{
    if (!b->ascii) {
        buf_add(out, text, length);
        return;
    }
    for (size_t i = 0; i < length; i++)
        if (!(text[i] & 0x80))
            buf_char(out, text[i]);
        else if ((text[i] & 0xC0) == 0xC0)
            buf_char(out, strncmp(text + i, "…", 3) == 0 ? '~' : '?');
}

/* One name, in at most so many columns of the terminal; gives how many it took. */
static int put_name(const board *b, uint32_t id, int most, uint8_t color, buf *out)
{
    char spare[KNOWN_SPARE];
    size_t length;
    const char *text = known_text(model_names(b->model), id, spare, &length);
    uint8_t now = 0;
    buf clean = {0};
    board_text(b, text, length < LONGEST_NAME ? length : LONGEST_NAME, &clean);
    if (!clean.data)
        return 0;
    size_t head, tail;
    bool cut = text_cut(clean.data, clean.length, (size_t)most, &head, &tail);
    int width = (int)(text_width(clean.data, head) + cut + text_width(clean.data + tail, clean.length - tail));
    put_color(color, &now, out);
    buf_add(out, clean.data, head);
    if (cut)
        buf_text(out, b->ascii ? "~" : "…");
    buf_add(out, clean.data + tail, clean.length - tail);
    put_color(0, &now, out);
    buf_free(&clean);
    return width;
}

bool board_draw_names(board *b, bool color, buf *out)
{
    cell cells[CELLS];
    int end = 0;
    bool any = false;
    lay_states(b, cells);
    for (int i = 0; i < b->count; i++) {
        int at = i * b->step;
        if (b->columns[i].named || at < end + any)
            continue;
        put_cells(b, cells, end, at, color, out);
        end = at + put_name(b, b->columns[i].task, BOARD_NAME, color ? cells[at].color : 0, out);
        cells[end].glyph = GLYPH_NONE; /* a name does not touch what stands beside it */
        b->columns[i].named = any = true;
    }
    int last = board_width(b);
    while (last > end && cells[last - 1].glyph == GLYPH_NONE)
        last--;
    if (any)
        put_cells(b, cells, end, last, color, out);
    return any;
}

bool board_draw_processes(const board *b, buf *out)
{
    if (b->count < 2 || b->columns[0].process == b->columns[b->count - 1].process)
        return false;
    for (int i = 0; i < b->count;) {
        uint32_t process = b->columns[i].process;
        int width = -1;
        for (; i < b->count && b->columns[i].process == process; i++)
            width += b->step;
        if (width > 1)
            buf_text(out, b->ascii ? "[" : "┌");
        for (int at = width > 1 ? 1 + put_name(b, process, width - 1, 0, out) : 0; at < width; at++)
            buf_text(out, board_glyph(b, GLYPH_ALONG));
        if (i < b->count)
            buf_char(out, ' ');
    }
    return true;
}
