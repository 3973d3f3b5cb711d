/* frontier: nodes, who sleeps at them, and the list of those that are shared. Calls base/memory. */
#include "runtime/check/frontier.h"

#include <string.h>

enum { SLEEPERS_FIRST = 4, SAVED_MOST = 1 << 24 };

/* --- memory --- */

/* Not where the run lives, which is taken back. */
static void *take(memory *m, size_t size) { return m ? m->take(m, size) : malloc(size); }

static void give(memory *m, void *at, size_t size)
{
    if (!m)
        free(at);
    else if (at)
        m->give(m, at, size);
}

static void *grow(memory *m, void *old, size_t from, size_t to)
{
    if (!m)
        return realloc(old, to);
    void *more = take(m, to);
    if (more && from)
        memcpy(more, old, from);
    if (more)
        give(m, old, from);
    return more;
}

frontier_node *frontier_new(frontier_store *s, frontier_node *up, turn from)
{
    frontier_node *n = s->spare;
    if (n)
        s->spare = n->next;
    else if ((n = take(s->memory, sizeof *n)) != NULL)
        *n = (frontier_node){0};
    else
        return NULL;
    *n = (frontier_node){.up = up,
                         .from = from,
                         .depth = up ? up->depth + 1 : 0,
                         .users = 1,
                         .choices = 1,
                         .sleepers = n->sleepers,
                         .capacity = n->capacity};
    if (up)
        up->users++;
    return n;
}

static void node_spare(frontier_store *s, frontier_node *n)
{
    n->listed = false;
    for (uint32_t i = 0; i < n->sleeping; i++)
        if (n->sleepers[i].own)
            give(s->memory, n->sleepers[i].accesses, n->sleepers[i].count * sizeof(touch));
    n->sleeping = 0;
    n->next = s->spare;
    s->spare = n;
}

void frontier_store_free(frontier_store *s)
{
    for (frontier_node *n = s->spare, *next; n; n = next) {
        next = n->next;
        give(s->memory, n->sleepers, n->capacity * sizeof *n->sleepers);
        give(s->memory, n, sizeof *n);
    }
    s->spare = NULL;
}

/* --- sleepers --- */

static sleeper *sleeper_new(frontier_store *s, frontier_node *n)
{
    if (n->sleeping == n->capacity) {
        uint32_t capacity = n->capacity ? 2 * n->capacity : SLEEPERS_FIRST;
        sleeper *more = grow(s->memory, n->sleepers, n->capacity * sizeof *more, capacity * sizeof *more);
        if (!more)
            return NULL;
        n->sleepers = more;
        n->capacity = capacity;
    }
    return &n->sleepers[n->sleeping++];
}

static bool sleeper_touches(const sleeper *l, const touch *a, uint32_t count)
{
    bool same = l->count == count;
    for (uint32_t i = 0; same && i < count; i++)
        same = l->accesses[i].key == a[i].key && l->accesses[i].write == a[i].write;
    return same;
}

bool frontier_agrees(const frontier_node *n)
{
    bool same = n->last.choice < n->choices;
    for (uint32_t i = 0; i < n->sleeping && same; i++)
        same = n->sleepers[i].task != n->last.task || n->sleepers[i].choices == n->choices;
    return same;
}

bool frontier_learn(frontier_store *s, frontier_node *n, const touch *a, uint32_t count)
{
    turn t = n->last;
    sleeper *l = n->sleeping ? &n->sleepers[n->sleeping - 1] : NULL;
    if (l && l->tried && l->task == t.task && l->choice + l->many == t.choice && sleeper_touches(l, a, count)) {
        l->many++;
        return true;
    }
    touch *own = count ? take(s->memory, count * sizeof *own) : NULL;
    if ((count && !own) || !(l = sleeper_new(s, n))) {
        give(s->memory, own, count * sizeof *own);
        return false;
    }
    if (count)
        memcpy(own, a, count * sizeof *own);
    *l = (sleeper){
        .task = t.task, .count = count, .choice = t.choice, .many = 1, .choices = n->choices, .accesses = own, .own = true, .tried = true};
    return true;
}

bool frontier_sleep(frontier_store *s, frontier_node *n, const sleeper *slept)
{
    sleeper *here = sleeper_new(s, n);
    uint32_t many = 0;
    if (!here)
        return false;
    *here = *slept;
    here->own = here->tried = false;
    for (uint32_t i = 0; i < n->sleeping; i++)
        many += n->sleepers[i].task == slept->task ? n->sleepers[i].many : 0;
    if (many == slept->choices)
        taskset_add(&n->asleep, slept->task);
    return true;
}

uint32_t frontier_choice(const frontier_node *n, uint32_t who, uint32_t from)
{
    for (uint32_t i = 0; i < n->sleeping; i++) {
        const sleeper *l = &n->sleepers[i];
        if (l->task != who || l->tried || from < l->choice || from >= l->choice + l->many)
            continue;
        from = l->choice + l->many;
        i = UINT32_MAX; /* once more */
    }
    return from;
}

/* --- what is left to be tried --- */

static uint32_t node_untried(const frontier_node *n)
{
    uint32_t i = taskset_next(&n->backtrack, 0);
    while (i < EXEC_TASKS && (taskset_has(&n->tried, i) || taskset_has(&n->asleep, i)))
        i = taskset_next(&n->backtrack, i + 1);
    return i;
}

static uint32_t node_choice(const frontier_node *n) { return frontier_choice(n, n->last.task, n->last.choice + 1); }

bool frontier_more(const frontier_node *n) { return node_choice(n) < n->choices || node_untried(n) < EXEC_TASKS; }

bool frontier_next(frontier_node *n, bool reduce)
{
    uint32_t choice = node_choice(n);
    if (choice < n->choices) {
        n->last.choice = choice;
        return true;
    }
    if (reduce)
        taskset_add(&n->asleep, n->last.task);
    uint32_t who = node_untried(n);
    if (who == EXEC_TASKS)
        return false;
    n->last = (turn){who, frontier_choice(n, who, 0)};
    n->choices = 1;
    taskset_add(&n->tried, who);
    return true;
}

void frontier_leave(frontier *t, frontier_store *s, frontier_node *n)
{
    while (n && --n->users == 0 && !frontier_more(n)) {
        frontier_node *up = n->up;
        if (n->listed) {
            *(n->before ? &n->before->next : &t->first) = n->next;
            *(n->next ? &n->next->before : &t->last) = n->before;
        }
        node_spare(s, n);
        n = up;
    }
}

/* --- the list --- */

void frontier_list(frontier *t, frontier_node *n)
{
    n->listed = true;
    n->next = NULL;
    n->before = t->last;
    *(t->last ? &t->last->next : &t->first) = n;
    t->last = n;
}

void frontier_free(frontier *t, frontier_store *s)
{
    for (frontier_node *n = t->first, *next; n; n = next) {
        next = n->next;
        node_spare(s, n);
    }
    t->first = t->last = NULL;
}

frontier_node *frontier_open(const frontier *t)
{
    frontier_node *deepest = NULL;
    for (frontier_node *n = t->first; n; n = n->next)
        if (!n->learning && (!deepest || n->depth > deepest->depth) && frontier_more(n))
            deepest = n;
    return deepest;
}

/* --- how much is done --- */

/* Of those that share the same choices, each alternative counts alike. */
static double node_share(const frontier_node *n)
{
    uint32_t all = taskset_count(&n->backtrack), begun = taskset_count(&n->tried);
    double done = (begun > n->active ? begun - n->active : 0) + n->sum;
    return all && done < all ? done / all : all ? 1 : 0;
}

double frontier_share(frontier *t, const frontier_tip *tips, uint32_t count)
{
    double share = 0;
    for (frontier_node *n = t->first; n; n = n->next) {
        n->active = 0;
        n->sum = 0;
    }
    for (uint32_t i = 0; i < count; i++)
        if (tips[i].node && tips[i].node->listed) {
            tips[i].node->active++;
            tips[i].node->sum += tips[i].done;
        }
    for (frontier_node *n = t->last; n; n = n->before) {
        share = node_share(n);
        if (n->up) {
            n->up->active++;
            n->up->sum += share;
        }
    }
    return share;
}

/* --- as text --- */

static void save_set(buf *out, const taskset *s)
{
    for (int i = 0; i < EXEC_TASKS / 64; i++)
        save_number(out, s->word[i]);
}

static void load_set(saved_text *in, taskset *s)
{
    for (int i = 0; i < EXEC_TASKS / 64; i++)
        s->word[i] = load_number(in);
}

static void node_save(const frontier_node *n, buf *out)
{
    save_number(out, n->up ? n->up->number : 0);
    save_number(out, n->from.task);
    save_number(out, n->from.choice);
    save_number(out, n->last.task);
    save_number(out, n->last.choice);
    save_number(out, n->choices);
    save_set(out, &n->tried);
    save_set(out, &n->backtrack);
    save_set(out, &n->asleep);
    save_number(out, n->sleeping);
    for (uint32_t i = 0; i < n->sleeping; i++) {
        save_number(out, n->sleepers[i].task);
        save_number(out, n->sleepers[i].choice);
        save_number(out, n->sleepers[i].many);
        save_number(out, n->sleepers[i].choices);
        save_number(out, n->sleepers[i].tried);
        save_number(out, n->sleepers[i].count);
        for (uint32_t k = 0; k < n->sleepers[i].count; k++) {
            save_number(out, n->sleepers[i].accesses[k].key);
            save_number(out, n->sleepers[i].accesses[k].write);
        }
    }
    save_line(out);
}

void frontier_save(const frontier *t, buf *out)
{
    uint32_t count = 0;
    for (frontier_node *n = t->first; n; n = n->next)
        n->number = ++count;
    save_number(out, count);
    save_line(out);
    for (const frontier_node *n = t->first; n; n = n->next)
        node_save(n, out);
}

/* What it touches: a copy of its own. */
static bool sleeper_load(frontier_store *s, frontier_node *n, saved_text *in)
{
    sleeper *l = sleeper_new(s, n);
    if (!l)
        return false;
    *l = (sleeper){.task = load_below(in, EXEC_TASKS - 1), .own = true};
    l->choice = load_below(in, SAVED_MOST);
    l->many = load_below(in, SAVED_MOST);
    l->choices = load_below(in, SAVED_MOST);
    l->tried = load_below(in, 1);
    uint32_t count = load_below(in, SAVED_MOST);
    if (in->bad || (size_t)(in->end - in->at) < count)
        return false;
    l->accesses = count ? take(s->memory, count * sizeof(touch)) : NULL;
    if (count && !l->accesses)
        return false;
    for (l->count = 0; l->count < count; l->count++) {
        uint64_t key = load_number(in);
        l->accesses[l->count] = (touch){key, load_below(in, 1)};
    }
    return true;
}

static bool node_load(frontier_store *s, frontier_node *n, saved_text *in)
{
    n->last.task = load_below(in, EXEC_TASKS - 1);
    n->last.choice = load_below(in, SAVED_MOST);
    n->choices = load_below(in, SAVED_MOST);
    load_set(in, &n->tried);
    load_set(in, &n->backtrack);
    load_set(in, &n->asleep);
    for (uint32_t i = load_below(in, SAVED_MOST); i > 0 && !in->bad; i--)
        if (!sleeper_load(s, n, in))
            return false;
    return true;
}

/* A node that nobody is at is used by those below it alone. */
static bool frontier_load_nodes(frontier *t, frontier_store *s, frontier_node **all, uint32_t count, saved_text *in)
{
    for (uint32_t i = 1; i <= count; i++) {
        uint32_t up = load_below(in, i - 1), who = load_below(in, EXEC_TASKS - 1), choice = load_below(in, SAVED_MOST);
        if (in->bad || (up == 0 && i > 1))
            return false;
        all[i] = frontier_new(s, up ? all[up] : NULL, (turn){who, choice});
        if (!all[i])
            return false;
        all[i]->users = 0;
        frontier_list(t, all[i]);
        if (!node_load(s, all[i], in) || in->bad)
            return false;
    }
    return true;
}

bool frontier_load(frontier *t, frontier_store *s, saved_text *in)
{
    uint32_t count = load_below(in, SAVED_MOST);
    if (in->bad || (size_t)(in->end - in->at) < count)
        return false;
    frontier_node **all = calloc(count + 1, sizeof *all);
    bool ok = all && frontier_load_nodes(t, s, all, count, in);
    free(all);
    return ok && !in->bad;
}
