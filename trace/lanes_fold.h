/* lanes_fold: rows that say the same again are counted instead of shown: a cycle of up to FOLD_LONGEST rows that follows itself. */
#ifndef TRACE_LANES_FOLD_H
#define TRACE_LANES_FOLD_H

#include "base/buf.h"

#include <stdint.h>

enum { FOLD_LONGEST = 16 };

typedef struct fold {
    uint64_t shown[FOLD_LONGEST]; /* what the last rows said, as hashes; the newest at (count - 1) % FOLD_LONGEST */
    uint64_t count;               /* of shown ones since the layout changed */
    unsigned cycle, at;           /* rows of the cycle that is being repeated, 0: none; of this round there were so many */
    uint64_t rounds;              /* whole ones that are not shown */
    uint64_t told;                /* so many of them were told of already */
    int64_t until;                /* when the last of them ended */
    buf held[FOLD_LONGEST];       /* the rows of the present round, for it may come to nothing */
    int64_t times[FOLD_LONGEST];  /* … and when they were */
} fold;

/* Does the row repeat what was shown? Then it is held, and its text taken over. */
bool fold_holds(fold *f, uint64_t says, int64_t t, buf *row);
void fold_shown(fold *f, uint64_t says);
void fold_shown_again(fold *f); /* the next row of the cycle: it was shown after all */
void fold_free(fold *f);

#endif
