/* lint: looks for errors without running anything, or shows how a file was read.
 * Calls the parser (--tree) or loads the program (and shows its --code), and says what they found. */
#include <unistd.h>

#include "cli/commands.h"
#include "cli/file.h"
#include "grammar/ast.h"
#include "interp/program.h"

static bool say_found(diags *d, color_when color)
{
    buf text = {0};
    diags_print(d, &text);
    if (text.length)
        say_messages(text.data, text.length, say_color(color, STDERR_FILENO));
    buf_free(&text);
    return diags_errors(d) == 0;
}

static bool lint_tree(const source *src, diags *d)
{
    tree *t = parse(src, d);
    buf text = {0};
    if (t && t->root && diags_errors(d) == 0)
        tree_print(t, &text);
    bool ok = t && !text.failed && say_write(STDOUT_FILENO, text.data, text.length);
    buf_free(&text);
    tree_free(t);
    return ok;
}

static bool lint_program(const source *src, diags *d, bool show_code)
{
    program *p = program_load(src, d);
    buf text = {0};
    if (p && show_code)
        program_print(p, &text);
    bool ok = p && !text.failed && say_write(STDOUT_FILENO, text.data, text.length);
    buf_free(&text);
    program_free(p);
    return ok;
}

int lint_command(const options *o)
{
    buf text = {0};
    if (!file_read(o->file, &text))
        return STATUS_WRONG;
    source src = {o->file, text.data, text.length};
    diags *d = diags_new(&src);
    bool ok = d && (o->tree ? lint_tree(&src, d) : lint_program(&src, d, o->code));
    if (d)
        ok = say_found(d, o->color) && ok;
    else
        say_error(o->file, NULL, "there is not enough memory");
    diags_free(d);
    buf_free(&text);
    return ok ? STATUS_OK : STATUS_WRONG;
}
