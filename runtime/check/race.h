/* race: data races of an execution, by happens-before as language.md defines it. Each task has a vector clock, each object those of what
 * was released through it, each variable its last accesses (C. Flanagan, S. Freund, FastTrack, PLDI 2009, with whole clocks for reads
 * and writes). */
#ifndef RUNTIME_CHECK_RACE_H
#define RUNTIME_CHECK_RACE_H

#include "runtime/check/exec.h"

watcher *race_watcher(void);                 /* tells exec_tell of the first race of each execution; NULL: out of memory */
void race_free(watcher *w);
/* Do two tasks stand before accesses that race? Tells exec_tell, and which two. */
bool race_between(exec *e, uint32_t a, uint32_t b);      /* do these two? */
bool race_pending(exec *e, uint32_t pair[2]);

#endif
