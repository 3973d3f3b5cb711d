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

void finding_move(finding_list *to, finding_list *from)
{
    for (int i = 0; i < FINDINGS; i++) {
        if (!(from->kinds & ~to->kinds & 1u << i))
            continue;
        to->kinds |= 1u << i;
        to->of[i] = from->of[i];
        from->of[i] = (finding){0};
    }
    finding_clear(from);
}

void finding_clear(finding_list *l)
{
    if (!l->kinds)
        return;
    for (int i = 0; i < FINDINGS; i++)
        buf_free(&l->of[i].text);
    *l = (finding_list){0};
}
