/* lanes_board: the columns of the format lanes: which task has which, and how a row of them looks.
 * A row is made of cells, one a column of the terminal; each has a glyph and the colour of a task. */
#ifndef TRACE_LANES_BOARD_H
#define TRACE_LANES_BOARD_H

#include "trace/model.h"

enum { BOARD_MOST = 100 }; /* columns for tasks */
enum { BOARD_NAME = 18 };  /* of a name, at most, in columns of the terminal */

typedef struct lane_column {
    uint32_t task, process;
    bool named; /* its name stands above it */
} lane_column;

typedef struct board {
    lane_column columns[BOARD_MOST];
    int count, most; /* most: that fit */
    int step;        /* columns of the terminal from one to the next */
    int room;        /* … for all of them */
    bool ascii;
    bool crowded; /* there was no column for some task */
    bool changed; /* columns have moved: rows before look different */
    model *model;
} board;

typedef enum glyph {
    GLYPH_NONE,
    GLYPH_RUNS,
    GLYPH_HOLDS,
    GLYPH_WAITS,
    GLYPH_WAITS_HOLDING,
    GLYPH_ACTS,
    GLYPH_BEGINS_TO_WAIT,
    GLYPH_FAILS,
    GLYPH_ENDS,
    GLYPH_ALONG,
    GLYPH_ACROSS,
    GLYPH_FROM_LEFT,  /* an arrow leaves here, to the right */
    GLYPH_FROM_RIGHT, /* … to the left */
    GLYPH_RIGHT,
    GLYPH_LEFT,
    GLYPH_BEGINS,
    GLYPH_OTHERS, /* those without a column */
    GLYPH_DECIDES,
    GLYPHS
} glyph;

typedef struct board_row { /* what happens in a row; lanes are column numbers, -1: none */
    int actor, other;
    glyph mark;
    bool toward; /* the arrow goes to the actor, else from it */
    bool begins; /* … and the other begins there */
} board_row;

void board_open(board *b, int room, bool ascii, model *m);
void board_add(board *b, uint32_t task, uint32_t process); /* a column, when there is room for one */
int board_find(const board *b, uint32_t task);             /* count, the column of all others, when it has none */
int board_width(const board *b);
void board_unname(board *b);      /* all names are to be shown again */
int board_unnamed(const board *b); /* so many are to be shown */
/* Text of ASCII alone where that is asked for: other characters are shown as question marks. */
void board_text(const board *b, const char *text, size_t length, buf *out);
glyph board_state(const model *m, uint32_t task); /* how its lane looks where it does nothing */
const char *board_glyph(const board *b, glyph g);

/* The cells of a row, with the escape sequences of colours; color: the number of a task's colour, 0: none. */
void board_draw(const board *b, const board_row *row, bool color, buf *out);
/* The next line of names above columns that have none yet; false: all are named. */
bool board_draw_names(board *b, bool color, buf *out);
/* Which process each column belongs to; nothing when there is but one. */
bool board_draw_processes(const board *b, buf *out);

#endif
