/* vm: the dispatch loop. Private instructions are done here; whatever others can see becomes an op, and the loop is left.
 * State is loaded at the start of a step and stored at its end, so a task can be left at any instruction. */
#include "interp/vm.h"

#include <stdio.h>
#include <string.h>

#include "interp/builtins.h"
#include "interp/invariant.h"
#include "interp/machine.h"

#define RA (R[i->a])
#define RB (R[i->b])
#define RC (R[i->c])

/* Comparisons of two registers as the jumps and operators need them: -1 a fault, else 0 or 1. */
static int order_test(const value *a, const value *b, machine *m, int test)
{
    int order;
    if (!value_order(*a, *b, &order, &m->fault))
        return -1;
    if (order == 2)
        return 0; /* not a number: neither less nor equal nor greater */
    return test == CODE_LT ? order < 0 : test == CODE_LE ? order <= 0 : test == CODE_GT ? order > 0 : order >= 0;
}

static inline int compare_test(const value *a, const value *b, machine *m, int test)
{
    if (__builtin_expect(a->tag == V_INT && b->tag == V_INT, 1))
        return test == CODE_LT   ? a->integer < b->integer
               : test == CODE_LE ? a->integer <= b->integer
               : test == CODE_GT ? a->integer > b->integer
                                 : a->integer >= b->integer;
    return order_test(a, b, m, test);
}

static inline bool equal_test(const value *a, const value *b)
{
    if (__builtin_expect(a->tag == V_INT && b->tag == V_INT, 1))
        return a->integer == b->integer;
    return value_equal(*a, *b);
}

static inline bool truth_test(const value *v) { return v->tag == V_BOOL ? v->integer != 0 : value_truth(*v); }

/* Values are moved as two words (value.h). */
static inline void put(value *slot, value v)
{
    slot->head = v.head;
    slot->payload = v.payload;
}

/* v is not counted. */
static inline void set_plain(value *slot, value v)
{
    if (__builtin_expect(slot->tag >= V_COUNTED, 0))
        value_drop(*slot);
    put(slot, v);
}

static inline void copy(value *slot, const value *from)
{
    value v = {.head = from->head, .payload = from->payload};
    if (from->tag >= V_COUNTED)
        value_keep(v);
    set_plain(slot, v);
}

/* a += b on a string or list that nobody else holds is done in place. */
static bool grow_in_place(value *a, value b, fault *f, bool *done)
{
    *done = false;
    if (a->tag == V_STRING && value_is_string(b) && b.payload != a->payload) {
        *done = true;
        return value_append(a, b, f);
    }
    return true;
}

static bool binary_slow(machine *m, int sign, value *to, value *left, const value *right)
{
    value result;
    bool done;
    if (sign == CODE_ADD && to == left) {
        if (!grow_in_place(to, *right, &m->fault, &done))
            return false;
        if (done)
            return true;
    }
    if (!value_binary((binary)(sign - CODE_ADD + BIN_ADD), *left, *right, &result, &m->fault))
        return false;
    value_assign(to, result);
    return true;
}

static bool join(machine *m, value *to, const value *parts, uint32_t count)
{
    value made;
    for (uint32_t i = 0; i < count; i++)
        value_show(parts[i], &m->text);
    if (!value_string_take(&m->text, &made, &m->fault))
        return false;
    value_assign(to, made);
    return true;
}

static bool format(machine *m, value *to, value from, value spec)
{
    const char *text;
    char copied[64];
    size_t length = value_string_bytes(&spec, &text);
    value made;
    snprintf(copied, sizeof copied, "%.*s", (int)length, text);
    if (!value_format(from, copied, &m->text, &m->fault)) {
        buf_clear(&m->text);
        return false;
    }
    if (!value_string_take(&m->text, &made, &m->fault))
        return false;
    value_assign(to, made);
    return true;
}

static bool unpack(machine *m, value *to, value from, uint32_t count)
{
    int64_t length, position = 0;
    if (!value_length(from, &length, &m->fault))
        return false;
    if (length != (int64_t)count)
        return fault_set(&m->fault, ERROR_value, "there are %lld items to take apart, but %u names", (long long)length, count);
    value walked = value_keep(from), item;
    for (uint32_t i = 0; i < count && value_next(walked, &position, &item, &m->fault); i++)
        value_assign(&to[i], item);
    value_drop(walked);
    return true;
}

/* The item is held meanwhile: it may be the very list that is changed, which then gets a copy of itself. */
static bool set_index(machine *m, value *to, const value *index, value item)
{
    value held = value_keep(item);
    bool done = value_set(to, index, 1, held, &m->fault);
    value_drop(held);
    return done;
}

static bool make_closure(machine *m, value *R, uint32_t a, uint32_t index)
{
    const closure_site *c = &m->program->closures[index];
    value captured[MOST_CAPTURES], made;
    for (uint32_t k = 0; k < c->count; k++)
        captured[k] = c->captures[k].from_register ? R[c->captures[k].index] : R[-1].closure->captured[c->captures[k].index];
    if (!value_closure(c->function, captured, c->count, &made, &m->fault))
        return false;
    value_assign(&R[a], made);
    return true;
}

static bool unset(machine *m, const char *name)
{
    return fault_set(&m->fault, ERROR_state, "%s has no value yet: its declaration has not run", name);
}

/* Only main runs the declarations of the top level. */
static bool global_unset(machine *m, const char *name)
{
    if (!m->task->process->parent)
        return unset(m, name);
    return fault_set(&m->fault, ERROR_state, "%s has no value here: this process was started before its declaration had run", name);
}

/* A fixed cell that no two tasks change at once is read without a lock; its tag is published last (cell_publish). */
static bool global_get(machine *m, value *to, uint32_t number)
{
    const value *from = &cells_at(m->task->process->cells, number)->value;
    if (__atomic_load_n(&from->tag, __ATOMIC_ACQUIRE) == V_UNSET)
        return global_unset(m, m->program->global_names[number]);
    copy(to, from);
    return true;
}

static void cell_publish(cell *to, value v)
{
    value old = to->value;
    if (old.tag != V_UNSET) {
        to->value = value_keep(v);
        value_drop(old);
        return;
    }
    value_keep(v);
    memcpy((char *)&to->value + 1, (char *)&v + 1, sizeof v - 1);
    __atomic_store_n(&to->value.tag, v.tag, __ATOMIC_RELEASE);
}

static bool cell_make(machine *m, value *to, value *from)
{
    value made;
    if (!cells_make(m->task->process->cells, *from, &made, &m->fault))
        return false;
    value_assign(to, made);
    return true;
}

static bool is_kind(value error, value kind) { return error.tag == V_ERROR && value_equal(error.error->name, kind); }

static bool range_bounds(machine *m, const value *from)
{
    for (int k = 0; k < 2; k++)
        if (from[k].tag != V_INT)
            return fault_set(&m->fault, ERROR_type, "a range goes from int to int, not %s", value_type_name(from[k]));
    return true;
}

static bool iterable(machine *m, value v)
{
    if (value_iterable(v) || (v.tag == V_HANDLE && value_kind(v) == KIND_queue)
        || (v.tag == V_CLOSURE && m->program->functions[v.closure->function]->prelude))
        return true;
    return fault_set(&m->fault, ERROR_type, "for cannot walk over %s", value_type_name(v));
}

static bool words(machine *m, value *to)
{
    const value *arguments = m->task->world->arguments;
    value none;
    if (arguments) {
        copy(to, arguments);
        return true;
    }
    if (!value_list(NULL, 0, &none, &m->fault))
        return false;
    value_assign(to, none);
    return true;
}

/* What is left over from the last step: an error that its op raised, or a method that turned out to be a handle's. */
static step resume(machine *m)
{
    body *b = m->body;
    if (b->redo) {
        m->line = machine_script_line(m);
        return change_redo(m);
    }
    m->thrown = b->error;
    b->error = VALUE_UNSET;
    b->raising = false;
    return STEP_FAULT;
}

/* The dispatch loop: one label an instruction, in the order of code.def, each ending in a jump of its own to the next.
 * NOLINTBEGIN(readability-function-size): it is the one function that is let grow. Its layout is by hand. */
/* clang-format off */
static why run(machine *m, task *t, int64_t budget)
{
    static const void *const targets[CODES] = {
#define CODE(name, operands, about) [CODE_##name] = &&do_##name,
#include "interp/code.def"
#undef CODE
    };
    body *b = t->body;
    const program *p = b->program;
    frame *f = NULL;
    const code *c = NULL;
    const insn *pc = NULL;
    value *R = NULL;
    const insn *i;
    step s;
    int test;
    const int64_t most = t->world->settings.limits.depth;

#define LOAD() (f = &b->frames[b->depth - 1], c = p->functions[f->function], pc = c->insns + f->pc, R = b->registers + f->base)
#define SAVE() (f->pc = (uint32_t)(pc - c->insns))
/* What the prelude does is told under the line of the script that asked for it. */
#define LINE() (__builtin_expect(c->prelude, 0) ? machine_script_line(m) : c->places[f->pc - 1].line)
#define NEXT() do { i = pc++; goto *targets[i->op]; } while (0)
#define NEED(done) do { if (__builtin_expect(!(done), 0)) goto failed; } while (0)
/* Another part of the machine takes a step for this frame; afterwards everything is loaded anew. */
#define OUTSIDE(call) do { SAVE(); m->line = LINE(); s = (call); goto outside; } while (0)
#define SPEND() do { if (__builtin_expect(--budget <= 0, 0)) goto spent; } while (0)
#define ARITHMETIC(overflows) \
    do { \
        int64_t result; \
        if (__builtin_expect(RB.tag == V_INT && RC.tag == V_INT && !overflows(RB.integer, RC.integer, &result), 1)) \
            set_plain(&RA, value_int(result)); \
        else \
            NEED(binary_slow(m, i->op, &RA, &RB, &RC)); \
        NEXT(); \
    } while (0)
#define IF(truth) do { if ((truth) == (i->c != 0)) goto do_JUMP_behind; pc++; NEXT(); } while (0)
#define IF_INT(sign, code) \
    do { \
        if (__builtin_expect(RA.tag == V_INT, 1)) \
            IF(RA.integer sign (int16_t)i->b); \
        NEED((test = order_test(&RA, &(value){.head = VALUE_HEAD(V_INT), .payload = (uint64_t)(int16_t)i->b}, m, code)) >= 0); \
        IF(test); \
    } while (0)
#define COMPARE(code) do { NEED((test = compare_test(&RB, &RC, m, code)) >= 0); set_plain(&RA, value_bool(test)); NEXT(); } while (0)

    LOAD();
    if (b->raising || b->redo) {
        s = resume(m);
        goto outside;
    }
    NEXT();

do_MOVE: copy(&RA, &RB); NEXT();
do_TAKE: {
        value taken = {.head = RB.head, .payload = RB.payload};
        put(&RB, VALUE_NIL);
        set_plain(&RA, taken);
        NEXT();
    }
do_LOADK: copy(&RA, &c->constants[i->bx]); NEXT();
do_LOADI: set_plain(&RA, value_int(i->bx)); NEXT();
do_SELF: copy(&RA, &R[-1]); NEXT();
do_UPGET: copy(&RA, &R[-1].closure->captured[i->b]); NEXT();
do_CELLNEW: NEED(cell_make(m, &RA, &RB)); NEXT();
do_CELLGET: {
        const cell *held = cells_at(t->process->cells, RB.index);
        if (held->value.tag == V_UNSET) {
            unset(m, p->members[i->c].name);
            goto failed;
        }
        copy(&RA, &held->value);
        NEXT();
    }
do_CELLSET: copy(&cells_at(t->process->cells, RA.index)->value, &RB); NEXT();
do_GLOBALGET: NEED(global_get(m, &RA, (uint32_t)i->bx)); NEXT();
do_GLOBALSET: cell_publish(cells_at(t->process->cells, (uint32_t)i->bx), RA); NEXT();
do_GLOBALLET: cell_publish(cells_at(t->process->cells, (uint32_t)i->bx), RA); cells_forever(t->process->cells, RA); NEXT();
do_VARGET: OUTSIDE(op_variable(m, i->a, VERB_variable_load, RB.index, NULL, 0, 0));
do_VARSET: OUTSIDE(op_store(m, RA.index, &RB));
do_VARGETG: OUTSIDE(op_variable(m, i->a, VERB_variable_load, (uint32_t)i->bx, NULL, 0, 0));
do_VARSETG: OUTSIDE(op_store(m, (uint32_t)i->bx, &RA));

do_ADD: ARITHMETIC(__builtin_add_overflow);
do_SUB: ARITHMETIC(__builtin_sub_overflow);
do_MUL: ARITHMETIC(__builtin_mul_overflow);
do_DIV: do_FLOOR_DIV: do_MOD: do_POW: do_BIT_AND: do_BIT_OR: do_BIT_XOR: do_SHL: do_SHR: do_RANGE:
    NEED(binary_slow(m, i->op, &RA, &RB, &RC));
    NEXT();
do_ADDI: {
        int64_t result;
        value with = value_int((int16_t)i->c);
        if (__builtin_expect(RB.tag == V_INT && !__builtin_add_overflow(RB.integer, with.integer, &result), 1))
            set_plain(&RA, value_int(result));
        else if (with.integer >= 0)
            NEED(binary_slow(m, CODE_ADD, &RA, &RB, &with));
        else {
            with.integer = -with.integer;
            NEED(binary_slow(m, CODE_SUB, &RA, &RB, &with));
        }
        NEXT();
    }
do_NEG: {
        value result;
        NEED(value_negate(RB, &result, &m->fault));
        value_assign(&RA, result);
        NEXT();
    }
do_INVERT: {
        value result;
        NEED(value_invert(RB, &result, &m->fault));
        value_assign(&RA, result);
        NEXT();
    }
do_NOT: set_plain(&RA, value_bool(!truth_test(&RB))); NEXT();
do_EQ: set_plain(&RA, value_bool(equal_test(&RB, &RC))); NEXT();
do_NE: set_plain(&RA, value_bool(!equal_test(&RB, &RC))); NEXT();
do_LT: COMPARE(CODE_LT);
do_LE: COMPARE(CODE_LE);
do_GT: COMPARE(CODE_GT);
do_GE: COMPARE(CODE_GE);
do_IN: do_NOT_IN: {
        bool found;
        NEED(value_contains(RC, RB, &found, &m->fault));
        set_plain(&RA, value_bool(found == (i->op == CODE_IN)));
        NEXT();
    }

do_JUMP_behind: i = pc++;
do_JUMP:
    pc += i->bx;
    if (i->bx < 0)
        SPEND();
    NEXT();
do_JUMP_TRUE: if (truth_test(&RA)) goto do_JUMP; NEXT();
do_JUMP_FALSE: if (!truth_test(&RA)) goto do_JUMP; NEXT();
do_IF_GIVEN: if (RA.tag != V_UNSET) goto do_JUMP; NEXT();
do_IF_EQ: IF(equal_test(&RA, &RB));
do_IF_LT: NEED((test = compare_test(&RA, &RB, m, CODE_LT)) >= 0); IF(test);
do_IF_LE: NEED((test = compare_test(&RA, &RB, m, CODE_LE)) >= 0); IF(test);
do_IF_EQI: {
        const value with = value_int((int16_t)i->b);
        IF(equal_test(&RA, &with));
    }
do_IF_LTI: IF_INT(<, CODE_LT);
do_IF_LEI: IF_INT(<=, CODE_LE);
do_IF_GTI: IF_INT(>, CODE_GT);
do_IF_GEI: IF_INT(>=, CODE_GE);

do_LIST: {
        value made;
        NEED(value_list_take(&RB, i->c, &made, &m->fault));
        value_assign(&RA, made);
        NEXT();
    }
do_MAP: {
        value made;
        NEED(value_map(&made, &m->fault));
        value_assign(&RA, made);
        NEXT();
    }
do_PUSH: NEED(value_list_push(&RA, RB, &m->fault)); NEXT();
do_PUT: NEED(value_map_put(&RA, RB, RC, &m->fault)); NEXT();
do_JOIN: NEED(join(m, &RA, &RB, i->c)); NEXT();
do_FORMAT: NEED(format(m, &RA, RA, c->constants[i->bx])); NEXT();
do_INDEX: {
        value result;
        if (RB.tag == V_LIST && RC.tag == V_INT && (uint64_t)RC.integer < RB.list->length) {
            const value *item = &RB.list->items[RC.integer];
            result.head = item->head;
            result.payload = item->payload;
            if (item->tag >= V_COUNTED)
                value_keep(result);
        } else {
            NEED(value_index(RB, RC, &result, &m->fault));
        }
        set_plain(&RA, result);
        NEXT();
    }
do_SLICE: {
        value result;
        NEED(value_slice(RB, RC, (&RC)[1], &result, &m->fault));
        value_assign(&RA, result);
        NEXT();
    }
do_UNPACK: NEED(unpack(m, &RA, RB, i->c)); NEXT();
do_CLOSURE: NEED(make_closure(m, R, i->a, (uint32_t)i->bx)); NEXT();
do_SETINDEX:
    if (RA.tag == V_LIST && RB.tag == V_INT && RC.tag < V_COUNTED && value_unique(RA) && (uint64_t)RB.integer < RA.list->length)
        set_plain(&RA.list->items[RB.integer], RC);
    else
        NEED(set_index(m, &RA, &RB, RC));
    NEXT();
do_CHANGE: OUTSIDE(change_at(m, i->a, &RB, i->c));
do_CHANGE_CELL: OUTSIDE(change_at(m, i->a, &cells_at(t->process->cells, RB.index)->value, i->c));
do_CHANGE_VAR: OUTSIDE(change_shared_at(m, i->a, i->b, i->c));

do_CALL_FUNC: {
        const uint32_t callee = i->c, base = f->base + i->a + 1;
        SAVE();
        c = p->functions[callee];
        if (__builtin_expect(b->depth < b->frame_capacity && b->depth < most && base + c->registers <= b->register_capacity, 1)) {
            f = &b->frames[b->depth++];
            *f = (frame){callee, 0, base};
            pc = c->insns + c->entry;
            R = b->registers + base;
        } else {
            c = p->functions[f->function];
            NEED(body_push(m, callee, base, &m->fault));
            LOAD();
            pc = c->insns + c->entry;
        }
        SPEND();
        NEXT();
    }
do_CALL: OUTSIDE(call_value_at(m, i->a, i->b, &p->shapes[i->c]));
do_BUILTIN: OUTSIDE(call_builtin_at(m, i->a, i->b, i->c));
do_METHOD: OUTSIDE(call_method_at(m, i->a, &RB, &p->shapes[i->c]));
do_PROPERTY: OUTSIDE(property_at(m, i->a, i->b, &p->members[i->c]));
do_SETPROP: OUTSIDE(set_property_at(m, i->a, &p->members[i->c]));
do_APPLY: OUTSIDE(call_spread(m, i->a));
do_OP: OUTSIDE(op_begin(m, i->a, i->c, NULL, &RA + 1, i->b, i->b));
do_TRY_OP:
    SAVE();
    m->line = LINE();
    s = op_begin(m, i->a, i->c, NULL, &RA + 1, i->b - 1u, i->b);
    NEED(op_timeout(m, (&RA)[i->b]));
    goto outside;
do_SELECT: OUTSIDE(select_at(m, i->a, i->b));
do_ARGS: NEED(words(m, &RA)); NEXT();
do_CORES: set_plain(&RA, value_int(t->world->settings.cores)); NEXT();
do_RETURN: {
        value result = {.head = RA.head, .payload = RA.payload};
        put(&RA, VALUE_NIL);
        for (uint32_t k = c->registers; k-- > 0;)
            if (R[k].tag >= V_COUNTED)
                register_set(&R[k], VALUE_NIL);
        b->depth--;
        set_plain(&R[-1], result);
        if (!b->depth)
            return WHY_DONE;
        LOAD();
        NEXT();
    }

do_FOR_RANGE: NEED(range_bounds(m, &RA)); goto do_JUMP;
do_NEXT_RANGE:
    if (RA.integer >= (&RA)[1].integer)
        NEXT();
    set_plain(&(&RA)[2], value_int(RA.integer++));
    pc += i->bx;
    SPEND();
    NEXT();
do_FOR_EACH: NEED(iterable(m, RA)); set_plain(&(&RA)[1], value_int(0)); NEXT();
do_NEXT_EACH:
    if (RA.tag == V_LIST && (&RA)[1].integer < (int64_t)RA.list->length) {
        copy(&(&RA)[2], &RA.list->items[(&RA)[1].integer++]);
        pc += 2;
        NEXT();
    } else {
        uint32_t skip;
        SAVE();
        m->line = LINE();
        s = each_at(m, i->a, i->b, &skip);
        b->frames[s == STEP_CALL ? b->depth - 2 : b->depth - 1].pc += s == STEP_FAULT ? 0 : skip;
        goto outside;
    }
do_END_EACH: if ((&RA)[2].tag == V_UNSET) goto do_JUMP; NEXT();

do_RAISE: OUTSIDE(machine_raise(m, RA));
do_ASSERT: {
        value text = VALUE_NIL;
        NEED(join(m, &text, &RA, 1));
        m->fault = (fault){ERROR_assert, text};
        goto failed;
    }
do_IS_KIND: set_plain(&RA, value_bool(is_kind(RA, c->constants[i->bx]))); NEXT();
do_CAUGHT: NEXT();
do_ENTER: OUTSIDE(enter_at(m, i->a, RB, &p->members[i->c]));
do_LEAVE: OUTSIDE(leave_at(m, i->a, RB, &p->members[i->c]));
do_MISSING:
    fault_set(&m->fault, ERROR_type, "%s needs an argument for %s", c->name, p->members[i->b].name);
    goto failed;

failed:
    SAVE();
    s = STEP_FAULT;
outside:
    if (s == STEP_FAULT) {
        if (!machine_unwind(m, machine_error(m)))
            return WHY_FAULT;
        budget--;
    } else if (s == STEP_OP) {
        return WHY_OP;
    }
    LOAD();
    if (s != STEP_ON)
        SPEND();
    NEXT();
spent:
    SAVE();
    return WHY_BUDGET;
}

/* clang-format on */
/* NOLINTEND(readability-function-size) */

why vm_step(task *t, int64_t budget)
{
    body *b = t->body;
    machine m = {.task = t, .body = b, .program = b->program, .thrown = VALUE_UNSET};
    why end = run(&m, t, budget);
    buf_free(&m.text);
    return end;
}

host vm_host(const program *p)
{
    return (host){
        .step = vm_step, .reply = machine_reply, .begin = body_begin, .end = body_end, .invariant = invariant_check, .program = (void *)p};
}
