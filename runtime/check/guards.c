/* guards: a table of what was touched, by the keys of touch.c. Calls exec.h, pass.h. */
#include "runtime/check/guards.h"

#include <stdlib.h>

#include "runtime/check/internal.h"
#include "runtime/check/point.h"
#include "runtime/pass.h"

enum { SLOTS_FIRST = 64, ANEW_MOST = 64 };

/* Why a step was passed through. */
enum {
    RELIED_LOCK = 1 /* and the next ones, by its place */,
    RELIED_ONE = 1 << HELD_MOST,
    RELIED_UNCHANGED = 2 << HELD_MOST,
    RELIED_ORDER = 4 << HELD_MOST
};

typedef struct guarded {
    uint64_t key, task; /* the only one who has touched it (identity) */
    locks_held locks;   /* held in all accesses */
    unsigned relied;
    bool used, seen, several, changed, open;
} guarded;

/* Threads of one name: where tasks stand for each other, what one of them does in one execution another does in one that is not made. */
typedef struct team {
    uint64_t name, first; /* who of them was seen first, by its path */
    bool several;
} team;

struct guards {
    guarded *slots;
    uint32_t count, capacity;
    wish wishes[EXEC_TASKS];
    uint32_t wish_count;
    uint32_t *locks; /* ids of all locks that were ever seen */
    uint32_t lock_count, lock_capacity;
    team *teams;
    uint32_t team_count, team_capacity;
    taskset come;         /* to another step, and not looked at yet */
    uint32_t tasks, anew; /* how many there were before the step; how often it was begun anew */
    uint32_t looked;      /* of the keys that invariants look at, so many are known */
    locks_held held;      /* by who makes the step */
    bool symmetric, off, wrong, broken;
};

guards *guards_new(bool symmetric)
{
    guards *g = calloc(1, sizeof *g);
    guarded *slots = g ? calloc(SLOTS_FIRST, sizeof *slots) : NULL;
    if (!slots) {
        free(g);
        return NULL;
    }
    g->slots = slots;
    g->capacity = SLOTS_FIRST;
    g->symmetric = symmetric;
    return g;
}

void guards_free(guards *g)
{
    if (!g)
        return;
    free(g->slots);
    free(g->locks);
    free(g->teams);
    free(g);
}

/* Nothing is protected. */
static void turn_off(guards *g)
{
    g->wrong |= !g->off;
    g->off = true;
}

/* --- the table --- */

static guarded *slot_of(guarded *slots, uint32_t capacity, uint64_t key)
{
    uint32_t at = (uint32_t)((key * 0x9E3779B97F4A7C15u) >> 40) & (capacity - 1);
    while (slots[at].used && slots[at].key != key)
        at = (at + 1) & (capacity - 1);
    return &slots[at];
}

static bool slots_grow(guards *g)
{
    uint32_t capacity = 2 * g->capacity;
    guarded *larger = calloc(capacity, sizeof *larger);
    if (!larger)
        return !(g->broken = true);
    for (uint32_t i = 0; i < g->capacity; i++)
        if (g->slots[i].used)
            *slot_of(larger, capacity, g->slots[i].key) = g->slots[i];
    free(g->slots);
    g->slots = larger;
    g->capacity = capacity;
    return true;
}

static guarded *guarded_at(const guards *g, uint64_t key) { return slot_of(g->slots, g->capacity, key); }

/* NULL: out of memory. */
static guarded *guarded_add(guards *g, uint64_t key)
{
    guarded *k = guarded_at(g, key);
    if (k->used || (2 * g->count >= g->capacity && !slots_grow(g)))
        return k->used ? k : NULL;
    k = guarded_at(g, key);
    *k = (guarded){.key = key, .used = true};
    g->count++;
    return k;
}

/* --- who touches --- */

/* What one of the team was seen to do several may do. */
static void team_grows(guards *g, team *m)
{
    m->several = true;
    for (uint32_t i = 0; i < g->capacity; i++)
        if (g->slots[i].seen && g->slots[i].task == m->name) {
            g->slots[i].several = true;
            g->wrong |= g->slots[i].relied & RELIED_ONE;
        }
}

/* NULL: out of memory. */
static team *team_of(guards *g, uint64_t name)
{
    for (uint32_t i = 0; i < g->team_count; i++)
        if (g->teams[i].name == name)
            return &g->teams[i];
    if (g->team_count == g->team_capacity) {
        uint32_t capacity = g->team_capacity ? 2 * g->team_capacity : HELD_MOST;
        team *more = realloc(g->teams, capacity * sizeof *more);
        if (!more)
            return NULL;
        g->teams = more;
        g->team_capacity = capacity;
    }
    g->teams[g->team_count] = (team){.name = name};
    return &g->teams[g->team_count++];
}

/* A task by its path, one of a team by its team. */
typedef struct identity {
    uint64_t number;
    bool several;
} identity;

static identity identity_of(guards *g, const actor *a)
{
    const object *o = a->task.self;
    if (!g->symmetric || !point_is_alike(a))
        return (identity){a->task.random, false};
    team *m = team_of(g, o->name.given ? 0 : value_hash(o->name.base));
    if (!m) {
        g->broken = true;
        return (identity){0, true};
    }
    m->first = m->first ? m->first : a->task.random;
    if (m->first != a->task.random && !m->several)
        team_grows(g, m);
    return (identity){m->name, m->several};
}

/* --- locks that are held --- */

static bool is_lock(const object *o) { return o && (o->kind == KIND_lock || o->kind == KIND_rlock); }

static void lock_seen(guards *g, uint32_t id)
{
    for (uint32_t i = 0; i < g->lock_count; i++)
        if (g->locks[i] == id)
            return;
    if (g->lock_count == g->lock_capacity) {
        uint32_t capacity = g->lock_capacity ? 2 * g->lock_capacity : HELD_MOST;
        uint32_t *more = realloc(g->locks, capacity * sizeof *more);
        if (!more) {
            g->broken = true;
            return;
        }
        g->locks = more;
        g->lock_capacity = capacity;
    }
    g->locks[g->lock_count++] = id;
}

static bool held_has(const locks_held *h, uint32_t id)
{
    for (uint32_t i = 0; i < h->count; i++)
        if (h->lock[i] == id)
            return true;
    return false;
}

static void held_add(locks_held *h, uint32_t id)
{
    if (h->count < HELD_MOST && !held_has(h, id))
        h->lock[h->count++] = id;
}

/* By the task, besides those that h has already. */
static void held_by(const guards *g, exec *e, const task *t, locks_held *h)
{
    for (uint32_t i = 0; i < g->lock_count; i++) {
        const object *o = object_at(e->world, g->locks[i]);
        if (is_lock(o) && o->lock_.owner == t->id)
            held_add(h, o->id);
    }
}

/* --- what is touched --- */

/* The lock that the task stands before, with all the time that it takes. */
static uint32_t lock_wanted(const exec *e, const actor *a)
{
    const op *o = &a->task.op;
    bool takes = a->state == ACTOR_AGAIN
                 || (a->state == ACTOR_PENDING && o->timeout == NO_TIMEOUT
                     && (o->verb == VERB_lock_acquire || o->verb == VERB_rlock_acquire || o->verb == VERB_condition_acquire));
    const object *target = takes && o->object ? pass_target(e->world, o) : NULL;
    return is_lock(target) ? target->id : 0;
}

static bool op_is_counted(const op *o)
{
    if (o->verb == VERB_semaphore_release)
        return !o->object->semaphore.bounded;
    return o->verb == VERB_semaphore_acquire && o->timeout == NO_TIMEOUT;
}

static void open_up(guards *g, guarded *k)
{
    g->wrong |= k->relied != 0;
    k->open = true;
}

static void locks_in_common(guards *g, guarded *k, const locks_held *h)
{
    for (uint32_t i = 0; i < k->locks.count;) {
        if (held_has(h, k->locks.lock[i])) {
            i++;
            continue;
        }
        g->wrong |= k->relied >> i & 1;
        uint32_t last = --k->locks.count;
        unsigned moved = k->relied >> last & 1;
        k->relied &= ~((unsigned)RELIED_LOCK << i | (unsigned)RELIED_LOCK << last);
        k->relied |= i < last ? moved << i : 0;
        k->locks.lock[i] = k->locks.lock[last];
    }
}

/* By whom, holding which locks; in_order: as locks and semaphores are by those who wait for them. */
typedef struct access {
    identity task;
    const locks_held *locks;
    bool in_order;
} access;

static void see_touch(guards *g, const exec *e, touch t, const access *by)
{
    guarded *k = guarded_add(g, t.key);
    if (!k)
        return;
    if (!k->seen) {
        k->seen = true;
        k->task = by->task.number;
        k->locks = *by->locks;
    }
    k->several |= by->task.several || k->task != by->task.number;
    k->changed |= t.write;
    locks_in_common(g, k, by->locks);
    g->wrong |= (k->several && k->relied & RELIED_ONE) || (k->changed && k->relied & RELIED_UNCHANGED);
    const object *o = exec_object(e, t.key);
    bool ordered = is_lock(o) ? held_has(by->locks, o->id) || by->in_order : o && o->kind == KIND_semaphore && by->in_order;
    if (is_lock(o))
        lock_seen(g, o->id);
    if (o && (is_lock(o) || o->kind == KIND_semaphore) && !ordered)
        open_up(g, k);
}

/* --- before a step: what it wants --- */

static bool is_timed(const exec *e, const actor *a)
{
    return a->due != NO_TIMEOUT || a->task.op.timeout != NO_TIMEOUT || (e->spurious && a->task.op.verb == VERB_condition_wait);
}

/* A task's own is touched by others only when they cancel it, wait for its end, or come after it; what concerns everybody is looked out
 * for by itself. */
static bool is_private(const exec *e, const object *self, touch t)
{
    const object *o = exec_object(e, t.key);
    if (t.write || t.key == KEY_ALL)
        return t.key == KEY_ALL;
    return o && object_is_task(o)
           && (o == self || (o->kind != KIND_process && __atomic_load_n(&o->thread.life, __ATOMIC_RELAXED) == LIFE_ENDED));
}

/* A store that changes nothing is a race all the same. False: it wants too much. */
static bool wish_of(const guards *g, exec *e, uint32_t index, wish *w)
{
    const task *t = &e->actors[index]->task;
    uint32_t count = exec_wanted(e, index);
    bool stores = verb_words[t->op.verb].kind == KIND_variable && touch_writes(&t->op);
    const actor *a = e->actors[index];
    *w = (wish){
        .index = index, .verb = t->op.verb, .may = a->state == ACTOR_PENDING && !is_timed(e, a) && t->op.verb != VERB_run_await_begin};
    for (uint32_t i = 0; i < count; i++) {
        touch wanted = e->accesses[e->access_count + i];
        wanted.write |= stores && wanted.key == touch_cell(t);
        if (is_private(e, t->self, wanted))
            continue;
        if (w->count == WANTED_MOST)
            return false;
        w->wanted[w->count++] = wanted;
    }
    held_by(g, e, t, &w->locks);
    return true;
}

static void see_wanted(guards *g, const exec *e, const wish *w)
{
    const actor *a = e->actors[w->index];
    locks_held locks = {0};
    uint32_t lock = lock_wanted(e, a);
    for (uint32_t i = 0; i < w->count; i++)
        if (is_lock(exec_object(e, w->wanted[i].key)))
            lock_seen(g, (uint32_t)w->wanted[i].key);
    if (!is_timed(e, a))
        locks = w->locks;
    if (lock)
        held_add(&locks, lock);
    access by = {identity_of(g, a), &locks, lock || op_is_counted(&a->task.op)};
    for (uint32_t i = 0; i < w->count; i++)
        see_touch(g, e, w->wanted[i], &by);
}

/* --- what a step may rely on --- */

enum { NOT_RELIED = 0 };

static unsigned common_lock(const exec *e, const guarded *k, const locks_held *h)
{
    for (uint32_t i = 0; i < k->locks.count; i++)
        if (k->locks.lock[i] <= e->root_objects && held_has(h, k->locks.lock[i]))
            return RELIED_LOCK << i;
    return 0;
}

/* That nobody else touches it, in a way that would make a difference, before the task that holds these locks goes on. What was made on
 * the way has another key on another way, which leads to the same state; so nothing is known of that. */
static unsigned reliance(const guards *g, const exec *e, unsigned verb, touch t, const locks_held *h)
{
    const object *o = exec_object(e, t.key);
    const guarded *k = guarded_at(g, t.key);
    if (!k->used || k->open || !exec_is_rooted(e, t.key) || (o && object_is_task(o)))
        return NOT_RELIED;
    if (is_lock(o))
        return held_has(h, o->id) ? RELIED_ORDER : NOT_RELIED;
    if (o && o->kind == KIND_semaphore && verb == VERB_semaphore_release)
        return RELIED_ORDER;
    unsigned lock = common_lock(e, k, h);
    return lock ? lock : !t.write && !k->changed ? RELIED_UNCHANGED : k->several ? NOT_RELIED : RELIED_ONE;
}

static bool rely(guards *g, const exec *e, unsigned verb, touch t, const locks_held *h)
{
    unsigned on = reliance(g, e, verb, t, h);
    if (on)
        guarded_at(g, t.key)->relied |= on;
    return on;
}

/* --- a step --- */

void guards_before(guards *g, exec *e, uint32_t index)
{
    g->held = (locks_held){{0}, 0};
    g->tasks = e->actor_count;
    held_by(g, e, &e->actors[index]->task, &g->held);
}

/* It touched more than it seemed to want: nothing of that is relied on again. */
static void step_was_not_alone(guards *g, const exec *e, const exec_step *s)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (e->accesses[s->first + i].key != KEY_ALL)
            guarded_at(g, e->accesses[s->first + i].key)->open = true;
    g->wrong = true;
}

static bool ends_others(const exec_step *s) { return s->verb == VERB_thread_cancel || s->verb == VERB_timer_cancel; }

/* As those do who wait for it, without a time-out. */
static bool is_counted(const exec *e, const exec_step *s)
{
    const object *o = s->target ? object_at(e->world, s->target) : NULL;
    bool counts = s->verb == VERB_semaphore_acquire || (s->verb == VERB_semaphore_release && o && !o->semaphore.bounded);
    return s->kind == STEP_OP && counts;
}

/* Who waits without a time-out does nothing until it is let go. */
static bool is_released(const exec *e, const exec_step *s, uint64_t key)
{
    const object *o = exec_object(e, key);
    for (uint32_t i = taskset_next(&s->released, 0); i < EXEC_TASKS; i = taskset_next(&s->released, i + 1))
        if (e->actors[i]->task.self == o)
            return true;
    return false;
}

/* A step that was made alone is to touch only what can be relied on. */
static void step_relies(guards *g, const exec *e, const exec_step *s, const locks_held *before)
{
    const object *self = e->actors[s->task]->task.self;
    for (uint32_t i = 0; i < s->count && !g->broken; i++) {
        touch t = e->accesses[s->first + i];
        if (is_private(e, self, t) || is_released(e, s, t.key) || rely(g, e, s->verb, t, before))
            continue;
        step_was_not_alone(g, e, s);
        return;
    }
}

void guards_after(guards *g, exec *e, bool alone)
{
    const exec_step *s = &e->steps[e->step_count - 1];
    const actor *a = e->actors[s->task];
    locks_held before = g->held;
    access by = {identity_of(g, a), &g->held, is_counted(e, s)};
    bool off = ends_others(s);
    if (e->actor_count == 1 && g->tasks == 1)
        return;
    held_by(g, e, &a->task, &g->held);
    for (uint32_t i = 0; i < s->count; i++) {
        touch t = e->accesses[s->first + i];
        off |= t.write && t.key == KEY_ALL;
        if (!is_private(e, a->task.self, t))
            see_touch(g, e, t, &by);
    }
    if (off)
        turn_off(g);
    if (alone)
        step_relies(g, e, s, &before);
}

/* --- who need not be tried in other orders --- */

static bool goes_alone(guards *g, const exec *e, const wish *w)
{
    if (!w->may || !taskset_has(&e->enabled, w->index))
        return false;
    for (uint32_t i = 0; i < w->count; i++)
        if (!reliance(g, e, w->verb, w->wanted[i], &w->locks))
            return false;
    for (uint32_t i = 0; i < w->count; i++)
        rely(g, e, w->verb, w->wanted[i], &w->locks);
    return true;
}

/* Invariants look at it after every step. */
static void see_looked_at(guards *g, const exec *e)
{
    for (; g->looked < e->looked_count; g->looked++) {
        guarded *k = guarded_add(g, e->looked[g->looked]);
        if (k)
            open_up(g, k);
    }
}

/* Whoever the last step made come to another one. */
static void who_has_come(guards *g, const exec *e)
{
    const exec_step *s = e->step_count ? &e->steps[e->step_count - 1] : NULL;
    if (s)
        taskset_add(&g->come, s->task);
    for (uint32_t w = 0; s && w < EXEC_TASKS / 64; w++)
        g->come.word[w] |= s->released.word[w];
    for (uint32_t i = s ? g->tasks : 0; i < e->actor_count; i++)
        taskset_add(&g->come, i);
}

/* Who stands before a step that is not the end of its wait. */
static bool is_asking(const actor *a) { return a->state == ACTOR_PENDING || a->state == ACTOR_AGAIN; }

static void see_who_has_come(guards *g, exec *e)
{
    for (uint32_t i = taskset_next(&g->come, 0); i < e->actor_count && !g->off; i = taskset_next(&g->come, i + 1)) {
        if (!is_asking(e->actors[i]))
            continue;
        if (wish_of(g, e, i, &g->wishes[g->wish_count]))
            see_wanted(g, e, &g->wishes[g->wish_count++]);
        else
            turn_off(g);
    }
}

/* Others were looked at when they came, and one of these may have been first then. */
static uint32_t others_alone(guards *g, exec *e, const taskset *come)
{
    for (uint32_t i = taskset_next(&e->enabled, 0); i < EXEC_TASKS; i = taskset_next(&e->enabled, i + 1)) {
        wish *w = &g->wishes[g->wish_count];
        if (taskset_has(come, i) || !is_asking(e->actors[i]) || !wish_of(g, e, i, w))
            continue;
        g->wish_count++;
        if (goes_alone(g, e, w))
            return i;
    }
    return EXEC_TASKS;
}

uint32_t guards_alone(guards *g, exec *e)
{
    see_looked_at(g, e);
    who_has_come(g, e);
    g->wish_count = 0;
    if (e->actor_count == 1 || g->off || e->world->atomic->lock_.owner) /* its step is made next, whatever it is, and seen then */
        return EXEC_TASKS;
    taskset come = g->come;
    see_who_has_come(g, e);
    g->come = (taskset){{0}};
    for (uint32_t i = 0; i < g->wish_count && !g->off; i++)
        if (goes_alone(g, e, &g->wishes[i]))
            return g->wishes[i].index;
    return g->off ? EXEC_TASKS : others_alone(g, e, &come);
}

const wish *guards_wishes(const guards *g, uint32_t *count)
{
    *count = g->wish_count;
    return g->wishes;
}

bool guards_asks(guards *g, const exec *e, uint32_t index)
{
    taskset others = g->come;
    taskset_remove(&others, index);
    bool only = g->off || (g->looked == e->looked_count && !taskset_any(&others));
    if (only)
        g->come = (taskset){{0}};
    return only;
}

uint32_t guards_alone_again(guards *g, const exec *e, const wish *w) { return !g->off && goes_alone(g, e, w) ? w->index : EXEC_TASKS; }

bool guards_broken(const guards *g) { return g->broken; }
bool guards_wrong(const guards *g) { return g->wrong; }

void guards_anew(guards *g)
{
    g->wrong = false;
    g->off |= ++g->anew == ANEW_MOST;
    for (uint32_t i = 0; i < g->capacity; i++)
        g->slots[i].relied = 0;
}

/* --- as text, and back --- */

static void guarded_save(const guarded *k, buf *out)
{
    const unsigned flags = k->seen | (unsigned)k->several << 1 | (unsigned)k->changed << 2 | (unsigned)k->open << 3;
    save_number(out, k->key);
    save_number(out, k->task);
    save_number(out, k->relied);
    save_number(out, flags);
    save_number(out, k->locks.count);
    for (uint32_t i = 0; i < k->locks.count; i++)
        save_number(out, k->locks.lock[i]);
}

void guards_save(const guards *g, buf *out)
{
    const uint64_t numbers[] = {g->off, g->wrong, g->anew, g->looked, g->lock_count, g->team_count, g->count};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        save_number(out, numbers[i]);
    for (uint32_t i = 0; i < g->lock_count; i++)
        save_number(out, g->locks[i]);
    for (uint32_t i = 0; i < g->team_count; i++) {
        save_number(out, g->teams[i].name);
        save_number(out, g->teams[i].first);
        save_number(out, g->teams[i].several);
    }
    for (uint32_t i = 0; i < g->capacity; i++)
        if (g->slots[i].used)
            guarded_save(&g->slots[i], out);
    save_line(out);
}

static bool guarded_load(guards *g, saved_text *in)
{
    uint64_t key = load_number(in);
    guarded *k = in->bad ? NULL : guarded_add(g, key);
    if (!k)
        return false;
    k->task = load_number(in);
    k->relied = load_below(in, UINT32_MAX);
    uint32_t flags = load_below(in, 15);
    k->seen = flags & 1;
    k->several = flags >> 1 & 1;
    k->changed = flags >> 2 & 1;
    k->open = flags >> 3 & 1;
    k->locks.count = load_below(in, HELD_MOST);
    for (uint32_t i = 0; i < k->locks.count; i++)
        k->locks.lock[i] = load_below(in, UINT32_MAX);
    return !in->bad;
}

static bool team_load(guards *g, saved_text *in)
{
    team *m = team_of(g, load_number(in));
    if (!m)
        return false;
    m->first = load_number(in);
    m->several = load_below(in, 1);
    return !in->bad;
}

bool guards_load(guards *g, saved_text *in)
{
    g->off = load_below(in, 1);
    g->wrong = load_below(in, 1);
    g->anew = load_below(in, ANEW_MOST);
    g->looked = load_below(in, UINT32_MAX);
    uint32_t locks = load_below(in, UINT32_MAX), teams = load_below(in, UINT32_MAX), count = load_below(in, UINT32_MAX);
    for (; locks && !in->bad; locks--)
        lock_seen(g, load_below(in, UINT32_MAX));
    for (; teams && !in->bad; teams--)
        in->bad |= !team_load(g, in);
    for (; count && !in->bad; count--)
        in->bad |= !guarded_load(g, in);
    return !in->bad && !g->broken;
}
