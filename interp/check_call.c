/* check_call: do the arguments of a call fit what is called? For functions of the script, built-ins, kinds and methods alike.
 * Calls params.h for the tables' notation. At most one message a call, so that one slip is told once. */
#include "interp/resolving.h"

#include <stdlib.h>
#include <string.h>

#include "interp/builtins.h"
#include "interp/params.h"

/* ---- what is called, in one form ---- */

typedef struct place_of {
    const char *name;
    size_t length;
    bool optional, named_only, rest;
} place_of;
typedef struct takes {
    place_of *at;
    int count, positional, required;
    bool rest;
} takes;

static void takes_add(takes *t, place_of p)
{
    t->at[t->count++] = p;
    t->positional += !p.named_only && !p.rest;
    t->required += !p.optional && !p.named_only && !p.rest;
    t->rest |= p.rest;
}

static void takes_notation(takes *t, const char *notation)
{
    params p = params_parse(notation);
    for (int i = 0; i < p.count; i++)
        takes_add(t, (place_of){p.at[i].name, p.at[i].length, p.at[i].optional, p.at[i].named_only, p.at[i].rest});
}

static int takes_find(const takes *t, const char *name)
{
    for (int i = 0; i < t->count; i++)
        if (strlen(name) == t->at[i].length && strncmp(name, t->at[i].name, t->at[i].length) == 0)
            return i;
    return -1;
}

/* The options of a kind stand behind its parameters; a parameter of the same name wins. */
static void takes_more(takes *t, const char *notation)
{
    params p = params_parse(notation);
    for (int i = 0; i < p.count; i++) {
        char name[32];
        size_t length = p.at[i].length < sizeof name ? p.at[i].length : sizeof name - 1;
        memcpy(name, p.at[i].name, length);
        name[length] = '\0';
        if (takes_find(t, name) < 0)
            takes_add(t, (place_of){p.at[i].name, p.at[i].length, p.at[i].optional, p.at[i].named_only, p.at[i].rest});
    }
}

static const node *parameter_nodes(const node *n) { return n->kind == NODE_DECL ? n->kid[1] : n->kid[0]; }

static bool takes_make(resolver *r, const callable *c, takes *t)
{
    const node *list = c->f ? parameter_nodes(c->f->node) : NULL;
    size_t parameters = 0;
    for (const node *n = list; n; n = n->next)
        parameters++;
    *t = (takes){.at = arena_alloc(r->memory, (parameters + 2 * PARAMS_MOST) * sizeof *t->at)};
    if (!t->at) {
        r->out_of_memory = true;
        return false;
    }
    for (const node *n = list; n; n = n->next)
        takes_add(t, (place_of){n->text, strlen(n->text), n->kid[0] != NULL, false, false});
    takes_notation(t, c->notation ? c->notation : "");
    takes_more(t, c->more ? c->more : "");
    return true;
}

/* ---- in words ---- */

/* "area(w, h = …)" */
static const char *takes_show(resolver *r, const callable *c, const takes *t)
{
    enum { SHOWN_MOST = 8 };
    buf text = {0};
    size_t length = strlen(c->what);
    buf_printf(&text, "%.*s(", (int)(length > 2 ? length - 2 : 0), c->what + 1);
    for (int i = 0; i < t->count && i < SHOWN_MOST; i++) {
        const place_of *p = &t->at[i];
        buf_printf(&text, "%s%s%.*s%s", i ? ", " : "", p->rest ? "…" : "", p->rest ? 0 : (int)p->length, p->name,
                   p->rest         ? ""
                   : p->named_only ? ": …"
                   : p->optional   ? " = …"
                                   : "");
    }
    buf_text(&text, t->count > SHOWN_MOST ? ", …)" : ")");
    const char *shown = text.failed ? "" : resolving_text(r, "it is called as `%s`", text.data);
    buf_free(&text);
    return shown;
}

static const char *takes_number(resolver *r, const takes *t)
{
    int least = t->required, most = t->positional;
    if (most == 0)
        return t->count ? "arguments by name only" : "no arguments";
    if (least == most)
        return resolving_text(r, "%d argument%s", most, most == 1 ? "" : "s");
    if (least == 0)
        return resolving_text(r, "at most %d argument%s", most, most == 1 ? "" : "s");
    return resolving_text(r, "%d %s %d arguments", least, most == least + 1 ? "or" : "to", most);
}

static const char *option_word(const callable *c) { return c->option_word ? c->option_word : "argument"; }

/* ---- the checks, in the order in which they are told ---- */

static bool is_zero_like(const node *n) { return n->kind == NODE_FALSE || (n->kind == NODE_NAME && strcmp(n->text, "False") == 0); }

/* What somebody means who gives a time-out by place, as in Python. */
static const char *timeout_hint(resolver *r, const node *extra)
{
    if (is_zero_like(extra))
        return "to try without waiting, write `timeout: 0s`";
    if (extra->kind == NODE_TRUE || (extra->kind == NODE_NAME && strcmp(extra->text, "True") == 0))
        return "it waits anyhow: leave the argument out";
    if (extra->kind == NODE_INT || extra->kind == NODE_FLOAT)
        return resolving_text(r, "a time-out has a name and a unit: `timeout: %ss`", resolving_source(r, extra->at));
    return resolving_text(r, "a time-out is given by name: `timeout: %s`", resolving_source(r, extra->at));
}

static bool tell_too_many(resolver *r, const callable *c, const takes *t, const node *arguments)
{
    int given = 0;
    const node *extra = NULL;
    for (const node *a = arguments; a; a = a->next)
        if (a->kind != NODE_ARG && ++given == t->positional + 1)
            extra = a;
    if (!extra || t->rest)
        return false;
    const char *given_text = t->positional || !t->count ? resolving_text(r, ", but %d %s given", given, given == 1 ? "is" : "are") : "";
    bool timed = takes_find(t, "timeout") >= 0 && given == t->positional + 1;
    resolving_error(r, extra->at,
                    timed      ? timeout_hint(r, extra)
                    : t->count ? takes_show(r, c, t)
                               : NULL,
                    "%s takes %s%s", c->what, takes_number(r, t), given_text);
    return true;
}

static bool tell_named(resolver *r, const callable *c, const takes *t, const node *a, int given)
{
    int place = takes_find(t, a->text);
    if (place >= 0 && !t->at[place].named_only && place < given) {
        resolving_error(r, a->name_at, NULL, "%s gets `%s` twice: by its place and by its name", c->what, a->text);
        return true;
    }
    if (place >= 0 && !t->at[place].rest)
        return false;
    const char **names = arena_alloc(r->memory, ((size_t)t->count + 1) * sizeof *names);
    size_t count = 0;
    for (int i = 0; names && i < t->count; i++)
        if (!t->at[i].rest)
            names[count++] = resolving_text(r, "%.*s", (int)t->at[i].length, t->at[i].name);
    const char *near = names ? diag_nearest(a->text, names, count) : NULL;
    const char *habit = hints_argument(c->what, a->text);
    resolving_error(r, a->name_at,
                    habit   ? habit
                    : near  ? resolving_text(r, "did you mean `%s:`?", near)
                    : count ? takes_show(r, c, t)
                            : NULL,
                    "%s has no %s `%s`", c->what, option_word(c), a->text);
    return true;
}

static bool named_in(const node *arguments, const place_of *p)
{
    for (const node *a = arguments; a; a = a->next)
        if (a->kind == NODE_ARG && strlen(a->text) == p->length && strncmp(a->text, p->name, p->length) == 0)
            return true;
    return false;
}

static bool tell_missing(resolver *r, const callable *c, const takes *t, span at, const node *arguments, int given)
{
    for (int i = given; i < t->count; i++) {
        const place_of *p = &t->at[i];
        if (p->optional || p->named_only || p->rest || named_in(arguments, p))
            continue;
        resolving_error(r, at, takes_show(r, c, t), "%s needs the argument `%.*s`", c->what, (int)p->length, p->name);
        return true;
    }
    return false;
}

static const node *argument_first(const node *arguments) { return arguments && arguments->kind != NODE_ARG ? arguments : NULL; }

/* sleep(2), as Python has it */
bool check_duration(resolver *r, const node *given, const char *what_is)
{
    if (!given || (given->kind != NODE_INT && given->kind != NODE_FLOAT))
        return false;
    const char *number = resolving_source(r, given->at);
    bool plain = number[strspn(number, "0123456789.")] == '\0';
    if (!plain)
        number = "2";
    resolving_error(r, given->at, resolving_text(r, "a duration has a unit: `%ss`, `%sms`", number, number), "%s a duration, not %s",
                    what_is, given->kind == NODE_INT ? "an int" : "a float");
    return true;
}

/* Of what is not the script's own. */
static bool tell_number(resolver *r, const callable *c, const node *arguments)
{
    const params p = params_parse(c->notation ? c->notation : "");
    bool timed = !c->f && p.count && p.at[0].length == 1 && p.at[0].name[0] == 'd';
    bool told = timed && check_duration(r, argument_first(arguments), resolving_text(r, "%s takes", c->what));
    for (const node *a = arguments; a && !c->f && !told; a = a->next)
        told = a->kind == NODE_ARG && strcmp(a->text, "timeout") == 0 && check_duration(r, a->kid[0], "a time-out is");
    return told;
}

static int count_placed(const node *arguments)
{
    int given = 0;
    for (const node *a = arguments; a; a = a->next)
        given += a->kind != NODE_ARG;
    return given;
}

void check_arguments(resolver *r, const callable *c, span at, const node *arguments)
{
    takes t;
    if (!takes_make(r, c, &t))
        return;
    int given = count_placed(arguments);
    bool told = tell_too_many(r, c, &t, arguments);
    for (const node *a = arguments; a && !told; a = a->next)
        told = a->kind == NODE_ARG && tell_named(r, c, &t, a, given);
    if (!told)
        told = tell_missing(r, c, &t, at, arguments, given);
    if (!told && !check_equals(r, arguments))
        tell_number(r, c, arguments);
}

/* timeout=1, as Python has it */
bool check_equals(resolver *r, const node *arguments)
{
    bool told = false;
    for (const node *a = arguments; a; a = a->next) {
        if (a->kind != NODE_ARG || !a->flag)
            continue;
        const node *v = a->kid[0];
        bool number = strcmp(a->text, "timeout") == 0 && (v->kind == NODE_INT || v->kind == NODE_FLOAT);
        resolving_error(r, a->name_at, resolving_text(r, "write `%s: %s%s`", a->text, resolving_source(r, v->at), number ? "s" : ""),
                        "an argument with a name takes a colon, not `=`");
        told = true;
    }
    return told;
}

bool check_fits(const char *notation, const node *arguments)
{
    params p = params_parse(notation);
    int given = count_placed(arguments);
    if (given > p.positional && !p.rest)
        return false;
    for (const node *a = arguments; a; a = a->next) {
        int place = a->kind == NODE_ARG ? params_find(&p, a->text) : 0;
        if (place < 0 || (a->kind == NODE_ARG && place < given && !p.at[place].named_only))
            return false;
    }
    for (int i = given; i < p.count; i++) {
        place_of at = {p.at[i].name, p.at[i].length, false, false, false};
        if (!p.at[i].optional && !p.at[i].rest && !named_in(arguments, &at))
            return false;
    }
    return true;
}

/* ---- calls of what has a name ---- */

/* lighter() for lighter.start() */
static bool tell_task_called(resolver *r, const node *call, const known *k)
{
    if (k->s.role != SYMBOL_LET || !(kind_words[k->shape.kind].flags & KIND_TASK))
        return false;
    const char *name = k->s.name, *kind = kind_words[k->shape.kind].name;
    bool may_be_kind = k->origin == ORIGIN_OBJECT && k->shape.kind != KIND_timer;
    resolving_error(r, call->kid[0]->at,
                    may_be_kind ? resolving_text(r, "`%s.start()` starts it; as `%s %s() { … }` it is a kind, and each `%s()` makes one",
                                                 name, kind, name, name)
                                : resolving_text(r, "`%s.start()` starts it", name),
                    "`%s` is a %s and cannot be called", name, kind);
    return true;
}

static void check_call_builtin(resolver *r, const node *call, const known *k)
{
    const builtin *b = &builtins[k->s.index];
    const char *what = resolving_text(r, "`%s`", b->name);
    if (strcmp(b->name, "args") == 0)
        resolving_error(r, call->kid[0]->at, "it is a list: `args[0]`, `len(args)`", "`args` is not a function");
    else
        check_arguments(r, &(callable){.what = what, .notation = b->parameters}, call->at, call->kid[1]);
}

void check_call_function(resolver *r, const node *call, const known *k)
{
    const function *f = k->s.role == SYMBOL_FUNC ? k->s.function : k->value ? &k->value->f : NULL;
    if (k->s.role == SYMBOL_BUILTIN)
        check_call_builtin(r, call, k);
    else if (f)
        check_arguments(r, &(callable){.what = resolving_text(r, "`%s`", k->s.name), .f = f}, call->at, call->kid[1]);
    else if (!tell_task_called(r, call, k))
        check_equals(r, call->kid[1]);
}
