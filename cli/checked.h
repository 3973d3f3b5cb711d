/* checked: a scenario under check, and what is told of it. */
#ifndef CLI_CHECKED_H
#define CLI_CHECKED_H

#include "cli/scenario.h"
#include "runtime/check/search.h"

typedef struct checking {
    const options *options;
    scenario scenario;
    recorder *quiet;             /* that wants nothing */
    struct outcomes *outcomes;   /* NULL: they are not asked for */
    subject subject;
    search search;
    int64_t began, now, shown, time_limit;   /* ns */
    uint64_t asked;
    bool progress, late, interrupted;
} checking;

/* Reads the file and searches its executions. STATUS_OK, or what is wrong, which was said; check_free in every case. */
int check_file(checking *c, const options *o, const char *name);
void check_free(checking *c);

world *checked_world(void *context, const engine *e, recorder *r);   /* subject.make; context: the checking */
void checked_count(uint64_t n, buf *out);                            /* 1,284 */
unsigned checked_kinds(const checking *c);                           /* what was found: bits 1 << finding_kind; 1: nothing */
bool checked_as_expected(const checking *c);
void checked_verdict(const checking *c, buf *out);                   /* what was proven, one line */
bool checked_tell(const checking *c);        /* findings, counterexamples, verdict, to standard output; false: writing failed */

#endif
