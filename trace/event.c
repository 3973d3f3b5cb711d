/* event: the tables of words made from kinds.def and verbs.def, and the text of a detail.
 * Calls base/buf and trace/digits. Knows nothing of how events are recorded or shown. */
#include "trace/event.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/digits.h"

/* The flags as the tables spell them. */
enum { TASK = KIND_TASK, OWNED = KIND_OWNED, HIDDEN = KIND_HIDDEN };
enum {
    WAITS = VERB_WAITS,
    SELECT = VERB_SELECT,
    BOOL = VERB_BOOL,
    LOOKS = VERB_LOOKS,
    PROPERTY = VERB_PROPERTY,
    SETS = VERB_SETS,
    INNER = VERB_INNER,
    QUIET = VERB_QUIET,
    DIRECT = VERB_DIRECT
};

const kind_word kind_words[KINDS] = {
    [KIND_none] = {"none", "", "", KIND_HIDDEN},
#define KIND(name, options, flags, about) [KIND_##name] = {#name, options, about, flags},
#include "trace/kinds.def"
#undef KIND
};

const verb_word verb_words[VERBS] = {
    [VERB_none] = {"none", "", "", "", "", VERB_INNER, KIND_none},
#define VERB(kind, name, parameters, flags, phrase, waiting, about) \
    [VERB_##kind##_##name] = {#name, parameters, phrase, waiting, about, flags, KIND_##kind},
#include "trace/verbs.def"
#undef VERB
};

const char *const status_words[STATUSES] = {
#define STATUS(name, word, about) [EVENT_##name] = word,
#include "trace/statuses.def"
#undef STATUS
};

kind_id kind_by_name(const char *name)
{
    for (int i = KIND_none + 1; i < KINDS; i++)
        if (strcmp(kind_words[i].name, name) == 0)
            return (kind_id)i;
    return KIND_none;
}

verb_id verb_by_name(kind_id kind, const char *name)
{
    for (int i = VERB_none + 1; i < VERBS; i++)
        if (verb_words[i].kind == kind && strcmp(verb_words[i].name, name) == 0)
            return (verb_id)i;
    return VERB_none;
}

phrase phrase_choose(const char *text, bool has_detail, int64_t number)
{
    static const size_t test = sizeof "?d " - 1;
    if (text[0] != '?')
        return (phrase){text, strlen(text)};
    size_t first = strcspn(text, "|");
    if (text[1] == 'd' ? has_detail : number != 0)
        return (phrase){text + test, first - test};
    text += first + 1;
    return (phrase){text, strlen(text)};
}

/* The fewest digits that read back as the same number, as d.ddde±xx. */
static void shortest(double number, char *out, size_t size)
{
    for (int precision = 0; precision < 17; precision++) {
        snprintf(out, size, "%.*e", precision, number);
        if (strtod(out, NULL) == number)
            return;
    }
}

/* Splits d.ddde±xx: the digits go to `digits`, the exponent is the result. */
static int split_number(const char *text, char *digits)
{
    int count = 0;
    while (*text != 'e') {
        if (*text != '.')
            digits[count++] = *text;
        text++;
    }
    digits[count] = '\0';
    return atoi(text + 1);
}

/* As Python prints it: an exponent below 1e-4 and from 1e16 on, else digits with a point. */
static void show_finite(double number, buf *out)
{
    char text[40], digits[40];
    shortest(fabs(number), text, sizeof text);
    int exponent = split_number(text, digits), count = (int)strlen(digits);
    if (signbit(number))
        buf_char(out, '-');
    if (exponent < -4 || exponent >= 16) {
        buf_printf(out, "%c%s%se%+03d", digits[0], count > 1 ? "." : "", digits + 1, exponent);
    } else if (exponent < 0) {
        buf_printf(out, "0.%.*s%s", -exponent - 1, "000", digits);
    } else if (exponent >= count - 1) {
        buf_text(out, digits);
        for (int i = count - 1; i < exponent; i++)
            buf_char(out, '0');
        buf_text(out, ".0");
    } else {
        buf_printf(out, "%.*s.%s", exponent + 1, digits, digits + exponent + 1);
    }
}

void real_show(double number, buf *out)
{
    if (isnan(number))
        buf_text(out, "nan");
    else if (isinf(number))
        buf_text(out, number < 0 ? "-inf" : "inf");
    else
        show_finite(number, out);
}

static uint64_t size_of(int64_t number) { return number < 0 ? 0 - (uint64_t)number : (uint64_t)number; }

static void integer_show(int64_t number, buf *out)
{
    char text[DIGITS_MOST];
    buf_add(out, text, (size_t)(digits_signed(text, number) - text));
}

char *duration_put(char *at, int64_t ns)
{
    static const struct {
        uint64_t ns;
        char name[3];
    } units[] = {{1000000000, "s"}, {1000000, "ms"}, {1000, "us"}, {1, "ns"}};
    uint64_t size = size_of(ns);
    int u = 0;
    while (size && size < units[u].ns)
        u++;
    uint64_t unit = units[u].ns, rest = size % unit;
    if (ns < 0)
        *at++ = '-';
    at = digits_put(at, size / unit);
    if (rest) { /* 1.05: the digits of 105, with a point in the place of the 1 */
        char *point = at;
        at = digits_put(at, unit + rest);
        *point = '.';
        while (at[-1] == '0')
            at--;
    }
    memcpy(at, units[u].name, 2);
    return at + strlen(units[u].name);
}

char *duration_put_rough(char *at, int64_t ns)
{
    uint64_t unit = 1, size = ns < 0 ? -(uint64_t)ns : (uint64_t)ns;
    while (size / unit >= 1000 && unit < 1000000)
        unit *= 10;
    size = (size + unit / 2) / unit * unit;
    size = size < INT64_MAX ? size : INT64_MAX;
    return duration_put(at, ns < 0 ? -(int64_t)size : (int64_t)size);
}

void duration_show(int64_t ns, buf *out)
{
    char text[DURATION_MOST];
    buf_add(out, text, (size_t)(duration_put(text, ns) - text));
}

char *moment_put(char *at, int64_t ns)
{
    uint64_t ms = ns < 0 ? 0 : (uint64_t)ns / 1000000;
    char *point = digits_put(at, ms / 1000);
    at = digits_put(point, 1000 + ms % 1000); /* its 1 makes way for the point */
    *point = '.';
    *at++ = 's';
    return at;
}

void moment_show(int64_t ns, buf *out)
{
    char text[MOMENT_MOST];
    buf_add(out, text, (size_t)(moment_put(text, ns) - text));
}

/* FNV-1a */
uint64_t detail_hash(const detail *d)
{
    uint64_t hash = 14695981039346656037u ^ d->tag;
    if (d->tag == DETAIL_NONE)
        return hash;
    if (d->tag != DETAIL_TEXT)
        return (hash ^ (uint64_t)d->integer) * 1099511628211u;
    for (size_t i = 0; i < d->length; i++)
        hash = (hash ^ (unsigned char)d->text[i]) * 1099511628211u;
    return hash;
}

void detail_show(const detail *d, buf *out)
{
    switch ((detail_tag)d->tag) {
    case DETAIL_NONE: break;
    case DETAIL_BOOL: buf_text(out, d->integer ? "true" : "false"); break;
    case DETAIL_INT: integer_show(d->integer, out); break;
    case DETAIL_REAL: real_show(d->number, out); break;
    case DETAIL_DURATION: duration_show(d->integer, out); break;
    case DETAIL_TEXT: buf_add(out, d->text, d->length); break;
    }
}
