/* snap: memory of one piece that can be put back to how it was. A search lets the run it looks into live in one: going back to an earlier
 * moment is then a matter of copying, whatever the run consists of, and wherever its parts point.
 *
 * A mark remembers what has changed since the one before, by lines of 64 bytes: so it costs what the step between them changed, and one
 * comparison of all that is in use. Not for several threads. */
#ifndef BASE_SNAP_H
#define BASE_SNAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct snap snap;

snap *snap_new(size_t most);                 /* bytes it may grow to; only what is used takes memory. NULL: out of memory */
void snap_free(snap *h);                     /* and all that is in it */
void snap_clear(snap *h);                    /* nothing is in it any more, and no mark */

void snap_allow(snap *h, size_t bytes);      /* behind what is in use now, until it is cleared: no more than that */
bool snap_refused(const snap *h);            /* somebody wanted more than it may hold, since it was cleared */

/* As the C library's; aligned to 16. Blocks that are none of its own may be resized and given back as well. */
void *snap_take(snap *h, size_t size);
void *snap_zeroed(snap *h, size_t size);
void *snap_resize(snap *h, void *at, size_t size);
void snap_give(snap *h, void *at);

bool snap_mark(snap *h);                     /* false: out of memory, and no mark was made */
void snap_back(snap *h);                     /* to the last mark, which stays */
void snap_undo(snap *h);                     /* of a run that is at the last mark: to the one before, and the last is forgotten */
void snap_forget(snap *h);                   /* the last mark is forgotten; the run stays where it is */
uint32_t snap_marks(const snap *h);
const char *snap_begin(const snap *h);       /* where the run begins */
size_t snap_used(const snap *h);             /* bytes, of the run, from there on */
size_t snap_remembered(const snap *h);       /* bytes, of the marks */

/* Where this thread's run lives (memory.h: block_take); NULL: nowhere in particular. Set by a search while it is at work, and by nobody
 * else. */
extern _Thread_local snap *snap_here;

#endif
