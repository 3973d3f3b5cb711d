/* format: Python's format specification, [[fill]align][sign][0][width][,][.precision][type] with the types d x b e f g % s.
 * A duration formats as its seconds; what is no number formats as its text. */
#include <math.h>
#include <stdio.h>

#include "runtime/value/internal.h"

enum { FORMAT_DIGITS = 9 }; /* of a width or precision: what has more fits no string */

typedef struct format {
    const char *spec;
    char fill[5];           /* one code point */
    char align, sign, type; /* 0: not given */
    bool filled, comma;
    int width, precision; /* -1: not given */
} format;

/* --- reading the specification --- */

static bool format_is_align(char c) { return c && strchr("<>=^", c); }

static bool format_number(const char **at, int *out)
{
    const char *begin = *at;
    for (*out = 0; **at >= '0' && **at <= '9'; ++*at) {
        if (*at - begin == FORMAT_DIGITS)
            return false;
        *out = *out * 10 + (**at - '0');
    }
    return true;
}

static void format_read_align(const char **at, format *s)
{
    size_t fill = string_offset(*at, strlen(*at), 1);
    if (fill && fill < sizeof s->fill && format_is_align((*at)[fill])) {
        memcpy(s->fill, *at, fill);
        s->fill[fill] = '\0';
        s->filled = true;
        *at += fill;
    }
    if (format_is_align(**at))
        s->align = *(*at)++;
}

static bool format_read(const char *at, format *s, fault *f)
{
    *s = (format){.spec = at, .fill = " ", .width = -1, .precision = -1};
    format_read_align(&at, s);
    if (*at && strchr("+- ", *at))
        s->sign = *at++;
    if (*at == '0' && !s->filled) {
        at++;
        s->fill[0] = '0';
        s->filled = true; /* and numbers are filled after their sign */
        if (!s->align)
            s->align = '0';
    }
    bool fits = *at < '0' || *at > '9' || format_number(&at, &s->width);
    if (*at == ',') {
        s->comma = true;
        at++;
    }
    if (fits && *at == '.') {
        at++;
        fits = *at >= '0' && *at <= '9' && format_number(&at, &s->precision);
    }
    if (*at && strchr("dxbefg%s", *at))
        s->type = *at++;
    return (fits && !*at) || fault_set(f, ERROR_value, "'%s' is no format: [[fill]align][sign][0][width][,][.precision][type]", s->spec);
}

static bool format_misfit(const format *s, value v, fault *f)
{
    return fault_set(f, ERROR_value, "the format '%s' does not fit %s", s->spec, fault_noun(v).text);
}

/* --- putting it out --- */

static void format_fill(const format *s, size_t count, buf *out)
{
    for (size_t size = strlen(s->fill); count && !out->failed; count--)
        buf_add(out, s->fill, size);
}

static void format_put(const format *s, char align, const char *sign, const char *body, size_t length, size_t points, buf *out)
{
    size_t wide = points + strlen(sign), width = s->width < 0 ? 0 : (size_t)s->width, room = width > wide ? width - wide : 0;
    size_t before = align == '>' ? room : align == '^' ? room / 2 : 0;
    format_fill(s, before, out);
    buf_text(out, sign);
    if (align == '=')
        format_fill(s, room, out);
    buf_add(out, body, length);
    if (align != '=')
        format_fill(s, room - before, out);
}

/* A comma before every third digit of the whole part, after zeros up to the width when that is filled with zeros. */
static void format_group(const format *s, bool zeros, size_t sign, const char *body, size_t length, buf *grouped)
{
    size_t digits = 0, before = 0;
    while (digits < length && body[digits] >= '0' && body[digits] <= '9')
        digits++;
    size_t rest = length - digits + sign, width = s->width < 0 ? 0 : (size_t)s->width;
    size_t least = digits && zeros && width > rest ? width - rest : 0;
    while (digits + before + (digits + before - 1) / 3 < least)
        before++;
    for (size_t i = 0, all = digits + before; i < all && !grouped->failed; i++) {
        buf_char(grouped, i < before ? '0' : body[i - before]);
        if ((all - i - 1) % 3 == 0 && i + 1 < all)
            buf_char(grouped, ',');
    }
    buf_add(grouped, body + digits, length - digits);
}

static bool format_put_number(const format *s, bool negative, const char *body, size_t length, buf *out, fault *f)
{
    char align = s->align == '0' ? '=' : s->align ? s->align : '>';
    const char *sign = negative ? "-" : s->sign == '+' ? "+" : s->sign == ' ' ? " " : "";
    if (!s->comma) {
        format_put(s, align, sign, body, length, length, out);
        return true;
    }
    buf grouped = {0};
    format_group(s, align == '=' && !strcmp(s->fill, "0"), strlen(sign), body, length, &grouped);
    bool failed = grouped.failed;
    if (!failed)
        format_put(s, align, sign, grouped.data, grouped.length, grouped.length, out);
    buf_free(&grouped);
    return failed ? fault_memory(f) : true;
}

/* --- ints --- */

static size_t format_digits(uint64_t size, unsigned bits, char *body)
{
    size_t length = 0;
    int shift = size ? (63 - __builtin_clzll(size)) / (int)bits * (int)bits : 0;
    for (; shift >= 0; shift -= (int)bits)
        body[length++] = "0123456789abcdef"[size >> shift & ((1u << bits) - 1)];
    return length;
}

static bool format_int(const format *s, value v, buf *out, fault *f)
{
    if (s->precision >= 0 || (s->comma && (s->type == 'x' || s->type == 'b')))
        return format_misfit(s, v, f);
    char text[64];
    int64_t i = v.integer;
    bool negative = i < 0;
    if (s->type == 'x' || s->type == 'b') {
        size_t length = format_digits(negative ? -(uint64_t)i : (uint64_t)i, s->type == 'x' ? 4 : 1, text);
        return format_put_number(s, negative, text, length, out, f);
    }
    size_t length = number_int_text(i, text);
    return format_put_number(s, negative, text + negative, length - negative, out, f);
}

/* --- floats --- */

/* As printf does it. Most are short: then they are written once. */
static void format_print(const char *layout, int precision, double size, buf *body)
{
    char text[64];
    int length = snprintf(text, sizeof text, layout, precision, size);
    if (length >= 0 && (size_t)length < sizeof text)
        buf_add(body, text, (size_t)length);
    else
        buf_printf(body, layout, precision, size);
}

/* "1.500e+02" → "1.5e+02" */
static void format_trim_exponent(buf *body)
{
    char *e = strchr(body->data, 'e'), *end = e;
    if (!e || !memchr(body->data, '.', (size_t)(e - body->data)))
        return;
    while (end[-1] == '0')
        end--;
    if (end[-1] == '.')
        end--;
    memmove(end, e, strlen(e) + 1);
    body->length -= (size_t)(e - end);
}

/* Without a type but with a precision: as g, but one digit at least stands after the point. */
static void format_general(double size, int precision, buf *body)
{
    if (precision == 0)
        precision = 1;
    format_print("%.*g", precision, size, body);
    if (body->failed || strpbrk(body->data, ".e"))
        return;
    if (body->length < (size_t)precision) {
        buf_add(body, ".0", 2);
        return;
    }
    buf_clear(body);
    format_print("%.*e", precision - 1, size, body);
    if (!body->failed)
        format_trim_exponent(body);
}

static void format_finite(const format *s, double size, buf *body)
{
    char text[40];
    int precision = s->precision < 0 ? 6 : s->precision;
    if (s->type == 'e')
        format_print("%.*e", precision, size, body);
    else if (s->type == 'f')
        format_print("%.*f", precision, size, body);
    else if (s->type == '%')
        format_print("%.*f%%", precision, size * 100, body);
    else if (s->type == 'g')
        format_print("%.*g", precision, size, body);
    else if (s->precision >= 0)
        format_general(size, precision, body);
    else
        buf_add(body, text, number_float_text(size, text));
}

static bool format_float(const format *s, double number, buf *out, fault *f)
{
    buf body = {0};
    double size = fabs(number);
    if (isfinite(s->type == '%' ? size * 100 : size))
        format_finite(s, size, &body);
    else {
        buf_text(&body, isnan(number) ? "nan" : "inf");
        if (s->type == '%')
            buf_char(&body, '%');
    }
    bool done = !body.failed && format_put_number(s, signbit(number) && !isnan(number), body.data, body.length, out, f);
    bool failed = body.failed;
    buf_free(&body);
    return failed ? fault_memory(f) : done;
}

/* --- text --- */

static bool format_text(const format *s, value v, buf *out, fault *f)
{
    if ((s->type && s->type != 's') || s->sign || s->comma || s->align == '=')
        return format_misfit(s, v, f);
    buf shown = {0};
    value_show(v, &shown);
    if (shown.failed) {
        buf_free(&shown);
        return fault_memory(f);
    }
    size_t length = shown.length, points = string_count(shown.data ? shown.data : "", length);
    if (s->precision >= 0 && (size_t)s->precision < points) {
        points = (size_t)s->precision;
        length = string_offset(shown.data, length, points);
    }
    format_put(s, s->align && s->align != '0' ? s->align : '<', "", shown.data ? shown.data : "", length, points, out);
    buf_free(&shown);
    return true;
}

bool value_format(value v, const char *spec, buf *out, fault *f)
{
    format s;
    if (!*spec) {
        value_show(v, out);
        return true;
    }
    if (!format_read(spec, &s, f))
        return false;
    bool whole = !s.type || s.type == 'd' || s.type == 'x' || s.type == 'b';
    bool real = !whole && s.type != 's';
    if (v.tag == V_INT || (v.tag == V_BOOL && s.type && s.type != 's'))
        return whole ? format_int(&s, v, out, f) : real ? format_float(&s, (double)v.integer, out, f) : format_misfit(&s, v, f);
    if ((v.tag == V_FLOAT || v.tag == V_DURATION) && (real || !s.type))
        return format_float(&s, v.tag == V_FLOAT ? v.number : arith_ratio(v.integer, 1000000000), out, f);
    if (v.tag == V_FLOAT)
        return format_misfit(&s, v, f);
    return format_text(&s, v, out, f);
}
