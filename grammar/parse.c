/* parse: the entry of this folder: checks that the text is text, and runs scanner and parser over it.
 * Calls everything in grammar/; everyone else calls parse() alone. */
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "grammar/parser.h"
#include "grammar/parsing.h"

enum { SOURCE_MOST = 64 * 1024 * 1024 };

/* ---- messages ---- */

/* While a statement is being skipped, nothing is told: what else is wrong with it may be an echo of the first mistake. */
void parsing_error(parsing *p, span at, const char *hint, const char *format, ...)
{
    if (p->recovering || p->stopped || (p->hushed && at.line == p->hushed))
        return;
    p->told = at;
    buf text = {0};
    va_list arguments;
    va_start(arguments, format);
    buf_vprintf(&text, format, arguments);
    va_end(arguments);
    diags_add(p->d, DIAG_ERROR, at, text.failed ? "out of memory" : text.data, hint);
    buf_free(&text);
}

void parsing_stop(parsing *p, span at, const char *message)
{
    if (!p->stopped)
        diags_add(p->d, DIAG_ERROR, at, message, NULL);
    p->stopped = true;
}

void parsing_no_memory(parsing *p)
{
    p->out_of_memory = true;
    parsing_stop(p, (span){p->begin, p->begin, p->line}, "out of memory");
}

/* ---- the text ---- */

static span text_place(const source *src, size_t offset)
{
    uint32_t line = 1;
    for (size_t i = 0; i < offset; i++)
        line += src->text[i] == '\n';
    return (span){(uint32_t)offset, (uint32_t)offset, line};
}

static bool text_is_clean(const source *src, diags *d)
{
    if (src->length > SOURCE_MOST) {
        diags_add(d, DIAG_ERROR, (span){0, 0, 1}, "the file is larger than 64 MB", NULL);
        return false;
    }
    for (size_t at = 0; at < src->length;) {
        utf8proc_int32_t character;
        utf8proc_ssize_t size =
            utf8proc_iterate((const utf8proc_uint8_t *)src->text + at, (utf8proc_ssize_t)(src->length - at), &character);
        if (size <= 0 || character == 0) {
            diags_add(d, DIAG_ERROR, text_place(src, at),
                      size > 0 ? "there is a NUL byte in the file: is it a script?" : "these bytes are not UTF-8 text",
                      size > 0 ? NULL : "save the file as UTF-8");
            return false;
        }
        at += (size_t)size;
    }
    return true;
}

/* ---- parsing ---- */

static void parse_text(const source *src, diags *d, tree *t)
{
    parsing *p = calloc(1, sizeof *p);
    if (!p) {
        diags_add(d, DIAG_ERROR, (span){0, 0, 1}, "out of memory", NULL);
        return;
    }
    p->src = src;
    p->d = d;
    p->t = t;
    if (!scanner_open(p))
        parsing_no_memory(p);
    else if (parser_parse(p) == 2)
        parsing_no_memory(p);
    if (p->stopped)
        t->root = NULL;
    scanner_close(p);
    free(p);
}

tree *parse(const source *src, diags *d)
{
    tree *t = calloc(1, sizeof *t);
    if (t)
        t->memory = arena_new();
    if (!t || !t->memory) {
        free(t);
        diags_add(d, DIAG_ERROR, (span){0, 0, 1}, "out of memory", NULL);
        return NULL;
    }
    if (text_is_clean(src, d))
        parse_text(src, d, t);
    return t;
}
