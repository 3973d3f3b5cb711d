/* lazy_known: the numbers of all parts where the execution is, with a log to go back by; who stands where; steps, as they are known by
 * what they look at. Calls learnt.h, parts.h, ample.h, guards.h, rounds.h. Leaves out: the run (lazy.c). */
#include <stdlib.h>
#include <string.h>

#include "base/large.h"
#include "runtime/check/ample.h"
#include "runtime/check/internal.h"
#include "runtime/check/lazy_work.h"
#include "runtime/check/rounds.h"

enum { FIRST = 64, SLOTS_MOST = 48 /* that a step depends on */ };

/* --- numbers --- */

static bool log_room(lazy *z)
{
    if (z->logged < z->log_capacity)
        return true;
    uint32_t capacity = z->log_capacity ? 2 * z->log_capacity : FIRST;
    learnt_change *more = capacity ? large_resize(z->log, capacity * sizeof *more) : NULL;
    if (!more)
        return !(z->broken = true);
    z->log = more;
    z->log_capacity = capacity;
    return true;
}

void lazy_set(lazy *z, uint32_t slot, uint32_t number)
{
    if (!log_room(z))
        return;
    z->log[z->logged++] = (learnt_change){slot, z->at[slot]};
    z->at[slot] = number;
    z->crew.known = false;
    z->stale |= parts_depends(z->parts, slot);
}

void lazy_log_undo(lazy *z, uint32_t to)
{
    z->crew.known &= z->logged == to;
    while (z->logged > to) {
        learnt_change c = z->log[--z->logged];
        z->at[c.slot] = c.number;
        z->stale |= parts_depends(z->parts, c.slot);
    }
}

static void base_make(lazy *z)
{
    if (z->stale)
        parts_base(z->parts, z->at);
    z->stale = false;
}

/* --- who stands where --- */

static bool add_slot(uint32_t *slots, uint32_t *count, uint32_t most, uint32_t slot)
{
    if (*count == most)
        return false;
    slots[(*count)++] = slot;
    return true;
}

/* A task's object is told of with the task, as long as it goes on; who it is depends on where it stands in any case. False: it has no
 * slot. */
static bool object_slots(const lazy *z, uint32_t id, uint32_t who, uint32_t *slots, uint32_t *count, uint32_t most)
{
    const exec *e = z->e;
    uint32_t slot = parts_slot_of_object(z->parts, id);
    bool own = e->actors[who]->task.self->id == id, found = own, room = true;
    for (uint32_t i = 0; i < e->actor_count && !own; i++)
        if (e->actors[i]->task.self->id == id) {
            found = true;
            room &= add_slot(slots, count, most, parts_slot_of_task(z->parts, i));
        }
    if (!slot || (own && !z->at[slot]))
        return found && room;
    return room && add_slot(slots, count, most, slot);
}

/* The slots of what is touched by the task. False: it has none. */
static bool touch_slots(const lazy *z, touch t, uint32_t who, uint32_t *slots, uint32_t *count, uint32_t most)
{
    uint32_t number, slot = 0;
    switch (exec_touch_kind(z->e, t, &number)) {
    case TOUCH_NONE: return true;
    case TOUCH_SHARED: slot = parts_slot_of_shared(z->parts, number); break;
    case TOUCH_CELL: slot = parts_slot_of_cell(z->parts, number); break;
    case TOUCH_PROCESS: return true; /* SLOT_RUN makes a difference to all */
    case TOUCH_OBJECT: return object_slots(z, number, who, slots, count, most);
    case TOUCH_OTHER: return false;
    }
    return slot && add_slot(slots, count, most, slot);
}

static uint64_t slot_bit(uint32_t slot) { return UINT64_C(1) << slot % 64; }

static void stance_wants(lazy *z, const actor *a, stance *s, stance_more *m)
{
    exec *e = z->e;
    bool asks = (a->state == ACTOR_PENDING || a->state == ACTOR_AGAIN) && !ready_always(a);
    uint32_t count = asks ? exec_wanted(e, a->index) : 0;
    for (uint32_t i = 0; i < count; i++)
        s->opaque |= !touch_slots(z, e->accesses[e->access_count + i], a->index, m->wants, &m->count, STANCE_WANTS);
    for (uint32_t i = 0; i < m->count; i++)
        s->depends |= slot_bit(m->wants[i]);
}

static uint32_t stance_make(lazy *z, const actor *a, uint32_t number)
{
    bool asks = a->state == ACTOR_PENDING || a->state == ACTOR_AGAIN; /* else guards.h has nothing to look at */
    stance s = {.depends = slot_bit(SLOT_BASE) | slot_bit(parts_slot_of_task(z->parts, a->index)), /* another may cancel it */
                .quiet = rounds_may_be_quiet(a),
                .stays = rounds_stays(a),
                .awaits = a->task.watch,
                .looked = !asks,
                .not_alone = !asks};
    stance_more m = {.count = 0};
    ample_marks marks = {0};
    ample_mark(a, &marks);
    s.ends = taskset_has(&marks.ends, a->index);
    s.starts = taskset_has(&marks.starts, a->index);
    s.inside = taskset_has(&marks.inside, a->index);
    if (a->state == ACTOR_PENDING && verb_words[a->task.op.verb].kind == KIND_variable) {
        m.cell = touch_cell(&a->task);
        m.writes = touch_writes(&a->task.op);
    }
    stance_wants(z, a, &s, &m);
    return learnt_stance_add(z->known, a->index, z->at[SLOT_BASE], number, &s, &m);
}

void lazy_forget(lazy *z)
{
    learnt_forget(z->known);
    z->crew = (crew){.count = 0};
}

static stance *stance_of(const lazy *z, uint32_t who) { return learnt_at(z->known, z->crew.places[who]); }

/* False: of some it is not known. */
static bool crew_look(lazy *z)
{
    crew *c = &z->crew;
    bool all = true;
    if (c->known)
        return true;
    base_make(z);
    if (c->base != z->at[SLOT_BASE]) {
        memset(c->numbers, 0, sizeof c->numbers);
        c->base = z->at[SLOT_BASE];
    }
    if (c->who != z->at[SLOT_WHO]) {
        c->count = parts_tasks(z->parts, z->at, c->tasks);
        c->who = z->at[SLOT_WHO];
    }
    for (uint32_t i = 0; i < c->count; i++) {
        uint32_t who = c->tasks[i], number = z->at[parts_slot_of_task(z->parts, who)];
        if (c->numbers[who] == number)
            continue;
        c->places[who] = learnt_stance(z->known, who, c->base, number);
        c->numbers[who] = c->places[who] ? number : 0;
        all &= c->places[who] != 0;
    }
    return c->known = all;
}

/* The run is where the execution is. */
void lazy_crew_learn(lazy *z)
{
    exec *e = z->e;
    crew_look(z);
    for (uint32_t i = 0; i < z->crew.count; i++) {
        uint32_t who = z->crew.tasks[i], number = z->at[parts_slot_of_task(z->parts, who)],
                 place = learnt_stance(z->known, who, z->crew.base, number);
        place = place ? place : stance_make(z, e->actors[who], number);
        if (place && !learnt_at(z->known, place)->opaque)
            learnt_can_add(z->known, place, z->at, taskset_has(&e->enabled, who));
    }
}

/* --- steps that are known --- */

/* Who can make a step, after one of `mover`, by what is different. False: that is not known, or nobody can. */
static bool enabled_after(lazy *z, uint32_t mover, uint64_t changed, taskset *enabled)
{
    *enabled = (taskset){{0}};
    bool any = false;
    if (!crew_look(z))
        return false;
    for (uint32_t i = 0; i < z->crew.count; i++) {
        uint32_t who = z->crew.tasks[i];
        const stance *f = stance_of(z, who);
        int can = taskset_has(&z->e->enabled, who);
        if (who == mover || f->depends & changed)
            can = f->opaque ? -1 : learnt_can(z->known, f, z->at);
        if (can < 0)
            return false;
        if (can)
            taskset_add(enabled, who);
        any |= can;
    }
    return any;
}

static uint64_t changes_make(lazy *z, const learnt_step *s)
{
    const learnt_change *changes = learnt_changes(z->known, s);
    uint64_t changed = 0;
    for (uint32_t i = 0; i < s->changes; i++) {
        lazy_set(z, changes[i].slot, changes[i].number);
        changed |= slot_bit(changes[i].slot);
    }
    changed |= z->stale ? slot_bit(SLOT_BASE) : 0;
    return changed;
}

/* What a step touches depends on what is looked at in other executions. */
void lazy_looks_count(lazy *z)
{
    if (z->looked != z->e->looked_count)
        lazy_forget(z);
    z->looked = z->e->looked_count;
}

bool lazy_play(lazy *z, uint32_t who, uint32_t choice, bool guarded)
{
    exec *e = z->e;
    uint32_t from = z->logged;
    taskset enabled;
    if (!z->learns || !z->told)
        return false;
    lazy_looks_count(z);
    z->at[SLOT_CHOICE] = choice;
    const learnt_step *s = crew_look(z) ? learnt_find(z->known, stance_of(z, who), z->at) : NULL;
    if (!s || (guarded && !s->guarded) || (s->unnamed && z->sum.naming))
        return false;
    uint64_t changed = changes_make(z, s);
    if (z->broken || !enabled_after(z, who, changed, &enabled)) {
        lazy_log_undo(z, from);
        return false;
    }
    z->broken |= !exec_note(e, &s->step, learnt_touches(z->known, s), s->touches);
    e->enabled = enabled;
    parts_sum_add(&z->sum, s->sum);
    z->played++;
    return true;
}

/* --- steps to be known --- */

/* What was changed without having been touched makes a difference to all steps, for all that is known. False: a task was changed by
 * another's step. */
static bool changes_are_touched(lazy *z, uint32_t from, const uint32_t *slots, uint32_t count, bool *anew)
{
    for (uint32_t i = from; i < z->logged; i++) {
        uint32_t slot = z->log[i].slot;
        bool seen = parts_depends(z->parts, slot);
        for (uint32_t k = 0; k < count && !seen; k++)
            seen = slots[k] == slot;
        if (!seen && parts_slot_is_task(z->parts, slot))
            return false;
        if (!seen)
            *anew = parts_depend(z->parts, slot);
    }
    return true;
}

static bool ends_one_without_slot(const lazy *z, uint32_t who)
{
    return !z->at[parts_slot_of_task(z->parts, who)] && !parts_slot_of_object(z->parts, z->e->actors[who]->task.self->id);
}

/* The last step. The log from there on is what it has changed: next becomes what the numbers were before. */
static void step_add(lazy *z, uint32_t from, parts_sum sum, bool guarded, const uint32_t *slots, uint32_t count)
{
    const exec *e = z->e;
    const exec_step *s = &e->steps[e->step_count - 1];
    learnt_step k = {.step = *s,
                     .touches = s->count,
                     .changes = z->logged - from,
                     .sum = sum,
                     .guarded = guarded,
                     .unnamed = ends_one_without_slot(z, s->task)};
    learnt_change *changes = z->log + from;
    memcpy(z->next, z->at, z->slots * sizeof *z->next);
    for (uint32_t i = 0; i < k.changes; i++) {
        z->next[changes[i].slot] = changes[i].number;
        changes[i].number = z->at[changes[i].slot];
    }
    parts_base(z->parts, z->next);
    z->next[SLOT_CHOICE] = s->choice;
    uint32_t place = learnt_stance(z->known, s->task, z->next[SLOT_BASE], z->next[parts_slot_of_task(z->parts, s->task)]);
    stance *stood = place ? learnt_at(z->known, place) : NULL;
    learnt_step *before = stood ? learnt_find(z->known, stood, z->next) : NULL;
    if (before)
        before->guarded |= guarded;
    else if (stood)
        learnt_add(z->known, stood, z->next, slots, count, &k, e->accesses + s->first, changes);
    for (uint32_t i = 0; i < k.changes; i++)
        changes[i].number = z->next[changes[i].slot];
}

void lazy_step_learn(lazy *z, uint32_t from, parts_sum sum, bool guarded)
{
    const exec *e = z->e;
    const exec_step *s = &e->steps[e->step_count - 1];
    uint32_t slots[SLOTS_MOST] = {parts_slot_of_task(z->parts, s->task), SLOT_CHOICE}, count = s->choices > 1 ? 2 : 1;
    bool anew = false;
    for (uint32_t i = 0; i < s->count; i++)
        if (!touch_slots(z, e->accesses[s->first + i], s->task, slots, &count, SLOTS_MOST))
            return;
    if (!changes_are_touched(z, from, slots, count, &anew))
        return;
    z->stale |= anew;
    if (anew) /* which is no longer told by the same numbers */
        lazy_forget(z);
    else
        step_add(z, from, sum, guarded, slots + 1, count - 1);
}

/* --- what a search asks --- */

/* What cannot be relied on now never can. */
static uint32_t alone_again(const lazy *z, guards *g, uint32_t who)
{
    stance *s = stance_of(z, who);
    if (!s->looked || s->not_alone || !taskset_has(&z->e->enabled, who))
        return EXEC_TASKS;
    uint32_t alone = guards_alone_again(g, z->e, &learnt_more(z->known, z->crew.places[who])->wish);
    s->not_alone = alone == EXEC_TASKS;
    return alone;
}

/* First who has come by the last step; in an atomic block nobody is looked at. */
static bool guards_known(lazy *z, guards *g, uint32_t last, bool inside, uint32_t *guarded)
{
    const exec *e = z->e;
    bool ended = !z->at[parts_slot_of_task(z->parts, last)];
    if (inside)
        return true;
    if ((!ended && !stance_of(z, last)->looked) || !guards_asks(g, e, last))
        return false;
    *guarded = ended ? EXEC_TASKS : alone_again(z, g, last);
    for (uint32_t i = taskset_next(&e->enabled, 0); i < EXEC_TASKS && *guarded == EXEC_TASKS; i = taskset_next(&e->enabled, i + 1))
        if (i != last)
            *guarded = alone_again(z, g, i);
    return true;
}

bool lazy_alone(lazy *z, guards *g, uint32_t *ample, uint32_t *guarded)
{
    const exec *e = z->e;
    ample_marks m = {0};
    *guarded = EXEC_TASKS;
    if (!z->learns || !z->told || lazy_is_real(z) || !e->step_count || e->actor_count == 1 || !crew_look(z))
        return false;
    uint32_t last = e->steps[e->step_count - 1].task;
    *ample = last;
    if (taskset_next(&e->enabled, 0) == last && taskset_next(&e->enabled, last + 1) == EXEC_TASKS && stance_of(z, last)->inside)
        return true;
    for (uint32_t i = 0; i < z->crew.count; i++) {
        uint32_t who = z->crew.tasks[i];
        const stance *f = stance_of(z, who);
        if (f->ends)
            taskset_add(&m.ends, who);
        if (f->starts)
            taskset_add(&m.starts, who);
        if (f->inside)
            taskset_add(&m.inside, who);
    }
    *ample = ample_among(e, &m);
    return !g || guards_known(z, g, last, taskset_any(&m.inside), guarded);
}

void lazy_looked(lazy *z, const guards *g)
{
    uint32_t count;
    const wish *w = guards_wishes(g, &count);
    if (z->learns && z->told)
        base_make(z);
    for (uint32_t i = 0; z->learns && z->told && i < count; i++) {
        uint32_t place = learnt_stance(z->known, w[i].index, z->at[SLOT_BASE], z->at[parts_slot_of_task(z->parts, w[i].index)]);
        if (place) {
            learnt_at(z->known, place)->looked = true;
            learnt_at(z->known, place)->not_alone = !w[i].may;
            learnt_more(z->known, place)->wish = w[i];
        }
    }
}

bool lazy_may_race(lazy *z)
{
    const exec *e = z->e;
    if (!z->learns || !z->told || !crew_look(z))
        return true;
    for (uint32_t i = taskset_next(&e->enabled, 0); i < EXEC_TASKS; i = taskset_next(&e->enabled, i + 1))
        for (uint32_t k = taskset_next(&e->enabled, i + 1); k < EXEC_TASKS; k = taskset_next(&e->enabled, k + 1)) {
            const stance_more *a = learnt_more(z->known, z->crew.places[i]), *b = learnt_more(z->known, z->crew.places[k]);
            if (a->cell && a->cell == b->cell && (a->writes || b->writes))
                return true;
        }
    return false;
}

bool lazy_stays(lazy *z, uint32_t who, bool *awaits)
{
    if (!lazy_is_real(z) && z->told && crew_look(z)) {
        *awaits = stance_of(z, who)->awaits;
        return stance_of(z, who)->stays;
    }
    lazy_real(z);
    *awaits = z->e->actors[who]->task.watch;
    return rounds_stays(z->e->actors[who]);
}

/* As far as its steps are known. */
static bool task_may_go_round(lazy *z, uint32_t who)
{
    const exec *e = z->e;
    uint32_t slot = parts_slot_of_task(z->parts, who), start = z->at[slot], next = ROUND_FIRST;
    for (uint32_t i = 1; i <= ROUND_MOST; i++) {
        if (!lazy_play(z, who, 0, false))
            return true;
        if (!rounds_quiet(e) || !taskset_has(&e->enabled, who))
            return false;
        if (z->at[slot] == start)
            return true;
        if (i == next) {
            start = z->at[slot];
            next *= 2;
        }
    }
    return false;
}

bool lazy_may_go_round(lazy *z)
{
    exec *e = z->e;
    bool may = true;
    if (!z->learns || !z->told || !crew_look(z))
        return true;
    for (uint32_t i = taskset_next(&e->enabled, 0); i < EXEC_TASKS; i = taskset_next(&e->enabled, i + 1))
        if (!stance_of(z, i)->quiet)
            return false;
    for (uint32_t i = taskset_next(&e->enabled, 0); i < EXEC_TASKS && may; i = taskset_next(&e->enabled, i + 1)) {
        may = task_may_go_round(z, i);
        lazy_back(z);
    }
    return may;
}
