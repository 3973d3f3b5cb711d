/* string: making strings, and finding one's way in UTF-8. Text is valid UTF-8 throughout; whoever lets text in checks it.
 * At most VALUE_INLINE bytes are always inside the value (V_SHORT, unused bytes 0), more always in a cell, so that equal strings have
 * equal tags.
 * A string made by appending has room to grow: head.extra is 1 and its cell holds string_capacity(length) bytes. */
#define _GNU_SOURCE /* memmem */

#include "runtime/value/internal.h"

/* --- UTF-8 --- */

/* Counts the bytes that begin a code point, eight at a time. */
size_t string_count(const char *text, size_t length)
{
    const uint64_t low = UINT64_C(0x0101010101010101);
    size_t trailing = 0, i = 0;
    for (; i + 8 <= length; i += 8) {
        uint64_t word;
        memcpy(&word, text + i, 8);
        trailing += (size_t)__builtin_popcountll((word >> 7) & ~(word >> 6) & low);
    }
    for (; i < length; i++)
        trailing += ((unsigned char)text[i] & 0xC0) == 0x80;
    return length - trailing;
}

size_t string_offset(const char *text, size_t length, size_t points)
{
    size_t at = 0;
    while (points && at < length) {
        at++;
        while (at < length && ((unsigned char)text[at] & 0xC0) == 0x80)
            at++;
        points--;
    }
    return at;
}

size_t string_decode(const char *text, unsigned *code_point)
{
    const unsigned char *s = (const unsigned char *)text;
    if (s[0] < 0x80) {
        *code_point = s[0];
        return 1;
    }
    if (s[0] < 0xE0) {
        *code_point = (s[0] & 0x1Fu) << 6 | (s[1] & 0x3Fu);
        return 2;
    }
    if (s[0] < 0xF0) {
        *code_point = (s[0] & 0x0Fu) << 12 | (s[1] & 0x3Fu) << 6 | (s[2] & 0x3Fu);
        return 3;
    }
    *code_point = (s[0] & 0x07u) << 18 | (s[1] & 0x3Fu) << 12 | (s[2] & 0x3Fu) << 6 | (s[3] & 0x3Fu);
    return 4;
}

/* --- making --- */

/* How many bytes a growing string of this length (1 or more) has room for: steps of a quarter, so that appending is linear in all.
 * Every length up to the next step has the same. */
static size_t string_capacity(size_t length)
{
    size_t step = 16;
    while (step * 8 < length)
        step *= 2;
    return (length + step - 1) / step * step;
}

static struct string *string_cell(size_t length, size_t capacity, fault *f)
{
    if (length > STRING_MAX) {
        fault_long_string(f);
        return NULL;
    }
    struct string *s = block_take(sizeof *s + capacity + 1);
    if (!s) {
        fault_memory(f);
        return NULL;
    }
    s->head = cell_begin(V_STRING, 0);
    s->length = (uint32_t)length;
    s->points = 0;
    s->hash = 0;
    s->text[length] = '\0';
    return s;
}

char *string_room(value *out, size_t length, fault *f)
{
    if (length <= VALUE_INLINE) {
        *out = (value){.tag = V_SHORT, .length = (uint8_t)length};
        return out->text;
    }
    struct string *s = string_cell(length, length, f);
    if (!s)
        return NULL;
    *out = value_of(&s->head);
    return s->text;
}

void string_done(value *out, size_t points)
{
    if (out->tag == V_STRING)
        out->string->points = (uint32_t)points;
}

bool value_string(const char *bytes, size_t length, value *out, fault *f)
{
    char *text = string_room(out, length, f);
    if (!text)
        return false;
    if (length)
        memcpy(text, bytes, length);
    if (length > VALUE_INLINE)
        string_done(out, string_count(text, length));
    return true;
}

value value_text(const char *text)
{
    value out = {.tag = V_SHORT};
    fault f = {0};
    if (!value_string(text, strlen(text), &out, &f))
        value_drop(f.message);
    return out;
}

bool value_string_take(buf *b, value *out, fault *f)
{
    bool failed = b->failed;
    bool done = !failed && value_string(b->data ? b->data : "", b->length, out, f);
    if (failed) {
        buf_free(b);
        return fault_memory(f);
    }
    buf_clear(b);
    return done;
}

/* --- looking --- */

size_t value_string_bytes(const value *v, const char **text)
{
    if (v->tag == V_SHORT) {
        *text = v->text;
        return v->length;
    }
    *text = v->string->text;
    return v->string->length;
}

size_t value_string_points(value v) { return v.tag == V_SHORT ? string_count(v.text, v.length) : v.string->points; }

uint64_t string_hash(value s)
{
    if (s.tag == V_STRING) {
        uint64_t known = __atomic_load_n(&s.string->hash, __ATOMIC_RELAXED);
        if (known)
            return known;
    }
    const char *text;
    size_t length = value_string_bytes(&s, &text);
    uint64_t hash = length * UINT64_C(0x9E3779B97F4A7C15);
    for (size_t i = 0; i < length; i += 8) {
        uint64_t word = 0;
        memcpy(&word, text + i, length - i < 8 ? length - i : 8);
        hash = (hash ^ word) * UINT64_C(0xD6E8FEB86659FD93);
        hash ^= hash >> 32;
    }
    if (s.tag == V_STRING)
        __atomic_store_n(&s.string->hash, hash ? hash : 1, __ATOMIC_RELAXED);
    return hash ? hash : 1;
}

/* By bytes, which in UTF-8 is by code points. */
int string_order(value a, value b)
{
    const char *left, *right;
    size_t m = value_string_bytes(&a, &left), n = value_string_bytes(&b, &right);
    int order = memcmp(left, right, m < n ? m : n);
    return order ? order : (m > n) - (m < n);
}

const char *string_search(const char *text, size_t length, const char *part, size_t part_length)
{
    return part_length ? memmem(text, length, part, part_length) : text;
}

/* --- putting together --- */

bool value_concat(value a, value b, value *out, fault *f)
{
    const char *left, *right;
    size_t m = value_string_bytes(&a, &left), n = value_string_bytes(&b, &right);
    value made;
    char *text = string_room(&made, m + n, f);
    if (!text)
        return false;
    memcpy(text, left, m);
    memcpy(text + m, right, n);
    if (made.tag == V_STRING)
        string_done(&made, value_string_points(a) + value_string_points(b));
    *out = made;
    return true;
}

/* A copy of the string's cell with room to grow up to `length`; the one given is used up when it was unshared. */
static struct string *string_grow(value old, size_t length, bool unshared, fault *f)
{
    size_t capacity = string_capacity(length);
    if (unshared && length <= STRING_MAX) {
        struct string *s = block_resize(old.string, sizeof *s + capacity + 1);
        if (!s)
            fault_memory(f);
        return s;
    }
    struct string *s = string_cell(length, capacity, f);
    if (!s)
        return NULL;
    const char *text;
    size_t held = value_string_bytes(&old, &text);
    memcpy(s->text, text, held);
    return s;
}

bool value_append(value *string, value more, fault *f)
{
    const char *text;
    size_t n = value_string_bytes(&more, &text);
    size_t m = string->tag == V_SHORT ? string->length : string->string->length;
    if (m + n <= VALUE_INLINE) {
        memcpy(string->text + m, text, n);
        string->length = (uint8_t)(m + n);
        return true;
    }
    size_t points = value_string_points(*string) + value_string_points(more);
    bool unshared = string->tag == V_STRING && value_unique(*string);
    struct string *s = unshared ? string->string : NULL;
    if (!s || !s->head.extra || m + n > string_capacity(m)) {
        s = string_grow(*string, m + n, unshared, f);
        if (!s)
            return false;
        if (!unshared)
            value_drop(*string);
    }
    s->head.extra = 1;
    memcpy(s->text + m, text, n);
    s->text[m + n] = '\0';
    s->length = (uint32_t)(m + n);
    s->points = (uint32_t)points;
    s->hash = 0;
    *string = value_of(&s->head);
    return true;
}

bool string_range(value s, int64_t low, int64_t high, value *out, fault *f)
{
    const char *text;
    size_t length = value_string_bytes(&s, &text), points = value_string_points(s);
    size_t from = (size_t)low, to = (size_t)high;
    if (points != length) {
        from = string_offset(text, length, (size_t)low);
        to = from + string_offset(text + from, length - from, (size_t)(high - low));
    }
    if (to - from == length) {
        *out = value_keep(s);
        return true;
    }
    return value_string(text + from, to - from, out, f);
}

bool string_repeat(value s, int64_t times, value *out, fault *f)
{
    const char *part;
    size_t length = value_string_bytes(&s, &part);
    if (times <= 0 || !length)
        return value_string("", 0, out, f);
    if ((uint64_t)times > STRING_MAX / length)
        return fault_long_string(f);
    value made;
    char *text = string_room(&made, length * (size_t)times, f);
    if (!text)
        return false;
    size_t whole = length * (size_t)times;
    memcpy(text, part, length);
    for (size_t done = length; done < whole;) { /* doubles what is there */
        size_t more = done < whole - done ? done : whole - done;
        memcpy(text + done, text, more);
        done += more;
    }
    string_done(&made, value_string_points(s) * (size_t)times);
    *out = made;
    return true;
}
