/* string_method: the methods of strings. They behave as Python's; places are counted in code points. */
#include <utf8proc.h>

#include "runtime/value/internal.h"

#define UNUSED(x) ((void)(x))

typedef struct text {
    const char *bytes;
    size_t length;
} text;

static text text_of(const value *s)
{
    text t;
    t.length = value_string_bytes(s, &t.bytes);
    return t;
}

static bool string_method_wants(value v, const char *what, fault *f)
{
    return value_is_string(v) || fault_set(f, ERROR_type, "%s must be a string, not %s", what, fault_noun(v).text);
}

/* --- case --- */

static bool string_method_map(text t, utf8proc_int32_t (*change)(utf8proc_int32_t), value *out, fault *f)
{
    buf made = {0};
    for (size_t at = 0; at < t.length;) {
        unsigned code_point;
        at += string_decode(t.bytes + at, &code_point);
        if (code_point == 0xDF && change == utf8proc_toupper)
            buf_add(&made, "SS", 2);
        else
            buf_code_point(&made, (unsigned)change((utf8proc_int32_t)code_point));
    }
    bool done = value_string_take(&made, out, f);
    buf_free(&made);
    return done;
}

bool string_method_upper(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(arguments), UNUSED(count);
    return string_method_map(text_of(self), utf8proc_toupper, out, f);
}

bool string_method_lower(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(arguments), UNUSED(count);
    return string_method_map(text_of(self), utf8proc_tolower, out, f);
}

bool string_method_isdigit(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(arguments), UNUSED(count), UNUSED(f);
    text t = text_of(self);
    bool digits = t.length > 0;
    for (size_t at = 0; at < t.length && digits;) {
        unsigned code_point;
        at += string_decode(t.bytes + at, &code_point);
        digits = utf8proc_category((utf8proc_int32_t)code_point) == UTF8PROC_CATEGORY_ND;
    }
    *out = value_bool(digits);
    return true;
}

/* --- strip --- */

static bool string_method_is_space(unsigned c)
{
    return (c >= 9 && c <= 13) || (c >= 28 && c <= 32) || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A)
           || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

/* Whether the character of so many bytes is to be stripped: one of those given, or white space when none are (bytes NULL). */
static bool string_method_strips(text given, const char *at, size_t size)
{
    unsigned code_point;
    string_decode(at, &code_point);
    return given.bytes ? string_search(given.bytes, given.length, at, size) != NULL : string_method_is_space(code_point);
}

static bool string_method_strip_sides(const value *self, value characters, bool left, bool right, value *out, fault *f)
{
    bool given = characters.tag != V_UNSET && characters.tag != V_NIL;
    if (given && !string_method_wants(characters, "the characters to strip", f))
        return false;
    text t = text_of(self), set = given ? text_of(&characters) : (text){NULL, 0};
    while (left && t.length) {
        size_t size = string_offset(t.bytes, t.length, 1);
        if (!string_method_strips(set, t.bytes, size))
            break;
        t.bytes += size;
        t.length -= size;
    }
    while (right && t.length) {
        size_t at = t.length - 1;
        while (((unsigned char)t.bytes[at] & 0xC0) == 0x80)
            at--;
        if (!string_method_strips(set, t.bytes + at, t.length - at))
            break;
        t.length = at;
    }
    return value_string(t.bytes, t.length, out, f);
}

bool string_method_strip(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(count);
    return string_method_strip_sides(self, arguments[0], true, true, out, f);
}

bool string_method_lstrip(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(count);
    return string_method_strip_sides(self, arguments[0], true, false, out, f);
}

bool string_method_rstrip(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(count);
    return string_method_strip_sides(self, arguments[0], false, true, out, f);
}

/* --- split and join --- */

static bool string_method_push(value *list, const char *bytes, size_t length, fault *f)
{
    value piece;
    if (!value_string(bytes, length, &piece, f))
        return false;
    bool pushed = value_list_push(list, piece, f);
    value_drop(piece);
    return pushed;
}

static size_t string_method_space(text t, size_t at, bool space) /* the end of a run of white space, or of anything else */
{
    while (at < t.length) {
        unsigned code_point;
        size_t size = string_decode(t.bytes + at, &code_point);
        if (string_method_is_space(code_point) != space)
            break;
        at += size;
    }
    return at;
}

static bool string_method_split_space(text t, int64_t most, value *list, fault *f)
{
    for (size_t at = string_method_space(t, 0, true); at < t.length; at = string_method_space(t, at, true)) {
        size_t end = most-- == 0 ? t.length : string_method_space(t, at, false);
        if (!string_method_push(list, t.bytes + at, end - at, f))
            return false;
        at = end;
    }
    return true;
}

static bool string_method_split_at(text t, text separator, int64_t most, value *list, fault *f)
{
    const char *end = t.bytes + t.length, *at = t.bytes, *next;
    while (most-- != 0 && (next = string_search(at, (size_t)(end - at), separator.bytes, separator.length))) {
        if (!string_method_push(list, at, (size_t)(next - at), f))
            return false;
        at = next + separator.length;
    }
    return string_method_push(list, at, (size_t)(end - at), f);
}

bool string_method_split(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(count);
    int64_t most = -1;
    bool given = arguments[0].tag != V_UNSET && arguments[0].tag != V_NIL;
    if (given && !string_method_wants(arguments[0], "the separator of split", f))
        return false;
    if (arguments[1].tag != V_UNSET && !access_int(arguments[1], "the maxsplit of split", &most, f))
        return false;
    text separator = given ? text_of(&arguments[0]) : (text){NULL, 0};
    if (given && !separator.length)
        return fault_set(f, ERROR_value, "split: the separator is empty");
    value list;
    if (!value_list(NULL, 0, &list, f))
        return false;
    text t = text_of(self);
    if (given ? string_method_split_at(t, separator, most, &list, f) : string_method_split_space(t, most, &list, f)) {
        *out = list;
        return true;
    }
    value_drop(list);
    return false;
}

/* The bytes and code points that joining takes; false when an item is no string. */
static bool string_method_join_size(const struct list *l, value between, size_t *bytes, size_t *points, fault *f)
{
    *bytes = *points = 0;
    for (uint32_t i = 0; i < l->length; i++) {
        if (!value_is_string(l->items[i]))
            return fault_set(f, ERROR_type, "join takes strings, but item %u is %s (use str(…))", i, fault_noun(l->items[i]).text);
        *bytes += text_of(&l->items[i]).length;
        *points += value_string_points(l->items[i]);
    }
    size_t gaps = l->length ? l->length - 1 : 0;
    *bytes += gaps * text_of(&between).length;
    *points += gaps * value_string_points(between);
    return true;
}

static char *string_method_copy(char *at, text t)
{
    if (t.length)
        memcpy(at, t.bytes, t.length);
    return at + t.length;
}

static bool string_method_join_list(value self, const struct list *l, value *out, fault *f)
{
    size_t bytes, points;
    value made;
    if (!string_method_join_size(l, self, &bytes, &points, f))
        return false;
    char *at = string_room(&made, bytes, f);
    if (!at)
        return false;
    text between = text_of(&self);
    for (uint32_t i = 0; i < l->length; i++) {
        if (i)
            at = string_method_copy(at, between);
        at = string_method_copy(at, text_of(&l->items[i]));
    }
    string_done(&made, points);
    *out = made;
    return true;
}

bool string_method_join(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(count);
    if (arguments[0].tag == V_LIST)
        return string_method_join_list(*self, arguments[0].list, out, f);
    if (!value_iterable(arguments[0]))
        return fault_set(f, ERROR_type, "join takes a list of strings, not %s", fault_noun(arguments[0]).text);
    value list;
    if (!value_list(NULL, 0, &list, f))
        return false;
    bool joined = list_extend(&list, arguments[0], f) && string_method_join_list(*self, list.list, out, f);
    value_drop(list);
    return joined;
}

/* --- searching --- */

/* An empty text is replaced before every character and at the end. */
static void string_method_put_between(text t, text fresh, int64_t most, buf *made)
{
    size_t at = 0;
    while (most-- != 0) {
        buf_add(made, fresh.bytes, fresh.length);
        if (at == t.length)
            return;
        size_t size = string_offset(t.bytes + at, t.length - at, 1);
        buf_add(made, t.bytes + at, size);
        at += size;
    }
    buf_add(made, t.bytes + at, t.length - at);
}

static void string_method_put_instead(text t, text old, text fresh, int64_t most, buf *made)
{
    const char *end = t.bytes + t.length, *at = t.bytes, *next;
    while (most-- != 0 && made->length <= STRING_MAX && (next = string_search(at, (size_t)(end - at), old.bytes, old.length))) {
        buf_add(made, at, (size_t)(next - at));
        buf_add(made, fresh.bytes, fresh.length);
        at = next + old.length;
    }
    buf_add(made, at, (size_t)(end - at));
}

bool string_method_replace(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(count);
    int64_t most = -1;
    if (!string_method_wants(arguments[0], "what replace looks for", f) || !string_method_wants(arguments[1], "what replace puts there", f))
        return false;
    if (arguments[2].tag != V_UNSET && !access_int(arguments[2], "the count of replace", &most, f))
        return false;
    text old = text_of(&arguments[0]), fresh = text_of(&arguments[1]);
    buf made = {0};
    if (old.length)
        string_method_put_instead(text_of(self), old, fresh, most, &made);
    else
        string_method_put_between(text_of(self), fresh, most, &made);
    bool done = value_string_take(&made, out, f);
    buf_free(&made);
    return done;
}

bool string_method_find(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(count);
    int64_t points = (int64_t)value_string_points(*self), begin = 0, end = points, given;
    if (!string_method_wants(arguments[0], "what find looks for", f))
        return false;
    if (arguments[1].tag != V_UNSET && !access_int(arguments[1], "the start given to find", &given, f))
        return false;
    if (arguments[2].tag != V_UNSET && !access_int(arguments[2], "the end given to find", &given, f))
        return false;
    access_clamp(arguments[1], points, &begin);
    access_clamp(arguments[2], points, &end);
    *out = value_int(-1);
    if (begin > end || (arguments[1].tag == V_INT && arguments[1].integer > points))
        return true;
    text t = text_of(self), part = text_of(&arguments[0]);
    size_t from = string_offset(t.bytes, t.length, (size_t)begin);
    size_t to = from + string_offset(t.bytes + from, t.length - from, (size_t)(end - begin));
    const char *found = string_search(t.bytes + from, to - from, part.bytes, part.length);
    if (found)
        *out = value_int((int64_t)string_count(t.bytes, (size_t)(found - t.bytes)));
    return true;
}

/* --- prefixes and suffixes: a string, or any of a list of strings --- */

static bool string_method_at_end(text t, text part, bool suffix)
{
    return part.length <= t.length && !memcmp(suffix ? t.bytes + t.length - part.length : t.bytes, part.bytes, part.length);
}

static bool string_method_has(const value *self, value wanted, bool suffix, value *out, fault *f)
{
    bool many = wanted.tag == V_LIST, has = false;
    const value *parts = many ? wanted.list->items : &wanted;
    for (size_t i = 0, n = many ? wanted.list->length : 1; i < n && !has; i++) {
        if (!string_method_wants(parts[i], suffix ? "the suffix given to ends_with" : "the prefix given to starts_with", f))
            return false;
        has = string_method_at_end(text_of(self), text_of(&parts[i]), suffix);
    }
    *out = value_bool(has);
    return true;
}

bool string_method_starts_with(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(count);
    return string_method_has(self, arguments[0], false, out, f);
}

bool string_method_ends_with(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(count);
    return string_method_has(self, arguments[0], true, out, f);
}
