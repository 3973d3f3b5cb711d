/* check_run: a script searched by the explorer, and what all its executions came to. */
#ifndef TESTS_UNIT_CHECK_RUN_H
#define TESTS_UNIT_CHECK_RUN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "interp/program.h"
#include "runtime/check/point.h"
#include "runtime/check/search.h"
#include "runtime/check/trace.h"
#include "runtime/random.h"

#define CHECK __attribute__((noinline, unused)) static

enum { SET_MOST = 1 << 16, BUDGETS_FEW = 2, ENDS = EXEC_TASKS / 2 };

typedef struct set { uint64_t *items; size_t count; } set;       /* of numbers, in order */

typedef struct ran {
    program *program;
    search search;
    set outcomes, traces;    /* of prints, what has ended it and end; of who depends on whom */
    bool ends;               /* there are ends of processes */
    bool ended;              /* an execution was ended by a finding */
    bool fits;               /* … else there are more than SET_MOST */
} ran;

CHECK void set_add(ran *r, set *s, uint64_t item)
{
    size_t low = 0, high = s->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (s->items[middle] < item)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < s->count && s->items[low] == item)
        return;
    if (s->count == SET_MOST) {
        r->fits = false;
        return;
    }
    memmove(&s->items[low + 1], &s->items[low], (s->count++ - low) * sizeof *s->items);
    s->items[low] = item;
}

static world *ran_world(void *context, const engine *e, recorder *rec)
{
    ran *r = context;
    settings s = program_header(r->program)->settings;
    world *w = world_new(e, program_host(r->program), &s, rec, NULL);
    assert_non_null(w);
    w->main->cells = cells_new(program_globals(r->program));
    assert_true(w->main->cells && world_share(w, program_shareds(r->program)));
    w->file = "test.cs";
    return w;
}

/* Was it the last of its process, which has ended with it? */
static bool ends_process(const exec *e, uint32_t at)
{
    const process *p = e->actors[e->steps[at].task]->task.process;
    bool last = e->steps[at].kind == STEP_END && p->live == 0;
    for (uint32_t i = at + 1; i < e->step_count && last; i++)
        last = e->steps[i].kind != STEP_END || e->actors[e->steps[i].task]->task.process != p;
    return last;
}

/* Of the end of a task, which may be the last of its process: what it does by itself, or what comes of it for the process. */
static uint32_t end_part(const exec *e, const exec_step *s, bool last, bool own, touch *to)
{
    const task *t = &e->actors[s->task]->task;
    uint32_t count = 0, number;
    for (uint32_t i = 0; i < s->count; i++) {
        touch a = e->accesses[s->first + i];
        bool itself = exec_touch_kind(e, a, &number) == TOUCH_OBJECT && number == t->id;
        if (a.key == KEY_ALL)
            to[count++] = (touch){KEY_ALL, a.write && own != last};
        else if (own ? itself : !itself || t->id == t->process->id)
            to[count++] = a;
    }
    to[count++] = (touch){UINT64_C(0xff) << 56 | t->process->id, !own};
    return count;
}

/* Which task of a process ends last makes no difference, but what comes of that does. So where processes end, that is a step of its own,
 * which comes after the ends of all its tasks. The steps of `part` are to be freed. */
static void ends_apart(exec *part, const exec *e, bool ends)
{
    touch *to = malloc((2 * (e->access_count + (size_t)e->step_count) + 1) * sizeof *to);
    *part = *e;
    part->steps = malloc((2 * (size_t)e->step_count + 1) * sizeof *part->steps);
    part->accesses = to;
    part->step_count = 0;
    assert_true(part->steps && to);
    for (uint32_t i = 0; i < e->step_count; i++) {
        const exec_step *s = &e->steps[i];
        bool apart = ends && s->kind == STEP_END, last = apart && ends_process(e, i);
        for (int both = 0; both <= last; both++) {
            exec_step *own = &part->steps[part->step_count++];
            *own = *s;
            own->first = (uint32_t)(to - part->accesses);
            if (!apart)
                memcpy(to, e->accesses + s->first, s->count * sizeof *to);
            else {
                own->count = end_part(e, s, last, !both, to);
                own->released = (taskset){{0}};
            }
            own->task = both ? EXEC_TASKS - 1 - e->actors[s->task]->task.process->id % ENDS : s->task;
            to += own->count;
        }
    }
}

/* Who a task is follows from who has started it, and with which of his steps: their indices are given in the order in which tasks start. */
static void tasks_known(const exec *e, uint32_t made, uint32_t own, uint64_t who[static EXEC_TASKS])
{
    const exec_step *s = &e->steps[made - 1];
    for (uint32_t i = taskset_next(&s->released, 0), n = 0; i < EXEC_TASKS; i = taskset_next(&s->released, i + 1))
        if (!who[i])
            who[i] = random_mix(who[s->task] ^ (uint64_t)own << 32 ^ ++n);
}

static uint64_t clock_number(const vclock *c, uint32_t tasks, const uint64_t who[static EXEC_TASKS])
{
    uint64_t number = 0;
    for (uint32_t i = 0; i < tasks; i++)
        number += c->of[i] ? random_mix(who[i] + c->of[i]) : 0;
    return number;
}

/* Two executions are alike when each step comes after the same others. */
static uint64_t trace_number(const exec *e, bool ends)
{
    trace t = {0};
    exec part;
    uint64_t number = 0, who[EXEC_TASKS] = {1};
    ends_apart(&part, e, ends);
    uint32_t count = part.step_count;
    for (part.step_count = 1; part.step_count <= count; part.step_count++) {
        vclock before;
        trace_add(&t, &part, &before);
        const exec_step *s = &part.steps[part.step_count - 1];
        const vclock *c = &t.steps[part.step_count - 1];
        tasks_known(&part, part.step_count, c->of[s->task], who);
        number += random_mix(random_mix(who[s->task] + s->choice) ^ clock_number(c, EXEC_TASKS, who));
    }
    trace_free(&t);
    free(part.steps);
    free(part.accesses);
    return number;
}

static void ran_each(search *s, const exec *e)
{
    ran *r = s->context;
    unsigned ends = e->told ? e->findings.kinds & ~(1u << FINDING_RACE) : 0;
    uint64_t h = random_mix(ends ^ (uint64_t)e->end << 32);
    r->ended |= e->told;
    set_add(r, &r->outcomes, random_mix(h ^ point_printed(e)));
    set_add(r, &r->traces, trace_number(e, r->ends));
}

/* What was executed before is made once more. */
static void ran_anew(search *s) { ((ran *)s->context)->traces.count = 0; }

/* What is open beside the order. */
typedef struct openness { bool loose, every, prints /* are steps, too */, alone /* what is printed does not matter */, few /* a search by states ends, incomplete, when there are very many */; uint32_t spurious; } openness;

enum { STATES_FEW = 100000 };
static bool are_few(const search *s) { return s->states < STATES_FEW; }

/* Runs r->search, of which all but the subject and the recorder is set. */
CHECK void check_search(ran *r)
{
    recorder *rec = recorder_new(0, false, NULL);
    subject s = {ran_world, program_main(r->program), r};
    r->search.subject = &s;
    r->search.recorder = rec;
    search_run(&r->search);
    recorder_end(rec);
}

CHECK void check_load(ran *r, const char *text, search_method method, uint64_t most)
{
    source src = {"test.cs", text, strlen(text)};
    diags *d = diags_new(&src);
    *r = (ran){.fits = true, .ends = strstr(text, "process ") != NULL};
    r->program = program_load(&src, d);
    if (!r->program) {
        buf said = {0};
        diags_print(d, &said);
        fail_msg("%s\n%s", text, said.data);
    }
    diags_free(d);
    assert_true(program_look_ahead(r->program));
    r->outcomes.items = malloc((SET_MOST + 1) * sizeof(uint64_t));
    r->traces.items = malloc((SET_MOST + 1) * sizeof(uint64_t));
    assert_true(r->outcomes.items && r->traces.items);
    r->search = (search){.method = method, .most = most, .seed = 1, .steps_most = 300, .budgets_most = BUDGETS_FEW, .each = ran_each, .restarts = ran_anew, .context = r};
}

/* Tries at most so many schedules of the script. */
CHECK void check_text_in(ran *r, const char *text, search_method method, uint64_t most, openness open)
{
    check_load(r, text, method, most);
    r->search.loose = open.loose;
    r->search.spurious = open.spurious;
    r->search.prints = open.prints;
    r->search.every = open.every;
    r->search.go_on = open.few ? are_few : NULL;
    r->search.each = open.alone ? NULL : ran_each;
    check_search(r);
}

CHECK void check_text(ran *r, const char *text, search_method method, uint64_t most) { check_text_in(r, text, method, most, (openness){0}); }

CHECK unsigned check_kinds(const ran *r)
{
    unsigned kinds = 0;
    for (int kind = 1; kind < FINDINGS; kind++)
        if (r->search.found[kind].number)
            kinds |= 1u << kind;
    return kinds;
}

CHECK void check_end(ran *r)
{
    search_clear(&r->search);
    program_free(r->program);
    free(r->outcomes.items);
    free(r->traces.items);
}

/* --- random programs --- */

enum { WORDS = 6 };

typedef struct dice {
    uint64_t seed, drawn;
    uint32_t words[WORDS], count; /* the only statements that the program has; 0: any */
} dice;
CHECK uint32_t roll(dice *d, uint32_t n) { return (uint32_t)random_below(random_at(d->seed, ++d->drawn), n); }

#endif
