/* program: puts the steps from text to code together, for the script and for the prelude. */
#include "interp/program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "interp/builtins.h"
#include "interp/compile.h"
#include "interp/prelude.h"
#include "interp/told.h"
#include "interp/vm.h"
#include "interp/watching.h"

static bool out_of_memory(diags *d)
{
    diags_add(d, DIAG_ERROR, (span){0, 0, 1}, "out of memory", NULL);
    return false;
}

enum { MOST_FUNCTIONS = 65000, MOST_PARAMETERS = 255 };

/* Instructions name functions and places of arguments in so many bits. */
static bool functions_fit(const resolution *r, diags *d)
{
    for (uint32_t i = 0; i < r->function_count; i++)
        if (r->functions[i]->parameter_count > MOST_PARAMETERS)
            diags_addf(d, DIAG_ERROR, r->functions[i]->node->at, "pass a list or a map", "a function takes at most %d parameters",
                       MOST_PARAMETERS);
    if (r->function_count > MOST_FUNCTIONS)
        diags_addf(d, DIAG_ERROR, r->functions[MOST_FUNCTIONS]->node->at, NULL, "a script has at most %d functions", MOST_FUNCTIONS);
    return diags_errors(d) == 0;
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
        if (prelude && !strcmp(c->name, "task_apply"))
            p->task_apply = first + i;
    }
    return true;
}

/* `prelude` may be NULL: not needed. */
static bool functions_table(program *p, const resolution *script, const resolution *prelude)
{
    p->function_count = script->function_count + (prelude ? prelude->function_count : 0);
    p->functions = arena_alloc(p->memory, p->function_count * sizeof *p->functions);
    return p->functions && functions_reserve(p, script, 0, false)
           && (!prelude || functions_reserve(p, prelude, script->function_count, true));
}

static bool is_builtin(const node *n) { return n->kind == NODE_NAME && builtin_find(n->text) && strcmp(n->text, "args") != 0; }

/* thread t = f(x) */
static bool calls_builtin_as_task(const node *n)
{
    return n->kind == NODE_DECL && n->decl == DECL_CALL && n->kid[3]->kind == NODE_CALL && is_builtin(n->kid[3]->kid[0]);
}

/* Does the script name anything that the prelude is needed for? Reading and compiling it takes as long as starting the program. A
 * built-in function that is not called, but held as a value, may be what a task is to run. */
static bool needs_prelude(const node *n, bool called)
{
    static const char *const words[] = {"condition", "pool", "timer", "key", "choose", "shuffle", "as_completed"};
    for (; n; n = n->next) {
        for (size_t i = 0; n->text && i < sizeof words / sizeof *words; i++)
            if (!strcmp(n->text, words[i]))
                return true;
        if ((!called && is_builtin(n)) || calls_builtin_as_task(n))
            return true;
        for (int k = 0; k < 4 && n->kind != NODE_INT && n->kind != NODE_FLOAT && n->kind != NODE_DURATION; k++)
            if (needs_prelude(n->kid[k], n->kind == NODE_CALL && k == 0))
                return true;
    }
    return false;
}

static const char **symbol_names(program *p, symbol *const *symbols, uint32_t count)
{
    const char **all = arena_alloc(p->memory, (count + 1) * sizeof *all);
    for (uint32_t i = 0; all && i < count; i++)
        all[i] = symbols[i]->name;
    return all;
}

static bool global_names(program *p, const resolution *r)
{
    p->globals = r->globals;
    p->shareds = r->shareds;
    p->processes = r->processes;
    p->global_names = symbol_names(p, r->global_of, r->globals);
    p->shared_names = symbol_names(p, r->shared_of, r->shareds);
    return p->global_names && p->shared_names;
}

/* Variables of the prelude belong to one task each, whatever can be said of a script's: a function that is given out and changes some
 * looks who calls it. */
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

/* Parses and resolves the prelude. NULL: memory is out, for there are no mistakes in it (tests/unit/test_prelude.c). */
static resolution *prelude_load(program *p, const source *text)
{
    diags *ours = diags_new(text);
    resolution *r = NULL;
    p->tree = ours ? parse(text, ours) : NULL;
    if (p->tree && diags_errors(ours) == 0)
        r = resolve_prelude(p->tree, text, ours, p->memory);
    if (ours && diags_errors(ours) > 0)
        r = NULL;
    diags_free(ours);
    return r;
}

static bool compile_all(program *p, const tree *t, const resolution *script, const source *src, diags *d)
{
    const source text = {"prelude", prelude_source, strlen(prelude_source)};
    resolution *prelude = NULL;
    if (needs_prelude(t->root, false)) {
        prelude = prelude_load(p, &text);
        if (!prelude)
            return out_of_memory(d);
        unshare(prelude, p->tree->nodes);
    }
    if (!functions_table(p, script, prelude) || !global_names(p, script))
        return out_of_memory(d);
    if ((prelude && !compile(p, prelude, &text, d, script->function_count, true)) || !compile(p, script, src, d, 0, false))
        return diags_errors(d) > 0 ? false : out_of_memory(d);
    wrap_members(p);
    shapes_finish(p);
    return true;
}

static program *program_make(const tree *t, const source *src, diags *d, uint8_t *reached)
{
    program *p = calloc(1, sizeof *p);
    if (!p || !(p->memory = arena_new())) {
        free(p);
        out_of_memory(d);
        return NULL;
    }
    p->reached = reached;
    resolution *script = resolve(t, src, d, p->memory);
    if (script && diags_errors(d) == 0 && functions_fit(script, d) && compile_all(p, t, script, src, d)) {
        p->header = script->header;
        p->host = vm_host(p);
        p->host.variable = told_variable;
        p->host.function = told_function;
        p->host.element = told_element;
        p->host.watches_ends = script_watches_ends(t);
        p->host.breaks_waits = script_breaks_waits(t);
        p->host.looks = script_looks(t);
        p->host.reads_clock = script_reads_clock(t);
        p->host.draws = script_draws(t);
        p->host.starts_inside = script_starts_inside(t);
        p->host.tells_done = script_tells_done(t);
        p->host.joins = script_joins(t);
        p->host.awaits = script_awaits(t);
        if (!p->invariants.count)
            p->host.invariant = NULL; /* not asked after every step */
        if (!p->eventualities.count)
            p->host.eventually = NULL;
        return p;
    }
    program_free(p);
    return NULL;
}

program *program_load_watched(const source *src, diags *d, uint8_t *reached)
{
    tree *t = parse(src, d);
    if (!t) {
        out_of_memory(d);
        return NULL;
    }
    program *p = t->root && diags_errors(d) == 0 ? program_make(t, src, d, reached) : NULL;
    if (!p) {
        tree_free(t);
        return NULL;
    }
    p->script = t; /* names of functions and parameters are the tree's */
    return p;
}

bool program_look_ahead(program *p) { return liveness_finish(p); }

program *program_load(const source *src, diags *d) { return program_load_watched(src, d, NULL); }

uint32_t program_lines(const source *src)
{
    uint32_t lines = 2; /* a text without any newline has line 1 */
    for (size_t i = 0; i < src->length; i++)
        lines += src->text[i] == '\n';
    return lines;
}

void program_statements(const program *p, uint8_t *lines)
{
    for (uint32_t f = 0; f < p->function_count; f++)
        for (uint32_t i = 0; i < p->functions[f]->count; i++)
            if (p->functions[f]->insns[i].op == CODE_COVER)
                lines[p->functions[f]->insns[i].bx] = 1;
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

bool program_has_processes(const program *p) { return p->processes; }

uint32_t program_shareds(const program *p) { return p->shareds; }

uint32_t program_task_width(const program *p) { return p->task_width; }

value program_main(const program *p)
{
    (void)p;
    return (value){.tag = V_FUNC}; /* function 0 */
}

void program_print(const program *p, buf *out)
{
    for (uint32_t i = 0; i < p->function_count; i++)
        if (!p->functions[i]->prelude)
            code_print(p, p->functions[i], out);
}
