/* formats: what the files format_NAME.c have in common: how each is opened. Private to trace/. */
#ifndef TRACE_FORMATS_H
#define TRACE_FORMATS_H

#include "trace/format.h"

#define FORMAT(name, mask, about) sink *name##_open(const format_options *o);
#include "trace/formats.def"
#undef FORMAT

#endif
