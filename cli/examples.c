/* examples: keeps schedules of executions that end without a finding but perhaps a race. Calls runtime/check/trace for which of them
 * differ. */
#include "cli/examples.h"

#include <stdlib.h>

#include "runtime/check/trace.h"
#include "runtime/random.h"

enum { TURNS_MOST = 1 << 24 };

typedef struct example {
    uint64_t printed, order; /* numbers for what was printed, and for which step comes after which others */
    schedule schedule;
} example;

struct examples {
    uint32_t wanted, count;
    example *all;
};

examples *examples_new(uint32_t wanted)
{
    examples *x = calloc(1, sizeof *x);
    if (!x)
        return NULL;
    x->wanted = wanted;
    x->all = calloc(wanted, sizeof *x->all);
    if (x->all)
        return x;
    free(x);
    return NULL;
}

void examples_clear(examples *x)
{
    for (uint32_t i = 0; i < x->count; i++)
        schedule_free(&x->all[i].schedule);
    x->count = 0;
}

void examples_free(examples *x)
{
    if (!x)
        return;
    examples_clear(x);
    free(x->all);
    free(x);
}

uint32_t examples_count(const examples *x) { return x->count; }

const schedule *examples_at(const examples *x, uint32_t i) { return &x->all[i].schedule; }

/* Two executions differ when some step does not come after the same others. */
static uint64_t order_of(const exec *e)
{
    trace t = {0};
    exec part = *e;
    uint64_t number = 0;
    for (part.step_count = 1; part.step_count <= e->step_count && !t.broken; part.step_count++) {
        vclock before;
        trace_add(&t, &part, &before);
        const exec_step *s = &e->steps[part.step_count - 1];
        uint64_t h = random_mix(s->task * UINT64_C(31) + s->choice);
        for (uint32_t i = 0; i < e->actor_count && !t.broken; i++)
            h = random_mix(h ^ t.steps[part.step_count - 1].of[i]);
        number += h;
    }
    trace_free(&t);
    return number;
}

/* One that prints the same as another before it; count: each prints something else. */
static uint32_t find_twin(const examples *x)
{
    for (uint32_t i = x->count; i-- > 1;)
        for (uint32_t k = 0; k < i; k++)
            if (x->all[k].printed == x->all[i].printed)
                return i;
    return x->count;
}

static bool prints_new(const examples *x, uint64_t printed)
{
    for (uint32_t i = 0; i < x->count; i++)
        if (x->all[i].printed == printed)
            return false;
    return true;
}

/* Where another one would go that prints this; wanted: nowhere. */
static uint32_t find_room(const examples *x, uint64_t printed)
{
    if (x->count < x->wanted)
        return x->count;
    return prints_new(x, printed) ? find_twin(x) : x->wanted;
}

/* Takes the schedule over. */
static void put(examples *x, uint32_t at, example one)
{
    for (uint32_t i = 0; i < x->count; i++)
        if (x->all[i].order == one.order && x->all[i].printed == one.printed)
            at = x->wanted;
    if (at == x->wanted) {
        schedule_free(&one.schedule);
        return;
    }
    if (at < x->count)
        schedule_free(&x->all[at].schedule);
    else
        x->count++;
    x->all[at] = one;
}

void examples_each(examples *x, const exec *e, uint64_t printed)
{
    uint32_t at =
        (e->findings.kinds & ~(1u << FINDING_RACE)) || (e->end != EXEC_ENDED && e->end != EXEC_STOPPED) ? x->wanted : find_room(x, printed);
    example one = {.printed = printed};
    if (at == x->wanted)
        return;
    one.order = order_of(e);
    if (schedule_copy(&one.schedule, e, e->step_count))
        put(x, at, one);
    else
        schedule_free(&one.schedule);
}

void examples_save(const examples *x, buf *out)
{
    save_number(out, x->count);
    for (uint32_t i = 0; i < x->count; i++) {
        save_number(out, x->all[i].printed);
        save_number(out, x->all[i].order);
        schedule_save(&x->all[i].schedule, out);
    }
}

bool examples_add(examples *x, saved_text *in)
{
    for (uint32_t left = load_below(in, TURNS_MOST); left > 0 && !in->bad; left--) {
        example one = {.printed = load_number(in)};
        one.order = load_number(in);
        bool ok = schedule_load(&one.schedule, in);
        if (ok)
            put(x, find_room(x, one.printed), one);
        else
            schedule_free(&one.schedule);
        if (!ok)
            return false;
    }
    return !in->bad;
}
