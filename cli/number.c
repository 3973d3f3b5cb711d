/* number: numbers and times as they are written on the command line, as the language writes them.
 * Calls nothing. */
#include "cli/number.h"

#include <string.h>

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Reads digits with _ between them; *text then stands behind them. */
static bool read_natural(const char **text, uint64_t most, uint64_t *out)
{
    const char *at = *text;
    uint64_t number = 0;
    if (!is_digit(*at))
        return false;
    for (; is_digit(*at) || (*at == '_' && is_digit(at[1])); at++) {
        if (*at == '_')
            continue;
        if (__builtin_mul_overflow(number, 10, &number) || __builtin_add_overflow(number, (uint64_t)(*at - '0'), &number))
            return false;
    }
    *text = at;
    *out = number;
    return number <= most;
}

bool number_natural(const char *text, uint64_t most, uint64_t *out) { return read_natural(&text, most, out) && !*text; }

bool number_count(const char *text, int64_t *out)
{
    uint64_t number;
    if (!number_natural(text, INT64_MAX, &number) || number == 0)
        return false;
    *out = (int64_t)number;
    return true;
}

bool number_size(const char *text, int64_t *out)
{
    static const char letters[] = "kMGT";
    uint64_t number;
    if (!read_natural(&text, INT64_MAX, &number) || number == 0)
        return false;
    const char *letter = *text ? strchr(letters, *text == 'K' ? 'k' : *text) : NULL;
    int shift = letter ? 10 * (int)(letter - letters + 1) : 0;
    if (text[letter != NULL] || number > (uint64_t)INT64_MAX >> shift)
        return false;
    *out = (int64_t)(number << shift);
    return true;
}

static int64_t unit_ns(const char *unit)
{
    static const struct {
        const char *name;
        int64_t ns;
    } units[] = {{"ns", 1}, {"us", 1000}, {"ms", 1000000}, {"s", 1000000000}, {"m", 60000000000}, {"h", 3600000000000}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(unit, units[i].name) == 0)
            return units[i].ns;
    return 0;
}

/* The ns that the digits behind the point are worth; *text then stands behind them. */
static int64_t read_fraction(const char **text, int64_t ns)
{
    int64_t sum = 0;
    if (**text != '.' || !is_digit((*text)[1]))
        return 0;
    for (++*text; is_digit(**text); ++*text) {
        ns /= 10;
        sum += ns * (**text - '0');
    }
    return sum;
}

bool number_duration(const char *text, int64_t *ns)
{
    uint64_t whole;
    if (!read_natural(&text, INT64_MAX, &whole))
        return false;
    int64_t unit = unit_ns(text + (*text == '.' ? 1 + strspn(text + 1, "0123456789") : 0));
    int64_t fraction = read_fraction(&text, unit);
    return unit && unit_ns(text) == unit && !__builtin_mul_overflow((int64_t)whole, unit, ns) && !__builtin_add_overflow(*ns, fraction, ns);
}
