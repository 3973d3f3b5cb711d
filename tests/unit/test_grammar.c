/* The shape of the tree, for every construct of the language; where lines end statements; places of nodes; limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "grammar/ast.h"

typedef struct parsed {
    source src;
    diags *d;
    tree *t;
} parsed;

static void open_text(parsed *x, const char *text, size_t length)
{
    x->src = (source){"t.cs", text, length};
    x->d = diags_new(&x->src);
    assert_non_null(x->d);
    x->t = parse(&x->src, x->d);
    assert_non_null(x->t);
}

static void close_text(parsed *x)
{
    tree_free(x->t);
    diags_free(x->d);
}

/* The tree on one line: `LET[names:IDENT "a" value:INT 1]`, without the block around the file. */
static void shape_of_lines(const char **line, int level, buf *out)
{
    bool first = true;
    for (;;) {
        int depth = (int)strspn(*line, " ") / 2;
        if (!**line || depth < level)
            return;
        const char *text = *line + 2 * depth, *end = strchr(text, '\n');
        if (!first)
            buf_char(out, ' ');
        first = false;
        const char *role = level == 1 ? "statements: " : "";
        text += strncmp(text, role, strlen(role)) == 0 ? strlen(role) : 0;
        buf_add(out, text, (size_t)(end - text));
        *line = end + 1;
        if ((int)strspn(*line, " ") / 2 > level) {
            buf_char(out, '[');
            shape_of_lines(line, level + 1, out);
            buf_char(out, ']');
        }
    }
}

static void assert_shape(const char *text, const char *expected)
{
    parsed x;
    buf lines = {0}, shape = {0};
    open_text(&x, text, strlen(text));
    diags_print(x.d, &lines);
    assert_string_equal(lines.data ? lines.data : "", "");
    tree_print(x.t, &lines);
    const char *line = strchr(lines.data, '\n') + 1;
    shape_of_lines(&line, 1, &shape);
    assert_string_equal(shape.data, expected);
    buf_free(&lines);
    buf_free(&shape);
    close_text(&x);
}

typedef struct example {
    const char *text, *shape;
} example;

static const example constructs[] = {
    {"nil; true; false; 1; 0xff; 0b101; 1_000; 1.5; 2e9; 1.5e-3",
     "EXPR[value: NIL] EXPR[value: TRUE] EXPR[value: FALSE] EXPR[value: INT 1] EXPR[value: INT 255] EXPR[value: INT 5] EXPR[value: "
     "INT 1000] EXPR[value: FLOAT 1.5] EXPR[value: FLOAT 2000000000] EXPR[value: FLOAT 0.0015]"},
    {"10ns; 250us; 5ms; 2s; 1.5s; 3m; 1h; 0.5us",
     "EXPR[value: DURATION 10ns] EXPR[value: DURATION 250000ns] EXPR[value: DURATION 5000000ns] EXPR[value: DURATION 2000000000ns] "
     "EXPR[value: DURATION 1500000000ns] EXPR[value: DURATION 180000000000ns] EXPR[value: DURATION 3600000000000ns] EXPR[value: "
     "DURATION 500ns]"},
    {"'a\\n\\t\\x1b\\33\\e\\0\\u4f60\\u{1f6a6}\\\\\\'\\\"'", "EXPR[value: STRING \"a\\x0a\\x09\\x1b\\x1b\\x1b\\x00你🚦\\\\'\\\"\"]"},
    {"\"a{{b}}c\"", "EXPR[value: STRING \"a{b}c\"]"},
    {"\"a{x}b{y:>8.2f}c\"",
     "EXPR[value: INTERP[parts: STRING \"a\" parts: FORMAT \"\"[value: NAME \"x\"] parts: STRING \"b\" parts: FORMAT \">8.2f\"[value: "
     "NAME \"y\"] parts: STRING \"c\"]]"},
    {"\"{\"in {'x'}\"}\"",
     "EXPR[value: INTERP[parts: FORMAT \"\"[value: INTERP[parts: STRING \"in \" parts: FORMAT \"\"[value: STRING \"x\"]]]]]"},
    {"\"{m[\"k\"]}{f(a: 1)}{ {\"a\": 1}[\"a\"] }\"",
     "EXPR[value: INTERP[parts: FORMAT \"\"[value: INDEX[object: NAME \"m\" index: STRING \"k\"]] parts: FORMAT \"\"[value: "
     "CALL[callee: NAME \"f\" arguments: ARG \"a\"[value: INT 1]]] parts: FORMAT \"\"[value: INDEX[object: MAP[pairs: PAIR[key: "
     "STRING \"a\" value: INT 1]] index: STRING \"a\"]]]]"},
    {"\"{a if b else c:%}\"",
     "EXPR[value: INTERP[parts: FORMAT \"%\"[value: COND[then: NAME \"a\" condition: NAME \"b\" otherwise: NAME \"c\"]]]]"},
    {"\"\"\"two\\nlines\"\"\"", "EXPR[value: STRING \"two\\x0alines\"]"},
    {"-9223372036854775808", "EXPR[value: INT -9223372036854775808]"},
    {"a.b.c(1, x: 2, y = 3,)",
     "EXPR[value: CALL[callee: MEMBER \"c\"[object: MEMBER \"b\"[object: NAME \"a\"]] arguments: INT 1 arguments: ARG \"x\"[value: "
     "INT 2] arguments: ARG \"y\" =[value: INT 3]]]"},
    {"a[1][2:3][:4][5:][:]",
     "EXPR[value: SLICE[object: SLICE[object: SLICE[object: SLICE[object: INDEX[object: NAME \"a\" index: INT 1] low: INT 2 high: INT "
     "3] high: INT 4] low: INT 5]]]"},
    {"a.in.for.while", "EXPR[value: MEMBER \"while\"[object: MEMBER \"for\"[object: MEMBER \"in\"[object: NAME \"a\"]]]]"},
    {"-x ** 2 ** -y",
     "EXPR[value: UNARY -[operand: BINARY **[left: NAME \"x\" right: BINARY **[left: INT 2 right: UNARY -[operand: NAME \"y\"]]]]]"},
    {"~a & b | c ^ d << 1 >> 2",
     "EXPR[value: BINARY |[left: BINARY &[left: UNARY ~[operand: NAME \"a\"] right: NAME \"b\"] right: BINARY ^[left: NAME \"c\" "
     "right: BINARY >>[left: BINARY <<[left: NAME \"d\" right: INT 1] right: INT 2]]]]"},
    {"1 + 2 * 3 - 4 / 5 // 6 % 7",
     "EXPR[value: BINARY -[left: BINARY +[left: INT 1 right: BINARY *[left: INT 2 right: INT 3]] right: BINARY %[left: BINARY "
     "//[left: BINARY /[left: INT 4 right: INT 5] right: INT 6] right: INT 7]]]"},
    {"0..n + 1", "EXPR[value: BINARY ..[left: INT 0 right: BINARY +[left: NAME \"n\" right: INT 1]]]"},
    {"not a and b or c", "EXPR[value: OR[left: AND[left: UNARY not[operand: NAME \"a\"] right: NAME \"b\"] right: NAME \"c\"]]"},
    {"5 < n <= 10 != x in ys not in zs == 1 > 2 >= 3",
     "EXPR[value: COMPARE[first: INT 5 links: COMPARE_LINK <[right: NAME \"n\"] links: COMPARE_LINK <=[right: INT 10] links: "
     "COMPARE_LINK !=[right: NAME \"x\"] links: COMPARE_LINK in[right: NAME \"ys\"] links: COMPARE_LINK not in[right: NAME \"zs\"] "
     "links: COMPARE_LINK ==[right: INT 1] links: COMPARE_LINK >[right: INT 2] links: COMPARE_LINK >=[right: INT 3]]]"},
    {"a if b else c if d else e",
     "EXPR[value: COND[then: NAME \"a\" condition: NAME \"b\" otherwise: COND[then: NAME \"c\" condition: NAME \"d\" otherwise: NAME "
     "\"e\"]]]"},
    {"func(x) => x + 1", "EXPR[value: FUNC[parameters: PARAM \"x\" body: RETURN[value: BINARY +[left: NAME \"x\" right: INT 1]]]]"},
    {"func(x, y = 2) { return x }",
     "EXPR[value: FUNC[parameters: PARAM \"x\" parameters: PARAM \"y\"[default: INT 2] body: BLOCK[statements: RETURN[value: NAME "
     "\"x\"]]]]"},
    {"[]; [1, 2,]; f({}); f({\"a\": 1, b: 2,})",
     "EXPR[value: LIST] EXPR[value: LIST[items: INT 1 items: INT 2]] EXPR[value: CALL[callee: NAME \"f\" arguments: MAP]] EXPR[value: "
     "CALL[callee: NAME \"f\" arguments: MAP[pairs: PAIR[key: STRING \"a\" value: INT 1] pairs: PAIR[key: NAME \"b\" value: INT 2]]]]"},
    {"[x * x for x in xs if x > 0 for a, b in ys]",
     "EXPR[value: LIST_COMP[item: BINARY *[left: NAME \"x\" right: NAME \"x\"] clauses: COMP_FOR[names: IDENT \"x\" iterable: NAME "
     "\"xs\"] clauses: COMP_IF[condition: COMPARE[first: NAME \"x\" links: COMPARE_LINK >[right: INT 0]]] clauses: COMP_FOR[names: "
     "IDENT \"a\" names: IDENT \"b\" iterable: NAME \"ys\"]]]"},
    {"f({k: len(v) for k, v in m})",
     "EXPR[value: CALL[callee: NAME \"f\" arguments: MAP_COMP[pair: PAIR[key: NAME \"k\" value: CALL[callee: NAME \"len\" arguments: "
     "NAME \"v\"]] clauses: COMP_FOR[names: IDENT \"k\" names: IDENT \"v\" iterable: NAME \"m\"]]]]"},
    {"let a = 1", "LET[names: IDENT \"a\" value: INT 1]"},
    {"let a, b = [1, 2]", "LET[names: IDENT \"a\" names: IDENT \"b\" value: LIST[items: INT 1 items: INT 2]]"},
    {"let a, = [1]", "LET ,[names: IDENT \"a\" value: LIST[items: INT 1]]"},
    {"var a, b = 1, 2", "VAR[names: IDENT \"a\" names: IDENT \"b\" value: LIST[items: INT 1 items: INT 2]]"},
    {"shared var hits = 0", "SHARED_VAR[names: IDENT \"hits\" value: INT 0]"},
    {"xs[0] = 1; m[\"k\"].x = 2; a, b = b, a; a, = xs",
     "ASSIGN =[targets: INDEX[object: NAME \"xs\" index: INT 0] value: INT 1] ASSIGN =[targets: MEMBER \"x\"[object: INDEX[object: "
     "NAME \"m\" index: STRING \"k\"]] value: INT 2] ASSIGN =[targets: NAME \"a\" targets: NAME \"b\" value: LIST[items: NAME \"b\" "
     "items: NAME \"a\"]] ASSIGN = ,[targets: NAME \"a\" value: NAME \"xs\"]"},
    {"x += 1; x -= 1; x *= 1; x /= 1; x //= 1; x %= 1; x **= 1; x &= 1; x |= 1; x ^= 1; x <<= 1; x >>= 1",
     "ASSIGN +=[targets: NAME \"x\" value: INT 1] ASSIGN -=[targets: NAME \"x\" value: INT 1] ASSIGN *=[targets: NAME \"x\" value: "
     "INT 1] ASSIGN /=[targets: NAME \"x\" value: INT 1] ASSIGN //=[targets: NAME \"x\" value: INT 1] ASSIGN %=[targets: NAME \"x\" "
     "value: INT 1] ASSIGN **=[targets: NAME \"x\" value: INT 1] ASSIGN &=[targets: NAME \"x\" value: INT 1] ASSIGN |=[targets: NAME "
     "\"x\" value: INT 1] ASSIGN ^=[targets: NAME \"x\" value: INT 1] ASSIGN <<=[targets: NAME \"x\" value: INT 1] ASSIGN "
     ">>=[targets: NAME \"x\" value: INT 1]"},
    {"func area(w, h = 1) { return w * h }",
     "FUNC_DEF \"area\"[parameters: PARAM \"w\" parameters: PARAM \"h\"[default: INT 1] body: BLOCK[statements: RETURN[value: BINARY "
     "*[left: NAME \"w\" right: NAME \"h\"]]]]"},
    {"func f() { return }", "FUNC_DEF \"f\"[body: BLOCK[statements: RETURN]]"},
    {"if a { f() } else if b { g() } else { h() }",
     "IF[condition: NAME \"a\" then: BLOCK[statements: EXPR[value: CALL[callee: NAME \"f\"]]] otherwise: IF[condition: NAME \"b\" "
     "then: BLOCK[statements: EXPR[value: CALL[callee: NAME \"g\"]]] otherwise: BLOCK[statements: EXPR[value: CALL[callee: NAME "
     "\"h\"]]]]]"},
    {"while n > 0 { n -= 1 }",
     "WHILE[condition: COMPARE[first: NAME \"n\" links: COMPARE_LINK >[right: INT 0]] body: BLOCK[statements: ASSIGN -=[targets: NAME "
     "\"n\" value: INT 1]]]"},
    {"loop { break }", "LOOP[body: BLOCK[statements: BREAK]]"},
    {"for x in xs { continue }", "FOR[names: IDENT \"x\" iterable: NAME \"xs\" body: BLOCK[statements: CONTINUE]]"},
    {"for k, v in m { }", "FOR[names: IDENT \"k\" names: IDENT \"v\" iterable: NAME \"m\" body: BLOCK]"},
    {"with m, pool(4) as p { f() }",
     "WITH[items: WITH_ITEM[value: NAME \"m\"] items: WITH_ITEM \"p\"[value: CALL[callee: NAME \"pool\" arguments: INT 4]] body: "
     "BLOCK[statements: EXPR[value: CALL[callee: NAME \"f\"]]]]"},
    {"try { f() } catch empty, timeout as e { g(e) } catch \"mine\" { h() } catch e { raise } finally { k() }",
     "TRY[body: BLOCK[statements: EXPR[value: CALL[callee: NAME \"f\"]]] catches: CATCH \"e\"[kinds: IDENT \"empty\" kinds: IDENT "
     "\"timeout\" body: BLOCK[statements: EXPR[value: CALL[callee: NAME \"g\" arguments: NAME \"e\"]]]] catches: CATCH[kinds: STRING "
     "\"mine\" body: BLOCK[statements: EXPR[value: CALL[callee: NAME \"h\"]]]] catches: CATCH[kinds: IDENT \"e\" body: "
     "BLOCK[statements: RAISE]] finally: BLOCK[statements: EXPR[value: CALL[callee: NAME \"k\"]]]]"},
    {"raise error(\"mine\", \"text\")", "RAISE[value: CALL[callee: NAME \"error\" arguments: STRING \"mine\" arguments: STRING \"text\"]]"},
    {"assert x > 0, \"text\"; assert y",
     "ASSERT[condition: COMPARE[first: NAME \"x\" links: COMPARE_LINK >[right: INT 0]] message: STRING \"text\"] ASSERT[condition: "
     "NAME \"y\"]"},
    {"atomic { total += 1 }", "ATOMIC[body: BLOCK[statements: ASSIGN +=[targets: NAME \"total\" value: INT 1]]]"},
    {"await ready and n > 2; await ready timeout 2s",
     "AWAIT[condition: AND[left: NAME \"ready\" right: COMPARE[first: NAME \"n\" links: COMPARE_LINK >[right: INT 2]]]] "
     "AWAIT[condition: NAME \"ready\" timeout: DURATION 2000000000ns]"},
    {"select { case v = q.get() { f(v) } case ev.wait() if n > 0 { g() } after 2s { h() } }",
     "SELECT[cases: CASE \"v\"[call: CALL[callee: MEMBER \"get\"[object: NAME \"q\"]] body: BLOCK[statements: EXPR[value: "
     "CALL[callee: NAME \"f\" arguments: NAME \"v\"]]]] cases: CASE[call: CALL[callee: MEMBER \"wait\"[object: NAME \"ev\"]] "
     "condition: COMPARE[first: NAME \"n\" links: COMPARE_LINK >[right: INT 0]] body: BLOCK[statements: EXPR[value: CALL[callee: NAME "
     "\"g\"]]]] cases: SELECT_AFTER[duration: DURATION 2000000000ns body: BLOCK[statements: EXPR[value: CALL[callee: NAME \"h\"]]]]]"},
    {"select { case r.get() { } else { } }",
     "SELECT[cases: CASE[call: CALL[callee: MEMBER \"get\"[object: NAME \"r\"]] body: BLOCK] cases: SELECT_ELSE[body: BLOCK]]"},
    {"process p { f() }", "DECL body \"process\"[names: IDENT \"p\" body: BLOCK[statements: EXPR[value: CALL[callee: NAME \"f\"]]]]"},
    {"process p = f(\"bob\")", "DECL call \"process\"[names: IDENT \"p\" init: CALL[callee: NAME \"f\" arguments: STRING \"bob\"]]"},
    {"process worker(id) { f(id) }",
     "DECL template \"process\"[names: IDENT \"worker\" arguments: PARAM \"id\" body: BLOCK[statements: EXPR[value: CALL[callee: NAME "
     "\"f\" arguments: NAME \"id\"]]]]"},
    {"thread car(name, speed = 2) { }",
     "DECL template \"thread\"[names: IDENT \"car\" arguments: PARAM \"name\" arguments: PARAM \"speed\"[default: INT 2] body: BLOCK]"},
    {"worker w(3)", "DECL object \"worker\"[names: IDENT \"w\" arguments: INT 3]"},
    {"daemon thread logger { f() }",
     "DECL body \"thread\" daemon[names: IDENT \"logger\" body: BLOCK[statements: EXPR[value: CALL[callee: NAME \"f\"]]]]"},
    {"thread t(f, [\"bob\"], name: \"t-1\", daemon: true)",
     "DECL object \"thread\"[names: IDENT \"t\" arguments: NAME \"f\" arguments: LIST[items: STRING \"bob\"] arguments: ARG "
     "\"name\"[value: STRING \"t-1\"] arguments: ARG \"daemon\"[value: TRUE]]"},
    {"queue q; queue q2(10); pipe r, w(duplex: false)",
     "DECL object \"queue\"[names: IDENT \"q\"] DECL object \"queue\"[names: IDENT \"q2\" arguments: INT 10] DECL object "
     "\"pipe\"[names: IDENT \"r\" names: IDENT \"w\" arguments: ARG \"duplex\"[value: FALSE]]"},
    {"timer hello after 1s { f() }",
     "DECL after \"timer\"[names: IDENT \"hello\" body: BLOCK[statements: EXPR[value: CALL[callee: NAME \"f\"]]] init: DURATION "
     "1000000000ns]"},
    {"daemon timer beat every 500ms { f() }",
     "DECL every \"timer\" daemon[names: IDENT \"beat\" body: BLOCK[statements: EXPR[value: CALL[callee: NAME \"f\"]]] init: DURATION "
     "500000000ns]"},
    {"let forks = [lock() for i in 0..5]",
     "LET[names: IDENT \"forks\" value: LIST_COMP[item: CALL[callee: NAME \"lock\"] clauses: COMP_FOR[names: IDENT \"i\" iterable: "
     "BINARY ..[left: INT 0 right: INT 5]]]]"},
    {"scenario \"T\" { stop_after: 24s, cost: {\"tick\": 1us}, seed: -1 }",
     "SCENARIO \"T\"[entries: ENTRY \"stop_after\"[value: DURATION 24000000000ns] entries: ENTRY \"cost\"[value: MAP[pairs: PAIR[key: "
     "STRING \"tick\" value: DURATION 1000ns]]] entries: ENTRY \"seed\"[value: UNARY -[operand: INT 1]]]"},
    {"scenario { }", "SCENARIO \"\""},
    {"invariant \"none\": a == 0 or b == 0",
     "INVARIANT \"none\"[condition: OR[left: COMPARE[first: NAME \"a\" links: COMPARE_LINK ==[right: INT 0]] right: COMPARE[first: "
     "NAME \"b\" links: COMPARE_LINK ==[right: INT 0]]]]"},
    {"eventually \"done\": x", "EVENTUALLY \"done\"[condition: NAME \"x\"]"},
    {"var after = 1; let every = 2; var scenario = 3; let daemon = 4; as = 5; invariant(1); eventually = 6; timeout.x",
     "VAR[names: IDENT \"after\" value: INT 1] LET[names: IDENT \"every\" value: INT 2] VAR[names: IDENT \"scenario\" value: INT 3] "
     "LET[names: IDENT \"daemon\" value: INT 4] ASSIGN =[targets: NAME \"as\" value: INT 5] EXPR[value: CALL[callee: NAME "
     "\"invariant\" arguments: INT 1]] ASSIGN =[targets: NAME \"eventually\" value: INT 6] EXPR[value: MEMBER \"x\"[object: NAME "
     "\"timeout\"]]"},
    {"thread after { }; lock as; queue timeout(1); lock daemon",
     "DECL body \"thread\"[names: IDENT \"after\" body: BLOCK] DECL object \"lock\"[names: IDENT \"as\"] DECL object \"queue\"[names: "
     "IDENT \"timeout\" arguments: INT 1] DECL object \"lock\"[names: IDENT \"daemon\"]"},
    {"timer after after 1s { }", "DECL after \"timer\"[names: IDENT \"after\" body: BLOCK init: DURATION 1000000000ns]"},
    {"let f = func() { return 1 }", "LET[names: IDENT \"f\" value: FUNC[body: BLOCK[statements: RETURN[value: INT 1]]]]"},
    {"f(func() { g() }, 1)",
     "EXPR[value: CALL[callee: NAME \"f\" arguments: FUNC[body: BLOCK[statements: EXPR[value: CALL[callee: NAME \"g\"]]]] arguments: "
     "INT 1]]"},
    {"x.y()", "EXPR[value: CALL[callee: MEMBER \"y\"[object: NAME \"x\"]]]"},
    {"if a == {} { f() }",
     "IF[condition: COMPARE[first: NAME \"a\" links: COMPARE_LINK ==[right: MAP]] then: BLOCK[statements: EXPR[value: CALL[callee: "
     "NAME \"f\"]]]]"},
    {"while {} { f() }", "WHILE[condition: MAP body: BLOCK[statements: EXPR[value: CALL[callee: NAME \"f\"]]]]"},
    {"let m = {} if {} else {}", "LET[names: IDENT \"m\" value: COND[then: MAP condition: MAP otherwise: MAP]]"},
};

/* Where a line end ends the statement, and where it goes on. */
static const example lines_and_braces[] = {
    {"let x = 1 +\n    2\n", "LET[names: IDENT \"x\" value: BINARY +[left: INT 1 right: INT 2]]"},
    {"let x = [\n    1,\n\n    2 # two\n]\n", "LET[names: IDENT \"x\" value: LIST[items: INT 1 items: INT 2]]"},
    {"f(\n    a,\n    b\n)\n", "EXPR[value: CALL[callee: NAME \"f\" arguments: NAME \"a\" arguments: NAME \"b\"]]"},
    {"let m = {\n    \"a\": 1,\n    \"b\":\n        2\n}\n",
     "LET[names: IDENT \"m\" value: MAP[pairs: PAIR[key: STRING \"a\" value: INT 1] pairs: PAIR[key: STRING \"b\" value: INT 2]]]"},
    {"let m = {\n    k: v\n    for k, v in xs\n    if k\n}\n",
     "LET[names: IDENT \"m\" value: MAP_COMP[pair: PAIR[key: NAME \"k\" value: NAME \"v\"] clauses: COMP_FOR[names: IDENT \"k\" "
     "names: IDENT \"v\" iterable: NAME \"xs\"] clauses: COMP_IF[condition: NAME \"k\"]]]"},
    {"if a {\n    f()\n}\n\n# otherwise\nelse {\n    g()\n}\n",
     "IF[condition: NAME \"a\" then: BLOCK[statements: EXPR[value: CALL[callee: NAME \"f\"]]] otherwise: BLOCK[statements: "
     "EXPR[value: CALL[callee: NAME \"g\"]]]]"},
    {"try {\n    f()\n}\ncatch e {\n}\nfinally {\n}\n",
     "TRY[body: BLOCK[statements: EXPR[value: CALL[callee: NAME \"f\"]]] catches: CATCH[kinds: IDENT \"e\" body: BLOCK] finally: BLOCK]"},
    {"xs\n    .sort()\n    .reverse()\n",
     "EXPR[value: CALL[callee: MEMBER \"reverse\"[object: CALL[callee: MEMBER \"sort\"[object: NAME \"xs\"]]]]]"},
    {"f()\n(a).b()\n[1].sort()\n-x\n",
     "EXPR[value: CALL[callee: NAME \"f\"]] EXPR[value: CALL[callee: MEMBER \"b\"[object: NAME \"a\"]]] EXPR[value: CALL[callee: "
     "MEMBER \"sort\"[object: LIST[items: INT 1]]]] EXPR[value: UNARY -[operand: NAME \"x\"]]"},
    {"let y = a and\n    b or\n    not\n    c in\n    d\n",
     "LET[names: IDENT \"y\" value: OR[left: AND[left: NAME \"a\" right: NAME \"b\"] right: UNARY not[operand: COMPARE[first: NAME "
     "\"c\" links: COMPARE_LINK in[right: NAME \"d\"]]]]]"},
    {"a =\n    b\n", "ASSIGN =[targets: NAME \"a\" value: NAME \"b\"]"},
    {"let f = func(x) =>\n    x\n", "LET[names: IDENT \"f\" value: FUNC[parameters: PARAM \"x\" body: RETURN[value: NAME \"x\"]]]"},
    {"scenario \"T\" {\n    seed: 1\n    expect: [\"ok\",\n        \"race\"],\n    limits: {\n        \"tasks\": 5\n    }\n}\n",
     "SCENARIO \"T\"[entries: ENTRY \"seed\"[value: INT 1] entries: ENTRY \"expect\"[value: LIST[items: STRING \"ok\" items: STRING "
     "\"race\"]] entries: ENTRY \"limits\"[value: MAP[pairs: PAIR[key: STRING \"tasks\" value: INT 5]]]]"},
    {"select {\n    case q.get() {\n    }\n    after 1s {\n    }\n}\n",
     "SELECT[cases: CASE[call: CALL[callee: MEMBER \"get\"[object: NAME \"q\"]] body: BLOCK] cases: SELECT_AFTER[duration: DURATION "
     "1000000000ns body: BLOCK]]"},
    {"select {\n    case q.get() { }\n    else { }\n}\n",
     "SELECT[cases: CASE[call: CALL[callee: MEMBER \"get\"[object: NAME \"q\"]] body: BLOCK] cases: SELECT_ELSE[body: BLOCK]]"},
    {"f(func() {\n    g()\n    h()\n}, 2)\n",
     "EXPR[value: CALL[callee: NAME \"f\" arguments: FUNC[body: BLOCK[statements: EXPR[value: CALL[callee: NAME \"g\"]] statements: "
     "EXPR[value: CALL[callee: NAME \"h\"]]]] arguments: INT 2]]"},
    {"if x { f() } g()\nif y { } if z { }\n",
     "IF[condition: NAME \"x\" then: BLOCK[statements: EXPR[value: CALL[callee: NAME \"f\"]]]] EXPR[value: CALL[callee: NAME \"g\"]] "
     "IF[condition: NAME \"y\" then: BLOCK] IF[condition: NAME \"z\" then: BLOCK]"},
    {"\"\"\"a\nb{\n  x\n}\"\"\"\n", "EXPR[value: INTERP[parts: STRING \"a\\x0ab\" parts: FORMAT \"\"[value: NAME \"x\"]]]"},
    {"#!/usr/bin/env conc-run\n# comment\nf() # more\n", "EXPR[value: CALL[callee: NAME \"f\"]]"},
    {"lock m; ; ;\nf();\n", "DECL object \"lock\"[names: IDENT \"m\"] EXPR[value: CALL[callee: NAME \"f\"]]"},
    {"let größe = 1; let 数 = größe\n", "LET[names: IDENT \"größe\" value: INT 1] LET[names: IDENT \"数\" value: NAME \"größe\"]"},
};

static void test_constructs(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof constructs / sizeof *constructs; i++)
        assert_shape(constructs[i].text, constructs[i].shape);
}

static void test_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lines_and_braces / sizeof *lines_and_braces; i++)
        assert_shape(lines_and_braces[i].text, lines_and_braces[i].shape);
}

static void test_places(void **state)
{
    (void)state;
    const char *text = "let x = 1\n\nprint(\"a{x + 1}\")\n";
    parsed x;
    open_text(&x, text, strlen(text));
    const node *let = x.t->root->kid[0], *call = let->next->kid[0];
    assert_int_equal(let->at.begin, 0);
    assert_int_equal(let->at.end, 9);
    assert_int_equal(let->kid[0]->at.begin, 4);
    assert_int_equal(call->at.line, 3);
    const node *sum = call->kid[1]->kid[0]->next->kid[0];
    assert_int_equal(sum->kind, NODE_BINARY);
    assert_int_equal(sum->at.begin, strstr(text, "x + 1") - text);
    assert_int_equal(sum->at.end, sum->at.begin + 5);
    assert_int_equal(sum->at.line, 3);
    close_text(&x);
}

static void test_names_of_nodes(void **state)
{
    (void)state;
    const char *text = "thread car(name) { }; a.b; f(x = 1); invariant \"t\": x";
    parsed x;
    open_text(&x, text, strlen(text));
    const node *n = x.t->root->kid[0];
    assert_int_equal(n->name_at.end, 6);
    n = n->next;
    assert_int_equal(n->kid[0]->name_at.begin, strstr(text, ".b") + 1 - text);
    n = n->next;
    assert_int_equal(n->kid[0]->kid[1]->name_at.begin, strstr(text, "x =") - text);
    assert_true(n->kid[0]->kid[1]->flag);
    n = n->next;
    assert_int_equal(n->name_at.begin, strstr(text, "\"t\"") - text);
    close_text(&x);
}

static void test_ids_are_dense(void **state)
{
    (void)state;
    parsed x;
    open_text(&x, "f(1, 2)\n", 8);
    assert_int_equal(x.t->nodes, 6);
    assert_true(x.t->root->id < x.t->nodes);
    assert_int_equal(x.t->root->depth, 4);
    close_text(&x);
}

/* `count` times `piece`, between `head` and `tail`. */
static char *repeat(const char *head, const char *piece, int count, const char *tail)
{
    buf b = {0};
    buf_text(&b, head);
    for (int i = 0; i < count; i++)
        buf_text(&b, piece);
    buf_text(&b, tail);
    return buf_take(&b);
}

static void assert_too_deep(const char *head, const char *piece, const char *tail)
{
    parsed x;
    buf out = {0};
    char *text = repeat(head, piece, 100000, tail);
    open_text(&x, text, strlen(text));
    assert_int_equal(diags_errors(x.d), 1);
    assert_null(x.t->root);
    diags_print(x.d, &out);
    assert_non_null(strstr(out.data, "error: this is nested too deeply\n"));
    buf_free(&out);
    close_text(&x);
    free(text);
}

static void test_too_deep(void **state)
{
    (void)state;
    assert_too_deep("let x = ", "(", "\n");
    assert_too_deep("let x = ", "[", "\n");
    assert_too_deep("let x = ", "{1: ", "\n");
    assert_too_deep("", "loop { ", "\n");
    assert_too_deep("let x = ", "- ", "1\n");
    assert_too_deep("let x = ", "not ", "1\n");
    assert_too_deep("let x = 1", " + 1", "\n");
    assert_too_deep("let x = 1", " ** 1", "\n");
    assert_too_deep("let x = 1", " if 1 else 1", "\n");
    assert_too_deep("if 1 { }", " else if 1 { }", "\n");
    assert_too_deep("let x = ", "func() => ", "1\n");
    assert_too_deep("x", ".y", "\n");
    assert_too_deep("x", "()", "\n");
}

static void test_deep_enough(void **state)
{
    (void)state;
    parsed x;
    char *open = repeat("let x = ", "(", 900, "1"), *text = repeat(open, ")", 900, "\n");
    open_text(&x, text, strlen(text));
    assert_int_equal(diags_errors(x.d), 0);
    close_text(&x);
    free(open);
    free(text);
}

static void test_long_lists(void **state)
{
    (void)state;
    parsed x;
    char *text = repeat("let x = [", "1, ", 300000, "]\n");
    open_text(&x, text, strlen(text));
    assert_int_equal(diags_errors(x.d), 0);
    assert_true(x.t->root->depth < 5);
    close_text(&x);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_constructs),     cmocka_unit_test(test_lines),         cmocka_unit_test(test_places),
        cmocka_unit_test(test_names_of_nodes), cmocka_unit_test(test_ids_are_dense), cmocka_unit_test(test_too_deep),
        cmocka_unit_test(test_deep_enough),    cmocka_unit_test(test_long_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
