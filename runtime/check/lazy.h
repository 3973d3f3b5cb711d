/* lazy: an execution that is gone on with, and back in, without making those steps that are known: only what a search looks at is put
 * down of them (exec_note), and the numbers of the parts that are others (parts.h). When one is not known, or the run itself is wanted,
 * it is brought to where the execution is.
 *
 * Known is a step by what it has touched when it was made, by the same task, which stood at the same place and held the same: the search
 * relies on the same when it lets tasks sleep. Whatever was changed besides is looked at for every step from then on. Not known are
 * steps that let others go on or start them, that end the way, that touch what has no number, or let time go on. Where steps are seldom
 * known it is given up.
 * Calls learnt.h, parts.h, point.h, ample.h, guards.h. Leaves out: which step is made (states.h). */
#ifndef RUNTIME_CHECK_LAZY_H
#define RUNTIME_CHECK_LAZY_H

#include "runtime/check/exec.h"
#include "runtime/check/guards.h"
#include "runtime/check/stored.h"
#include "runtime/state.h"

typedef struct lazy lazy;

/* e stands at its first choice. whole: all steps are made, and states told as a whole (point.h); exact: never by a hash. NULL: out of
 * memory. */
lazy *lazy_new(exec *e, bool whole, bool exact);
void lazy_free(lazy *z);
bool lazy_broken(const lazy *z);             /* out of memory, or: */
bool lazy_strayed(const lazy *z);            /* a run that was brought along took another way than was known */
size_t lazy_bytes(const lazy *z);

void lazy_restart(lazy *z);                  /* back at the first choice; no marks, and nothing is known */
/* All states that are compared come after this one, and are told as s says; the run is where the execution is. */
void lazy_begin(lazy *z, const run_state *s);

/* The step is known, and made on paper. guarded: as guards_after has it. */
bool lazy_play(lazy *z, uint32_t who, uint32_t choice, bool guarded);
void lazy_make(lazy *z, uint32_t who, uint32_t choice, bool guarded);        /* exec_go, and what comes of it is known from then on */
bool lazy_is_real(const lazy *z);            /* the run is where the execution is */
void lazy_real(lazy *z);                     /* it is brought there */

void lazy_mark(lazy *z);
void lazy_back(lazy *z);                     /* to the last mark, or the first choice */
void lazy_undo(lazy *z);                     /* the same, to the one before, and the last is forgotten */
const exec_point *lazy_point(const lazy *z); /* the last mark; the run is brought there */

/* The state, by words that are valid until the next call, or a hash; and order as point_state has it, and the number of tasks. False:
 * out of memory. */
bool lazy_state(lazy *z, run_state *s, stored_key *k, uint32_t order[static EXEC_TASKS], uint32_t *tasks);
bool lazy_hash(const lazy *z, uint64_t *low);        /* without the run: what of it the state may be known by. False: it is not known */

/* Of where the execution is, without the run. False: that is not known. */
bool lazy_alone(lazy *z, guards *g, uint32_t *ample, uint32_t *guarded);     /* ample_task, guards_alone (g may be NULL) */
void lazy_looked(lazy *z, const guards *g);  /* guards_alone has looked: that is known from now on */
bool lazy_may_race(lazy *z);                 /* race_pending may find something */
bool lazy_may_go_round(lazy *z);             /* rounds_look may find something */
bool lazy_stays(lazy *z, uint32_t who, bool *awaits);        /* rounds_stays; and is it in the midst of an await, which may look again? */

void lazy_save(const lazy *z, buf *out);     /* by what states are told */
bool lazy_load(lazy *z, saved_text *in);     /* before the first step. False: it is none, or memory is out */

#endif
