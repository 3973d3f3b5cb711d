/* The real engine: what random programs print and how they end on real threads and processes, held up here and there, and in virtual
 * time, is what check says is possible; `conc-run validate` finds each step allowed; and no process is left. */
#include "check_programs.h"
#include "check_scenes.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __SANITIZE_THREAD__
enum { PROGRAMS = 2 }; /* what is searched, in one thread, is slow there */
#else
enum { PROGRAMS = 12 };
#endif
enum { SCHEDULES_MOST = 20000, RUNS = 4, PATIENCE = 60 /* seconds */, WORDS_MOST = 16 };

/* A program that stands in a file, and what may become of it. */
typedef struct trial {
    ran ran; /* outcomes: of texts, each with an exit status */
    sink sink;
    buf printed; /* by the execution under way */
    bool open;   /* more is possible: check gives up some executions before their end, at an error that nobody catches */
    uint64_t seed;
    const char *text;
    buf out; /* what a command has written */
} trial;

static const char script[] = "program.cs", trace_file[] = "trace.jsonl", said_file[] = "said";

/* --- what is possible --- */

static trial *trial_of_sink(sink *s) { return (trial *)((char *)s - offsetof(trial, sink)); }

static void gather(sink *s, const event *e)
{
    if (e->verb == VERB_run_print && e->status == EVENT_DONE && e->detail.tag == DETAIL_TEXT)
        buf_add(&trial_of_sink(s)->printed, e->detail.text, e->detail.length);
}

static void gather_flush(sink *s) { (void)s; }
static bool gather_end(sink *s) { return s; }
static bool gather_failed(const sink *s) { return !s; }

static uint64_t outcome_number(const buf *printed, int status)
{
    const detail text = detail_of_text(printed->length ? printed->data : "", printed->length);
    return random_mix(detail_hash(&text) ^ (uint64_t)status);
}

static world *trial_world(void *context, const engine *e, recorder *rec)
{
    trial *t = context;
    buf_clear(&t->printed);
    return ran_world(&t->ran, e, rec);
}

static void trial_each(search *s, const exec *e)
{
    trial *t = s->context;
    bool deadlock = e->findings.kinds >> FINDING_DEADLOCK & 1;
    t->open |= e->told && e->findings.kinds & ~(1u << FINDING_RACE | 1u << FINDING_DEADLOCK);
    int status = world_status(e->world, e->end == EXEC_DEADLOCK ? RUN_DEADLOCK : RUN_ENDED, deadlock);
    set_add(&t->ran, &t->ran.outcomes, outcome_number(&t->printed, status));
}

/* In any order of all prints, and with time that is not exact. False: there is too much to try. */
static bool trial_explore(trial *t)
{
    check_load(&t->ran, t->text, METHOD_DPOR, SCHEDULES_MOST);
    search *s = &t->ran.search;
    subject what = {trial_world, program_main(t->ran.program), t};
    t->sink = (sink){gather, gather_flush, gather_end, gather_failed};
    s->prints = s->loose = true;
    s->each = trial_each;
    s->context = t;
    s->subject = &what;
    s->restarts = NULL;
    s->recorder = recorder_new(RECORD_PRINT, false, NULL);
    recorder_add(s->recorder, &t->sink);
    search_run(s);
    recorder_end(s->recorder);
    return s->complete && t->ran.fits;
}

/* --- a run --- */

static const char *program_path(void)
{
    static char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 64);
    assert_true(length > 0);
    path[length] = '\0';
    for (int up = 0; up < 3; up++)
        *strrchr(path, '/') = '\0';
    return strcat(path, "/cli/conc-run");
}

static void wrong(const trial *t, const char *const *words, const char *what)
{
    buf command = {0};
    for (; *words; words++)
        buf_printf(&command, " %s", *words);
    char folder[PATH_MAX];
    fail_msg("seed %llu, in %s: conc-run%s %s. It has printed\n%sof\n%s", (unsigned long long)t->seed, getcwd(folder, sizeof folder),
             command.data, what, t->out.length ? t->out.data : "(nothing) ", t->text);
}

static pid_t begin(const char *const *words, int *from)
{
    int ends[2];
    assert_true(pipe(ends) == 0 && fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 && fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        char *arguments[WORDS_MOST] = {(char *)"conc-run"};
        for (size_t i = 0; words[i]; i++)
            arguments[i + 1] = (char *)words[i];
        dup2(ends[1], STDOUT_FILENO);
        dup2(open(said_file, O_WRONLY | O_CREAT | O_TRUNC, 0666), STDERR_FILENO);
        execv(program_path(), arguments);
        _exit(127);
    }
    close(ends[1]);
    *from = ends[0];
    return child;
}

/* False: it has something open for too long. */
static bool hear(trial *t, int from)
{
    char part[4096];
    buf_clear(&t->out);
    for (struct pollfd p = {.fd = from, .events = POLLIN}; poll(&p, 1, PATIENCE * 1000) > 0;) {
        ssize_t got = read(from, part, sizeof part);
        if (got <= 0)
            return true;
        buf_add(&t->out, part, (size_t)got);
    }
    return false;
}

/* Its exit status; none of its processes is left behind, who would have come to this one. */
static int conc_run(trial *t, const char *const *words)
{
    int from, status;
    pid_t child = begin(words, &from);
    if (!hear(t, from)) {
        kill(child, SIGKILL);
        wrong(t, words, "hangs");
    }
    close(from);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFEXITED(status))
        wrong(t, words, "was ended by a signal");
    if (waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD)
        wrong(t, words, "has left a process behind");
    return WEXITSTATUS(status);
}

static void trial_run(trial *t, const char *const *words)
{
    char what[100];
    int status = conc_run(t, words);
    uint64_t number = outcome_number(&t->out, status);
    set *s = &t->ran.outcomes;
    size_t known = s->count;
    set_add(&t->ran, s, number);
    snprintf(what, sizeof what, "ends with %d, which is none of the %zu outcomes", status, known);
    if (s->count != known && !t->open)
        wrong(t, words, what);
}

static void trial_validate(trial *t)
{
    const char *const words[] = {"validate", script, trace_file, NULL};
    if (conc_run(t, words) != 0)
        wrong(t, words, "finds a step that is not allowed");
}

/* As they come, and held up, with a trace. */
static void trial_runs(trial *t)
{
    for (unsigned i = 0; i < RUNS; i++) {
        char jitter[32];
        snprintf(jitter, sizeof jitter, "--jitter=%llu", (unsigned long long)t->seed * RUNS + i);
        const char *const plain[] = {"run", "--quiet", script, NULL};
        const char *const held_up[] = {"run", "--quiet", jitter, "--trace-vars", "--trace", trace_file, script, NULL};
        trial_run(t, i % 2 ? held_up : plain);
        if (i % 2)
            trial_validate(t);
    }
    const char *const simulated[] = {"sim", "--quiet", "--seed=2", script, NULL};
    trial_run(t, simulated);
}

/* --- programs --- */

static void save(const char *text)
{
    FILE *f = fopen(script, "w");
    assert_true(f && fputs(text, f) >= 0 && fclose(f) == 0);
}

/* What time it is differs by design. */
static void try_program(uint64_t seed)
{
    static void (*const kinds[])(dice *, buf *) = {scene_program, random_program, guarded_program, scene_program};
    dice d = {.seed = random_mix(seed)};
    buf text = {0};
    kinds[roll(&d, 4)](&d, &text);
    trial t = {.seed = seed, .text = text.data};
    save(text.data);
    if (trial_explore(&t) && !strstr(text.data, "now()"))
        trial_runs(&t);
    check_end(&t.ran);
    buf_free(&t.printed);
    buf_free(&t.out);
    buf_free(&text);
}

/* CONC_CHECK_PROGRAMS: how many; CONC_CHECK_SEED: from where on. Of one that fails the files stay, in a folder in TMPDIR. */
static void real_runs_are_possible(void **state)
{
    (void)state;
    const char *wanted = getenv("CONC_CHECK_PROGRAMS"), *from = getenv("CONC_CHECK_SEED"), *above = getenv("TMPDIR");
    uint64_t count = wanted ? strtoull(wanted, NULL, 10) : PROGRAMS, first = from ? strtoull(from, NULL, 10) : 1;
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s/conc-real-XXXXXX", above ? above : "/tmp");
    assert_true(mkdtemp(folder) && chdir(folder) == 0);
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    for (uint64_t seed = first; seed < first + count; seed++)
        try_program(seed);
    unlink(trace_file); /* which are not there when no program could be run */
    unlink(said_file);
    assert_true(unlink(script) == 0 && rmdir(folder) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(real_runs_are_possible)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
