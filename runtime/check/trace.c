/* trace: vector clocks of steps. Calls nothing but memory. */
#include "runtime/check/trace.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS_FIRST = 64, LISTS_FIRST = 64, ENTRIES_FIRST = 8 };

void clock_join(vclock *to, const vclock *from)
{
    for (uint32_t i = 0; i < from->tasks; i++)
        to->of[i] = to->of[i] > from->of[i] ? to->of[i] : from->of[i];
    to->tasks = to->tasks > from->tasks ? to->tasks : from->tasks;
}

void clock_step(vclock *c, uint32_t who)
{
    c->of[who]++;
    c->tasks = c->tasks > who ? c->tasks : who + 1;
}

/* --- who touched what: a table with open addressing --- */

static uint32_t key_place(uint64_t key, uint32_t capacity) { return (uint32_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (capacity - 1); }

static touch_list *list_place(touch_list *lists, uint32_t capacity, uint64_t key)
{
    uint32_t at = key_place(key, capacity);
    while (lists[at].used && lists[at].key != key)
        at = (at + 1) & (capacity - 1);
    return &lists[at];
}

static bool lists_grow(trace *t)
{
    uint32_t capacity = t->lists_capacity ? 2 * t->lists_capacity : LISTS_FIRST;
    touch_list *more = calloc(capacity, sizeof *more);
    if (!more)
        return false;
    for (uint32_t i = 0; i < t->lists_capacity; i++)
        if (t->lists[i].used)
            *list_place(more, capacity, t->lists[i].key) = t->lists[i];
    free(t->lists);
    t->lists = more;
    t->lists_capacity = capacity;
    return true;
}

static touch_list *list_of(trace *t, uint64_t key)
{
    if (2 * t->lists_used >= t->lists_capacity && !lists_grow(t))
        return NULL;
    touch_list *l = list_place(t->lists, t->lists_capacity, key);
    if (!l->used) {
        *l = (touch_list){.key = key, .used = true};
        t->lists_used++;
    }
    return l;
}

const touch_list *trace_list(const trace *t, uint64_t key)
{
    const touch_list *l = t->lists_capacity ? list_place(t->lists, t->lists_capacity, key) : NULL;
    return l && l->used && l->count ? l : NULL;
}

static void list_add(trace *t, const touch *a, uint32_t step)
{
    touch_list *l = list_of(t, a->key);
    if (l && l->count == l->capacity) {
        uint32_t capacity = l->capacity ? 2 * l->capacity : ENTRIES_FIRST;
        touch_entry *more = realloc(l->entries, capacity * sizeof *more);
        if (!more)
            l = NULL;
        else {
            l->entries = more;
            l->capacity = capacity;
        }
    }
    if (!l) {
        t->broken = true;
        return;
    }
    l->entries[l->count++] = (touch_entry){step, a->write};
    if (a->write)
        l->writer = l->count;
}

/* --- clocks --- */

/* What changes a thing comes after all who looked at it since it was changed last; who looks, after that change. */
void trace_depend(const trace *t, const touch *a, uint32_t count, vclock *c)
{
    for (uint32_t i = 0; i < count; i++) {
        const touch_list *l = trace_list(t, a[i].key);
        if (!l)
            continue;
        if (l->writer)
            clock_join(c, &t->steps[l->entries[l->writer - 1].step]);
        for (uint32_t k = a[i].write ? l->writer : l->count; k < l->count; k++)
            clock_join(c, &t->steps[l->entries[k].step]);
    }
}

static bool trace_room(trace *t)
{
    if (t->count < t->capacity)
        return true;
    uint32_t capacity = t->capacity ? 2 * t->capacity : STEPS_FIRST;
    vclock *steps = realloc(t->steps, capacity * sizeof *steps);
    if (steps)
        t->steps = steps;
    uint32_t *before = steps ? realloc(t->before, capacity * sizeof *before) : NULL;
    if (!before)
        return false;
    t->before = before;
    t->capacity = capacity;
    return true;
}

/* Time goes on when nobody can: all that was done comes before all that will be. Who is not there yet comes after who starts it. */
static void trace_later(trace *t)
{
    vclock all = {0};
    for (uint32_t i = 0; i < t->tasks; i++)
        clock_join(&all, &t->now[i]);
    for (uint32_t i = 0; i < t->tasks; i++)
        t->now[i] = all;
}

static void trace_release(trace *t, uint32_t who, const vclock *c, uint32_t at)
{
    clock_join(&t->now[who], c);
    t->last[who] = at + 1;
}

void trace_add(trace *t, const exec *e, vclock *before)
{
    const exec_step *s = &e->steps[e->step_count - 1];
    uint32_t at = t->count;
    if (!trace_room(t)) {
        t->broken = true;
        return;
    }
    t->tasks = t->tasks > e->actor_count ? t->tasks : e->actor_count;
    if (s->later)
        trace_later(t);
    vclock *c = &t->steps[at];
    *before = *c = t->now[s->task];
    trace_depend(t, e->accesses + s->first, s->count, c);
    clock_step(c, s->task);
    t->now[s->task] = *c;
    t->before[at] = t->last[s->task];
    t->last[s->task] = at + 1;
    for (uint32_t r = taskset_next(&s->released, 0); r < EXEC_TASKS; r = taskset_next(&s->released, r + 1))
        trace_release(t, r, c, at);
    t->count++;
    for (uint32_t i = 0; i < s->count; i++)
        list_add(t, &e->accesses[s->first + i], at);
}

bool accesses_conflict(const touch *a, uint32_t a_count, const touch *b, uint32_t b_count)
{
    for (uint32_t i = 0; i < a_count; i++)
        for (uint32_t k = 0; k < b_count; k++)
            if (a[i].key == b[k].key && (a[i].write || b[k].write))
                return true;
    return false;
}

void trace_clear(trace *t)
{
    for (uint32_t i = 0; i < t->lists_capacity; i++)
        t->lists[i].count = t->lists[i].writer = 0;
    memset(t->now, 0, t->tasks * sizeof *t->now);
    memset(t->last, 0, sizeof t->last);
    t->count = t->tasks = 0;
    t->broken = false;
}

void trace_free(trace *t)
{
    for (uint32_t i = 0; i < t->lists_capacity; i++)
        free(t->lists[i].entries);
    free(t->lists);
    free(t->steps);
    free(t->before);
}
