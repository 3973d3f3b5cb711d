/* diag: located messages about a text: errors, warnings, hints.
 * A `diags` collects them for one source; diags_print sorts them by place and writes each as
 *     FILE:LINE:COL: error: text
 *         the line
 *             ^~~~
 *     hint: text
 * Columns count code points from 1 (a tab is one), as editors do; the caret stands under the place, tabs kept.
 * Two messages of one severity at one place are reported once; after DIAG_MOST errors the rest are only counted.
 * Ownership: texts are copied; the source text is borrowed and must outlive the diags. */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum { DIAG_MOST = 50 };

typedef struct span {          /* a place: byte offsets into the source; `line` counts from 1 */
    uint32_t begin, end, line;
} span;

typedef enum severity { DIAG_ERROR, DIAG_WARNING } severity;

typedef struct source {
    const char *name;          /* as shown in messages: a path, or "-" */
    const char *text;
    size_t length;
} source;

typedef struct diags diags;

diags *diags_new(const source *src);                           /* NULL when memory is out */
void diags_free(diags *d);
/* `hint` may be NULL. Formats of the caller: use diags_addf for a formatted message without a hint. */
void diags_add(diags *d, severity s, span at, const char *message, const char *hint);
void diags_addf(diags *d, severity s, span at, const char *hint, const char *format, ...) __attribute__((format(printf, 5, 6)));
int diags_errors(const diags *d);                              /* how many errors so far */
void diags_print(diags *d, buf *out);                          /* all, sorted by place */
/* Line and column (both from 1) of a byte offset. */
void diag_place(const source *src, uint32_t offset, int *line, int *column);
/* The line, and a caret under the column, as diags_print shows them; nothing when there is no such line. */
void diag_excerpt(const source *src, uint32_t line, uint32_t column, buf *out);
/* The candidate nearest to `name` by edit distance, or NULL when none is near enough to suggest (a third of its length, at most 3). */
const char *diag_nearest(const char *name, const char *const *candidates, size_t count);

#endif
