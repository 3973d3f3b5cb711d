/* finding: what check can find wrong with a scenario. */
#ifndef RUNTIME_CHECK_FINDING_H
#define RUNTIME_CHECK_FINDING_H

#include <stdint.h>

#include "base/buf.h"

/* In the order of the words of `expect` (language.md); FINDING_NONE is its "ok". */
typedef enum finding_kind {
    FINDING_NONE,
    FINDING_DEADLOCK,
    FINDING_RACE,
    FINDING_ASSERT,
    FINDING_INVARIANT,
    FINDING_LIVELOCK,
    FINDING_ERROR,
    FINDINGS
} finding_kind;
extern const char *const finding_names[FINDINGS];

typedef struct finding {
    uint32_t step;               /* after so many steps */
    uint32_t steps[2];           /* of a race: which are its accesses */
    buf text;                    /* whole lines, the first says what it is */
} finding;

typedef struct finding_list {
    unsigned kinds;              /* bits 1 << finding_kind */
    finding of[FINDINGS];
} finding_list;

bool finding_add(finding_list *l, finding_kind kind, uint32_t step, const char *text);       /* the first of its kind; false: there is one */
void finding_move(finding_list *to, finding_list *from);     /* of each kind the first: what is there already stays. from is empty then */
void finding_clear(finding_list *l);

#endif
