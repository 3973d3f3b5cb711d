/* main: the test runner's options, the order of things, the summary.
 *   runner --source FOLDER --build FOLDER [--program FILE] [--engine real|sim] [--without SUITE[/TEST]]… [--fixed-addresses]
 *          [--seed N] [--sum FILE] [--times FILE] [--bless] [NAME…] */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "runner.h"

typedef struct session {
    plan plan;
    const char *sum;   /* a file to write "PASSED FAILED" into */
    const char *times; /* … how long each test took, in seconds */
    bool bless, progress;
    outcome *outcomes;
    bool *unfit;                          /* when blessing: those that failed */
    pid_t *wardens;                       /* by number of the test; 0: none */
    size_t started, running, ended, jobs; /* more jobs than processors: many tests only wait */
    int passed, failed, skipped, changed;
} session;

static void give_up(const char *why)
{
    fprintf(stderr, "runner: %s\n", why);
    exit(2);
}

char *text(const char *format, ...)
{
    char *out;
    va_list arguments;
    va_start(arguments, format);
    if (vasprintf(&out, format, arguments) < 0)
        give_up("out of memory");
    va_end(arguments);
    return out;
}

char *file_text(const char *path)
{
    FILE *f = fopen(path, "rb");
    char *bytes = NULL;
    size_t length = 0;
    if (!f)
        return NULL;
    if (getdelim(&bytes, &length, EOF, f) < 0)
        bytes = text("%s", "");
    fclose(f);
    return bytes;
}

bool file_exists(const char *path) { return access(path, F_OK) == 0; }

void file_write(const char *path, const char *bytes, size_t length)
{
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(bytes, 1, length, f) != length || fclose(f) != 0)
        give_up(text("%s cannot be written", path));
}

double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

test *plan_add(plan *p, const char *suite, const char *name)
{
    if (p->count == p->capacity) {
        p->capacity = p->capacity ? 2 * p->capacity : 256;
        p->tests = realloc(p->tests, p->capacity * sizeof *p->tests);
        if (!p->tests)
            give_up("out of memory");
    }
    test *t = &p->tests[p->count++];
    *t = (test){.suite = text("%s", suite), .name = text("%s", name), .folder = p->work, .runs = 1};
    return t;
}

/* ---- what is to be run ---- */

static bool wanted(const plan *p, const test *t)
{
    const char *name = text("%s/%s", t->suite, t->name);
    for (size_t i = 0; p->without[i]; i++)
        if (strcmp(p->without[i], t->suite) == 0 || strcmp(p->without[i], name) == 0)
            return false;
    bool found = p->name_count == 0;
    for (int i = 0; i < p->name_count && !found; i++)
        found = strstr(name, p->names[i]) != NULL;
    return found;
}

static void keep_wanted(session *s)
{
    plan *p = &s->plan;
    size_t kept = 0;
    for (size_t i = 0; i < p->count; i++)
        if (wanted(p, &p->tests[i]) && (!s->bless || p->tests[i].blessed))
            p->tests[kept++] = p->tests[i];
    p->count = kept;
}

static engines engine_named(const char *name)
{
    if (strcmp(name, "real") != 0 && strcmp(name, "sim") != 0)
        give_up("--engine is real or sim");
    return strcmp(name, "real") == 0 ? ENGINE_REAL : ENGINE_SIM;
}

static void leave_out(plan *p, const char *name)
{
    size_t count = 0;
    while (p->without[count])
        count++;
    if (count + 1 == sizeof p->without / sizeof *p->without)
        give_up("too many --without");
    p->without[count] = name;
}

/* An option with a value. */
static bool take_value(session *s, const char *option, char *value)
{
    if (strcmp(option, "--source") == 0)
        s->plan.source = value;
    else if (strcmp(option, "--build") == 0)
        s->plan.build = value;
    else if (strcmp(option, "--program") == 0)
        s->plan.program = value;
    else if (strcmp(option, "--sum") == 0)
        s->sum = value;
    else if (strcmp(option, "--times") == 0)
        s->times = value;
    else if (strcmp(option, "--engine") == 0)
        s->plan.engine = engine_named(value);
    else if (strcmp(option, "--seed") == 0)
        s->plan.seed = (unsigned)strtoul(value, NULL, 10);
    else if (strcmp(option, "--without") == 0)
        leave_out(&s->plan, value);
    else
        return false;
    return true;
}

static void take_options(session *s, int argc, char **argv)
{
    int at = 1;
    for (; at < argc && strncmp(argv[at], "--", 2) == 0; at++) {
        if (strcmp(argv[at], "--bless") == 0)
            s->bless = true;
        else if (strcmp(argv[at], "--fixed-addresses") == 0)
            s->plan.fixed_addresses = true;
        else if (at + 1 < argc && take_value(s, argv[at], argv[at + 1]))
            at++;
        else
            give_up(text("there is no option %s", argv[at]));
    }
    s->plan.names = argv + at;
    s->plan.name_count = argc - at;
    if (!s->plan.source || !s->plan.build)
        give_up("--source and --build are needed");
}

/* ---- running ---- */

static void start_next(session *s)
{
    size_t number = s->started++;
    s->outcomes[number].broken = true;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        process_run(&s->plan, number, &s->outcomes[number]);
        _exit(0);
    }
    if (pid < 0)
        give_up("no process can be made");
    s->wardens[number] = pid;
    s->running++;
}

static void show_progress(const session *s)
{
    if (s->progress)
        printf("\r\33[K%zu of %zu%s", s->ended, s->plan.count, s->ended == s->plan.count ? "\r\33[K" : "");
    fflush(stdout);
}

static void show_messages(const char *path)
{
    const char *err = file_text(path);
    if (err && *err)
        printf("%.4000s\n", err);
}

static void show_failure(const session *s, size_t number, const verdict *v)
{
    const test *t = &s->plan.tests[number];
    printf("%sFAIL %s/%s: %s\n", s->progress ? "\r\33[K" : "", t->suite, t->name, v->why);
    for (size_t i = 0; t->words[i]; i++)
        printf("%s%s", i ? " " : "    $ ", t->words[i]);
    printf("   (in %s)\n", t->folder);
    if (t->out)
        show_difference(t->out, output_path(&s->plan, number, "out"));
    if (t->err)
        show_difference(t->err, output_path(&s->plan, number, "err"));
    else
        show_messages(output_path(&s->plan, number, "err"));
    if (t->counting == COUNT_LINES)
        show_messages(output_path(&s->plan, number, "out"));
}

/* What the test has said of why. */
static void show_skipped(const session *s, size_t number)
{
    const test *t = &s->plan.tests[number];
    const char *out = file_text(output_path(&s->plan, number, "out"));
    printf("%sSKIP %s/%s: %.200s", s->progress ? "\r\33[K" : "", t->suite, t->name, out ? out : "\n");
}

/* The test has run once. Its next run, or its verdict. */
static void finish(session *s, size_t number)
{
    test *t = &s->plan.tests[number];
    s->running--;
    s->wardens[number] = 0;
    if (s->bless) {
        s->changed += bless(&s->plan, number, &s->outcomes[number], &s->unfit[number]);
        s->ended++;
        return;
    }
    verdict v = judge(&s->plan, number, &s->outcomes[number]);
    if (!v.why && --t->runs > 0) {
        size_t next = s->started;
        s->started = number; /* once more */
        start_next(s);
        s->started = next;
        return;
    }
    s->ended++;
    s->passed += v.passed;
    s->failed += v.failed;
    s->skipped += v.skipped;
    if (v.skipped)
        show_skipped(s, number);
    if (v.why)
        show_failure(s, number, &v);
}

static void wait_one(session *s)
{
    pid_t pid = waitpid(-1, NULL, 0);
    for (size_t i = 0; i < s->started; i++)
        if (pid > 0 && s->wardens[i] == pid) {
            finish(s, i);
            show_progress(s);
            return;
        }
}

static void run_all(session *s)
{
    size_t count = s->plan.count;
    s->wardens = calloc(count + 1, sizeof *s->wardens);
    s->unfit = calloc(count + 1, sizeof *s->unfit);
    s->outcomes = mmap(NULL, (count + 1) * sizeof *s->outcomes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (!s->wardens || !s->unfit || s->outcomes == MAP_FAILED)
        give_up("out of memory");
    while (s->ended < count) {
        while (s->running < s->jobs && s->started < count)
            start_next(s);
        wait_one(s);
    }
}

static void summarize(const session *s, double seconds)
{
    if (s->bless) {
        printf("%d files changed\n", s->changed);
        return;
    }
    printf("%d passed, %d failed%s in %.0f s%s\n", s->passed, s->failed, s->skipped ? text(", %d skipped", s->skipped) : "", seconds,
           s->plan.count ? "" : " (no test has such a name)");
    if (s->sum) {
        char *line = text("%d %d\n", s->passed, s->failed);
        file_write(s->sum, line, strlen(line));
    }
}

/* What took longest comes first. */
static void write_times(const session *s)
{
    FILE *f = popen(text("sort -rn >'%s'", s->times), "w");
    for (size_t i = 0; f && i < s->plan.count; i++)
        fprintf(f, "%8.3f %s/%s\n", s->outcomes[i].seconds, s->plan.tests[i].suite, s->plan.tests[i].name);
    if (!f || pclose(f) != 0)
        give_up(text("%s cannot be written", s->times));
}

/* A folder of this runner's own, so that two can run at once. */
static char *make_work(const char *build)
{
    char *work = text("%s/work-XXXXXX", build);
    if (!mkdtemp(work))
        give_up(text("%s cannot be made", work));
    return work;
}

static void remove_work(char *work)
{
    pid_t pid = fork();
    if (pid == 0) {
        execlp("rm", "rm", "-rf", "--", work, (char *)NULL);
        _exit(127);
    }
    waitpid(pid, NULL, 0);
}

int main(int argc, char **argv)
{
    double begin = seconds_now();
    session s = {.plan.seed = 1, .jobs = 2 * (size_t)sysconf(_SC_NPROCESSORS_ONLN), .progress = isatty(STDOUT_FILENO)};
    take_options(&s, argc, argv);
    plan *p = &s.plan;
    p->work = make_work(p->build);
    if (!p->program)
        p->program = text("%s/cli/conc-run", p->build);
    plan_suites(p);
    keep_wanted(&s);
    run_all(&s);
    if (s.bless)
        s.changed += bless_documents(p, s.unfit);
    summarize(&s, seconds_now() - begin);
    if (s.times)
        write_times(&s);
    remove_work(p->work);
    return s.failed != 0;
}
