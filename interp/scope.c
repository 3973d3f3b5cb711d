/* scope: which name means what, where. Each name has a stack of its present meanings, the innermost on top; leaving a scope takes its
 * meanings off again. Functions, kinds and objects of the top level are announced at its beginning: bodies may name them before they
 * are declared, the top level itself may not.
 * Calls diag; knows nothing of what a name may be used for. */
#include "interp/resolving.h"

#include <string.h>

#include "interp/builtins.h"

enum { KIDS = 4, SEARCHES_MOST = 200 }; /* a file with more mistakes than that gets fewer suggestions */

static const char *const children_of[NODE_KINDS] = {
#define NODE(kind, text, children) [NODE_##kind] = children,
#include "grammar/ast.def"
#undef NODE
};

/* ---- the table of names ---- */

static uint32_t scope_hash(const char *text)
{
    uint32_t hash = 2166136261u; /* FNV-1a (Fowler, Noll, Vo) */
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    return hash;
}

static name_entry *scope_entry(resolver *r, const char *text, bool make)
{
    name_entry **slot = &r->names[scope_hash(text) & r->names_mask];
    for (name_entry *e = *slot; e; e = e->next)
        if (strcmp(e->text, text) == 0)
            return e;
    if (!make)
        return NULL;
    name_entry *e = RESOLVING_NEW(r, name_entry);
    *e = (name_entry){.next = *slot, .text = text};
    if (!r->out_of_memory)
        *slot = e;
    return e;
}

/* ---- scopes ---- */

scope *scope_open(resolver *r, bool loop)
{
    scope *s = RESOLVING_NEW(r, scope);
    *s = (scope){.outer = r->out_of_memory ? NULL : r->scope, .in = r->in, .loop = loop};
    r->scope = s;
    return s;
}

void scope_close(resolver *r)
{
    if (r->out_of_memory)
        return;
    for (binding *b = r->scope->bindings; b; b = b->next) {
        binding **at = &b->entry->top;
        while (*at != b)
            at = &(*at)->below;
        *at = b->below;
    }
    r->scope = r->scope->outer;
}

bool scope_repeats(const resolver *r)
{
    if (r->in->f.outer)
        return true;
    for (const scope *s = r->scope; s; s = s->outer)
        if (s->loop)
            return true;
    return false;
}

/* ---- declaring ---- */

static known *scope_known(resolver *r, const char *name, symbol_role role, const node *declared)
{
    known *k = RESOLVING_NEW(r, known);
    *k = (known){.s = {.name = name, .role = (uint8_t)role, .declared = declared, .owner = r->in ? &r->in->f : NULL}};
    if (!r->in || r->out_of_memory)
        return k;
    k->s.top = !r->in->f.outer;
    k->outermost = r->scope->outermost;
    if (r->known_count == r->known_capacity) {
        uint32_t capacity = r->known_capacity ? 2 * r->known_capacity : 64;
        known **list = arena_alloc(r->memory, capacity * sizeof *list);
        if (!list) {
            r->out_of_memory = true;
            return k;
        }
        if (r->known_count)
            memcpy(list, r->known_list, r->known_count * sizeof *list);
        r->known_list = list;
        r->known_capacity = capacity;
    }
    r->known_list[r->known_count++] = k;
    return k;
}

static binding *scope_bind(resolver *r, known *k)
{
    binding *b = RESOLVING_NEW(r, binding);
    name_entry *e = scope_entry(r, k->s.name, true);
    *b = (binding){.below = e->top, .next = r->scope->bindings, .entry = e, .of = k, .scope = r->scope};
    if (r->out_of_memory)
        return b;
    e->top = b;
    r->scope->bindings = b;
    return b;
}

static span scope_place(const node *n) { return n->kind == NODE_IDENT || n->kind == NODE_PARAM ? n->at : n->name_at; }

int scope_line(const resolver *r, const node *n)
{
    int line = (int)scope_place(n).line, column;
    if (r->src)
        diag_place(r->src, scope_place(n).begin, &line, &column);
    return line;
}

static void scope_twice(resolver *r, const node *a, const node *b, bool variable)
{
    const node *later = scope_place(a).begin > scope_place(b).begin ? a : b, *first = later == a ? b : a;
    if (later->kind == NODE_PARAM)
        resolving_error(r, scope_place(later), "give each parameter a name of its own", "the parameter `%s` is there twice", later->text);
    else
        resolving_error(r, scope_place(later),
                        variable ? "choose another name, or leave out `var` to set the first one anew" : "choose another name",
                        "`%s` is declared twice in this block: already at line %d", later->text, scope_line(r, first));
}

known *scope_declare(resolver *r, const node *n, symbol_role role)
{
    name_entry *e = scope_entry(r, n->text, false);
    binding *b = e ? e->top : NULL;
    while (b && b->scope != r->scope)
        b = b->below;
    bool taken = b && !b->of->broken;
    if (taken && b->of->s.declared == n) {
        b->pending = false;
        r->out->symbol_of[n->id] = &b->of->s;
        return b->of;
    }
    if (taken && strcmp(n->text, "_") != 0)
        scope_twice(r, b->of->s.declared, n, role == SYMBOL_VAR && b->of->s.role == SYMBOL_VAR);
    known *k = scope_known(r, n->text, role, n);
    r->out->symbol_of[n->id] = &k->s;
    scope_bind(r, k);
    return k;
}

static known *scope_announce_one(resolver *r, const node *n, symbol_role role)
{
    known *k = scope_declare(r, n, role);
    binding *b = r->scope->bindings;
    if (!r->out_of_memory && b && b->of == k)
        b->pending = true;
    return k;
}

static void scope_announce_function(resolver *r, const node *n)
{
    bool kind = n->kind == NODE_DECL;
    const node *name = kind ? n->kid[0] : n;
    known *k = scope_announce_one(r, name, kind ? SYMBOL_TASK_KIND : SYMBOL_FUNC);
    k->origin = ORIGIN_OBJECT;
    k->s.function = &resolve_body_new(r, n, name->text, kind ? FUNCTION_TASK : FUNCTION_FUNC)->f;
}

/* With what is known of them already: bodies above them are checked against it. */
static void scope_announce_objects(resolver *r, const node *n)
{
    if (!check_kind_plausible(r, n->text))
        return;
    const known *kind = scope_find_announced(r, n->text);
    shape_of shape = kind ? check_kind_shape(kind) : (shape_of){0};
    for (const node *name = n->kid[0]; name; name = name->next) {
        known *k = scope_announce_one(r, name, SYMBOL_LET);
        k->origin = ORIGIN_OBJECT;
        k->shape = shape;
        k->s.object_kind = shape.kind;
    }
}

static bool scope_is_function(const node *n) { return n->kind == NODE_FUNC_DEF || (n->kind == NODE_DECL && n->decl == DECL_TEMPLATE); }

void scope_announce(resolver *r, const node *statements)
{
    for (const node *n = statements; n; n = n->next)
        if (scope_is_function(n))
            scope_announce_function(r, n);
    for (const node *n = statements; n; n = n->next)
        if (n->kind == NODE_DECL && n->decl != DECL_TEMPLATE)
            scope_announce_objects(r, n);
}

/* The built-in functions and the kinds are the outermost names of all. */
bool scope_begin(resolver *r)
{
    uint32_t size = 256;
    while (size < r->t->nodes / 4)
        size *= 2;
    r->names = arena_alloc(r->memory, size * sizeof *r->names);
    r->names_mask = size - 1;
    if (!r->names)
        return false;
    scope_open(r, false);
    for (size_t i = 0; i < builtin_count; i++) {
        if (builtins[i].name[0] == '_' && !r->prelude)
            continue;
        known *k = scope_known(r, builtins[i].name, SYMBOL_BUILTIN, NULL);
        k->s.index = (uint32_t)i;
        scope_bind(r, k);
    }
    for (uint32_t i = KIND_none + 1; i < KINDS; i++) {
        if (kind_words[i].flags & KIND_HIDDEN)
            continue;
        known *k = scope_known(r, kind_words[i].name, SYMBOL_KIND, NULL);
        k->s.index = i;
        scope_bind(r, k);
    }
    return !r->out_of_memory;
}

/* ---- finding ---- */

static bool scope_sees(const resolver *r, const binding *b) { return !b->pending || r->in->f.outer; }

known *scope_find(resolver *r, const char *name)
{
    name_entry *e = scope_entry(r, name, false);
    for (binding *b = e ? e->top : NULL; b; b = b->below)
        if (scope_sees(r, b))
            return b->of;
    return NULL;
}

known *scope_find_announced(resolver *r, const char *name)
{
    name_entry *e = scope_entry(r, name, false);
    return e && e->top ? e->top->of : NULL;
}

void scope_note_use(resolver *r, known *k, const node *n)
{
    r->out->symbol_of[n->id] = &k->s;
    k->s.used = true;
    if (r->pure)
        k->awaited = true;
    if (!k->s.owner)
        return;
    use *u = RESOLVING_NEW(r, use);
    *u = (use){.of = k, .by = r->in};
    if (r->out_of_memory)
        return;
    *r->uses_end = u;
    r->uses_end = &u->next;
}

known *scope_use(resolver *r, const node *n)
{
    known *k = scope_find(r, n->text);
    if (!k) {
        scope_unknown(r, n, NULL);
        return NULL;
    }
    scope_note_use(r, k, n);
    return k->broken ? NULL : k;
}

/* ---- names that mean nothing here: why, and what may be meant ---- */

const char *scope_nearest(resolver *r, const char *name, unsigned roles)
{
    size_t count = 0, most = 0;
    if (++r->searches > SEARCHES_MOST || diags_errors(r->d) > DIAG_MOST)
        return NULL;
    for (uint32_t i = 0; i <= r->names_mask; i++)
        for (name_entry *e = r->names[i]; e; e = e->next)
            most++;
    const char **list = arena_alloc(r->memory, (most + 1) * sizeof *list);
    if (!list)
        return NULL;
    for (uint32_t i = 0; i <= r->names_mask; i++)
        for (name_entry *e = r->names[i]; e; e = e->next) {
            known *k = scope_find(r, e->text);
            if (k && !k->broken && (roles >> k->s.role & 1))
                list[count++] = e->text;
        }
    return diag_nearest(name, list, count);
}

typedef struct search { /* for a declaration that cannot be seen from a place */
    const char *name;
    span from;
    const node *later;     /* one in a block around the place, further down */
    const node *elsewhere; /* one in another block */
    const node *own_value; /* a LET or VAR whose value names it */
    bool own_condition;    /* the name of a case, in that case's `if` */
    bool own_block;        /* the name of a task, in its own block */
} search;

static bool search_holds(span outer, span inner) { return outer.begin <= inner.begin && inner.end <= outer.end; }

static bool search_is_scope(const node *n)
{
    switch (n->kind) {
    case NODE_BLOCK:
    case NODE_FUNC:
    case NODE_FUNC_DEF:
    case NODE_FOR:
    case NODE_LIST_COMP:
    case NODE_MAP_COMP:
    case NODE_WITH:
    case NODE_CATCH:
    case NODE_CASE: return true;
    default: return n->kind == NODE_DECL && n->decl == DECL_TEMPLATE;
    }
}

static bool search_declares(const node *n)
{
    return n->kind == NODE_IDENT || n->kind == NODE_PARAM || n->kind == NODE_FUNC_DEF || n->kind == NODE_CASE || n->kind == NODE_WITH_ITEM
           || n->kind == NODE_CATCH;
}

static void search_note(search *s, const node *n, const node *around)
{
    if (!n->text || strcmp(n->text, s->name) != 0)
        return;
    if (n->kind == NODE_CASE && n->kid[1] && search_holds(n->kid[1]->at, s->from))
        s->own_condition = true;
    if (search_holds(around->at, s->from) && scope_place(n).begin >= s->from.begin)
        s->later = s->later ? s->later : n;
    else if (!s->elsewhere && !search_holds(around->at, s->from))
        s->elsewhere = n;
}

/* `around`: the block in which what n declares can be seen. */
static void search_walk(search *s, const node *n, const node *around)
{
    if ((n->kind == NODE_LET || n->kind == NODE_VAR) && !n->kid[0]->next && search_holds(n->kid[1]->at, s->from)
        && strcmp(n->kid[0]->text, s->name) == 0)
        s->own_value = n;
    if (n->kind == NODE_DECL && n->kid[2] && search_holds(n->kid[2]->at, s->from) && strcmp(n->kid[0]->text, s->name) == 0)
        s->own_block = true;
    if (search_declares(n))
        search_note(s, n, n->kind == NODE_CASE || n->kind == NODE_CATCH ? n : around);
    const node *inner = search_is_scope(n) ? n : around;
    if (!*children_of[n->kind])
        return;
    for (int i = 0; i < KIDS; i++)
        for (const node *kid = n->kid[i]; kid; kid = kid->next) {
            bool declared_here = i == 0 && n->kind == NODE_DECL;
            bool names_kind = i == 0 && n->kind == NODE_CATCH && (n->text || hints_error_kind(kid->text));
            if (!names_kind)
                search_walk(s, kid, declared_here ? around : inner);
        }
}

static const char *scope_nearest_hint(resolver *r, const char *name, const char *otherwise)
{
    const char *near = scope_nearest(r, name, ~0u);
    return near ? resolving_text(r, "did you mean `%s`?", near) : otherwise;
}

static void scope_tell_found(resolver *r, const node *n, const search *s)
{
    if (s->own_condition)
        resolving_error(r, n->at, "the `if` decides beforehand whether the case may be chosen",
                        "`%s` is known only when its case has been chosen", n->text);
    else if (s->own_block)
        resolving_error(r, n->at, "`current()` is the task that runs", "`%s` is declared only behind its own block", n->text);
    else if (s->own_value)
        resolving_error(r, n->at,
                        s->own_value->kid[1]->kind == NODE_FUNC
                            ? resolving_text(r, "write `func %s(…) { … }`: a function declared that way may call itself", n->text)
                            : NULL,
                        "`%s` is used in its own first value, before it is declared", n->text);
    else if (s->later)
        resolving_error(r, n->at, "move its declaration further up", "`%s` is declared below, at line %d, and cannot be used before that",
                        n->text, scope_line(r, s->later));
    else
        resolving_error(
            r, n->at,
            scope_nearest_hint(r, n->text, "a name can be seen in its own block only: declare it further out, in front of that block"),
            "`%s` is not declared here: the one at line %d belongs to another block", n->text, scope_line(r, s->elsewhere));
}

static void scope_tell_unknown(resolver *r, const node *n, const char *otherwise)
{
    const char *text = NULL, *hint = NULL;
    bool habit = hints_name(n->text, &text, &hint);
    search s = {.name = n->text, .from = n->at};
    if (r->t->root && diags_errors(r->d) < DIAG_MOST)
        search_walk(&s, r->t->root, r->t->root);
    if (s.own_condition || s.own_block || s.own_value || s.later || (s.elsewhere && !habit))
        scope_tell_found(r, n, &s);
    else if (text)
        resolving_error(r, n->at, hint, "%s", text);
    else
        resolving_error(r, n->at, habit ? hint : scope_nearest_hint(r, n->text, otherwise), "`%s` is not declared", n->text);
}

void scope_unknown(resolver *r, const node *n, const char *otherwise)
{
    name_entry *e = scope_entry(r, n->text, true);
    if (e->told)
        return;
    scope_tell_unknown(r, n, otherwise);
    e->told = true;
}
