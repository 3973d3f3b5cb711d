/* compare: two histories, task by task. Calls trace/history.
 *
 * Each task goes on alike in both runs for a while. Where it does not any more, that may be because of what another task did differently
 * before; the runs part where it is not: at an act that in one of the runs comes after nothing but what both have in common. */
#include "trace/compare.h"

#include <stdlib.h>
#include <string.h>

enum { FOLLOWS_MOST = 8, NAME_COLUMNS = 18, NONE = 0xFFFFFFFF };

typedef struct pair { /* a task in both runs; NONE: it is only in the other */
    uint32_t lives[2];
    uint32_t alike; /* so many of its acts are alike */
} pair;

typedef struct comparing {
    const history *runs[2];
    bool lines; /* do lines of the script count? */
    pair *pairs;
    uint32_t pair_count;
    uint32_t *pair_of[2]; /* by the number of a life */
} comparing;

/* --- which task is which --- */

/* Are both made by the same process? A process did something before it made anything, so it has been looked for already. */
static bool same_home(const comparing *c, const life *a, const life *b)
{
    return a->home && b->home ? c->pair_of[0][a->home - 1] == c->pair_of[1][b->home - 1] : a->home == b->home;
}

static bool same_name(const comparing *c, const life *a, const life *b)
{
    return a->length == b->length && a->twin == b->twin && same_home(c, a, b)
           && memcmp(history_text(c->runs[0], a->name), history_text(c->runs[1], b->name), a->length) == 0;
}

static uint32_t find_twin(const comparing *c, uint32_t number)
{
    for (uint32_t i = 0; i < history_lives(c->runs[1]); i++)
        if (same_name(c, history_life(c->runs[0], number), history_life(c->runs[1], i)))
            return i;
    return NONE;
}

static void add_pair(comparing *c, uint32_t a, uint32_t b)
{
    if (a != NONE)
        c->pair_of[0][a] = c->pair_count;
    if (b != NONE)
        c->pair_of[1][b] = c->pair_count;
    c->pairs[c->pair_count++] = (pair){.lives = {a, b}};
}

static bool find_pairs(comparing *c)
{
    uint32_t counts[2] = {history_lives(c->runs[0]), history_lives(c->runs[1])};
    c->pairs = calloc((size_t)counts[0] + counts[1] + 1, sizeof *c->pairs);
    for (int i = 0; i < 2; i++)
        c->pair_of[i] = calloc((size_t)counts[i] + 1, sizeof **c->pair_of);
    if (!c->pairs || !c->pair_of[0] || !c->pair_of[1])
        return false;
    memset(c->pair_of[1], 0xFF, ((size_t)counts[1] + 1) * sizeof **c->pair_of); /* NONE */
    for (uint32_t i = 0; i < counts[0]; i++)
        add_pair(c, i, find_twin(c, i));
    for (uint32_t i = 0; i < counts[1]; i++)
        if (c->pair_of[1][i] == NONE)
            add_pair(c, NONE, i);
    return true;
}

/* --- what is alike --- */

static uint32_t act_count(const comparing *c, const pair *p, int run)
{
    return p->lives[run] == NONE ? 0 : history_life(c->runs[run], p->lives[run])->count;
}

/* The act of a task that stands at a place; NULL: it has not so many. */
static const act *act_at(const comparing *c, const pair *p, int run, uint32_t place)
{
    return place < act_count(c, p, run) ? history_act(c->runs[run], history_life(c->runs[run], p->lives[run])->acts[place]) : NULL;
}

/* What an act comes after; NULL: nothing. */
static const act *before(const comparing *c, int run, const act *a) { return a->after ? history_act(c->runs[run], a->after - 1) : NULL; }

static bool same_before(const comparing *c, const act *a, const act *b)
{
    const act *x = before(c, 0, a), *y = before(c, 1, b);
    if (!x || !y)
        return !x && !y;
    return x->place == y->place && c->pair_of[0][x->life] == c->pair_of[1][y->life];
}

static bool same_act(const comparing *c, const act *a, const act *b)
{
    return a && b && a->sign == b->sign && (a->line == b->line || !c->lines) && same_before(c, a, b);
}

static void measure(const comparing *c, pair *p)
{
    while (same_act(c, act_at(c, p, 0, p->alike), act_at(c, p, 1, p->alike)))
        p->alike++;
}

static bool parts(const comparing *c, const pair *p) { return p->alike < act_count(c, p, 0) || p->alike < act_count(c, p, 1); }

/* --- where they part --- */

/* Does it come after nothing but what both runs have in common? */
static bool is_root(const comparing *c, int run, const act *a)
{
    const act *b = a ? before(c, run, a) : NULL;
    return a && (!b || b->place < c->pairs[c->pair_of[run][b->life]].alike);
}

/* The first act of a run that is not in common, but comes after nothing but what is. wanted: of which pair; NONE: of any. */
static const act *find_root(const comparing *c, int run, uint32_t wanted)
{
    const act *found = NULL;
    for (uint32_t i = 0; i < c->pair_count; i++) {
        const act *a = act_at(c, &c->pairs[i], run, c->pairs[i].alike);
        if (is_root(c, run, a) && (wanted == NONE || wanted == i) && (!found || a->seq < found->seq))
            found = a;
    }
    return found;
}

/* --- text --- */

static void add_task(const comparing *c, int run, uint32_t number, buf *out)
{
    const life *l = history_life(c->runs[run], number);
    size_t length = l->length;
    buf_add(out, history_text(c->runs[run], l->name), length);
    for (; length < NAME_COLUMNS; length++)
        buf_char(out, ' ');
}

/* "takes m, after bob: gives m back (line 3)" */
static void add_act(const comparing *c, int run, const act *a, buf *out)
{
    const act *b = before(c, run, a);
    buf_add(out, history_text(c->runs[run], a->text), a->length);
    if (b && b->life != a->life) {
        buf_text(out, ", after ");
        const life *l = history_life(c->runs[run], b->life);
        buf_add(out, history_text(c->runs[run], l->name), l->length);
        buf_text(out, ": ");
        buf_add(out, history_text(c->runs[run], b->text), b->length);
    }
    if (a->line)
        buf_printf(out, " (line %u)", a->line);
}

/* "  A   1.000s  ann   takes m (line 3)" */
static void add_root(const comparing *c, int run, const act *a, buf *out)
{
    buf_text(out, run ? "  B " : "  A ");
    if (!a) {
        buf_text(out, "  goes no further\n");
        return;
    }
    buf moment = {0};
    moment_show(a->t, &moment);
    buf_printf(out, "%9s  ", moment.data ? moment.data : "");
    buf_free(&moment);
    add_task(c, run, a->life, out);
    add_act(c, run, a, out);
    buf_char(out, '\n');
}

/* How one task goes on in one run. */
static void add_next(const comparing *c, int run, const pair *p, buf *out)
{
    const act *a = act_at(c, p, run, p->alike);
    buf_text(out, run ? "      B  " : "      A  ");
    if (a)
        add_act(c, run, a, out);
    else
        buf_text(out, p->alike || act_count(c, p, run) ? "nothing more" : "is not there");
    buf_char(out, '\n');
}

/* What reads the same in both, for it comes after what another task does at another place of its own. false: it does not. */
static bool add_same(const comparing *c, const pair *p, buf *out)
{
    const act *a = act_at(c, p, 0, p->alike), *b = act_at(c, p, 1, p->alike);
    const act *x = a ? before(c, 0, a) : NULL, *y = b ? before(c, 1, b) : NULL;
    buf texts[2] = {{0}, {0}};
    if (!x || !y || x->place == y->place)
        return false;
    add_act(c, 0, a, &texts[0]);
    add_act(c, 1, b, &texts[1]);
    bool same = texts[0].length == texts[1].length && memcmp(texts[0].data, texts[1].data, texts[0].length) == 0;
    if (same) {
        const life *l = history_life(c->runs[0], x->life);
        buf_printf(out, "      both %.*s, which %.*s does %s in A\n", (int)texts[0].length, texts[0].data, (int)l->length,
                   history_text(c->runs[0], l->name), x->place < y->place ? "sooner" : "later");
    }
    buf_free(&texts[0]);
    buf_free(&texts[1]);
    return same;
}

static void add_follows(const comparing *c, buf *out)
{
    uint32_t told = 0;
    for (uint32_t i = 0; i < c->pair_count; i++) {
        const pair *p = &c->pairs[i];
        if (!parts(c, p) || told++ >= FOLLOWS_MOST)
            continue;
        int run = p->lives[0] == NONE;
        buf_text(out, "  ");
        add_task(c, run, p->lives[run], out);
        buf_printf(out, "%u of %u acts in A and %u in B are alike; then\n", p->alike, act_count(c, p, 0), act_count(c, p, 1));
        if (add_same(c, p, out))
            continue;
        add_next(c, 0, p, out);
        add_next(c, 1, p, out);
    }
    if (told > FOLLOWS_MOST)
        buf_printf(out, "  … and %u tasks more\n", told - FOLLOWS_MOST);
}

static void add_ends(const comparing *c, buf *out)
{
    bool dead[2] = {history_deadlocked(c->runs[0]), history_deadlocked(c->runs[1])};
    if (dead[0] != dead[1])
        buf_printf(out, "%s ends in a deadlock, %s does not\n", dead[0] ? "A" : "B", dead[0] ? "B" : "A");
    else if (dead[0])
        buf_text(out, "Both end in a deadlock\n");
}

static void add_difference(const comparing *c, uint32_t alike, buf *out)
{
    const act *a = find_root(c, 0, NONE);
    const act *b = a ? find_root(c, 1, c->pair_of[0][a->life]) : NULL;
    b = b ? b : find_root(c, 1, NONE);
    buf_printf(out, "The runs part: %u acts are alike, of %u in A and %u in B.\n\nHere they part\n", alike, history_acts(c->runs[0]),
               history_acts(c->runs[1]));
    add_root(c, 0, a, out);
    add_root(c, 1, b, out);
    buf_text(out, "\nHow the tasks go on\n");
    add_follows(c, out);
    add_ends(c, out);
}

static comparison report(comparing *c, buf *out)
{
    uint32_t alike = 0;
    bool differ = false;
    for (uint32_t i = 0; i < c->pair_count; i++) {
        measure(c, &c->pairs[i]);
        alike += c->pairs[i].alike;
        differ |= parts(c, &c->pairs[i]);
    }
    if (differ)
        add_difference(c, alike, out);
    else
        buf_printf(out, "The runs are the same: %u acts of %u tasks, each after the same as in the other.\n", alike, c->pair_count);
    return out->failed ? COMPARED_NOT : differ ? COMPARED_DIFFERENT : COMPARED_SAME;
}

comparison compare(const history *a, const history *b, bool lines, buf *out)
{
    comparing c = {.runs = {a, b}, .lines = lines};
    comparison result = COMPARED_NOT;
    if (!history_failed(a) && !history_failed(b) && find_pairs(&c))
        result = report(&c, out);
    free(c.pairs);
    free(c.pair_of[0]);
    free(c.pair_of[1]);
    return result;
}
