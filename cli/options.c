/* options: the command line, understood.
 * Calls getopt_long, number and say; the tables of options, commands and limits stand here.
 * Knows what options there are and what may follow them; what they do is run.c's and lint.c's affair. */
#include "cli/options.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/diag.h"
#include "cli/number.h"
#include "runtime/check/search.h"

enum {
    RUNS = 1 << COMMAND_RUN | 1 << COMMAND_SIM,
    REPEATS = RUNS | 1 << COMMAND_VALIDATE,
    CHECKS = 1 << COMMAND_CHECK,
    REPLAYS = 1 << COMMAND_REPLAY,
    TESTS = 1 << COMMAND_TEST,
    SHOWS = RUNS | 1 << COMMAND_VIEW,
    RUN_ONLY = 1 << COMMAND_RUN,
    LINT_ONLY = 1 << COMMAND_LINT,
    VIEW_ONLY = 1 << COMMAND_VIEW,
    EVERY = (1 << COMMANDS) - 1,
    LONGEST = 32,     /* of an option's name */
    FIRST_LONG = 256, /* getopt's number of the first option without a letter */
};

const option_row option_rows[OPTIONS] = {
#define OPTION(name, letter, argument, commands, about) [OPTION_##name] = {#name, letter, argument, commands, about},
#include "cli/options.def"
#undef OPTION
};

const command_row command_rows[COMMANDS] = {
#define COMMAND(NAME, name, usage, about) [COMMAND_##NAME] = {#name, usage, about},
#include "cli/commands.def"
#undef COMMAND
};

const limit_row limit_rows[] = {
#define LIMIT(name, most, words, about) {#name, offsetof(limits, name)},
#include "runtime/limits.def"
#undef LIMIT
};
const int limit_count = sizeof limit_rows / sizeof *limit_rows;

static int64_t *limit_at(limits *l, int row) { return (int64_t *)((char *)l + limit_rows[row].offset); }

/* ---- names and what is meant by them ---- */

/* "trace_vars" → "--trace-vars" */
static const char *spelled(option_id id, char *out)
{
    snprintf(out, LONGEST, "--%s", option_rows[id].name);
    for (char *at = out; (at = strchr(at, '_')) != NULL;)
        *at = '-';
    return out;
}

/* "did you mean '--seed'?" for the candidate nearest to `name`, otherwise `fallback`. */
static const char *suggestion(const char *name, const char *const *candidates, size_t count, const char *fallback, buf *out)
{
    const char *nearest = diag_nearest(name, candidates, count);
    for (size_t i = 0; i < count && !nearest; i++)
        if (strlen(name) > 3 && strncmp(name, candidates[i], strlen(name)) == 0)
            nearest = candidates[i];
    if (!nearest)
        return fallback;
    buf_printf(out, "did you mean '%s'?", nearest);
    return out->failed ? fallback : out->data;
}

static command_id command_named(const char *word)
{
    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(command_rows[i].name, word) == 0)
            return (command_id)i;
    return COMMANDS;
}

/* The command of a line whose options are not understood yet. */
static command_id command_of(int argc, char *const *argv)
{
    for (int i = 1; i < argc; i++)
        if (command_named(argv[i]) != COMMANDS)
            return command_named(argv[i]);
    return COMMAND_RUN;
}

/* `--timeout`, `--html`, `--check`: what is said otherwise here. */
static bool add_habit(const char *name, buf *hint)
{
    static const struct {
        const char *word, *hint;
    } habits[] = {
        {"--timeout", "--for 10s ends the run after that time"},
        {"--duration", "--for 10s ends the run after that time"},
        {"--plain", "--quiet shows only what the script prints"},
        {"--threads", "a scenario starts its threads itself"},
    };
    for (size_t i = 0; i < sizeof habits / sizeof *habits; i++)
        if (strcmp(habits[i].word, name) == 0)
            buf_text(hint, habits[i].hint);
    if (hint->length)
        return true;
    if (format_find(name + 2))
        buf_printf(hint, "it is a format: --format %s", name + 2);
    else if (command_named(name + 2) != COMMANDS)
        buf_printf(hint, "it is a command: conc-run %s FILE", name + 2);
    return hint->length;
}

static bool fail_unknown_option(const char *word, command_id command)
{
    char spellings[OPTIONS][LONGEST], name[LONGEST];
    const char *candidates[OPTIONS];
    size_t count = 0, length = strcspn(word, "=");
    for (int i = 0; i < OPTIONS; i++)
        if (option_rows[i].commands & 1u << command)
            candidates[count++] = spelled((option_id)i, spellings[i]);
    if (length >= sizeof name)
        length = sizeof name - 1;
    memcpy(name, word, length);
    name[length] = '\0';
    buf hint = {0};
    const char *told = length > 2 && add_habit(name, &hint) && !hint.failed
                           ? hint.data
                           : suggestion(name, candidates, count, "conc-run --help lists the options", &hint);
    say_error(NULL, told, "there is no option '%s'", name);
    buf_free(&hint);
    return false;
}

static bool fail_value(option_id id, const char *text, const char *expected)
{
    char name[LONGEST];
    say_error(NULL, NULL, "%s takes %s, not '%s'", spelled(id, name), expected, text);
    return false;
}

/* ---- the options' values ---- */

static bool set_format(options *o, const char *text)
{
    enum { MOST = 64 };
    const char *names[MOST];
    int count = format_count < MOST ? format_count : MOST;
    o->format = format_find(text);
    if (o->format)
        return true;
    for (int i = 0; i < count; i++)
        names[i] = formats[i].name;
    buf hint = {0};
    say_error(NULL, suggestion(text, names, (size_t)count, "conc-run --help lists the formats", &hint), "there is no format '%s'", text);
    buf_free(&hint);
    return false;
}

static bool fail_limit(const char *text, size_t key)
{
    const char *names[sizeof limit_rows / sizeof *limit_rows];
    char name[LONGEST] = "";
    for (int i = 0; i < limit_count; i++)
        names[i] = limit_rows[i].name;
    memcpy(name, text, key < LONGEST ? key : LONGEST - 1);
    buf hint = {0};
    say_error(NULL,
              suggestion(name, names, (size_t)limit_count, "there are tasks, processes, memory, messages, depth, steps and moment", &hint),
              "there is no limit '%s'", name);
    buf_free(&hint);
    return false;
}

static bool set_limit(options *o, const char *text)
{
    size_t key = strcspn(text, "=");
    if (!text[key])
        return fail_value(OPTION_limit, text, "KEY=N, such as tasks=100");
    for (int i = 0; i < limit_count; i++) {
        if (strlen(limit_rows[i].name) != key || strncmp(limit_rows[i].name, text, key) != 0)
            continue;
        bool bytes = limit_rows[i].offset == offsetof(limits, memory);
        if ((bytes ? number_size : number_count)(text + key + 1, limit_at(&o->limits, i)))
            return true;
        return fail_value(OPTION_limit, text, "KEY=N with a number of at least 1, below 2^63");
    }
    return fail_limit(text, key);
}

static bool set_color(options *o, const char *text)
{
    static const char *const words[] = {[COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never"};
    for (int i = 0; i < 3; i++)
        if (strcmp(text, words[i]) == 0) {
            o->color = (color_when)i;
            return true;
        }
    return fail_value(OPTION_color, text, "auto, always or never");
}

static bool set_trace_full(options *o, const char *text)
{
    o->drop_when_full = strcmp(text, "drop") == 0;
    return o->drop_when_full || strcmp(text, "block") == 0 || fail_value(OPTION_trace_full, text, "block or drop");
}

static bool set_seed(options *o, const char *text)
{
    o->seeded = number_natural(text, UINT64_MAX, &o->seed);
    return o->seeded || fail_value(OPTION_seed, text, "a whole number of at least 0, below 2^64");
}

static bool set_jitter(options *o, const char *text)
{
    o->jitters = number_natural(text, UINT64_MAX, &o->jitter);
    return o->jitters || fail_value(OPTION_jitter, text, "a whole number of at least 0, below 2^64");
}

static bool set_stop(options *o, const char *text)
{
    return number_duration(text, &o->stop_after) || fail_value(OPTION_for, text, "a time such as 500ms, 10s or 2m, below 292 years");
}

static bool set_finding(options *o, const char *text)
{
    for (int i = FINDING_NONE + 1; i < FINDINGS; i++)
        if (strcmp(text, finding_names[i]) == 0) {
            o->finding = i;
            return true;
        }
    buf hint = {0};
    say_error(NULL, suggestion(text, finding_names, FINDINGS, "there are deadlock, race, assert, invariant, livelock and error", &hint),
              "there is no finding '%s'", text);
    buf_free(&hint);
    return false;
}

static bool set_strategy(options *o, const char *text)
{
    o->strategy = text;
    for (int i = 0; i < METHODS; i++)
        if (strcmp(text, search_methods[i]) == 0)
            return true;
    buf hint = {0};
    say_error(NULL,
              suggestion(text, search_methods, METHODS,
                         "there are auto, dpor, dfs, states, random, pos, surw, rf, pct, lockstep, bounded and delay", &hint),
              "there is no strategy '%s'", text);
    buf_free(&hint);
    return false;
}

static bool set_number(option_id id, const char *text, uint64_t *out)
{
    int64_t n;
    bool ok = number_count(text, &n);
    if (ok)
        *out = (uint64_t)n;
    return ok || fail_value(id, text, "a whole number of at least 1, below 2^63");
}

static bool set_jobs(options *o, const char *text)
{
    return (number_natural(text, JOBS_MOST, &o->jobs) && o->jobs) || fail_value(OPTION_jobs, text, "a whole number from 1 to 64");
}

static bool set_max_memory(options *o, const char *text)
{
    return number_size(text, &o->max_memory) || fail_value(OPTION_max_memory, text, "a size such as 512M or 2G");
}

static bool set_time_limit(options *o, const char *text)
{
    return (number_duration(text, &o->time_limit) && o->time_limit > 0)
           || fail_value(OPTION_time_limit, text, "a time such as 500ms, 10s or 2m, below 292 years");
}

static bool set_time(options *o, const char *text)
{
    o->loose = strcmp(text, "loose") == 0;
    return o->loose || strcmp(text, "exact") == 0 || fail_value(OPTION_time, text, "exact or loose");
}

static bool set(options *o, option_id id, const char *text)
{
    switch (id) {
    case OPTION_format: return set_format(o, text);
    case OPTION_output: o->output = text; return true;
    case OPTION_script: o->script = text; return true;
    case OPTION_trace: o->trace = text; return true;
    case OPTION_trace_vars: o->trace_variables = true; return true;
    case OPTION_trace_full: return set_trace_full(o, text);
    case OPTION_for: return set_stop(o, text);
    case OPTION_seed: return set_seed(o, text);
    case OPTION_jitter: return set_jitter(o, text);
    case OPTION_limit: return set_limit(o, text);
    case OPTION_ascii: o->ascii = true; return true;
    case OPTION_quiet: return true; /* see finish_format */
    case OPTION_strategy: return set_strategy(o, text);
    case OPTION_real: o->real = true; return true;
    case OPTION_time: return set_time(o, text);
    case OPTION_spurious: return set_number(id, text ? text : "1", &o->spurious);
    case OPTION_bound: return set_number(id, text, &o->bound);
    case OPTION_max_schedules: return set_number(id, text, &o->max_schedules);
    case OPTION_max_steps: return set_number(id, text, &o->steps);
    case OPTION_time_limit: return set_time_limit(o, text);
    case OPTION_save: o->save = text; return true;
    case OPTION_jobs: return set_jobs(o, text);
    case OPTION_show: return set_number(id, text, &o->show);
    case OPTION_checkpoint: o->checkpoint = text; return true;
    case OPTION_max_memory: return set_max_memory(o, text);
    case OPTION_outcomes:
        o->outcomes = true;
        o->outcomes_folder = text;
        return true;
    case OPTION_finding: return set_finding(o, text);
    case OPTION_until_found: o->until_found = true; return true;
    case OPTION_exact: o->exact = true; return true;
    case OPTION_every_state: o->every_state = true; return true;
    case OPTION_tap: o->tap = true; return true;
    case OPTION_bless: o->bless = true; return true;
    case OPTION_tree: o->tree = true; return true;
    case OPTION_code: o->code = true; return true;
    case OPTION_color: return set_color(o, text);
    case OPTION_help: o->help = true; return true;
    case OPTION_version: o->version = true; return true;
    case OPTIONS: break;
    }
    return false;
}

/* ---- getopt ---- */

static void describe(struct option *longs, char (*names)[LONGEST], char *letters)
{
    *letters++ = ':';
    for (int i = 0; i < OPTIONS; i++) {
        const option_row *row = &option_rows[i];
        int takes = !row->argument ? no_argument : row->argument[0] == '[' ? optional_argument : required_argument;
        longs[i] = (struct option){spelled((option_id)i, names[i]) + 2, takes, NULL, row->letter ? row->letter : FIRST_LONG + i};
        if (row->letter)
            *letters++ = (char)row->letter;
        if (row->letter && row->argument)
            *letters++ = ':';
    }
    longs[OPTIONS] = (struct option){0};
    *letters = '\0';
}

static option_id found_option(int c)
{
    for (int i = 0; i < OPTIONS; i++)
        if (c == option_rows[i].letter || c == FIRST_LONG + i)
            return (option_id)i;
    return OPTIONS;
}

/* getopt gave ':' (an argument is missing) or '?'. */
static bool fail_option(int c, int argc, char *const *argv)
{
    const char *word = argv[optind - 1];
    char name[LONGEST];
    option_id id = optopt ? found_option(optopt) : OPTIONS;
    if (c == ':' && id != OPTIONS)
        say_error(NULL, NULL, "%s needs %s after it", spelled(id, name), option_rows[id].argument);
    else if (id != OPTIONS)
        say_error(NULL, NULL, "%s takes no value", spelled(id, name));
    else if (optopt)
        say_error(NULL, "conc-run --help lists the options", "there is no option '-%c'", optopt);
    else
        return fail_unknown_option(word, command_of(argc, argv));
    return false;
}

/* getopt takes `--check` for --checkpoint; a word is taken for what it says only. */
static bool is_whole(option_id id, char *const *argv)
{
    char name[LONGEST];
    const char *word = argv[optind - 1] == optarg ? argv[optind - 2] : argv[optind - 1];
    return strncmp(word, "--", 2) != 0 || strcspn(word, "=") == strlen(spelled(id, name));
}

/* Reads the options; `given` gets their bits. What is left stands from optind on. */
static bool read_options(int argc, char **argv, options *o, uint64_t *given)
{
    struct option longs[OPTIONS + 1];
    char names[OPTIONS][LONGEST], letters[2 * OPTIONS + 2];
    describe(longs, names, letters);
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, letters, longs, NULL)) != -1;) {
        option_id id = found_option(c);
        if (id == OPTIONS)
            return fail_option(c, argc, argv);
        if (c >= FIRST_LONG && !is_whole(id, argv))
            return fail_unknown_option(argv[optind - 1] == optarg ? argv[optind - 2] : argv[optind - 1], command_of(argc, argv));
        *given |= UINT64_C(1) << id;
        if (!set(o, id, optarg))
            return false;
    }
    return true;
}

/* ---- commands and files ---- */

static bool fail_many(const options *o, const char *word)
{
    if (o->outcomes && !o->outcomes_folder)
        say_error(NULL, "the folder stands behind a =: --outcomes=FOLDER", "'%s' is one file too many", word);
    else if (o->command == COMMAND_RUN || o->command == COMMAND_SIM || o->command == COMMAND_CHECK)
        say_error(NULL, "what the scenario is to find in args goes behind --", "'%s' is one file too many", word);
    else
        say_error(NULL, NULL, "'%s' is one word too many", word);
    return false;
}

/* `conc-run smi x.cs`: is the first word a file, or was it meant as a command? */
static bool looks_like_file(const char *word) { return strpbrk(word, "./-") || access(word, F_OK) == 0; }

static bool fail_command(const char *word)
{
    const char *names[COMMANDS];
    for (int i = 0; i < COMMANDS; i++)
        names[i] = command_rows[i].name;
    buf hint = {0};
    say_error(
        NULL,
        suggestion(word, names, COMMANDS, "the commands are run, sim, check, replay, test, lint, view, diff, validate and help", &hint),
        "there is no command '%s'", word);
    buf_free(&hint);
    return false;
}

/* The words that are no options: a command, and what it is about. */
static bool take_words(options *o, int count, char **words)
{
    command_id command = count ? command_named(words[0]) : COMMANDS;
    int at = command != COMMANDS;
    o->command = at ? command : COMMAND_RUN;
    o->named = at;
    if (at < count)
        o->file = words[at++];
    if (o->command == COMMAND_TEST && o->file) {
        o->files = words + at - 1;
        o->file_count = count - at + 1;
        return true;
    }
    if (o->command == COMMAND_REPLAY && at < count)
        o->schedule = words[at++];
    if (at < count && (o->command == COMMAND_DIFF || o->command == COMMAND_VALIDATE))
        o->other_file = words[at++];
    if (at == count)
        return true;
    return command == COMMANDS && !looks_like_file(o->file) ? fail_command(o->file) : fail_many(o, words[at]);
}

static bool fail_elsewhere(const options *o, option_id id)
{
    char name[LONGEST];
    buf hint = {0};
    for (unsigned i = 0; i < COMMANDS; i++)
        if (option_rows[id].commands & 1u << i)
            buf_printf(&hint, "%s%s", hint.length ? ", " : "it is an option of ", command_rows[i].name);
    say_error(NULL, hint.failed ? NULL : hint.data, "%s is no option of '%s'", spelled(id, name), command_rows[o->command].name);
    buf_free(&hint);
    return false;
}

static bool check_given(const options *o, uint64_t given)
{
    for (int i = 0; i < OPTIONS; i++)
        if (given >> i & 1 && !(option_rows[i].commands & 1u << o->command))
            return fail_elsewhere(o, (option_id)i);
    return true;
}

static bool is_strategy(const options *o, int method) { return o->strategy && strcmp(o->strategy, search_methods[method]) == 0; }

/* What only some strategies know does nothing with others: it is not what was meant. */
static bool check_strategy(const options *o)
{
    const char *name = o->strategy ? o->strategy : search_methods[METHOD_AUTO];
    bool states = is_strategy(o, METHOD_STATES) || strcmp(name, search_methods[METHOD_AUTO]) == 0;
    if (o->bound && !is_strategy(o, METHOD_BOUNDED) && !is_strategy(o, METHOD_DELAY) && !is_strategy(o, METHOD_PCT))
        say_error(NULL, "--strategy bounded tries all schedules with so few preemptions; delay and pct have a bound, too",
                  "--bound does not go with the strategy '%s'", name);
    else if ((o->exact || o->every_state) && !states)
        say_error(NULL, "it goes with --strategy states and auto", "--%s does not go with the strategy '%s'",
                  o->exact ? "exact" : "every-state", name);
    else
        return true;
    return false;
}

/* States are compared by what is left until each moment, and in loose time there is no moment. They are joined whatever way led to them,
 * so there is none to be shown, nor what it prints. */
static bool check_together(const options *o)
{
    if (!is_strategy(o, METHOD_STATES) || (!o->loose && !o->outcomes && !o->show))
        return true;
    if (o->loose)
        say_error(NULL, "the other strategies know loose time", "--strategy states goes with exact time only");
    else
        say_error(NULL, "the other strategies follow interleavings", "--strategy states does not go with %s",
                  o->outcomes ? "--outcomes" : "--show");
    return false;
}

/* Nobody counts the steps of real tasks: they would all have to count in one place. */
static bool check_limits(const options *o)
{
    if (o->command != COMMAND_RUN || (o->limits.steps < 0 && o->limits.moment < 0))
        return true;
    say_error(NULL, "--for ends a real run after some time", "the limit %s is one of virtual time",
              o->limits.steps >= 0 ? "steps" : "moment");
    return false;
}

/* Each file has one writer, which would overwrite what another has written. */
static bool check_outputs(const options *o)
{
    const char *shown = o->output ? o->output : "-", *names[] = {shown, o->trace, o->save, o->checkpoint};
    enum { NAMES = sizeof names / sizeof *names };
    for (int i = 0; i < NAMES; i++)
        for (int k = i + 1; k < NAMES; k++) {
            if (!names[i] || !names[k] || strcmp(names[i], names[k]) != 0 || strcmp(names[i], "/dev/null") == 0)
                continue;
            bool standard = strcmp(names[i], "-") == 0;
            say_error(NULL, standard ? "-o FILE writes what is shown elsewhere" : "give each a name of its own",
                      "two things cannot be written into %s", standard ? "standard output" : names[i]);
            return false;
        }
    return true;
}

/* --quiet is a format's other name. */
static bool finish_format(options *o, uint64_t given)
{
    bool quiet = given >> OPTION_quiet & 1;
    if (quiet && o->format && o->format != format_find("plain")) {
        say_error(NULL, NULL, "--quiet means --format plain; leave one of the two out");
        return false;
    }
    if (!o->format)
        o->format = quiet ? format_find("plain") : o->command == COMMAND_CHECK ? format_find("lanes") : &formats[0];
    return true;
}

/* Where `--` stands; argc when there is none. What follows it is the script's. */
static int find_dashes(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--") == 0)
            return i;
    return argc;
}

bool options_parse(int argc, char **argv, options *o)
{
    int own = find_dashes(argc, argv);
    uint64_t given = 0;
    static const limits none_given = {
#define LIMIT(name, most, words, about) .name = -1,
#include "runtime/limits.def"
#undef LIMIT
    };
    *o = (options){.stop_after = NO_TIMEOUT, .limits = none_given};
    if (own < argc) {
        o->argument_count = argc - own - 1;
        o->arguments = argv + own + 1;
    }
    if (own == 3 && command_named(argv[1]) == COMMAND_HELP && argv[2][0] == '-' && argv[2][1] == '-' && strcmp(argv[2], "--help") != 0) {
        o->command = COMMAND_HELP; /* what an option means */
        o->file = argv[2];
        return true;
    }
    if (!read_options(own, argv, o, &given) || !take_words(o, own - optind, argv + optind))
        return false;
    return o->help || o->version
           || (check_given(o, given) && check_strategy(o) && check_together(o) && check_limits(o) && check_outputs(o)
               && finish_format(o, given));
}

void options_apply(const options *o, settings *s)
{
    limits given = o->limits;
    for (int i = 0; i < limit_count; i++)
        if (*limit_at(&given, i) >= 0)
            *limit_at(&s->limits, i) = *limit_at(&given, i);
    if (o->stop_after != NO_TIMEOUT)
        s->stop_after = o->stop_after;
    if (o->seeded)
        s->seed = o->seed;
    s->trace_variables = o->trace_variables;
    s->jitters = o->jitters;
    s->jitter = o->jitter;
}
