/* state: the bytes of a state. Calls the kinds' `state`. Leaves out: the tasks (check/point.c) and what the machine knows of them (the
 * host). */
#include "runtime/state.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/kind.h"
#include "runtime/kinds/kinds.h"
#include "runtime/line.h"
#include "runtime/naming.h"

enum { WORDS_FIRST = 1024, MET_FIRST = 64, AN_OBJECT = UINT32_MAX };

/* --- numbers --- */

static bool room(void **block, uint32_t *capacity, uint64_t needed, size_t size)
{
    uint64_t larger = *capacity ? *capacity : MET_FIRST;
    while (larger < needed)
        larger *= 2;
    void *more = larger <= UINT32_MAX ? realloc(*block, larger * size) : NULL;
    if (!more)
        return false;
    memset((char *)more + *capacity * size, 0, (larger - *capacity) * size);
    *block = more;
    *capacity = (uint32_t)larger;
    return true;
}

static bool words_room(run_state *s, uint64_t count)
{
    bool enough = count <= s->capacity || room((void **)&s->words, &s->capacity, count, sizeof *s->words);
    s->broken |= !enough;
    return enough;
}

bool state_grow(run_state *s) { return words_room(s, s->capacity ? s->capacity * 2ull : WORDS_FIRST); }

bool state_lay_aside(run_state *s)
{
    uint32_t *words = s->words, capacity = s->capacity;
    s->words = s->aside;
    s->capacity = s->aside_capacity;
    s->aside = words;
    s->aside_capacity = capacity;
    s->length = 0;
    return words_room(s, capacity);
}

void state_take(run_state *s, uint32_t from, uint32_t count)
{
    if (!words_room(s, (uint64_t)s->length + count))
        return;
    memcpy(s->words + s->length, s->aside + from, count * sizeof *s->words);
    s->length += count;
}

void state_large(run_state *s, uint64_t n)
{
    if (s->capacity - s->length < 3 && !state_grow(s))
        return;
    s->words[s->length++] = UINT32_MAX;
    s->words[s->length++] = (uint32_t)n;
    s->words[s->length++] = (uint32_t)(n >> 32);
}

static void state_text(run_state *s, const char *text, size_t length)
{
    state_number(s, length);
    for (size_t i = 0; i < length; i += sizeof(uint64_t)) {
        uint64_t piece = 0;
        memcpy(&piece, text + i, length - i < sizeof piece ? length - i : sizeof piece);
        state_number(s, piece);
    }
}

void state_time(run_state *s, int64_t moment)
{
    state_number(s, moment == NO_TIMEOUT ? 0 : moment > s->now ? 2 + (uint64_t)(moment - s->now) : 1);
}

/* --- who was met --- */

static uint32_t variable_place(const met *table, uint32_t capacity, const met *m)
{
    uint32_t at = (uint32_t)(((uintptr_t)m->what >> 4) * 31 + m->which) & (capacity - 1);
    while (table[at].round == m->round && (table[at].what != m->what || table[at].which != m->which))
        at = (at + 1) & (capacity - 1);
    return at;
}

static bool variables_grow(run_state *s)
{
    uint32_t capacity = s->variables_capacity ? 2 * s->variables_capacity : MET_FIRST;
    met *table = calloc(capacity, sizeof *table);
    if (!table)
        return false;
    for (uint32_t i = 0; i < s->met_count; i++)
        if (s->queue[i].which != AN_OBJECT)
            table[variable_place(table, capacity, &s->queue[i])] = s->queue[i];
    free(s->variables);
    s->variables = table;
    s->variables_capacity = capacity;
    return true;
}

static met *variable_met(run_state *s, const met *m)
{
    if (2 * s->variables_count >= s->variables_capacity && !variables_grow(s))
        return NULL;
    return &s->variables[variable_place(s->variables, s->variables_capacity, m)];
}

static met *object_met(run_state *s, const object *o)
{
    if (o->id >= s->objects_capacity && !room((void **)&s->objects, &s->objects_capacity, o->id + 1ull, sizeof *s->objects))
        return NULL;
    return &s->objects[o->id];
}

bool state_over(const run_state *s, const object *o)
{
    return s->symmetric && o->kind == KIND_thread && o->id <= s->first_objects && o->id != s->world->main->id
           && __atomic_load_n(&o->thread.life, __ATOMIC_RELAXED) == LIFE_ENDED;
}

/* In a part that is told by itself: of tasks that are alike, or over, it is kept which they are. */
static void state_names(run_state *s, const met *known, met m)
{
    const object *o = m.which == AN_OBJECT ? m.what : NULL;
    bool told = o && known && (known->ranked == s->round || state_over(s, o));
    s->open = true;
    s->foreign |= !told;
    state_number(s, 0);
    if (told && s->named_count == s->named_capacity
        && !room((void **)&s->named, &s->named_capacity, s->named_count + 1ull, sizeof *s->named))
        s->broken = true;
    else if (told)
        s->named[s->named_count++] = o->id;
}

/* Its number; whoever is met the first time is told of later. */
static void state_meet(run_state *s, met *known, met m)
{
    if (s->apart) {
        state_names(s, known, m);
        return;
    }
    if (!known || (s->met_count == s->queue_capacity && !room((void **)&s->queue, &s->queue_capacity, s->met_count + 1ull, sizeof m))) {
        s->broken = true;
        return;
    }
    if (known->round != s->round) {
        m.number = s->met_count;
        m.rank = known->rank;
        m.ranked = known->ranked;
        *known = s->queue[s->met_count++] = m;
        s->variables_count += m.which != AN_OBJECT;
    }
    state_number(s, s->first_objects + known->number + 1ull);
}

static void state_variable(run_state *s, const cells *c, uint32_t number)
{
    met m = {.what = c, .which = number, .round = s->round};
    state_meet(s, variable_met(s, &m), m);
}

static bool is_alike(const run_state *s, const object *o) { return o->id < s->objects_capacity && s->objects[o->id].ranked == s->round; }

void state_alike(run_state *s, const object *o, uint32_t rank)
{
    met *m = object_met(s, o);
    s->broken |= !m;
    if (!m)
        return;
    m->rank = rank;
    m->ranked = s->round;
}

uint32_t state_met(const run_state *s, const object *o)
{
    bool known = o->id < s->objects_capacity && s->objects[o->id].round == s->round;
    return known ? s->objects[o->id].number : UINT32_MAX;
}

void state_object(run_state *s, const object *o)
{
    if (!o)
        state_number(s, 0);
    else if (o->id <= s->first_objects && !is_alike(s, o) && !state_over(s, o))
        state_number(s, o->id);
    else
        state_meet(s, object_met(s, o), (met){.what = o, .which = AN_OBJECT, .round = s->round});
}

void state_task(run_state *s, uint32_t id) { state_object(s, id ? object_at(s->world, id) : NULL); }

/* --- values --- */

void state_values(run_state *s, const value *v, uint32_t count)
{
    state_number(s, count);
    for (uint32_t i = 0; i < count; i++)
        state_value(s, v[i]);
}

static void state_map(run_state *s, const struct map *m)
{
    state_number(s, m->used);
    for (uint32_t i = 0; i < m->length; i++)
        if (m->entries[i].key.tag != V_UNSET) {
            state_value(s, m->entries[i].key);
            state_value(s, m->entries[i].item);
        }
}

static void state_error(run_state *s, const struct error *e)
{
    state_number(s, e->kind);
    state_number(s, e->line);
    state_number(s, e->column);
    state_value(s, e->name);
    state_value(s, e->message);
    state_value(s, e->task);
    state_value(s, e->stack);
}

/* It is the same in all states. */
static bool is_first(const run_state *s, value v)
{
    const char *at = (const char *)v.cell;
    return at >= s->first_begin && at < s->first_end && v.tag != V_HANDLE && v.tag != V_CELL && v.cell->count >= COUNT_IMMORTAL;
}

static void state_counted(run_state *s, value v)
{
    const char *text;
    size_t length;
    switch (v.tag) {
    case V_STRING:
        length = value_string_bytes(&v, &text);
        state_text(s, text, length);
        break;
    case V_LIST: state_values(s, v.list->items, v.list->length); break;
    case V_MAP: state_map(s, v.map); break;
    case V_RANGE:
        state_int(s, v.range->begin);
        state_int(s, v.range->end);
        break;
    case V_CLOSURE:
        state_number(s, v.closure->function);
        state_values(s, v.closure->captured, v.closure->count);
        break;
    case V_ERROR: state_error(s, v.error); break;
    case V_HANDLE:
        state_number(s, v.face);
        state_object(s, object_of(v));
        break;
    case V_CELL: state_variable(s, v.cells, v.index); break;
    default: break;
    }
}

void state_value(run_state *s, value v)
{
    state_number(s, v.tag);
    switch (v.tag) {
    case V_NIL:
    case V_UNSET: break;
    case V_BOOL:
    case V_INT:
    case V_DURATION: state_int(s, v.integer); break;
    case V_FLOAT: state_number(s, v.payload); break;
    case V_SHORT:
        state_number(s, (uint32_t)v.head);
        state_number(s, v.head >> 32);
        state_number(s, (uint32_t)v.payload);
        state_number(s, v.payload >> 32);
        break;
    case V_FUNC:
    case V_BUILTIN: state_number(s, v.index); break;
    default:
        if (is_first(s, v))
            state_number(s, (uint64_t)((const char *)v.cell - s->first_begin));
        else
            state_counted(s, v);
    }
}

void state_ring(run_state *s, const ring *r)
{
    state_number(s, r->count);
    for (uint32_t i = 0; i < r->count; i++)
        state_value(s, *ring_at(r, i));
}

void state_op(run_state *s, const op *o)
{
    state_number(s, o->verb);
    state_number(s, o->face);
    state_number(s, o->flags);
    state_number(s, o->cell);
    state_object(s, o->object);
    state_int(s, o->timeout);
    state_values(s, o->arguments, o->count);
    state_number(s, o->cases);
    for (uint32_t i = 0; i < o->cases; i++)
        state_op(s, &o->alternatives[i]);
}

/* --- objects --- */

static void state_name(run_state *s, const object *o)
{
    state_number(s, 0);
    buf text = {0};
    if (!o->name.given) {
        state_value(s, o->name.base);
        state_number(s, o->name.number);
        return;
    }
    object_show_name(o, &text);
    state_text(s, text.data, text.length);
    s->broken |= text.failed;
    buf_free(&text);
}

static bool waiter_stands(const waiter *w) { return w->task && task_generation(w->task) == w->generation; }

/* How many of all who wait came before it: of the others only that matters. */
static uint32_t waiter_rank(const line *l, const waiter *w)
{
    uint32_t rank = 0;
    for (uint32_t g = 0; g < l->groups; g++)
        for (uint32_t i = 0; i < l->group[g].count; i++) {
            const waiter *other = &l->group[g].ring[(l->group[g].first + i) & (l->group[g].capacity - 1)];
            rank += waiter_stands(other) && line_earlier(other->place, w->place);
        }
    return rank;
}

static void state_group(run_state *s, const line *l, const group *g)
{
    state_number(s, (uint64_t)g->verb << 8 | g->face);
    state_number(s, g->coming);
    for (uint32_t i = 0; i < g->count; i++) {
        const waiter *w = &g->ring[(g->first + i) & (g->capacity - 1)];
        if (!waiter_stands(w))
            continue;
        state_number(s, 1 + waiter_rank(l, w));
        state_object(s, w->task->self);
        state_number(s, w->chosen);
    }
    state_number(s, 0);
}

static bool group_matters(const group *g)
{
    for (uint32_t i = 0; i < g->count; i++)
        if (waiter_stands(&g->ring[(g->first + i) & (g->capacity - 1)]))
            return true;
    return g->coming;
}

/* The groups by what they ask for, not in the order in which somebody first did. */
static void state_line(run_state *s, const line *l)
{
    uint32_t after = 0;
    for (const group *next; l;) {
        next = NULL;
        for (uint32_t i = 0; i < l->groups; i++) {
            const group *g = &l->group[i];
            uint32_t key = 1 + ((uint32_t)g->verb << 8 | g->face), best = next ? 1 + ((uint32_t)next->verb << 8 | next->face) : 0;
            if (key > after && (!next || key < best) && group_matters(g))
                next = g;
        }
        if (!next)
            break;
        after = 1 + ((uint32_t)next->verb << 8 | next->face);
        state_group(s, l, next);
    }
    state_number(s, 0);
}

static void state_of_object(run_state *s, const object *o)
{
    state_number(s, o->kind);
    if (o->id <= s->first_objects)
        state_number(s, o->id);
    if (o->id > s->first_objects || o->name.given)
        state_name(s, o);
    state_line(s, o->line);
    if (kinds[o->kind].state)
        kinds[o->kind].state(s, o);
}

void state_itself(run_state *s, const object *o)
{
    state_number(s, o->kind);
    state_value(s, o->name.base);
    if (o->name.given)
        state_name(s, o);
    state_line(s, o->line);
    kinds[o->kind].state(s, o);
}

void state_process(run_state *s, const process *p)
{
    state_object(s, p->self);
    state_number(s, p->phase);
    state_number(s, p->status);
    state_number(s, p->failed);
    state_int(s, p->pid);
    state_int(s, p->parent_pid);
    state_number(s, naming_digest(p->names));
}

uint32_t state_variables(const process *p) { return p->cells && !p->cells->cleared ? p->cells->fixed : 0; }

void state_rooted(run_state *s, const object *o)
{
    if (!is_alike(s, o))
        state_of_object(s, o);
}

/* Nobody was met in it yet. */
static void state_round(run_state *s)
{
    if (++s->round)
        return;
    s->round = 1;
    for (uint32_t i = 0; i < s->objects_capacity; i++)
        s->objects[i].round = s->objects[i].ranked = 0;
    for (uint32_t i = 0; i < s->variables_capacity; i++)
        s->variables[i].round = 0;
}

void state_begin(run_state *s, world *w)
{
    s->world = w;
    s->now = w->engine->now(w);
    s->length = 0;
    s->met_count = s->variables_count = s->told = 0;
    s->apart = s->open = s->foreign = false;
    s->named_count = 0;
    state_round(s);
}

void state_end(run_state *s)
{
    for (uint32_t id = 1; id <= s->first_objects; id++) {
        const object *o = object_at(s->world, id);
        if (o && !state_over(s, o))
            state_rooted(s, o);
    }
    while (s->told < s->met_count && !s->broken) {
        const met m = s->queue[s->told++];
        if (m.which == AN_OBJECT && m.ranked == s->round)
            state_number(s, m.rank);
        else if (m.which == AN_OBJECT)
            state_of_object(s, m.what);
        else
            state_value(s, cells_at((cells *)(uintptr_t)m.what, m.which)->value);
    }
}

bool state_equal(const run_state *a, const run_state *b)
{
    return !a->broken && !b->broken && a->length == b->length && memcmp(a->words, b->words, a->length * sizeof *a->words) == 0;
}

void state_free(run_state *s)
{
    free(s->words);
    free(s->aside);
    free(s->objects);
    free(s->variables);
    free(s->queue);
    free(s->named);
    *s = (run_state){0};
}
