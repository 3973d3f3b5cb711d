/* search_work: what the parts of a search have in common: search.c, which runs schedules; search_auto.c, which strategy when;
 * search_states.c. */
#ifndef RUNTIME_CHECK_SEARCH_WORK_H
#define RUNTIME_CHECK_SEARCH_WORK_H

#include "runtime/check/search.h"

enum { STATES_MOST = 1000000 };  /* of METHOD_AUTO */

typedef struct work {
    search *search;
    exec exec;
    uint64_t number;             /* of the schedule, as its strategy counts them */
    uint32_t looked;             /* how many things invariants had looked at when the search for all began */
} work;

/* --- search.c --- */

bool search_is_over(search *s, uint64_t most);       /* most: schedules that are tried in all; UINT64_MAX: only whether it ends for another reason */
bool search_may_go_on(search *s, uint64_t most);     /* … or its caller wants it to end */
bool search_was_cut(const search *s);                /* an execution was ended by its steps, by whoever shares the work */
uint64_t search_begun(search *s, search_method m);   /* how many schedules of that strategy, by all who share the work */
bool search_is_mine(const search *s, search_method m);       /* schedules that cannot be dealt out are one search's affair */
bool search_open(search *s, search_method m);        /* its strategy, as it was when it was saved; false: it has failed */
void search_close(search *s, search_method m);
/* As long as it has schedules, and up to so many in all, and so many by that strategy; of METHOD_AUTO, as long as there is hope. True:
 * it has no more. */
bool search_run_strategy(work *k, search_method m, uint64_t most, uint64_t until);
void search_give_up(search *s);  /* before all was tried: those who wait for something to do are told */
void search_spins(work *k);      /* notes who has computed on and on */
/* by: NULL where it was no strategy's. */
void search_keep_findings(work *k, uint64_t number, const strategy *by);

/* --- search_states.c --- */

bool search_all_states(work *k, uint64_t most);      /* true: everything holds in all of them. The walk is kept, to be saved or left */
void search_leave_states(search *s);

/* --- search_auto.c --- */

void search_run_auto(work *k);

#endif
