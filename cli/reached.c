/* reached: which lines with statements no execution has come to, as "never reached: line 12, 15–17". Calls interp/program. */
#include "cli/reached.h"

#include <stdlib.h>

/* A range goes on over lines in which nothing begins. */
static uint32_t range_end(const scenario *s, const uint8_t *begins, uint32_t from)
{
    uint32_t end = from;
    for (uint32_t i = from + 1; i < s->lines && !(begins[i] && s->reached[i]); i++)
        if (begins[i])
            end = i;
    return end;
}

void reached_tell(const scenario *s, buf *out)
{
    uint8_t *begins = s->reached ? calloc(s->lines, 1) : NULL;
    const char *between = "never reached: line ";
    if (!begins)
        return;
    program_statements(s->program, begins);
    for (uint32_t i = 1; i < s->lines; i++) {
        if (!begins[i] || s->reached[i])
            continue;
        uint32_t end = range_end(s, begins, i);
        buf_printf(out, end == i ? "%s%u" : "%s%u–%u", between, i, end);
        between = ", ";
        i = end;
    }
    if (*between == ',')
        buf_char(out, '\n');
    free(begins);
}
