/* reason: swaps steps and looks what comes of it. Calls schedule.h, trace.h, causes.h, the kinds' `holder`. */
#include "runtime/check/reason.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/check/causes.h"
#include "runtime/check/internal.h"
#include "runtime/check/trace.h"
#include "runtime/deadlock.h"
#include "runtime/pass.h"

enum { PAIRS_MOST = 300, CHOICES_MOST = 300, ON_THE_WAY = 20 };

typedef struct pair {
    uint32_t early, late; /* steps; late: their number where `task` has not come to its step */
    turn turn;            /* of the later one, */
    uint32_t line;        /* … and what it is */
    uint16_t verb;
} pair;

typedef struct finder {
    reason *reason;
    exec *exec;
    trace trace;
    vclock *past; /* of each step: what comes before it if what it touches is left aside */
    pair *pairs;
    uint32_t *by;                 /* of each step: causes.h */
    uint32_t *choices;            /* of each step: how many things its choose or select could have chosen from; 0: it is neither */
    uint32_t pair_count, nearest; /* nearest: how far apart the steps are of the best that was found */
} finder;

/* --- which steps can be swapped --- */

static bool comes_before(const finder *f, uint32_t step, const vclock *c)
{
    uint32_t who = f->reason->schedule.turns[step].task;
    return c->of[who] >= f->trace.steps[step].of[who];
}

/* The late one's accesses against all steps before it, from the last on; what comes before one that was found is not its neighbour.
 * Where it stood already, but had to wait, it could not come. */
static void pairs_of(finder *f, const touch *a, uint32_t count, pair p, const vclock *past)
{
    const exec *e = f->exec;
    vclock covered = *past;
    bool stood = true;
    for (uint32_t i = p.late; i-- > 0 && f->pair_count < PAIRS_MOST;) {
        const exec_step *s = &e->steps[i];
        stood &= s->task != p.turn.task && !taskset_has(&s->released, p.turn.task);
        if (s->task == p.turn.task || comes_before(f, i, &covered) || !accesses_conflict(a, count, e->accesses + s->first, s->count)
            || (stood && !taskset_has(&s->enabled, p.turn.task)))
            continue;
        p.early = i;
        f->pairs[f->pair_count++] = p;
        clock_join(&covered, &f->trace.steps[i]);
    }
}

/* Those who wait might have come first even where others let them come so far. */
static void pairs_of_waiting(finder *f)
{
    static const vclock nothing;
    exec *e = f->exec;
    for (uint32_t i = 0; i < e->actor_count; i++) {
        const actor *a = e->actors[i];
        if (a->state != ACTOR_PENDING && a->state != ACTOR_STANDS && a->state != ACTOR_AGAIN)
            continue;
        uint32_t count = exec_wanted(e, i);
        pair p = {.late = e->step_count, .turn = {i, 0}, .line = a->task.op.line, .verb = a->task.op.verb};
        pairs_of(f, e->accesses + e->access_count, count, p, &nothing);
    }
}

static void find_pairs(finder *f)
{
    const exec *e = f->exec;
    for (uint32_t i = e->step_count; i-- > 0;) {
        const exec_step *s = &e->steps[i];
        pair p = {.late = i, .turn = {s->task, s->choice}, .line = s->line, .verb = s->verb};
        pairs_of(f, e->accesses + s->first, s->count, p, &f->past[i]);
    }
    pairs_of_waiting(f);
}

/* --- what the finding was found by --- */

static bool touches(const exec *e, const exec_step *s, uint64_t key)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (e->accesses[s->first + i].key == key)
            return true;
    return false;
}

static bool writes(const exec *e, const exec_step *s, uint64_t key)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (e->accesses[s->first + i].key == key && e->accesses[s->first + i].write)
            return true;
    return false;
}

static void add_link(reason *w, uint32_t step, uint32_t by)
{
    for (uint32_t i = 0; i < w->link_count; i++)
        if (w->links[i].by == by)
            return;
    if (w->link_count < REASON_MOST)
        w->links[w->link_count++] = (reason_link){step, by};
    w->decisive[by] = w->decisive[step] = true;
}

static bool gives_back(uint16_t verb)
{
    return verb == VERB_lock_release || verb == VERB_rlock_release || verb == VERB_rwlock_release || verb == VERB_condition_release;
}

/* That a task has started, has taken a lock itself, or that the lock was given back before, says nothing; nor does what has no words. */
static bool is_telling(const exec *e, uint32_t step, uint32_t by, bool own)
{
    const verb_word *word = &verb_words[e->steps[by].verb];
    unsigned flags = kind_words[word->kind].flags;
    bool same = e->steps[by].task == e->steps[step].task, silent = !*word->phrase && e->steps[by].verb != VERB_run_select;
    return !silent && !(flags & KIND_TASK) && !gives_back(e->steps[by].verb)
           && (!same || (own && !(flags & KIND_OWNED) && e->steps[by].line != e->steps[step].line));
}

/* Of what its step has found there it is known where that came from. */
static bool link_cause(finder *f, uint32_t step, uint64_t key, bool own)
{
    const exec *e = f->exec;
    uint32_t by = f->by[step];
    if (!by || !writes(e, &e->steps[by - 1], key))
        return false;
    if (is_telling(e, step, by - 1, own))
        add_link(f->reason, step, by - 1);
    return true;
}

/* Who has changed it last; not own: but for the task itself. */
static void link_key(finder *f, uint32_t step, uint64_t key, bool own)
{
    const exec *e = f->exec;
    if (link_cause(f, step, key, own))
        return;
    for (uint32_t i = step; key != KEY_ALL && i-- > 0;)
        if ((own || e->steps[i].task != e->steps[step].task) && writes(e, &e->steps[i], key)) {
            if (is_telling(e, step, i, own))
                add_link(f->reason, step, i);
            return;
        }
}

/* An error or an assertion: all that its task has looked at in the same line before. */
static void link_failure(finder *f)
{
    const exec *e = f->exec;
    uint32_t last = e->step_count - 1, who = e->steps[last].task, in = e->steps[last].line;
    for (uint32_t i = e->step_count; i-- > 0;) {
        const exec_step *s = &e->steps[i];
        if (s->task != who || s->kind == STEP_END)
            continue;
        in = in ? in : s->line;
        if (s->line != in)
            return;
        for (uint32_t k = 0; k < s->count; k++)
            link_key(f, i, e->accesses[s->first + k].key, true);
    }
}

/* Where the atomic block begins that ends with the step; the step itself, if it ends none. */
static uint32_t block_begin(const exec *e, uint32_t last)
{
    uint32_t i = last;
    while (e->steps[last].verb == VERB_run_atomic_end && i-- > 0)
        if (e->steps[i].task == e->steps[last].task && e->steps[i].verb == VERB_run_atomic)
            return i;
    return last;
}

/* What the invariant looks at when a block ends was left so within, or, where the block has not set it without having read it, by others
 * before. */
static void link_looked(finder *f, uint32_t begin, uint32_t last, uint64_t key)
{
    const exec *e = f->exec;
    bool reads = false;
    uint32_t written = last;
    for (uint32_t i = begin; i < last; i++) {
        if (e->steps[i].task != e->steps[last].task)
            continue;
        if (writes(e, &e->steps[i], key))
            written = i;
        else if (written == last)
            reads |= touches(e, &e->steps[i], key);
    }
    if (written != last)
        add_link(f->reason, last, written);
    if (reads || written == last)
        link_key(f, last, key, false);
}

static void link_invariant(finder *f)
{
    const exec *e = f->exec;
    uint32_t last = e->step_count - 1, begin = block_begin(e, last);
    f->reason->decisive[last] = true;
    for (uint32_t i = 0; i < e->looked_count; i++)
        link_looked(f, begin, last, e->looked[i]);
}

static void link_race(finder *f)
{
    const finding *found = &f->exec->findings.of[FINDING_RACE];
    for (int i = 0; i < 2; i++)
        if (found->steps[i] < f->reason->schedule.count)
            f->reason->decisive[found->steps[i]] = true;
}

static uint32_t actor_of(const exec *e, uint32_t id)
{
    uint32_t i = 0;
    while (i < e->actor_count && e->actors[i]->task.id != id)
        i++;
    return i;
}

static bool stands_at(const exec *e, uint32_t who, uint32_t object_id)
{
    const actor *a = e->actors[who];
    return a->state == ACTOR_STANDS && a->task.op.object && pass_target(e->world, &a->task.op)->id == object_id;
}

/* By its last step on the object that was not undone by another, and by which it does not wait for it again; if it waits for it only, by
 * that step. */
static void add_hold(finder *f, uint32_t waits, uint32_t holds, const object *o)
{
    const exec *e = f->exec;
    reason *w = f->reason;
    uint32_t id = e->actors[holds]->task.id, given = 0;
    bool has = kinds[o->kind].holder(o, id - 1) == id, again = has && stands_at(e, holds, o->id);
    for (uint32_t i = e->step_count; i-- > 0;) {
        const exec_step *s = &e->steps[i];
        bool takes = s->task == holds && s->target == o->id && !(verb_words[s->verb].flags & VERB_LOOKS);
        if (!takes)
            continue;
        if (again && s->waits) {
            again = false;
        } else if (has && gives_back(s->verb)) {
            given++;
        } else if (given) {
            given--;
        } else {
            w->decisive[i] = true;
            if (w->hold_count < REASON_MOST)
                w->holds[w->hold_count++] = (reason_hold){waits, holds, i, !has};
            return;
        }
    }
}

static void find_holds(finder *f)
{
    exec *e = f->exec;
    for (uint32_t i = 0; i < e->actor_count; i++) {
        const actor *a = e->actors[i];
        const object *o = a->state == ACTOR_STANDS && a->task.op.object ? pass_target(e->world, &a->task.op) : NULL;
        uint32_t id = 0, at;
        while (o && !object_is_task(o) && (id = deadlock_next(e->world, o, a->task.id, id)) != 0)
            if ((at = actor_of(e, id)) < e->actor_count)
                add_hold(f, i, at, o);
    }
}

static void find_links(finder *f)
{
    switch (f->reason->kind) {
    case FINDING_RACE: link_race(f); break;
    case FINDING_DEADLOCK: find_holds(f); break;
    case FINDING_INVARIANT: link_invariant(f); break;
    default: link_failure(f);
    }
}

/* --- what comes of a swap --- */

/* All that does not come after the early one, then the late one; then the rest, as it was. `first`: where the late one stands. */
static bool make_swapped(const finder *f, const pair *p, schedule *out, uint32_t *first)
{
    const schedule *s = &f->reason->schedule;
    bool ok = true;
    out->count = 0;
    for (uint32_t i = 0; i < p->late && i < s->count; i++)
        if (i < p->early || !comes_before(f, p->early, &f->trace.steps[i]))
            ok &= schedule_add(out, s->turns[i].task, s->turns[i].choice);
    *first = out->count;
    ok &= schedule_add(out, p->turn.task, p->turn.choice);
    for (uint32_t i = p->early; i < s->count; i++)
        if (i > p->late || (i < p->late && comes_before(f, p->early, &f->trace.steps[i])))
            ok &= schedule_add(out, s->turns[i].task, s->turns[i].choice);
    return ok;
}

static void follow(exec *e, const turn *turns, uint32_t count)
{
    for (uint32_t i = 0; i < count && !exec_over(e); i++)
        if (taskset_has(&e->enabled, turns[i].task))
            exec_go(e, turns[i].task, turns[i].choice);
}

static bool is_at(const exec *e, const pair *p)
{
    const actor *a = e->actors[p->turn.task];
    return a->state == ACTOR_ENDING ? p->verb == VERB_thread_end : a->task.op.verb == p->verb && a->task.op.line == p->line;
}

/* e, which has begun, goes along it; what the late one's task has to do before it does then. False: it cannot come first. first: then
 * where it has come. */
static bool follow_swapped(const schedule *s, const pair *p, exec *e, uint32_t *first)
{
    schedule behind = {.turns = s->turns + *first + 1, .count = s->count - *first - 1};
    follow(e, s->turns, *first);
    for (int i = 0; i < ON_THE_WAY && !exec_over(e) && p->turn.task < e->actor_count && !is_at(e, p); i++)
        follow(e, &(turn){p->turn.task, 0}, 1);
    if (exec_over(e) || p->turn.task >= e->actor_count || !taskset_has(&e->enabled, p->turn.task))
        return false;
    exec_go(e, p->turn.task, p->turn.choice);
    *first = e->step_count - 1;
    schedule_follow(&behind, e, FINDING_NONE);
    return e->end != EXEC_FAILED;
}

static uint32_t next_step_of(const exec *e, uint32_t who, uint32_t from)
{
    while (from < e->step_count && e->steps[from].task != who)
        from++;
    return from;
}

/* Nothing has ended it; a race and a caught assertion may be there in any order. */
static bool keep_way(reason *w, const exec *e)
{
    if (e->told || !schedule_copy(&w->right, e, e->step_count))
        return false;
    w->partly = e->end == EXEC_CUT || e->findings.kinds >> FINDING_ASSERT & 1;
    return true;
}

static void keep_right(finder *f, const pair *p, uint32_t first)
{
    const exec *e = f->exec;
    reason *w = f->reason;
    uint32_t then = next_step_of(e, w->schedule.turns[p->early].task, first + 1);
    if (p->late - p->early >= f->nearest || then == e->step_count || !keep_way(w, e))
        return;
    f->nearest = p->late - p->early;
    w->first = first;
    w->then = then;
}

static void try_pair(finder *f, const pair *p, schedule *scratch)
{
    exec *e = f->exec;
    uint32_t first;
    if (make_swapped(f, p, scratch, &first) && exec_begin(e) && follow_swapped(scratch, p, e, &first)
        && !(e->findings.kinds >> f->reason->kind & 1)) {
        f->reason->decisive[p->early] = true;
        if (p->late < f->reason->schedule.count)
            f->reason->decisive[p->late] = true;
        keep_right(f, p, first);
    }
    exec_finish(e);
}

/* --- what comes of another choice --- */

static bool chooses(const exec_step *s) { return s->verb == VERB_run_choose || s->verb == VERB_run_select; }

/* The step chooses `other`, and all else goes on as it was, as far as it can. */
static void try_choice(finder *f, uint32_t step, uint32_t other)
{
    exec *e = f->exec;
    reason *w = f->reason;
    const schedule *s = &w->schedule, behind = {.turns = s->turns + step + 1, .count = s->count - step - 1};
    bool begun = exec_begin(e);
    if (begun) {
        follow(e, s->turns, step);
        follow(e, &(turn){s->turns[step].task, other}, 1);
        schedule_follow(&behind, e, FINDING_NONE);
    }
    if (begun && e->end != EXEC_FAILED && e->step_count > step && !(e->findings.kinds >> w->kind & 1)) {
        w->decisive[step] = true;
        if (!w->right.count && keep_way(w, e))
            w->first = w->then = step;
    }
    exec_finish(e);
}

/* The last ones first: they are nearest to the finding. */
static void try_choices(finder *f)
{
    const schedule *s = &f->reason->schedule;
    uint32_t left = CHOICES_MOST;
    for (uint32_t i = s->count; i-- > 0;)
        for (uint32_t other = 0; other < f->choices[i] && left; other++)
            if (other != s->turns[i].choice) {
                try_choice(f, i, other);
                left--;
            }
}

/* --- the execution itself --- */

static bool follow_traced(finder *f)
{
    exec *e = f->exec;
    const schedule *s = &f->reason->schedule;
    for (uint32_t i = 0; i < s->count; i++) {
        if (exec_over(e) || !taskset_has(&e->enabled, s->turns[i].task))
            return false;
        exec_go(e, s->turns[i].task, s->turns[i].choice);
        if (e->end == EXEC_FAILED)
            return false;
        trace_add(&f->trace, e, &f->past[i]);
        f->choices[i] = chooses(&e->steps[i]) ? e->steps[i].choices : 0;
    }
    return !f->trace.broken && e->findings.kinds >> f->reason->kind & 1;
}

static bool finder_look(finder *f)
{
    bool ok = exec_begin(f->exec) && follow_traced(f);
    if (ok) {
        if (f->exec->step_count)
            find_links(f);
        find_pairs(f);
    }
    exec_finish(f->exec);
    return ok;
}

/* Its schedule up to the finding. */
static bool reason_begin(reason *w, exec *e, const schedule *s, finding_kind what)
{
    *w = (reason){.kind = what};
    bool ok = exec_begin(e);
    if (ok) {
        schedule_follow(s, e, what);
        ok = e->findings.kinds >> what & 1 && schedule_copy(&w->schedule, e, e->findings.of[what].step);
    }
    exec_finish(e);
    w->decisive = ok ? calloc(w->schedule.count + 1, sizeof *w->decisive) : NULL;
    return w->decisive != NULL;
}

static bool finder_open(finder *f, reason *w, exec *e)
{
    *f = (finder){.reason = w, .exec = e, .nearest = UINT32_MAX};
    f->past = malloc((w->schedule.count + 1) * sizeof *f->past);
    f->pairs = malloc(PAIRS_MOST * sizeof *f->pairs);
    f->choices = calloc(w->schedule.count + 1, sizeof *f->choices);
    f->by = calloc(w->schedule.count + 1, sizeof *f->by);
    return f->past && f->pairs && f->choices && f->by && causes_find(e, &w->schedule, f->by);
}

bool reason_find(reason *w, exec *e, const schedule *s, finding_kind what)
{
    finder f = {0};
    schedule scratch = {0};
    bool ok = reason_begin(w, e, s, what) && finder_open(&f, w, e) && finder_look(&f);
    for (uint32_t i = 0; ok && what != FINDING_RACE && i < f.pair_count; i++)
        try_pair(&f, &f.pairs[i], &scratch);
    if (ok && what != FINDING_RACE)
        try_choices(&f);
    schedule_free(&scratch);
    trace_free(&f.trace);
    free(f.past);
    free(f.pairs);
    free(f.choices);
    free(f.by);
    return ok;
}

void reason_free(reason *w)
{
    schedule_free(&w->schedule);
    schedule_free(&w->right);
    free(w->decisive);
    w->decisive = NULL;
}
