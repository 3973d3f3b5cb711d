/* test: scenarios tested by what they say of themselves: in the simulator against the output kept beside them, under check against their
 * `expect`. Each is tested in a process of its own, some at once; what they say is shown in the order of their names. */
#include <fcntl.h>
#include <fts.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/checked.h"
#include "cli/commands.h"
#include "cli/file.h"
#include "cli/output.h"

typedef struct trial { /* of one scenario */
    char *name;
    pid_t pid;
    int said; /* a file in memory: what the child has to say; -1: it could not be begun */
} trial;

typedef struct session {
    const options *options;
    trial *trials;
    size_t count, capacity, begun, failed;
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

static bool read_back(int fd, buf *out)
{
    char bytes[4096];
    ssize_t got;
    lseek(fd, 0, SEEK_SET);
    while ((got = read(fd, bytes, sizeof bytes)) > 0)
        buf_add(out, bytes, (size_t)got);
    return got == 0 && !out->failed;
}

static bool same_text(const char *name, const buf *have)
{
    buf want = {0};
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    bool same =
        fd >= 0 && read_back(fd, &want) && want.length == have->length && (!want.length || !memcmp(want.data, have->data, want.length));
    if (fd >= 0)
        close(fd);
    buf_free(&want);
    return same;
}

/* The words behind "# Options: " at the beginning of a line of the scenario. */
static int own_options(char *script, char **words, int most)
{
    static const char mark[] = "# Options: ";
    int count = 0;
    char *at = strncmp(script, mark, strlen(mark)) == 0 ? script - 1 : strstr(script, "\n# Options: ");
    if (!at)
        return 0;
    at += 1 + strlen(mark);
    at[strcspn(at, "\r\n")] = '\0';
    for (char *word = strtok(at, " "); word && count < most; word = strtok(NULL, " "))
        words[count++] = word;
    return count;
}

static int simulate(char *name, int output)
{
    enum { WORDS = 16 };
    char *words[WORDS + 4] = {"conc-run", "sim"};
    options sim;
    buf script = {0};
    if (dup2(output, STDOUT_FILENO) < 0 || !freopen("/dev/null", "w", stderr) || !file_read(name, &script))
        return STATUS_FAILED;
    int count = 2 + own_options(script.data, words + 2, WORDS);
    words[count++] = name;
    optind = 1;
    return options_parse(count, words, &sim) ? run_command(&sim) : STATUS_WRONG;
}

/* A child that ends with this process, however that ends. */
static pid_t fork_bound(void)
{
    pid_t parent = getpid(), child = fork();
    if (child == 0 && (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent))
        _exit(STATUS_FAILED);
    return child;
}

/* Runs it in the simulator as `conc-run sim NAME` does, and compares what it writes. */
static bool golden_holds(char *name, const char *golden)
{
    buf have = {0};
    int fd = memfd_create("golden", MFD_CLOEXEC);
    pid_t child = fd < 0 ? -1 : fork_bound();
    if (child == 0)
        _exit(simulate(name, fd));
    if (child > 0)
        waitpid(child, NULL, 0);
    bool holds = child > 0 && read_back(fd, &have) && same_text(golden, &have);
    if (fd >= 0)
        close(fd);
    buf_free(&have);
    return holds;
}

static void say_kinds(unsigned kinds, buf *out)
{
    const char *between = "";
    for (int kind = 0; kind < FINDINGS; kind++)
        if (kinds >> kind & 1) {
            buf_printf(out, "%s%s", between, kind == FINDING_NONE ? "nothing" : finding_names[kind]);
            between = ", ";
        }
}

static bool try_golden(char *name, buf *said)
{
    size_t length = strlen(name);
    buf golden = {0};
    buf_add(&golden, name, ends_with(name, ".cs") ? length - 3 : length);
    buf_text(&golden, ".out");
    bool there = golden.data && access(golden.data, R_OK) == 0, holds = !there || golden_holds(name, golden.data);
    if (there)
        buf_printf(said, holds ? "writes %s; " : "does not write %s in the simulator; ", golden.data);
    buf_free(&golden);
    return holds;
}

static bool try_scenario(const options *o, char *name, buf *said)
{
    checking c;
    bool holds = try_golden(name, said);
    if (check_file(&c, o, name) != STATUS_OK) {
        buf_text(said, "it cannot be run");
        check_free(&c);
        return false;
    }
    bool fits = checked_as_expected(&c);
    buf_text(said, fits ? "found " : "expected ");
    say_kinds(program_header(c.scenario.program)->expect, said);
    if (!fits) {
        buf_text(said, ", found ");
        say_kinds(checked_kinds(&c), said);
    }
    buf_text(said, "; ");
    checked_verdict(&c, said);
    while (said->length && said->data[said->length - 1] == '\n')
        said->data[--said->length] = '\0';
    for (char *at = said->data; at && (at = strchr(at, '\n')) != NULL;)
        *at = ' ';
    fits = fits && !c.search.failed;
    check_free(&c);
    return holds && fits;
}

static void begin(session *s, trial *t)
{
    t->said = memfd_create("trial", MFD_CLOEXEC);
    t->pid = t->said < 0 ? -1 : fork_bound();
    if (t->pid != 0)
        return;
    buf said = {0};
    bool ok = try_scenario(s->options, t->name, &said);
    ok = !said.failed && say_write(t->said, said.data, said.length) && ok;
    _exit(ok ? STATUS_OK : STATUS_FAILED);
}

/* ---- all of them ---- */

static void show_trial(const session *s, size_t number, bool ok, const char *said, buf *out)
{
    const trial *t = &s->trials[number];
    if (s->options->tap)
        buf_printf(out, "%s %zu - %s # %s\n", ok ? "ok" : "not ok", number + 1, t->name, said);
    else
        buf_printf(out, "%-6s  %s: %s\n", ok ? "ok" : "FAILED", t->name, said);
}

static void end(session *s, size_t number)
{
    trial *t = &s->trials[number];
    int status = -1;
    buf said = {0}, line = {0};
    if (t->pid > 0)
        waitpid(t->pid, &status, 0);
    if (t->said >= 0)
        read_back(t->said, &said);
    bool ok = t->pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == STATUS_OK;
    s->failed += !ok;
    show_trial(s, number, ok, said.length ? said.data : "it could not be tested to its end", &line);
    if (s->shown == STATUS_OK)
        s->shown = output_say(&line);
    if (t->said >= 0)
        close(t->said);
    buf_free(&said);
    buf_free(&line);
}

/* Nobody reads on when something could not be written: then no more are begun. */
static void try_all(session *s)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t jobs = processors < 1 ? 1 : processors > JOBS_MOST ? JOBS_MOST : (size_t)processors;
    for (size_t i = 0; i < s->count && (s->shown == STATUS_OK || i < s->begun); i++) {
        while (s->begun < s->count && s->begun < i + jobs && s->shown == STATUS_OK)
            begin(s, &s->trials[s->begun++]);
        end(s, i);
    }
}

static void say_sum(session *s, bool before)
{
    buf text = {0};
    if (before && s->options->tap)
        buf_printf(&text, "TAP version 13\n1..%zu\n", s->count);
    else if (!before && !s->options->tap)
        buf_printf(&text, "%zu passed, %zu failed\n", s->count - s->failed, s->failed);
    if (s->shown == STATUS_OK)
        s->shown = output_say(&text);
    buf_free(&text);
}

int test_command(const options *o)
{
    session s = {.options = o};
    bool there = true;
    for (int i = 0; i < o->file_count; i++)
        there = add_all(&s, o->files[i]) && there;
    if (there) {
        say_sum(&s, true);
        try_all(&s);
        say_sum(&s, false);
    }
    for (size_t i = 0; i < s.count; i++)
        free(s.trials[i].name);
    free(s.trials);
    if (!there)
        return STATUS_WRONG;
    return s.shown != STATUS_OK ? s.shown : s.failed ? STATUS_FAILED : STATUS_OK;
}
