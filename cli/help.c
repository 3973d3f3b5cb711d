/* help: the texts that teach, made from the tables of options, commands, formats and exit statuses.
 * Calls base/buf, topic and say. */
#include "cli/help.h"

#include <string.h>

#include "cli/topic.h"

enum { LEFT = 26 }; /* columns of the names */

static const char *const examples[COMMANDS] = {
    [COMMAND_RUN] = ("  conc-run traffic.cs                     watch it happen\n"
                     "  conc-run --quiet traffic.cs             only what it prints\n"
                     "  conc-run --for 10s traffic.cs           for ten seconds\n"
                     "  conc-run --trace run.jsonl traffic.cs   and keep the trace\n"
                     "  conc-run traffic.cs -- fast 3           the scenario finds [\"fast\", \"3\"] in args\n"
                     "  conc-run - < traffic.cs                 read it from standard input\n"),
    [COMMAND_SIM] = ("  conc-run sim traffic.cs                 the whole story at once\n"
                     "  conc-run sim --seed 7 traffic.cs        another draw of what chance decides\n"
                     "  conc-run sim --limit steps=9999 spin.cs no longer than so many steps\n"),
    [COMMAND_CHECK] = ("  conc-run check traffic.cs               can it go wrong in any order?\n"
                       "  conc-run check --time-limit 5m big.cs   search longer\n"
                       "  conc-run check --strategy pos big.cs    by chance only\n"
                       "  conc-run check -j 8 --checkpoint big.point --time-limit 8h big.cs\n"
                       "                                          over night, and on from there when called again\n"
                       "  conc-run check --format html -o bug.html big.cs\n"
                       "                                          the counterexample as a page\n"
                       "  conc-run check --show 3 traffic.cs      interleavings in which all goes well\n"),
    [COMMAND_REPLAY] = ("  conc-run check --save bug.schedule big.cs\n"
                        "  conc-run replay big.cs bug.schedule     what happened, as a timeline\n"
                        "  conc-run replay --format lanes --trace-vars big.cs bug.schedule\n"
                        "  conc-run replay --real big.cs bug.schedule\n"
                        "                                          it happens on real threads and processes\n"),
    [COMMAND_TEST] = ("  conc-run test scenarios/                all of a folder\n"
                      "  conc-run test --tap one.cs two.cs       for other programs to read\n"),
    [COMMAND_LINT] = ("  conc-run lint traffic.cs                silent when all is well\n"
                      "  conc-run lint --tree traffic.cs         how it was read\n"),
    [COMMAND_VIEW] = ("  conc-run view run.jsonl                 the timeline, of a trace saved by --trace\n"
                      "  conc-run view -q run.jsonl              only what was printed\n"
                      "  conc-run view --format summary run.jsonl\n"
                      "                                          figures: who waited for what, and how long\n"
                      "  conc-run view --format perfetto -o run.json run.jsonl\n"
                      "                                          for ui.perfetto.dev\n"),
    [COMMAND_DIFF] = ("  conc-run sim --seed 1 --trace a.jsonl race.cs\n"
                      "  conc-run sim --seed 2 --trace b.jsonl race.cs\n"
                      "  conc-run diff a.jsonl b.jsonl           where the two runs part\n"),
    [COMMAND_VALIDATE] = ("  conc-run --trace-vars --trace run.jsonl traffic.cs\n"
                          "  conc-run validate traffic.cs run.jsonl  was every step of that run allowed?\n"),
    [COMMAND_HELP] = ("  conc-run help sim                       a command\n"
                      "  conc-run help queue                     a kind of objects: its options, and what can be done with it\n"
                      "  conc-run help timeout                   an error, a function, an operation, a key of the header\n"),
};

static const struct exit_row {
    int status;
    const char *about;
} exits[] = {
#define EXIT(status, about) {status, about},
#include "cli/exits.def"
#undef EXIT
};

static void add_row(const char *left, const char *about, buf *out) { buf_printf(out, "  %-*s%s\n", LEFT, left, about); }

static void add_option(const option_row *row, buf *out)
{
    buf left = {0};
    if (row->letter)
        buf_printf(&left, "-%c, ", row->letter);
    const char *argument = row->argument ? row->argument : "", *between = !row->argument || argument[0] == '[' ? "" : " ";
    buf_printf(&left, "--%s%s%s", row->name, between, argument);
    for (char *at = left.data; at && (at = strchr(at, '_')) != NULL;)
        *at = '-';
    if (!left.failed)
        add_row(left.data, row->about, out);
    buf_free(&left);
}

static void add_options(unsigned commands, buf *out)
{
    buf_text(out, "Options\n");
    for (int i = 0; i < OPTIONS; i++)
        if (option_rows[i].commands & commands)
            add_option(&option_rows[i], out);
}

static void add_formats(buf *out)
{
    buf_text(out, "Formats\n");
    for (int i = 0; i < format_count; i++)
        add_row(formats[i].name, formats[i].about, out);
}

static void add_limits(buf *out)
{
    buf_text(out, "\nLimits for --limit:");
    for (int i = 0; i < limit_count; i++)
        buf_printf(out, "%s%s", i ? ", " : " ", limit_rows[i].name);
    buf_char(out, '\n');
}

static void add_exits(buf *out)
{
    buf_text(out, "\nExit status\n");
    for (size_t i = 0; i < sizeof exits / sizeof *exits; i++)
        buf_printf(out, "  %-5d%s\n", exits[i].status, exits[i].about);
}

void help_general(buf *out)
{
    buf_text(out, "conc-run runs scenarios of concurrency: processes, threads, locks, queues, timers, and what becomes of them.\n\n"
                  "Usage: conc-run [COMMAND] [OPTION…] FILE [-- ARGUMENT…]\n\nCommands\n");
    for (int i = 0; i < COMMANDS; i++)
        add_row(command_rows[i].name, command_rows[i].about, out);
    buf_text(out, "\nA first scenario, hello.cs:\n\n"
                  "  thread greeter(name) {\n"
                  "      sleep(1s)\n"
                  "      print(\"hello from {name}\")\n"
                  "  }\n"
                  "  greeter(\"Ann\").start()\n"
                  "  greeter(\"Bob\").start()\n\n"
                  "  conc-run hello.cs          both speak after a second\n"
                  "  conc-run sim hello.cs      the same, without the wait\n"
                  "  conc-run lint hello.cs     only looks for errors\n\n"
                  "conc-run itself need not be named: with the first line #!/usr/bin/env conc-run and chmod +x, the file runs\n"
                  "by itself. A file with a command's name is reached as ./sim; - is standard input.\n\n");
    add_options((1u << COMMANDS) - 1, out);
    buf_char(out, '\n');
    add_formats(out);
    add_limits(out);
    add_exits(out);
    buf_text(
        out,
        "\nconc-run help COMMAND tells more, and so does conc-run help WORD, such as queue or sleep; docs/guide teaches the language.\n");
}

void help_command(command_id command, buf *out)
{
    const command_row *row = &command_rows[command];
    bool runs = command == COMMAND_RUN || command == COMMAND_SIM || command == COMMAND_REPLAY;
    buf_printf(out, "conc-run %s %s.\n\nUsage: conc-run %s\n\nExamples\n%s\n", row->name, row->about, row->usage, examples[command]);
    add_options(1u << command, out);
    if (runs || command == COMMAND_VIEW || command == COMMAND_CHECK) {
        buf_char(out, '\n');
        add_formats(out);
    }
    if (runs)
        add_limits(out);
    add_exits(out);
}

bool help_topic(const char *topic, buf *out)
{
    if (!topic) {
        help_general(out);
        return true;
    }
    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(topic, command_rows[i].name) == 0) {
            help_command((command_id)i, out);
            return true;
        }
    if (topic_explain(topic, out))
        return true;
    const char *near = topic_nearest(topic);
    buf hint = {0};
    if (near)
        buf_printf(&hint, "did you mean '%s'?", near);
    say_error(
        NULL,
        near && !hint.failed
            ? hint.data
            : "there is help on commands, kinds of objects, functions, operations, errors, keys of the header and words of the language",
        "there is no help on '%s'", topic);
    buf_free(&hint);
    return false;
}

void help_version(buf *out) { buf_text(out, "conc-run " CONC_VERSION "\n"); }
