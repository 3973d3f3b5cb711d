/* text: UTF-8 as terminals see it: how many columns it takes, where escape sequences are. */
#ifndef TRACE_TEXT_H
#define TRACE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* The code point that begins at `text` (length > 0); its number of bytes, 0 when it is no UTF-8. */
size_t text_decode(const char *text, size_t length, uint32_t *code_point);
int text_columns(uint32_t code_point);                            /* 0 for combining marks and controls, 2 for wide ones */
size_t text_width(const char *text, size_t length);               /* of the whole, in columns */
size_t text_fit(const char *text, size_t length, size_t columns); /* how many bytes fit in so many columns */
/* Of a name that is wider than that: how many bytes of its beginning are shown, before a "…", and from where on its end, which is the
 * number of a numbered one, "-17", and else nothing. false: it is not too wide. */
bool text_cut(const char *text, size_t length, size_t columns, size_t *head, size_t *tail);
size_t text_escape(const char *text, size_t length); /* text begins with ESC: bytes of the escape sequence */

/* Not a control character, nor one that ends a line or turns the direction of others round, so that they would read as something else. */
bool text_shows(uint32_t code_point);
/* The text without what does not show, escape sequences, and bytes that are no UTF-8. */
void text_clean(buf *out, const char *text, size_t length);

#endif
