/* exhaustive: depth first through all executions that differ. Each choice that was made is a node; a race between two steps, which the
 * other order might show another way, makes its node try somebody who leads to that order; and who has been tried sleeps until something
 * that depends on his step happens.
 *
 * Several searches can divide the work (share.h): whoever has nothing to do makes others share their uppermost node at which something
 * is left, and takes that. Each alternative is taken once, and those taken before it sleep for whoever takes it, as if one search had
 * taken them all; so together they try the same as one would, in another order. Calls trace.h, frontier.h. */
#include <stdlib.h>

#include "runtime/check/share.h"
#include "runtime/check/strategy.h"
#include "runtime/check/trace.h"
#include "runtime/object.h"
#include "runtime/pass.h"

enum { PATH_FIRST = 64 };

typedef struct place { /* on the path */
    frontier_node *node;
    turn turn;      /* what this path has taken there */
    taskset asleep; /* who slept then */
} place;

typedef struct exhaustive {
    strategy base;
    bool reduce, begun;
    sharing *share; /* NULL: it is alone */
    frontier alone, *tree;
    frontier_store store;
    place *path;
    uint32_t count, capacity; /* of the execution under way */
    uint32_t shared;          /* so many of these nodes, the first ones, are */
    uint32_t at;              /* the step that is picked next */
    uint32_t fresh;           /* from this step on it is a new one */
    trace trace;
} exhaustive;

static void exhaustive_strays(exhaustive *x) { x->base.broken = x->base.strayed = true; }

static void exhaustive_lock(const exhaustive *x)
{
    if (x->share)
        x->share->lock(x->share);
}

static void exhaustive_unlock(const exhaustive *x)
{
    if (x->share)
        x->share->unlock(x->share);
}

/* A node of the path that others may come to is locked. */
static void place_lock(const exhaustive *x, uint32_t at)
{
    if (at < x->shared)
        exhaustive_lock(x);
}

static void place_unlock(const exhaustive *x, uint32_t at)
{
    if (at < x->shared)
        exhaustive_unlock(x);
}

/* --- nodes --- */

/* Those who slept before the last step go on sleeping, in those alternatives that do not depend on it. When time has gone on before it,
 * so it had for who was tried in its place. */
static bool node_inherit(exhaustive *x, frontier_node *n, const place *above, const exec *e)
{
    const exec_step *s = &e->steps[e->step_count - 1];
    const frontier_node *up = above->node;
    for (uint32_t i = 0; i < up->sleeping; i++) {
        const sleeper *slept = &up->sleepers[i];
        bool slept_then = !slept->tried || taskset_has(&above->asleep, slept->task);
        if (slept->task == s->task || !slept_then || (s->later && !slept->tried)
            || accesses_conflict(slept->accesses, slept->count, e->accesses + s->first, s->count))
            continue;
        if (!frontier_sleep(&x->store, n, slept))
            return false;
    }
    return true;
}

/* The one who went on last, if he can: so the first executions have few switches. */
static uint32_t node_first(const frontier_node *n, const exec *e)
{
    uint32_t last = e->step_count ? e->steps[e->step_count - 1].task : 0, first = EXEC_TASKS;
    if (taskset_has(&e->enabled, last) && !taskset_has(&n->asleep, last))
        return last;
    for (uint32_t i = taskset_next(&e->enabled, 0); i < EXEC_TASKS && first == EXEC_TASKS; i = taskset_next(&e->enabled, i + 1))
        if (!taskset_has(&n->asleep, i))
            first = i;
    return first;
}

static place *place_new(exhaustive *x)
{
    if (x->count == x->capacity) {
        uint32_t capacity = x->capacity ? 2 * x->capacity : PATH_FIRST;
        place *more = realloc(x->path, capacity * sizeof *more);
        if (!more)
            return NULL;
        x->path = more;
        x->capacity = capacity;
    }
    return &x->path[x->count];
}

static frontier_node *node_open_new(exhaustive *x, const exec *e)
{
    const place *above = x->count ? &x->path[x->count - 1] : NULL;
    place_lock(x, x->count - 1);
    frontier_node *n = frontier_new(&x->store, above ? above->node : NULL, above ? above->turn : (turn){0});
    x->base.broken |= !n || (x->reduce && above && !node_inherit(x, n, above, e));
    place_unlock(x, x->count - 1);
    return n;
}

static void path_leave(exhaustive *x)
{
    uint32_t at = --x->count;
    x->shared = x->shared < at ? x->shared : at;
    exhaustive_lock(x);
    frontier_leave(x->tree, &x->store, x->path[at].node);
    exhaustive_unlock(x);
}

static bool node_open(exhaustive *x, const exec *e)
{
    place *p = place_new(x);
    frontier_node *n = p ? node_open_new(x, e) : NULL;
    if (!n) {
        x->base.broken = true;
        return false;
    }
    uint32_t first = node_first(n, e);
    *p = (place){.node = n, .turn = {first, frontier_choice(n, first, 0)}, .asleep = n->asleep};
    x->count++;
    if (first == EXEC_TASKS) {
        path_leave(x);
        return false;
    }
    n->last = p->turn;
    taskset_add(&n->tried, first);
    n->backtrack = x->reduce ? n->tried : e->enabled;
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

/* Somebody whose step can come first when the late one comes before the early one. */
static void node_add(frontier_node *n, const taskset *initials, const taskset *enabled, uint32_t late_task)
{
    if (taskset_meets(initials, &n->backtrack) || taskset_meets(initials, &n->asleep))
        return;
    if (taskset_has(initials, late_task) && taskset_has(enabled, late_task)) {
        taskset_add(&n->backtrack, late_task);
        return;
    }
    for (uint32_t i = taskset_next(initials, 0); i < EXEC_TASKS; i = taskset_next(initials, i + 1))
        if (taskset_has(enabled, i)) {
            taskset_add(&n->backtrack, i);
            return;
        }
    n->backtrack = *enabled;
}

/* The node before the step `early` is to try that. */
static void race_reverse(exhaustive *x, const exec *e, uint32_t early, const vclock *late, uint32_t late_task, uint32_t end)
{
    taskset initials;
    initials_of(x, e, early, late, late_task, end, &initials);
    place_lock(x, early);
    node_add(x->path[early].node, &initials, &e->steps[early].enabled, late_task);
    place_unlock(x, early);
}

typedef struct late_step {
    uint32_t task, before /* as in trace.h */, end /* its place */;
    const touch *accesses;
    uint32_t count;
    bool may_wait;
    uint32_t waits_for; /* the object that has to change if it waits; 0: any of several */
    vclock past, own;   /* what came before it anyway; with what it depends on */
} late_step;

typedef enum reversible { REVERSIBLE, PERHAPS, IRREVERSIBLE } reversible;

/* Could the late step, which may have to wait, have been made before the early one? If it had to wait then, whoever has ended that has changed
 * the same object as the early step, and meets it himself; or need not depend on that at all. */
static reversible race_reversible(const exec *e, uint32_t early, const late_step *l, uint64_t key)
{
    const object *o = exec_object(e, key);
    if (!l->may_wait)
        return REVERSIBLE;
    if (l->before > early)
        return PERHAPS;
    if (taskset_has(&e->steps[early].enabled, l->task))
        return REVERSIBLE;
    return o && o->id == l->waits_for ? IRREVERSIBLE : PERHAPS;
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
        reversible r = race_reversible(e, step, l, a->key);
        if (r == IRREVERSIBLE)
            continue;
        race_reverse(x, e, step, &l->own, l->task, l->end);
        if (r == REVERSIBLE)
            clock_join(covered, &x->trace.steps[step]);
    }
}

static void races_of(exhaustive *x, const exec *e, const late_step *l)
{
    vclock covered = {0};
    for (uint32_t i = 0; i < l->count; i++)
        races_on(x, e, l, &l->accesses[i], &covered);
}

static bool verb_is_multiple(uint16_t verb) { return verb == VERB_run_select || verb == VERB_run_wait_any; }

static bool is_cancelled(const actor *a) { return a->state == ACTOR_PENDING && wait_is_cancelled(&a->task); }

static uint32_t waits_for(const exec *e, const op *o)
{
    const object *target = verb_is_multiple(o->verb) ? NULL : pass_target(e->world, o);
    return target ? target->id : 0;
}

/* Who did not come to his step might have, had others not come first. */
static void races_of_one(exhaustive *x, exec *e, uint32_t i)
{
    const actor *a = e->actors[i];
    late_step l = {.task = i,
                   .before = x->trace.last[i],
                   .end = e->step_count,
                   .may_wait = true,
                   .waits_for = is_cancelled(a) ? 0 : waits_for(e, &a->task.op),
                   .past = x->trace.now[i]};
    l.count = exec_wanted(e, i);
    l.accesses = e->accesses + e->access_count;
    l.own = l.past;
    trace_depend(&x->trace, l.accesses, l.count, &l.own);
    clock_step(&l.own, i);
    races_of(x, e, &l);
}

static void races_of_waiting(exhaustive *x, exec *e)
{
    for (uint32_t i = 0; x->reduce && i < e->actor_count && !x->base.broken; i++) {
        uint8_t state = e->actors[i]->state;
        if (state == ACTOR_PENDING || state == ACTOR_STANDS || state == ACTOR_AGAIN)
            races_of_one(x, e, i);
    }
}

/* A finding has ended the way, and nobody lives to see what would have come after it: so all others go before that step once, too. */
static void end_concerns_all(exhaustive *x, const exec *e)
{
    uint32_t last = e->step_count - 1;
    if (!x->reduce || !e->told || !e->step_count)
        return;
    place_lock(x, last);
    x->path[last].node->backtrack = e->steps[last].enabled;
    place_unlock(x, last);
}

static void exhaustive_over(strategy *base, exec *e)
{
    exhaustive *x = (exhaustive *)base;
    if (x->at < x->count) {
        exhaustive_strays(x);
        return;
    }
    end_concerns_all(x, e);
    races_of_waiting(x, e);
}

/* Whose wait was ended by the step could have ended it before, by its time or by itself. */
static void races_of_ended(const exec_step *s, frontier_node *n)
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

/* Of a new step: how many alternatives there are, and what it touches. */
static void place_learn(exhaustive *x, const exec *e, uint32_t at)
{
    const exec_step *s = &e->steps[at];
    frontier_node *n = x->path[at].node;
    place_lock(x, at);
    n->choices = s->choices;
    n->learning = false;
    if (!frontier_agrees(n))
        exhaustive_strays(x);
    if (x->reduce)
        x->base.broken |= !frontier_learn(&x->store, n, e->accesses + s->first, s->count);
    if (x->reduce)
        races_of_ended(s, n);
    if (x->reduce && step_concerns_all(e, s))
        n->backtrack = s->enabled;
    place_unlock(x, at);
}

/* Who can do one of several things at once would stand at all of them, had he come before what lets him: that is a change of each, and comes
 * after all who have looked at it. */
static void late_stands(exhaustive *x, const exec *e, const exec_step *s, vclock *own)
{
    for (uint32_t i = 0; i < s->count; i++) {
        touch a = {e->accesses[s->first + i].key, true};
        if (exec_object(e, a.key))
            trace_depend(&x->trace, &a, 1, own);
    }
}

static void exhaustive_made(strategy *base, exec *e)
{
    exhaustive *x = (exhaustive *)base;
    uint32_t at = e->step_count - 1;
    const exec_step *s = &e->steps[at];
    late_step l = {.task = s->task, .end = at, .accesses = e->accesses + s->first, .count = s->count};
    if (x->reduce) {
        trace_add(&x->trace, e, &l.past);
        x->base.broken |= x->trace.broken;
    }
    if (s->choice != x->path[at].turn.choice)
        exhaustive_strays(x);
    if (at < x->fresh || x->base.broken)
        return;
    place_learn(x, e, at);
    if (!x->reduce)
        return;
    l.own = x->trace.steps[at];
    if (verb_is_multiple(s->verb))
        late_stands(x, e, s, &l.own);
    l.before = x->trace.before[at];
    l.may_wait = s->kind != STEP_END && verb_words[s->verb].flags & VERB_WAITS;
    l.waits_for = s->object ? s->target : waits_for(e, &(op){.verb = s->verb});
    races_of(x, e, &l);
}

/* Its step may be the last that others live to see. */
static bool may_kill(const exec *e, uint32_t who)
{
    const actor *a = e->actors[who];
    uint16_t verb = a->task.op.verb;
    if (a->state == ACTOR_PENDING)
        return verb == VERB_run_exit || verb == VERB_process_kill || verb == VERB_process_terminate || verb == VERB_pool_terminate;
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
    if (x->at == x->count && !node_open(x, e)) {
        races_of_waiting(x, e); /* what comes of this was tried, but not that who waits now comes before these steps */
        return false;
    }
    const place *p = &x->path[x->at++];
    if (!taskset_has(&e->enabled, p->turn.task)) {
        exhaustive_strays(x);
        return false;
    }
    if (may_kill(e, p->turn.task))
        races_of_waiting(x, e);
    else if (x->reduce && x->at > x->fresh && is_cancelled(e->actors[p->turn.task]))
        races_of_one(x, e, p->turn.task); /* it is asked nothing, and does not come to its op any more */
    *who = p->turn.task;
    *choice = p->turn.choice;
    return true;
}

/* --- from one schedule to the next --- */

/* What is to be tried next at the end of the path, if anything is. */
static bool path_next(exhaustive *x)
{
    place *p = &x->path[x->count - 1];
    place_lock(x, x->count - 1);
    bool more = !p->node->learning && frontier_next(p->node, x->reduce);
    if (more) {
        p->turn = p->node->last;
        p->asleep = p->node->asleep;
        p->node->learning = true;
    }
    place_unlock(x, x->count - 1);
    return more;
}

static void path_share(exhaustive *x, uint32_t count)
{
    for (; x->shared < count; x->shared++)
        frontier_list(x->tree, x->path[x->shared].node);
}

/* Others have nothing to do: the uppermost node where something is left is theirs, too. */
static void path_give(exhaustive *x)
{
    uint32_t at = x->shared;
    while (at < x->count && !frontier_more(x->path[at].node))
        at++;
    if (at == x->count)
        return;
    exhaustive_lock(x);
    path_share(x, at + 1);
    exhaustive_unlock(x);
}

/* The path to a node that others have left something at, all of it shared. */
static bool path_to(exhaustive *x, frontier_node *n)
{
    while (x->count < n->depth + 1) {
        if (!place_new(x))
            return false;
        x->count++;
    }
    x->shared = x->count;
    frontier_next(n, x->reduce);
    n->learning = true;
    x->path[n->depth] = (place){.node = n, .turn = n->last, .asleep = n->asleep};
    n->users++;
    for (turn from = n->from; (n = n->up); from = n->from) {
        x->path[n->depth] = (place){.node = n, .turn = from};
        n->users++;
    }
    return true;
}

static bool anyone_stopped(const exhaustive *x) { return __atomic_load_n(&x->tree->stopped, __ATOMIC_RELAXED); }

/* Waits until there is something to be taken; false: nobody has anything any more, or they have given up. */
static bool path_find(exhaustive *x)
{
    uint32_t all = x->share ? x->share->count : 1;
    exhaustive_lock(x);
    uint32_t hungry = __atomic_add_fetch(&x->tree->hungry, 1, __ATOMIC_RELAXED);
    frontier_node *open = frontier_open(x->tree);
    while (!open && hungry < all && !anyone_stopped(x)) {
        exhaustive_unlock(x);
        x->share->rest(x->share);
        exhaustive_lock(x);
        open = frontier_open(x->tree);
        hungry = __atomic_load_n(&x->tree->hungry, __ATOMIC_RELAXED);
    }
    if (open) {
        __atomic_sub_fetch(&x->tree->hungry, 1, __ATOMIC_RELAXED);
        x->base.broken |= !path_to(x, open);
    } else {
        x->base.stopped = hungry < all;
    }
    exhaustive_unlock(x);
    return open != NULL;
}

static bool exhaustive_first(exhaustive *x)
{
    x->begun = true;
    return (!x->share || x->share->number == 0) && !x->tree->first;
}

static bool exhaustive_begin(strategy *base)
{
    exhaustive *x = (exhaustive *)base;
    trace_clear(&x->trace);
    x->at = x->fresh = 0;
    if (!x->begun && exhaustive_first(x))
        return true;
    while (x->count && !path_next(x))
        path_leave(x);
    if (x->share && x->count && __atomic_load_n(&x->tree->hungry, __ATOMIC_RELAXED))
        path_give(x);
    if (!x->count && !path_find(x))
        return false;
    x->fresh = x->count ? x->count - 1 : 0;
    return !x->base.broken;
}

/* Each node weighs what it has tried against what it means to try; from that node of the path on. */
static double path_share_from(const exhaustive *x, uint32_t from)
{
    double share = 0, part = 1;
    for (uint32_t i = from; i < x->count; i++) {
        const frontier_node *n = x->path[i].node;
        double all = taskset_count(&n->backtrack), done = taskset_count(&n->tried) - 1.0;
        done += (double)n->last.choice / n->choices;
        share += part * done / all;
        part /= all * n->choices;
    }
    return share;
}

/* Of those that share it each tells how far it is; whoever is in charge puts that together. */
static double exhaustive_share(const strategy *base)
{
    const exhaustive *x = (const exhaustive *)base;
    if (!x->share)
        return path_share_from(x, 0);
    frontier_tip *tip = &x->share->shared->tips[x->share->number];
    exhaustive_lock(x);
    *tip = (frontier_tip){x->shared ? x->path[x->shared - 1].node : NULL, path_share_from(x, x->shared)};
    x->share->shared->done = frontier_share(x->tree, x->share->shared->tips, x->share->count);
    double share = x->share->shared->done;
    exhaustive_unlock(x);
    return share;
}

/* --- which execution it is --- */

/* Everything that its step depends on has been placed. */
static bool may_come(const vclock *c, uint32_t who, const uint32_t *placed)
{
    for (uint32_t i = 0; i < c->tasks; i++)
        if (i != who && c->of[i] > placed[i])
            return false;
    return true;
}

/* The next step of a task from `from` on; the count: there is none. */
static uint32_t step_of(const exec *e, uint32_t who, uint32_t from)
{
    while (from < e->step_count && e->steps[from].task != who)
        from++;
    return from;
}

/* Always the first of the tasks that can come now. */
static bool exhaustive_normal(const strategy *base, const exec *e, schedule *out)
{
    const exhaustive *x = (const exhaustive *)base;
    uint32_t placed[EXEC_TASKS] = {0}, next[EXEC_TASKS];
    for (uint32_t i = 0; i < e->actor_count; i++)
        next[i] = step_of(e, i, 0);
    for (out->count = 0; out->count < e->step_count;) {
        uint32_t who = 0;
        while (next[who] == e->step_count || !may_come(&x->trace.steps[next[who]], who, placed))
            who++;
        if (!schedule_add(out, who, e->steps[next[who]].choice))
            return false;
        placed[who]++;
        next[who] = step_of(e, who, next[who] + 1);
    }
    return true;
}

/* --- to go on with later --- */

/* What it has not done stands in the tree from now on, whose it may be. */
static void exhaustive_save(strategy *base, buf *out)
{
    exhaustive *x = (exhaustive *)base;
    exhaustive_lock(x);
    path_share(x, x->count);
    exhaustive_unlock(x);
    if (!x->share)
        frontier_save(x->tree, out);
}

static bool exhaustive_load(strategy *base, saved_text *in)
{
    exhaustive *x = (exhaustive *)base;
    return frontier_load(x->tree, &x->store, in);
}

static void exhaustive_free(strategy *base)
{
    exhaustive *x = (exhaustive *)base;
    if (!x->share) { /* else the memory is given back as a whole */
        path_share(x, x->count);
        frontier_free(x->tree, &x->store);
        frontier_store_free(&x->store);
    }
    free(x->path);
    trace_free(&x->trace);
    free(x);
}

strategy *strategy_exhaustive(bool reduce, sharing *with)
{
    exhaustive *x = calloc(1, sizeof *x);
    if (!x)
        return NULL;
    x->base = (strategy){.name = reduce ? "dpor" : "dfs",
                         .begin = exhaustive_begin,
                         .pick = exhaustive_pick,
                         .made = exhaustive_made,
                         .over = exhaustive_over,
                         .share = exhaustive_share,
                         .save = exhaustive_save,
                         .load = exhaustive_load,
                         .normal = reduce ? exhaustive_normal : NULL,
                         .free = exhaustive_free};
    x->reduce = reduce;
    x->share = with;
    x->tree = with ? &with->shared->tree : &x->alone;
    x->store.memory = with ? with->memory : NULL;
    return &x->base;
}
