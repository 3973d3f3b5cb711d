/* topic: what a word of the language means, for conc-run help WORD, from the tables that the language is made from.
 * Calls interp/params. */
#include "cli/topic.h"

#include <stdio.h>
#include <string.h>

#include "base/diag.h"
#include "cli/options.h"
#include "interp/builtins.h"
#include "interp/params.h"
#include "runtime/value/method.h"
#include "trace/text.h"

enum { LEFT = 34, MOST_WORDS = 512 }; /* columns of the names; words that could have been meant */

static void add_about(buf *left, const char *about, buf *out)
{
    size_t width = left->failed ? 0 : text_width(left->data, left->length);
    if (!left->failed)
        buf_printf(out, "  %s%*s%s\n", left->data, width < LEFT ? (int)(LEFT - width) : 1, "", about);
    buf_free(left);
}

static void add_call(const char *name, const char *parameters, bool brackets, const char *about, buf *out)
{
    buf left = {0};
    buf_text(&left, name);
    if (brackets)
        params_show(parameters, &left);
    add_about(&left, about, out);
}

static void add_settings(const char *kind, buf *out)
{
    size_t before = out->length;
#define KIND(name, options, flags, about)
#define SETTING(of, name, about) \
    if (strcmp(kind, #of) == 0) \
        add_call(#name, "", false, about, out);
#include "trace/kinds.def"
#undef KIND
    if (out->length > before)
        buf_char(out, '\n');
}

static bool add_kind(const char *word, buf *out)
{
    kind_id kind = kind_by_name(word);
    const kind_word *k = &kind_words[kind];
    if (kind == KIND_none || kind == KIND_variable || kind == KIND_run)
        return false;
    buf_printf(out, "%s", word);
    if (*k->options)
        params_show(k->options, out);
    buf_printf(out, ": %s.\n\n", k->about);
    add_settings(word, out);
    for (int i = VERB_none + 1; i < VERBS; i++)
        if (verb_words[i].kind == kind && !(verb_words[i].flags & VERB_INNER))
            add_call(verb_words[i].name, verb_words[i].parameters, !(verb_words[i].flags & VERB_PROPERTY), verb_words[i].about, out);
    return true;
}

static bool add_builtin(const char *word, buf *out)
{
    const builtin *b = *word == '_' ? NULL : builtin_find(word);
    if (b)
        add_call(word, b->parameters, strcmp(word, "args") != 0, b->about, out);
    return b;
}

/* The words of other tables. */
static const struct {
    const char *name, *about;
} other_words[] = {
#define ERROR_KIND(name, when) {#name, "an error: " when},
#include "runtime/value/errors.def"
#undef ERROR_KIND
#define KEY(name, takes, to, otherwise, about) {#name, "of the header: " about},
#define MAP(name, otherwise, about) {#name, "of the header: " about},
#include "interp/header.def"
#define COST(name, takes, to, otherwise, about) {#name, "a cost: " about},
#include "interp/header.def"
#define LIMIT(name, most, words, about) {#name, "a limit: " about},
#include "runtime/limits.def"
#undef LIMIT
#define FORMAT(name, wants, about) {#name, "a format: " about},
#include "trace/formats.def"
#undef FORMAT
    /* what check looks for, and by what */
    {"race", "two tasks use a variable, one of them changes it, and nothing says who comes first: conc-run check finds it"},
    {"deadlock", "tasks wait for each other, and nobody can go on: exit status 3; conc-run check finds it in any order"},
    {"livelock", "tasks go on for ever, and nothing comes of it: conc-run check finds it"},
    {"schedule", "whose turn it was at each step: conc-run check --save writes one, conc-run replay plays it"},
    {"trace", "all events of a run: --trace FILE saves it as jsonl, conc-run view shows it"},
    {"dpor", "a strategy of conc-run check: one interleaving of each class that makes no difference (partial-order reduction)"},
    {"states", "a strategy of conc-run check: each state once, by whatever way it was reached"},
    /* what a script computes with */
    {"duration", "a time: 500ms, 1.5s, 2m; the units are ns us ms s m h"},
    {"string", "a text: \"a {x} b\" fills in the value of x; see conc-run help join, split, replace, find"},
    {"map", "{\"key\": value}; see conc-run help keys, items, get, update"},
};
enum { OTHER_WORDS = sizeof other_words / sizeof *other_words };

static const struct {
    const char *name, *form, *about;
} grammar_words[] = {
#define WORD(spelling, token, form, about) {spelling, form, about},
#define PLACED(spelling, form, about) {spelling, form, about},
#include "grammar/words.def"
};
enum { GRAMMAR_WORDS = sizeof grammar_words / sizeof *grammar_words };

static void add_grammar(const char *word, buf *out)
{
    for (size_t i = 0; i < GRAMMAR_WORDS; i++)
        if (strcmp(grammar_words[i].name, word) == 0)
            add_call(grammar_words[i].form, "", false, grammar_words[i].about, out);
}

/* `own` is how errors with a kind of their own are called inside. */
static bool is_other(size_t i) { return strcmp(other_words[i].name, "own") != 0; }

static void add_other(const char *word, buf *out)
{
    for (size_t i = 0; i < OTHER_WORDS; i++)
        if (is_other(i) && strcmp(other_words[i].name, word) == 0)
            add_call(word, "", false, other_words[i].about, out);
}

/* --seed */
static void add_option(const char *word, buf *out)
{
    for (int i = 0; i < OPTIONS; i++) {
        char name[64];
        snprintf(name, sizeof name, "--%s", option_rows[i].name);
        for (char *at = name; (at = strchr(at, '_')) != NULL;)
            *at = '-';
        if (strcmp(name, word) != 0)
            continue;
        buf left = {0};
        const char *argument = option_rows[i].argument;
        buf_printf(&left, "%s%s%s", name, argument && *argument != '[' ? " " : "", argument ? argument : "");
        add_about(&left, option_rows[i].about, out);
    }
}

/* What can be done by this name with objects and values; of those called `of`, or of all. */
static void add_members(const char *of, const char *word, buf *out)
{
    static const char *const types[] = {[V_LIST] = "list", [V_MAP] = "map", [V_STRING] = "string", [V_DURATION] = "duration"};
    for (int i = VERB_none + 1; i < VERBS; i++) {
        const verb_word *v = &verb_words[i];
        if (strcmp(v->name, word) != 0 || v->flags & VERB_INNER || (of && strcmp(kind_words[v->kind].name, of) != 0))
            continue;
        buf left = {0};
        buf_printf(&left, "%s.%s", kind_words[v->kind].name, word);
        if (!(v->flags & VERB_PROPERTY))
            params_show(v->parameters, &left);
        add_about(&left, v->about, out);
    }
    for (size_t i = 0; i < method_count; i++) {
        if (strcmp(methods[i].name, word) != 0 || strcmp(word, "sort_by") == 0 || (of && strcmp(types[methods[i].type], of) != 0))
            continue;
        buf left = {0};
        buf_printf(&left, "%s.%s", types[methods[i].type], word);
        params_show(methods[i].parameters, &left);
        add_about(&left, methods[i].about, out);
    }
}

/* queue.put */
static void add_member(const char *word, buf *out)
{
    const char *point = strchr(word, '.');
    char of[32];
    if (!point || (size_t)(point - word) >= sizeof of)
        return;
    memcpy(of, word, (size_t)(point - word));
    of[point - word] = '\0';
    add_members(of, point + 1, out);
}

bool topic_explain(const char *word, buf *out)
{
    size_t before = out->length;
    if (add_kind(word, out))
        return true;
    add_option(word, out);
    add_member(word, out);
    add_grammar(word, out);
    add_builtin(word, out);
    add_members(NULL, word, out);
    add_other(word, out);
    return out->length > before;
}

const char *topic_nearest(const char *word)
{
    const char *words[MOST_WORDS];
    size_t count = 0;
    for (int i = 0; i < COMMANDS; i++)
        words[count++] = command_rows[i].name;
    for (int i = KIND_none + 1; i < KINDS; i++)
        words[count++] = kind_words[i].name;
    for (size_t i = 0; i < builtin_count && count < MOST_WORDS; i++)
        words[count++] = builtins[i].name;
    for (int i = VERB_none + 1; i < VERBS && count < MOST_WORDS; i++)
        if (!(verb_words[i].flags & VERB_INNER))
            words[count++] = verb_words[i].name;
    for (size_t i = 0; i < method_count && count < MOST_WORDS; i++)
        if (strcmp(methods[i].name, "sort_by") != 0)
            words[count++] = methods[i].name;
    for (size_t i = 0; i < OTHER_WORDS && count < MOST_WORDS; i++)
        if (is_other(i))
            words[count++] = other_words[i].name;
    for (size_t i = 0; i < GRAMMAR_WORDS && count < MOST_WORDS; i++)
        words[count++] = grammar_words[i].name;
    return diag_nearest(word, words, count);
}
