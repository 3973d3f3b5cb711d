/* emit: instructions, constants, registers and jumps of the function being compiled. Knows no syntax.
 * When memory is out, or something is too large for an instruction, the unit is marked failed and what is emitted is of no use. */
#include "interp/compiler.h"

#include <stdlib.h>
#include <string.h>

#include "interp/params.h"

enum { MOST_REGISTERS = 32000, MOST_INDEX = 65000 };

void *grow(unit *u, void *old, uint32_t *capacity, uint32_t needed, size_t size)
{
    if (needed <= *capacity)
        return old;
    uint32_t wanted = *capacity * 2 < needed ? needed + 8 : *capacity * 2;
    void *larger = arena_alloc(u->program->memory, wanted * size);
    if (!larger) {
        u->failed = true;
        return NULL;
    }
    if (*capacity)
        memcpy(larger, old, *capacity * size);
    *capacity = wanted;
    return larger;
}

void too_large(build *b, const char *what)
{
    span at = b->function->node ? b->function->node->at : (span){0, 0, 1};
    if (!b->unit->failed)
        diags_addf(b->unit->diags, DIAG_ERROR, at, "split it into several functions", "this function has too many %s", what);
    b->unit->failed = true;
}

uint32_t here(const build *b) { return b->code->count; }

/* The line is known; the column is counted on from the place asked for last when that is in the same line, as it mostly is. */
void at_node(build *b, const node *n)
{
    unit *u = b->unit;
    const char *text = u->source->text;
    for (; u->seen_line == n->at.line && u->seen > n->at.begin; u->seen--)
        u->seen_column -= ((unsigned char)text[u->seen - 1] & 0xc0) != 0x80;
    if (u->seen_line != n->at.line) {
        u->seen = n->at.begin;
        u->seen_column = 1;
        for (uint32_t at = n->at.begin; at > 0 && text[at - 1] != '\n';)
            u->seen_column += ((unsigned char)text[--at] & 0xc0) != 0x80;
    }
    for (; u->seen < n->at.begin; u->seen++)
        u->seen_column += ((unsigned char)text[u->seen] & 0xc0) != 0x80;
    u->seen_line = n->at.line;
    b->place = (place){.line = n->at.line, .column = u->seen_column};
}

void at_place(build *b, place p)
{
    if (!b->code->count)
        return;
    place *last = &b->code->places[b->code->count - 1];
    p.live = last->live;
    *last = p;
}

static uint32_t emit_insn(build *b, insn i)
{
    code *c = b->code;
    uint32_t capacity = b->insn_capacity;
    insn *insns = grow(b->unit, c->insns, &capacity, c->count + 1, sizeof *insns);
    capacity = b->insn_capacity;
    place *places = grow(b->unit, c->places, &capacity, c->count + 1, sizeof *places);
    if (!insns || !places)
        return 0;
    b->insn_capacity = capacity;
    c->insns = insns;
    c->places = places;
    c->insns[c->count] = i;
    c->places[c->count] = b->place;
    c->places[c->count].live = (uint16_t)b->free;
    return c->count++;
}

/* Registers are doubled (code.h: insn). */
static uint16_t operand_word(char kind, int x) { return (uint16_t)(kind == 'r' ? x * 2 : x); }

uint32_t emit(build *b, opcode what, int x, int y, int z)
{
    const char *kinds = code_operands[what];
    insn i = {.op = (uint16_t)what, .a = operand_word(kinds[0], x)};
    i.b = operand_word(kinds[1], y);
    i.c = operand_word(kinds[1] ? kinds[2] : '\0', z);
    return emit_insn(b, i);
}

uint32_t emit_wide(build *b, opcode what, int x, int64_t bx)
{
    insn i = {.op = (uint16_t)what, .a = operand_word(code_operands[what][0], x)};
    i.bx = (int32_t)bx;
    return emit_insn(b, i);
}

/* --- registers --- */

int reg_run(build *b, int count)
{
    int first = b->free;
    if (first + count > MOST_REGISTERS) {
        too_large(b, "variables at once");
        return 0;
    }
    b->free += count;
    if (b->free > b->most)
        b->most = b->free;
    return first;
}

int reg_new(build *b) { return reg_run(b, 1); }

/* --- constants --- */

static bool same_constant(value x, value y)
{
    return x.tag == y.tag && x.tag != V_CELL && (x.tag < V_COUNTED || x.tag == V_STRING)
           && (x.tag == V_SHORT                        ? !memcmp(&x, &y, sizeof x)
               : x.tag == V_STRING                     ? value_equal(x, y)
               : x.tag == V_FUNC || x.tag == V_BUILTIN ? x.index == y.index
                                                       : x.integer == y.integer);
}

int constant(build *b, value owned)
{
    code *c = b->code;
    uint32_t first = c->constant_count > 64 ? c->constant_count - 64 : 0; /* looking far back would be quadratic */
    for (uint32_t i = first; i < c->constant_count; i++)
        if (same_constant(c->constants[i], owned)) {
            value_drop(owned);
            return (int)i;
        }
    value *constants = grow(b->unit, c->constants, &b->constant_capacity, c->constant_count + 1, sizeof *constants);
    if (!constants) {
        value_drop(owned);
        return 0;
    }
    c->constants = constants;
    value_immortal(owned);
    c->constants[c->constant_count] = owned;
    return (int)c->constant_count++;
}

void load(build *b, int dst, value owned)
{
    if (owned.tag == V_INT && owned.integer == (int32_t)owned.integer)
        emit_wide(b, CODE_LOADI, dst, owned.integer);
    else
        emit_wide(b, CODE_LOADK, dst, constant(b, owned));
}

value text_value(unit *u, const char *text, size_t length)
{
    value v;
    fault f = {0};
    if (value_string(text, length, &v, &f))
        return v;
    value_drop(f.message);
    u->failed = true;
    return VALUE_NIL;
}

/* Joins lines by one blank, without the comments at their ends. */
value source_text(unit *u, const node *n)
{
    buf line = {0};
    const char *c = u->source->text + n->at.begin, *end = u->source->text + n->at.end;
    for (char quote = 0; c < end; c++) {
        if (*c == '"' || *c == '\'')
            quote = quote == 0 ? *c : quote == *c ? 0 : quote;
        if (*c != '\n' && (*c != '#' || quote)) {
            buf_char(&line, *c);
            continue;
        }
        while (line.length && strchr(" \t\r", line.data[line.length - 1]))
            line.length--;
        for (c += strcspn(c, "\n"); c + 1 < end && strchr(" \t\r\n", c[1]);)
            c++;
        buf_char(&line, ' ');
    }
    value v = text_value(u, line.data ? line.data : "", line.length);
    u->failed |= line.failed;
    buf_free(&line);
    return v;
}

void move(build *b, int dst, int from)
{
    if (dst != from)
        emit(b, CODE_MOVE, dst, from, 0);
}

/* --- jumps --- */

static void aim(build *b, uint32_t at, uint32_t target)
{
    if (!b->unit->failed)
        b->code->insns[at].bx = ((int32_t)target - (int32_t)at) * (int32_t)sizeof(insn);
}

void jump_to(build *b, uint32_t target) { aim(b, emit_wide(b, CODE_JUMP, 0, 0), target); }

void jumps_add(build *b, jumps *list, uint32_t at)
{
    uint32_t *places = grow(b->unit, list->at, &list->capacity, list->count + 1, sizeof *places);
    if (!places)
        return;
    list->at = places;
    list->at[list->count++] = at;
}

void jump_later(build *b, jumps *list) { jumps_add(b, list, emit_wide(b, CODE_JUMP, 0, 0)); }

void jump_test(build *b, opcode what, int reg, jumps *list) { jumps_add(b, list, emit_wide(b, what, reg, 0)); }

void jumps_at(build *b, jumps *list, uint32_t target)
{
    for (uint32_t i = 0; i < list->count; i++)
        aim(b, list->at[i], target);
    list->count = 0;
}

void jumps_here(build *b, jumps *list) { jumps_at(b, list, here(b)); }

uint32_t handler_add(build *b, uint32_t from, uint32_t to, int error)
{
    code *c = b->code;
    handler *handlers = grow(b->unit, c->handlers, &b->handler_capacity, c->handler_count + 1, sizeof *handlers);
    if (!handlers)
        return 0;
    c->handlers = handlers;
    c->handlers[c->handler_count] = (handler){from, to, 0, (uint16_t)error};
    return c->handler_count++;
}

/* --- names and shapes of calls, shared by the whole program --- */

static fit member_parameters(member *m, const char *notation)
{
    params p = params_parse(notation);
    bool timeout = params_timeout(&p) >= 0;
    fit f = {.positional = (uint8_t)p.positional, .total = (uint8_t)(p.count - timeout), .timeout = timeout};
    if (p.count > m->most)
        m->most = (uint8_t)p.count;
    for (int i = 0; i < p.count; i++)
        f.required = (uint8_t)(f.required + !p.at[i].optional);
    if (p.rest)
        f.required = UINT8_MAX; /* not to be told by counting */
    return f;
}

static void member_verb(member *m, int verb)
{
    m->verbs[verb_words[verb].kind] = (uint16_t)verb;
    m->verb_fits[verb_words[verb].kind] = member_parameters(m, verb_words[verb].parameters);
}

static void member_method(member *m, size_t index)
{
    m->methods[methods[index].type] = (uint16_t)index;
    m->method_fits[methods[index].type] = member_parameters(m, methods[index].parameters);
}

static void member_fill(member *m)
{
    memset(m->verbs, 0, sizeof m->verbs);
    for (int k = 0; k < KINDS; k++)
        m->wrapped[k] = NOT_FOUND;
    for (int t = 0; t < V_TAGS; t++)
        m->methods[t] = NOT_FOUND;
    for (int v = 1; v < VERBS; v++)
        if (!strcmp(verb_words[v].name, m->name))
            member_verb(m, v);
    for (size_t i = 0; i < method_count; i++)
        if (!strcmp(methods[i].name, m->name))
            member_method(m, i);
    m->methods[V_SHORT] = m->methods[V_STRING];
    m->method_fits[V_SHORT] = m->method_fits[V_STRING];
}

uint32_t member_index(unit *u, const char *name)
{
    program *p = u->program;
    for (uint32_t i = 0; i < p->member_count; i++)
        if (!strcmp(p->members[i].name, name))
            return i;
    uint32_t capacity = p->member_capacity;
    member *members = grow(u, p->members, &capacity, p->member_count + 1, sizeof *members);
    if (!members)
        return 0;
    p->members = members;
    p->member_capacity = capacity;
    p->members[p->member_count].name = name;
    member_fill(&p->members[p->member_count]);
    return p->member_count++;
}

static bool same_shape(const shape *s, uint16_t of, uint32_t count, const char **names, uint32_t named, bool inner)
{
    if (s->member != of || s->count != count || s->named != named || s->inner != inner)
        return false;
    for (uint32_t i = 0; i < named; i++)
        if (strcmp(s->names[i], names[i]))
            return false;
    return true;
}

uint32_t shape_index(unit *u, const char *name, uint32_t count, const char **names, uint32_t named)
{
    program *p = u->program;
    uint16_t of = name ? (uint16_t)member_index(u, name) : NOT_FOUND;
    for (uint32_t i = 0; i < p->shape_count; i++)
        if (same_shape(&p->shapes[i], of, count, names, named, u->prelude))
            return i;
    shape *shapes = grow(u, p->shapes, &p->shape_capacity, p->shape_count + 1, sizeof *shapes);
    if (!shapes)
        return 0;
    p->shapes = shapes;
    shape *s = &p->shapes[p->shape_count];
    *s = (shape){.member = of,
                 .count = (uint16_t)count,
                 .named = (uint16_t)named,
                 .inner = u->prelude,
                 .timeout = named == 1 && !strcmp(names[0], "timeout")};
    s->names = named ? arena_alloc(p->memory, named * sizeof *names) : NULL;
    if (named && !s->names)
        u->failed = true;
    else if (named)
        memcpy(s->names, names, named * sizeof *names);
    return p->shape_count++;
}

/* --- the function as a whole --- */

void build_begin(build *b, unit *u, build *outer, function *f)
{
    *b = (build){.unit = u, .outer = outer, .function = f, .catching = -1};
    b->code = u->program->functions[function_index(u, f)];
}

void build_end(build *b)
{
    code *c = b->code;
    if (b->unit->failed)
        return;
    if (c->constant_count > INT32_MAX || c->count > INT32_MAX / sizeof(insn) || b->unit->program->member_count > MOST_INDEX
        || b->unit->program->shape_count > MOST_INDEX || b->unit->program->change_count > MOST_INDEX
        || b->unit->program->select_count > MOST_INDEX)
        too_large(b, "different names");
    c->registers = (uint16_t)((b->most + 1) / 2 * 2);
}
