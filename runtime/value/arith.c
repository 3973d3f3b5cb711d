/* arith: the operators on numbers, strings and lists. Ints never wrap: what does not fit raises overflow. `//` and `%` round down, as in
 * Python, for floats too. Durations have their own rules in duration.c. */
#include <math.h>
#include <stdio.h>

#include "runtime/value/internal.h"

/* --- faults --- */

static const char *const arith_symbols[BINARIES] = {"+", "-", "*", "/", "//", "%", "**", "&", "|", "^", "<<", ">>", ".."};

static bool arith_overflow(fault *f) { return fault_set(f, ERROR_overflow, "the result does not fit an int of 64 bits"); }

static bool arith_zero(binary op, fault *f)
{
    return fault_set(f, ERROR_zero_division, op == BIN_MOD ? "remainder of a division by zero" : "division by zero");
}

static bool arith_is_number(value v) { return v.tag == V_INT || v.tag == V_FLOAT; }

/* What the user most likely meant, as a tail for the message. */
static const char *arith_hint(binary op, value a, value b, char *room, size_t size)
{
    value other = a.tag == V_DURATION ? b : a;
    if ((a.tag == V_DURATION || b.tag == V_DURATION) && other.tag == V_INT && (op == BIN_ADD || op == BIN_SUB)) {
        snprintf(room, size, " (write %llds, not %lld)", (long long)other.integer, (long long)other.integer);
        return room;
    }
    if (op == BIN_ADD && (value_is_string(a) || value_is_string(b)))
        return " (use str(…) or \"{…}\")";
    if (op == BIN_ADD && (a.tag == V_LIST || b.tag == V_LIST))
        return " (use append, or [x])";
    if (op == BIN_MOD && value_is_string(a))
        return " (write the values into the string: \"{x}\")";
    if (op == BIN_POW || op == BIN_MUL || !value_is_string(a) || !arith_is_number(b))
        return "";
    return " (use int(…) or float(…))";
}

bool arith_type_fault(binary op, value a, value b, fault *f)
{
    char room[80];
    const excerpt of_a = fault_noun(a), of_b = fault_noun(b);
    const char *left = of_a.text, *right = of_b.text, *hint = arith_hint(op, a, b, room, sizeof room);
    switch (op) {
    case BIN_ADD: return fault_set(f, ERROR_type, "cannot add %s and %s%s", left, right, hint);
    case BIN_SUB: return fault_set(f, ERROR_type, "cannot subtract %s from %s%s", right, left, hint);
    case BIN_MUL: return fault_set(f, ERROR_type, "cannot multiply %s by %s%s", left, right, hint);
    case BIN_DIV: return fault_set(f, ERROR_type, "cannot divide %s by %s%s", left, right, hint);
    case BIN_RANGE: return fault_set(f, ERROR_type, "the ends of a range must be ints, not %s and %s", left, right);
    default: return fault_set(f, ERROR_type, "cannot use %s on %s and %s%s", arith_symbols[op], left, right, hint);
    }
}

/* --- ints --- */

static int arith_bits(uint64_t x) { return x ? 64 - __builtin_clzll(x) : 0; }

/* Small ones divide as doubles; others by a quotient of at least 55 bits whose last bit tells that there is a rest. */
double arith_ratio(int64_t a, int64_t b)
{
    const int64_t exact = INT64_C(1) << 53;
    if (a <= exact && a >= -exact && b <= exact && b >= -exact)
        return (double)a / (double)b;
    uint64_t m = a < 0 ? -(uint64_t)a : (uint64_t)a, n = b < 0 ? -(uint64_t)b : (uint64_t)b;
    int shift = 56 - arith_bits(m) + arith_bits(n);
    if (shift < 0)
        shift = 0;
    unsigned __int128 wide = (unsigned __int128)m << shift;
    uint64_t quotient = (uint64_t)(wide / n) | (wide % n != 0);
    double ratio = ldexp((double)quotient, -shift);
    return (a < 0) != (b < 0) ? -ratio : ratio;
}

int64_t arith_floor_div(int64_t a, int64_t b)
{
    int64_t quotient = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

int64_t arith_floor_rest(int64_t a, int64_t b)
{
    int64_t rest = b == -1 ? 0 : a % b;
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

static bool arith_power(int64_t base, int64_t exponent, value *out, fault *f)
{
    if (exponent < 0) {
        if (!base)
            return fault_set(f, ERROR_zero_division, "zero to a negative power");
        *out = value_float(pow((double)base, (double)exponent));
        return true;
    }
    int64_t result = 1;
    for (;;) {
        if (exponent & 1 && __builtin_mul_overflow(result, base, &result))
            return arith_overflow(f);
        exponent >>= 1;
        if (!exponent)
            break;
        if (__builtin_mul_overflow(base, base, &base))
            return arith_overflow(f);
    }
    *out = value_int(result);
    return true;
}

static bool arith_shift(binary op, int64_t a, int64_t by, value *out, fault *f)
{
    if (by < 0)
        return fault_set(f, ERROR_value, "cannot shift by a negative number (%lld)", (long long)by);
    if (op == BIN_SHR) {
        *out = value_int(a >> (by > 63 ? 63 : by));
        return true;
    }
    int64_t shifted = by > 63 ? 0 : (int64_t)((uint64_t)a << by);
    if (a && (by > 63 || shifted >> by != a))
        return arith_overflow(f);
    *out = value_int(shifted);
    return true;
}

static bool arith_divide(binary op, int64_t a, int64_t b, value *out, fault *f)
{
    if (!b)
        return arith_zero(op, f);
    if (op == BIN_DIV)
        *out = value_float(arith_ratio(a, b));
    else if (op == BIN_FLOOR_DIV && b == -1 && a == INT64_MIN)
        return arith_overflow(f);
    else if (op == BIN_FLOOR_DIV)
        *out = value_int(b == -1 ? -a : arith_floor_div(a, b));
    else
        *out = value_int(arith_floor_rest(a, b));
    return true;
}

static bool arith_ints(binary op, int64_t a, int64_t b, value *out, fault *f)
{
    int64_t result;
    bool over = false;
    switch (op) {
    case BIN_ADD: over = __builtin_add_overflow(a, b, &result); break;
    case BIN_SUB: over = __builtin_sub_overflow(a, b, &result); break;
    case BIN_MUL: over = __builtin_mul_overflow(a, b, &result); break;
    case BIN_DIV:
    case BIN_FLOOR_DIV:
    case BIN_MOD: return arith_divide(op, a, b, out, f);
    case BIN_POW: return arith_power(a, b, out, f);
    case BIN_SHL:
    case BIN_SHR: return arith_shift(op, a, b, out, f);
    case BIN_RANGE: return value_range(a, b, out, f);
    default: result = op == BIN_AND ? a & b : op == BIN_OR ? a | b : a ^ b;
    }
    if (over)
        return arith_overflow(f);
    *out = value_int(result);
    return true;
}

/* --- floats --- */

static double float_remainder(double a, double b)
{
    double rest = fmod(a, b);
    if (rest == 0)
        return copysign(0.0, b);
    return (b < 0) != (rest < 0) ? rest + b : rest;
}

/* The quotient of what the remainder leaves is whole but for rounding. */
static double float_floor_div(double a, double b)
{
    double rest = fmod(a, b);
    double quotient = (a - rest) / b;
    if (rest != 0 && (b < 0) != (rest < 0))
        quotient -= 1;
    if (quotient == 0)
        return copysign(0.0, a / b);
    double whole = floor(quotient);
    return quotient - whole > 0.5 ? whole + 1 : whole;
}

static bool float_power(double a, double b, value *out, fault *f)
{
    if (a == 0 && b < 0)
        return fault_set(f, ERROR_zero_division, "zero to a negative power");
    if (a < 0 && isfinite(a) && isfinite(b) && b != floor(b))
        return fault_set(f, ERROR_value, "a negative number has no fractional power");
    double result = pow(a, b);
    if (isinf(result) && isfinite(a) && isfinite(b))
        return fault_set(f, ERROR_overflow, "the result is too large for a float");
    *out = value_float(result);
    return true;
}

static double arith_number(value v) { return v.tag == V_INT ? (double)v.integer : v.number; }

static bool arith_floats(binary op, value x, value y, value *out, fault *f)
{
    double a = arith_number(x), b = arith_number(y), result;
    if (b == 0 && (op == BIN_DIV || op == BIN_FLOOR_DIV || op == BIN_MOD))
        return arith_zero(op, f);
    switch (op) {
    case BIN_ADD: result = a + b; break;
    case BIN_SUB: result = a - b; break;
    case BIN_MUL: result = a * b; break;
    case BIN_DIV: result = a / b; break;
    case BIN_FLOOR_DIV: result = float_floor_div(a, b); break;
    case BIN_MOD: result = float_remainder(a, b); break;
    case BIN_POW: return float_power(a, b, out, f);
    default: return arith_type_fault(op, x, y, f);
    }
    *out = value_float(result);
    return true;
}

/* --- the rest --- */

static bool arith_bools(binary op, int64_t a, int64_t b, value *out)
{
    *out = value_bool(op == BIN_AND ? a & b : op == BIN_OR ? a | b : a ^ b);
    return true;
}

static bool arith_sequences(binary op, value a, value b, value *out, fault *f)
{
    if (op == BIN_ADD && value_is_string(a) && value_is_string(b))
        return value_concat(a, b, out, f);
    if (op == BIN_ADD && a.tag == V_LIST && b.tag == V_LIST)
        return list_join(a, b, out, f);
    value sequence = a.tag == V_INT ? b : a, times = a.tag == V_INT ? a : b;
    if (op == BIN_MUL && times.tag == V_INT && value_is_string(sequence))
        return string_repeat(sequence, times.integer, out, f);
    if (op == BIN_MUL && times.tag == V_INT && sequence.tag == V_LIST)
        return list_repeat(sequence, times.integer, out, f);
    return arith_type_fault(op, a, b, f);
}

bool value_binary(binary op, value a, value b, value *out, fault *f)
{
    if (a.tag == V_INT && b.tag == V_INT)
        return arith_ints(op, a.integer, b.integer, out, f);
    if (arith_is_number(a) && arith_is_number(b))
        return arith_floats(op, a, b, out, f);
    if (a.tag == V_DURATION || b.tag == V_DURATION)
        return duration_binary(op, a, b, out, f);
    if (a.tag == V_BOOL && b.tag == V_BOOL && (op == BIN_AND || op == BIN_OR || op == BIN_XOR))
        return arith_bools(op, a.integer, b.integer, out);
    return arith_sequences(op, a, b, out, f);
}

bool value_negate(value a, value *out, fault *f)
{
    if (a.tag == V_FLOAT)
        *out = value_float(-a.number);
    else if (a.tag != V_INT && a.tag != V_DURATION)
        return fault_set(f, ERROR_type, "cannot negate %s", fault_noun(a).text);
    else if (a.integer == INT64_MIN)
        return arith_overflow(f);
    else
        *out = a.tag == V_INT ? value_int(-a.integer) : value_duration(-a.integer);
    return true;
}

bool value_invert(value a, value *out, fault *f)
{
    if (a.tag != V_INT)
        return fault_set(f, ERROR_type, "cannot use ~ on %s", fault_noun(a).text);
    *out = value_int(~a.integer);
    return true;
}
