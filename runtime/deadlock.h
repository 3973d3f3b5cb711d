/* deadlock: who waits for whom, found and told. For both engines. */
#ifndef RUNTIME_DEADLOCK_H
#define RUNTIME_DEADLOCK_H

#include "runtime/world.h"

/* t has just begun to wait, without a time-out and with nothing locked: if that closes a cycle of waits on locks and joins, it is told;
 * unless nobody can go on at all: then the engine is about to tell. */
void deadlock_look(world *w, task *t);
/* Of an engine that has nothing going on meanwhile: does that task, whose `waits_for` is known, stand in such a cycle? It is noted in the
 * trace, and told to out. */
bool deadlock_closes(world *w, uint32_t id, lane *l, buf *out);
/* Does any task stand in such a cycle now? */
bool deadlock_stands(world *w);
/* Who waits for what, those in a cycle first; `what` says how bad it is. Called while nothing runs. */
void deadlock_report(world *w, const char *what, buf *out);
void deadlock_show(world *w, uint32_t id, buf *out);     /* of it, a line: what that task, which waits, waits for */
/* Called while nothing runs: the next task, by its id, that has to do something before the one called who, which waits for o, can have it:
 * it holds it, or stands before it in its line. 0: none such. */
uint32_t deadlock_next(world *w, const object *o, uint32_t who, uint32_t after);
#define DEADLOCK_OF_ALL "nobody can go on any more"

#endif
