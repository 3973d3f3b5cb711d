/* literal: reads numbers, durations, escapes and format specs, and names characters that have no place in a script.
 * Calls buf and diag by way of parsing.h, and libutf8proc. Knows nothing of the tokens around. */
#include "grammar/literal.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "grammar/parser.h"

enum { DIGITS_MOST = 4000, FRACTION_MOST = 18 };

#define UNITS_HINT "the units are ns us ms s m h: `250ms`, `1.5s`"

/* ---- numbers ---- */

/* A decimal number, taken apart. */
typedef struct digits {
    char text[DIGITS_MOST]; /* digits, point and exponent, without underscores */
    size_t length, whole;   /* whole: how many stand before the point */
    bool point, exponent;
    const char *suffix;
    size_t suffix_length;
} digits;

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Copies a run of digits; underscores may stand between two of them. */
static const char *take_digits(digits *d, const char *at, const char *end)
{
    while (at < end && (is_digit(*at) || (*at == '_' && at + 1 < end && is_digit(at[1]) && is_digit(at[-1])))) {
        if (*at != '_' && d->length < DIGITS_MOST - 1)
            d->text[d->length++] = *at;
        at++;
    }
    return at;
}

static void take_char(digits *d, char c)
{
    if (d->length < DIGITS_MOST - 1)
        d->text[d->length++] = c;
}

static void take_number(digits *d, const char *at, const char *end)
{
    at = take_digits(d, at, end);
    d->whole = d->length;
    if (end - at >= 2 && at[0] == '.' && is_digit(at[1])) {
        d->point = true;
        take_char(d, '.');
        at = take_digits(d, at + 1, end);
    }
    ptrdiff_t sign = end - at >= 2 && (at[1] == '+' || at[1] == '-');
    if (end - at >= 2 + sign && (*at == 'e' || *at == 'E') && is_digit(at[1 + sign])) {
        d->exponent = true;
        take_char(d, 'e');
        if (sign)
            take_char(d, at[1]);
        at = take_digits(d, at + 1 + sign, end);
    }
    d->text[d->length] = '\0';
    d->suffix = at;
    d->suffix_length = (size_t)(end - at);
}

static int64_t unit_nanoseconds(const char *unit, size_t length)
{
    static const struct {
        const char *name;
        int64_t nanoseconds;
    } units[] = {
        {"ns", 1}, {"us", 1000}, {"ms", 1000000}, {"s", 1000000000}, {"m", 60000000000}, {"h", 3600000000000},
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strlen(units[i].name) == length && memcmp(units[i].name, unit, length) == 0)
            return units[i].nanoseconds;
    return 0;
}

bool literal_is_unit(const char *word, size_t length) { return unit_nanoseconds(word, length) != 0; }

/* The integer that digits in a base stand for; false when it needs more than 63 bits (2^63 itself passes as INT64_MIN). */
static bool digits_value(const char *text, size_t length, unsigned base, int64_t *value)
{
    uint64_t sum = 0, most = (uint64_t)INT64_MAX + 1;
    for (size_t i = 0; i < length; i++) {
        uint64_t digit = (uint64_t)(is_digit(text[i]) ? text[i] - '0' : tolower((unsigned char)text[i]) - 'a' + 10);
        if (sum > (most - digit) / base)
            return false;
        sum = sum * base + digit;
    }
    *value = sum == most ? INT64_MIN : (int64_t)sum;
    return true;
}

static void too_large(parsing *p, span at) { parsing_error(p, at, "an int goes up to 9223372036854775807", "this number is too large"); }

/* The least integer is 2^63 with a sign: only right behind a `-` may these digits stand. */
static bool behind_minus(const parsing *p, span at)
{
    uint32_t before = at.begin;
    while (before > 0 && (p->src->text[before - 1] == ' ' || p->src->text[before - 1] == '\t'))
        before--;
    return before > 0 && p->src->text[before - 1] == '-';
}

static int int_literal(parsing *p, const char *text, size_t length, unsigned base, span at, semantic *value)
{
    value->integer = 0;
    if (!digits_value(text, length, base, &value->integer) || (value->integer == INT64_MIN && !behind_minus(p, at))) {
        value->integer = 0;
        too_large(p, at);
    }
    return T_INT;
}

static int based_literal(parsing *p, const char *bytes, size_t length, span at, semantic *value)
{
    bool hex = tolower((unsigned char)bytes[1]) == 'x';
    char text[DIGITS_MOST];
    size_t used = 0, i = 2;
    for (; i < length && used < DIGITS_MOST; i++) {
        if (bytes[i] == '_' && i > 2 && i + 1 < length && bytes[i - 1] != '_')
            continue;
        if (hex ? !isxdigit((unsigned char)bytes[i]) : bytes[i] != '0' && bytes[i] != '1')
            break;
        text[used++] = bytes[i];
    }
    if (used && i == length)
        return int_literal(p, text, used, hex ? 16 : 2, at, value);
    value->integer = 0;
    if (used == DIGITS_MOST)
        too_large(p, at);
    else
        parsing_error(p, at, hex ? "after `0x` stand digits and the letters a to f" : "after `0b` stand 0 and 1", "this is not a %s number",
                      hex ? "hexadecimal" : "binary");
    return T_INT;
}

/* Whole nanoseconds, computed exactly. */
static int duration_literal(parsing *p, const digits *d, int64_t unit, span at, semantic *value)
{
    static const char too_long[] = "a duration goes up to about 292 years";
    size_t fraction = d->point ? d->length - d->whole - 1 : 0;
    while (fraction && d->text[d->whole + fraction] == '0')
        fraction--;
    int64_t whole = 0, part = 0;
    __int128 scale = 1;
    value->integer = 0;
    if (d->exponent || fraction > FRACTION_MOST) {
        parsing_error(p, at, d->exponent ? "write it without `e`" : "the shortest time is a nanosecond",
                      d->exponent ? "a duration has no exponent" : "this duration is too fine");
        return T_DURATION;
    }
    if (!digits_value(d->text, d->whole, 10, &whole) || whole < 0) {
        parsing_error(p, at, too_long, "this duration is too long");
        return T_DURATION;
    }
    digits_value(d->text + d->whole + 1, fraction, 10, &part);
    for (size_t i = 0; i < fraction; i++)
        scale *= 10;
    __int128 nanoseconds = (__int128)whole * unit + (__int128)part * unit / scale;
    if ((__int128)part * unit % scale)
        parsing_error(p, at, "the shortest time is a nanosecond", "this duration is too fine");
    else if (nanoseconds > INT64_MAX)
        parsing_error(p, at, too_long, "this duration is too long");
    else
        value->integer = (int64_t)nanoseconds;
    return T_DURATION;
}

static int float_literal(parsing *p, const digits *d, span at, semantic *value)
{
    value->number = strtod(d->text, NULL);
    if (isinf(value->number)) {
        parsing_error(p, at, "a float goes up to about 1.8e308", "this number is too large");
        value->number = 0;
    }
    return T_FLOAT;
}

/* What stands right behind the digits and is no unit. */
static int wrong_suffix(parsing *p, const digits *d, span at, semantic *value)
{
    int shown = d->suffix_length > 20 ? 20 : (int)d->suffix_length;
    span where = {at.end - (uint32_t)d->suffix_length, at.end, at.line};
    value->integer = 0;
    if (*d->suffix == '_')
        parsing_error(p, where, "write `1_000_000`", "an underscore stands between two digits");
    else if (d->text[0] == '0' && d->length == 1 && tolower((unsigned char)*d->suffix) == 'o')
        parsing_error(p, at, "write it in decimal, hexadecimal (`0xff`) or binary (`0b101`)", "there are no octal numbers");
    else if (strchr("eE", *d->suffix) && d->suffix_length == 1)
        parsing_error(p, at, "write `2e9`", "the exponent has no digits");
    else if (strncmp(d->suffix, "j", d->suffix_length) == 0)
        parsing_error(p, where, NULL, "there are no complex numbers");
    else
        parsing_error(p, where, UNITS_HINT, "`%.*s` right after a number is not a unit of time", shown, d->suffix);
    return T_INT;
}

int literal_number(parsing *p, const char *bytes, size_t length, span at, semantic *value)
{
    if (length > 1 && bytes[0] == '0' && strchr("xXbB", bytes[1]))
        return based_literal(p, bytes, length, at, value);
    digits d = {0};
    take_number(&d, bytes, bytes + length);
    if (d.length == DIGITS_MOST - 1) {
        value->integer = 0;
        too_large(p, at);
        return T_INT;
    }
    int64_t unit = d.suffix_length ? unit_nanoseconds(d.suffix, d.suffix_length) : 0;
    if (unit)
        return duration_literal(p, &d, unit, at, value);
    if (d.suffix_length)
        return wrong_suffix(p, &d, at, value);
    if (d.point || d.exponent)
        return float_literal(p, &d, at, value);
    if (d.text[0] == '0' && strspn(d.text, "0") < d.whole)
        parsing_error(p, at, "leave the zeros out", "a number does not begin with 0");
    return int_literal(p, d.text, d.whole, 10, at, value);
}

/* ---- escapes ---- */

static const struct {
    char letter, value;
} escapes[] = {
    {'n', '\n'}, {'t', '\t'},  {'r', '\r'}, {'a', '\a'},  {'b', '\b'}, {'f', '\f'},
    {'v', '\v'}, {'\\', '\\'}, {'"', '"'},  {'\'', '\''}, {'e', 27},
};

static void escape_code_point(parsing *p, const char *digits_begin, int base, span at)
{
    unsigned long character = strtoul(digits_begin, NULL, base);
    if (character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF))
        parsing_error(p, at, "characters go up to `\\u{10ffff}`, without d800 to dfff", "there is no such character");
    else
        buf_code_point(&p->scratch, (unsigned)character);
}

void literal_escape(parsing *p, const char *bytes, size_t length, span at)
{
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
        if (length == 2 && bytes[1] == escapes[i].letter) {
            buf_char(&p->scratch, escapes[i].value);
            return;
        }
    if (bytes[1] >= '0' && bytes[1] <= '7')
        escape_code_point(p, bytes + 1, 8, at);
    else if (length > 2 && strchr("xu", bytes[1]))
        escape_code_point(p, bytes + (bytes[2] == '{' ? 3 : 2), 16, at);
    else if (bytes[1] == 'x')
        parsing_error(p, at, "write `\\x1b`", "`\\x` needs two hexadecimal digits");
    else if (bytes[1] == 'u')
        parsing_error(p, at, "write `\\u4f60` or `\\u{1f6a6}`", "`\\u` needs four hexadecimal digits, or any in braces");
    else
        parsing_error(p, at,
                      "there are \\n \\t \\r \\a \\b \\f \\v \\\\ \\\" \\' \\e \\0 \\33 \\x1b \\u4f60 \\u{1f6a6}; "
                      "write \\\\ for a backslash",
                      "there is no escape `\\%.*s`", (int)length - 1, bytes + 1);
}

/* ---- format specs ---- */

static const char *skip_number(const char *at, const char *end, bool *ok)
{
    const char *begin = at;
    while (at < end && is_digit(*at))
        at++;
    *ok = at - begin <= 6;
    return at;
}

/* [[fill]align][sign][0][width][,][.precision][type]; returns where reading stopped. */
static const char *format_end(const char *at, const char *end, bool *ok)
{
    utf8proc_int32_t fill;
    utf8proc_ssize_t length = utf8proc_iterate((const utf8proc_uint8_t *)at, end - at, &fill);
    bool width_ok, precision_ok = true;
    if (length > 0 && length < end - at && strchr("<>^=", at[length]))
        at += length + 1;
    else if (at < end && strchr("<>^=", *at))
        at++;
    if (at < end && strchr("+- ", *at))
        at++;
    at = skip_number(at, end, &width_ok);
    if (at < end && *at == ',')
        at++;
    if (end - at >= 2 && at[0] == '.' && is_digit(at[1]))
        at = skip_number(at + 1, end, &precision_ok);
    if (at < end && strchr("dxbefg%s", *at))
        at++;
    *ok = width_ok && precision_ok;
    return at;
}

void literal_check_format(parsing *p, const char *bytes, size_t length, span at)
{
    bool ok;
    const char *end = format_end(bytes, bytes + length, &ok);
    if (end == bytes + length && ok)
        return;
    if (!ok) {
        parsing_error(p, at, NULL, "the width or precision in this format is too large");
        return;
    }
    span where = {at.begin + (uint32_t)(end - bytes), at.end, at.line};
    parsing_error(p, where, "a format is written as in Python: `{x:>8}`, `{x:05d}`, `{x:.2f}`; the types are d x b e f g % s",
                  "`%.*s` is not part of a format", length > 20 ? 20 : (int)length, end);
}

/* ---- characters ---- */

static const struct {
    int32_t first, last;
    const char *instead;
} odd[] = {
    {0x201C, 0x201F, "\""}, {0xAB, 0xAB, "\""},     {0xBB, 0xBB, "\""},     {0x2018, 0x201B, "'"},
    {0xB4, 0xB4, "'"},      {'`', '`', "'"},        {0x2010, 0x2015, "-"},  {0x2212, 0x2212, "-"},
    {0xD7, 0xD7, "*"},      {0xF7, 0xF7, "/"},      {0x2264, 0x2264, "<="}, {0x2265, 0x2265, ">="},
    {0x2260, 0x2260, "!="}, {0x2026, 0x2026, ".."}, {0x2192, 0x2192, "=>"}, {0x21D2, 0x21D2, "=>"},
};

static const char *ascii_hint(int32_t character)
{
    switch (character) {
    case '\\': return "a line goes on by itself after an operator, after a comma, and inside ( ) and [ ]";
    case '?': return "a choice is written `a if condition else b`";
    case '@': return "there are no decorators";
    case '$': return "in a string write `{name}`";
    default: return NULL;
    }
}

static bool is_invisible(int32_t character)
{
    utf8proc_category_t category = utf8proc_category(character);
    return character < 32 || (category >= UTF8PROC_CATEGORY_ZS && category <= UTF8PROC_CATEGORY_CO) || category == UTF8PROC_CATEGORY_CN
           || utf8proc_charwidth(character) == 0;
}

static const char *odd_instead(int32_t character, char *ascii)
{
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        if (character >= odd[i].first && character <= odd[i].last)
            return odd[i].instead;
    if (character < 0xFF01 || character > 0xFF5E)
        return NULL;
    ascii[0] = (char)(character - 0xFEE0); /* the full-width forms of ASCII */
    ascii[1] = '\0';
    return ascii;
}

void literal_odd_character(parsing *p, int32_t character, span at)
{
    char ascii[2], hint[40];
    if (is_invisible(character)) {
        parsing_error(p, at,
                      character == '\r'                          ? "save the file with line ends of one character, U+000A"
                      : character == 0xA0 || character == 0x3000 ? "write a plain space"
                                                                 : "delete it",
                      "there is an invisible character here (U+%04X)", (unsigned)character);
        if (character == '\r') /* a file whose lines end so is one line */
            p->hushed = at.line;
        return;
    }
    const char *instead = odd_instead(character, ascii);
    snprintf(hint, sizeof hint, "write `%s`", instead ? instead : "");
    buf shown = {0};
    buf_code_point(&shown, (unsigned)character);
    parsing_error(p, at, instead ? hint : ascii_hint(character), "the character %s has no meaning here", shown.failed ? "" : shown.data);
    buf_free(&shown);
}
