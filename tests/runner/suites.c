/* suites: what tests there are, found by looking into the folders.
 *   unit     each program build/tests/unit/test_*
 *   golden   each script of scenarios/ and tests/golden/ in the simulator, twice, compared with NAME.out (and NAME.err) beside it
 *   conform  each script of tests/conform/ on both engines; it asserts by itself, NAME.out is compared where there is one
 *   regress  the same for tests/regress/, where each fixed bug leaves a script
 *   bad      `conc-run lint` of each script of tests/bad/ says exactly NAME.err
 *   check    `conc-run check` of each script of tests/check/ finds what its header expects, and nothing else
 *   replay   tests/replay.sh of each that finds something: it comes about on real threads and processes
 *   executions   `conc-run check --strategy dpor FILE -- N` of each script of tests/executions/ tries as many executions as its comment "# Executions of N: …"
 *            says: those that were published
 *   counts   `conc-run check --strategy states --every-state` of each script of tests/counts/ sees exactly as many states as its comment "# States: …" says, with and
 *            without --exact
 *   validate each of scenarios/, tests/conform/ and tests/regress/ on real threads with jitter: every step must be one that is allowed
 *   broken   each script of tests/broken/: a conc-run with broken kinds runs it, and is found out
 *   cli      each shell script tests/cli/NAME.sh
 *   soak     each script of tests/soak/, tormented for a moment by the program there
 *   steps    each script of tests/steps/, a process of which is killed at some of its instructions by the program there
 *   browser  tests/browser/html.py, where there is a browser; its pictures stay in build/…/pictures
 *   reference  each page of docs/reference/ is what build/tools/reference makes of the tables
 *   manual   manual.c */
#include <fnmatch.h>
#include <fts.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runner.h"

static char *without_ending(const char *path)
{
    const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    int length = dot && (!slash || dot > slash) ? (int)(dot - path) : (int)strlen(path);
    return text("%.*s", length, path);
}

/* What stands behind `mark` at the beginning of the next line that begins so, from *at on, which then stands behind it; NULL: none does. */
static char *next_line(const char **at, const char *mark)
{
    for (; *at; *at = strchr(*at, '\n')) {
        *at += **at == '\n';
        if (strncmp(*at, mark, strlen(mark)) != 0)
            continue;
        *at += strlen(mark);
        return text("%.*s", (int)strcspn(*at, "\r\n"), *at);
    }
    return NULL;
}

/* What stands behind "# KEY: " at the beginning of a line; NULL: nothing does. */
static char *directive(const char *script, const char *key) { return next_line(&script, text("# %s: ", key)); }

static size_t count_words(const test *t)
{
    size_t count = 0;
    while (t->words[count])
        count++;
    return count;
}

static void add_word(test *t, char *word)
{
    size_t count = count_words(t);
    if (count < WORDS - 1)
        t->words[count] = word;
}

/* conc-run COMMAND [OPTION…] FILE, and what the script says of itself. */
static test *add_script(plan *p, const char *suite, const char *name, const char *command, const char *option, char *file)
{
    test *t = plan_add(p, suite, name);
    const char *script = file_text(file);
    char *status = script ? directive(script, "Exit status") : NULL;
    char *options = script ? directive(script, "Options") : NULL;
    add_word(t, p->program);
    add_word(t, text("%s", command));
    if (option)
        add_word(t, text("%s", option));
    for (char *word = options ? strtok(options, " ") : NULL; word; word = strtok(NULL, " "))
        add_word(t, word);
    add_word(t, file);
    t->status = status ? atoi(status) : 0;
    return t;
}

static int by_name(const FTSENT **a, const FTSENT **b) { return strcmp((*a)->fts_name, (*b)->fts_name); }

/* Calls `add` for each file below `folder` whose name fits; `name` is its path from there, without its ending. */
static void for_files(plan *p, const char *folder, const char *pattern, void (*add)(plan *, char *path, char *name))
{
    char *root = text("%s", folder), *roots[] = {root, NULL};
    FTS *walk = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
    for (FTSENT *e; walk && (e = fts_read(walk)) != NULL;)
        if (e->fts_info == FTS_F && fnmatch(pattern, e->fts_name, 0) == 0)
            add(p, text("%s", e->fts_path), without_ending(e->fts_path + strlen(root) + 1));
    if (walk)
        fts_close(walk);
    free(root);
}

/* ---- one file of each suite ---- */

static void add_unit(plan *p, char *path, char *name)
{
    test *t = plan_add(p, "unit", name);
    add_word(t, path);
    t->counting = COUNT_CMOCKA;
}

static void add_golden_named(plan *p, char *path, char *name)
{
    test *t = add_script(p, "golden", name, "sim", NULL, path);
    t->folder = p->source;
    t->words[count_words(t) - 1] = path + strlen(p->source) + 1; /* messages then name the same file on every machine */
    t->out = text("%s.out", without_ending(path));
    t->err = text("%s.err", without_ending(path));
    t->blessed = true;
    t->runs = 2;
}

static void add_golden(plan *p, char *path, char *name) { add_golden_named(p, path, name); }

static void add_scenario(plan *p, char *path, char *name) { add_golden_named(p, path, text("scenarios/%s", name)); }

/* "# Engine: sim": it says something of virtual time that real threads cannot show. */
static bool only_simulated(const char *path)
{
    const char *script = file_text(path), *engine = script ? directive(script, "Engine") : NULL;
    return engine && strcmp(engine, "sim") == 0;
}

/* "# Validated: no, for …": what it does is more than a trace can tell of. */
static bool is_left_out(const char *path, const char *key)
{
    const char *script = file_text(path), *answer = script ? directive(script, key) : NULL;
    return answer && strncmp(answer, "no", 2) == 0;
}

/* Traces of runs that went wrong stay in the build folder. */

static void add_validated(plan *p, char *path, char *name)
{
    if (is_left_out(path, "Validated") || only_simulated(path) || file_exists(text("%s.err", without_ending(path)))
        || p->engine == ENGINE_SIM)
        return;
    test *t = plan_add(p, "validate", text("%s", path + strlen(p->source) + 1));
    char *words[] = {"/bin/sh",          text("%s/tests/validate.sh", p->source), p->program, text("%s/traces", p->build), t->name,
                     text("%u", p->seed)};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        add_word(t, words[i]);
    t->folder = p->source;
    (void)name;
}

static void add_broken(plan *p, char *path, char *name)
{
    test *t = plan_add(p, "broken", name);
    add_word(t, text("/bin/sh"));
    add_word(t, text("%s/tests/broken/broken.sh", p->source));
    add_word(t, p->program);
    add_word(t, text("%s/tests/conc-run-broken", p->build));
    add_word(t, text("%s/traces", p->build));
    add_word(t, path);
}

static void add_both(plan *p, const char *suite, char *path, const char *name)
{
    char *out = text("%s.out", without_ending(path));
    for (int simulated = 0; simulated < 2; simulated++) {
        if (p->engine == (simulated ? ENGINE_REAL : ENGINE_SIM) || (!simulated && only_simulated(path)))
            continue;
        test *t = add_script(p, suite, text("%s (%s)", name, simulated ? "sim" : "real"), simulated ? "sim" : "run", "--quiet", path);
        t->out = file_exists(out) ? out : NULL;
    }
}

static void add_conform(plan *p, char *path, char *name) { add_both(p, "conform", path, name); }

static void add_bad(plan *p, char *path, char *name)
{
    test *t = add_script(p, "bad", name, "lint", NULL, text("%s", strrchr(path, '/') + 1));
    t->folder = text("%.*s", (int)(strrchr(path, '/') - path), path);
    t->status = 2;
    t->err = text("%s.err", without_ending(path));
    t->blessed = true;
}

static void add_regress(plan *p, char *path, char *name)
{
    if (file_exists(text("%s.err", without_ending(path))))
        add_bad(p, path, text("regress/%s", name));
    else
        add_both(p, "regress", path, name);
}

/* What the script finds in args. */
static void add_arguments(test *t, char *words)
{
    add_word(t, text("--"));
    for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
        add_word(t, word);
}

static void add_check(plan *p, char *path, char *name) { add_script(p, "check", name, "check", "--max-schedules=4000", path); }

static void add_replay(plan *p, char *path, char *name)
{
    if (p->engine == ENGINE_SIM || strstr(file_text(path), "expect: \"ok\""))
        return;
    test *t = plan_add(p, "replay", name);
    add_word(t, text("/bin/sh"));
    add_word(t, text("%s/tests/replay.sh", p->source));
    add_word(t, p->program);
    add_word(t, text("%s/replay-%s", p->work, name));
    add_word(t, path);
    t->counting = COUNT_LINES;
}

/* A test for each "# Executions of N: COUNT". */
static void add_executions(plan *p, char *path, char *name)
{
    const char *at = file_text(path);
    for (char *row, *count; (row = next_line(&at, "# Executions of ")) && (count = strstr(row, ": "));) {
        char *line = text("verified: all %s interleavings that differ; sleeps and time-outs in their order\n", count + 2);
        *count = '\0';
        test *t = add_script(p, "executions", text("%s (%s)", name, row), "check", "--strategy=dpor", path);
        t->out = text("%s/executions-%s-%s", p->work, name, row);
        file_write(t->out, line, strlen(line));
        add_arguments(t, row);
    }
}

static void add_cli(plan *p, char *path, char *name)
{
    test *t = plan_add(p, "cli", name);
    add_word(t, text("/bin/sh"));
    add_word(t, path);
    add_word(t, p->program);
    add_word(t, text("%s/cli-%s", p->work, name));
    t->counting = COUNT_LINES;
}

static void add_counts(plan *p, char *path, char *name)
{
    const char *script = file_text(path), *states = script ? directive(script, "States") : NULL;
    const char *remark = script ? directive(script, "Remark") : NULL;
    char *line = text("verified: all %s states; sleeps and time-outs in their order%s%s\n", states ? states : "?", remark ? "; " : "",
                      remark ? remark : "");
    char *out = text("%s/counts-%s", p->work, name);
    file_write(out, line, strlen(line));
    for (int way = 0; way < 2; way++) {
        test *t = add_script(p, "counts", text("%s (%s)", name, way ? "exact" : "hashed"), "check", "--strategy=states", path);
        add_word(t, text("--every-state"));
        if (way)
            add_word(t, text("--exact"));
        t->out = out;
    }
}

/* What stands beside the runner, whatever program is tested. */
static char *beside(const char *name)
{
    char own[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);
    own[length > 0 ? length : 0] = '\0';
    char *slash = strrchr(own, '/');
    return text("%.*s/%s", slash ? (int)(slash - own) : 0, own, name);
}

/* A short one; `./dev soak` goes on for as long as it is told. */
static void add_soak(plan *p, char *path, char *name)
{
    static const char *const ways[] = {"plain", "traced"};
    for (int way = 0; way < 2 && p->engine != ENGINE_SIM; way++) {
        test *t = plan_add(p, "soak", text("%s (%s)", name, ways[way]));
        add_word(t, beside("soak"));
        add_word(t, p->program);
        add_word(t, path);
        add_word(t, text("25"));
        add_word(t, text("%d", way + 1));
        if (way)
            add_word(t, text("traced"));
    }
}

/* At a few of them; `./dev soak steps` goes through more. */
static void add_steps(plan *p, char *path, char *name)
{
    if (p->engine == ENGINE_SIM)
        return;
    test *t = plan_add(p, "steps", name);
    add_word(t, beside("step"));
    add_word(t, p->program);
    add_word(t, path);
    add_word(t, text("20"));
}

static void add_browser(plan *p)
{
    test *t = plan_add(p, "browser", "html");
    add_word(t, text("/usr/bin/env"));
    add_word(t, text("python3"));
    add_word(t, text("%s/tests/browser/html.py", p->source));
    add_word(t, p->program);
    add_word(t, text("%s/pictures", p->build));
    t->counting = COUNT_LINES;
}

static void add_reference(plan *p, char *path, char *name)
{
    test *t = plan_add(p, "reference", name);
    add_word(t, beside("../tools/reference"));
    add_word(t, name);
    t->out = path;
    t->blessed = true;
}

static void add_document(plan *p, char *path, char *name)
{
    (void)name;
    plan_manual(p, path);
}

void plan_suites(plan *p)
{
    for_files(p, text("%s/tests/unit", p->build), "test_*[a-z0-9]", add_unit);
    for_files(p, text("%s/tests/bad", p->source), "*.cs", add_bad);
    for_files(p, text("%s/tests/golden", p->source), "*.cs", add_golden);
    for_files(p, text("%s/scenarios", p->source), "*.cs", add_scenario);
    for_files(p, text("%s/tests/conform", p->source), "*.cs", add_conform);
    for_files(p, text("%s/tests/regress", p->source), "*.cs", add_regress);
    for_files(p, text("%s/tests/check", p->source), "*.cs", add_check);
    for_files(p, text("%s/tests/check", p->source), "*.cs", add_replay);
    for_files(p, text("%s/tests/executions", p->source), "*.cs", add_executions);
    for_files(p, text("%s/tests/counts", p->source), "*.cs", add_counts);
    for_files(p, text("%s/tests/broken", p->source), "*.cs", add_broken);
    for_files(p, text("%s/docs", p->source), "*.md", add_document);
    for_files(p, text("%s/docs/reference", p->source), "*.md", add_reference);
    plan_manual(p, text("%s/README.md", p->source));
    for_files(p, text("%s/tests/cli", p->source), "*.sh", add_cli);
    for_files(p, text("%s/tests/soak", p->source), "*.cs", add_soak);
    for_files(p, text("%s/tests/steps", p->source), "*.cs", add_steps);
    for_files(p, text("%s/scenarios", p->source), "*.cs", add_validated);
    for_files(p, text("%s/tests/conform", p->source), "*.cs", add_validated);
    for_files(p, text("%s/tests/regress", p->source), "*.cs", add_validated);
    add_browser(p);
}
