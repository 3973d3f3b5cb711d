/* lint: looks for errors without running anything, or shows how a file was read.
 * Calls the parser (--tree) or loads the program (and shows its --code), and says what they found. */
#include <unistd.h>

#include "cli/commands.h"
#include "cli/file.h"
#include "cli/output.h"
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

static int lint_tree(const source *src, diags *d)
{
    tree *t = parse(src, d);
    buf text = {0};
    if (t && t->root && diags_errors(d) == 0)
        tree_print(t, &text);
    int status = t ? output_say(&text) : STATUS_WRONG;
    buf_free(&text);
    tree_free(t);
    return status;
}

static int lint_program(const source *src, diags *d, bool show_code)
{
    program *p = program_load(src, d);
    buf text = {0};
    if (p && show_code)
        program_print(p, &text);
    int status = p ? output_say(&text) : STATUS_WRONG;
    buf_free(&text);
    program_free(p);
    return status;
}

int lint_command(const options *o)
{
    buf text = {0};
    if (!file_read(o->file, &text) || !file_is_script(o->file, &text)) {
        buf_free(&text);
        return STATUS_WRONG;
    }
    source src = {o->file, text.data, text.length};
    diags *d = diags_new(&src);
    int status = STATUS_WRONG;
    if (d)
        status = o->tree ? lint_tree(&src, d) : lint_program(&src, d, o->code);
    else
        say_error(o->file, NULL, "there is not enough memory");
    if (d && !say_found(d, o->color))
        status = STATUS_WRONG;
    diags_free(d);
    buf_free(&text);
    return status;
}
