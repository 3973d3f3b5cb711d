/* format: Python's format specification, [[fill]align][sign][0][width][,][.precision][type] with the types d x b e f g % s.
 * A duration formats as its seconds; what is no number formats as its text. */
#include <math.h>
#include <stdlib.h>

#include "runtime/value/internal.h"

enum { FORMAT_DIGITS = 9 };                  /* of a width or precision: what has more fits no string */

typedef struct format {
    const char *spec;
    char fill[5];                /* one code point */
    char align, sign, type;      /* 0: not given */
    bool filled, comma;
    int width, precision;        /* -1: not given */
} format;

/* --- reading the specification --- */

static bool format_is_align(char c)
{
    return c && strchr("<>=^", c);
}

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
        s->filled = true;        /* and numbers are filled after their sign */
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
    return fault_set(f, ERROR_value, "the format '%s' does not fit a %s", s->spec, value_type_name(v));
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

/* Puts a comma before every third digit of the whole part, after zeros up to the width when that is filled with zeros. */
static void format_group(const format *s, bool zeros, size_t sign, buf *body)
{
    size_t digits = 0, before = 0;
    while (digits < body->length && body->data[digits] >= '0' && body->data[digits] <= '9')
        digits++;
    if (!digits)
        return;
    size_t rest = body->length - digits + sign, width = s->width < 0 ? 0 : (size_t)s->width;
    size_t least = zeros && width > rest ? width - rest : 0;
    while (digits + before + (digits + before - 1) / 3 < least)
        before++;
    buf grouped = {0};
    for (size_t i = 0, all = digits + before; i < all && !grouped.failed; i++) {
        buf_char(&grouped, i < before ? '0' : body->data[i - before]);
        if ((all - i - 1) % 3 == 0 && i + 1 < all)
            buf_char(&grouped, ',');
    }
    buf_add(&grouped, body->data + digits, body->length - digits);
    buf_free(body);
    *body = grouped;
}

static bool format_put_number(const format *s, bool negative, buf *body, buf *out, fault *f)
{
    char align = s->align == '0' ? '=' : s->align ? s->align : '>';
    const char *sign = negative ? "-" : s->sign == '+' ? "+" : s->sign == ' ' ? " " : "";
    if (s->comma)
        format_group(s, align == '=' && !strcmp(s->fill, "0"), strlen(sign), body);
    bool failed = body->failed;
    if (!failed)
        format_put(s, align, sign, body->data, body->length, body->length, out);
    buf_free(body);
    return failed ? fault_memory(f) : true;
}

/* --- ints --- */

static void format_digits(uint64_t size, unsigned bits, buf *body)
{
    int shift = size ? (63 - __builtin_clzll(size)) / (int)bits * (int)bits : 0;
    for (; shift >= 0; shift -= (int)bits)
        buf_char(body, "0123456789abcdef"[size >> shift & ((1u << bits) - 1)]);
}

static bool format_int(const format *s, value v, buf *out, fault *f)
{
    if (s->precision >= 0 || (s->comma && (s->type == 'x' || s->type == 'b')))
        return format_misfit(s, v, f);
    char text[24];
    buf body = {0};
    int64_t i = v.integer;
    uint64_t size = i < 0 ? -(uint64_t)i : (uint64_t)i;
    if (s->type == 'x' || s->type == 'b')
        format_digits(size, s->type == 'x' ? 4 : 1, &body);
    else {
        size_t length = number_int_text(i, text);
        buf_add(&body, text + (i < 0), length - (i < 0));
    }
    return format_put_number(s, i < 0, &body, out, f);
}

/* --- floats --- */

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
    buf_printf(body, "%.*g", precision, size);
    if (body->failed || strpbrk(body->data, ".e"))
        return;
    if (body->length < (size_t)precision) {
        buf_add(body, ".0", 2);
        return;
    }
    buf_clear(body);
    buf_printf(body, "%.*e", precision - 1, size);
    if (!body->failed)
        format_trim_exponent(body);
}

static void format_finite(const format *s, double size, buf *body)
{
    char text[40];
    int precision = s->precision < 0 ? 6 : s->precision;
    switch (s->type) {
    case 'e':
        buf_printf(body, "%.*e", precision, size);
        break;
    case 'f':
        buf_printf(body, "%.*f", precision, size);
        break;
    case '%':
        buf_printf(body, "%.*f%%", precision, size * 100);
        break;
    case 'g':
        buf_printf(body, "%.*g", precision, size);
        break;
    default:
        if (s->precision >= 0)
            format_general(size, precision, body);
        else
            buf_add(body, text, number_float_text(size, text));
    }
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
    return format_put_number(s, signbit(number) && !isnan(number), &body, out, f);
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
