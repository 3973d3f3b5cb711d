/* runner: runs all tests, some at once, each in processes of its own, and says what became of them.
 *   suites.c   what tests there are: one for each file of a suite
 *   manual.c   … and for each example in the documents
 *   process.c  runs one: output into files, a time-out, nothing left behind
 *   judge.c    compares what came out with what was expected
 *   main.c     options, the order of things, the summary
 * A scenario says in a comment what is special about it: "# Exit status: 3", "# Options: --trace-vars". */
#ifndef RUNNER_H
#define RUNNER_H

#include <stdbool.h>
#include <stddef.h>

enum { WORDS = 24, TIME_OUT_S = 900, SKIPPED = 77 }; /* exit status of a test that cannot be made here; it has said why */

typedef enum counting {
    COUNT_ONE,               /* the test is one case */
    COUNT_CMOCKA,            /* a cmocka program: as many cases as it says */
    COUNT_LINES              /* prints "ok NAME" or "not ok NAME" for each case */
} counting;

typedef struct test {
    char *suite, *name;      /* "golden", "scenarios/queue" */
    char *words[WORDS];      /* the command; NULL-terminated */
    char *folder;            /* where it runs */
    int status;              /* exit status that is expected */
    char *out, *err;         /* files with what is expected of the outputs; NULL: anything goes */
    bool blessed;            /* out and err are goldens: bless writes them */
    const char *document;    /* of an example: where its expected output stands, in bytes */
    size_t shown, shown_length;
    int runs;                /* how often, each time with the same outcome */
    counting counting;
} test;

typedef struct outcome {     /* in memory that all processes of the runner share */
    int status;              /* exit status, or 128 + signal */
    bool timed_out, left_processes, broken;
    double seconds;          /* all its runs together took */
} outcome;

typedef enum engines { ENGINE_BOTH, ENGINE_REAL, ENGINE_SIM } engines;

typedef struct plan {
    char *source, *build, *program, *work;   /* folders, absolute; the conc-run to test; a folder for outputs */
    engines engine;
    unsigned seed;                           /* of the jitter of the runs that are validated */
    bool fixed_addresses;                    /* run without address randomisation, which older thread sanitizers do not bear */
    const char *without[32];                 /* suites, and tests, to leave out */
    char **names;                            /* only tests whose SUITE/NAME contains one of these; NULL: all */
    int name_count;
    test *tests;
    size_t count, capacity;
} plan;

/* A formatted string, to be freed never: the runner is short-lived. Ends the runner when memory is out. */
char *text(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *file_text(const char *path);                         /* NULL: it cannot be read */
double seconds_now(void);                                  /* of CLOCK_MONOTONIC */
bool file_exists(const char *path);
void file_write(const char *path, const char *bytes, size_t length);

test *plan_add(plan *p, const char *suite, const char *name);
void plan_suites(plan *p);
void plan_manual(plan *p, const char *document);

/* The files a run writes to: work/NUMBER.out and .err. */
char *output_path(const plan *p, size_t number, const char *which);
void process_run(const plan *p, size_t number, outcome *o);   /* in a process of its own */

typedef struct verdict {
    int passed, failed;
    char *why;               /* when something failed */
    bool skipped;
} verdict;
verdict judge(const plan *p, size_t number, const outcome *o);
/* Makes its outputs the expected ones, unless it failed; the number of files changed. */
int bless(const plan *p, size_t number, const outcome *o, bool *failed);
/* The same for the examples of the documents, once all have run: failed tells which to leave as they are. */
int bless_documents(const plan *p, const bool *failed);
void show_difference(const char *expected, const char *actual);

#endif
