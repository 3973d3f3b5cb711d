/* format: the table of outputs, made from formats.def. */
#include "trace/formats.h"

#include <string.h>

/* The masks as the table spells them. */
enum { PRINT = RECORD_PRINT, OPS = RECORD_OPS, QUIET = RECORD_QUIET, NOTES = RECORD_NOTES, WAITS = RECORD_WAITS };

const format formats[] = {
#define FORMAT(name, mask, about) {#name, about, mask, name##_open},
#include "trace/formats.def"
#undef FORMAT
};

const int format_count = sizeof formats / sizeof *formats;

const format *format_find(const char *name)
{
    for (int i = 0; i < format_count; i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}
