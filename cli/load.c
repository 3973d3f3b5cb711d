/* load: from a file's name to a program. Calls file, interp, options. */
#include "cli/load.h"

#include <string.h>
#include <unistd.h>

#include "cli/file.h"

bool load_file(loaded *l, const options *o, const char *name)
{
    *l = (loaded){.color_messages = say_color(o->color, STDERR_FILENO)};
    if (!file_read(name, &l->text))
        return false;
    l->src = (source){name, l->text.data, l->text.length};
    diags *d = diags_new(&l->src);
    buf said = {0};
    if (!d) {
        say_error(name, NULL, "there is not enough memory");
        return false;
    }
    l->program = program_load(&l->src, d);
    diags_print(d, &said);
    if (said.length)
        say_messages(said.data, said.length, l->color_messages);
    buf_free(&said);
    diags_free(d);
    if (l->program)
        l->settings = program_header(l->program)->settings;
    options_apply(o, &l->settings);
    return l->program != NULL;
}

void load_free(loaded *l)
{
    program_free(l->program);
    buf_free(&l->text);
}

bool load_arguments(const options *o, value *out)
{
    fault f = {0};
    value item;
    if (!value_list(NULL, 0, out, &f))
        return false;
    for (int i = 0; i < o->argument_count; i++) {
        bool ok = value_string(o->arguments[i], strlen(o->arguments[i]), &item, &f);
        if (!ok || !value_list_push(out, item, &f)) {
            value_drop(*out);
            return false;
        }
        value_drop(item);
    }
    return true;
}
