/* error: faults, the error values they become, and the names of the kinds of errors. */
#include <stdio.h>

#include "runtime/value/internal.h"

const char *const error_kind_names[ERROR_KINDS] = {
#define ERROR_KIND(name, when) #name,
#include "runtime/value/errors.def"
#undef ERROR_KIND
};

/* --- faults --- */

void fault_told(fault *f, error_kind kind, const char *format, va_list arguments)
{
    buf text = {0};
    buf_vprintf(&text, format, arguments);
    f->kind = (uint8_t)kind;
    if (text.failed || !value_string(text.data ? text.data : "", text.length, &f->message, f))
        fault_memory(f);
    buf_free(&text);
}

bool fault_set(fault *f, error_kind kind, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fault_told(f, kind, format, arguments);
    va_end(arguments);
    return false;
}

#define NO_MEMORY "out of memory"
_Static_assert(sizeof NO_MEMORY - 1 <= VALUE_INLINE, "what tells that there is no memory needs none");

bool fault_memory(fault *f)
{
    *f = (fault){ERROR_limit, value_text(NO_MEMORY)};
    return false;
}

bool fault_depth(fault *f) { return fault_set(f, ERROR_limit, "values nest at most %d deep", VALUE_DEPTH); }

bool fault_long_string(fault *f) { return fault_set(f, ERROR_limit, "a string holds at most %zu bytes", STRING_MAX); }

bool fault_many_items(fault *f, const char *what) { return fault_set(f, ERROR_limit, "a %s holds at most %zu items", what, ITEMS_MAX); }

/* Long texts are cut at a code point, so that the message stays valid UTF-8. */
excerpt fault_quote(value v)
{
    excerpt out;
    buf text = {0};
    bool vast = v.tag == V_STRING && v.string->length > 1000;
    value head = v;
    fault ignored = {0};
    if (vast && !string_range(v, 0, 100, &head, &ignored))
        head = VALUE_NIL;
    value_repr(head, &text);
    size_t room = sizeof out.text - 4, length = text.length;
    if (length > room)
        for (length = room; length && ((unsigned char)text.data[length] & 0xC0) == 0x80;)
            length--;
    snprintf(out.text, sizeof out.text, "%.*s%s", (int)length, text.data ? text.data : "", length < text.length || text.failed ? "…" : "");
    buf_free(&text);
    if (vast)
        value_drop(head);
    return out;
}

excerpt fault_noun(value v)
{
    excerpt out;
    const char *name = value_type_name(v), *article = v.tag == V_NIL ? "" : strchr("aeio", name[0]) ? "an " : "a ";
    snprintf(out.text, sizeof out.text, "%s%s", article, name);
    return out;
}

/* --- error values --- */

bool value_error(error_kind kind, value own_name, value message, value task, uint32_t line, value *out, fault *f)
{
    struct error *e = block_take(sizeof *e);
    if (!e)
        return fault_memory(f);
    e->head = cell_begin(V_ERROR, 1);
    e->kind = (uint8_t)kind;
    e->line = line;
    e->name = own_name.tag == V_UNSET ? value_text(error_kind_names[kind]) : value_keep(own_name);
    e->message = value_keep(message);
    e->task = value_keep(task);
    e->stack = VALUE_NIL;
    *out = value_of(&e->head);
    return true;
}

value value_error_memory(void)
{
    static const struct error none = {
        .head = {.count = COUNT_IMMORTAL | 1, .tag = V_ERROR, .depth = 1},
        .kind = ERROR_limit,
        .name = {.tag = V_SHORT, .length = sizeof "limit" - 1, .text = "limit"},
        .message = {.tag = V_SHORT, .length = sizeof NO_MEMORY - 1, .text = NO_MEMORY},
    };
    value v = {.tag = V_ERROR};
    v.error = (struct error *)&none;
    return v;
}

bool value_property(value v, const char *name, value *out, fault *f)
{
    if (v.tag != V_ERROR)
        return fault_set(f, ERROR_type, "%s has no property '%s'", fault_noun(v).text, name);
    if (!strcmp(name, "kind"))
        *out = value_keep(v.error->name);
    else if (!strcmp(name, "message"))
        *out = value_keep(v.error->message);
    else if (!strcmp(name, "task"))
        *out = value_keep(v.error->task);
    else if (!strcmp(name, "line"))
        *out = v.error->line ? value_int(v.error->line) : VALUE_NIL;
    else
        return fault_set(f, ERROR_type, "an error has no property '%s' (it has kind, message, line and task)", name);
    return true;
}

/* --- closures --- */

bool value_closure(uint32_t function, const value *captured, size_t count, value *out, fault *f)
{
    unsigned depth = 1;
    for (size_t i = 0; i < count; i++)
        if (value_depth(captured[i]) >= depth)
            depth = value_depth(captured[i]) + 1;
    if (depth > VALUE_DEPTH)
        return fault_depth(f);
    struct closure *c = block_take(sizeof *c + count * sizeof *captured);
    if (!c)
        return fault_memory(f);
    c->head = cell_begin(V_CLOSURE, depth);
    c->function = function;
    c->count = (uint32_t)count;
    for (size_t i = 0; i < count; i++)
        c->captured[i] = value_keep(captured[i]);
    *out = value_of(&c->head);
    return true;
}
