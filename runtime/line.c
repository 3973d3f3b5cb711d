/* line: rings of waiters. Calls nothing but memory and the pass's journal. */
#include "runtime/line.h"

#include "runtime/pass.h"

#include <stdlib.h>
#include <string.h>

enum { GROUPS_FIRST = 1, RING_FIRST = 2, RING_KEEP = 32 };

bool line_earlier(uint32_t a, uint32_t b) { return (int32_t)(a - b) < 0; }

group *line_group(const object *o, verb_id verb, uint8_t face)
{
    line *l = o->line;
    for (uint32_t i = 0; l && i < l->groups; i++)
        if (l->group[i].verb == verb && l->group[i].face == face)
            return &l->group[i];
    return NULL;
}

static size_t line_size(uint32_t capacity) { return sizeof(line) + capacity * sizeof(group); }

static line *line_grow(pass *p, object *o)
{
    memory *m = p->world->memory;
    uint32_t capacity = o->line ? o->line->capacity * 2 : GROUPS_FIRST;
    line *l = capacity <= LINE_GROUPS ? memory_take(m, line_size(capacity)) : NULL;
    if (!l)
        return NULL;
    if (o->line)
        memcpy(l, o->line, line_size(o->line->groups));
    else
        l->places = l->groups = 0;
    l->capacity = capacity;
    if (o->line)
        journal_give(p->journal, m, o->line, line_size(o->line->capacity));
    return o->line = l;
}

static group *group_open(pass *p, object *o, verb_id verb, uint8_t face)
{
    line *l = o->line;
    if ((!l || l->groups == l->capacity) && !(l = line_grow(p, o)))
        return NULL;
    group *g = &l->group[l->groups++];
    *g = (group){.verb = (uint16_t)verb, .face = face};
    return g;
}

/* All groups of an object, which are about to change. */
static void line_change(pass *p, object *o)
{
    if (o->line)
        journal_change(p->journal, o->line, line_size(o->line->groups + (o->line->groups < o->line->capacity)));
}

static void group_count(group *g, int more) { __atomic_store_n(&g->live, g->live + (uint32_t)more, __ATOMIC_RELAXED); }

/* Moves the waiters together, over the gaps. */
static void group_pack(group *g)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < g->count; i++)
        if (line_at(g, i)->task)
            *line_at(g, kept++) = *line_at(g, i);
    g->count = kept;
}

static bool group_room(pass *p, group *g)
{
    memory *m = p->world->memory;
    if (g->count < g->capacity)
        return true;
    if (g->count && g->live <= g->count / 2) {
        journal_change(p->journal, g->ring, g->capacity * sizeof *g->ring);
        group_pack(g);
        return true;
    }
    uint32_t capacity = g->capacity ? g->capacity * 2 : RING_FIRST;
    waiter *grown = capacity ? memory_take(m, capacity * sizeof *grown) : NULL;
    if (!grown)
        return false;
    for (uint32_t i = 0; i < g->count; i++)
        grown[i] = *line_at(g, i);
    journal_give(p->journal, m, g->ring, g->capacity * sizeof *g->ring);
    g->ring = grown;
    g->capacity = capacity;
    g->first = 0;
    return true;
}

uint32_t line_add(pass *p, object *o, verb_id verb, uint8_t face, waiter who, uint32_t place)
{
    line_change(p, o);
    group *g = line_group(o, verb, face);
    if (!g && !(g = group_open(p, o, verb, face)))
        return 0;
    if (!group_room(p, g))
        return 0;
    group_count(g, 1);
    g->count++;
    if (place && (g->count == 1 || line_earlier(place, line_at(g, 0)->place))) {
        g->first = (g->first - 1) & (g->capacity - 1);
        who.place = place;
        *line_at(g, 0) = who;
        return place;
    }
    if (++o->line->places == 0) /* 0 says "no place" */
        o->line->places = 1;
    who.place = o->line->places;
    *line_at(g, g->count - 1) = who;
    return who.place;
}

static void group_trim(pass *p, group *g)
{
    while (g->count && !line_at(g, 0)->task) {
        g->first = (g->first + 1) & (g->capacity - 1);
        g->count--;
    }
    while (g->count && !line_at(g, g->count - 1)->task)
        g->count--;
    if (!g->count && g->capacity > RING_KEEP) {
        journal_give(p->journal, p->world->memory, g->ring, g->capacity * sizeof *g->ring);
        g->ring = NULL;
        g->first = g->capacity = 0;
    }
}

void line_pop(pass *p, group *g, waiter *who)
{
    journal_change(p->journal, g, sizeof *g);
    journal_change(p->journal, who, sizeof *who);
    who->task = NULL;
    group_count(g, -1);
    group_trim(p, g);
}

/* Places rise along a ring, gaps included. */
waiter *line_find(const group *g, const task *t, uint32_t place)
{
    uint32_t low = 0, high = g->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (line_earlier(line_at(g, middle)->place, place))
            low = middle + 1;
        else
            high = middle;
    }
    if (low == g->count)
        return NULL;
    waiter *found = line_at(g, low);
    return found->place == place && found->task == t ? found : NULL;
}

bool line_stands(const object *o, verb_id verb, uint8_t face, const task *t, uint32_t place)
{
    group *g = line_group(o, verb, face);
    return g && line_find(g, t, place);
}

bool line_remove(pass *p, object *o, verb_id verb, uint8_t face, const task *t, uint32_t place)
{
    group *g = line_group(o, verb, face);
    waiter *found = g ? line_find(g, t, place) : NULL;
    if (found)
        line_pop(p, g, found);
    return found;
}

static bool group_remove_all(pass *p, group *g, const task *t)
{
    bool any = false;
    journal_change(p->journal, g, sizeof *g);
    for (uint32_t i = 0; i < g->count; i++) {
        waiter *w = line_at(g, i);
        if (w->task == t) {
            journal_change(p->journal, w, sizeof *w);
            w->task = NULL;
            group_count(g, -1);
            any = true;
        }
    }
    if (any)
        group_trim(p, g);
    return any;
}

bool line_remove_all(pass *p, object *o, const task *t)
{
    bool any = false;
    for (uint32_t i = 0; o->line && i < o->line->groups; i++)
        any |= group_remove_all(p, &o->line->group[i], t);
    return any;
}

waiter *line_head(group *g) { return g->count ? line_at(g, 0) : NULL; }

void line_free(world *w, line *l)
{
    for (uint32_t i = 0; l && i < l->groups; i++)
        memory_give(w->memory, l->group[i].ring, l->group[i].capacity * sizeof *l->group[i].ring);
    if (l)
        memory_give(w->memory, l, line_size(l->capacity));
}
