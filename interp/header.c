/* header: the scenario's header: its keys, what they may hold, and the settings they make. The parser has seen to it that values are
 * literals, and that there is one header at most, at the beginning. */
#include "interp/resolving.h"

#include <string.h>

enum { CORES_MOST = 4096 };

typedef enum takes {
    TAKES_TIME,
    TAKES_POSITIVE_TIME,
    TAKES_INT,
    TAKES_COUNT,
    TAKES_CORES,
    TAKES_GIL,
    TAKES_MAP,
    TAKES_EXPECT,
    TAKES_ARGS
} takes;

/* A key: its name, what it takes, where a number goes. */
typedef struct header_key {
    const char *name;
    takes takes;
    int64_t *to;
    const struct header_key *inner;
    size_t inner_count;
} header_key;

static const char *const expectations[] = {"ok", "deadlock", "race", "assert", "invariant", "livelock", "error"};
static const char *const gil_words[] = {[GIL_OFF] = "off", [GIL_TIMER] = "timer", [GIL_TICKS] = "ticks"};

void header_defaults(resolver *r) { r->out->header = (scenario_header){.settings = settings_default(), .expect = 1}; }

/* ---- values ---- */

static const char *kind_of_literal(const node *n)
{
    switch (n->kind) {
    case NODE_NIL: return "nil";
    case NODE_TRUE:
    case NODE_FALSE: return "a bool";
    case NODE_INT: return "a number";
    case NODE_FLOAT: return "a float";
    case NODE_DURATION: return "a duration";
    case NODE_STRING: return "a string";
    case NODE_LIST: return "a list";
    case NODE_MAP: return "a map";
    case NODE_UNARY: return n->kid[0]->kind == NODE_DURATION ? "a negative duration" : "a negative number";
    default: return "an expression";
    }
}

static void tell_wrong(resolver *r, const char *key, const node *given, const char *wanted, const char *hint)
{
    resolving_error(r, given->at, hint, "`%s` takes %s, not %s", key, wanted, kind_of_literal(given));
}

static bool read_time(resolver *r, const header_key *key, const node *given)
{
    const char *unit = given->kind == NODE_INT || given->kind == NODE_FLOAT
                           ? resolving_text(r, "a duration has a unit: `%s: %ss`", key->name, resolving_source(r, given->at))
                           : NULL;
    if (given->kind != NODE_DURATION) {
        tell_wrong(r, key->name, given, "a duration", unit);
        return false;
    }
    if (given->integer == 0 && key->takes == TAKES_POSITIVE_TIME) {
        resolving_error(r, given->at, NULL, "`%s` must be more than 0s", key->name);
        return false;
    }
    *key->to = given->integer;
    return true;
}

static bool read_int(resolver *r, const header_key *key, const node *given)
{
    bool negative = given->kind == NODE_UNARY && given->op == OP_NEG && given->kid[0]->kind == NODE_INT;
    const node *number = negative ? given->kid[0] : given;
    if (number->kind != NODE_INT) {
        tell_wrong(r, key->name, given, "a whole number", NULL);
        return false;
    }
    int64_t n = negative ? -number->integer : number->integer;
    if (key->takes != TAKES_INT && n < 1) {
        resolving_error(r, given->at, NULL, "`%s` must be at least 1", key->name);
        return false;
    }
    if (key->takes == TAKES_CORES && n > CORES_MOST) {
        resolving_error(r, given->at, NULL, "`%s` must be at most %d", key->name, CORES_MOST);
        return false;
    }
    *key->to = n;
    return true;
}

/* One of some words; -1 and a message when it is none. */
static int read_word(resolver *r, const char *key, const node *given, const char *const *words, int count, const char *what)
{
    if (given->kind != NODE_STRING) {
        tell_wrong(r, key, given, what, given->kind == NODE_NAME ? "words stand in quotes here" : NULL);
        return -1;
    }
    for (int i = 0; i < count; i++)
        if (strcmp(words[i], given->text) == 0)
            return i;
    const char *near = diag_nearest(given->text, words, (size_t)count);
    resolving_error(r, given->at, near ? resolving_text(r, "did you mean `\"%s\"`?", near) : resolving_text(r, "it takes %s", what),
                    "`%s` cannot be \"%s\"", key, given->text);
    return -1;
}

static void read_gil(resolver *r, const header_key *key, const node *given)
{
    int word = read_word(r, key->name, given, gil_words, 3, "`\"off\"`, `\"timer\"` or `\"ticks\"`");
    if (word >= 0)
        r->out->header.settings.gil = (gil_mode)word;
}

static const char EXPECT_WORDS[] =
    "`\"ok\"`, `\"deadlock\"`, `\"race\"`, `\"assert\"`, `\"invariant\"`, `\"livelock\"`, `\"error\"`, or a list of these";

static void read_expect(resolver *r, const header_key *key, const node *given)
{
    unsigned bits = 0;
    bool list = given->kind == NODE_LIST;
    for (const node *item = list ? given->kid[0] : given; item; item = list ? item->next : NULL) {
        int word = read_word(r, key->name, item, expectations, 7, EXPECT_WORDS);
        if (word >= 0)
            bits |= 1u << word;
    }
    if (list && !given->kid[0])
        resolving_error(r, given->at, "leave `expect` out, or write `\"ok\"`", "`expect` names at least one outcome");
    if (bits)
        r->out->header.expect = bits;
}

static void read_args(resolver *r, const header_key *key, const node *given)
{
    static const char wanted[] = "a list of strings";
    bool list = given->kind == NODE_LIST;
    if (!list)
        tell_wrong(r, key->name, given, wanted,
                   resolving_text(r, "write `args: [\"%s\"]`", given->kind == NODE_STRING ? given->text : "…"));
    for (const node *item = list ? given->kid[0] : NULL; item; item = item->next)
        if (item->kind != NODE_STRING)
            tell_wrong(r, key->name, item, wanted,
                       item->kind == NODE_INT ? "numbers stand in quotes here; `int(args[0])` reads one" : NULL);
    if (list)
        r->out->header.args = given->kid[0];
}

/* ---- keys ---- */

static const header_key *key_find(const header_key *keys, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(keys[i].name, name) == 0)
            return &keys[i];
    return NULL;
}

static void tell_no_key(resolver *r, const header_key *keys, size_t count, const char *name, span at, const char *of)
{
    const char *names[16];
    buf all = {0};
    for (size_t i = 0; i < count; i++) {
        names[i] = keys[i].name;
        buf_printf(&all, "%s%s", i == 0 ? "" : i + 1 == count ? " and " : ", ", keys[i].name);
    }
    const char *near = diag_nearest(name, names, count);
    resolving_error(r, at,
                    near         ? resolving_text(r, "did you mean `%s`?", near)
                    : all.failed ? NULL
                                 : resolving_text(r, "there are %s", all.data),
                    "%s has no key `%s`", of, name);
    buf_free(&all);
}

static void read_value(resolver *r, const header_key *key, const node *given);

static bool key_again(const node *pair, const node *first)
{
    for (const node *p = first; p != pair; p = p->next)
        if (p->kid[0]->kind == NODE_STRING && strcmp(p->kid[0]->text, pair->kid[0]->text) == 0)
            return true;
    return false;
}

static void read_pair(resolver *r, const header_key *map, const node *pair, const node *first)
{
    const node *name = pair->kid[0];
    const char *of = resolving_text(r, "`%s`", map->name);
    if (name->kind != NODE_STRING && name->kind != NODE_NAME) {
        resolving_error(r, name->at, NULL, "the keys of `%s` are words in quotes", map->name);
        return;
    }
    const header_key *key = key_find(map->inner, map->inner_count, name->text);
    if (name->kind == NODE_NAME)
        resolving_error(r, name->at, resolving_text(r, "write `\"%s\"`", name->text), "the keys of `%s` are words in quotes", map->name);
    else if (!key)
        tell_no_key(r, map->inner, map->inner_count, name->text, name->at, of);
    else if (key_again(pair, first))
        resolving_error(r, name->at, NULL, "`%s` is given twice", name->text);
    else
        read_value(r, key, pair->kid[1]);
}

static void read_map(resolver *r, const header_key *key, const node *given)
{
    if (given->kind != NODE_MAP) {
        tell_wrong(r, key->name, given, "a map", resolving_text(r, "write `%s: {\"%s\": …}`", key->name, key->inner[0].name));
        return;
    }
    for (const node *pair = given->kid[0]; pair; pair = pair->next)
        read_pair(r, key, pair, given->kid[0]);
}

static void read_value(resolver *r, const header_key *key, const node *given)
{
    switch (key->takes) {
    case TAKES_TIME:
    case TAKES_POSITIVE_TIME: read_time(r, key, given); break;
    case TAKES_INT:
    case TAKES_COUNT:
    case TAKES_CORES: read_int(r, key, given); break;
    case TAKES_GIL: read_gil(r, key, given); break;
    case TAKES_EXPECT: read_expect(r, key, given); break;
    case TAKES_ARGS: read_args(r, key, given); break;
    case TAKES_MAP: read_map(r, key, given); break;
    }
}

static bool entry_again(const node *entry, const node *first)
{
    for (const node *e = first; e != entry; e = e->next)
        if (strcmp(e->text, entry->text) == 0)
            return true;
    return false;
}

static void read_entries(resolver *r, const node *first, const header_key *keys, size_t count)
{
    for (const node *e = first; e; e = e->next) {
        const header_key *key = key_find(keys, count, e->text);
        if (!key)
            tell_no_key(r, keys, count, e->text, e->name_at, "the header");
        else if (entry_again(e, first))
            resolving_error(r, e->name_at, NULL, "the key `%s` is given twice", e->text);
        else
            read_value(r, key, e->kid[0]);
    }
}

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void read_settings(resolver *r, const node *first, settings *s)
{
    int64_t seed = (int64_t)s->seed, cores = s->cores;
    const header_key cost_keys[] = {
#define COST(name, takes, to, otherwise, about) {#name, TAKES_##takes, to, NULL, 0},
#include "interp/header.def"
    };
    const header_key limits_keys[] = {
#define LIMIT(name, most, words, about) {#name, TAKES_COUNT, &s->limits.name, NULL, 0},
#include "runtime/limits.def"
#undef LIMIT
    };
    const header_key keys[] = {
#define KEY(name, takes, to, otherwise, about) {#name, TAKES_##takes, to, NULL, 0},
#define MAP(name, otherwise, about) {#name, TAKES_MAP, NULL, name##_keys, COUNT(name##_keys)},
#include "interp/header.def"
    };
    read_entries(r, first, keys, COUNT(keys));
    s->seed = (uint64_t)seed;
    s->cores = (int)cores;
}

void header_read(resolver *r, const node *scenario)
{
    if (scenario->length)
        r->out->header.title = scenario->text;
    read_settings(r, scenario->kid[0], &r->out->header.settings);
}
