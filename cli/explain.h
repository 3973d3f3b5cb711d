/* explain: a counterexample, with the steps that decide it marked, and why it is one in words. */
#ifndef CLI_EXPLAIN_H
#define CLI_EXPLAIN_H

#include "base/buf.h"
#include "runtime/check/reason.h"
#include "trace/recorder.h"

typedef struct explained {
    reason reason;
    buf words;                   /* whole lines; empty when there is nothing to add to what the finding says */
    buf page;                    /* what the finding says, and then the words: for formats that show both; see explain_page */
} explained;

/* Of the finding that the executions come to along s. how: subject, steps_most, prints; its recorder wants nothing. False: memory is
 * out, or there is no such finding. */
bool explain(explained *x, const exec *how, const schedule *s, finding_kind kind);
const char *explain_page(explained *x, const buf *found); /* the page, of what the finding says; NULL when memory is out */
void explain_free(explained *x);
/* A sink that passes on to `to`, which it takes over, the events of e, those of decisive steps marked. NULL: out of memory, and `to` is
 * ended. */
sink *explain_mark(const explained *x, const exec *e, sink *to);
/* Goes the way of the counterexample once more, `how` as for explain; `to`, which it takes over, gets the events, marked. */
void explain_show(const explained *x, const exec *how, sink *to);

#endif
