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

typedef struct side {
    history *run;
    char *script;
    bool variables; /* it tells those that tasks share */
} side;

/* Reads a whole trace. STATUS_OK, or what it means that it could not be; what there is of it is to be freed in any case. */
static int read_side(const char *name, side *out)
{
    saved s;
    event e;
    reading read = READING_WRONG;
    int status = saved_open(&s, name);
    if (status == STATUS_OK)
        *out = (side){history_new(output_error_name), strdup(s.head.script), s.head.variables};
    while (out->run && out->script && (read = saved_next(&s, &e)) == READING_EVENT)
        history_event(out->run, &e);
    if (out->run && out->script)
        saved_warn(&s);
    else if (status == STATUS_OK)
        say_no_memory(name);
    saved_close(&s);
    return read == READING_END ? STATUS_OK : STATUS_WRONG;
}

static void side_free(side *s)
{
    free(s->script);
    history_free(s->run);
}

static int say_difference(const side *a, const side *b)
{
    buf text = {0};
    comparison result = compare(a->run, b->run, strcmp(a->script, b->script) == 0, &text);
    if (result == COMPARED_NOT) {
        buf_free(&text);
        return say_no_memory(NULL);
    }
    if (result != COMPARED_SAME && a->variables != b->variables)
        buf_printf(&text, "Only %s tells the variables that tasks share (--trace-vars).\n", a->variables ? "A" : "B");
    int status = output_say(&text);
    buf_free(&text);
    if (status != STATUS_OK)
        return status;
    return result == COMPARED_SAME ? STATUS_OK : STATUS_FAILED;
}

int diff_command(const options *o)
{
    side a = {0}, b = {0};
    int status = read_side(o->file, &a);
    if (status == STATUS_OK)
        status = read_side(o->other_file, &b);
    if (status == STATUS_OK)
        status = say_difference(&a, &b);
    side_free(&a);
    side_free(&b);
    return status;
}
