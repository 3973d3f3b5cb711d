/* builtins_number: the built-in leaves that make and round numbers. Text is read as Python reads it. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "interp/builtins.h"

#define TWO_TO_63 9223372036854775808.0

/* --- reading text --- */

typedef struct numeral {
    const char *at, *end;
    bool negative;
} numeral;

static numeral number_trim(const value *s)
{
    const char *text;
    size_t length = value_string_bytes(s, &text);
    numeral d = {text, text + length, false};
    while (d.at < d.end && isspace((unsigned char)*d.at))
        d.at++;
    while (d.end > d.at && isspace((unsigned char)d.end[-1]))
        d.end--;
    if (d.at < d.end && (*d.at == '+' || *d.at == '-'))
        d.negative = *d.at++ == '-';
    return d;
}

static int number_digit(char c)
{
    return isdigit((unsigned char)c) ? c - '0' : isalpha((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10 : 99;
}

static void number_skip_prefix(numeral *d, int base)
{
    char letter = base == 16 ? 'x' : base == 8 ? 'o' : base == 2 ? 'b' : '\0';
    if (letter && d->end - d->at > 2 && d->at[0] == '0' && tolower((unsigned char)d->at[1]) == letter)
        d->at += 2;
}

/* Digits with single underscores between them. *over: it does not fit; false: no number. */
static bool number_whole(numeral d, int base, int64_t *out, bool *over)
{
    bool after_digit = false;
    *out = 0;
    *over = false;
    for (; d.at < d.end; d.at++) {
        if (*d.at == '_' && after_digit) {
            after_digit = false;
            continue;
        }
        int digit = number_digit(*d.at);
        if (digit >= base)
            return false;
        after_digit = true;
        *over |= __builtin_mul_overflow(*out, base, out) || __builtin_add_overflow(*out, d.negative ? -digit : digit, out);
    }
    return after_digit;
}

static bool number_quote(value s, const char *what, fault *f)
{
    const char *text;
    size_t length = value_string_bytes(&s, &text), shown = length;
    if (shown > 40)
        for (shown = 40; shown && ((unsigned char)text[shown] & 0xC0) == 0x80;)
            shown--;
    return fault_set(f, ERROR_value, "'%.*s%s' is not %s", (int)shown, text, shown < length ? "…" : "", what);
}

static bool number_int_of_text(value s, int base, value *out, fault *f)
{
    numeral d = number_trim(&s);
    int64_t number;
    bool over;
    number_skip_prefix(&d, base);
    if (!number_whole(d, base, &number, &over))
        return number_quote(s, base == 10 ? "a whole number" : "a whole number in this base", f);
    if (over)
        return fault_set(f, ERROR_overflow, "the number does not fit an int of 64 bits");
    *out = value_int(number);
    return true;
}

static bool number_int_of_float(double d, value *out, fault *f)
{
    if (isnan(d))
        return fault_set(f, ERROR_value, "nan is no whole number");
    if (!(d >= -TWO_TO_63 && d < TWO_TO_63))
        return fault_set(f, ERROR_overflow, "the float does not fit an int of 64 bits");
    *out = value_int((int64_t)d);
    return true;
}

static bool number_int_based(value text, value base, value *out, fault *f)
{
    if (!value_is_string(text) || base.tag != V_INT)
        return fault_set(f, ERROR_type, "int with a base takes a string and an int");
    if (base.integer < 2 || base.integer > 36)
        return fault_set(f, ERROR_value, "the base of int lies between 2 and 36");
    return number_int_of_text(text, (int)base.integer, out, f);
}

bool builtin_int(const value *arguments, size_t count, value *out, fault *f)
{
    (void)count;
    value v = arguments[0];
    if (arguments[1].tag != V_UNSET)
        return number_int_based(v, arguments[1], out, f);
    switch (v.tag) {
    case V_UNSET:
    case V_INT:
    case V_BOOL: *out = value_int(v.tag == V_UNSET ? 0 : v.integer); return true;
    case V_FLOAT: return number_int_of_float(v.number, out, f);
    case V_SHORT:
    case V_STRING: return number_int_of_text(v, 10, out, f);
    default:
        return fault_set(f, ERROR_type, "int takes a number or a string, not %s%s", fault_noun(v).text,
                         v.tag == V_DURATION ? " (see .seconds())" : "");
    }
}

/* Whether it is written as a float, copied without underscores; `text` has room for all of it. */
static bool number_copy_float(numeral d, char *text)
{
    bool digit_before = false, any = false, point = false, exponent = false;
    for (; d.at < d.end; d.at++) {
        char c = *d.at;
        bool digit = isdigit((unsigned char)c), sign = (c == '+' || c == '-') && exponent && (d.at[-1] == 'e' || d.at[-1] == 'E');
        if (c == '_') {
            if (!digit_before || d.at + 1 == d.end || !isdigit((unsigned char)d.at[1]))
                return false;
            continue;
        }
        if (c == '.' && !point && !exponent)
            point = true;
        else if ((c == 'e' || c == 'E') && any && !exponent)
            exponent = true, any = false;
        else if (!digit && !sign)
            return false;
        any |= digit;
        digit_before = digit;
        *text++ = c;
    }
    *text = '\0';
    return any;
}

static bool number_special(numeral d, double *out)
{
    size_t length = (size_t)(d.end - d.at);
    bool infinite = (length == 3 && !strncasecmp(d.at, "inf", 3)) || (length == 8 && !strncasecmp(d.at, "infinity", 8));
    *out = infinite ? INFINITY : NAN;
    return infinite || (length == 3 && !strncasecmp(d.at, "nan", 3));
}

static bool number_float_of_text(value s, value *out, fault *f)
{
    numeral d = number_trim(&s);
    double number;
    if (!number_special(d, &number)) {
        char *text = malloc((size_t)(d.end - d.at) + 1);
        if (!text)
            return fault_set(f, ERROR_limit, "out of memory");
        bool read = number_copy_float(d, text);
        number = read ? strtod(text, NULL) : 0;
        free(text);
        if (!read)
            return number_quote(s, "a number", f);
    }
    *out = value_float(d.negative ? -number : number);
    return true;
}

bool builtin_float(const value *arguments, size_t count, value *out, fault *f)
{
    (void)count;
    value v = arguments[0];
    switch (v.tag) {
    case V_UNSET:
    case V_INT:
    case V_BOOL: *out = value_float(v.tag == V_UNSET ? 0 : (double)v.integer); return true;
    case V_FLOAT: *out = v; return true;
    case V_SHORT:
    case V_STRING: return number_float_of_text(v, out, f);
    default:
        return fault_set(f, ERROR_type, "float takes a number or a string, not %s%s", fault_noun(v).text,
                         v.tag == V_DURATION ? " (see .seconds())" : "");
    }
}

/* --- abs and round --- */

bool builtin_abs(const value *arguments, size_t count, value *out, fault *f)
{
    (void)count;
    value v = arguments[0];
    if (v.tag == V_FLOAT) {
        *out = value_float(fabs(v.number));
        return true;
    }
    if (v.tag != V_INT && v.tag != V_DURATION)
        return fault_set(f, ERROR_type, "abs takes a number or a duration, not %s", fault_noun(v).text);
    if (v.integer < 0)
        return value_negate(v, out, f);
    *out = v;
    return true;
}

/* To a multiple of 10^places, half to even. */
static bool round_int(int64_t i, int64_t places, value *out, fault *f)
{
    if (places > 19) {
        *out = value_int(0);
        return true;
    }
    __int128 unit = 1;
    for (int64_t n = 0; n < places; n++)
        unit *= 10;
    __int128 size = i < 0 ? -(__int128)i : i, quotient = size / unit, rest = size % unit;
    if (rest > unit - rest || (rest == unit - rest && quotient % 2))
        quotient++;
    __int128 result = i < 0 ? -quotient * unit : quotient * unit;
    if (result > INT64_MAX || result < INT64_MIN)
        return fault_set(f, ERROR_overflow, "the rounded number does not fit an int of 64 bits");
    *out = value_int((int64_t)result);
    return true;
}

/* A float's decimals as they are written are exact, so writing it with fewer and reading that back rounds it right. */
static double round_decimals(double d, int64_t digits)
{
    char text[700];
    if (digits > 330 || d == 0)
        return d;
    if (digits >= 0) {
        snprintf(text, sizeof text, "%.*f", (int)digits, d);
        return strtod(text, NULL);
    }
    snprintf(text, sizeof text, "%.17e", d);
    int64_t kept = atoi(strchr(text, 'e') + 1) + 1 + digits; /* digits that stay before the rounded place */
    if (kept > 0) {
        snprintf(text, sizeof text, "%.*e", (int)kept - 1, d);
        return strtod(text, NULL);
    }
    double unit = kept < 0 || digits < -308 ? INFINITY : pow(10, (double)-digits);
    return copysign(fabs(d) > unit / 2 ? unit : 0, d);
}

static bool round_float(double d, value digits, value *out, fault *f)
{
    if (digits.tag == V_UNSET || digits.tag == V_NIL)
        return number_int_of_float(rint(d), out, f);
    double rounded = isfinite(d) ? round_decimals(d, digits.integer) : d;
    if (isinf(rounded) && isfinite(d))
        return fault_set(f, ERROR_overflow, "the rounded number is too large for a float");
    *out = value_float(rounded);
    return true;
}

bool builtin_round(const value *arguments, size_t count, value *out, fault *f)
{
    (void)count;
    value v = arguments[0], digits = arguments[1];
    if (v.tag != V_INT && v.tag != V_FLOAT)
        return fault_set(f, ERROR_type, "round takes a number, not %s", fault_noun(v).text);
    if (digits.tag != V_UNSET && digits.tag != V_NIL && digits.tag != V_INT)
        return fault_set(f, ERROR_type, "round: the number of digits must be an int, not %s", fault_noun(digits).text);
    if (v.tag == V_FLOAT)
        return round_float(v.number, digits, out, f);
    if (digits.tag == V_INT && digits.integer < 0)
        return round_int(v.integer, digits.integer < -20 ? 20 : -digits.integer, out, f);
    *out = v;
    return true;
}
