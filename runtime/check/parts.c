/* parts: rows of words, each once, by their numbers. What is told of a part is one, with nothing in the places of those whom it names;
 * who they are makes another of it. */
#include "runtime/check/parts.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "runtime/check/internal.h"
#include "runtime/check/point.h"
#include "runtime/process.h"
#include "runtime/random.h"

enum { ROWS_FIRST = 256, WORDS_FIRST = 4096, DEPEND_FIRST = 8, /* begins a state's row, as no row of point_state does: */ FORM = -1 };

/* Of a row of words what it is. */
enum { TOLD, NAMING /* what was told of a part, what it names, and what it says only here */, BASE };

/* Of SLOT_WHO: the head, and of each task. */
enum { WHO_HEAD = 1 + 7, WHO_TASK = 3 };

typedef struct words {
    uint64_t hash;
    uint32_t first, count;
    uint32_t told;        /* NAMING: the row of what is told without names; else itself */
    uint32_t names, name; /* how many it names, and the first of these, in the words */
    bool over;            /* an object, that is told of when somebody names it */
} words;

struct parts {
    const exec *exec;
    run_state told;
    words *rows; /* 0: nothing */
    uint32_t *text, *table;
    uint32_t count, capacity, text_count, text_capacity, table_capacity;
    uint32_t cells, shareds, objects;
    uint32_t *depend; /* slots */
    uint32_t depends, depend_capacity;
    bool *is_base;
    uint32_t *first; /* the numbers of the first state, as far as it can be told: of a row, those that are not others say nothing */
    uint32_t *row;
    uint32_t row_count, row_capacity;
    bool broken;
};

/* --- rows of words --- */

static bool room(void **block, uint32_t *capacity, uint64_t needed, size_t size, uint32_t first)
{
    uint64_t larger = *capacity ? *capacity : first;
    if (needed <= *capacity)
        return true;
    while (larger < needed)
        larger *= 2;
    void *more = larger <= UINT32_MAX ? realloc(*block, larger * size) : NULL;
    if (!more)
        return false;
    *block = more;
    *capacity = (uint32_t)larger;
    return true;
}

static uint32_t *place_of(const parts *p, uint64_t hash, const uint32_t *text, uint32_t count)
{
    uint32_t at = (uint32_t)hash & (p->table_capacity - 1);
    for (; p->table[at]; at = (at + 1) & (p->table_capacity - 1)) {
        const words *w = &p->rows[p->table[at]];
        if (w->hash == hash && w->count == count && memcmp(p->text + w->first, text, count * sizeof *text) == 0)
            break;
    }
    return &p->table[at];
}

static bool table_grow(parts *p)
{
    uint32_t capacity = p->table_capacity ? 2 * p->table_capacity : ROWS_FIRST;
    uint32_t *larger = calloc(capacity, sizeof *larger);
    if (!larger)
        return false;
    for (uint32_t i = 1; i < p->count; i++) {
        uint32_t at = (uint32_t)p->rows[i].hash & (capacity - 1);
        while (larger[at])
            at = (at + 1) & (capacity - 1);
        larger[at] = i;
    }
    free(p->table);
    p->table = larger;
    p->table_capacity = capacity;
    return true;
}

/* Its number; 0: out of memory. */
static uint32_t row_number(parts *p, const uint32_t *text, uint32_t count)
{
    uint64_t hash = XXH3_64bits(text, count * sizeof *text);
    if (2 * p->count >= p->table_capacity && !table_grow(p))
        return p->broken = true, 0;
    uint32_t *place = place_of(p, hash, text, count);
    if (*place)
        return *place;
    if (!room((void **)&p->rows, &p->capacity, p->count + 1ull, sizeof *p->rows, ROWS_FIRST)
        || !room((void **)&p->text, &p->text_capacity, (uint64_t)p->text_count + count, sizeof *p->text, WORDS_FIRST))
        return p->broken = true, 0;
    memcpy(p->text + p->text_count, text, count * sizeof *text);
    p->rows[p->count] = (words){.hash = hash, .first = p->text_count, .count = count, .told = p->count};
    p->text_count += count;
    return *place = p->count++;
}

/* --- slots --- */

parts *parts_new(const exec *e)
{
    parts *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    p->exec = e;
    p->count = 1;
    return p;
}

void parts_free(parts *p)
{
    if (!p)
        return;
    state_free(&p->told);
    free(p->rows);
    free(p->text);
    free(p->table);
    free(p->depend);
    free(p->is_base);
    free(p->first);
    free(p->row);
    free(p);
}

static uint32_t tasks_first(const parts *p) { return SLOT_FIRST + p->cells + p->shareds + p->objects; }
uint32_t parts_slots(const parts *p) { return tasks_first(p) + EXEC_TASKS; }
uint32_t parts_slot_of_task(const parts *p, uint32_t index) { return tasks_first(p) + index; }
bool parts_slot_is_task(const parts *p, uint32_t slot) { return slot >= tasks_first(p); }
uint32_t parts_slot_of_cell(const parts *p, uint32_t number) { return number < p->cells ? SLOT_FIRST + number : 0; }
uint32_t parts_slot_of_shared(const parts *p, uint32_t number) { return number < p->shareds ? SLOT_FIRST + p->cells + number : 0; }

uint32_t parts_slot_of_object(const parts *p, uint32_t id)
{
    return id && id <= p->objects ? SLOT_FIRST + p->cells + p->shareds + id - 1 : 0;
}

bool parts_begin(parts *p, const run_state *s)
{
    const world *w = p->exec->world;
    p->told.symmetric = s->symmetric;
    p->told.dead = s->dead;
    p->cells = state_variables(w->main);
    p->shareds = w->shareds;
    p->objects = p->exec->root_objects;
    p->depends = 0;
    free(p->is_base);
    free(p->first);
    p->is_base = calloc(parts_slots(p), sizeof *p->is_base);
    p->first = calloc(parts_slots(p), sizeof *p->first);
    return p->is_base && p->first && parts_depend(p, SLOT_RUN) && parts_depend(p, SLOT_WHO);
}

uint32_t parts_objects(const parts *p)
{
    uint32_t count = 0;
    for (uint32_t id = 1; id <= p->objects; id++)
        count += object_at(p->exec->world, id) != NULL;
    return count;
}

bool parts_is_gone(const parts *p, uint32_t slot)
{
    uint32_t first = parts_slot_of_object(p, 1);
    return first && slot >= first && slot < first + p->objects && !object_at(p->exec->world, slot - first + 1);
}

bool parts_broken(const parts *p) { return p->broken; }

size_t parts_bytes(const parts *p) { return p->capacity * sizeof *p->rows + (p->text_capacity + p->table_capacity) * sizeof *p->text; }

bool parts_depends(const parts *p, uint32_t slot) { return p->is_base[slot]; }

bool parts_depend(parts *p, uint32_t slot)
{
    if (!room((void **)&p->depend, &p->depend_capacity, p->depends + 1ull, sizeof *p->depend, DEPEND_FIRST))
        return !(p->broken = true);
    p->is_base[slot] = true;
    p->depend[p->depends++] = slot;
    return true;
}

static void row_add(parts *p, uint32_t word)
{
    if (p->row_count < p->row_capacity || room((void **)&p->row, &p->row_capacity, p->row_count + 1ull, sizeof *p->row, ROWS_FIRST))
        p->row[p->row_count++] = word;
    else
        p->broken = true;
}

bool parts_base(parts *p, uint32_t *at)
{
    p->row_count = 0;
    row_add(p, BASE);
    for (uint32_t i = 0; i < p->depends; i++)
        row_add(p, at[p->depend[i]]);
    at[SLOT_BASE] = p->broken ? 0 : row_number(p, p->row, p->row_count);
    return !p->broken;
}

/* --- telling --- */

static void part_open(parts *p)
{
    p->told.length = p->told.named_count = 0;
    state_number(&p->told, TOLD);
}

/* more: numbers that make a difference to steps, not to the state. */
static uint32_t part_close(parts *p, const uint32_t *more, uint32_t count)
{
    const run_state *s = &p->told;
    uint32_t told = s->broken ? 0 : row_number(p, s->words, s->length);
    if (!told || !(count + s->named_count))
        return told;
    p->row_count = 0;
    row_add(p, NAMING);
    row_add(p, told);
    row_add(p, s->named_count);
    for (uint32_t i = 0; i < s->named_count; i++)
        row_add(p, s->named[i]);
    for (uint32_t i = 0; i < count; i++)
        row_add(p, more[i]);
    uint32_t all = p->broken ? 0 : row_number(p, p->row, p->row_count);
    words *w = &p->rows[all];
    if (all)
        *w = (words){w->hash, w->first, w->count, told, s->named_count, w->first + 3, false};
    return all;
}

static bool is_timed(const actor *a)
{
    return (a->state == ACTOR_PENDING && a->due != NO_TIMEOUT)
           || ((a->state == ACTOR_STANDS || a->state == ACTOR_AGAIN) && a->task.deadline != NO_TIMEOUT);
}

static bool can_be_told(const exec *e)
{
    const world *w = e->world;
    if (exec_over(e) || w->processes != w->main || w->main->next || e->later)
        return false;
    for (uint32_t i = 0; i < e->actor_count; i++)
        if (is_timed(e->actors[i]))
            return false;
    return true;
}

/* What a process that there is only one of, and its tasks, have printed that have ended: of those that have not it is told with them. */
static uint32_t tell_run(parts *p)
{
    const exec *e = p->exec;
    uint64_t printed = 0;
    for (uint32_t i = 0; i < e->actor_count; i++)
        printed += e->actors[i]->state == ACTOR_GONE ? point_printed_by(e->actors[i]) : 0;
    part_open(p);
    state_process(&p->told, e->world->main);
    state_int(&p->told, e->pids);
    state_number(&p->told, e->wakes);
    state_number(&p->told, printed);
    state_int(&p->told, exec_is_clocked(e) ? e->now : 0);
    return part_close(p, NULL, 0);
}

static void who_add(parts *p, uint64_t n)
{
    row_add(p, (uint32_t)n);
    row_add(p, (uint32_t)(n >> 32));
}

static uint32_t tell_who(parts *p, const uint32_t *order, uint32_t count)
{
    const exec *e = p->exec;
    p->row_count = 0;
    row_add(p, NAMING);
    who_add(p, (uint64_t)e->now);
    row_add(p, e->world->awaiting);
    row_add(p, e->actor_count);
    row_add(p, exec_is_clocked(e));
    row_add(p, e->world->main->live);
    row_add(p, count);
    for (uint32_t i = 0; i < count; i++) {
        const actor *a = e->actors[order[i]];
        row_add(p, a->index);
        row_add(p, a->task.self->id);
        row_add(p, p->told.symmetric && point_is_alike(a));
    }
    for (uint32_t i = 0; i < count; i++)
        who_add(p, e->actors[order[i]]->task.random);
    return p->broken ? 0 : row_number(p, p->row, p->row_count);
}

/* Which locks a task holds it is known by, too, for what guards.h knows of a step depends on that. */
static uint32_t locks_of(const parts *p, const task *t, uint32_t *locks, uint32_t most)
{
    uint32_t count = 0;
    for (uint32_t id = 1; id <= p->objects && count < most; id++) {
        const object *o = object_at(p->exec->world, id);
        if (o && (o->kind == KIND_lock || o->kind == KIND_rlock) && o->lock_.owner == t->id)
            locks[count++] = id;
    }
    return count;
}

enum { LOCKS_MOST = 16 };

static uint32_t tell_task(parts *p, const actor *a)
{
    uint32_t locks[LOCKS_MOST], count = locks_of(p, &a->task, locks, LOCKS_MOST);
    p->told.foreign |= count == LOCKS_MOST;
    part_open(p);
    state_number(&p->told, a->printed);
    point_actor(&p->told, p->exec, a);
    return part_close(p, locks, count);
}

static uint32_t tell_value(parts *p, value v)
{
    part_open(p);
    state_value(&p->told, v);
    return part_close(p, NULL, 0);
}

static uint32_t tell_object(parts *p, uint32_t id)
{
    const object *o = object_at(p->exec->world, id);
    part_open(p);
    if (o)
        state_rooted(&p->told, o);
    uint32_t number = p->told.length > 1 ? part_close(p, NULL, 0) : 0;
    if (number && state_over(&p->told, o)) {
        p->rows[number].over = true;
        p->told.foreign |= p->rows[number].names; /* as nobody waits for its end any more, it names nobody */
    }
    return number;
}

static void tell_all(parts *p, uint32_t *at, const uint32_t *order, uint32_t count)
{
    const exec *e = p->exec;
    process *own = e->world->main;
    bool cleared = !state_variables(own);
    at[SLOT_RUN] = tell_run(p);
    at[SLOT_WHO] = tell_who(p, order, count);
    for (uint32_t i = 0; i < p->cells; i++)
        at[parts_slot_of_cell(p, i)] = cleared ? 0 : tell_value(p, cells_at(own->cells, i)->value);
    for (uint32_t i = 0; i < p->shareds; i++)
        at[parts_slot_of_shared(p, i)] = tell_value(p, e->world->shared[i].atom.value);
    for (uint32_t id = 1; id <= p->objects; id++)
        at[parts_slot_of_object(p, id)] = tell_object(p, id);
    memset(at + tasks_first(p), 0, EXEC_TASKS * sizeof *at);
    for (uint32_t i = 0; i < count; i++)
        at[parts_slot_of_task(p, order[i])] = tell_task(p, e->actors[order[i]]);
}

bool parts_tell(parts *p, uint32_t *at)
{
    const exec *e = p->exec;
    run_state *s = &p->told;
    uint32_t order[EXEC_TASKS];
    if (!can_be_told(e))
        return false;
    uint32_t count = point_order(e, order);
    point_tell(e, s);
    for (uint32_t i = 0; s->symmetric && i < count; i++)
        if (point_is_alike(e->actors[order[i]]))
            state_alike(s, e->actors[order[i]]->task.self, 0);
    s->apart = true;
    tell_all(p, at, order, count);
    s->apart = false;
    p->broken |= s->broken;
    return !p->broken && !s->foreign && parts_base(p, at);
}

void parts_are_first(parts *p, const uint32_t *at) { memcpy(p->first, at, parts_slots(p) * sizeof *at); }

/* --- the row of a state --- */

static const uint32_t *who_of(const parts *p, const uint32_t *at) { return p->text + p->rows[at[SLOT_WHO]].first; }

uint32_t parts_tasks(const parts *p, const uint32_t *at, uint32_t tasks[static EXEC_TASKS])
{
    const uint32_t *who = who_of(p, at);
    uint32_t count = who[WHO_HEAD - 1];
    for (uint32_t i = 0; i < count; i++)
        tasks[i] = who[WHO_HEAD + i * WHO_TASK];
    return count;
}

typedef struct seat {
    uint32_t task, id; /* its object's */
    uint32_t told, rank, number;
    bool met;
} seat;

typedef struct seats {
    seat of[EXEC_TASKS];
    uint32_t met[EXEC_TASKS]; /* places in `of`, as they were named */
    uint32_t count, met_count;
} seats;

static void seats_sort(seats *s)
{
    for (uint32_t i = 1; i < s->count; i++) {
        seat one = s->of[i];
        uint32_t at = i;
        for (; at && s->of[at - 1].told > one.told; at--)
            s->of[at] = s->of[at - 1];
        s->of[at] = one;
    }
}

/* By what is told of them, if some are alike; else by their paths. */
static void seats_take(const parts *p, const uint32_t *at, seats *s)
{
    const uint32_t *who = who_of(p, at);
    s->count = who[WHO_HEAD - 1];
    s->met_count = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        const uint32_t *one = who + WHO_HEAD + i * WHO_TASK;
        uint32_t told = p->rows[at[parts_slot_of_task(p, one[0])]].told;
        s->of[i] = (seat){.task = one[0], .id = one[1], .told = told};
    }
    if (p->told.symmetric)
        seats_sort(s);
    for (uint32_t i = 0; i < s->count; i++)
        s->of[i].rank = i && s->of[i - 1].told == s->of[i].told ? s->of[i - 1].rank : i;
}

/* Tasks that are over are who they are. */
static void row_add_over(parts *p, const uint32_t *at, uint32_t id)
{
    row_add(p, UINT32_MAX);
    row_add(p, id);
    row_add(p, at[parts_slot_of_object(p, id)]);
}

static void row_add_named(parts *p, seats *s, const uint32_t *at, uint32_t id)
{
    for (uint32_t i = 0; i < s->count; i++) {
        seat *one = &s->of[i];
        if (one->id != id)
            continue;
        if (!one->met) {
            one->met = true;
            one->number = s->met_count;
            s->met[s->met_count++] = i;
        }
        row_add(p, one->number);
        return;
    }
    row_add_over(p, at, id);
}

static void row_add_part(parts *p, seats *s, const uint32_t *at, uint32_t number)
{
    row_add(p, number ? p->rows[number].told : 0);
    for (uint32_t i = 0; number && i < p->rows[number].names; i++)
        row_add_named(p, s, at, p->text[p->rows[number].name + i]);
}

/* Of those of the same rank, whoever was named first comes first. */
static void seats_as_met(seats *s)
{
    for (uint32_t i = 1; i < s->count; i++) {
        seat one = s->of[i];
        uint32_t at = i, number = one.met ? one.number : UINT32_MAX;
        for (; at && s->of[at - 1].rank == one.rank && (s->of[at - 1].met ? s->of[at - 1].number : UINT32_MAX) > number; at--)
            s->of[at] = s->of[at - 1];
        s->of[at] = one;
    }
}

/* It names nobody, and says what it has said in the first state, or nothing as long as it is not named. */
static bool goes_without_saying(const parts *p, const uint32_t *at, uint32_t slot)
{
    const words *w = &p->rows[at[slot]];
    return at[slot] == p->first[slot] ? !at[slot] || !w->names : at[slot] && w->over;
}

enum { SUM_TASK = SLOT_BASE }; /* stands for the slots of all tasks: which is which is told, or makes no difference */

static void sum_part(parts_sum *s, uint32_t slot, uint32_t told)
{
    uint64_t one = random_mix((uint64_t)slot << 32 | told);
    s->low += one;
    s->high += random_mix(one ^ told);
}

parts_sum parts_sum_of(const parts *p, const uint32_t *at)
{
    parts_sum s = {0};
    uint32_t tasks[EXEC_TASKS], count = parts_tasks(p, at, tasks);
    for (uint32_t i = 0; i < count; i++) {
        const words *w = &p->rows[at[parts_slot_of_task(p, tasks[i])]];
        sum_part(&s, SUM_TASK, w->told);
        s.naming += w->names > 0;
    }
    for (uint32_t slot = SLOT_RUN; slot < tasks_first(p); slot++) {
        if (slot == SLOT_WHO || goes_without_saying(p, at, slot))
            continue;
        sum_part(&s, slot, at[slot] ? p->rows[at[slot]].told : 0);
        s.naming += at[slot] && p->rows[at[slot]].names > 0;
    }
    return s;
}

uint32_t parts_order(const parts *p, const uint32_t *at, uint32_t order[static EXEC_TASKS])
{
    uint32_t told[EXEC_TASKS], tasks[EXEC_TASKS], count = parts_tasks(p, at, tasks);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t one = p->rows[at[parts_slot_of_task(p, tasks[i])]].told, to = i;
        for (; p->told.symmetric && to && told[to - 1] > one; to--) {
            told[to] = told[to - 1];
            order[to] = order[to - 1];
        }
        told[to] = one;
        order[to] = tasks[i];
    }
    return count;
}

const uint32_t *parts_row(parts *p, const uint32_t *at, uint32_t *length, uint32_t order[static EXEC_TASKS], uint32_t *tasks)
{
    seats s;
    seats_take(p, at, &s);
    p->row_count = 0;
    row_add(p, (uint32_t)FORM);
    row_add(p, s.count);
    for (uint32_t i = 0; i < s.count; i++)
        row_add_part(p, &s, at, at[parts_slot_of_task(p, s.of[i].task)]);
    for (uint32_t slot = SLOT_RUN; slot < tasks_first(p); slot++) {
        if (slot == SLOT_WHO || goes_without_saying(p, at, slot))
            continue;
        row_add(p, slot);
        row_add_part(p, &s, at, at[slot]);
    }
    for (uint32_t i = 0; i < s.met_count; i++)
        row_add(p, s.of[s.met[i]].rank);
    if (s.met_count)
        seats_as_met(&s);
    for (uint32_t i = 0; i < s.count; i++)
        order[i] = s.of[i].task;
    *tasks = s.count;
    *length = p->row_count;
    return p->broken ? NULL : p->row;
}

/* --- as text, and back --- */

void parts_save(const parts *p, buf *out)
{
    save_number(out, p->count);
    for (uint32_t i = 1; i < p->count; i++) {
        const words *w = &p->rows[i];
        save_number(out, w->told);
        save_number(out, w->names);
        save_number(out, w->over);
        save_bytes(out, (const char *)(p->text + w->first), w->count * sizeof *p->text);
    }
    save_line(out);
}

static bool row_load(parts *p, saved_text *in, uint32_t number)
{
    size_t length;
    uint32_t told = load_below(in, number), names = load_below(in, UINT32_MAX);
    bool over = load_below(in, 1);
    const char *bytes = load_bytes(in, &length);
    if (in->bad || !told || length % sizeof *p->row
        || !room((void **)&p->row, &p->row_capacity, length / sizeof *p->row, sizeof *p->row, ROWS_FIRST))
        return false;
    memcpy(p->row, bytes, length);
    uint32_t count = (uint32_t)(length / sizeof *p->row);
    if (names > count || (names && names + 3 > count))
        return false;
    if (row_number(p, p->row, count) != number)
        return false;
    words *w = &p->rows[number];
    w->told = told;
    w->names = names;
    w->name = told == number ? 0 : w->first + 3;
    w->over = over;
    return true;
}

bool parts_load(parts *p, saved_text *in)
{
    uint32_t count = load_below(in, UINT32_MAX);
    bool ok = !in->bad && p->count == 1;
    for (uint32_t i = 1; i < count && ok; i++)
        ok = row_load(p, in, i);
    return ok;
}
