/* checked: what is told of a search. Calls base/buf. */
#include "cli/checked.h"

#include <stdio.h>
#include <string.h>

world *checked_world(void *context, const engine *e, recorder *r)
{
    const checking *c = context;
    world *w = world_new(e, program_host(c->loaded.program), &c->loaded.settings, r, NULL);
    if (!w)
        return NULL;
    w->main->cells = cells_new(program_globals(c->loaded.program));
    if (!w->main->cells || !world_share(w, program_shareds(c->loaded.program))) {
        world_free(w);
        return NULL;
    }
    w->file = c->loaded.src.name;
    w->arguments = &c->arguments;
    return w;
}

void checked_count(uint64_t n, buf *out)
{
    char digits[32];
    int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            buf_char(out, ',');
        buf_char(out, digits[i]);
    }
}

unsigned checked_kinds(const checking *c)
{
    unsigned kinds = 0;
    for (int kind = FINDING_NONE + 1; kind < FINDINGS; kind++)
        if (c->search.found[kind].number)
            kinds |= 1u << kind;
    return kinds ? kinds : 1u << FINDING_NONE;
}

static unsigned expected(const checking *c) { return program_header(c->loaded.program)->expect; }

bool checked_as_expected(const checking *c) { return checked_kinds(c) == expected(c); }

/* ---- words ---- */

static void show_kinds(unsigned kinds, buf *out)
{
    const char *between = "";
    for (int kind = 0; kind < FINDINGS; kind++) {
        if (!(kinds >> kind & 1))
            continue;
        buf_printf(out, "%s%s", between, finding_names[kind]);
        between = ", ";
    }
}

static void show_schedules(const search *s, buf *out)
{
    checked_count(s->schedules, out);
    buf_text(out, s->schedules == 1 ? " schedule" : " schedules");
}

static void show_estimate(const search *s, buf *out)
{
    if (s->share > 0 && s->share < 1 && s->schedules)
        buf_printf(out, "; estimate of all: %.1g", (double)(s->schedules - s->fresh) / s->share);
}

void checked_verdict(const checking *c, buf *out)
{
    const search *s = &c->search;
    bool none = checked_kinds(c) == 1u << FINDING_NONE;
    if (s->complete) {
        buf_text(out, none ? "verified: all " : "complete: all ");
        checked_count(s->schedules - s->fresh, out);
        buf_text(out, " interleavings that differ");
    } else {
        buf_text(out, none ? "no finding in " : "searched ");
        show_schedules(s, out);
        buf_text(out, " (not all");
        show_estimate(s, out);
        buf_char(out, ')');
    }
    if (s->cut) {
        buf_text(out, ", of which ");
        checked_count(s->cut, out);
        buf_printf(out, " were cut off after %u steps", s->steps_most);
    }
    if (c->late)
        buf_text(out, ", until the time was up");
    if (c->interrupted)
        buf_text(out, ", until it was interrupted");
    buf_text(out, "; sleeps and time-outs in their order\n");
}

static void show_finding(const checking *c, finding_kind kind, buf *out)
{
    const found *f = &c->search.found[kind];
    buf_printf(out, "%s: %s, in schedule ", c->loaded.src.name, finding_names[kind]);
    checked_count(f->number, out);
    buf_printf(out, " (%s), made as short as it can be: %u steps\n", f->strategy, f->schedule.count);
    buf_add(out, f->text.data, f->text.length);
    buf_char(out, '\n');
}

void checked_tell(const checking *c, buf *out)
{
    for (int kind = FINDING_NONE + 1; kind < FINDINGS; kind++)
        if (c->search.found[kind].number)
            show_finding(c, (finding_kind)kind, out);
    checked_verdict(c, out);
    if (c->search.failed)
        buf_printf(out, "the search could not go on: out of memory, or more than %d tasks\n", EXEC_TASKS);
    unsigned want = expected(c), kinds = checked_kinds(c);
    if (want == kinds && want == 1u << FINDING_NONE)
        return;
    buf_text(out, want == kinds ? "as expected: " : "expected: ");
    show_kinds(want, out);
    buf_char(out, '\n');
}
