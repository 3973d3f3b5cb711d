/* finding: lists of what was found. Calls base. */
#include "runtime/check/finding.h"

const char *const finding_names[FINDINGS] = {"ok", "deadlock", "race", "assert", "invariant", "livelock", "error"};

bool finding_add(finding_list *l, finding_kind kind, uint32_t step, const char *text)
{
    if (l->kinds >> kind & 1)
        return false;
    l->kinds |= 1u << kind;
    l->of[kind] = (finding){.step = step};
    buf_text(&l->of[kind].text, text);
    return true;
}

void finding_clear(finding_list *l)
{
    if (!l->kinds)
        return;
    for (int i = 0; i < FINDINGS; i++)
        buf_free(&l->of[i].text);
    *l = (finding_list){0};
}
