/* reference: writes a page of docs/reference/ on standard output, made from the tables that the program itself is made from.
 *   reference PAGE
 * May read every .def file, and calls interp/params. ./dev bless reference brings the pages up to date; tests compare them. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "interp/params.h"

/* ---- Markdown ---- */

/* In a row of a table a bar would end the cell. */
static void put_cell(const char *text)
{
    for (; *text; text++) {
        if (*text == '|')
            putchar('\\');
        putchar(*text);
    }
}

static void put_head(const char *title, const char *text)
{
    printf("<!-- Made by tools/reference.c from the program's own tables: change those, then ./dev bless reference. -->\n\n# %s\n\n%s\n\n",
           title, text);
}

/* The beginning of a table whose columns are given as "a | b". */
static void put_columns(const char *columns)
{
    printf("| %s |\n| ---", columns);
    for (const char *at = columns; (at = strchr(at, '|')) != NULL; at++)
        printf(" | ---");
    puts(" |");
}

static void put_parameters(const char *parameters)
{
    buf out = {0};
    params_show(parameters, &out);
    if (!out.failed)
        printf("%s", out.data);
    buf_free(&out);
}

static void put_call(const char *name, const char *parameters)
{
    printf("| `%s", name);
    put_parameters(parameters);
    printf("` | ");
}

static const char notation[] = "What stands in brackets may be left out, and what ends with `:` is given by name: `q.put(5, timeout: 2s)`.";

/* ---- kinds and their operations ---- */

enum { TASK = 1, OWNED = 2, HIDDEN = 4 };
enum { WAITS = 1, SELECT = 2, BOOL = 4, LOOKS = 8, PROPERTY = 16, SETS = 32, INNER = 64, QUIET = 128, DIRECT = 256, MUTATES = 512 };

typedef struct kind_row {
    const char *name, *options;
    int flags;
    const char *about;
} kind_row;

static const kind_row kinds[] = {
#define KIND(name, options, flags, about) {#name, options, flags, about},
#include "trace/kinds.def"
#undef KIND
};

typedef struct verb_row {
    const char *kind, *name, *parameters;
    int flags;
    const char *phrase, *waiting, *about;
    bool prelude;
} verb_row;

static const verb_row verbs[] = {
#define VERB(kind, name, parameters, flags, phrase, waiting, about) {#kind, #name, parameters, flags, phrase, waiting, about, false},
#define PRELUDE_VERB(kind, name, parameters, flags, phrase, waiting, about) {#kind, #name, parameters, flags, phrase, waiting, about, true},
#include "trace/verbs.def"
#undef VERB
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

static void put_verb(const verb_row *v)
{
    if (v->flags & PROPERTY)
        printf("| `%s` | ", v->name);
    else
        put_call(v->name, v->parameters);
    put_cell(v->about);
    if (v->flags & SETS)
        printf("; settable before the start");
    bool timed = strstr(v->parameters, "timeout:");
    printf(" | %s |", !timed ? "" : v->flags & BOOL ? "gives `false`" : "raises `timeout`");
    printf(" %s%s%s |\n", v->flags & SELECT ? "`select`" : "", v->flags & SELECT && v->flags & LOOKS ? ", " : "",
           v->flags & LOOKS ? "`await`" : "");
}

/* A barrier's parties, a queue's order. */
static void put_settings(const kind_row *k)
{
    if (!*k->options)
        return;
    puts("| option | |\n| --- | --- |");
#define KIND(name, options, flags, about)
#define SETTING(of, option, about) \
    if (strcmp(k->name, #of) == 0) \
        puts("| `" #option "` | " about " |");
#include "trace/kinds.def"
#undef KIND
    putchar('\n');
}

static void put_kind(const kind_row *k)
{
    printf("## %s\n\n`%s", k->name, k->name);
    if (*k->options)
        put_parameters(k->options);
    printf("`: %s.\n\n", k->about);
    put_settings(k);
    put_columns("| | when the time has passed | may stand in");
    for (size_t i = 0; i < COUNT(verbs); i++)
        if (strcmp(verbs[i].kind, k->name) == 0 && !(verbs[i].flags & INNER))
            put_verb(&verbs[i]);
    putchar('\n');
}

static void page_kinds(void)
{
    put_head("The kinds of objects, and what can be done with them",
             "What each kind is for, with examples, is told in [the language](../language.md#the-kinds).\n"
             "`conc-run help KIND` shows the same in the terminal.");
    puts(notation);
    puts(
        "What takes a `timeout:` may have to wait; the third column tells what comes of it when the time has passed. `may stand in` names\n"
        "the statements that can have it: `select` waits for the first of several, `await` (and `invariant`) only looks.\n");
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (strcmp(kinds[i].name, "variable") != 0 && strcmp(kinds[i].name, "run") != 0)
            put_kind(&kinds[i]);
}

/* ---- functions and methods ---- */

static void page_functions(void)
{
    put_head("The built-in functions", "With examples in [the language](../language.md#built-in-functions).");
    puts(notation);
    putchar('\n');
    put_columns("function | gives, or does");
#define BUILTIN(name, parameters, kind, about) \
    if (*#name != '_') { \
        put_call(#name, parameters); \
        put_cell(about); \
        puts(" |"); \
    }
#include "interp/builtins.def"
#undef BUILTIN
}

static void put_method(const char *type, const char *wanted, const char *name, const char *parameters, int change, const char *about)
{
    if (strcmp(type, wanted) != 0 || strncmp(about, "for the prelude", strlen("for the prelude")) == 0)
        return;
    bool sort = strcmp(name, "sort") == 0; /* its key is the prelude's affair */
    put_call(name, sort ? "key: reverse:" : parameters);
    put_cell(about);
    printf(" | %s |\n", change == LOOKS ? "" : "changes it");
}

static void page_values(void)
{
    static const char *const types[][2] = {{"LIST", "Lists"}, {"MAP", "Maps"}, {"STRING", "Strings"}, {"DURATION", "Durations"}};
    put_head("The methods of values", "What values there are is told in [the language](../language.md#values).");
    puts(notation);
    puts("What changes a list or map needs a `var` that holds it.\n");
    for (size_t i = 0; i < COUNT(types); i++) {
        printf("## %s\n\n", types[i][1]);
        put_columns("method | gives, or does | ");
#define METHOD(type, prefix, name, parameters, change, about) put_method(#type, types[i][0], #name, parameters, change, about);
#include "runtime/value/methods.def"
#undef METHOD
        putchar('\n');
    }
}

static void page_errors(void)
{
    put_head("The kinds of errors",
             "What `catch` takes, and `error.kind` is; how they are raised and caught is told in [the language](../language.md#errors).");
    put_columns("kind | raised by");
#define ERROR_KIND(name, when) \
    if (strcmp(#name, "own") != 0) \
        puts("| `" #name "` | " when " |");
#include "runtime/value/errors.def"
#undef ERROR_KIND
    puts("\nAny other kind is the script's own: `raise error(\"mine\", \"text\")`, and `catch \"mine\"`.");
}

/* ---- the header and the command line ---- */

static void put_key(const char *name, const char *otherwise, const char *about)
{
    printf("| `%s` | ", name);
    put_cell(about);
    printf(" | %s |\n", otherwise);
}

static void put_limits(void)
{
    put_columns("limit | of what | default");
#define LIMIT(name, most, words, about) put_key(#name, words, about);
#include "runtime/limits.def"
#undef LIMIT
}

static void page_header(void)
{
    put_head("The scenario's header",
             "`scenario \"Title\" { key: value, … }` may stand first, once. More in [the language](../language.md#the-scenario-header).");
    put_columns("key | | default");
#define KEY(name, takes, to, otherwise, about) put_key(#name, otherwise, about);
#define MAP(name, otherwise, about) put_key(#name, otherwise, about);
#include "interp/header.def"
    puts("\n## Costs\n\n`cost: {\"process\": 2ms}` makes the simulated machine slower.\n");
    put_columns("cost | of what | default");
#define COST(name, takes, to, otherwise, about) put_key(#name, otherwise, about);
#include "interp/header.def"
    puts("\n## Limits\n\n`limits: {\"tasks\": 100}`, or `--limit tasks=100`.\n");
    put_limits();
}

enum command {
#define COMMAND(NAME, name, usage, about) COMMAND_##NAME,
#include "cli/commands.def"
#undef COMMAND
    COMMANDS
};

/* As cli/options.def spells whose option it is. */
enum {
    RUNS = 1 << COMMAND_RUN | 1 << COMMAND_SIM,
    REPEATS = RUNS | 1 << COMMAND_VALIDATE,
    CHECKS = 1 << COMMAND_CHECK,
    REPLAYS = 1 << COMMAND_REPLAY,
    TESTS = 1 << COMMAND_TEST,
    SHOWS = RUNS | 1 << COMMAND_VIEW,
    RUN_ONLY = 1 << COMMAND_RUN,
    LINT_ONLY = 1 << COMMAND_LINT,
    VIEW_ONLY = 1 << COMMAND_VIEW,
    EVERY = (1 << COMMANDS) - 1
};

static void put_commands(unsigned commands)
{
    static const char *const names[] = {
#define COMMAND(NAME, name, usage, about) #name,
#include "cli/commands.def"
#undef COMMAND
    };
    if (commands == EVERY)
        printf("all");
    for (unsigned i = 0; commands != EVERY && i < COMMANDS; i++)
        if (commands & 1u << i)
            printf("%s%s", commands & ((1u << i) - 1) ? ", " : "", names[i]);
}

static void put_option(const char *name, int letter, const char *argument, unsigned commands, const char *about)
{
    printf("| `");
    if (letter)
        printf("-%c`, `", letter);
    printf("--");
    for (const char *at = name; *at; at++)
        putchar(*at == '_' ? '-' : *at);
    if (argument) {
        printf("%s", *argument == '[' ? "" : " ");
        put_cell(argument);
    }
    printf("` | ");
    put_cell(about);
    printf(" | ");
    put_commands(commands);
    puts(" |");
}

static void page_command(void)
{
    put_head("The command", "`conc-run help` and `conc-run help COMMAND` tell the same in the terminal, the manual page tells more.");
    put_columns("usage | ");
#define COMMAND(NAME, name, usage, about) \
    printf("| `conc-run "); \
    put_cell(usage); \
    puts("` | " about " |");
#include "cli/commands.def"
#undef COMMAND
    puts("\n## Options\n");
    put_columns("option | | of");
#define OPTION(name, letter, argument, commands, about) put_option(#name, letter, argument, commands, about);
#include "cli/options.def"
#undef OPTION
    puts("\n## Formats\n\nWhat `--format` takes; what they show is told in [the trace](../trace.md#pictures-and-figures).\n");
    put_columns("format | ");
#define FORMAT(name, mask, about) puts("| `" #name "` | " about " |");
#include "trace/formats.def"
#undef FORMAT
    puts("\n## Limits\n\nWhat `--limit KEY=N` takes.\n");
    put_limits();
    puts("\n## Exit status\n");
    put_columns("status | ");
#define EXIT(status, about) puts("| " #status " | " about " |");
#include "cli/exits.def"
#undef EXIT
}

/* ---- the trace ---- */

static void put_phrase(const char *phrase)
{
    if (*phrase) {
        putchar('`');
        put_cell(phrase);
        putchar('`');
    }
    printf(" | ");
}

static void put_operations(const char *kind)
{
    for (size_t i = 0; i < COUNT(verbs); i++) {
        const verb_row *v = &verbs[i];
        if (v->prelude || strcmp(v->kind, kind) != 0)
            continue;
        printf("| `%s.%s` | ", kind, v->name);
        put_cell(v->about);
        printf(" | ");
        put_phrase(v->phrase);
        put_phrase(v->waiting);
        puts(v->flags & QUIET ? "no |" : v->flags & LOOKS ? "only with `--trace-vars`, or of an atom |" : "yes |");
    }
}

static void page_trace(void)
{
    put_head("The events of the trace", "What the keys of an event mean is told in [the trace](../trace.md).");
    puts("## Statuses\n");
    put_columns("status | ");
#define STATUS(name, word, about) printf("| %s | %s |\n", *word ? "`" word "`" : "(none)", about);
#include "trace/statuses.def"
#undef STATUS
    puts(
        "\n## Operations\n\nThe words are those of the timeline: when it is done, and when it begins to wait. In them `{o}` is the object, `{d}` the detail, `{n}`\n"
        "the number, `{s}` the second object, `{l}` the lock of a condition, `{c}` `{g}` `{t}` the detail as a count, a verb, a time. `?d A|B` is A\n"
        "where there is a detail, `?n A|B` where there is a number, else B.\n");
    for (size_t i = 0; i < COUNT(kinds); i++) {
        printf("### %s\n\n", kinds[i].name);
        put_columns("operation | | done | waiting | in the timeline");
        put_operations(kinds[i].name);
        putchar('\n');
    }
}

/* ---- the language's insides ---- */

static void put_word(const char *spelling, const char *form, const char *about)
{
    printf("| `%s` | `", spelling);
    put_cell(form);
    printf("` | ");
    put_cell(about);
    puts(" |");
}

static void page_words(void)
{
    put_head("Words and operators", "How they are used is told in [the language](../language.md#text).");
    puts("## Reserved words\n");
    put_columns("word | for instance | ");
#define WORD(spelling, token, form, about) put_word(spelling, form, about);
#include "grammar/words.def"
    puts("\n## Words that have a meaning in some places\n\nElsewhere they are good names.\n");
    put_columns("word | for instance | ");
#define PLACED(spelling, form, about) put_word(spelling, form, about);
#include "grammar/words.def"
    puts("\n## Operators\n");
    put_columns("operator | in `lint --tree`");
#define OPERATOR(name, spelling) \
    if (strcmp(#name, "NONE") != 0) { \
        printf("| `"); \
        put_cell(spelling); \
        puts("` | " #name " |"); \
    }
#include "grammar/ops.def"
#undef OPERATOR
}

static void put_node(const char *kind, const char *text, const char *children)
{
    printf("| `%s` | %s | %s%s%s |\n", kind, text, *children ? "`" : "", children, *children ? "`" : "");
}

static void page_machine(void)
{
    put_head("Inside: the tree, and the instructions",
             "What `conc-run lint --tree` and `conc-run lint --code` show; [how it is built](../design.md) explains.");
    puts("## The tree\n\nIn the names of parts `x*` is a list, and `x?` may be missing.\n");
    put_columns("node | text | parts");
#define NODE(kind, text, children) put_node(#kind, text, children);
#include "grammar/ast.def"
#undef NODE
    puts(
        "\n## The instructions\n\nThe operands, in order: `r` register, `k` constant, `i` small int, `n` count, `f` function, `g` fixed cell, `j` jump, `v` verb, `t`\n"
        "built-in, `s` shape of a call, `m` name, `c` change, `-` unused; a capital is 32 bits wide.\n");
    put_columns("instruction | operands | ");
#define CODE(name, operands, about) \
    printf("| `" #name "` | `%s` | `", operands); \
    put_cell(about); \
    puts("` |");
#include "interp/code.def"
#undef CODE
}

/* ---- which pages there are ---- */

static const struct page {
    const char *name, *about;
    void (*put)(void);
} pages[] = {
    {"command", "commands, options, formats, limits, exit statuses", page_command},
    {"kinds", "the kinds of objects: processes, threads, queues, locks …, and what can be done with them", page_kinds},
    {"functions", "the built-in functions", page_functions},
    {"values", "the methods of lists, maps, strings and durations", page_values},
    {"errors", "the kinds of errors", page_errors},
    {"header", "the keys of a scenario's header", page_header},
    {"words", "reserved words and operators", page_words},
    {"trace", "the events of a trace, and the words of the timeline", page_trace},
    {"machine", "the syntax tree, and the instructions it is compiled to", page_machine},
};

static void page_index(void)
{
    put_head(
        "Reference",
        "All there is, from the tables that the program is made from. To learn the language, begin with [the guide](../guide/README.md);\n"
        "[the language](../language.md) explains all of it, with examples.");
    put_columns("page | ");
    for (size_t i = 0; i < COUNT(pages); i++)
        printf("| [%s](%s.md) | %s |\n", pages[i].name, pages[i].name, pages[i].about);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "README") == 0) {
        page_index();
        return 0;
    }
    for (size_t i = 0; argc == 2 && i < COUNT(pages); i++)
        if (strcmp(argv[1], pages[i].name) == 0) {
            pages[i].put();
            return 0;
        }
    fprintf(stderr, "usage: reference PAGE, with a PAGE of docs/reference/\n");
    return 2;
}
