/* quote: texts as JSON spells them. Nothing is lost but bytes that are not UTF-8, which become U+FFFD; control characters are escaped. */
#ifndef TRACE_QUOTE_H
#define TRACE_QUOTE_H

#include "base/buf.h"
#include "trace/out.h"

/* In quotes. */
void quote_json(out *o, const char *text, size_t length);
void quote_json_text(out *o, const char *text);
void quote_json_into(buf *spelt, const char *text, size_t length);

#endif
