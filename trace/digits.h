/* digits: numbers in decimal, written straight to where they go: eight digits at a time, by arithmetic on the bytes of one word.
 * A number takes DIGITS_MOST bytes at most; as whole words are written, so much room must be there whatever the number is.
 * After P. Khuong, "How to print integers really fast", 2017. */
#ifndef TRACE_DIGITS_H
#define TRACE_DIGITS_H

#include <stdint.h>
#include <string.h>

enum { DIGITS_MOST = 32 };

/* The eight digits of a number below 10^8, not yet as characters; the first one in the lowest byte. */
static inline uint64_t digits_eight(uint32_t number)
{
    uint64_t fours = number / 10000 | (uint64_t)(number % 10000) << 32;
    uint64_t hundreds = (fours * 10486 >> 20) & 0x0000007f0000007f;
    uint64_t twos = hundreds | (fours - 100 * hundreds) << 16;
    uint64_t tens = (twos * 103 >> 10) & 0x000f000f000f000f;
    return tens | (twos - 10 * tens) << 8;
}

static inline void digits_store(char *at, uint64_t digits)
{
    digits |= 0x3030303030303030;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    digits = __builtin_bswap64(digits);
#endif
    memcpy(at, &digits, sizeof digits);
}

/* How many digits a number below 10^8 has. Found apart from the digits themselves, so that what is to stand behind need not wait for them.
 * After K. Willets: the sum carries into the high half, which holds the count, where a number with so many bits has a digit more. */
static inline int digits_count(uint32_t number)
{
#define ROW(digits, power) (((uint64_t)(digits) << 32) - (power))
    static const uint64_t rows[27] = {
        ROW(1, 0),       ROW(1, 0),       ROW(1, 0),       ROW(2, 10),       ROW(2, 10),       ROW(2, 10),       ROW(3, 100),
        ROW(3, 100),     ROW(3, 100),     ROW(4, 1000),    ROW(4, 1000),     ROW(4, 1000),     ROW(4, 1000),     ROW(5, 10000),
        ROW(5, 10000),   ROW(5, 10000),   ROW(6, 100000),  ROW(6, 100000),   ROW(6, 100000),   ROW(7, 1000000),  ROW(7, 1000000),
        ROW(7, 1000000), ROW(7, 1000000), ROW(8, 10000000), ROW(8, 10000000), ROW(8, 10000000), ROW(8, 0)};
#undef ROW
    return (int)((number + rows[31 - __builtin_clz(number | 1)]) >> 32);
}

/* A number below 10^8, without zeros before it. */
static inline char *digits_few(char *at, uint32_t number)
{
    int count = digits_count(number);
    digits_store(at, digits_eight(number) >> 8 * (8 - count));
    return at + count;
}

/* Writes the number and returns where it ends. */
static inline char *digits_put(char *at, uint64_t number)
{
    enum { E8 = 100000000 };
    if (number < 10) {
        *at = (char)('0' + number);
        return at + 1;
    }
    if (number < E8)
        return digits_few(at, (uint32_t)number);
    uint64_t high = number / E8;
    if (high < E8) {
        at = digits_few(at, (uint32_t)high);
    } else {
        at = digits_few(at, (uint32_t)(high / E8));
        digits_store(at, digits_eight((uint32_t)(high % E8)));
        at += 8;
    }
    digits_store(at, digits_eight((uint32_t)(number % E8)));
    return at + 8;
}

static inline char *digits_signed(char *at, int64_t number)
{
    if (number >= 0)
        return digits_put(at, (uint64_t)number);
    *at = '-';
    return digits_put(at + 1, 0 - (uint64_t)number);
}

#endif
