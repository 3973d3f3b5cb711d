/* exhaustive: depth first through all executions that differ. Each choice that was made is a node; a race between two steps, which the other order
 * might show another way, makes its node try somebody who leads to that order; and who has been tried sleeps until something that depends
 * on his step happens. Calls trace.h. */
#include <stdlib.h>

#include "runtime/check/strategy.h"
#include "runtime/check/trace.h"
#include "runtime/object.h"

enum { NODES_FIRST = 64 };

typedef struct sleeper { /* a task whose next step was tried already, and what it touches */
    uint32_t task;
    uint32_t count;
    touch *accesses;
    bool own; /* the accesses are this node's to free */
} sleeper;

typedef struct node {
    uint32_t task, choice, choices;
    taskset tried, backtrack, asleep; /* asleep: those of `sleepers` */
    sleeper *sleepers;
    uint32_t sleeping, sleepers_capacity;
} node;

typedef struct exhaustive {
    strategy base;
    bool reduce, begun;
    node *nodes;
    uint32_t count, capacity; /* nodes of the execution under way */
    uint32_t at;              /* the step that is picked next */
    uint32_t fresh;           /* from this step on it is a new one */
    trace trace;
    bool broken;
} exhaustive;

/* --- sleepers --- */

static sleeper *sleeper_new(exhaustive *x, node *n)
{
    if (n->sleeping == n->sleepers_capacity) {
        uint32_t capacity = n->sleepers_capacity ? 2 * n->sleepers_capacity : 4;
        sleeper *more = realloc(n->sleepers, capacity * sizeof *more);
        if (!more) {
            x->broken = true;
            return NULL;
        }
        n->sleepers = more;
        n->sleepers_capacity = capacity;
    }
    return &n->sleepers[n->sleeping++];
}

static sleeper *sleeper_of(const node *n, uint32_t who)
{
    for (uint32_t i = 0; i < n->sleeping; i++)
        if (n->sleepers[i].task == who)
            return &n->sleepers[i];
    return NULL;
}

/* What the node's step touched in this alternative is remembered until its task sleeps, and as long. */
static void sleeper_learn(exhaustive *x, node *n, const touch *a, uint32_t count)
{
    sleeper *s = sleeper_of(n, n->task);
    if (!s && (s = sleeper_new(x, n)))
        *s = (sleeper){.task = n->task, .own = true};
    touch *more = s ? realloc(s->accesses, (s->count + count) * sizeof *more) : NULL;
    if (!more) {
        x->broken = true;
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        more[s->count++] = a[i];
    s->accesses = more;
}

static void node_drop(node *n)
{
    for (uint32_t i = 0; i < n->sleeping; i++)
        if (n->sleepers[i].own)
            free(n->sleepers[i].accesses);
    n->sleeping = 0;
}

/* Those who slept before the last step and do not depend on it go on sleeping. */
static void node_inherit(exhaustive *x, node *n, const node *up, const exec *e)
{
    const exec_step *s = &e->steps[e->step_count - 1];
    for (uint32_t i = 0; i < up->sleeping; i++) {
        const sleeper *slept = &up->sleepers[i];
        if (slept->task == s->task || !taskset_has(&up->asleep, slept->task) || s->later
            || accesses_conflict(slept->accesses, slept->count, e->accesses + s->first, s->count))
            continue;
        sleeper *own = sleeper_new(x, n);
        if (!own)
            return;
        *own = (sleeper){slept->task, slept->count, slept->accesses, false};
        taskset_add(&n->asleep, slept->task);
    }
}

/* --- nodes --- */

static node *node_new(exhaustive *x)
{
    if (x->count == x->capacity) {
        uint32_t capacity = x->capacity ? 2 * x->capacity : NODES_FIRST;
        node *more = realloc(x->nodes, capacity * sizeof *more);
        if (!more)
            return NULL;
        for (uint32_t i = x->capacity; i < capacity; i++)
            more[i] = (node){0};
        x->nodes = more;
        x->capacity = capacity;
    }
    node *n = &x->nodes[x->count++];
    *n = (node){.sleepers = n->sleepers, .sleepers_capacity = n->sleepers_capacity, .choices = 1};
    return n;
}

/* The one who went on last, if he can: so the first executions have few switches. */
static uint32_t node_first(const node *n, const exec *e)
{
    uint32_t last = e->step_count ? e->steps[e->step_count - 1].task : 0, first = EXEC_TASKS;
    if (taskset_has(&e->enabled, last) && !taskset_has(&n->asleep, last))
        return last;
    for (uint32_t i = taskset_next(&e->enabled, 0); i < EXEC_TASKS && first == EXEC_TASKS; i = taskset_next(&e->enabled, i + 1))
        if (!taskset_has(&n->asleep, i))
            first = i;
    return first;
}

static bool node_open(exhaustive *x, const exec *e)
{
    node *n = node_new(x);
    if (!n) {
        x->broken = true;
        return false;
    }
    if (x->reduce && x->count > 1)
        node_inherit(x, n, &x->nodes[x->count - 2], e);
    n->task = node_first(n, e);
    if (n->task == EXEC_TASKS) {
        x->count--;
        node_drop(n);
        return false;
    }
    taskset_add(&n->tried, n->task);
    n->backtrack = n->tried;
    if (!x->reduce)
        n->backtrack = e->enabled;
    return true;
}

/* --- races --- */

static void initials_of(const exhaustive *x, const exec *e, uint32_t early, const vclock *late, uint32_t late_task, uint32_t end,
                        taskset *out)
{
    const trace *t = &x->trace;
    uint32_t first[EXEC_TASKS] = {0}, seen[EXEC_TASKS], count = 0;
    *out = (taskset){{0}};
    for (uint32_t i = early + 1; i <= end; i++) {
        uint32_t who = i < end ? e->steps[i].task : late_task;
        const vclock *c = i < end ? &t->steps[i] : late;
        if (first[who] || (i < end && trace_precedes(t, e, early, c)))
            continue;
        bool initial = true;
        for (uint32_t k = 0; k < count && initial; k++)
            initial = c->of[seen[k]] < first[seen[k]];
        if (initial)
            taskset_add(out, who);
        first[who] = c->of[who];
        seen[count++] = who;
    }
}

/* The node before the step `early` is to try somebody whose step can come first when the late one comes before the early one. */
static void race_reverse(exhaustive *x, const exec *e, uint32_t early, const vclock *late, uint32_t late_task, uint32_t end)
{
    node *n = &x->nodes[early];
    taskset initials;
    initials_of(x, e, early, late, late_task, end, &initials);
    if (taskset_meets(&initials, &n->backtrack) || taskset_meets(&initials, &n->asleep))
        return;
    const taskset *enabled = &e->steps[early].enabled;
    if (taskset_has(&initials, late_task) && taskset_has(enabled, late_task)) {
        taskset_add(&n->backtrack, late_task);
        return;
    }
    for (uint32_t i = taskset_next(&initials, 0); i < EXEC_TASKS; i = taskset_next(&initials, i + 1))
        if (taskset_has(enabled, i)) {
            taskset_add(&n->backtrack, i);
            return;
        }
    n->backtrack = *enabled;
}

typedef struct late_step {
    uint32_t task, before /* as in trace.h */, end /* its place */;
    const touch *accesses;
    uint32_t count;
    bool may_wait, several;
    vclock past, own; /* what came before it anyway; with what it depends on */
} late_step;

typedef enum reversible { REVERSIBLE, PERHAPS, IRREVERSIBLE } reversible;

/* Could the late step, which may have to wait, have been made before the early one? */
static reversible race_reversible(const exec *e, uint32_t early, const late_step *l)
{
    if (!l->may_wait)
        return REVERSIBLE;
    if (l->before > early)
        return PERHAPS;
    if (taskset_has(&e->steps[early].enabled, l->task))
        return REVERSIBLE;
    return l->several ? PERHAPS : IRREVERSIBLE;
}

static void races_on(exhaustive *x, const exec *e, const late_step *l, const touch *a, vclock *covered)
{
    const touch_list *list = trace_list(&x->trace, a->key);
    uint32_t from = !list ? 0 : a->write ? list->count : list->writer;
    for (uint32_t i = from; i-- > 0;) {
        const touch_entry *entry = &list->entries[i];
        uint32_t step = entry->step;
        if (step >= l->end || (!entry->write && !a->write) || e->steps[step].task == l->task || trace_precedes(&x->trace, e, step, &l->past)
            || trace_precedes(&x->trace, e, step, covered))
            continue;
        reversible r = race_reversible(e, step, l);
        if (r == IRREVERSIBLE)
            continue;
        race_reverse(x, e, step, &l->own, l->task, l->end);
        if (r == REVERSIBLE)
            clock_join(covered, &x->trace.steps[step]);
    }
}

static void races_of(exhaustive *x, const exec *e, const late_step *l)
{
    vclock covered = {{0}};
    for (uint32_t i = 0; i < l->count; i++)
        races_on(x, e, l, &l->accesses[i], &covered);
}

static bool verb_is_multiple(uint16_t verb) { return verb == VERB_run_select || verb == VERB_run_wait_any; }

/* Those who did not come to their step might have, had others not come first. */
static void races_of_waiting(exhaustive *x, exec *e)
{
    for (uint32_t i = 0; x->reduce && i < e->actor_count && !x->broken; i++) {
        const actor *a = e->actors[i];
        if (a->state != ACTOR_PENDING && a->state != ACTOR_STANDS && a->state != ACTOR_AGAIN)
            continue;
        late_step l = {.task = i,
                       .before = x->trace.last[i],
                       .end = e->step_count,
                       .may_wait = true,
                       .several = verb_is_multiple(a->task.op.verb),
                       .past = x->trace.now[i]};
        l.count = exec_wanted(e, i);
        l.accesses = e->accesses + e->access_count;
        l.own = l.past;
        trace_depend(&x->trace, l.accesses, l.count, &l.own);
        l.own.of[i]++;
        races_of(x, e, &l);
    }
}

static void exhaustive_over(strategy *base, exec *e) { races_of_waiting((exhaustive *)base, e); }

/* Whose wait was ended by the step could have ended it before, by its time or by itself. */
static void races_of_ended(const exec_step *s, node *n)
{
    for (uint32_t i = taskset_next(&s->released, 0); i < EXEC_TASKS; i = taskset_next(&s->released, i + 1))
        if (i != s->task && taskset_has(&s->ending, i))
            taskset_add(&n->backtrack, i);
}

/* A step that concerns everybody: whoever could, goes first once. */
static bool step_concerns_all(const exec *e, const exec_step *s)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (e->accesses[s->first + i].key == KEY_ALL)
            return e->accesses[s->first + i].write;
    return false;
}

static void exhaustive_made(strategy *base, exec *e)
{
    exhaustive *x = (exhaustive *)base;
    uint32_t at = e->step_count - 1;
    const exec_step *s = &e->steps[at];
    node *n = &x->nodes[at];
    n->choices = s->choices;
    if (!x->reduce)
        return;
    late_step l = {.task = s->task, .end = at, .accesses = e->accesses + s->first, .count = s->count};
    trace_add(&x->trace, e, &l.past);
    x->broken |= x->trace.broken;
    if (at < x->fresh || x->broken)
        return;
    sleeper_learn(x, n, l.accesses, l.count);
    l.own = x->trace.steps[at];
    l.before = x->trace.before[at];
    l.may_wait = s->kind != STEP_END && verb_words[s->verb].flags & VERB_WAITS;
    l.several = verb_is_multiple(s->verb);
    races_of(x, e, &l);
    races_of_ended(s, n);
    if (step_concerns_all(e, s))
        n->backtrack = s->enabled;
}

/* Its step may be the last that others live to see. */
static bool may_kill(const exec *e, uint32_t who)
{
    const actor *a = e->actors[who];
    uint16_t verb = a->task.op.verb;
    if (a->state == ACTOR_PENDING)
        return verb == VERB_run_exit || verb == VERB_process_kill || verb == VERB_process_terminate;
    bool daemons = false;
    for (uint32_t i = 0; a->state == ACTOR_ENDING && i < e->actor_count && !daemons; i++)
        daemons = e->actors[i]->state != ACTOR_GONE && (e->actors[i]->task.self->daemon || e->actors[i]->task.process->daemon);
    return daemons;
}

static bool exhaustive_pick(strategy *s, exec *e, uint32_t *who, uint32_t *choice, uint64_t *draw)
{
    exhaustive *x = (exhaustive *)s;
    (void)draw;
    if (x->at == x->count && e->later)
        races_of_waiting(x, e); /* time goes on: they have not come to it at this moment */
    if (x->at == x->count && !node_open(x, e))
        return false;
    const node *n = &x->nodes[x->at++];
    if (may_kill(e, n->task))
        races_of_waiting(x, e);
    *who = n->task;
    *choice = n->choice;
    return true;
}

/* --- from one schedule to the next --- */

/* Its task has been tried in all its alternatives, and sleeps from now on. */
static bool node_next(node *n, bool reduce)
{
    if (n->choice + 1 < n->choices) {
        n->choice++;
        return true;
    }
    if (reduce)
        taskset_add(&n->asleep, n->task);
    for (uint32_t i = taskset_next(&n->backtrack, 0); i < EXEC_TASKS; i = taskset_next(&n->backtrack, i + 1)) {
        if (taskset_has(&n->tried, i) || taskset_has(&n->asleep, i))
            continue;
        n->task = i;
        n->choice = 0;
        n->choices = 1;
        taskset_add(&n->tried, i);
        return true;
    }
    return false;
}

static bool exhaustive_begin(strategy *base)
{
    exhaustive *x = (exhaustive *)base;
    trace_clear(&x->trace);
    x->at = 0;
    if (!x->begun)
        return x->begun = true;
    while (x->count && !node_next(&x->nodes[x->count - 1], x->reduce))
        node_drop(&x->nodes[--x->count]);
    x->fresh = x->count ? x->count - 1 : 0;
    return x->count && !x->broken;
}

/* Each node weighs what it has tried against what it means to try. */
static double exhaustive_share(const strategy *base)
{
    const exhaustive *x = (const exhaustive *)base;
    double share = 0, part = 1;
    for (uint32_t i = 0; i < x->count; i++) {
        const node *n = &x->nodes[i];
        double all = taskset_count(&n->backtrack), done = taskset_count(&n->tried) - 1.0;
        done += (double)n->choice / n->choices;
        share += part * done / all;
        part /= all * n->choices;
    }
    return share;
}

static void exhaustive_free(strategy *base)
{
    exhaustive *x = (exhaustive *)base;
    for (uint32_t i = 0; i < x->count; i++)
        node_drop(&x->nodes[i]);
    for (uint32_t i = 0; i < x->capacity; i++)
        free(x->nodes[i].sleepers);
    free(x->nodes);
    trace_free(&x->trace);
    free(x);
}

strategy *strategy_exhaustive(bool reduce)
{
    exhaustive *x = calloc(1, sizeof *x);
    if (!x)
        return NULL;
    x->base = (strategy){reduce ? "dpor" : "dfs", exhaustive_begin, exhaustive_pick, exhaustive_made,
                         exhaustive_over,         exhaustive_share, exhaustive_free};
    x->reduce = reduce;
    return &x->base;
}
