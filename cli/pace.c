/* pace: limits and progress of a search. Calls the clock, signals, memory, say. */
#include "cli/pace.h"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "cli/checkpoint.h"
#include "cli/memory.h"

enum { LOOK_EVERY = 64, SAVE_PART = 20 };
#define TIME_LIMIT (INT64_C(60) * 1000000000)
#define TIME_LIMIT_TEST (INT64_C(10) * 1000000000) /* of one of many scenarios */
#define SHOW_EVERY 200000000

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

bool pace_interrupted(void) { return interrupted; }

static void pace_signals(void (*handler)(int))
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = handler};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sigaction(numbers[i], &action, NULL);
}

void pace_begin(checking *c)
{
    const options *o = c->options;
    c->before = c->search.tried;
    c->began = c->shown = c->now = clock_now();
    c->save_at = c->now + CHECKPOINT_EVERY;
    c->time_limit = o->time_limit ? o->time_limit : o->command == COMMAND_TEST ? TIME_LIMIT_TEST : TIME_LIMIT;
    c->progress = o->command == COMMAND_CHECK && say_terminal(STDERR_FILENO);
    if (o->max_memory) /* beyond what is looked for between schedules: one may need much at once */
        memory_allow(o->max_memory + o->max_memory / 4);
    pace_signals(interrupt);
}

void pace_end(checking *c)
{
    pace_signals(SIG_DFL);
    if (c->options->max_memory)
        memory_allow(0);
    if (c->progress)
        say_write(STDERR_FILENO, "\r\33[K", 4);
    c->interrupted = interrupted;
}

void pace_saved(checking *c)
{
    int64_t end = clock_now(), rest = SAVE_PART * (end - c->now);
    c->save_at = end + (rest > CHECKPOINT_EVERY ? rest : CHECKPOINT_EVERY);
}

/* ---- the line ---- */

static void show_left(const checking *c, double share, buf *line)
{
    double left = (double)(c->now - c->began) * 1e-9 * (1 - share) / share;
    buf_printf(line, ", about %.2g %% of all", 100 * share);
    if (left < 120)
        buf_printf(line, ", %.0f s left", left);
    else if (left < 7200)
        buf_printf(line, ", %.0f min left", left / 60);
    else if (left < 1e6)
        buf_printf(line, ", %.0f h left", left / 3600);
    else
        buf_text(line, ", far too much to be tried");
}

static void show_progress(const checking *c, uint64_t tried, double share)
{
    buf line = {0};
    double seconds = (double)(c->now - c->began) * 1e-9;
    bool states = c->search.strategy == search_methods[METHOD_STATES];
    buf_text(&line, "\r");
    checked_count(states ? c->search.states : tried, &line);
    buf_printf(&line, states ? " states, %.0f a second" : " schedules, %.0f a second",
               (double)(states ? c->search.states : tried - c->before) / (seconds > 0 ? seconds : 1));
    if (c->search.strategy)
        buf_printf(&line, ", %s", c->search.strategy);
    else
        buf_printf(&line, ", in %llu processes", (unsigned long long)c->options->jobs);
    if (checked_kinds(c) != 1u << FINDING_NONE)
        buf_text(&line, ", something was found");
    if (share > 0 && share < 1)
        show_left(c, share, &line);
    buf_text(&line, "\33[K");
    if (!line.failed)
        say_write(STDERR_FILENO, line.data, line.length);
    buf_free(&line);
}

/* ---- limits ---- */

bool pace_memory(checking *c, int64_t most)
{
    if (most && c->asked++ % LOOK_EVERY == 0)
        c->full |= memory_used() > most;
    return !c->full;
}

bool pace_look(checking *c, uint64_t tried, double share)
{
    c->now = clock_now();
    c->late |= c->now - c->began >= c->time_limit;
    if (c->progress && c->now - c->shown >= SHOW_EVERY) {
        c->shown = c->now;
        show_progress(c, tried, share);
    }
    return !c->late && !interrupted && !c->unsaved;
}
