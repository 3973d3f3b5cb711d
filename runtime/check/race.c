/* race: which accesses to variables are ordered, and which are not. Watches an execution; calls sync.h.
 *
 * What an atomic block does to variables is judged when it ends: blocks that touch a common variable are ordered as wholes. The reads of
 * an await come after all changes of what it looks at. */
#include "runtime/check/race.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/check/internal.h"
#include "runtime/check/sync.h"
#include "runtime/pass.h"
#include "runtime/value/method.h"

enum { FIRST = 16, VALUE_SHOWN = 40 };

typedef enum how { HOW_READ, HOW_WRITE, HOW_APPEND } how;

typedef struct seen {            /* the last access of its sort */
    uint32_t task, line, number; /* number: of the task's step */
    uint32_t step;               /* of the execution */
    uint8_t how;
    bool whole; /* it concerns the whole variable, not one element */
    uint64_t element;
    char shown[VALUE_SHOWN + 1]; /* what it has read, or set it to, behind the verb; "" */
} seen;

typedef struct variable {
    uint64_t key;
    bool used;
    vclock written, blocks; /* by all who changed it; by all atomic blocks that touched it */
    seen *all;
    uint32_t count, capacity;
} variable;

typedef struct deferred {
    uint64_t key;
    seen one;
    char name[VALUE_SHOWN + 1];
} deferred;

typedef struct runner { /* a task */
    vclock now;
    deferred *block; /* of the atomic block it is in */
    uint32_t count, capacity;
} runner;

typedef struct race {
    watcher base;
    runner tasks[EXEC_TASKS];
    uint32_t ran; /* so many of them have changed in this execution, at most */
    relay *syncs; /* by object id */
    uint32_t sync_count;
    variable *variables; /* a table by key */
    uint32_t used, capacity;
} race;

/* --- tables --- */

static relay *sync_of(race *r, exec *e, const object *o)
{
    if (o->id >= r->sync_count) {
        uint32_t count = o->id + FIRST;
        relay *more = realloc(r->syncs, count * sizeof *more);
        if (!more) {
            e->broken = true;
            return NULL;
        }
        memset(more + r->sync_count, 0, (count - r->sync_count) * sizeof *more);
        r->syncs = more;
        r->sync_count = count;
    }
    r->syncs[o->id].used = true;
    return &r->syncs[o->id];
}

static variable *variable_place(variable *all, uint32_t capacity, uint64_t key)
{
    uint32_t at = (uint32_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (capacity - 1);
    while (all[at].used && all[at].key != key)
        at = (at + 1) & (capacity - 1);
    return &all[at];
}

static bool variables_grow(race *r)
{
    uint32_t capacity = r->capacity ? 2 * r->capacity : FIRST;
    variable *more = calloc(capacity, sizeof *more);
    if (!more)
        return false;
    for (uint32_t i = 0; i < r->capacity; i++)
        if (r->variables[i].used)
            *variable_place(more, capacity, r->variables[i].key) = r->variables[i];
    free(r->variables);
    r->variables = more;
    r->capacity = capacity;
    return true;
}

static variable *variable_of(race *r, exec *e, uint64_t key)
{
    if (2 * r->used >= r->capacity && !variables_grow(r)) {
        e->broken = true;
        return NULL;
    }
    variable *v = variable_place(r->variables, r->capacity, key);
    if (!v->used) {
        *v = (variable){.key = key, .used = true};
        r->used++;
    }
    return v;
}

/* --- words --- */

static void show_access(exec *e, const seen *s, buf *out)
{
    static const char *const did[] = {"reads it", "sets it", "appends to it"};
    buf_text(out, "    ");
    object_show_task(e->world, exec_task(e, s->task)->self, out);
    buf_printf(out, ", line %u: %s%s\n", s->line, did[s->how], s->shown);
}

static bool explains(const exec *e) { return !((e->known | e->findings.kinds) >> FINDING_RACE & 1); }

static void tell_race(exec *e, const char *name, const seen *first, const seen *second)
{
    if (e->told || e->findings.kinds >> FINDING_RACE & 1)
        return;
    if (!explains(e)) {
        exec_tell(e, FINDING_RACE, "");
        return;
    }
    buf text = {0};
    buf_printf(&text, "%s:%u: data race on %s: two accesses that nothing orders, so that either may come first\n",
               e->world->file ? e->world->file : "-", second->line, name);
    show_access(e, first, &text);
    show_access(e, second, &text);
    exec_tell(e, FINDING_RACE, text.data ? text.data : "");
    e->findings.of[FINDING_RACE].steps[0] = first->step;
    e->findings.of[FINDING_RACE].steps[1] = second->step;
    buf_free(&text);
}

/* --- accesses --- */

static bool seen_conflict(const seen *a, const seen *b)
{
    return a->task != b->task && (a->how != HOW_READ || b->how != HOW_READ) && !(a->how == HOW_APPEND && b->how == HOW_APPEND)
           && (a->whole || b->whole || a->element == b->element);
}

static void variable_keep(variable *v, exec *e, const seen *s)
{
    for (uint32_t i = 0; i < v->count; i++) {
        seen *old = &v->all[i];
        if (old->task == s->task && old->how == s->how && old->whole == s->whole && old->element == s->element) {
            *old = *s;
            return;
        }
    }
    if (v->count == v->capacity) {
        uint32_t capacity = v->capacity ? 2 * v->capacity : FIRST;
        seen *more = realloc(v->all, capacity * sizeof *more);
        if (!more) {
            e->broken = true;
            return;
        }
        v->all = more;
        v->capacity = capacity;
    }
    v->all[v->count++] = *s;
}

static bool same_place(const exec *e, uint32_t a, uint32_t b)
{
    return e->steps[a].line == e->steps[b].line && e->steps[a].verb == e->steps[b].verb;
}

/* The next steps at the same places say nothing new. */
static void note_race(exec *e, uint64_t key, const seen *first, const seen *second)
{
    for (uint32_t i = 0; i < e->race_count; i++)
        if (e->races[i].key == key && same_place(e, e->races[i].first, first->step) && same_place(e, e->races[i].second, second->step))
            return;
    if (e->race_count < EXEC_RACES)
        e->races[e->race_count++] = (exec_race){key, first->step, second->step};
}

static void judge(race *r, exec *e, uint64_t key, const char *name, const seen *s)
{
    variable *v = variable_of(r, e, key);
    const vclock *now = &r->tasks[s->task].now;
    if (!v)
        return;
    for (uint32_t i = 0; i < v->count; i++)
        if (seen_conflict(&v->all[i], s) && v->all[i].number > now->of[v->all[i].task]) {
            tell_race(e, name, &v->all[i], s);
            if (!e->pairs)
                break;
            note_race(e, key, &v->all[i], s);
        }
    variable_keep(v, e, s);
    if (s->how != HOW_READ)
        clock_join(&v->written, now);
}

static value held_by(const task *t)
{
    uint32_t number = t->op.cell;
    return number & CELLS_SHARED ? shared_at(t->world, number)->atom.value : cells_at(t->process->cells, number)->value;
}

/* An element is known by its place from the front; 1 and 1.0 are one key. */
static value element_of(value path, value held)
{
    bool whole = path.tag == V_FLOAT && path.number >= -0x1p53 && path.number <= 0x1p53 && path.number == (double)(int64_t)path.number;
    if (whole)
        path = value_int((int64_t)path.number);
    if (held.tag == V_LIST && path.tag == V_INT && path.integer < 0)
        path = value_int(path.integer + (int64_t)held.list->length);
    return path;
}

/* A number for the element that a path begins with, the same for equal keys. */
static uint64_t element_number(value v)
{
    buf text = {0};
    uint64_t h = 14695981039346656037u;
    value_repr(v, &text);
    for (size_t i = 0; i < text.length; i++)
        h = (h ^ (unsigned char)text.data[i]) * 1099511628211u;
    buf_free(&text);
    return h;
}

static void shown_of(const char *before, value v, char *out)
{
    buf text = {0};
    buf_text(&text, before);
    value_repr(v, &text);
    size_t length = text.length < VALUE_SHOWN ? text.length : VALUE_SHOWN;
    if (length)
        memcpy(out, text.data, length);
    out[length] = '\0';
    buf_free(&text);
}

static how method_how(const op *o)
{
    const method *m = &methods[o->arguments[0].integer];
    if (!m->mutates)
        return HOW_READ;
    return strcmp(m->name, "append") == 0 && o->arguments[1].integer == 0 ? HOW_APPEND : HOW_WRITE;
}

static seen access_of(const exec *e, const actor *a)
{
    const op *o = &a->task.op;
    seen s = {.task = a->index, .line = o->line, .step = e->step_count - 1, .whole = true};
    const value *path = NULL;
    value index;
    if (o->verb == VERB_variable_load) {
        path = e->world->host->element && e->world->host->element(&a->task, &index) ? &index : NULL;
        if (explains(e) && !path && e->step && e->running == a)
            shown_of(": ", a->task.reply.value, s.shown);
    } else if (o->verb == VERB_variable_store) {
        s.how = HOW_WRITE;
        if (explains(e))
            shown_of(" to ", o->arguments[0], s.shown);
    } else if (o->verb == VERB_variable_store_at) {
        s.how = HOW_WRITE;
        path = o->count > 1 ? o->arguments : NULL;
        if (explains(e) && path)
            shown_of(path->tag == V_INT ? " at index " : " at key ", *path, s.shown);
    } else if (o->verb == VERB_variable_call) {
        s.how = (uint8_t)method_how(o);
        path = o->arguments[1].integer ? &o->arguments[2] : NULL;
    }
    s.whole = !path;
    s.element = path ? element_number(element_of(*path, held_by(&a->task))) : 0;
    return s;
}

static const char *variable_name(const exec *e, const task *t)
{
    const char *name = e->world->host->variable ? e->world->host->variable(t) : NULL;
    return name ? name : "a variable";
}

/* --- atomic blocks --- */

static void block_add(runner *k, exec *e, uint64_t key, const char *name, const seen *s)
{
    if (k->count == k->capacity) {
        uint32_t capacity = k->capacity ? 2 * k->capacity : FIRST;
        deferred *more = realloc(k->block, capacity * sizeof *more);
        if (!more) {
            e->broken = true;
            return;
        }
        k->block = more;
        k->capacity = capacity;
    }
    deferred *d = &k->block[k->count++];
    *d = (deferred){.key = key, .one = *s};
    strncpy(d->name, name, VALUE_SHOWN);
}

static void block_end(race *r, exec *e, runner *k)
{
    for (uint32_t i = 0; i < k->count; i++) {
        const variable *v = variable_of(r, e, k->block[i].key);
        if (v)
            clock_join(&k->now, &v->blocks);
    }
    for (uint32_t i = 0; i < k->count; i++)
        judge(r, e, k->block[i].key, k->block[i].name, &k->block[i].one);
    for (uint32_t i = 0; i < k->count; i++) {
        variable *v = variable_of(r, e, k->block[i].key);
        if (v)
            clock_join(&v->blocks, &k->now);
    }
    k->count = 0;
}

static void see_variable(race *r, exec *e, const actor *a)
{
    const task *t = &a->task;
    runner *k = &r->tasks[a->index];
    uint64_t key = touch_cell(t);
    seen s = access_of(e, a);
    s.number = k->now.of[a->index];
    if (t->watch) {
        const variable *v = variable_of(r, e, key);
        if (v)
            clock_join(&k->now, &v->written);
    } else if (t->atomic) {
        block_add(k, e, key, variable_name(e, t), &s);
    } else {
        judge(r, e, key, variable_name(e, t), &s);
    }
}

/* --- objects --- */

static const op *op_done(const task *t) { return t->op.verb == VERB_run_select ? &t->op.alternatives[t->reply.chosen] : &t->op; }

/* Both ends of a pipe are one. */
static const object *sync_target(exec *e, const op *o) { return o->object ? pass_target(e->world, o) : NULL; }

static void see_done(race *r, exec *e, const actor *a, const op *o, value result)
{
    const object *on = sync_target(e, o);
    relay *s = on ? sync_of(r, e, on) : NULL;
    if (s && !sync_done(s, o, result, &r->tasks[a->index].now))
        e->broken = true;
}

static void see_wait(race *r, exec *e, const actor *a)
{
    const task *t = &a->task;
    const object *on = t->op.object;
    relay *s = on ? sync_of(r, e, on) : NULL;
    if (s)
        sync_waits(s, &t->op, &r->tasks[a->index].now);
    if (t->op.verb == VERB_condition_wait && (s = sync_of(r, e, object_of(on->condition.lock))))
        clock_join(&s->released, &r->tasks[a->index].now);
}

/* What the step has locked of a pool's futures comes after it. */
static void see_futures(race *r, exec *e, const actor *a)
{
    for (uint32_t i = 0; i < e->touched_count; i++) {
        const object *o = e->touched[i].object ? object_at(e->world, e->touched[i].object) : NULL;
        relay *s = o && o->kind == KIND_future ? sync_of(r, e, o) : NULL;
        if (s)
            clock_join(&s->released, &r->tasks[a->index].now);
    }
}

/* Whoever held the lock is gone, and was killed or ended by somebody: it comes after all those who are. */
static void see_abandoned(race *r, const exec *e, const actor *a)
{
    for (uint32_t i = 0; i < e->actor_count; i++)
        if (e->actors[i]->state == ACTOR_GONE)
            clock_join(&r->tasks[a->index].now, &r->tasks[i].now);
}

static bool ends_processes(verb_id v) { return v == VERB_process_kill || v == VERB_process_terminate || v == VERB_pool_terminate; }

/* Each of the two who meet there comes after the other. */
static bool is_rendezvous(const op *o)
{
    switch (o->verb) {
    case VERB_queue_put:
    case VERB_queue_put_nowait:
    case VERB_queue_get:
    case VERB_queue_get_nowait:
    case VERB_queue_next: return o->object->queue.capacity == 0;
    default: return false;
    }
}

/* Those who were let go come after who let them go. What was done in their stead counts as done by them. */
static void see_released(race *r, exec *e, const actor *a, outcome o)
{
    const taskset *released = &e->step->released;
    runner *own = &r->tasks[a->index];
    bool meets = o == OUT_DONE && is_rendezvous(op_done(&a->task));
    for (uint32_t i = taskset_next(released, 0); i < EXEC_TASKS; i = taskset_next(released, i + 1)) {
        const actor *other = e->actors[i];
        if (meets)
            clock_join(&own->now, &r->tasks[i].now);
        clock_join(&r->tasks[i].now, &own->now);
        if (other->state == ACTOR_RUNS && other->let_go.verb != VERB_none)
            see_done(r, e, other, &other->let_go, other->given);
        clock_step(&r->tasks[i].now, i);
    }
    relay *round = o == OUT_DONE && a->task.op.verb == VERB_barrier_wait ? sync_of(r, e, a->task.op.object) : NULL;
    if (round && taskset_count(released))
        round->released = (vclock){0};
}

/* --- what depends on all changes of an object --- */

static void see_changes(race *r, exec *e, const actor *a)
{
    for (uint32_t i = 0; i < e->touched_count; i++) {
        const touched *t = &e->touched[i];
        const object *o = t->object ? object_at(e->world, t->object) : NULL;
        relay *s = o && (t->write || o->version != t->version) ? sync_of(r, e, o) : NULL;
        if (s)
            clock_join(&s->changed, &r->tasks[a->index].now);
    }
}

static void take_changes(race *r, exec *e, const actor *a, const object *o)
{
    const relay *s = sync_of(r, e, o);
    if (s)
        clock_join(&r->tasks[a->index].now, &s->changed);
}

/* What an await has looked at; what wait_any has found ready; by whom a task was cancelled. */
static void see_outcome(race *r, exec *e, const actor *a, outcome o)
{
    const task *t = &a->task;
    const object *looked = t->watch && t->op.object ? sync_target(e, &t->op) : NULL;
    const struct list *ready = o == OUT_DONE && t->op.verb == VERB_run_wait_any ? t->reply.value.list : NULL;
    if (looked)
        take_changes(r, e, a, looked);
    for (uint32_t i = 0; ready && i < ready->length; i++)
        take_changes(r, e, a, pass_locked(object_of(ready->items[i])));
    if (o == OUT_RAISE && t->reply.error == ERROR_cancelled)
        take_changes(r, e, a, t->self);
}

/* --- the watcher --- */

static void race_begins(watcher *w, exec *e)
{
    race *r = (race *)w;
    for (uint32_t i = 0; i < r->ran; i++) {
        r->tasks[i].now = (vclock){0};
        clock_step(&r->tasks[i].now, i);
        r->tasks[i].count = 0;
    }
    r->ran = e->actor_count;
    for (uint32_t i = 0; i < r->sync_count; i++)
        if (r->syncs[i].used)
            sync_clear(&r->syncs[i]);
    for (uint32_t i = 0; i < r->capacity; i++) {
        if (!r->variables[i].used)
            continue;
        r->variables[i].count = 0;
        r->variables[i].written = r->variables[i].blocks = (vclock){0};
    }
}

static void race_after(watcher *w, exec *e, const actor *a, outcome o)
{
    race *r = (race *)w;
    const task *t = &a->task;
    runner *k = &r->tasks[a->index];
    r->ran = e->actor_count > r->ran ? e->actor_count : r->ran;
    if (verb_words[t->op.verb].kind == KIND_variable) {
        see_variable(r, e, a);
    } else if (o == OUT_DONE) {
        const op *done = op_done(t);
        see_done(r, e, a, done, t->reply.value);
        if (t->op.verb == VERB_run_atomic_end && !t->atomic)
            block_end(r, e, k);
    } else if (o == OUT_WAIT) {
        see_wait(r, e, a);
    } else if (o == OUT_RAISE && sync_target(e, &t->op)) {
        relay *s = sync_of(r, e, sync_target(e, &t->op));
        if (s)
            sync_raised(s, &t->op, (error_kind)t->reply.error, &k->now);
    }
    if (verb_words[t->op.verb].kind == KIND_pool)
        see_futures(r, e, a);
    if (o == OUT_RAISE && t->reply.error == ERROR_abandoned)
        see_abandoned(r, e, a);
    see_outcome(r, e, a, o);
    see_released(r, e, a, o);
    see_changes(r, e, a);
    clock_step(&k->now, a->index);
}

/* Who joins the task, or its process, comes after it. */
static void race_ends(watcher *w, exec *e, const actor *a)
{
    race *r = (race *)w;
    const actor *by = e->running;
    if (by && by != a && ends_processes((verb_id)by->task.op.verb)) /* who goes on when all that it has ended are gone */
        clock_join(&r->tasks[by->index].now, &r->tasks[a->index].now);
    relay *own = sync_of(r, e, a->task.self), *whole = own ? sync_of(r, e, a->task.process->self) : NULL;
    if (r->tasks[a->index].count)
        block_end(r, e, &r->tasks[a->index]);
    own = whole ? sync_of(r, e, a->task.self) : NULL;
    if (!own)
        return;
    const vclock *now = &r->tasks[a->index].now;
    for (int i = 0; i < 2; i++) {
        relay *s = i ? whole : own;
        clock_join(&s->released, now);
        clock_join(&s->changed, now);
    }
}

/* --- accesses to come --- */

static bool is_access(const exec *e, uint32_t i)
{
    const actor *a = e->actors[i];
    return taskset_has(&e->enabled, i) && a->state == ACTOR_PENDING && verb_words[a->task.op.verb].kind == KIND_variable;
}

static void tell_pending(exec *e, const actor *a, const actor *b)
{
    seen first = access_of(e, a), second = access_of(e, b);
    tell_race(e, variable_name(e, &b->task), &first, &second);
}

bool race_between(exec *e, uint32_t a, uint32_t b)
{
    if (!is_access(e, a) || !is_access(e, b) || touch_cell(&e->actors[a]->task) != touch_cell(&e->actors[b]->task))
        return false;
    seen first = access_of(e, e->actors[a]), second = access_of(e, e->actors[b]);
    return seen_conflict(&first, &second);
}

bool race_pending(exec *e, uint32_t pair[2])
{
    for (uint32_t i = 0; i < e->actor_count; i++)
        for (uint32_t k = i + 1; is_access(e, i) && k < e->actor_count; k++)
            if (race_between(e, i, k)) {
                tell_pending(e, e->actors[i], e->actors[k]);
                pair[0] = i;
                pair[1] = k;
                return true;
            }
    return false;
}

watcher *race_watcher(void)
{
    race *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->base = (watcher){race_begins, race_after, race_ends};
    r->ran = EXEC_TASKS;
    return &r->base;
}

void race_free(watcher *w)
{
    race *r = (race *)w;
    if (!r)
        return;
    for (uint32_t i = 0; i < EXEC_TASKS; i++)
        free(r->tasks[i].block);
    for (uint32_t i = 0; i < r->sync_count; i++)
        sync_free(&r->syncs[i]);
    for (uint32_t i = 0; i < r->capacity; i++)
        free(r->variables[i].all);
    free(r->syncs);
    free(r->variables);
    free(r);
}
