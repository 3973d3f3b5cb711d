/* reached: which lines with statements no execution has come to, as "never reached: lines 12, 15–17". Calls interp/program. */
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

/* How many lines; they are added to `out`. */
static uint32_t reached_list(const scenario *s, const uint8_t *begins, buf *out)
{
    uint32_t count = 0;
    for (uint32_t i = 1; i < s->lines; i++) {
        if (!begins[i] || s->reached[i])
            continue;
        uint32_t end = range_end(s, begins, i);
        buf_printf(out, end == i ? "%s%u" : "%s%u–%u", count ? ", " : "", i, end);
        count += 1 + (end > i);
        i = end;
    }
    return count;
}

void reached_tell(const scenario *s, buf *out)
{
    uint8_t *begins = s->reached ? calloc(s->lines, 1) : NULL;
    buf lines = {0};
    if (!begins)
        return;
    program_statements(s->program, begins);
    uint32_t count = reached_list(s, begins, &lines);
    if (count)
        buf_printf(out, "never reached: line%s %.*s\n", count > 1 ? "s" : "", (int)lines.length, lines.data);
    buf_free(&lines);
    free(begins);
}
