/* check: searches the executions of a scenario, and tells what was found and what was proven.
 * Calls scenario, runtime/check/search, checked (how a finding is shown). */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/checked.h"
#include "cli/commands.h"
#include "cli/outcomes.h"

enum { SCHEDULES_MOST = 20000, STEPS_MOST = 2000, LOOK_EVERY = 64 };
#define TIME_LIMIT (INT64_C(60) * 1000000000)
#define TIME_LIMIT_TEST (INT64_C(10) * 1000000000) /* of one of many scenarios */

/* A signal's handler is given nothing. */
static volatile sig_atomic_t interrupted;

static void interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

static int64_t clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* ---- while it searches ---- */

static void show_progress(const checking *c, const search *s)
{
    buf line = {0};
    double seconds = (double)(c->now - c->began) * 1e-9;
    buf_text(&line, "\r");
    bool states = s->strategy == search_methods[METHOD_STATES];
    uint64_t count = states ? s->states : s->schedules;
    checked_count(count, &line);
    buf_printf(&line, " %s, %.0f a second, %s", states ? "states" : "schedules", (double)count / (seconds > 0 ? seconds : 1), s->strategy);
    if (s->share > 0 && s->share < 1)
        buf_printf(&line, ", about %.2g %% of all", 100 * s->share);
    buf_text(&line, "\33[K");
    if (!line.failed)
        say_write(STDERR_FILENO, line.data, line.length);
    buf_free(&line);
}

static bool go_on(const search *s)
{
    checking *c = s->context;
    if (++c->asked % LOOK_EVERY && !interrupted)
        return true;
    c->now = clock_now();
    c->late = c->now - c->began >= c->time_limit;
    if (c->progress && c->now - c->shown >= 200000000) {
        c->shown = c->now;
        show_progress(c, s);
    }
    return !c->late && !interrupted;
}

/* ---- the search ---- */

static void each(search *s, const exec *e)
{
    const checking *c = s->context;
    outcomes_each(c->outcomes, e);
}

static search_method method_named(const char *name)
{
    for (int i = 0; name && i < METHODS; i++)
        if (strcmp(name, search_methods[i]) == 0)
            return (search_method)i;
    return METHOD_AUTO;
}

static void search_subject(checking *c)
{
    const options *o = c->options;
    struct sigaction catch = {.sa_handler = interrupt}, before;
    c->began = c->shown = clock_now();
    c->time_limit = o->time_limit ? o->time_limit : o->command == COMMAND_TEST ? TIME_LIMIT_TEST : TIME_LIMIT;
    c->progress = o->command == COMMAND_CHECK && isatty(STDERR_FILENO);
    c->search = (search){.subject = &c->subject,
                         .recorder = c->outcomes ? outcomes_recorder(c->outcomes) : c->quiet,
                         .prints = c->outcomes != NULL,
                         .loose = o->loose,
                         .spurious = o->spurious < UINT32_MAX ? (uint32_t)o->spurious : UINT32_MAX,
                         .each = c->outcomes ? each : NULL,
                         .method = method_named(o->strategy),
                         .bound = (uint32_t)o->bound,
                         .exact = o->exact,
                         .most = o->max_schedules ? o->max_schedules : SCHEDULES_MOST,
                         .seed = c->scenario.settings.seed,
                         .steps_most = o->steps && o->steps < UINT32_MAX ? (uint32_t)o->steps : STEPS_MOST,
                         .go_on = go_on,
                         .context = c};
    sigaction(SIGINT, &catch, &before);
    search_run(&c->search);
    sigaction(SIGINT, &before, NULL);
    if (c->progress)
        say_write(STDERR_FILENO, "\r\33[K", 4);
    c->interrupted = interrupted;
}

int check_file(checking *c, const options *o, const char *name)
{
    *c = (checking){.options = o};
    int status = scenario_open(&c->scenario, o, name);
    if (status != STATUS_OK)
        return status;
    c->quiet = recorder_new(0, false, NULL);
    c->outcomes = o->outcomes ? outcomes_new() : NULL;
    if (!c->quiet || (o->outcomes && !c->outcomes)) {
        say_error(NULL, NULL, "there is not enough memory");
        return STATUS_FAILED;
    }
    c->subject = (subject){checked_world, program_main(c->scenario.program), c};
    search_subject(c);
    return STATUS_OK;
}

void check_free(checking *c)
{
    search_clear(&c->search);
    outcomes_free(c->outcomes);
    scenario_close(&c->scenario);
    if (c->quiet)
        recorder_end(c->quiet);
}

static int check_status(const checking *c)
{
    unsigned kinds = checked_kinds(c);
    if (c->interrupted)
        return STATUS_INTERRUPTED;
    if (c->search.failed)
        return STATUS_FAILED;
    if (checked_as_expected(c))
        return STATUS_OK;
    return kinds == 1u << FINDING_DEADLOCK ? STATUS_DEADLOCK : STATUS_FOUND;
}

int check_command(const options *o)
{
    checking c;
    int status = check_file(&c, o, o->file);
    if (status == STATUS_OK)
        status = checked_tell(&c) ? check_status(&c) : STATUS_FAILED;
    check_free(&c);
    return status;
}
