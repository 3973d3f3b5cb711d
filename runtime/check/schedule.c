/* schedule: following a schedule, and making it shorter by trying. Calls exec.h. */
#include "runtime/check/schedule.h"

#include <stdlib.h>

#include "runtime/check/point.h"
#include "runtime/check/rounds.h"

enum { TURNS_FIRST = 64, TURNS_MOST = 1 << 24, TRIES_MOST = 1000 };

bool schedule_add(schedule *s, uint32_t who, uint32_t choice)
{
    if (s->count == s->capacity) {
        uint32_t capacity = s->capacity ? 2 * s->capacity : TURNS_FIRST;
        turn *more = realloc(s->turns, capacity * sizeof *more);
        if (!more)
            return false;
        s->turns = more;
        s->capacity = capacity;
    }
    s->turns[s->count++] = (turn){who, choice};
    return true;
}

bool schedule_copy(schedule *to, const exec *e, uint32_t steps)
{
    to->count = to->again = 0;
    for (uint32_t i = 0; i < steps; i++)
        if (!schedule_add(to, e->steps[i].task, e->steps[i].choice))
            return false;
    return true;
}

int schedule_compare(const schedule *a, const schedule *b)
{
    if (a->count != b->count)
        return a->count < b->count ? -1 : 1;
    for (uint32_t i = 0; i < a->count; i++) {
        turn x = a->turns[i], y = b->turns[i];
        if (x.task != y.task || x.choice != y.choice)
            return x.task < y.task || (x.task == y.task && x.choice < y.choice) ? -1 : 1;
    }
    return 0;
}

void schedule_free(schedule *s)
{
    free(s->turns);
    *s = (schedule){0};
}

void schedule_save(const schedule *s, buf *out)
{
    save_number(out, s->count);
    save_number(out, s->again);
    for (uint32_t i = 0; i < s->count; i++) {
        save_number(out, s->turns[i].task);
        save_number(out, s->turns[i].choice);
    }
    save_line(out);
}

bool schedule_load(schedule *s, saved_text *in)
{
    uint32_t count = load_below(in, TURNS_MOST), again = load_below(in, count);
    for (uint32_t left = count; left > 0 && !in->bad; left--) {
        uint32_t who = load_below(in, EXEC_TASKS - 1), choice = load_below(in, UINT32_MAX);
        if (!schedule_add(s, who, choice))
            return false;
    }
    s->again = again;
    return !in->bad;
}

/* Who was switched away from although he could have gone on was preempted. */
cost schedule_cost(const exec *e, uint32_t steps)
{
    cost c = {.steps = steps};
    for (uint32_t i = 1; i < steps; i++) {
        if (e->steps[i].task == e->steps[i - 1].task)
            continue;
        c.switches++;
        c.preemptions += taskset_has(&e->steps[i].enabled, e->steps[i - 1].task);
    }
    return c;
}

bool cost_less(cost a, cost b)
{
    if (a.preemptions != b.preemptions)
        return a.preemptions < b.preemptions;
    return a.switches != b.switches ? a.switches < b.switches : a.steps < b.steps;
}

static bool has_told(const exec *e, finding_kind until) { return until != FINDING_NONE && e->findings.kinds >> until & 1; }

/* Of what a schedule alone does not show: whoever can go on is looked at. Steps are tried for that, so not while somebody is told of
 * them. */
static void follow_look(exec *e, finding_kind until)
{
    exec_point here;
    if (until != FINDING_LIVELOCK || !e->repeats || exec_over(e) || e->told || !point_mark(e, &here))
        return;
    rounds_look(e, &here, NULL);
    snap_forget(e->snap);
}

static uint32_t least_switch(const exec *e)
{
    uint32_t last = e->step_count ? e->steps[e->step_count - 1].task : 0;
    return taskset_has(&e->enabled, last) ? last : taskset_next(&e->enabled, 0);
}

void schedule_play(const schedule *s, exec *e, finding_kind until)
{
    follow_look(e, until);
    for (uint32_t i = 0; i < s->count && !exec_over(e) && !has_told(e, until); i++) {
        if (taskset_has(&e->enabled, s->turns[i].task))
            exec_go(e, s->turns[i].task, s->turns[i].choice);
        follow_look(e, until);
    }
}

void schedule_follow(const schedule *s, exec *e, finding_kind until)
{
    schedule_play(s, e, until);
    while (!exec_over(e) && !has_told(e, until) && until != FINDING_LIVELOCK)
        exec_go(e, least_switch(e), 0);
}

/* --- making it shorter --- */

typedef struct minimizer {
    schedule *best;
    cost cost;
    exec *exec;
    finding_kind kind;
    uint32_t tries;
} minimizer;

/* Is it one, and a better one? Then it is what was found from now on. */
static bool minimizer_try(minimizer *m, const schedule *s)
{
    exec *e = m->exec;
    bool better = false;
    m->tries++;
    if (exec_begin(e)) {
        schedule_follow(s, e, m->kind);
        uint32_t steps = e->findings.kinds >> m->kind & 1 ? e->findings.of[m->kind].step : UINT32_MAX;
        if (steps <= e->step_count) {
            cost c = schedule_cost(e, steps);
            better = cost_less(c, m->cost) && schedule_copy(m->best, e, steps);
            if (better)
                m->cost = c;
        }
    }
    exec_finish(e);
    return better;
}

static uint32_t block_end(const schedule *s, uint32_t from)
{
    uint32_t end = from;
    while (end < s->count && s->turns[end].task == s->turns[from].task)
        end++;
    return end;
}

static void add_range(schedule *to, const schedule *from, uint32_t begin, uint32_t end)
{
    for (uint32_t i = begin; i < end; i++)
        schedule_add(to, from->turns[i].task, from->turns[i].choice);
}

/* The turns of [from, to) come behind those of [to, end). */
static void make_moved(schedule *out, const schedule *s, uint32_t from, uint32_t to, uint32_t end)
{
    out->count = 0;
    add_range(out, s, 0, from);
    add_range(out, s, to, end);
    add_range(out, s, from, to);
    add_range(out, s, end, s->count);
}

/* Where the task of the turn before `at` goes on after that; s->count: it does not. */
static uint32_t goes_on(const schedule *s, uint32_t at, uint32_t who)
{
    while (at < s->count && s->turns[at].task != who)
        at++;
    return at;
}

/* One change of the best schedule, at the block that begins there: its task, switched to, is left out, or comes later, or who was
 * switched away from goes on first. */
static bool minimizer_step(minimizer *m, uint32_t from, schedule *scratch)
{
    const schedule *s = m->best;
    uint32_t end = block_end(s, from), next = from ? goes_on(s, end, s->turns[from - 1].task) : s->count;
    if (next < s->count) {
        make_moved(scratch, s, from, next, block_end(s, next));
        if (minimizer_try(m, scratch))
            return true;
    }
    if (end < s->count) {
        make_moved(scratch, s, from, end, block_end(s, end));
        if (minimizer_try(m, scratch))
            return true;
    }
    scratch->count = 0;
    add_range(scratch, s, 0, from);
    add_range(scratch, s, end, s->count);
    return minimizer_try(m, scratch);
}

/* Only a part of the block is switched to before it is another's turn. */
static bool minimizer_shorten(minimizer *m, uint32_t from, schedule *scratch)
{
    const schedule *s = m->best;
    uint32_t end = block_end(s, from);
    if (end - from < 2 || end == s->count)
        return false;
    make_moved(scratch, s, end - 1, end, block_end(s, end));
    return minimizer_try(m, scratch);
}

/* What goes round and round behind its end is made once. */
static bool add_rounds(schedule *s, exec *e)
{
    exec_point here;
    bool ok = exec_begin(e);
    if (ok)
        schedule_play(s, e, FINDING_NONE);
    if (ok && !exec_over(e) && (ok = point_mark(e, &here))) {
        s->again = 0;
        ok = rounds_look(e, &here, s) != ROUNDS_FAILED;
        snap_forget(e->snap);
    }
    exec_finish(e);
    return ok;
}

bool schedule_minimize(schedule *s, exec *e, finding_kind kind)
{
    minimizer m = {.best = s, .cost = {UINT32_MAX, UINT32_MAX, UINT32_MAX}, .exec = e, .kind = kind};
    schedule scratch = {0};
    add_range(&scratch, s, 0, s->count);
    if (minimizer_try(&m, &scratch))
        for (bool better = true; better && m.tries < TRIES_MOST;) {
            better = false;
            for (uint32_t at = 0; at < s->count && m.tries < TRIES_MOST; at = block_end(s, at))
                if (minimizer_step(&m, at, &scratch) || minimizer_shorten(&m, at, &scratch))
                    better = true;
        }
    schedule_free(&scratch);
    return kind != FINDING_LIVELOCK || add_rounds(s, e);
}
