/* diff: where two saved runs part. Calls saved and trace/compare. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/saved.h"
#include "trace/compare.h"

static int say_no_memory(const char *name)
{
    say_error(name, NULL, "there is not enough memory");
    return STATUS_WRONG;
}

/* Reads a whole trace, and the name of its script, which the caller frees. STATUS_OK, or what it means that it could not be. */
static int read_history(const char *name, history **out, char **script)
{
    saved s;
    event e;
    reading read = READING_WRONG;
    int status = saved_open(&s, name);
    *out = status == STATUS_OK ? history_new(output_error_name) : NULL;
    *script = status == STATUS_OK ? strdup(s.head.script) : NULL;
    while (*out && *script && (read = saved_next(&s, &e)) == READING_EVENT)
        history_event(*out, &e);
    if (*out && *script)
        saved_warn(&s);
    else if (status == STATUS_OK)
        say_no_memory(name);
    saved_close(&s);
    return read == READING_END ? STATUS_OK : STATUS_WRONG;
}

static int say_difference(const history *a, const history *b, bool lines)
{
    buf text = {0};
    comparison result = compare(a, b, lines, &text);
    if (result == COMPARED_NOT) {
        buf_free(&text);
        return say_no_memory(NULL);
    }
    int status = output_say(&text);
    buf_free(&text);
    if (status != STATUS_OK)
        return status;
    return result == COMPARED_SAME ? STATUS_OK : STATUS_FAILED;
}

int diff_command(const options *o)
{
    history *runs[2] = {NULL, NULL};
    char *scripts[2] = {NULL, NULL};
    int status = read_history(o->file, &runs[0], &scripts[0]);
    if (status == STATUS_OK)
        status = read_history(o->other_file, &runs[1], &scripts[1]);
    if (status == STATUS_OK)
        status = say_difference(runs[0], runs[1], strcmp(scripts[0], scripts[1]) == 0);
    free(scripts[0]);
    free(scripts[1]);
    history_free(runs[0]);
    history_free(runs[1]);
    return status;
}
