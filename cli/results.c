/* results: puts together what the parts of a search have found out. Calls runtime/check/search, outcomes, examples. */
#include "cli/results.h"

#include "cli/examples.h"
#include "cli/outcomes.h"

void results_save(const checking *c, buf *out)
{
    search_save_results(&c->search, out);
    if (c->outcomes)
        outcomes_save(c->outcomes, out);
    if (c->examples)
        examples_save(c->examples, out);
}

bool results_add(checking *c, saved_text *in)
{
    return search_add_results(&c->search, in) && (!c->outcomes || outcomes_add(c->outcomes, in))
           && (!c->examples || examples_add(c->examples, in));
}

void results_clear(checking *c)
{
    search *s = &c->search;
    for (int kind = 0; kind < FINDINGS; kind++) {
        schedule_free(&s->found[kind].schedule);
        buf_free(&s->found[kind].text);
        s->found[kind] = (found){0};
    }
    s->schedules = s->fresh = s->abandoned = s->cut = s->steps = 0;
    s->states = s->transitions = s->bytes = 0;
    s->endless = s->by_states = false;
    buf_clear(&s->spins);
    s->complete = s->failed = s->crowded = s->bulky = s->strayed = s->anew = false;
    if (c->outcomes)
        outcomes_clear(c->outcomes);
    if (c->examples)
        examples_clear(c->examples);
}

void results_save_lines(const checking *c, buf *out)
{
    const scenario *s = &c->scenario;
    uint32_t count = 0;
    for (uint32_t i = 0; s->reached && i < s->lines; i++)
        count += s->reached[i];
    save_number(out, count);
    for (uint32_t i = 0; s->reached && i < s->lines; i++)
        if (s->reached[i])
            save_number(out, i);
    save_line(out);
}

bool results_add_lines(checking *c, saved_text *in)
{
    for (uint32_t left = load_below(in, c->scenario.lines); left > 0 && !in->bad; left--) {
        uint32_t line = load_below(in, c->scenario.lines - 1);
        if (c->scenario.reached && !in->bad)
            c->scenario.reached[line] = 1;
    }
    return !in->bad;
}
