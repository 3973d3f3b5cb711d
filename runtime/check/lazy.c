/* lazy: where the run is, and where the execution is: marks, of which the first so many are the run's as well, and steps that are made.
 * What is known of them is in lazy_known.c. */
#include "runtime/check/lazy.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/large.h"
#include "runtime/check/internal.h"
#include "runtime/check/lazy_work.h"
#include "runtime/check/point.h"

enum { FIRST = 64, TRIAL = 4096 /* steps */, KNOWN_MOST = 1 << 28 /* bytes */ };

lazy *lazy_new(exec *e, bool whole, bool exact)
{
    lazy *z = calloc(1, sizeof *z);
    if (!z)
        return NULL;
    z->e = e;
    z->whole = whole;
    z->exact = exact;
    z->parts = parts_new(e);
    z->known = learnt_new();
    point_take(e, &z->run);
    if (z->parts && z->known)
        return z;
    lazy_free(z);
    return NULL;
}

void lazy_free(lazy *z)
{
    if (!z)
        return;
    parts_free(z->parts);
    learnt_free(z->known);
    free(z->at);
    free(z->next);
    free(z->log);
    free(z->spots);
    free(z);
}

bool lazy_broken(const lazy *z) { return z->broken || parts_broken(z->parts) || learnt_broken(z->known); }

bool lazy_strayed(const lazy *z) { return z->strayed; }

size_t lazy_bytes(const lazy *z)
{
    return parts_bytes(z->parts) + learnt_bytes(z->known) + z->log_capacity * sizeof *z->log + z->capacity * sizeof *z->spots;
}

/* --- where the execution is --- */

void lazy_begin(lazy *z, const run_state *s)
{
    assert(z->broken || lazy_is_real(z));
    if (z->whole)
        return;
    z->broken |= !parts_begin(z->parts, s);
    z->slots = z->broken ? 0 : parts_slots(z->parts);
    free(z->at);
    free(z->next);
    z->at = calloc(z->slots + 1, sizeof *z->at);
    z->next = calloc(z->slots + 1, sizeof *z->next);
    z->broken |= !z->at || !z->next;
    z->begun = !z->broken;
    z->learns = z->begun && !z->e->personal;
    z->told = z->begun && parts_tell(z->parts, z->at);
    z->stale = true;
    if (!z->told)
        return;
    parts_are_first(z->parts, z->at);
    z->sum = parts_sum_of(z->parts, z->at);
    lazy_crew_learn(z);
}

/* The run is there. */
static void numbers_tell(lazy *z)
{
    z->told = parts_tell(z->parts, z->next);
    for (uint32_t i = SLOT_RUN; z->told && i < z->slots; i++)
        if (z->at[i] != z->next[i])
            lazy_set(z, i, z->next[i]);
    if (z->told)
        z->sum = parts_sum_of(z->parts, z->at);
}

static const spot *last_spot(const lazy *z, uint32_t count, spot *first)
{
    if (count)
        return &z->spots[count - 1];
    *first = (spot){.point = z->e->first};
    return first;
}

bool lazy_is_real(const lazy *z) { return !z->astray && z->run.step_count == z->e->step_count && z->live == z->count; }

static void run_back(lazy *z)
{
    spot first;
    snap_back(z->e->snap);
    z->run = last_spot(z, z->live, &first)->point;
    z->astray = false;
}

static void run_marks(lazy *z)
{
    bool here = z->live < z->count && z->spots[z->live].point.step_count == z->e->step_count;
    if (here && snap_mark(z->e->snap))
        z->live++;
    else
        z->broken |= here;
}

#ifndef NDEBUG
/* It has come to where it was taken to be; but an object may be gone that nobody can name any more, for steps with which one goes are not
 * put down, and until the next that is made it is taken to be there. */
static bool is_there(lazy *z)
{
    bool same = parts_tell(z->parts, z->next);
    for (uint32_t i = SLOT_RUN; i < z->slots && same; i++)
        same = z->at[i] == z->next[i] || parts_is_gone(z->parts, i);
    parts_sum sum = parts_sum_of(z->parts, z->at);
    return same && sum.low == z->sum.low && sum.high == z->sum.high && sum.naming == z->sum.naming;
}
#endif

/* The step that was put down next is made. False: it cannot be, or is another one. */
static bool run_step(lazy *z)
{
    exec *e = z->e;
    const exec_step was = e->steps[e->step_count];
    if (exec_over(e) || !taskset_has(&e->enabled, was.task))
        return false;
    exec_go(e, was.task, was.choice);
    run_marks(z);
    const exec_step *is = &e->steps[e->step_count - 1];
    return e->end == EXEC_FAILED
           || (is->line == was.line && is->verb == was.verb && is->choice == was.choice && is->choices == was.choices);
}

void lazy_real(lazy *z)
{
    exec *e = z->e;
    uint32_t to = e->step_count;
    taskset enabled = e->enabled;
    if (lazy_is_real(z))
        return;
    if (z->astray)
        run_back(z);
    point_put(e, &z->run);
    run_marks(z);
    while (e->step_count < to && e->end != EXEC_FAILED && !z->strayed)
        z->strayed = !run_step(z);
    z->strayed |= z->told && e->end != EXEC_FAILED && memcmp(&enabled, &e->enabled, sizeof enabled) != 0;
    z->broken |= e->end == EXEC_FAILED || z->strayed;
    finding_clear(&e->findings); /* on the way it was found before */
    point_take(e, &z->run);
    assert(!z->strayed && (z->broken || !z->told || is_there(z)));
}

/* --- there and back --- */

void lazy_mark(lazy *z)
{
    bool real = lazy_is_real(z);
    if (z->count == z->capacity) {
        uint32_t capacity = z->capacity ? 2 * z->capacity : FIRST;
        spot *more = capacity ? large_resize(z->spots, capacity * sizeof *more) : NULL;
        if (!more) {
            z->broken = true;
            return;
        }
        z->spots = more;
        z->capacity = capacity;
    }
    spot *s = &z->spots[z->count++];
    *s = (spot){.sum = z->sum, .logged = z->logged, .told = z->told};
    point_take(z->e, &s->point);
    if (real)
        run_marks(z);
}

static void go_to(lazy *z, const spot *s)
{
    z->astray |= z->run.step_count > s->point.step_count;
    point_put(z->e, &s->point);
    lazy_log_undo(z, s->logged);
    z->sum = s->sum;
    z->told = s->told;
}

void lazy_back(lazy *z)
{
    spot first;
    go_to(z, last_spot(z, z->count, &first));
}

void lazy_undo(lazy *z)
{
    spot first;
    if (z->live == z->count) {
        if (z->astray || z->run.step_count != z->spots[z->count - 1].point.step_count)
            snap_back(z->e->snap);
        snap_undo(z->e->snap);
        z->live--;
        z->run = last_spot(z, z->live, &first)->point;
        z->astray = false;
    }
    z->count--;
    go_to(z, last_spot(z, z->count, &first));
}

const exec_point *lazy_point(const lazy *z) { return &z->spots[z->count - 1].point; }

void lazy_restart(lazy *z)
{
    while (z->count)
        lazy_undo(z);
    lazy_back(z);
    if (z->astray)
        run_back(z);
    lazy_real(z);
    lazy_forget(z);
    z->begun = z->learns = z->told = false;
    z->played = z->made = 0;
}

/* --- steps that are made --- */

/* Nothing has come of the step but what the numbers say. */
static bool is_plain(const exec *e, const exec_point *before)
{
    const exec_step *s = &e->steps[e->step_count - 1];
    taskset none = {{0}};
    return !exec_over(e) && !e->told && !e->findings.kinds && !e->later && !s->later && memcmp(&s->released, &none, sizeof none) == 0
           && memcmp(&s->ending, &none, sizeof none) == 0 && memcmp(&e->ending, &none, sizeof none) == 0 && e->now == before->now
           && e->latest == before->latest && e->pids == before->pids && e->wakes == before->wakes && e->held == before->held
           && e->actor_count == before->actor_count;
}

/* It takes as long to learn a step as to make it. */
static void lazy_judge(lazy *z)
{
    bool pays = z->made < TRIAL || z->played > z->made;
    if (z->learns && (!pays || z->e->personal || learnt_bytes(z->known) > KNOWN_MOST))
        z->learns = false;
}

void lazy_make(lazy *z, uint32_t who, uint32_t choice, bool guarded)
{
    exec *e = z->e;
    lazy_real(z);
    if (z->broken)
        return;
    bool known_before = z->told && z->learns;
    parts_sum sum = z->sum;
    uint32_t from = z->logged, objects = known_before ? parts_objects(z->parts) : 0;
    exec_point before = z->run;
    exec_go(e, who, choice);
    point_take(e, &z->run);
    z->made++;
    z->told = false;
    if (!z->learns || e->end == EXEC_FAILED)
        return;
    numbers_tell(z);
    if (!z->told)
        return;
    lazy_looks_count(z);
    if (known_before && is_plain(e, &before)
        && parts_objects(z->parts) == objects) /* whether an object goes depends on who else names it */
        lazy_step_learn(z, from, parts_sum_change(sum, z->sum), guarded);
    lazy_crew_learn(z);
    lazy_judge(z);
}

/* --- what a search asks --- */

static bool state_by_parts(lazy *z, const uint32_t *at, const parts_sum *sum, stored_key *k, uint32_t order[static EXEC_TASKS],
                           uint32_t *tasks)
{
    *k = (stored_key){.low = sum->low, .high = sum->high};
    if (z->exact || sum->naming)
        k->words = parts_row(z->parts, at, &k->length, order, tasks);
    else
        *tasks = parts_order(z->parts, at, order);
    return !lazy_broken(z);
}

bool lazy_state(lazy *z, run_state *s, stored_key *k, uint32_t order[static EXEC_TASKS], uint32_t *tasks)
{
    if (z->told)
        return state_by_parts(z, z->at, &z->sum, k, order, tasks);
    lazy_real(z);
    if (z->begun && parts_tell(z->parts, z->next)) {
        parts_sum sum = parts_sum_of(z->parts, z->next);
        return state_by_parts(z, z->next, &sum, k, order, tasks);
    }
    *tasks = point_state(z->e, s, order);
    *k = (stored_key){.words = s->words, .length = s->length};
    return !s->broken && !lazy_broken(z);
}

bool lazy_hash(const lazy *z, uint64_t *low)
{
    *low = z->sum.low;
    return z->told && !z->exact && !z->sum.naming;
}

/* What is known of steps is learnt anew. */
void lazy_save(const lazy *z, buf *out) { parts_save(z->parts, out); }
bool lazy_load(lazy *z, saved_text *in) { return parts_load(z->parts, in); }
