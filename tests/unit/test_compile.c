/* The compiler: code that is well formed (every register in its function's frame, every jump in its code), and as short as it is meant
 * to be. */
#define _GNU_SOURCE
#include "machine_fake.h"

/* --- what all code must be like --- */

/* How many registers from the operand on the instruction uses. */
static int extent(const program *p, const insn *i, int operand)
{
    switch (i->op) {
    case CODE_LIST:
    case CODE_JOIN: return operand == 1 ? i->c : 1;
    case CODE_UNPACK: return operand == 0 ? i->c : 1;
    case CODE_SLICE: return operand == 2 ? 2 : 1;
    case CODE_CALL:
    case CODE_CALL_FUNC:
    case CODE_BUILTIN:
    case CODE_OP:
    case CODE_TRY_OP: return 1 + i->b;
    case CODE_METHOD: return operand == 0 ? 2 + p->shapes[i->c].count : 1;
    case CODE_ENTER:
    case CODE_LEAVE:
    case CODE_SELECT: return operand == 0 ? 2 : 1;
    case CODE_FOR_RANGE:
    case CODE_FOR_EACH: return operand == 0 ? 2 : 1;
    case CODE_NEXT_RANGE:
    case CODE_NEXT_EACH:
    case CODE_END_EACH: return operand == 0 ? 3 : 1;
    default: return 1;
    }
}

static void check_target(const code *c, int64_t to) { assert_true(to >= 0 && to < (int64_t)c->count); }

static void check_insn(const program *p, const code *c, uint32_t at)
{
    const insn *i = &c->insns[at];
    const char *operands = code_operands[i->op];
    assert_true(i->op < CODES);
    for (int k = 0; operands[k]; k++) {
        int x = k == 0 ? i->a : k == 1 ? i->b : i->c;
        switch (operands[k]) {
        case 'r': assert_true((int)insn_register((uint16_t)x) + extent(p, i, k) <= c->registers); break;
        case 'K': assert_true(i->bx >= 0 && (uint32_t)i->bx < c->constant_count); break;
        case 'J': check_target(c, insn_target(i) - c->insns); break;
        case 'f': assert_true((uint32_t)x < p->function_count); break;
        case 'F': assert_true((uint32_t)i->bx < p->closure_count); break;
        case 'G': assert_true((uint32_t)i->bx < p->globals); break;
        case 's': assert_true((uint32_t)x < p->shape_count); break;
        case 'm': assert_true((uint32_t)(k == 1 ? i->b : i->c) < p->member_count); break;
        case 'c': assert_true((uint32_t)x < p->change_count); break;
        case 'v': assert_true(x > VERB_none && x < VERBS); break;
        default: break;
        }
    }
    if (i->op >= CODE_IF_EQ && i->op <= CODE_IF_GEI)
        assert_int_equal(c->insns[at + 1].op, CODE_JUMP);
    assert_true(at + 1 < c->count || i->op == CODE_RETURN);
}

/* Handlers that cover one instruction stand in their order, the innermost first: each lies within the next. */
static void check_handlers(const code *c)
{
    for (uint32_t i = 0; i < c->handler_count; i++) {
        const handler *h = &c->handlers[i];
        assert_true(h->from < h->to && h->to <= c->count && h->error < c->registers);
        check_target(c, h->target);
        assert_false(h->from <= h->target && h->target < h->to);
        for (uint32_t k = i + 1; k < c->handler_count; k++) {
            const handler *outer = &c->handlers[k];
            bool apart = outer->to <= h->from || h->to <= outer->from;
            assert_true(apart || (outer->from <= h->from && h->to <= outer->to));
        }
    }
}

static void check_program(const program *p)
{
    for (uint32_t f = 0; f < p->function_count; f++) {
        const code *c = p->functions[f];
        assert_true(c->count > 0 && c->entry < c->count && c->parameter_count < c->registers);
        for (uint32_t i = 0; i < c->count; i++)
            check_insn(p, c, i);
        check_handlers(c);
    }
}

static void well_formed(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "func f(a, b = a, c = [b]) { let g = func(x) { return x + a + len(c) }; return g(b) }\nprint(f(1), f(b: 2, a: 1))\n",
        ("func f(n) { for i in 0..n { try { if i == 1 { continue }; if i == 2 { return i }; with lock() { break } }\n"
         "  catch type, \"x\" as e { raise } catch e { raise e } finally { try { f(i) } finally { print(i) } } } }\n"),
        "queue q\nevent e\nselect { case v = q.get() if 1 < 2 { print(v) } case e.wait() { } after 1s { } }\nawait e.is_set() timeout 2s\natomic { q.put(1) }\n",
        "var xs = [[1], [2]]\nthread t { xs[0].append(3); xs[0][1] += 2; xs.sort(key: func(x) => len(x)) }\nxs[0], xs[1] = xs[1], xs[0]\nfor a, b in [[1, 2]] { print(a, b) }\n",
        "condition c\nlet p = pool(2, threads: true)\ntimer t after 1s { print(1) }\nlet m = {k: [v for v in 0..3 if v > 1] for k in \"ab\"}\nprint(\"{m!}\" if false else \"{1:>5}\", m[\"a\"][1:])\n",
        "let f = sorted\nvar s = \"\"\ns += f([3, 1])[0] < 2 <= 3 and \"x\" or \"y\"\nthread k(n, m = 2) { print(n, m, f) }\nk(1, name: \"z\").start()\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        fake f;
        buf text = {0};
        for (const char *c = texts[i]; *c; c++)
            if (*c != '!')
                buf_char(&text, *c);
        fake_load(&f, text.data);
        check_program(f.program);
        fake_free(&f);
        buf_free(&text);
    }
}

/* --- how it is meant to be --- */

static int count_code(const code *c, opcode what)
{
    int count = 0;
    for (uint32_t i = 0; i < c->count; i++)
        count += c->insns[i].op == what;
    return count;
}

/* The named function's instructions, one word each. */
static void code_is(const char *text, uint32_t index, const char *expected)
{
    fake f;
    buf out = {0};
    fake_load(&f, text);
    const code *c = f.program->functions[index];
    for (uint32_t i = 0; i < c->count; i++)
        buf_printf(&out, "%s%s", i ? " " : "", code_names[c->insns[i].op]);
    assert_string_equal(out.data, expected);
    buf_free(&out);
    fake_free(&f);
}

/* Plain locals are used where they are; conditions jump. */
static void locals_in_registers(void **state)
{
    (void)state;
    code_is("func f(a, b) { return a + b }\n", 1, "IF_GIVEN MISSING IF_GIVEN MISSING ADD RETURN LOADK RETURN");
    code_is("var x = 1\nx = x + 2\nx += x\nwhile x < 9 { x -= 1 }\n", 0, "LOADI ADDI ADD JUMP ADDI IF_LTI JUMP LOADK RETURN");
    code_is("for i in 0..3 { }\n", 0, "LOADI LOADI FOR_RANGE NEXT_RANGE LOADK RETURN");
}

static void known_calls(void **state)
{
    (void)state;
    code_is("func f(a, b = 1) { }\nf(b: 2, a: 3)\n", 0, "LOADI LOADI CALL_FUNC LOADK RETURN");
    code_is("let xs = [1]\nlen(xs)\n", 0, "LOADI LIST MOVE BUILTIN LOADK RETURN");
}

/* What a script writes out is put into a list without being loaded first. */
static void constants_into_lists(void **state)
{
    (void)state;
    code_is("func f(i) { var xs = [1]; xs[i] = false; xs[0] = i }\n", 1,
            "IF_GIVEN MISSING LOADI LIST SETINDEXK LOADI SETINDEX LOADK RETURN");
}

/* What is worked out in steps is so where the result is to be, unless that is a variable that is still needed. */
static void results_in_place(void **state)
{
    (void)state;
    code_is("let a = [1, 2]\nlet b = {1: a}\nlet c = a and b\nlet d = 1 if c else 2\nlet e = [x for x in d..3]\n", 0,
            "LOADI LOADI LIST MAP LOADI MOVE PUT MOVE JUMP_FALSE MOVE JUMP_FALSE LOADI JUMP LOADI LIST MOVE LOADI FOR_RANGE MOVE PUSH "
            "NEXT_RANGE LOADK RETURN");
    code_is("func f(a) { return f(1) + f(2) * a }\n", 1, "IF_GIVEN MISSING LOADI CALL_FUNC LOADI CALL_FUNC MUL ADD RETURN LOADK RETURN");
    code_is("var x = 1\nx = {2: x}\nx = len(x) + x[2]\nx = x == 1\nx = 1 < 2 < x\n", 0,
            "LOADI MAP LOADI MOVE PUT TAKE MOVE BUILTIN LOADI INDEX ADD LOADI EQ TAKE LOADI LOADI LT JUMP_FALSE LT TAKE LOADK RETURN");
}

/* The code of a finally stands once, however many ways lead through it. */
static void finally_once(void **state)
{
    (void)state;
    fake f;
    fake_load(
        &f,
        "func f(n) { loop { try { if n > 1 { break }; if n > 2 { continue }; if n > 3 { return n }; return 1 } finally { work(1s) } } }\n");
    const code *c = f.program->functions[1];
    assert_int_equal(count_code(c, CODE_TRY_OP) + count_code(c, CODE_OP), 1);
    assert_int_equal(count_code(c, CODE_RETURN), 2);
    check_program(f.program);
    fake_free(&f);
}

static void tables_are_shared(void **state)
{
    (void)state;
    fake f;
    fake_load(
        &f,
        "var xs = []\nxs.append(1)\nxs.append(2)\nxs.append(\"some long text here\")\nxs.append(\"some long text here\")\nqueue q\nq.put(1)\nq.put(2)\n");
    assert_int_equal(f.program->change_count, 1);
    assert_int_equal(f.program->shape_count, 2);
    int texts = 0;
    for (uint32_t i = 0; i < f.program->functions[0]->constant_count; i++)
        texts += f.program->functions[0]->constants[i].tag == V_STRING;
    assert_int_equal(texts, 1);
    fake_free(&f);
}

/* The place of an instruction is counted in characters, whichever way the places before it were asked for. */
static void columns(void **state)
{
    (void)state;
    fake f;
    fake_load(&f, "let x = \"äöü\"; let y = {\"a\": 1, \"b\": [x, nil][0]}; raise y[\"c\"]\n");
    const code *c = f.program->functions[0];
    const place *last = NULL;
    for (uint32_t i = 0; i < c->count; i++)
        if (c->insns[i].op == CODE_INDEX)
            last = &c->places[i];
    assert_non_null(last);
    assert_int_equal(last->line, 1);
    assert_int_equal(last->column, 58);
    fake_free(&f);
}

static void disassembly(void **state)
{
    (void)state;
    fake f;
    buf out = {0};
    fake_load(&f, "func f(a) { return a + 1 }\ntry { f(1) } catch e { }\n");
    code_print(f.program, f.program->functions[1], &out);
    assert_non_null(strstr(out.data, "f: 1 parameters, "));
    assert_non_null(strstr(out.data, "ADDI         R1 R0 1\n"));
    code_print(f.program, f.program->functions[0], &out);
    assert_non_null(strstr(out.data, "errors in [0, "));
    buf_free(&out);
    fake_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(well_formed),       cmocka_unit_test(locals_in_registers),
        cmocka_unit_test(known_calls),       cmocka_unit_test(constants_into_lists),
        cmocka_unit_test(results_in_place),  cmocka_unit_test(finally_once),
        cmocka_unit_test(tables_are_shared), cmocka_unit_test(columns),
        cmocka_unit_test(disassembly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
