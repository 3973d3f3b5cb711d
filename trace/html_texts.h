/* html_texts: JSON for a page: strings that cannot end the script they stand in, each written out once and later by its number. */
#ifndef TRACE_HTML_TEXTS_H
#define TRACE_HTML_TEXTS_H

#include "base/buf.h"
#include "trace/out.h"

#include <stdint.h>

enum { TEXTS_SLOTS = 1 << 16, TEXTS_LONGEST = 256 }; /* a power of two; a longer text is written out whenever it comes */

typedef struct text_slot {
    size_t at;
    uint32_t number, length; /* number 0: free */
} text_slot;

typedef struct texts {
    text_slot *slots; /* NULL: memory was out, and every text is written out */
    uint32_t count;   /* so many stand in the page */
    uint32_t kept;    /* … and so many of them in slots */
    buf bytes;
} texts;

void texts_open(texts *t);
void texts_put(texts *t, out *o, const char *text, size_t length); /* as a string, or as the number of the one that stands there already */
void texts_free(texts *t);
void html_string(out *o, const char *text, size_t length); /* in quotes */

#endif
