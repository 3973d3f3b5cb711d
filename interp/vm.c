/* vm: the dispatch loop. Private instructions are done here; whatever others can see becomes an op, and the loop is left.
 * State is loaded at the start of a step and stored at its end, so a task can be left at any instruction. */
#include "interp/vm.h"

#include <stdio.h>
#include <string.h>

#include "interp/builtins.h"
#include "interp/invariant.h"
#include "interp/machine.h"

/* Operands that name a register (code.h: insn). */
#define REGISTER(operand) (*(value *)((uint64_t *)R + (operand)))
#define RA REGISTER(i->a)
#define RB REGISTER(i->b)
#define RC REGISTER(i->c)

/* What is seldom done stays out of the loop, so that the loop's registers are spent on what is done often. */
#define SELDOM __attribute__((noinline))
#define ALWAYS __attribute__((always_inline))

/* Comparisons of two registers as the jumps and operators need them: -1 a fault, else 0 or 1. */
SELDOM static int order_test(const value *a, const value *b, machine *m, int test)
{
    int order;
    if (!value_order(*a, *b, &order, &m->fault))
        return -1;
    if (order == 2)
        return 0; /* not a number: neither less nor equal nor greater */
    return test == CODE_LT ? order < 0 : test == CODE_LE ? order <= 0 : test == CODE_GT ? order > 0 : order >= 0;
}

SELDOM static int order_int_test(const value *a, int with, machine *m, int test)
{
    const value b = value_int(with);
    return order_test(a, &b, m, test);
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

static inline int equal_test(const value *a, const value *b)
{
    if (__builtin_expect(a->tag == V_INT && b->tag == V_INT, 1))
        return a->integer == b->integer;
    if (b->tag == V_NIL)
        return a->tag == V_NIL;
    return value_equal(*a, *b);
}

static inline int equal_int_test(const value *a, int with)
{
    if (__builtin_expect(a->tag == V_INT, 1))
        return a->integer == with;
    return value_equal(*a, value_int(with));
}

static inline bool truth_test(const value *v) { return v->tag == V_BOOL ? v->integer != 0 : value_truth(*v); }

/* The calls come last in these, so that nothing need be saved around them. */
__attribute__((noinline)) static void assign_counted(value *slot, value owned) { value_assign(slot, owned); }

__attribute__((noinline)) static void copy_counted(value *slot, const value *from) { value_assign(slot, value_keep(value_load(from))); }

/* v is not counted. */
ALWAYS static inline void set_plain(value *slot, value v)
{
    if (__builtin_expect(slot->tag >= V_COUNTED, 0))
        assign_counted(slot, v);
    else
        value_store(slot, v);
}

ALWAYS static inline void copy(value *slot, const value *from)
{
    if (from->tag >= V_COUNTED)
        copy_counted(slot, from);
    else
        set_plain(slot, value_load(from));
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

/* 1s * n, the commonest sum with a duration there is; false: it is none, or too long. */
ALWAYS static inline bool times_duration(value *to, const value *duration, const value *times)
{
    int64_t ns;
    if (duration->tag != V_DURATION || times->tag != V_INT || __builtin_mul_overflow(duration->integer, times->integer, &ns))
        return false;
    set_plain(to, value_duration(ns));
    return true;
}

SELDOM static bool binary_slow(machine *m, int sign, value *to, value *left, const value *right)
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

SELDOM static bool add_int_slow(machine *m, value *to, value *left, int with)
{
    const value right = value_int(with < 0 ? -with : with);
    return binary_slow(m, with < 0 ? CODE_SUB : CODE_ADD, to, left, &right);
}

SELDOM static bool divide_int_slow(machine *m, int sign, value *to, value *left, int with)
{
    const value right = value_int(with);
    return binary_slow(m, sign, to, left, &right);
}

/* Of what is not negative; short divisions take half the time on many processors. */
ALWAYS static inline uint64_t quotient(uint64_t a, uint64_t b) { return (a | b) >> 32 ? a / b : (uint32_t)a / (uint32_t)b; }

ALWAYS static inline uint64_t rest(uint64_t a, uint64_t b) { return (a | b) >> 32 ? a % b : (uint32_t)a % (uint32_t)b; }

static bool index_any(machine *m, value *to, const value *of, const value *index)
{
    value found;
    if (!value_index(*of, *index, &found, &m->fault))
        return false;
    value_assign(to, found);
    return true;
}

/* xs.append(x), the commonest change there is, of what nests no deeper than a string. false: it is not that, or no such simple case. */
static inline bool append(const change *c, value *base, value *to)
{
    value *item = &base[2];
    if (c->what != CHANGE_APPEND || to->tag != V_LIST || !value_unique(value_load(to)) || to->list->length == to->list->capacity
        || item->tag > V_STRING)
        return false;
    value_store(&to->list->items[to->list->length++], value_load(item));
    value_store(item, VALUE_NIL);
    set_plain(base, VALUE_NIL);
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
    if (!value_iterable(from))
        return fault_set(&m->fault, ERROR_type, "%s cannot be taken apart (a list, map, string or range can)", fault_noun(from).text);
    if (!value_length(from, &length, &m->fault))
        return false;
    if (length != (int64_t)count)
        return fault_set(&m->fault, ERROR_value, "there %s %lld item%s to take apart, but %u names", length == 1 ? "is" : "are",
                         (long long)length, length == 1 ? "" : "s", count);
    value walked = value_keep(from), item;
    for (uint32_t i = 0; i < count && value_next(walked, &position, &item, &m->fault); i++)
        value_assign(&to[i], item);
    value_drop(walked);
    return true;
}

/* The item is held meanwhile: it may be the very list that is changed, which then gets a copy of itself. */
static bool set_index(machine *m, value *to, const value *index, const value *item)
{
    value held = value_keep(*item);
    bool done = value_set(to, index, 1, held, &m->fault);
    value_drop(held);
    return done;
}

SELDOM static bool make_closure(machine *m, const value *R, value *to, uint32_t index)
{
    const closure_site *c = &m->program->closures[index];
    value captured[MOST_CAPTURES], made;
    for (uint32_t k = 0; k < c->count; k++)
        captured[k] = c->captures[k].from_register ? R[c->captures[k].index] : R[-1].closure->captured[c->captures[k].index];
    if (!value_closure(c->function, captured, c->count, &made, &m->fault))
        return false;
    value_assign(to, made);
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
ALWAYS static inline value *global_at(machine *m, uint32_t number)
{
    value *at = &cells_at(m->task->process->cells, number)->value;
    if (__builtin_expect(__atomic_load_n(&at->tag, __ATOMIC_ACQUIRE) != V_UNSET, 1))
        return at;
    global_unset(m, m->program->global_names[number]);
    return NULL;
}

static bool global_get(machine *m, value *to, uint32_t number)
{
    const value *from = global_at(m, number);
    if (!from)
        return false;
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

/* The frame's registers hold something counted, or the one that the result goes to does. */
SELDOM static void leave_counted(value *R, uint32_t registers, value *from)
{
    value result = value_load(from);
    value_store(from, VALUE_NIL);
    for (uint32_t k = registers; k-- > 0;)
        if (R[k].tag >= V_COUNTED)
            register_set(&R[k], VALUE_NIL);
    register_set(&R[-1], result);
}

/* Tells by one look at all tags whether anything is to be dropped; there is an even number of registers (code.h). */
static inline void leave(value *R, uint32_t registers, value *from)
{
    uint64_t tags = R[-1].head;
    for (const value *r = R, *end = R + registers; r != end; r += 2)
        tags |= r[0].head | r[1].head;
    if (__builtin_expect((tags & VALUE_HEAD(V_COUNTED)) != 0, 0))
        leave_counted(R, registers, from);
    else
        value_store(&R[-1], value_load(from));
}

static bool is_kind(value error, value kind) { return error.tag == V_ERROR && value_equal(error.error->name, kind); }

static bool range_bounds(machine *m, const value *from)
{
    for (int k = 0; k < 2; k++)
        if (from[k].tag != V_INT)
            return fault_set(&m->fault, ERROR_type, "the ends of a range must be ints, not %s", fault_noun(from[k]).text);
    return true;
}

static bool iterable(machine *m, value v)
{
    if (value_iterable(v) || (v.tag == V_HANDLE && value_kind(v) == KIND_queue)
        || (v.tag == V_CLOSURE && m->program->functions[v.closure->function]->prelude))
        return true;
    return fault_set(&m->fault, ERROR_type, "for cannot walk over %s%s", fault_noun(v).text,
                     v.tag == V_INT ? ": `0..n` has the ints from 0 to before n" : "");
}

static bool words(machine *m, value *to)
{
    const world *w = m->task->world;
    value list, item;
    bool ok = value_list(NULL, 0, &list, &m->fault);
    if (!ok)
        return false;
    for (uint32_t i = 0; i < w->word_count && ok; i++) {
        ok = value_string(w->words[i].text, w->words[i].length, &item, &m->fault);
        if (ok) {
            ok = value_list_push(&list, item, &m->fault);
            value_drop(item);
        }
    }
    if (ok)
        value_assign(to, list);
    else
        value_drop(list);
    return ok;
}

ALWAYS static inline void machine_begin(machine *m, task *t, body *b)
{
    m->task = t;
    m->body = b;
    m->program = b->program;
    m->fault.kind = 0;
    value_store(&m->fault.message, VALUE_NIL);
    value_store(&m->thrown, VALUE_UNSET);
    m->line = 0;
    m->text = (buf){0};
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
why vm_step(task *t, int64_t budget)
{
    static const void *const targets[CODES] = {
#define CODE(name, operands, about) [CODE_##name] = &&do_##name,
#include "interp/code.def"
#undef CODE
    };
    body *const b = t->body;
    machine at_work, *const m = &at_work;
    code *const *const functions = b->program->functions;
    frame *f = NULL;
    const code *c = NULL;
    const insn *i = NULL;                /* the one that is done; a frame's pc is behind it */
    value *R = NULL;
    step s;
    int test;
    why end;
    int64_t left = budget - 1;           /* compared with 0 by its sign alone, which the subtraction tells by itself */

#define LOAD() (f = &b->frames[b->depth - 1], c = functions[f->function], i = c->insns + f->pc, R = b->registers + f->base)
#define SAVE() (f->pc = (uint32_t)(i - c->insns) + 1)
#define A insn_register(i->a)
/* What the prelude does is told under the line of the script that asked for it. */
#define LINE() (__builtin_expect(c->prelude, 0) ? machine_script_line(m) : c->places[f->pc - 1].line)
#define GO() goto *targets[i->op]
#define NEXT() do { i++; GO(); } while (0)
#define NEED(done) do { if (__builtin_expect(!(done), 0)) goto failed; } while (0)
/* Another part of the machine takes a step for this frame; afterwards everything is loaded anew. */
#define OUTSIDE(call) do { SAVE(); m->line = LINE(); s = (call); goto outside; } while (0)
#define LEAVE(why) do { end = (why); goto leave; } while (0)
/* Most methods are verbs of objects, their arguments as the verb wants them; the last of them may be left out. */
#define METHOD(receiver) \
    do { \
        value *const on = (receiver); \
        const shape *const called = &m->program->shapes[i->c]; \
        const uint16_t verb = on->tag == V_HANDLE ? called->plain[value_kind(*on)] : VERB_none; \
        if (__builtin_expect(verb == VERB_none, 0)) \
            OUTSIDE(call_method_at(m, A, on, called)); \
        SAVE(); \
        uint32_t count = called->count; \
        object *const named = object_of(*on); \
        const uint8_t face = on->face; \
        for (uint32_t more = called->left_out[value_kind(*on)]; __builtin_expect(more != 0, 0); more--) \
            set_plain(&RA + 2 + count++, VALUE_UNSET); \
        op_fill(t, b, f, A, verb, named, &RA + 2, count, count + 1u, LINE()); \
        t->op.face = face; \
        LEAVE(WHY_OP); \
    } while (0)
/* A `with` begins or ends: how many are acquired or released is left out. Pools are not as the others. */
#define WITH(receiver, with, otherwise) \
    do { \
        value *const on = (receiver); \
        const uint16_t verb = on->tag == V_HANDLE ? m->program->members[i->c].verbs[value_kind(*on)] : VERB_none; \
        if (__builtin_expect(verb == VERB_none || value_kind(*on) == KIND_pool, 0)) \
            OUTSIDE(otherwise); \
        SAVE(); \
        set_plain(&RA + 1, VALUE_UNSET); \
        op_fill(t, b, f, A, verb, object_of(*on), &RA + 1, 1, 1, LINE()); \
        t->op.face = on->face; \
        t->op.flags = (with); \
        LEAVE(WHY_OP); \
    } while (0)
#define SPEND() do { if (__builtin_expect(--left < 0, 0)) goto spent; } while (0)
/* Also forwards: to tell which way it goes would cost as much as to spend. */
#define JUMP(jump) do { i = insn_target(jump); SPEND(); GO(); } while (0)
/* `simple`: of other values, done at once; or false. */
#define ARITHMETIC(overflows, simple) \
    do { \
        int64_t result; \
        if (__builtin_expect(RB.tag == V_INT && RC.tag == V_INT && !overflows(RB.integer, RC.integer, &result), 1)) \
            set_plain(&RA, value_int(result)); \
        else if (!(simple)) \
            NEED(binary_slow(m, i->op, &RA, &RB, &RC)); \
        NEXT(); \
    } while (0)
/* Of what is not negative the quotient that is cut off is the floor. */
#define DIVISION(of) \
    do { \
        if (__builtin_expect(RB.tag == V_INT && RC.tag == V_INT && RB.integer >= 0 && RC.integer > 0, 1)) \
            set_plain(&RA, value_int((int64_t)of((uint64_t)RB.integer, (uint64_t)RC.integer))); \
        else \
            NEED(binary_slow(m, i->op, &RA, &RB, &RC)); \
        NEXT(); \
    } while (0)
#define DIVISION_INT(of, code) \
    do { \
        if (__builtin_expect(RB.tag == V_INT && RB.integer >= 0, 1)) \
            set_plain(&RA, value_int((int64_t)of((uint64_t)RB.integer, i->c))); \
        else \
            NEED(divide_int_slow(m, code, &RA, &RB, i->c)); \
        NEXT(); \
    } while (0)
#define IF(truth) do { if ((uint8_t)(truth) == (uint8_t)i->c) JUMP(i + 1); i += 2; GO(); } while (0)
#define IF_INT(sign, code) \
    do { \
        if (__builtin_expect(RA.tag == V_INT, 1)) \
            IF(RA.integer sign (int16_t)i->b); \
        NEED((test = order_int_test(&RA, (int16_t)i->b, m, code)) >= 0); \
        IF(test); \
    } while (0)
#define SET_INDEX(item, plain) \
    do { \
        const value of = value_load(&RA); \
        const uint64_t index = (uint64_t)RB.integer; \
        if (__builtin_expect(value_tag_of(of) == V_LIST && RB.tag == V_INT && (plain) && value_unique(of) && index < of.list->length, 1)) \
            set_plain(&of.list->items[index], value_load(item)); \
        else \
            NEED(set_index(m, &RA, &RB, item)); \
        NEXT(); \
    } while (0)
#define COMPARE(code) do { NEED((test = compare_test(&RB, &RC, m, code)) >= 0); set_plain(&RA, value_bool(test)); NEXT(); } while (0)

#define VAR_LOAD(variable) \
    do { \
        value seen; \
        if (!variable_load_at_once(t, variable, &seen)) \
            OUTSIDE(op_variable(m, A, VERB_variable_load, variable, NULL, 0, 0)); \
        value_assign(&RA, seen); \
        NEXT(); \
    } while (0)
#define VAR_STORE(variable, item) \
    do { \
        if (!variable_store_at_once(t, variable, item)) \
            OUTSIDE(op_store(m, variable, item)); \
        NEXT(); \
    } while (0)

    machine_begin(m, t, b);
    LOAD();
    if (b->raising || b->redo) {
        s = resume(m);
        goto outside;
    }
    GO();

do_MOVE: copy(&RA, &RB); NEXT();
do_TAKE: {
        value taken = value_load(&RB);
        value_store(&RB, VALUE_NIL);
        set_plain(&RA, taken);
        NEXT();
    }
do_LOADK: set_plain(&RA, value_load(&c->constants[i->bx])); NEXT(); /* which nobody counts */
do_LOADI: set_plain(&RA, value_int(i->bx)); NEXT();
do_SELF: copy(&RA, &R[-1]); NEXT();
do_UPGET: copy(&RA, &R[-1].closure->captured[i->b]); NEXT();
do_CELLNEW: NEED(cell_make(m, &RA, &RB)); NEXT();
do_CELLGET: {
        const cell *held = cells_at(m->task->process->cells, RB.index);
        if (held->value.tag == V_UNSET) {
            unset(m, m->program->members[i->c].name);
            goto failed;
        }
        copy(&RA, &held->value);
        NEXT();
    }
do_CELLSET: copy(&cells_at(m->task->process->cells, RA.index)->value, &RB); NEXT();
do_GLOBALGET: NEED(global_get(m, &RA, (uint32_t)i->bx)); NEXT();
do_GLOBALSET: cell_publish(cells_at(m->task->process->cells, (uint32_t)i->bx), RA); NEXT();
do_GLOBALLET: cell_publish(cells_at(m->task->process->cells, (uint32_t)i->bx), RA); cells_forever(m->task->process->cells, RA); NEXT();
do_VARGET: VAR_LOAD(RB.index);
do_VARSET: VAR_STORE(RA.index, &RB);
do_VARGETG: VAR_LOAD((uint32_t)i->bx);
do_VARSETG: VAR_STORE((uint32_t)i->bx, &RA);

do_ADD: ARITHMETIC(__builtin_add_overflow, false);
do_SUB: ARITHMETIC(__builtin_sub_overflow, false);
do_MUL: ARITHMETIC(__builtin_mul_overflow, times_duration(&RA, &RB, &RC));
do_FLOOR_DIV: DIVISION(quotient);
do_MOD: DIVISION(rest);
do_DIV: do_POW: do_BIT_AND: do_BIT_OR: do_BIT_XOR: do_SHL: do_SHR: do_RANGE:
    NEED(binary_slow(m, i->op, &RA, &RB, &RC));
    NEXT();
do_ADDI: {
        int64_t result;
        if (__builtin_expect(RB.tag == V_INT && !__builtin_add_overflow(RB.integer, (int64_t)(int16_t)i->c, &result), 1))
            set_plain(&RA, value_int(result));
        else
            NEED(add_int_slow(m, &RA, &RB, (int16_t)i->c));
        NEXT();
    }
do_FLOOR_DIVI: DIVISION_INT(quotient, CODE_FLOOR_DIV);
do_MODI: DIVISION_INT(rest, CODE_MOD);
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

do_JUMP: JUMP(i);
do_JUMP_TRUE: if (truth_test(&RA)) JUMP(i); NEXT();
do_JUMP_FALSE: if (!truth_test(&RA)) JUMP(i); NEXT();
do_IF_GIVEN: if (RA.tag != V_UNSET) JUMP(i); NEXT();
do_IF_EQ: IF(equal_test(&RA, &RB));
do_IF_LT: NEED((test = compare_test(&RA, &RB, m, CODE_LT)) >= 0); IF(test);
do_IF_LE: NEED((test = compare_test(&RA, &RB, m, CODE_LE)) >= 0); IF(test);
do_IF_EQI: IF(equal_int_test(&RA, (int16_t)i->b));
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
        const value *of = &RB, *index = &RC;
        if (__builtin_expect(of->tag == V_LIST && index->tag == V_INT && (uint64_t)index->integer < of->list->length, 1))
            copy(&RA, &of->list->items[index->integer]);
        else
            NEED(index_any(m, &RA, of, index));
        NEXT();
    }
do_SLICE: {
        value result;
        NEED(value_slice(RB, RC, (&RC)[1], &result, &m->fault));
        value_assign(&RA, result);
        NEXT();
    }
do_UNPACK: NEED(unpack(m, &RA, RB, i->c)); NEXT();
do_CLOSURE: NEED(make_closure(m, R, &RA, (uint32_t)i->bx)); NEXT();
do_SETINDEX: SET_INDEX(&RC, RC.tag < V_COUNTED);
do_SETINDEXK: SET_INDEX(&c->constants[i->c], true);
do_CHANGE:
    if (append(&m->program->changes[i->c], &RA, &RB))
        NEXT();
    OUTSIDE(change_at(m, A, &RB, i->c));
do_CHANGE_CELL: OUTSIDE(change_at(m, A, &cells_at(m->task->process->cells, RB.index)->value, i->c));
do_CHANGE_VAR: OUTSIDE(change_shared_at(m, A, insn_register(i->b), i->c));

do_CALL_FUNC: {
        const code *called = functions[i->c];
        const uint32_t base = (uint32_t)(&RA + 1 - b->registers);
        SAVE();
        if (__builtin_expect(b->depth < b->frame_capacity && base + called->registers <= b->register_capacity, 1)) {
            R = &RA + 1;
            c = called;
            *++f = (frame){i->c, 0, base};
            b->depth++;
        } else {
            s = body_push(m, i->c, base, &m->fault) ? STEP_CALL : STEP_FAULT;
            if (s == STEP_FAULT)
                goto outside; /* the frames may have moved all the same */
            LOAD();
        }
        i = c->insns + c->entry;
        SPEND();
        GO();
    }
do_CALL: OUTSIDE(call_value_at(m, A, i->b, &m->program->shapes[i->c]));
do_BUILTIN: OUTSIDE(call_builtin_at(m, A, i->b, i->c));
do_METHOD: METHOD(&RB);
do_METHOD_LET: {
        value *held;
        NEED((held = global_at(m, i->b)));
        METHOD(held);
    }
do_PROPERTY: OUTSIDE(property_at(m, A, insn_register(i->b), &m->program->members[i->c]));
do_SETPROP: OUTSIDE(set_property_at(m, A, &m->program->members[i->c]));
do_APPLY: OUTSIDE(call_spread(m, A));
do_OP:
    SAVE();
    op_fill(t, b, f, A, i->c, NULL, &RA + 1, i->b, i->b, LINE());
    LEAVE(WHY_OP);
do_TRY_OP:
    SAVE();
    m->line = LINE();
    s = op_begin(m, A, i->c, NULL, &RA + 1, i->b - 1u, i->b);
    NEED(op_timeout(m, (&RA)[i->b]));
    goto outside;
do_SELECT: OUTSIDE(select_at(m, A, i->b));
do_ARGS: NEED(words(m, &RA)); NEXT();
do_COVER: m->program->reached[i->bx] = 1; NEXT();
do_CORES: set_plain(&RA, value_int(m->task->world->settings.cores)); NEXT();
do_RETURN:
    leave(R, c->registers, &RA);
    if (!--b->depth)
        LEAVE(WHY_DONE);
    f--;
    c = functions[f->function];
    i = c->insns + f->pc;
    R = b->registers + f->base;
    GO();

do_FOR_RANGE: NEED(range_bounds(m, &RA)); JUMP(i);
do_NEXT_RANGE:
    if (__builtin_expect(RA.integer >= (&RA)[1].integer, 0))
        NEXT();
    set_plain(&(&RA)[2], value_int(RA.integer++));
    i = insn_target(i);
    SPEND();
    GO();
do_FOR_EACH: NEED(iterable(m, RA)); set_plain(&(&RA)[1], value_int(0)); NEXT();
do_NEXT_EACH:
    if (RA.tag == V_LIST && (&RA)[1].integer < (int64_t)RA.list->length) {
        copy(&(&RA)[2], &RA.list->items[(&RA)[1].integer++]);
        i += 3;
        GO();
    } else {
        uint32_t skip;
        SAVE();
        m->line = LINE();
        s = each_at(m, A, i->b, &skip);
        b->frames[s == STEP_CALL ? b->depth - 2 : b->depth - 1].pc += s == STEP_FAULT ? 0 : skip;
        goto outside;
    }
do_END_EACH: if ((&RA)[2].tag == V_UNSET) JUMP(i); NEXT();

do_RAISE: OUTSIDE(machine_raise(m, RA));
do_ASSERT: {
        value text = VALUE_NIL;
        NEED(join(m, &text, &RA, 1));
        m->fault = (fault){ERROR_assert, text};
        goto failed;
    }
do_IS_KIND: set_plain(&RA, value_bool(is_kind(RA, c->constants[i->bx]))); NEXT();
do_CAUGHT:
    m->task->caught = m->task->asserted;
    if (i->b)
        world_is_personal(m->task->world); /* it tells of its task */
    NEXT();
do_ENTER: WITH(&RB, OP_WITH, enter_at(m, *on));
do_LEAVE: WITH(&RB, 0, leave_at(m, A, *on));
do_ENTER_LET: {
        value *held;
        NEED((held = global_at(m, i->b)));
        WITH(held, OP_WITH, enter_at(m, *on));
    }
do_LEAVE_LET: WITH(&cells_at(m->task->process->cells, i->b)->value, 0, leave_at(m, A, *on));
do_MISSING:
    fault_set(&m->fault, ERROR_type, "%s needs an argument for %s", c->name, m->program->members[i->b].name);
    goto failed;

failed:
    SAVE();
    s = STEP_FAULT;
outside:
    if (s == STEP_FAULT) {
        if (!machine_unwind(m, machine_error(m)))
            LEAVE(WHY_FAULT);
        left--;
    } else if (s == STEP_OP) {
        LEAVE(WHY_OP);
    }
    LOAD();
    if (s != STEP_ON)
        SPEND();
    GO();
spent:
    f->pc = (uint32_t)(i - c->insns);
    end = WHY_BUDGET;
leave:
    if (__builtin_expect(m->text.data != NULL, 0))
        buf_free(&m->text);
    return end;
}

/* clang-format on */
/* NOLINTEND(readability-function-size) */

host vm_host(const program *p)
{
    return (host){.step = vm_step,
                  .reply = machine_reply,
                  .begin = body_begin,
                  .end = body_end,
                  .takes = body_takes,
                  .invariant = invariant_check,
                  .eventually = eventually_check,
                  .state = body_state,
                  .program = (void *)p};
}
