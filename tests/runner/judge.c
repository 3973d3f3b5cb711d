/* judge: compares what came out of a test with what was expected.
 * Calls diff(1) to show differences. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runner.h"

enum { SHOWN_LINES = 60 };

/* diff -u of two files, at most so many lines, on standard output. */
void show_difference(const char *expected, const char *actual)
{
    int ends[2];
    fflush(stdout);
    if (pipe(ends) != 0)
        return;
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        execlp("diff", "diff", "-u", "-a", "-N", "--label", "expected", "--label", "actual", expected, actual, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    FILE *from = fdopen(ends[0], "r");
    char line[400];
    for (int i = 0; from && i < SHOWN_LINES && fgets(line, sizeof line, from); i++)
        printf("    %s%s", line, strchr(line, '\n') ? "" : "…\n");
    if (from)
        fclose(from);
    waitpid(child, NULL, 0);
}

static bool same_files(const char *a, const char *b)
{
    const char *x = file_text(a), *y = file_text(b);
    return strcmp(x ? x : "", y ? y : "") == 0;
}

static const char *why_status(const test *t, const outcome *o)
{
    if (o->broken)
        return "the runner lost it";
    if (o->timed_out)
        return text("did not end within %d s", TIME_OUT_S);
    if (o->left_processes)
        return "left processes behind";
    if (t->counting == COUNT_ONE && o->status != t->status)
        return text("exit status %d, expected %d", o->status, t->status);
    return NULL;
}

/* The number behind the last `mark` in the text: "[  PASSED  ] 12 test(s)". */
static int number_behind(const char *in, const char *mark)
{
    const char *at = strstr(in, mark);
    return at ? atoi(at + strlen(mark)) : 0;
}

static int count_lines(const char *in, const char *begin)
{
    int count = 0;
    for (const char *at = in; at; at = strchr(at, '\n')) {
        at += *at == '\n';
        count += strncmp(at, begin, strlen(begin)) == 0;
    }
    return count;
}

/* Adds the cases that a program tells of itself. */
static void count_cases(const plan *p, size_t number, const outcome *o, verdict *v)
{
    const test *t = &p->tests[number];
    bool cmocka = t->counting == COUNT_CMOCKA;
    const char *told = file_text(output_path(p, number, cmocka ? "err" : "out"));
    told = told ? told : "";
    v->passed = cmocka ? number_behind(told, "[  PASSED  ] ") : count_lines(told, "ok ");
    v->failed = cmocka ? number_behind(told, "[  FAILED  ] ") : count_lines(told, "not ok ");
    if (v->failed == 0 && (o->status != 0 || v->passed == 0))
        v->failed = 1; /* it died, or tested nothing */
    if (v->failed && !v->why)
        v->why = text("%d failed, exit status %d", v->failed, o->status);
}

verdict judge(const plan *p, size_t number, const outcome *o)
{
    const test *t = &p->tests[number];
    verdict v = {.why = (char *)why_status(t, o)};
    v.skipped = !v.why && t->counting == COUNT_LINES && o->status == SKIPPED;
    if (v.skipped)
        return v;
    if (!v.why && t->out && !file_exists(t->out))
        v.why = "no expected output is there; ./dev bless makes one";
    else if (!v.why && t->out && !same_files(t->out, output_path(p, number, "out")))
        v.why = "the output differs";
    else if (!v.why && t->err && !same_files(t->err, output_path(p, number, "err")))
        v.why = "the messages differ";
    if (t->counting == COUNT_ONE)
        v.passed = !v.why;
    else
        count_cases(p, number, o, &v);
    if (v.why && !v.failed)
        v.failed = 1;
    return v;
}

static int bless_file(const test *t, const char *expected, const char *actual, bool keep_empty)
{
    const char *bytes = file_text(actual);
    bool missing = keep_empty && !file_exists(expected);
    if (!bytes || (!missing && same_files(expected, actual)))
        return 0;
    printf("%s/%s: %s\n", t->suite, t->name, expected);
    show_difference(expected, actual);
    if (*bytes || keep_empty)
        file_write(expected, bytes, strlen(bytes));
    else
        unlink(expected);
    return 1;
}

int bless(const plan *p, size_t number, const outcome *o, bool *failed)
{
    const test *t = &p->tests[number];
    const char *why = why_status(t, o);
    int changed = 0;
    *failed = why != NULL;
    if (why) {
        printf("%s/%s: %s; left as it is\n", t->suite, t->name, why);
        show_difference("/dev/null", output_path(p, number, "err"));
        return 0;
    }
    if (t->document)
        return 0;
    if (t->out)
        changed += bless_file(t, t->out, output_path(p, number, "out"), true);
    if (t->err)
        changed += bless_file(t, t->err, output_path(p, number, "err"), false);
    return changed;
}
