/* reason: which steps decide that an execution comes to its finding, and what would have been right. Found by trying: where two steps
 * depend on each other, the later one is made first; when that leaves nothing of the finding, both of them decide. So does a choice,
 * when another one leaves nothing of it. The two accesses of a race do in any case, and so do the steps by which those who wait for each
 * other have got what they hold. */
#ifndef RUNTIME_CHECK_REASON_H
#define RUNTIME_CHECK_REASON_H

#include "runtime/check/schedule.h"

enum { REASON_MOST = 16 };

typedef struct reason_link { uint32_t step, by; } reason_link;         /* what the one has found, the other one had left */
typedef struct reason_hold {
    uint32_t waits, holds;       /* tasks: one waits for what the other has */
    uint32_t step;               /* by which that one has got it */
    bool stands;                 /* it does not have it, but has begun by that step to wait for it, and comes first */
} reason_hold;

typedef struct reason {
    finding_kind kind;
    schedule schedule;           /* up to the finding */
    bool *decisive;              /* of each of its steps */
    reason_link links[REASON_MOST];    /* of what the finding was found by */
    reason_hold holds[REASON_MOST];
    uint32_t link_count, hold_count;
    schedule right;              /* with nothing of the finding, and differs least from it; no turns: none was found */
    uint32_t first, then;        /* its steps that come in the other order there; the same: its step that chooses something else */
    bool partly;                 /* … but not all is well: it has no end, as far as can be seen, or an assertion fails and is caught */
} reason;

/* Of the finding that e, which has not begun, comes to along s. False: it comes to none such, or memory is out. */
bool reason_find(reason *w, exec *e, const schedule *s, finding_kind kind);
void reason_free(reason *w);

#endif
