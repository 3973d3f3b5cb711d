/* number: numbers as text, as short as Python writes them. A float becomes the shortest decimal that reads back as the same float. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "runtime/value/internal.h"

size_t number_int_text(int64_t i, char text[24])
{
    static const char pairs[] = "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"
                                "5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = i < 0 ? -(uint64_t)i : (uint64_t)i;
    while (rest >= 100) {
        at -= 2;
        memcpy(digits + at, pairs + rest % 100 * 2, 2);
        rest /= 100;
    }
    if (rest >= 10) {
        at -= 2;
        memcpy(digits + at, pairs + rest * 2, 2);
    } else {
        digits[--at] = (char)('0' + rest);
    }
    if (i < 0)
        digits[--at] = '-';
    memcpy(text, digits + at, sizeof digits - at);
    return sizeof digits - at;
}

/* --- the digits of a float: "12345" and where the point stands (0: before the first) --- */

typedef struct decimal {
    char digits[24];
    int length, point;
} decimal;

static void decimal_trim(decimal *d)
{
    while (d->length > 1 && d->digits[d->length - 1] == '0')
        d->length--;
}

/* Few decimals: a whole number below 10^15 divided by a power of ten is rounded as reading it would be, and no shorter one reads back.
 * *tried: no decimal of 15 digits reads back. */
static bool decimal_exact(double size, decimal *d, bool *tried)
{
    double power = 1;
    *tried = false;
    for (int places = 0; places <= 18; places++, power *= 10) {
        double whole = rint(size * power);
        if (whole >= 1e15) {
            *tried = places > 0;
            return false;
        }
        if (whole / power == size) {
            d->length = (int)number_int_text((int64_t)whole, d->digits);
            d->point = d->length - places;
            return true;
        }
    }
    return false;
}

static bool decimal_reads_back(const decimal *d, double size)
{
    char text[56];
    memcpy(text, d->digits, (size_t)d->length);
    text[d->length] = 'e';
    size_t exponent = number_int_text(d->point - d->length, text + d->length + 1);
    text[(size_t)d->length + 1 + exponent] = '\0';
    return strtod(text, NULL) == size;
}

static void decimal_round(double size, int length, decimal *d)
{
    char text[40];
    snprintf(text, sizeof text, "%.*e", length - 1, size);
    d->length = 0;
    const char *at = text;
    for (; *at != 'e'; at++)
        if (*at >= '0' && *at <= '9')
            d->digits[d->length++] = *at;
    d->point = atoi(at + 1) + 1;
}

/* The next decimal up of as many digits; above a power of two it may read back where the nearest does not. */
static void decimal_next(decimal *d)
{
    int at = d->length - 1;
    while (at >= 0 && d->digits[at] == '9')
        d->digits[at--] = '0';
    if (at >= 0) {
        d->digits[at]++;
        return;
    }
    d->digits[0] = '1';
    d->point++;
}

/* Of a decimal of 17 digits the nearest shorter one, unless what falls away is so near to a half that only the float itself can tell. */
static void decimal_shorten(double size, const decimal *full, int length, decimal *d)
{
    const char *rest = full->digits + length;
    int dropped = full->length - length;
    if (rest[0] == '5' && (dropped == 1 || rest[1] == '0')) {
        decimal_round(size, length, d);
        return;
    }
    *d = *full;
    d->length = length;
    if (rest[0] >= '5')
        decimal_next(d);
}

/* Whether the nearest decimal of this length reads back, or, above a power of two, the next one. */
static bool decimal_fits(double size, bool uneven, decimal *d)
{
    if (decimal_reads_back(d, size))
        return true;
    if (!uneven)
        return false;
    decimal_next(d);
    return decimal_reads_back(d, size);
}

static void decimal_tiny(double size, decimal *d) /* few bits make few digits */
{
    for (int length = 1; length < 17; length++) {
        decimal_round(size, length, d);
        if (decimal_fits(size, true, d))
            return;
    }
    decimal_round(size, 17, d);
}

static void decimal_shortest(double size, bool tried, decimal *d)
{
    int exponent;
    bool uneven = frexp(size, &exponent) == 0.5;
    decimal full;
    decimal_round(size, 17, &full);
    for (int length = tried ? 16 : 15; length < 17; length++) {
        decimal_shorten(size, &full, length, d);
        if (decimal_fits(size, uneven, d))
            return;
    }
    *d = full;
}

/* --- laying them out --- */

static char *layout_exponent(char *at, const decimal *d)
{
    *at++ = d->digits[0];
    if (d->length > 1) {
        *at++ = '.';
        memcpy(at, d->digits + 1, (size_t)d->length - 1);
        at += d->length - 1;
    }
    return at + sprintf(at, "e%c%02d", d->point > 0 ? '+' : '-', abs(d->point - 1));
}

static char *layout_plain(char *at, const decimal *d)
{
    if (d->point <= 0) {
        *at++ = '0';
        *at++ = '.';
        for (int i = d->point; i < 0; i++)
            *at++ = '0';
    }
    for (int i = 0; i < d->length || i < d->point; i++) {
        if (i == d->point && i)
            *at++ = '.';
        *at++ = i < d->length ? d->digits[i] : '0';
    }
    if (d->point >= d->length) {
        *at++ = '.';
        *at++ = '0';
    }
    return at;
}

size_t number_float_text(double number, char text[40])
{
    if (isnan(number))
        return (size_t)sprintf(text, "nan");
    char *at = text;
    if (signbit(number))
        *at++ = '-';
    double size = fabs(number);
    if (isinf(size))
        return (size_t)(at + sprintf(at, "inf") - text);
    decimal d;
    bool tried;
    if (size < 2.3e-308 && size > 0)
        decimal_tiny(size, &d);
    else if (!decimal_exact(size, &d, &tried))
        decimal_shortest(size, tried, &d);
    decimal_trim(&d);
    at = d.point > 16 || d.point < -3 ? layout_exponent(at, &d) : layout_plain(at, &d);
    return (size_t)(at - text);
}
