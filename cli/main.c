/* main: the command line's beginning and end.
 * Calls options, help and the commands. */
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/help.h"
#include "cli/output.h"

/* A descriptor that was closed before we came would go to the first file that is opened. What is written to it is to fail. */
static void open_standard(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        while (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) >= 0) {}
}

static int show(buf *text)
{
    int status = output_say(text);
    buf_free(text);
    return status;
}

static int explain(const options *o)
{
    buf text = {0};
    if (o->version)
        help_version(&text);
    else if (o->command == COMMAND_HELP) {
        if (!help_topic(o->file, &text))
            return STATUS_WRONG;
    } else if (!o->named && !o->file)
        help_general(&text);
    else
        help_command(o->command, &text);
    return show(&text);
}

/* `-o x.cs`: what was meant as the scenario an option has taken. */
static int ask_for_scenario(const options *o)
{
    const struct {
        const char *option, *file;
    } taken[] = {{"-o", o->output}, {"--trace", o->trace}, {"--save", o->save}, {"--checkpoint", o->checkpoint}};
    buf hint = {0};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (taken[i].file && !hint.length)
            buf_printf(&hint, "'%s' was taken for the file that %s writes", taken[i].file, taken[i].option);
    say_error(NULL, hint.length && !hint.failed ? hint.data : "conc-run FILE runs one; conc-run --help explains", "which scenario?");
    buf_free(&hint);
    return STATUS_WRONG;
}

static int ask_for_file(const options *o)
{
    static const char save[] = "conc-run --trace FILE.jsonl SCRIPT.cs saves a trace";
    if (o->command == COMMAND_VIEW)
        say_error(NULL, save, "which trace?");
    else if (o->command == COMMAND_DIFF)
        say_error(NULL, save, "which two traces?");
    else if (o->command == COMMAND_VALIDATE && o->file)
        say_error(NULL, "conc-run --trace-vars --trace FILE.jsonl SCRIPT.cs saves one", "which trace?");
    else
        return ask_for_scenario(o);
    return STATUS_WRONG;
}

int main(int argc, char **argv)
{
    options o;
    open_standard();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow fails like a full disk */
    if (!options_parse(argc, argv, &o))
        return STATUS_WRONG;
    if (o.help || o.version || o.command == COMMAND_HELP)
        return explain(&o);
    if (!o.file || ((o.command == COMMAND_DIFF || o.command == COMMAND_VALIDATE) && !o.other_file))
        return ask_for_file(&o);
    if (o.command == COMMAND_REPLAY && !o.schedule) {
        say_error(NULL, "conc-run check --save SCHEDULE FILE writes one", "which schedule?");
        return STATUS_WRONG;
    }
    switch (o.command) {
    case COMMAND_CHECK: return check_command(&o);
    case COMMAND_TEST: return test_command(&o);
    case COMMAND_LINT: return lint_command(&o);
    case COMMAND_VIEW: return view_command(&o);
    case COMMAND_DIFF: return diff_command(&o);
    case COMMAND_VALIDATE: return validate_command(&o);
    default: return run_command(&o);
    }
}
