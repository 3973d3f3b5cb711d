/* test: scenarios tested by what they say of themselves: in the simulator against the output kept beside them, under check against their
 * `expect`. Each is tested in a process of its own, some at once; what they say is shown in the order of their names. */
#include <errno.h>
#include <fts.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/checked.h"
#include "cli/commands.h"
#include "cli/golden.h"
#include "cli/output.h"

typedef struct trial { /* of one scenario */
    char *name;
    pid_t pid;
    int said; /* a file in memory: what the child has to say; -1: it could not be begun */
} trial;

typedef struct session {
    const options *options;
    trial *trials;
    size_t count, capacity, begun, ended, failed;
    int shown; /* a status: whether what there is to say could be said */
} session;

/* ---- which scenarios ---- */

static bool add_trial(session *s, const char *name)
{
    if (s->count == s->capacity) {
        size_t capacity = s->capacity ? 2 * s->capacity : 64;
        trial *more = realloc(s->trials, capacity * sizeof *more);
        if (!more)
            return false;
        s->trials = more;
        s->capacity = capacity;
    }
    char *copy = strdup(name);
    if (copy)
        s->trials[s->count++] = (trial){.name = copy, .said = -1};
    return copy != NULL;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), wanted = strlen(end);
    return length >= wanted && strcmp(text + length - wanted, end) == 0;
}

static int by_name(const FTSENT **a, const FTSENT **b) { return strcmp((*a)->fts_name, (*b)->fts_name); }

/* A file as it is named; of a folder, all scenarios below it. */
static bool add_all(session *s, char *root)
{
    char *roots[] = {root, NULL};
    bool ok = true, any = false;
    FTS *walk = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
    for (FTSENT *e; walk && ok && (e = fts_read(walk)) != NULL;) {
        if (e->fts_info != FTS_F || (e->fts_level > 0 && !ends_with(e->fts_name, ".cs")))
            continue;
        any = true;
        ok = add_trial(s, e->fts_path);
    }
    if (walk)
        fts_close(walk);
    if (ok && !any)
        say_error(root, NULL, access(root, F_OK) == 0 ? "there is no scenario" : "there is no such file or folder");
    return ok && any;
}

/* ---- one scenario, in its own process ---- */

static void say_kinds(unsigned kinds, buf *out)
{
    const char *between = "";
    for (int kind = 0; kind < FINDINGS; kind++)
        if (kinds >> kind & 1) {
            buf_printf(out, "%s%s", between, kind == FINDING_NONE ? "nothing" : finding_names[kind]);
            between = ", ";
        }
}

/* A line: what was found, and the verdict. */
static void say_found(const checking *c, bool fits, buf *said)
{
    size_t from = said->length;
    buf_text(said, fits ? "found " : "expected ");
    say_kinds(program_header(c->scenario.program)->expect, said);
    if (!fits) {
        buf_text(said, ", found ");
        say_kinds(checked_kinds(c), said);
    }
    buf_text(said, "; ");
    checked_verdict(c, said);
    while (said->length > from && said->data[said->length - 1] == '\n')
        said->length--;
    for (size_t i = from; i < said->length; i++)
        if (said->data[i] == '\n')
            said->data[i] = ' ';
}

/* What has to be said goes to fd: a line, and below it what makes it understood. */
static bool try_scenario(const options *o, const char *name, int fd)
{
    buf said = {0}, more = {0};
    options shown = *o;
    checking c;
    shown.format = format_find("lanes");
    bool runs = check_file(&c, &shown, name) == STATUS_OK, holds = runs && golden_holds(o, name, &said, &more);
    bool fits = runs && checked_as_expected(&c), ok = holds && fits && !c.search.failed;
    if (runs)
        say_found(&c, fits, &said);
    else
        buf_text(&said, "it cannot be run");
    buf_char(&said, '\n');
    buf_add(&said, more.data, more.length);
    ok = !said.failed && say_write(fd, said.data, said.length) && ok;
    if (runs && !fits && dup2(fd, STDOUT_FILENO) >= 0)
        checked_tell(&c);
    check_free(&c);
    buf_free(&said);
    buf_free(&more);
    return ok;
}

static void begin(session *s, trial *t)
{
    t->said = memfd_create("trial", MFD_CLOEXEC);
    t->pid = t->said < 0 ? -1 : golden_fork();
    if (t->pid != 0)
        return;
    signal(SIGINT, SIG_DFL);
    _exit(try_scenario(s->options, t->name, t->said) ? STATUS_OK : STATUS_FAILED);
}

/* ---- all of them ---- */

/* The first line tells it, those behind it stand below: in TAP as what a reader may leave out. */
static void show_lines(const char *at, const char *before, buf *out)
{
    for (size_t length; *at; at += length + (at[length] == '\n')) {
        length = strcspn(at, "\n");
        buf_text(out, length ? before : *before == '#' ? "#" : "");
        buf_add(out, at, length);
        buf_char(out, '\n');
    }
}

static void show_trial(const session *s, size_t number, bool ok, const char *said, buf *out)
{
    const trial *t = &s->trials[number];
    if (s->options->tap) {
        buf_printf(out, "%s %zu - %s\n", ok ? "ok" : "not ok", number + 1, t->name);
        show_lines(said, "# ", out);
        return;
    }
    size_t first = strcspn(said, "\n");
    buf_printf(out, "%-6s  %s: %.*s\n", ok ? "ok" : "FAILED", t->name, (int)first, said);
    show_lines(said + first + (said[first] == '\n'), "    ", out);
}

/* ---- Ctrl-C: who is at work gives what he has, and no more are begun ---- */

static volatile sig_atomic_t interrupted;

static void interrupt(int number)
{
    (void)number;
    interrupted = 1;
}

static void catch_interrupt(void)
{
    struct sigaction action = {.sa_handler = interrupt};
    sigaction(SIGINT, &action, NULL);
}

static void end(session *s, size_t number)
{
    trial *t = &s->trials[number];
    int status = -1;
    buf said = {0}, line = {0};
    while (t->pid > 0 && waitpid(t->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (t->said >= 0)
        golden_read(t->said, &said);
    bool ok = t->pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == STATUS_OK;
    bool cut = interrupted && !said.length;
    s->failed += !ok && !cut;
    s->ended += !cut;
    if (!cut)
        show_trial(s, number, ok, said.length ? said.data : "it could not be tested to its end", &line);
    if (s->shown == STATUS_OK)
        s->shown = output_say(&line);
    if (t->said >= 0)
        close(t->said);
    buf_free(&said);
    buf_free(&line);
}

static bool goes_on(const session *s) { return s->shown == STATUS_OK && !interrupted; }

/* Nobody reads on when something could not be written: then no more are begun. */
static void try_all(session *s)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t jobs = processors < 1 ? 1 : processors > JOBS_MOST ? JOBS_MOST : (size_t)processors;
    for (size_t i = 0; i < s->count && (goes_on(s) || i < s->begun); i++) {
        while (s->begun < s->count && s->begun < i + jobs && goes_on(s))
            begin(s, &s->trials[s->begun++]);
        end(s, i);
    }
}

static void say_sum(session *s, bool before)
{
    buf text = {0};
    size_t left = s->count - s->ended;
    if (before && s->options->tap)
        buf_printf(&text, "TAP version 13\n1..%zu\n", s->count);
    else if (!before && s->options->tap && left)
        buf_text(&text, "Bail out! it was interrupted\n");
    else if (!before && !s->options->tap) {
        buf_printf(&text, "%zu passed, %zu failed", s->ended - s->failed, s->failed);
        if (left)
            buf_printf(&text, ", %zu not tested", left);
        buf_char(&text, '\n');
    }
    if (s->shown == STATUS_OK)
        s->shown = output_say(&text);
    buf_free(&text);
}

static int session_status(const session *s)
{
    if (s->shown != STATUS_OK)
        return s->shown;
    if (interrupted)
        return STATUS_INTERRUPTED;
    return s->failed ? STATUS_FAILED : STATUS_OK;
}

int test_command(const options *o)
{
    session s = {.options = o};
    bool there = true;
    for (int i = 0; i < o->file_count; i++)
        there = add_all(&s, o->files[i]) && there;
    if (there) {
        catch_interrupt();
        say_sum(&s, true);
        try_all(&s);
        say_sum(&s, false);
    }
    for (size_t i = 0; i < s.count; i++)
        free(s.trials[i].name);
    free(s.trials);
    return there ? session_status(&s) : STATUS_WRONG;
}
