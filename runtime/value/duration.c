/* duration: the operators on durations, their text and their methods. A duration is a whole number of nanoseconds; products and
 * quotients with numbers are exact before they are rounded, half to even. */
#include <math.h>
#include <stdio.h>

#include "runtime/value/internal.h"

typedef __int128 wide;
typedef unsigned __int128 unsigned_wide;

static bool duration_overflow(fault *f)
{
    return fault_set(f, ERROR_overflow, "the result does not fit a duration (64 bits of nanoseconds, about 292 years)");
}

static bool duration_of(wide ns, value *out, fault *f)
{
    if (ns < INT64_MIN || ns > INT64_MAX)
        return duration_overflow(f);
    *out = value_duration((int64_t)ns);
    return true;
}

/* numerator / denominator (not 0), half to even. */
static wide duration_round(wide numerator, wide denominator)
{
    bool negative = (numerator < 0) != (denominator < 0);
    unsigned_wide n = numerator < 0 ? -(unsigned_wide)numerator : (unsigned_wide)numerator;
    unsigned_wide d = denominator < 0 ? -(unsigned_wide)denominator : (unsigned_wide)denominator;
    unsigned_wide quotient = n / d, rest = n % d;
    if (rest > d - rest || (rest == d - rest && quotient & 1))
        quotient++;
    return negative ? -(wide)quotient : (wide)quotient;
}

/* A float as mantissa * 2^exponent, the mantissa a whole number of at most 53 bits. */
static int64_t duration_split(double number, int *exponent)
{
    double fraction = frexp(number, exponent);
    *exponent -= 53;
    return (int64_t)ldexp(fraction, 53);
}

static bool duration_number_fits(double number, fault *f)
{
    if (isnan(number))
        return fault_set(f, ERROR_value, "nan times make no duration");
    return isfinite(number) || duration_overflow(f);
}

static bool duration_times_float(int64_t ns, double number, value *out, fault *f)
{
    int exponent;
    if (!duration_number_fits(number, f))
        return false;
    wide product = (wide)ns * duration_split(number, &exponent);
    if (!product || exponent <= -126) /* below half a nanosecond */
        return duration_of(0, out, f);
    if (exponent > 63) /* the mantissa has 53 bits: no duration is that long */
        return duration_overflow(f);
    if (exponent < 0)
        return duration_of(duration_round(product, (wide)1 << -exponent), out, f);
    wide limit = (wide)INT64_MAX + 1;
    if (product > limit >> exponent || product < -(limit >> exponent))
        return duration_overflow(f);
    return duration_of(product * ((wide)1 << exponent), out, f);
}

/* ns * 2^shift / divisor; a shift that fits no 127 bits is done in two parts, the rest of the first going into the second. */
static bool duration_scaled(int64_t ns, int shift, wide divisor, value *out, fault *f)
{
    int first = shift < 63 ? shift : 63, second = shift - first;
    wide scaled = (wide)ns * ((wide)1 << first);
    if (!second || !ns)
        return duration_of(duration_round(scaled, divisor), out, f);
    wide whole = scaled / divisor, rest = scaled % divisor, limit = second < 63 ? INT64_MAX >> second : 0;
    if (whole > limit || whole < -limit)
        return duration_overflow(f);
    wide scale = (wide)1 << second;
    return duration_of(whole * scale + duration_round(rest * scale, divisor), out, f);
}

static bool duration_by_float(int64_t ns, double number, value *out, fault *f)
{
    int exponent;
    if (isnan(number))
        return duration_number_fits(number, f);
    if (isinf(number))
        return duration_of(0, out, f);
    wide mantissa = duration_split(number, &exponent);
    if (exponent > 73) /* the quotient is below half a nanosecond */
        return duration_of(0, out, f);
    if (exponent > 0)
        return duration_of(duration_round(ns, mantissa * ((wide)1 << exponent)), out, f);
    return duration_scaled(ns, -exponent, mantissa, out, f);
}

static bool duration_pair(binary op, int64_t a, int64_t b, value *out, fault *f)
{
    if (!b && (op == BIN_DIV || op == BIN_FLOOR_DIV || op == BIN_MOD))
        return fault_set(f, ERROR_zero_division, "division by a duration of zero");
    switch (op) {
    case BIN_ADD: return duration_of((wide)a + b, out, f);
    case BIN_SUB: return duration_of((wide)a - b, out, f);
    case BIN_DIV: *out = value_float(arith_ratio(a, b)); return true;
    case BIN_FLOOR_DIV:
        if (b == -1 && a == INT64_MIN)
            return fault_set(f, ERROR_overflow, "the result does not fit an int of 64 bits");
        *out = value_int(b == -1 ? -a : arith_floor_div(a, b));
        return true;
    case BIN_MOD: *out = value_duration(arith_floor_rest(a, b)); return true;
    default: return arith_type_fault(op, value_duration(a), value_duration(b), f);
    }
}

static bool duration_by_number(binary op, int64_t ns, value number, value *out, fault *f)
{
    bool zero = number.tag == V_INT ? !number.integer : number.number == 0;
    if (zero && op != BIN_MUL)
        return fault_set(f, ERROR_zero_division, "division by zero");
    if (op == BIN_MUL)
        return number.tag == V_INT ? duration_of((wide)ns * number.integer, out, f) : duration_times_float(ns, number.number, out, f);
    if (op == BIN_DIV)
        return number.tag == V_INT ? duration_of(duration_round(ns, number.integer), out, f) : duration_by_float(ns, number.number, out, f);
    return duration_of(number.integer == -1 ? -(wide)ns : arith_floor_div(ns, number.integer), out, f);
}

bool duration_binary(binary op, value a, value b, value *out, fault *f)
{
    bool number_right = b.tag == V_INT || b.tag == V_FLOAT, number_left = a.tag == V_INT || a.tag == V_FLOAT;
    if (a.tag == V_DURATION && b.tag == V_DURATION)
        return duration_pair(op, a.integer, b.integer, out, f);
    if (number_left && op == BIN_MUL)
        return duration_by_number(op, b.integer, a, out, f);
    if (number_right && (op == BIN_MUL || op == BIN_DIV || (op == BIN_FLOOR_DIV && b.tag == V_INT)))
        return duration_by_number(op, a.integer, b, out, f);
    return arith_type_fault(op, a, b, f);
}

/* --- text --- */

/* In the largest unit in which it is at least 1, the rest as decimals without trailing zeros. */
void duration_text(int64_t ns, buf *out)
{
    static const struct {
        uint64_t ns;
        int decimals;
        const char *name;
    } units[] = {{1000000000, 9, "s"}, {1000000, 6, "ms"}, {1000, 3, "us"}, {1, 0, "ns"}};
    uint64_t size = ns < 0 ? -(uint64_t)ns : (uint64_t)ns;
    size_t unit = 0;
    while (size && size < units[unit].ns)
        unit++;
    char text[48];
    int length = snprintf(text, sizeof text, "%s%llu", ns < 0 ? "-" : "", (unsigned long long)(size / units[unit].ns));
    uint64_t rest = size % units[unit].ns;
    if (rest) {
        length += snprintf(text + length, sizeof text - (size_t)length, ".%0*llu", units[unit].decimals, (unsigned long long)rest);
        while (text[length - 1] == '0')
            length--;
    }
    buf_add(out, text, (size_t)length);
    buf_text(out, units[unit].name);
}

/* --- methods --- */

static bool duration_in(value d, int64_t unit, value *out)
{
    *out = value_float(arith_ratio(d.integer, unit));
    return true;
}

#define DURATION_METHOD(name, unit) \
    bool duration_method_##name(value *self, const value *arguments, size_t count, value *out, fault *f) \
    { \
        (void)arguments, (void)count, (void)f; \
        return duration_in(*self, unit, out); \
    }
DURATION_METHOD(seconds, 1000000000)
DURATION_METHOD(ms, 1000000)
DURATION_METHOD(us, 1000)
