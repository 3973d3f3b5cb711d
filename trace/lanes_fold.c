/* lanes_fold: finds cycles. Calls base/buf. What is written of a cycle, and when, is format_lanes' affair. */
#include "trace/lanes_fold.h"

static uint64_t fold_back(const fold *f, unsigned rows) { return f->shown[(f->count - rows) % FOLD_LONGEST]; }

/* The shortest cycle that the row could be the first of again; 0: it says something new. */
static unsigned fold_cycle(const fold *f, uint64_t says)
{
    for (unsigned rows = 1; rows <= FOLD_LONGEST && rows <= f->count; rows++)
        if (fold_back(f, rows) == says)
            return rows;
    return 0;
}

static void fold_round(fold *f, int64_t t)
{
    for (; f->at; f->at--)
        buf_free(&f->held[f->at - 1]);
    f->rounds++;
    f->until = t;
}

bool fold_holds(fold *f, uint64_t says, int64_t t, buf *row)
{
    if (!f->cycle)
        f->cycle = fold_cycle(f, says);
    if (!f->cycle || fold_back(f, f->cycle - f->at) != says)
        return false;
    f->times[f->at] = t;
    f->held[f->at++] = *row;
    *row = (buf){0};
    if (f->at == f->cycle)
        fold_round(f, t);
    return true;
}

void fold_shown(fold *f, uint64_t says) { f->shown[f->count++ % FOLD_LONGEST] = says; }

void fold_shown_again(fold *f) { fold_shown(f, fold_back(f, f->cycle)); }

void fold_free(fold *f)
{
    for (int i = 0; i < FOLD_LONGEST; i++)
        buf_free(&f->held[i]);
}
