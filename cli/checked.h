/* checked: a scenario under check, and what is told of it. */
#ifndef CLI_CHECKED_H
#define CLI_CHECKED_H

#include "cli/scenario.h"
#include "runtime/check/search.h"

typedef struct checking {
    const options *options;
    scenario scenario;
    recorder *quiet;             /* that wants nothing */
    struct outcomes *outcomes;   /* NULL: nobody asks for what is printed */
    struct examples *examples;   /* NULL: nor for what goes well */
    struct worker *worker;       /* this process is one of several that search (jobs.c); NULL: it is alone, or in charge of them */
    subject subject;
    search search;
    int64_t began, now, shown, save_at, time_limit;  /* ns; save_at: when the next checkpoint is due */
    uint64_t asked, before;      /* before: schedules that others have tried, whose search is gone on with */
    bool progress, late, interrupted, full /* of memory */, unsaved /* the checkpoint could not be written */, killed /* a process of it was */;
} checking;

/* Reads the file and searches its executions. STATUS_OK, or what is wrong, which was said; check_free in every case. */
int check_file(checking *c, const options *o, const char *name);
void check_free(checking *c);

world *checked_world(void *context, const engine *e, recorder *r);   /* subject.make; context: the checking */
void checked_count(uint64_t n, buf *out);                            /* 1,284 */
unsigned checked_kinds(const checking *c);                           /* what was found: bits 1 << finding_kind; 1: nothing */
bool checked_as_expected(const checking *c);
void checked_brief(const checking *c, const schedule *s, buf *out);  /* whose turn it is, with the lines; not too long */
void checked_verdict(const checking *c, buf *out);                   /* what was proven, one line */
int checked_tell(const checking *c);         /* findings, counterexamples, verdict, to standard output; STATUS_OK, or what writing failed with */

#endif
