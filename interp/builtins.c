/* builtins: the table, and the leaves that turn values into text or tell what they are.
 * Those on numbers are in builtins_number.c, those on lists and the like in builtins_items.c. */
#include "interp/builtins.h"

#include <string.h>
#include <utf8proc.h>

#include "trace/event.h"

#define LEAF_PURE(leaf) leaf
#define LEAF_TEXT(leaf) leaf
#define LEAF_PRELUDE(leaf) NULL
#define LEAF_ENGINE(leaf) NULL

const builtin builtins[] = {
#define BUILTIN(name, parameters, kind, about) {#name, parameters, BUILTIN_##kind, LEAF_##kind(builtin_##name), about},
#include "interp/builtins.def"
#undef BUILTIN
};

const size_t builtin_count = sizeof builtins / sizeof *builtins;

const builtin *builtin_find(const char *name)
{
    for (size_t i = 0; i < builtin_count; i++)
        if (!strcmp(builtins[i].name, name))
            return &builtins[i];
    return NULL;
}

uint16_t builtin_verb(const builtin *f)
{
    static const struct {
        const char *name;
        uint16_t verb;
    } engines[] = {
        {"print", VERB_run_print},     {"sleep", VERB_run_sleep},       {"work", VERB_run_work},     {"now", VERB_run_now},
        {"pid", VERB_run_pid},         {"ppid", VERB_run_ppid},         {"random", VERB_run_random}, {"threads", VERB_run_threads},
        {"current", VERB_run_current}, {"children", VERB_run_children}, {"exit", VERB_run_exit},     {"wait_any", VERB_run_wait_any},
        {"_choose", VERB_run_choose},
    };
    for (size_t i = 0; i < sizeof engines / sizeof *engines; i++)
        if (!strcmp(engines[i].name, f->name))
            return engines[i].verb;
    return VERB_none;
}

bool builtin_is_timed(const builtin *f) { return strstr(f->parameters, "timeout:") != NULL; }

/* --- text --- */

static bool print_option(value given, const char *name, value fallback, value *out, fault *f)
{
    bool left_out = given.tag == V_UNSET || given.tag == V_NIL;
    if (!left_out && !value_is_string(given))
        return fault_set(f, ERROR_type, "print: %s must be a string, not %s", name, fault_noun(given).text);
    *out = left_out ? fallback : given;
    return true;
}

/* The text that print writes: the values, then sep and end. */
bool builtin_print(const value *arguments, size_t count, value *out, fault *f)
{
    value sep, end;
    size_t values = count - 2;
    if (!print_option(arguments[values], "sep", value_text(" "), &sep, f)
        || !print_option(arguments[values + 1], "end", value_text("\n"), &end, f))
        return false;
    buf text = {0};
    for (size_t i = 0; i < values; i++) {
        if (i)
            value_show(sep, &text);
        value_show(arguments[i], &text);
    }
    value_show(end, &text);
    bool done = value_string_take(&text, out, f);
    buf_free(&text);
    return done;
}

static bool builtin_text(value v, void (*write)(value, buf *), value *out, fault *f)
{
    buf text = {0};
    write(v, &text);
    bool done = value_string_take(&text, out, f);
    buf_free(&text);
    return done;
}

bool builtin_str(const value *arguments, size_t count, value *out, fault *f)
{
    (void)count;
    if (value_is_string(arguments[0])) {
        *out = value_keep(arguments[0]);
        return true;
    }
    if (arguments[0].tag == V_UNSET)
        return value_string("", 0, out, f);
    return builtin_text(arguments[0], value_show, out, f);
}

bool builtin_repr(const value *arguments, size_t count, value *out, fault *f)
{
    (void)count;
    return builtin_text(arguments[0], value_repr, out, f);
}

bool builtin_ord(const value *arguments, size_t count, value *out, fault *f)
{
    (void)count;
    value s = arguments[0];
    if (!value_is_string(s))
        return fault_set(f, ERROR_type, "ord takes a string of one character, not %s", fault_noun(s).text);
    if (value_string_points(s) != 1)
        return fault_set(f, ERROR_type, "ord takes a string of one character, not of %zu", value_string_points(s));
    const char *text;
    size_t length = value_string_bytes(&s, &text);
    utf8proc_int32_t code = 0;
    utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, &code);
    *out = value_int(code);
    return true;
}

bool builtin_chr(const value *arguments, size_t count, value *out, fault *f)
{
    (void)count;
    if (arguments[0].tag != V_INT)
        return fault_set(f, ERROR_type, "chr takes an int, not %s", fault_noun(arguments[0]).text);
    int64_t code = arguments[0].integer;
    if (code < 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
        return fault_set(f, ERROR_value, "chr: %lld is no character", (long long)code);
    buf text = {0};
    buf_code_point(&text, (unsigned)code);
    bool done = value_string_take(&text, out, f);
    buf_free(&text);
    return done;
}

/* --- what a value is --- */

bool builtin_type(const value *arguments, size_t count, value *out, fault *f)
{
    (void)count;
    const char *name = value_type_name(arguments[0]);
    return value_string(name, strlen(name), out, f);
}

bool builtin_bool(const value *arguments, size_t count, value *out, fault *f)
{
    (void)count, (void)f;
    *out = value_bool(value_truth(arguments[0]));
    return true;
}

bool builtin_len(const value *arguments, size_t count, value *out, fault *f)
{
    (void)count;
    int64_t length;
    if (!value_length(arguments[0], &length, f))
        return false;
    *out = value_int(length);
    return true;
}

/* A kind that the language knows is that kind, so that `catch timeout` takes it; any other is the script's own. */
bool builtin_error(const value *arguments, size_t count, value *out, fault *f)
{
    (void)count;
    if (!value_is_string(arguments[0]))
        return fault_set(f, ERROR_type, "error: the kind must be a string, not %s", fault_noun(arguments[0]).text);
    const char *name;
    size_t length = value_string_bytes(&arguments[0], &name);
    int kind = 0;
    while (kind < ERROR_own && (strlen(error_kind_names[kind]) != length || memcmp(error_kind_names[kind], name, length)))
        kind++;
    value text, own = kind == ERROR_own ? arguments[0] : VALUE_UNSET;
    if (!builtin_str(arguments + 1, 1, &text, f))
        return false;
    bool made = value_error((error_kind)kind, own, text, value_text(""), 0, out, f);
    value_drop(text);
    return made;
}
