/* bounded: depth first through the executions with few preemptions, switches away from a task that could have gone on, or few delays,
 * tasks that are passed by. First those with none, then those with at most one, and so on up to the bound. */
#include <stdlib.h>

#include "runtime/check/strategy.h"

enum { NODES_FIRST = 64 };

typedef struct node {
    uint32_t task, choice, choices, spent; /* spent: preemptions up to and with this step */
    taskset left;                          /* who is still to be tried here */
} node;

typedef struct bounded {
    strategy base;
    uint32_t (*price)(const exec *e, uint32_t who); /* of going on with that one */
    uint32_t bound, most;
    node *nodes;
    uint32_t count, capacity, at;
    bool begun, passed_by; /* somebody was passed by for the bound */
} bounded;

static uint32_t exec_last(const exec *e) { return e->step_count ? e->steps[e->step_count - 1].task : 0; }

static uint32_t preemptions(const exec *e, uint32_t who) { return who != exec_last(e) && taskset_has(&e->enabled, exec_last(e)); }

/* Who stands between the last one and this one, round and round. */
static uint32_t delays(const exec *e, uint32_t who)
{
    uint32_t passed = 0;
    for (uint32_t i = exec_last(e); i != who; i = i + 1 < e->actor_count ? i + 1 : 0)
        passed += taskset_has(&e->enabled, i);
    return passed;
}

/* Of the first `at` nodes with this step after them. */
static uint32_t node_cost(const bounded *b, const exec *e, uint32_t at, uint32_t who)
{
    return (at ? b->nodes[at - 1].spent : 0) + b->price(e, who);
}

static node *node_new(bounded *b)
{
    if (b->count == b->capacity) {
        uint32_t capacity = b->capacity ? 2 * b->capacity : NODES_FIRST;
        node *more = realloc(b->nodes, capacity * sizeof *more);
        if (!more)
            return NULL;
        b->nodes = more;
        b->capacity = capacity;
    }
    return &b->nodes[b->count++];
}

static bool node_open(bounded *b, const exec *e)
{
    node *n = node_new(b);
    if (!n) {
        b->base.broken = true;
        return false;
    }
    *n = (node){.choices = 1, .task = EXEC_TASKS};
    uint32_t least = 0;
    for (uint32_t i = taskset_next(&e->enabled, 0); i < EXEC_TASKS; i = taskset_next(&e->enabled, i + 1)) {
        uint32_t price = node_cost(b, e, b->count - 1, i);
        if (price > b->bound) {
            b->passed_by = true;
            continue;
        }
        taskset_add(&n->left, i);
        if (n->task == EXEC_TASKS || price < least || (price == least && i == exec_last(e))) {
            n->task = i;
            least = price;
        }
    }
    n->spent = least;
    if (n->task != EXEC_TASKS)
        taskset_remove(&n->left, n->task);
    return n->task != EXEC_TASKS;
}

static bool bounded_pick(strategy *s, exec *e, uint32_t *who, uint32_t *choice, uint64_t *draw)
{
    bounded *b = (bounded *)s;
    (void)draw;
    if (b->at == b->count && !node_open(b, e))
        return false;
    node *n = &b->nodes[b->at++];
    n->spent = node_cost(b, e, b->at - 1, n->task);
    if (!taskset_has(&e->enabled, n->task)) {
        b->base.broken = true; /* it was saved of another scenario */
        return false;
    }
    *who = n->task;
    *choice = n->choice;
    return true;
}

static void bounded_made(strategy *s, exec *e)
{
    bounded *b = (bounded *)s;
    b->nodes[b->at - 1].choices = e->steps[e->step_count - 1].choices;
}

static bool node_next(node *n)
{
    if (n->choice + 1 < n->choices) {
        n->choice++;
        return true;
    }
    n->task = taskset_next(&n->left, 0);
    if (n->task == EXEC_TASKS)
        return false;
    taskset_remove(&n->left, n->task);
    n->choice = 0;
    n->choices = 1;
    return true;
}

static bool bounded_begin(strategy *s)
{
    bounded *b = (bounded *)s;
    b->at = 0;
    if (!b->begun)
        return b->begun = true;
    while (b->count && !node_next(&b->nodes[b->count - 1]))
        b->count--;
    if (b->count)
        return true;
    bool more = b->passed_by && b->bound < b->most;
    b->bound += more;
    b->passed_by = false;
    return more;
}

static void bounded_save(strategy *s, buf *out)
{
    const bounded *b = (const bounded *)s;
    save_number(out, b->bound);
    save_number(out, b->begun);
    save_number(out, b->passed_by);
    save_number(out, b->count);
    for (uint32_t i = 0; i < b->count; i++) {
        const node *n = &b->nodes[i];
        save_number(out, n->task);
        save_number(out, n->choice);
        save_number(out, n->choices);
        save_number(out, n->spent);
        for (int k = 0; k < EXEC_TASKS / 64; k++)
            save_number(out, n->left.word[k]);
    }
}

static bool bounded_load(strategy *s, saved_text *in)
{
    bounded *b = (bounded *)s;
    b->bound = load_below(in, UINT32_MAX);
    b->begun = load_below(in, 1);
    b->passed_by = load_below(in, 1);
    for (uint32_t left = load_below(in, UINT32_MAX); left > 0 && !in->bad; left--) {
        node *n = node_new(b);
        if (!n)
            return false;
        *n = (node){.task = load_below(in, EXEC_TASKS - 1)};
        n->choice = load_below(in, UINT32_MAX);
        n->choices = load_below(in, UINT32_MAX);
        n->spent = load_below(in, UINT32_MAX);
        for (int k = 0; k < EXEC_TASKS / 64; k++)
            n->left.word[k] = load_number(in);
    }
    return !in->bad;
}

static void bounded_free(strategy *s)
{
    free(((bounded *)s)->nodes);
    free(s);
}

static strategy *bounded_new(const char *name, uint32_t (*price)(const exec *e, uint32_t who), uint32_t bound, uint32_t most)
{
    bounded *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    b->base = (strategy){.name = name,
                         .begin = bounded_begin,
                         .pick = bounded_pick,
                         .made = bounded_made,
                         .save = bounded_save,
                         .load = bounded_load,
                         .free = bounded_free};
    b->price = price;
    b->bound = bound;
    b->most = most;
    return &b->base;
}

strategy *strategy_bounded(uint32_t bound, uint32_t most) { return bounded_new("bounded", preemptions, bound, most); }

strategy *strategy_delay(uint32_t bound, uint32_t most) { return bounded_new("delay", delays, bound, most); }
