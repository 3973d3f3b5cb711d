/* diag: collects located messages and writes them with the line they speak of.
 * Calls arena, buf and libutf8proc (the width of a character, so that the caret stands right under it).
 * Knows nothing of grammars; what to say, and where, is its callers' affair. */
#include "base/diag.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "base/arena.h"

enum {
    SHOWN_COLUMNS = 120, /* of a longer line only the part around the place is shown */
    SHOWN_BEFORE = 80,
    LONGEST_NAME = 64, /* for diag_nearest */
    TEXT_MOST = 500,   /* of a message or a hint, in bytes */
};

typedef struct message {
    span at;
    severity severity;
    const char *text, *hint;
} message;

struct diags {
    const source *src;
    arena *memory;
    message list[2 * DIAG_MOST];
    int kept, errors, warnings, kept_errors;
};

diags *diags_new(const source *src)
{
    diags *d = calloc(1, sizeof *d);
    if (!d)
        return NULL;
    d->src = src;
    d->memory = arena_new();
    if (d->memory)
        return d;
    free(d);
    return NULL;
}

void diags_free(diags *d)
{
    if (!d)
        return;
    arena_free(d->memory);
    free(d);
}

static bool diags_has(const diags *d, severity s, span at)
{
    for (int i = 0; i < d->kept; i++)
        if (d->list[i].severity == s && d->list[i].at.begin == at.begin)
            return true;
    return false;
}

/* Counts it; says whether it is to be kept too. */
static bool diags_count(diags *d, severity s)
{
    int *count = s == DIAG_ERROR ? &d->errors : &d->warnings;
    ++*count;
    return *count <= DIAG_MOST;
}

/* A text that quotes a name as long as a book is cut, at the beginning of a code point. */
static const char *diags_text(diags *d, const char *text)
{
    size_t length = strlen(text);
    if (length <= TEXT_MOST)
        return arena_text(d->memory, text, length);
    for (length = TEXT_MOST; length && ((unsigned char)text[length] & 0xC0) == 0x80;)
        length--;
    char cut[TEXT_MOST + sizeof "…"];
    int written = snprintf(cut, sizeof cut, "%.*s…", (int)length, text);
    return arena_text(d->memory, cut, (size_t)written);
}

void diags_add(diags *d, severity s, span at, const char *text, const char *hint)
{
    if (diags_has(d, s, at) || !diags_count(d, s))
        return;
    const char *kept = diags_text(d, text);
    const char *kept_hint = hint ? diags_text(d, hint) : NULL;
    d->kept_errors += s == DIAG_ERROR;
    d->list[d->kept++] = (message){at, s, kept ? kept : "out of memory", kept_hint};
}

void diags_addf(diags *d, severity s, span at, const char *hint, const char *format, ...)
{
    buf text = {0};
    va_list arguments;
    va_start(arguments, format);
    buf_vprintf(&text, format, arguments);
    va_end(arguments);
    diags_add(d, s, at, text.failed ? "out of memory" : text.data, hint);
    buf_free(&text);
}

int diags_errors(const diags *d) { return d->errors; }

/* ---- places ---- */

/* The character at `at`, its length in bytes; bytes that are not UTF-8 count as one character each. */
static size_t text_next(const source *src, size_t at, int *character)
{
    utf8proc_int32_t code_point = -1;
    utf8proc_ssize_t length = utf8proc_iterate((const utf8proc_uint8_t *)src->text + at, (utf8proc_ssize_t)(src->length - at), &code_point);
    *character = length > 0 ? code_point : -1;
    return length > 0 ? (size_t)length : 1;
}

static size_t line_begin(const source *src, size_t at)
{
    while (at > 0 && src->text[at - 1] != '\n')
        at--;
    return at;
}

static size_t line_end(const source *src, size_t at)
{
    while (at < src->length && src->text[at] != '\n')
        at++;
    return at > 0 && at == src->length ? at : at - (at > 0 && src->text[at - 1] == '\r');
}

static size_t place_clamp(const source *src, uint32_t offset) { return offset < src->length ? offset : src->length; }

void diag_place(const source *src, uint32_t offset, int *line, int *column)
{
    size_t place = place_clamp(src, offset);
    *line = 1;
    *column = 1;
    for (size_t at = 0; at < place; at++)
        *line += src->text[at] == '\n';
    size_t at = line_begin(src, place);
    if (at == 0 && src->length >= 3 && place >= 3 && memcmp(src->text, "\xEF\xBB\xBF", 3) == 0)
        at = 3; /* a byte order mark is no column */
    for (int character; at < place; ++*column)
        at += text_next(src, at, &character);
}

/* ---- writing ---- */

static bool is_plain(int character)
{
    return character == '\t'
           || (character >= ' ' && character != 127 && utf8proc_charwidth(character) >= 0 && (character < 128 || character > 159));
}

/* Where to begin showing a line that is too long: at most SHOWN_BEFORE characters before the place. */
static size_t excerpt_begin(const source *src, size_t begin, size_t place)
{
    size_t at = place;
    for (int n = 0; at > begin && n < SHOWN_BEFORE; n++) {
        at--;
        while (at > begin && ((unsigned char)src->text[at] & 0xC0) == 0x80)
            at--;
    }
    return at;
}

static size_t excerpt_end(const source *src, size_t begin, size_t end)
{
    size_t at = begin;
    int character;
    for (int n = 0; at < end && n < SHOWN_COLUMNS; n++)
        at += text_next(src, at, &character);
    return at < end ? at : end;
}

/* Adds the text from begin to end; what a terminal could take for a command becomes a question mark. */
static void excerpt_add(const source *src, size_t begin, size_t end, buf *out)
{
    for (size_t at = begin; at < end;) {
        int character;
        size_t length = text_next(src, at, &character);
        if (is_plain(character))
            buf_add(out, src->text + at, length);
        else
            buf_char(out, '?');
        at += length;
    }
}

/* Adds `fill` under every column that the characters from begin to end take; tabs stay tabs under spaces. */
static void underline_add(const source *src, size_t begin, size_t end, char fill, buf *out)
{
    for (size_t at = begin; at < end;) {
        int character;
        at += text_next(src, at, &character);
        if (character == '\t' && fill == ' ') {
            buf_char(out, '\t');
            continue;
        }
        int width = is_plain(character) && character != '\t' ? utf8proc_charwidth(character) : 1;
        for (int i = 0; i < width; i++)
            buf_char(out, fill);
    }
}

static void print_excerpt(const source *src, span at, buf *out)
{
    size_t place = place_clamp(src, at.begin);
    size_t line = line_begin(src, place), end = line_end(src, place);
    if (line == 0 && src->length >= 3 && memcmp(src->text, "\xEF\xBB\xBF", 3) == 0)
        line = 3;
    if (place < line)
        place = line;
    if (end < place)
        end = place;
    size_t begin = excerpt_begin(src, line, place);
    size_t shown = excerpt_end(src, begin, end);
    size_t last = place_clamp(src, at.end);
    last = last < shown ? last : shown;
    buf_text(out, begin > line ? "    ..." : "    ");
    excerpt_add(src, begin, shown, out);
    buf_text(out, shown < end ? "...\n" : "\n");
    buf_text(out, begin > line ? "       " : "    ");
    underline_add(src, begin, place, ' ', out);
    buf_char(out, '^');
    if (last > place) {
        int character;
        size_t second = place + text_next(src, place, &character);
        int width = is_plain(character) && character != '\t' ? utf8proc_charwidth(character) : 1;
        for (int i = 1; i < width; i++)
            buf_char(out, '~');
        underline_add(src, second, last, '~', out);
    }
    buf_char(out, '\n');
}

void diag_excerpt(const source *src, uint32_t line, uint32_t column, buf *out)
{
    size_t at = 0;
    for (uint32_t seen = 1; seen < line && at < src->length; at++)
        seen += src->text[at] == '\n';
    if (line == 0 || column == 0 || at >= src->length)
        return;
    int character;
    for (uint32_t seen = 1; seen < column && at < src->length && src->text[at] != '\n'; seen++)
        at += text_next(src, at, &character);
    print_excerpt(src, (span){(uint32_t)at, (uint32_t)at, line}, out);
}

static void print_message(const source *src, const message *m, buf *out)
{
    int line, column;
    diag_place(src, m->at.begin, &line, &column);
    buf_printf(out, "%s:%d:%d: %s: %s\n", src->name, line, column, m->severity == DIAG_ERROR ? "error" : "warning", m->text);
    print_excerpt(src, m->at, out);
    if (m->hint)
        buf_printf(out, "hint: %s\n", m->hint);
}

/* By place; messages at one place stay in the order in which they came. */
static void diags_sort(diags *d)
{
    for (int i = 1; i < d->kept; i++) {
        message m = d->list[i];
        int at = i;
        for (; at > 0 && d->list[at - 1].at.begin > m.at.begin; at--)
            d->list[at] = d->list[at - 1];
        d->list[at] = m;
    }
}

void diags_print(diags *d, buf *out)
{
    diags_sort(d);
    for (int i = 0; i < d->kept; i++)
        print_message(d->src, &d->list[i], out);
    int rest = d->errors - d->kept_errors;
    if (rest > 0)
        buf_printf(out, "%s: and %d more error%s\n", d->src->name, rest, rest == 1 ? "" : "s");
}

/* ---- the nearest name ---- */

static int least(int a, int b) { return a < b ? a : b; }

/* The optimal string alignment distance (Damerau 1964, with one edit a place): insertions, deletions, replacements and
 * swaps of neighbours; upper and lower case count as equal. */
static int distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    int rows[3][LONGEST_NAME + 1];
    for (size_t j = 0; j <= b_length; j++)
        rows[0][j] = (int)j;
    for (size_t i = 1; i <= a_length; i++) {
        int *row = rows[i % 3], *above = rows[(i - 1) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = (int)i;
        for (size_t j = 1; j <= b_length; j++) {
            int x = tolower((unsigned char)a[i - 1]), y = tolower((unsigned char)b[j - 1]);
            row[j] = least(least(row[j - 1], above[j]) + 1, above[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == tolower((unsigned char)b[j - 2]) && y == tolower((unsigned char)a[i - 2]))
                row[j] = least(row[j], two_above[j - 2] + 1);
        }
    }
    return rows[a_length % 3][b_length];
}

const char *diag_nearest(const char *name, const char *const *candidates, size_t count)
{
    size_t length = strlen(name);
    if (length > LONGEST_NAME)
        return NULL;
    int most = least((int)(length / 3), 3);
    const char *nearest = NULL;
    for (size_t i = 0; i < count; i++) {
        size_t candidate_length = strlen(candidates[i]);
        if (candidate_length > LONGEST_NAME)
            continue;
        int d = distance(name, length, candidates[i], candidate_length);
        if (d <= most && (!nearest || d < most)) {
            nearest = candidates[i];
            most = d;
        }
    }
    return nearest;
}
