/* saved: opens and reads saved traces. Calls trace/reader, file and say. */
#include "cli/saved.h"

#include <string.h>

#include "cli/commands.h"
#include "cli/file.h"

static unsigned error_number(const char *name)
{
    for (unsigned i = 0; i < ERROR_KINDS; i++)
        if (strcmp(error_kind_names[i], name) == 0)
            return i + 1;
    return 0;
}

/* "FILE:LINE: error: …" */
static void say_wrong(const saved *s)
{
    buf place = {0};
    const char *hint, *text = reader_wrong(s->reader, &hint);
    buf_printf(&place, "%s:%llu", s->name, (unsigned long long)reader_line(s->reader));
    say_error(place.failed ? s->name : place.data, hint, "%s", text);
    buf_free(&place);
}

int saved_open(saved *s, const char *name)
{
    *s = (saved){.name = name, .input = file_open(name)};
    if (s->input < 0)
        return STATUS_WRONG;
    s->reader = reader_new(s->input, error_number);
    if (!s->reader) {
        say_error(name, NULL, "there is not enough memory");
        return STATUS_FAILED;
    }
    if (reader_head(s->reader, &s->head))
        return STATUS_OK;
    say_wrong(s);
    return STATUS_WRONG;
}

reading saved_next(saved *s, event *e)
{
    reading read = reader_next(s->reader, e);
    if (read == READING_WRONG)
        say_wrong(s);
    return read;
}

void saved_warn(const saved *s)
{
    unsigned long long count = reader_left_out(s->reader);
    if (count)
        say_warning(s->name, "a newer conc-run knows them", "%llu event%s left out, of sorts that this conc-run does not know", count,
                    count == 1 ? " was" : "s were");
}

void saved_close(saved *s)
{
    reader_free(s->reader);
    if (s->input >= 0)
        file_close(s->input);
}
