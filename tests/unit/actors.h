/* actors: a fake host for tests of the runtime. An actor is a task whose body is a fixed list of steps; what became of each is written
 * into one log, "NAME verb=RESULT" or "NAME verb!ERROR", in the order in which the replies came.
 * Objects are named by slots: MAKE fills one, the other steps use it. Runs in the engine of virtual time. */
#ifndef TESTS_ACTORS_H
#define TESTS_ACTORS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/kind.h"
#include "runtime/sim/sim.h"

enum { SLOTS = 64, ARGUMENTS = 10, STEP_CASES = 4 };

typedef struct step {
    verb_id verb;
    int slot;                    /* of the object; of what is made */
    uint8_t face;
    int64_t timeout;             /* 0: none; -2: at once (a time-out of 0) */
    int count;                   /* of arguments */
    value arguments[ARGUMENTS];
    const struct step *cases;    /* of a select: STEP_CASES at most, the last with verb 0 */
    int list[4];                 /* slots, from 1, that make up a list as the last argument */
    int times;                   /* done so often; 0: once */
    bool quiet;                  /* not logged */
} step;

typedef struct actor { const char *name; const step *steps; } actor;

typedef struct stage {
    const actor *actors;
    world *world;
    recorder *recorder;
    value held[SLOTS], empty;
    buf log, complaints;
    uint32_t ended;              /* bodies */
    const char *broken;          /* what `invariant` says */
    bool told;
    run_end end;
} stage;

typedef struct body { const actor *actor; int at, done; op cases[STEP_CASES]; value arguments[ARGUMENTS], of_cases[STEP_CASES][ARGUMENTS]; } body;

static inline stage *stage_of(const world *w)
{
    return w->host->program;
}

/* What a task runs is the number of an actor. */
static inline value stage_callee(int64_t number)
{
    return (value){.tag_ = V_FUNC, .index = (uint32_t)number};
}

static void stage_fill(stage *s, const step *from, op *to, value *arguments)
{
    *to = (op){.verb = (uint16_t)from->verb, .face = from->face, .line = 1, .timeout = from->timeout == 0 ? NO_TIMEOUT : from->timeout == -2 ? 0 : from->timeout};
    if (verb_words[from->verb].kind == KIND_variable)
        to->cell = (uint32_t)from->slot;
    else if (verb_words[from->verb].kind != KIND_run)
        to->object = object_of(s->held[from->slot]);
    memcpy(arguments, from->arguments, sizeof from->arguments);
    int count = from->count;
    if (from->list[0]) {
        value items[4];
        int n = 0;
        for (; n < 4 && from->list[n]; n++)
            items[n] = s->held[from->list[n]];
        fault f;
        assert_true(value_list(items, (size_t)n, &arguments[count++], &f));
    }
    for (int i = 0; i < from->count; i++)
        if (arguments[i].tag == V_CELL)                      /* ARGUMENT_SLOT */
            arguments[i] = s->held[arguments[i].index];
        else if (arguments[i].tag == V_LIST)                 /* EMPTY_LIST */
            arguments[i] = s->empty;
    for (int i = 3; from->verb == VERB_run_make && i < count; i++)
        if (arguments[i].tag == V_NIL)
            arguments[i] = VALUE_UNSET;
    if (from->verb == VERB_run_make && count > 3 && kind_words[arguments[0].integer].flags & KIND_TASK && arguments[3].tag == V_INT)
        arguments[3] = stage_callee(arguments[3].integer);
    to->arguments = arguments;
    to->count = (uint16_t)count;
}

static why stage_step(task *t, int64_t budget)
{
    (void)budget;
    body *b = t->body;
    const step *now = &b->actor->steps[b->at];
    stage *s = stage_of(t->world);
    if (!now->verb)
        return WHY_DONE;
    if (now->verb == VERB_thread_fail) {
        fault f;
        assert_true(value_error((error_kind)now->slot, VALUE_UNSET, now->arguments[0], VALUE_NIL, 7, &t->reply.value, &f));
        t->reply.value.error->column = 0;
        return WHY_FAULT;
    }
    stage_fill(s, now, &t->op, b->arguments);
    if (!now->cases)
        return WHY_OP;
    for (int i = 0; now->cases[i].verb; i++) {
        stage_fill(s, &now->cases[i], &b->cases[i], b->of_cases[i]);
        b->cases[i].flags = now->cases[i].times < 0 ? OP_DISABLED : 0;
        t->op.cases++;
    }
    t->op.alternatives = b->cases;
    return WHY_OP;
}

static void stage_log(stage *s, const body *b, const task *t, const step *now)
{
    const reply *r = &t->reply;
    if (s->log.length)
        buf_text(&s->log, "; ");
    buf_printf(&s->log, "%s %s", b->actor->name, verb_words[now->verb].name);
    if (now->cases && r->outcome == OUT_DONE)
        buf_printf(&s->log, "[%d]", r->chosen);
    if (r->outcome == OUT_RAISE) {
        buf_printf(&s->log, "!%s", error_kind_names[r->error]);
    } else if (r->value.tag != V_NIL) {
        buf_char(&s->log, '=');
        value_repr(r->value, &s->log);
    }
}

static void stage_reply(task *t)
{
    body *b = t->body;
    stage *s = stage_of(t->world);
    const step *now = &b->actor->steps[b->at];
    if (!now->quiet)
        stage_log(s, b, t, now);
    if (now->list[0])
        value_drop(b->arguments[now->count]);
    if (now->verb == VERB_run_make || now->verb == VERB_pool_submit) {
        int to = now->slot + (now->verb == VERB_pool_submit);      /* a future comes into the slot after its pool's */
        assert_int_equal(t->reply.outcome, OUT_DONE);
        value_drop(s->held[to]);
        s->held[to] = t->reply.value;
    } else {
        value_drop(t->reply.value);
    }
    t->reply.value = VALUE_NIL;
    if (++b->done >= now->times) {
        b->at++;
        b->done = 0;
    }
}

static void *stage_begin(world *w, process *p, value callee, value arguments, fault *f)
{
    (void)p;
    (void)arguments;
    (void)f;
    body *b = calloc(1, sizeof *b);
    b->actor = &stage_of(w)->actors[callee.index];
    return b;
}

static void stage_end(world *w, void *of)
{
    stage_of(w)->ended++;
    free(of);
}

static const char *stage_invariant(world *w)
{
    return stage_of(w)->broken;
}

static void stage_complain(world *w, const char *text, size_t length)
{
    buf_add(&stage_of(w)->complaints, text, length);
}

/* Plays actor 0 as main, to the end of the run. The log stays until stage_free. */
static stage *play_with(const actor *actors, settings set)
{
    stage *s = calloc(1, sizeof *s);
    host *h = calloc(1, sizeof *h);
    *h = (host){.step = stage_step, .reply = stage_reply, .begin = stage_begin, .end = stage_end, .invariant = stage_invariant, .program = s};
    s->actors = actors;
    fault none;
    assert_true(value_list(NULL, 0, &s->empty, &none));
    s->recorder = recorder_new(0, false, NULL);
    s->world = world_new(&sim_engine, h, &set, s->recorder, NULL);
    assert_non_null(s->world);
    s->world->file = "test.cs";
    s->world->complain = stage_complain;
    s->world->main->cells = cells_new(16);
    s->end = sim_run(s->world, stage_callee(0), &s->told);
    buf_char(&s->log, '\0');
    return s;
}

static inline stage *play(const actor *actors)
{
    return play_with(actors, settings_default());
}

static void stage_free(stage *s)
{
    const host *h = s->world->host;
    for (int i = 0; i < SLOTS; i++)
        value_drop(s->held[i]);
    value_drop(s->empty);
    world_free(s->world);
    recorder_end(s->recorder);
    buf_free(&s->log);
    buf_free(&s->complaints);
    free((void *)(uintptr_t)h);
    free(s);
}

/* Plays, and compares the end of the run and the log. */
static inline void expect(const actor *actors, run_end end, const char *log)
{
    stage *s = play(actors);
    assert_string_equal(s->log.data, log);
    assert_int_equal(s->end, end);
    stage_free(s);
}

#define MS INT64_C(1000000)
#define INT(n) {{.tag_ = V_INT, .integer = (n)}}
#define BOOL(b) {{.tag_ = V_BOOL, .integer = (b)}}
#define TIME(ns) {{.tag_ = V_DURATION, .integer = (ns)}}
#define TEXT(t) {{.tag = V_SHORT, .length = sizeof(t) - 1, .text = t}}
#define NOTHING {{.tag_ = V_UNSET}}
#define EMPTY_LIST {{.tag_ = V_LIST}}
#define ARGUMENT_SLOT(n) {{.tag_ = V_CELL, .index = (n)}}
/* The options of kinds.def follow the name. */
#define MAKE(to, kind, name, ...) {.verb = VERB_run_make, .slot = to, .quiet = true, .count = ARGUMENTS, \
    .arguments = {INT(KIND_##kind), TEXT(name), BOOL(false), __VA_ARGS__}}
#define THREAD(to, name, who) MAKE(to, thread, name, INT(who), NOTHING, NOTHING, NOTHING)
#define START(which) {.verb = VERB_thread_start, .slot = which, .quiet = true}
#define SLEEP(ms) {.verb = VERB_run_sleep, .count = 1, .arguments = {TIME((ms) * MS)}, .quiet = true}
#define DO(which, v) {.verb = VERB_##v, .slot = which}
#define DO1(which, v, a) {.verb = VERB_##v, .slot = which, .count = 1, .arguments = {a}}
#define DO0(which, v) {.verb = VERB_##v, .slot = which, .count = 1, .arguments = {NOTHING}}
#define WITHIN(which, v, ms) {.verb = VERB_##v, .slot = which, .timeout = (ms) * MS}
#define NOW {.verb = VERB_run_now}
#define END {.verb = VERB_none}
#define STEPS(...) (const step[]){__VA_ARGS__, END}

#endif
