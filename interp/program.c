/* program: puts the steps from text to code together, for the script and for the prelude. */
#include "interp/program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "interp/compile.h"
#include "interp/prelude.h"
#include "interp/vm.h"

static bool out_of_memory(diags *d)
{
    diags_add(d, DIAG_ERROR, (span){0, 0, 1}, "out of memory", NULL);
    return false;
}

/* All functions have their record before any is compiled, so that each can name every other. */
static bool functions_reserve(program *p, const resolution *r, uint32_t first, bool prelude)
{
    for (uint32_t i = 0; i < r->function_count; i++) {
        code *c = arena_alloc(p->memory, sizeof *c);
        if (!c)
            return false;
        c->name = r->functions[i]->name;
        c->prelude = prelude;
        p->functions[first + i] = c;
    }
    return true;
}

static bool functions_table(program *p, const resolution *script, const resolution *prelude)
{
    p->function_count = script->function_count + prelude->function_count;
    p->functions = arena_alloc(p->memory, p->function_count * sizeof *p->functions);
    return p->functions && functions_reserve(p, script, 0, false) && functions_reserve(p, prelude, script->function_count, true);
}

static bool global_names(program *p, const resolution *r)
{
    p->globals = r->globals;
    p->global_names = arena_alloc(p->memory, (r->globals + 1) * sizeof *p->global_names);
    for (uint32_t i = 0; p->global_names && i < r->globals; i++)
        p->global_names[i] = r->global_of[i]->name;
    return p->global_names != NULL;
}

/* Variables of the prelude belong to one task each, whatever can be said of a script's. */
static void unshare(const resolution *r, uint32_t nodes)
{
    for (uint32_t i = 0; i < nodes; i++)
        if (r->symbol_of[i])
            r->symbol_of[i]->shared = false;
}

/* Which names behind a dot are functions of the prelude: KIND_NAME. */
static void wrap_members(program *p)
{
    char name[80];
    for (uint32_t i = 0; i < p->function_count; i++) {
        const char *cut = strchr(p->functions[i]->name, '_');
        if (!p->functions[i]->prelude || !cut)
            continue;
        snprintf(name, sizeof name, "%.*s", (int)(cut - p->functions[i]->name), p->functions[i]->name);
        kind_id kind = kind_by_name(name);
        for (uint32_t k = 0; kind != KIND_none && k < p->member_count; k++)
            if (!strcmp(p->members[k].name, cut + 1) && p->members[k].verbs[kind] != VERB_none)
                p->members[k].wrapped[kind] = (uint16_t)i;
    }
}

static bool compile_both(program *p, const tree *prelude_tree, const source *prelude_text, const resolution *script, const source *src, diags *d)
{
    diags *ours = diags_new(prelude_text);
    resolution *prelude = ours ? resolve_prelude(prelude_tree, prelude_text, ours, p->memory) : NULL;
    bool done = prelude && diags_errors(ours) == 0;
    if (ours && diags_errors(ours)) {
        buf text = {0};
        diags_print(ours, &text);
        fputs(text.data ? text.data : "", stderr);
        buf_free(&text);
        abort();                 /* a mistake of ours, found by the first test that runs */
    }
    diags_free(ours);
    if (!done)
        return out_of_memory(d);
    unshare(prelude, prelude_tree->nodes);
    if (!functions_table(p, script, prelude) || !global_names(p, script))
        return out_of_memory(d);
    if (!compile(p, prelude, prelude_text, d, script->function_count, true) || !compile(p, script, src, d, 0, false))
        return diags_errors(d) > 0 ? false : out_of_memory(d);
    wrap_members(p);
    return true;
}

static program *program_make(const tree *t, const source *src, diags *d)
{
    program *p = calloc(1, sizeof *p);
    if (!p || !(p->memory = arena_new())) {
        free(p);
        out_of_memory(d);
        return NULL;
    }
    const source prelude_text = {"prelude", prelude_source, strlen(prelude_source)};
    diags *ours = diags_new(&prelude_text);
    tree *prelude_tree = ours ? parse(&prelude_text, ours) : NULL;
    resolution *script = resolve(t, src, d, p->memory);
    bool done = script && diags_errors(d) == 0 && prelude_tree && compile_both(p, prelude_tree, &prelude_text, script, src, d);
    if (script)
        p->header = script->header;
    p->host = vm_host(p);
    p->tree = prelude_tree;
    diags_free(ours);
    if (done)
        return p;
    program_free(p);
    return NULL;
}

program *program_load(const source *src, diags *d)
{
    tree *t = parse(src, d);
    if (!t) {
        out_of_memory(d);
        return NULL;
    }
    program *p = t->root && diags_errors(d) == 0 ? program_make(t, src, d) : NULL;
    if (!p) {
        tree_free(t);
        return NULL;
    }
    p->script = t;               /* names of functions and parameters are the tree's */
    return p;
}

void program_free(program *p)
{
    if (!p)
        return;
    for (uint32_t i = 0; i < p->function_count && p->functions; i++)
        for (uint32_t k = 0; p->functions[i] && k < p->functions[i]->constant_count; k++)
            value_bury(p->functions[i]->constants[k]);
    tree_free(p->tree);
    tree_free(p->script);
    arena_free(p->memory);
    free(p);
}

const scenario_header *program_header(const program *p) { return &p->header; }

const host *program_host(const program *p) { return &p->host; }

uint32_t program_globals(const program *p) { return p->globals; }

value program_main(const program *p)
{
    (void)p;
    return (value){.tag = V_FUNC};       /* function 0 */
}

void program_print(const program *p, buf *out)
{
    for (uint32_t i = 0; i < p->function_count; i++)
        if (!p->functions[i]->prelude)
            code_print(p, p->functions[i], out);
}
