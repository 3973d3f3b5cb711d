/* readings: a table by thing and steps. Calls random.h. */
#include "runtime/check/readings.h"

#include <stdlib.h>

#include "runtime/random.h"

enum { READINGS_MOST = 1 << 14, FIRST = 64 };

/* With room for one more at the end; NULL: out of memory, or there are too many, and they stay where they are. */
static void *grown(readings *r, void *items, uint32_t count, uint32_t *capacity, size_t size)
{
    if (count == READINGS_MOST)
        return NULL;
    if (count < *capacity)
        return items;
    uint32_t more = *capacity ? 2 * *capacity : FIRST;
    void *moved = realloc(items, more * size);
    if (moved)
        *capacity = more;
    else
        r->broken = true;
    return moved;
}

/* --- steps --- */

static uint64_t event_of(uint32_t line, uint16_t verb, uint8_t kind)
{
    return random_mix((uint64_t)line << 32 | (uint32_t)verb << 8 | kind) | 1;
}

uint64_t readings_event(const exec_step *s) { return event_of(s->line, s->verb, s->kind); }

uint64_t readings_next_event(const actor *a)
{
    step_kind kind = a->can == CAN_TIME_OUT ? STEP_TIMEOUT : a->state == ACTOR_AGAIN ? STEP_AGAIN : STEP_OP;
    return event_of(a->task.op.line, a->task.op.verb, (uint8_t)kind);
}

/* A variable that is set is not read, nor is what is given back, set or told. */
static bool step_reads(const exec_step *s)
{
    if (s->kind == STEP_END || s->verb == VERB_variable_store)
        return false;
    unsigned kind = verb_words[s->verb].kind;
    return kind == KIND_variable || kind == KIND_atom || verb_words[s->verb].flags & (VERB_WAITS | VERB_LOOKS);
}

/* What has been taken is not taken again before it was given back. */
static bool step_takes(const exec_step *s)
{
    return s->verb == VERB_lock_acquire || s->verb == VERB_rlock_acquire || s->verb == VERB_condition_acquire || s->verb == VERB_run_atomic;
}

static bool step_gives(const exec_step *s)
{
    return s->verb == VERB_lock_release || s->verb == VERB_rlock_release || s->verb == VERB_condition_release
           || s->verb == VERB_run_atomic_end;
}

/* --- readings --- */

static uint64_t reading_number(uint64_t key, uint64_t from, uint64_t to) { return random_mix(key ^ random_mix(from ^ random_mix(to))); }

static uint32_t *place_of(const readings *r, uint64_t key, uint64_t from, uint64_t to)
{
    uint32_t at = (uint32_t)reading_number(key, from, to) & (r->places_capacity - 1);
    for (; r->places[at]; at = (at + 1) & (r->places_capacity - 1)) {
        const reading *found = &r->all[r->places[at] - 1];
        if (found->key == key && found->from == from && found->to == to)
            break;
    }
    return &r->places[at];
}

static bool places_grow(readings *r)
{
    uint32_t capacity = r->places_capacity ? 2 * r->places_capacity : 2 * FIRST;
    uint32_t *more = calloc(capacity, sizeof *more);
    if (!more)
        return false;
    free(r->places);
    r->places = more;
    r->places_capacity = capacity;
    for (uint32_t i = 0; i < r->count; i++)
        *place_of(r, r->all[i].key, r->all[i].from, r->all[i].to) = i + 1;
    return true;
}

/* NULL: there are too many of them, or out of memory. */
static reading *reading_of(readings *r, uint64_t key, uint64_t from, uint64_t to)
{
    if (2 * r->count >= r->places_capacity && !places_grow(r)) {
        r->broken = true;
        return NULL;
    }
    uint32_t *place = place_of(r, key, from, to);
    if (*place)
        return &r->all[*place - 1];
    reading *all = grown(r, r->all, r->count, &r->capacity, sizeof *all);
    if (!all)
        return NULL;
    r->all = all;
    r->all[r->count] = (reading){.key = key, .from = from, .to = to};
    *place = ++r->count;
    return &r->all[r->count - 1];
}

static void reading_between(readings *r, uint64_t key, uint64_t from, uint64_t to)
{
    reading *one = reading_of(r, key, from, to);
    if (one)
        one->between = true;
}

static bool by_several(const taskset *a, const taskset *b)
{
    taskset both = *a;
    for (uint32_t i = taskset_next(b, 0); i < EXEC_TASKS; i = taskset_next(b, i + 1))
        taskset_add(&both, i);
    return taskset_count(&both) > 1;
}

/* Whoever reads the thing may come to read what any of the others who change it has left. */
static void reading_might(readings *r, const reading_step *fresh)
{
    if (fresh->reads && fresh->first)
        reading_between(r, fresh->key, 0, fresh->event);
    for (uint32_t i = 0; i < r->step_count; i++) {
        const reading_step *s = &r->steps[i];
        if (s->key != fresh->key || !by_several(&s->by, &fresh->by))
            continue;
        if (fresh->reads && s->writes)
            reading_between(r, s->key, s->event, fresh->event);
        if (fresh->writes && s->reads)
            reading_between(r, s->key, fresh->event, s->event);
    }
}

/* It has made a step once more. True: that says more of the step than was known. Of more than two nothing more would follow. */
static bool step_more(reading_step *known, const reading_step *once)
{
    bool more = (once->writes && !known->writes) || (once->first && !known->first) || taskset_count(&known->by) < 2;
    known->writes |= once->writes;
    known->first |= once->first;
    taskset_add(&known->by, taskset_next(&once->by, 0));
    return more;
}

static void step_know(readings *r, const reading_step *once)
{
    for (uint32_t i = 0; i < r->step_count; i++) {
        reading_step *s = &r->steps[i];
        if (s->key != once->key || s->event != once->event)
            continue;
        if (step_more(s, once))
            reading_might(r, s);
        return;
    }
    reading_step *steps = grown(r, r->steps, r->step_count, &r->step_capacity, sizeof *steps);
    if (!steps)
        return;
    r->steps = steps;
    r->steps[r->step_count++] = *once;
    reading_might(r, once);
}

/* --- guards --- */

static reading_guard *guard_of(const readings *r, uint64_t key)
{
    for (uint32_t i = 0; i < r->guard_count; i++)
        if (r->guards[i].key == key)
            return &r->guards[i];
    return NULL;
}

bool readings_guarded(const readings *r, uint64_t key)
{
    const reading_guard *g = guard_of(r, key);
    return g && g->count > 0;
}

static bool is_held(const reading_held *h, uint64_t key)
{
    for (uint32_t i = 0; i < h->count; i++)
        if (h->keys[i] == key)
            return true;
    return false;
}

static void guard_first(readings *r, uint64_t key, const reading_held *h)
{
    reading_guard *all = grown(r, r->guards, r->guard_count, &r->guard_capacity, sizeof *all);
    if (!all)
        return;
    r->guards = all;
    reading_guard *g = &r->guards[r->guard_count++];
    *g = (reading_guard){.key = key};
    for (; g->count < h->count && g->count < GUARDS; g->count++)
        g->by[g->count] = h->keys[g->count];
}

/* The thing is touched by somebody who holds these. */
static void guard_touch(readings *r, uint64_t key, const reading_held *h)
{
    reading_guard *g = guard_of(r, key);
    if (!g) {
        guard_first(r, key, h);
        return;
    }
    for (uint32_t i = 0; i < g->count;)
        if (is_held(h, g->by[i]))
            i++;
        else
            g->by[i] = g->by[--g->count];
}

static void held_change(reading_held *h, uint64_t key, bool takes)
{
    if (takes && h->count < HELD && !is_held(h, key))
        h->keys[h->count++] = key;
    for (uint32_t i = 0; !takes && i < h->count; i++)
        if (h->keys[i] == key)
            h->keys[i--] = h->keys[--h->count];
}

/* --- an execution --- */

static reading_change *change_of(const readings *r, uint64_t key)
{
    for (uint32_t i = 0; i < r->change_count; i++)
        if (r->changes[i].key == key)
            return &r->changes[i];
    return NULL;
}

uint64_t readings_changed(const readings *r, uint64_t key)
{
    const reading_change *c = change_of(r, key);
    return c ? c->event : 0;
}

static void change_set(readings *r, uint64_t key, uint64_t what, uint32_t who)
{
    reading_change *c = change_of(r, key);
    if (c) {
        c->event = what;
        taskset_add(&c->by, who);
        return;
    }
    c = grown(r, r->changes, r->change_count, &r->change_capacity, sizeof *c);
    if (!c)
        return;
    r->changes = c;
    c = &r->changes[r->change_count++];
    *c = (reading_change){.key = key, .event = what};
    taskset_add(&c->by, who);
}

static bool has_changed(const readings *r, uint64_t key, uint32_t who)
{
    const reading_change *c = change_of(r, key);
    return c && taskset_has(&c->by, who);
}

static void reading_see(readings *r, uint64_t key, uint64_t to)
{
    reading *seen = reading_of(r, key, readings_changed(r, key), to);
    if (!seen || seen->last == r->executions)
        return;
    seen->last = r->executions;
    seen->seen++;
    r->signature += reading_number(key, seen->from, to);
}

/* Before a second task was started nothing can differ. */
static bool is_alone(readings *r, const exec_step *s)
{
    r->alone = r->alone && taskset_count(&s->released) == 0;
    return r->alone;
}

void readings_add(readings *r, const exec *e, uint32_t step)
{
    const exec_step *s = &e->steps[step];
    uint64_t what = readings_event(s);
    bool reads = step_reads(s), takes = step_takes(s);
    if (is_alone(r, s))
        return;
    for (uint32_t i = 0; i < s->count; i++) {
        const touch *a = &e->accesses[s->first + i];
        if (a->key == KEY_ALL || exec_is_task(e, a->key))
            continue;
        reading_step once = {a->key, what, reads, a->write && !takes, !has_changed(r, a->key, s->task), {{0}}};
        taskset_add(&once.by, s->task);
        step_know(r, &once);
        if (reads)
            reading_see(r, a->key, what);
        if (a->write)
            change_set(r, a->key, what, s->task);
        if (a->write && (takes || step_gives(s)))
            held_change(&r->held[s->task], a->key, takes);
        else
            guard_touch(r, a->key, &r->held[s->task]);
    }
}

void readings_begin(readings *r)
{
    r->executions++;
    r->alone = true;
    r->signature = 0;
    r->change_count = 0;
    for (uint32_t i = 0; i < EXEC_TASKS; i++)
        r->held[i].count = 0;
}

bool readings_end(readings *r)
{
    for (uint32_t i = 0; i < r->signature_count; i++)
        if (r->signatures[i] == r->signature)
            return false;
    uint64_t *all = grown(r, r->signatures, r->signature_count, &r->signature_capacity, sizeof *all);
    if (!all)
        return false;
    r->signatures = all;
    r->signatures[r->signature_count++] = r->signature;
    return true;
}

/* --- as text --- */

static void save_numbers(buf *out, const uint64_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        save_number(out, numbers[i]);
}

void readings_save(const readings *r, buf *out)
{
    save_numbers(out, (const uint64_t[]){r->executions, r->count, r->step_count, r->guard_count, r->signature_count}, 5);
    for (uint32_t i = 0; i < r->count; i++) {
        const reading *one = &r->all[i];
        save_numbers(out, (const uint64_t[]){one->key, one->from, one->to, one->seen, one->aimed, one->between, one->last}, 7);
    }
    for (uint32_t i = 0; i < r->step_count; i++) {
        const reading_step *s = &r->steps[i];
        save_numbers(out, (const uint64_t[]){s->key, s->event, s->reads, s->writes, s->first}, 5);
        save_numbers(out, s->by.word, EXEC_TASKS / 64);
    }
    for (uint32_t i = 0; i < r->guard_count; i++) {
        save_numbers(out, (const uint64_t[]){r->guards[i].key, r->guards[i].count}, 2);
        save_numbers(out, r->guards[i].by, r->guards[i].count);
    }
    save_numbers(out, r->signatures, r->signature_count);
    save_line(out);
}

static bool load_reading(readings *r, saved_text *in)
{
    uint64_t key = load_number(in), from = load_number(in), to = load_number(in);
    reading *one = reading_of(r, key, from, to);
    if (!one)
        return false;
    one->seen = load_below(in, UINT32_MAX - 1);
    one->aimed = load_below(in, UINT32_MAX - 1);
    one->between = load_below(in, 1);
    one->last = load_number(in);
    return !in->bad;
}

static bool load_step(readings *r, saved_text *in)
{
    reading_step *steps = grown(r, r->steps, r->step_count, &r->step_capacity, sizeof *steps);
    if (!steps)
        return false;
    r->steps = steps;
    reading_step *s = &r->steps[r->step_count++];
    *s = (reading_step){.key = load_number(in)};
    s->event = load_number(in);
    s->reads = load_below(in, 1);
    s->writes = load_below(in, 1);
    s->first = load_below(in, 1);
    for (uint32_t i = 0; i < EXEC_TASKS / 64; i++)
        s->by.word[i] = load_number(in);
    return !in->bad;
}

static bool load_guard(readings *r, saved_text *in)
{
    reading_guard *guards = grown(r, r->guards, r->guard_count, &r->guard_capacity, sizeof *guards);
    if (!guards)
        return false;
    r->guards = guards;
    reading_guard *g = &r->guards[r->guard_count++];
    *g = (reading_guard){.key = load_number(in)};
    g->count = load_below(in, GUARDS);
    for (uint32_t i = 0; i < g->count; i++)
        g->by[i] = load_number(in);
    return !in->bad;
}

static bool load_signature(readings *r, saved_text *in)
{
    uint64_t *all = grown(r, r->signatures, r->signature_count, &r->signature_capacity, sizeof *all);
    if (!all)
        return false;
    r->signatures = all;
    r->signatures[r->signature_count++] = load_number(in);
    return !in->bad;
}

static bool load_so_many(readings *r, saved_text *in, uint32_t count, bool (*load)(readings *r, saved_text *in))
{
    while (count && load(r, in))
        count--;
    return count == 0;
}

bool readings_load(readings *r, saved_text *in)
{
    r->executions = load_number(in);
    uint32_t count = load_below(in, READINGS_MOST), steps = load_below(in, READINGS_MOST);
    uint32_t guards = load_below(in, READINGS_MOST), signatures = load_below(in, READINGS_MOST);
    return load_so_many(r, in, count, load_reading) && r->count == count && load_so_many(r, in, steps, load_step)
           && load_so_many(r, in, guards, load_guard) && load_so_many(r, in, signatures, load_signature) && !in->bad;
}

void readings_free(readings *r)
{
    free(r->all);
    free(r->places);
    free(r->steps);
    free(r->guards);
    free(r->signatures);
    free(r->changes);
}
