/* show: values as text, as Python's str() and repr() write them, and the names of their types. Recursion is bounded by VALUE_DEPTH.
 * What a handle shows is said by the world that its object lives in. */
#include <utf8proc.h>

#include "runtime/value/internal.h"

static void show_int(int64_t i, buf *out)
{
    char text[24];
    buf_add(out, text, number_int_text(i, text));
}

static void show_float(double d, buf *out)
{
    char text[40];
    buf_add(out, text, number_float_text(d, text));
}

static void show_list(const struct list *l, buf *out)
{
    buf_char(out, '[');
    for (uint32_t i = 0; i < l->length && !out->failed; i++) {
        if (i)
            buf_add(out, ", ", 2);
        value_repr(l->items[i], out);
    }
    buf_char(out, ']');
}

static void show_map(const struct map *m, buf *out)
{
    bool first = true;
    buf_char(out, '{');
    for (uint32_t i = 0; i < m->length && !out->failed; i++) {
        if (m->entries[i].key.tag == V_UNSET)
            continue;
        if (!first)
            buf_add(out, ", ", 2);
        first = false;
        value_repr(m->entries[i].key, out);
        buf_add(out, ": ", 2);
        value_repr(m->entries[i].item, out);
    }
    buf_char(out, '}');
}

static void show_range(const struct range *r, buf *out)
{
    show_int(r->begin, out);
    buf_add(out, "..", 2);
    show_int(r->end, out);
}

void value_show(value v, buf *out)
{
    switch (v.tag) {
    case V_NIL:
    case V_UNSET: buf_add(out, "nil", 3); break;
    case V_BOOL: buf_text(out, v.integer ? "true" : "false"); break;
    case V_INT: show_int(v.integer, out); break;
    case V_FLOAT: show_float(v.number, out); break;
    case V_DURATION: duration_text(v.integer, out); break;
    case V_SHORT: buf_add(out, v.text, v.length); break;
    case V_STRING: buf_add(out, v.string->text, v.string->length); break;
    case V_LIST: show_list(v.list, out); break;
    case V_MAP: show_map(v.map, out); break;
    case V_RANGE: show_range(v.range, out); break;
    case V_ERROR: value_show(v.error->message, out); break;
    case V_HANDLE: v.handle->owner->show(v.handle, v.face, out); break;
    default: buf_add(out, "<function>", 10);
    }
}

/* --- quoted --- */

static bool repr_printable(unsigned code_point)
{
    switch (utf8proc_category((utf8proc_int32_t)code_point)) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_ZS: return code_point == ' ';
    default: return true;
    }
}

static void repr_escape(unsigned code_point, buf *out)
{
    if (code_point == '\n' || code_point == '\r' || code_point == '\t')
        buf_text(out, code_point == '\n' ? "\\n" : code_point == '\r' ? "\\r" : "\\t");
    else if (code_point < 0x100)
        buf_printf(out, "\\x%02x", code_point);
    else if (code_point < 0x10000)
        buf_printf(out, "\\u%04x", code_point);
    else
        buf_printf(out, "\\U%08x", code_point);
}

static void repr_string(const char *text, size_t length, buf *out)
{
    char quote = memchr(text, '\'', length) && !memchr(text, '"', length) ? '"' : '\'';
    buf_char(out, quote);
    size_t plain = 0; /* where the bytes that go out as they are begin */
    for (size_t at = 0, size; at < length; at += size) {
        unsigned code_point;
        size = string_decode(text + at, &code_point);
        bool quoted = code_point == '\\' || code_point == (unsigned char)quote;
        if (!quoted && (code_point < 0x7F ? code_point >= ' ' : repr_printable(code_point)))
            continue;
        buf_add(out, text + plain, at - plain);
        plain = at + size;
        if (quoted) {
            buf_char(out, '\\');
            buf_char(out, (char)code_point);
        } else {
            repr_escape(code_point, out);
        }
    }
    buf_add(out, text + plain, length - plain);
    buf_char(out, quote);
}

static void repr_error(const struct error *e, buf *out)
{
    buf_text(out, "error(");
    value_repr(e->name, out);
    buf_text(out, ", ");
    value_repr(e->message, out);
    buf_char(out, ')');
}

void value_repr(value v, buf *out)
{
    const char *text;
    if (value_is_string(v)) {
        size_t length = value_string_bytes(&v, &text);
        repr_string(text, length, out);
    } else if (v.tag == V_ERROR) {
        repr_error(v.error, out);
    } else {
        value_show(v, out);
    }
}

const char *value_type_name(value v)
{
    static const char *const names[V_TAGS] = {
        [V_NIL] = "nil",           [V_BOOL] = "bool",        [V_INT] = "int",       [V_FLOAT] = "float",
        [V_DURATION] = "duration", [V_SHORT] = "string",     [V_FUNC] = "function", [V_BUILTIN] = "function",
        [V_UNSET] = "nil",         [V_STRING] = "string",    [V_LIST] = "list",     [V_MAP] = "map",
        [V_RANGE] = "range",       [V_CLOSURE] = "function", [V_ERROR] = "error",   [V_CELL] = "variable"};
    return v.tag == V_HANDLE ? v.handle->owner->type(v.handle, v.face) : names[v.tag];
}
