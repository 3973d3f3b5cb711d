/* save: what a search has come to, as text that is read back later, perhaps by another conc-run: numbers and names with blanks between
 * them. Whoever reads looks at `bad` in the end: what is missing, or is no number, reads as 0 and sets it. */
#ifndef RUNTIME_CHECK_SAVE_H
#define RUNTIME_CHECK_SAVE_H

#include <stdint.h>

#include "base/buf.h"

typedef struct saved_text { const char *at, *end; bool bad; } saved_text;

void save_number(buf *out, uint64_t n);
void save_bytes(buf *out, const char *bytes, size_t length);
void save_line(buf *out);                                      /* for those who look into the file */
uint64_t load_number(saved_text *s);
uint32_t load_below(saved_text *s, uint32_t most);             /* at most that, else bad */
const char *load_bytes(saved_text *s, size_t *length);         /* where they stand */

#endif
