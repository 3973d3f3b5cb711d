/* learnt: trees in one table. A node says which slot is looked at next; an edge, by the node and the number that is there, leads to
 * another node, or to a leaf. */
#include "runtime/check/learnt.h"

#include <stdlib.h>
#include <string.h>

enum { EDGES_FIRST = 1 << 12, FIRST = 64, WAY_MOST = 64 };

#define LEAF (UINT32_C(1) << 31)

typedef struct edge {
    uint64_t from; /* node and number */
    uint32_t to;   /* 0: the place is free */
} edge;

typedef struct pile {
    void *at;
    uint32_t count, capacity;
} pile;

struct learnt {
    edge *edges;
    uint32_t count, capacity;
    pile nodes, steps, touches, changes, stances, more; /* of uint32_t, learnt_step, touch, learnt_change, stance, stance_more */
    bool broken;
};

learnt *learnt_new(void)
{
    learnt *k = calloc(1, sizeof *k);
    if (!k)
        return NULL;
    k->capacity = EDGES_FIRST;
    k->edges = calloc(k->capacity, sizeof *k->edges);
    if (k->edges)
        return k;
    free(k);
    return NULL;
}

void learnt_free(learnt *k)
{
    if (!k)
        return;
    free(k->edges);
    free(k->nodes.at);
    free(k->steps.at);
    free(k->touches.at);
    free(k->changes.at);
    free(k->stances.at);
    free(k->more.at);
    free(k);
}

void learnt_forget(learnt *k)
{
    memset(k->edges, 0, k->capacity * sizeof *k->edges);
    k->count = 0;
    k->nodes.count = k->steps.count = k->touches.count = k->changes.count = k->stances.count = k->more.count = 0;
}

bool learnt_broken(const learnt *k) { return k->broken; }

size_t learnt_bytes(const learnt *k)
{
    return k->capacity * sizeof *k->edges + k->nodes.capacity * sizeof(uint32_t) + k->steps.capacity * sizeof(learnt_step)
           + k->touches.capacity * sizeof(touch) + k->changes.capacity * sizeof(learnt_change)
           + k->stances.capacity * (sizeof(stance) + sizeof(stance_more));
}

static uint32_t pile_add(learnt *k, pile *p, const void *what, uint32_t count, size_t size)
{
    uint32_t first = p->count;
    uint64_t capacity = p->capacity ? p->capacity : FIRST;
    while (capacity < (uint64_t)first + count)
        capacity *= 2;
    void *more = capacity == p->capacity ? p->at : capacity < LEAF ? realloc(p->at, capacity * size) : NULL;
    if (!more) {
        k->broken = true;
        return 0;
    }
    p->at = more;
    p->capacity = (uint32_t)capacity;
    p->count += count;
    if (count)
        memcpy((char *)p->at + first * size, what, count * size);
    return first;
}

/* --- edges --- */

static uint64_t edge_from(uint32_t node, uint32_t number) { return (uint64_t)node << 32 | number; }

static edge *edge_place(edge *edges, uint32_t capacity, uint64_t from)
{
    uint32_t at = (uint32_t)(from * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (capacity - 1);
    while (edges[at].to && edges[at].from != from)
        at = (at + 1) & (capacity - 1);
    return &edges[at];
}

static uint32_t edge_find(const learnt *k, uint32_t node, uint32_t number)
{
    return edge_place(k->edges, k->capacity, edge_from(node, number))->to;
}

static bool edges_grow(learnt *k)
{
    edge *larger = k->capacity < LEAF ? calloc(2 * (size_t)k->capacity, sizeof *larger) : NULL;
    if (!larger)
        return false;
    for (uint32_t i = 0; i < k->capacity; i++)
        if (k->edges[i].to)
            *edge_place(larger, 2 * k->capacity, k->edges[i].from) = k->edges[i];
    free(k->edges);
    k->edges = larger;
    k->capacity *= 2;
    return true;
}

static void edge_add(learnt *k, uint32_t node, uint32_t number, uint32_t to)
{
    uint64_t from = edge_from(node, number);
    if (2 * k->count >= k->capacity && !edges_grow(k)) {
        k->broken = true;
        return;
    }
    *edge_place(k->edges, k->capacity, from) = (edge){from, to};
    k->count++;
}

/* --- trees: a root is 0, a node, or a leaf --- */

/* Nodes are numbered behind the tasks, which are nodes, too: edges lead to what all steps depend on, and on to stances. */
static uint32_t node_slot(const learnt *k, uint32_t node) { return ((const uint32_t *)k->nodes.at)[node - EXEC_TASKS]; }

static uint32_t node_add(learnt *k, uint32_t slot) { return pile_add(k, &k->nodes, &slot, 1, sizeof slot) + EXEC_TASKS; }

/* 1 + what the leaf says; 0: it does not come to one. */
static uint32_t tree_find(const learnt *k, uint32_t to, const uint32_t *at)
{
    while (to && !(to & LEAF))
        to = edge_find(k, to, at[node_slot(k, to)]);
    return to ? (to & ~LEAF) + 1 : 0;
}

static bool is_among(const uint32_t *slots, uint32_t count, uint32_t slot)
{
    for (uint32_t i = 0; i < count; i++)
        if (slots[i] == slot)
            return true;
    return false;
}

static void tree_put(learnt *k, uint32_t *root, uint32_t node, const uint32_t *at, uint32_t to)
{
    if (node)
        edge_add(k, node, at[node_slot(k, node)], to);
    else
        *root = to;
}

/* Behind what is there, edges for those slots that were not looked at on the way. A leaf that is there stays. */
static void tree_add(learnt *k, uint32_t *root, const uint32_t *at, const uint32_t *slots, uint32_t count, uint32_t leaf)
{
    uint32_t way[WAY_MOST], length = 0, node = 0, to = *root;
    while (to && !(to & LEAF) && length < WAY_MOST) {
        node = to;
        way[length++] = node_slot(k, node);
        to = edge_find(k, node, at[node_slot(k, node)]);
    }
    if (to)
        return;
    for (uint32_t i = 0; i < count && !k->broken; i++) {
        if (is_among(way, length, slots[i]) || is_among(slots, i, slots[i]))
            continue;
        uint32_t next = node_add(k, slots[i]);
        tree_put(k, root, node, at, next);
        node = next;
    }
    tree_put(k, root, node, at, leaf | LEAF);
}

/* --- stances --- */

stance *learnt_at(const learnt *k, uint32_t place) { return &((stance *)k->stances.at)[place - 1]; }

uint32_t learnt_stance(const learnt *k, uint32_t who, uint32_t base, uint32_t number)
{
    uint32_t node = edge_find(k, who, base);
    return node ? edge_find(k, node, number) : 0;
}

stance_more *learnt_more(const learnt *k, uint32_t place) { return &((stance_more *)k->more.at)[place - 1]; }

uint32_t learnt_stance_add(learnt *k, uint32_t who, uint32_t base, uint32_t number, const stance *s, const stance_more *more)
{
    uint32_t node = edge_find(k, who, base), place = pile_add(k, &k->stances, s, 1, sizeof *s) + 1;
    pile_add(k, &k->more, more, 1, sizeof *more);
    if (!node) {
        node = node_add(k, 0);
        edge_add(k, who, base, node);
    }
    edge_add(k, node, number, place);
    return k->broken ? 0 : place;
}

/* --- steps --- */

learnt_step *learnt_find(const learnt *k, const stance *from, const uint32_t *at)
{
    uint32_t leaf = tree_find(k, from->steps, at);
    return leaf ? &((learnt_step *)k->steps.at)[leaf - 1] : NULL;
}

void learnt_add(learnt *k, stance *from, const uint32_t *at, const uint32_t *slots, uint32_t count, const learnt_step *s,
                const touch *touches, const learnt_change *changes)
{
    learnt_step own = *s;
    own.touch = pile_add(k, &k->touches, touches, s->touches, sizeof *touches);
    own.change = pile_add(k, &k->changes, changes, s->changes, sizeof *changes);
    uint32_t leaf = pile_add(k, &k->steps, &own, 1, sizeof own);
    if (!k->broken)
        tree_add(k, &from->steps, at, slots, count, leaf);
}

const touch *learnt_touches(const learnt *k, const learnt_step *s) { return (const touch *)k->touches.at + s->touch; }
const learnt_change *learnt_changes(const learnt *k, const learnt_step *s) { return (const learnt_change *)k->changes.at + s->change; }

int learnt_can(const learnt *k, const stance *from, const uint32_t *at) { return (int)tree_find(k, from->can, at) - 1; }

void learnt_can_add(learnt *k, uint32_t place, const uint32_t *at, bool can)
{
    const stance_more *m = learnt_more(k, place);
    tree_add(k, &learnt_at(k, place)->can, at, m->wants, m->count, can);
}
