/* sharing: what functions capture, which variables get a fixed cell, and which of them several tasks may see at once.
 *
 * Captures: a function needs what it and the functions inside it use of the functions around it. Functions that capture nothing are
 * constants and need not be captured themselves; which these are is found by assuming it of all and taking it back until nothing changes.
 *
 * Sharing: a graph of who calls whom, with a root wherever a task begins. Each function learns whether it can be reached from one root
 * or from several; a root that may run several times at once counts as several. A variable of the top level is shared when the functions
 * that use it are reached from several roots. A variable of a function is one for each call: it is shared when a function that
 * captures it is reached from a task that begins inside a function. Functions used as values may be called by any task. */
#include "interp/resolving.h"

#include <string.h>

enum { REACH_NONE, REACH_ONE, REACH_MANY };

void sharing_call(resolver *r, body *to)
{
    edge *e = RESOLVING_NEW(r, edge);
    *e = (edge){.next = r->in->calls, .to = to};
    if (!r->out_of_memory)
        r->in->calls = e;
}

void sharing_task(resolver *r, body *of, bool many)
{
    beginning *begins = RESOLVING_NEW(r, beginning);
    *begins = (beginning){.next = r->roots, .of = of, .many = many};
    r->makes_tasks = true;
    if (!r->out_of_memory)
        r->roots = begins;
}

/* ---- captures ---- */

static bool is_function(const symbol *s) { return s->role == SYMBOL_FUNC || s->role == SYMBOL_TASK_KIND; }

static bool is_variable(const symbol *s) { return s->role == SYMBOL_VAR || s->role == SYMBOL_SHARED_VAR; }

static bool is_constant(const symbol *s) { return is_function(s) && s->function && s->function->capture_count == 0; }

static bool captures_has(const function *f, const symbol *s)
{
    for (uint32_t i = 0; i < f->capture_count; i++)
        if (f->captures[i] == s)
            return true;
    return false;
}

static void captures_add(resolver *r, body *b, symbol *s)
{
    function *f = &b->f;
    if (f->capture_count == b->captures_capacity) {
        uint32_t capacity = b->captures_capacity ? 2 * b->captures_capacity : 8;
        symbol **list = arena_alloc(r->memory, capacity * sizeof *list);
        if (!list) {
            r->out_of_memory = true;
            return;
        }
        if (f->capture_count)
            memcpy(list, f->captures, f->capture_count * sizeof *list);
        f->captures = list;
        b->captures_capacity = capacity;
    }
    f->captures[f->capture_count++] = s;
}

/* Every function from the one that uses it out to where it is declared passes it on. */
static bool captures_pass(resolver *r, const use *u)
{
    symbol *s = &u->of->s;
    bool changed = false;
    for (function *f = &u->by->f; f && f != s->owner; f = f->outer) {
        if (s->function == f) {
            f->uses_itself = true;
            break;
        }
        if (captures_has(f, s))
            continue;
        captures_add(r, (body *)f, s);
        changed = true;
    }
    return changed;
}

static void captures_find(resolver *r)
{
    for (bool changed = true; changed && !r->out_of_memory;) {
        changed = false;
        for (const use *u = r->uses; u; u = u->next)
            if (&u->by->f != u->of->s.owner && !u->of->outermost && !is_constant(&u->of->s))
                changed |= captures_pass(r, u);
    }
}

static void captures_mark(resolver *r)
{
    for (const use *u = r->uses; u; u = u->next)
        if (&u->by->f != u->of->s.owner)
            u->of->s.captured = true;
}

/* ---- fixed cells ---- */

/* What never changes first: it is read often, and is not to stand beside what others change. */
static void globals_number_some(resolver *r, bool variables)
{
    resolution *out = r->out;
    for (uint32_t i = 0; i < r->known_count; i++) {
        known *k = r->known_list[i];
        bool global = k->outermost && k->s.captured && !is_function(&k->s);
        if (is_variable(&k->s) != variables || (k->s.role != SYMBOL_SHARED_VAR && !global))
            continue;
        k->s.global = true;
        if (k->s.role == SYMBOL_SHARED_VAR) {
            k->s.index = CELLS_SHARED | out->shareds;
            out->shared_of[out->shareds++] = &k->s;
        } else {
            k->s.index = out->globals;
            out->global_of[out->globals++] = &k->s;
        }
    }
}

static void globals_number(resolver *r)
{
    resolution *out = r->out;
    out->global_of = arena_alloc(r->memory, (r->known_count + 1) * sizeof *out->global_of);
    out->shared_of = arena_alloc(r->memory, (r->known_count + 1) * sizeof *out->shared_of);
    if (!out->global_of || !out->shared_of) {
        r->out_of_memory = true;
        return;
    }
    globals_number_some(r, false);
    globals_number_some(r, true);
}

/* ---- who can be reached from where ---- */

/* Tells b that it is reached from `from`, several times at once or not; says whether that is news. */
static bool reach_merge(body *b, uint8_t reach, uint32_t from, bool nested)
{
    bool more = b->reach == REACH_NONE || (b->reach == REACH_ONE && (reach == REACH_MANY || b->root != from));
    if (b->reach == REACH_NONE && reach == REACH_ONE) {
        b->reach = REACH_ONE;
        b->root = from;
    } else if (more) {
        b->reach = REACH_MANY;
    }
    bool news = more || (nested && !b->nested_reach);
    b->nested_reach |= nested;
    return news;
}

/* A function is taken up again only when it learnt something, which can happen three times. */
static void reach_from(body **work, uint32_t count)
{
    while (count) {
        body *b = work[--count];
        for (const edge *e = b->calls; e; e = e->next)
            if (reach_merge(e->to, b->reach, b->root, b->nested_reach))
                work[count++] = e->to;
    }
}

static uint32_t reach_edges(const resolver *r)
{
    uint32_t count = r->body_count + 1;
    for (uint32_t i = 0; i < r->body_count; i++)
        for (const edge *e = r->bodies[i]->calls; e; e = e->next)
            count++;
    return count;
}

static void reach_root(body **work, body *b, uint32_t number, bool many)
{
    bool nested = b->f.outer && b->f.outer->outer;
    if (reach_merge(b, many ? REACH_MANY : REACH_ONE, number, nested)) {
        work[0] = b;
        reach_from(work, 1);
    }
}

static void reach_find(resolver *r)
{
    body **work = arena_alloc(r->memory, (4 * (size_t)reach_edges(r)) * sizeof *work);
    uint32_t number = 1;
    if (!work) {
        r->out_of_memory = true;
        return;
    }
    reach_root(work, r->bodies[0], number++, false);
    for (const beginning *begins = r->roots; begins; begins = begins->next)
        reach_root(work, begins->of, number++, begins->many);
    for (uint32_t i = 0; i < r->body_count; i++)
        if (r->bodies[i]->wanders)
            reach_root(work, r->bodies[i], number++, true);
}

/* ---- variables ---- */

typedef struct seen {
    uint8_t reach;
    uint32_t root;
} seen;

static void seen_by(seen *s, const body *b)
{
    if (b->reach == REACH_NONE || s->reach == REACH_MANY)
        return;
    if (b->reach == REACH_MANY || (s->reach == REACH_ONE && s->root != b->root))
        s->reach = REACH_MANY;
    else
        *s = (seen){REACH_ONE, b->root};
}

static void sharing_use(seen *all, const use *u)
{
    known *k = u->of;
    if (!is_variable(&k->s) || !k->s.captured)
        return;
    if (k->s.owner->outer) {
        k->s.shared |= u->by->nested_reach && &u->by->f != k->s.owner;
        return;
    }
    seen_by(&all[k->s.slot], u->by);
    k->s.shared |= all[k->s.slot].reach == REACH_MANY;
}

static void sharing_find(resolver *r)
{
    seen *all = arena_alloc(r->memory, (r->known_count + 1) * sizeof *all);
    if (!all) {
        r->out_of_memory = true;
        return;
    }
    for (uint32_t i = 0; i < r->known_count; i++)
        r->known_list[i]->s.slot = (int32_t)i;
    for (const use *u = r->uses; u; u = u->next)
        sharing_use(all, u);
    for (uint32_t i = 0; i < r->known_count; i++)
        r->known_list[i]->s.slot = -1;
}

static void sharing_watched(resolver *r)
{
    for (uint32_t i = 0; i < r->known_count; i++) {
        known *k = r->known_list[i];
        if (is_variable(&k->s) && ((k->awaited && k->s.captured) || k->s.role == SYMBOL_SHARED_VAR))
            k->s.shared = true;
    }
}

static void sharing_functions(resolver *r)
{
    r->out->functions = arena_alloc(r->memory, (r->body_count + 1) * sizeof *r->out->functions);
    if (!r->out->functions) {
        r->out_of_memory = true;
        return;
    }
    for (uint32_t i = 0; i < r->body_count; i++)
        r->out->functions[i] = &r->bodies[i]->f;
    r->out->function_count = r->body_count;
}

void sharing_finish(resolver *r)
{
    sharing_functions(r);
    captures_mark(r);
    captures_find(r);
    globals_number(r);
    if (r->makes_tasks && !r->out_of_memory)
        reach_find(r);
    if (r->makes_tasks && !r->out_of_memory)
        sharing_find(r);
    sharing_watched(r);
}
