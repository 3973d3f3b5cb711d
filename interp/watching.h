/* watching: what can be told of a script before it runs about who looks at tasks and queues, for a search that wants to leave out orders
 * that make no difference. */
#ifndef INTERP_WATCHING_H
#define INTERP_WATCHING_H

#include "grammar/ast.h"

bool script_watches_ends(const tree *t);     /* some task may notice whether another has ended in another way than by waiting for that */
bool script_breaks_waits(const tree *t);     /* some task may end another's wait for a lock, or a join */
bool script_looks(const tree *t);            /* some task may look at an object, without being ordered by that after what it sees */
bool script_reads_clock(const tree *t);      /* some task may ask what time it is, by itself or in the prelude, and do more with that than print it */
bool script_draws(const tree *t);            /* some task may draw a random number, which a search does not try all of */
bool script_starts_inside(const tree *t);    /* a task may be started by another than main */
bool script_tells_done(const tree *t);       /* some task may call task_done of a queue */
bool script_awaits(const tree *t);           /* some task may await a change of variables */
bool script_joins(const tree *t);            /* some task may join something */

#endif
