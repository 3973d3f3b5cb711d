/* stage: the interface of the engine that replays a trace, and the sink that keeps the events which its steps leave.
 * Calls the host for bodies, perform.c for waits. Leaves out: when a step is made (replay.c), and which (act.c). */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdlib.h>
#include <string.h>

#include "runtime/pass.h"
#include "runtime/replay/internal.h"

/* --- the events that come of what is done --- */

typedef struct keeper {
    sink base;
    replay *replay;
} keeper;

static void part_add(part *p, effect *d)
{
    *(p->last ? &p->last->next : &p->first) = d;
    p->last = d;
}

void stage_due(replay *s, const event *e)
{
    size_t length = e->detail.tag == DETAIL_TEXT ? e->detail.length : 0;
    effect *d = malloc(sizeof *d + length);
    if (!d) {
        s->starved = true;
        return;
    }
    d->next = NULL;
    d->event = *e;
    if (e->detail.tag == DETAIL_TEXT) {
        memcpy(d->text, e->detail.text, length);
        d->event.detail.text = d->text;
    }
    part_add(part_of(s, e->task), d);
}

/* Remarks are the engine's own; the trace may have others. */
static void keeper_event(sink *base, const event *e)
{
    if (e->status != EVENT_NOTE)
        stage_due(((keeper *)base)->replay, e);
}

static void keeper_flush(sink *base) { (void)base; }

static bool keeper_end(sink *base)
{
    free(base);
    return true;
}

static bool keeper_failed(const sink *base)
{
    (void)base;
    return false;
}

sink *stage_sink(replay *s)
{
    keeper *k = malloc(sizeof *k);
    if (!k)
        return NULL;
    *k = (keeper){{keeper_event, keeper_flush, keeper_end, keeper_failed}, s};
    return &k->base;
}

void stage_forget(part *p)
{
    effect *d = p->first;
    p->first = d->next;
    if (!p->first)
        p->last = NULL;
    free(d);
}

/* Whoever has not ended may be in the middle of an operation that has several events, or have been let go and not have told of it. */
void stage_cut(replay *s, const process *p)
{
    for (const player *x = s->players; x; x = x->before)
        if (!p || (x->task.body && x->task.process == p))
            for (part *one = part_of(s, x->task.id); one->first;)
                stage_forget(one);
}

/* --- what the trace says of those who act --- */

const event *replay_next(replay *s, const task *t) { return part_event(s, part_of(s, t->id)); }

/* The k-th event from its next one on of who performs an op. */
static const event *stage_ahead(replay *s, uint32_t k)
{
    size_t at = s->acts ? part_of(s, s->acts->id)->next : 0;
    while (at && k--)
        at = s->follow[at - 1];
    return at ? &s->trace->events[at - 1] : NULL;
}

/* An op tells of the objects it has made, one by one. Only a pipe's makes two. */
static const event *stage_made(replay *s, uint32_t k)
{
    const event *first = stage_ahead(s, 0), *e = k ? stage_ahead(s, k) : first;
    if (!e || e->status != EVENT_MADE || first->status != EVENT_MADE)
        return NULL;
    return k == 0 || (k == 1 && first->number == KIND_pipe && e->number == KIND_pipe) ? e : NULL;
}

/* What the trace does not tell of, such as a condition's own lock, has a number behind all that it tells of. */
static uint32_t stage_id(world *w)
{
    replay *s = replay_of(w);
    const event *e = stage_made(s, s->made++);
    return e && !object_at(w, e->object) ? e->object : ++s->ids;
}

/* The number behind `base` in a name, "car-3": 3, "car": 0; UINT32_MAX: it is another name. */
static uint32_t stage_number(const detail *told, value base)
{
    const char *text;
    size_t length = value_string_bytes(&base, &text);
    uint64_t number = 0;
    if (told->tag != DETAIL_TEXT || told->length < length || memcmp(told->text, text, length) != 0)
        return UINT32_MAX;
    if (told->length == length)
        return 0;
    if (told->text[length] != '-' || told->length == length + 1)
        return UINT32_MAX;
    for (size_t i = length + 1; i < told->length; i++) {
        if (told->text[i] < '0' || told->text[i] > '9' || number > UINT32_MAX / 10)
            return UINT32_MAX;
        number = number * 10 + (uint64_t)(told->text[i] - '0');
    }
    return number < UINT32_MAX ? (uint32_t)number : UINT32_MAX;
}

/* Two tasks may draw numbers in one order and tell of it in the other. */
static uint32_t stage_name(world *w, value base, uint32_t number)
{
    replay *s = replay_of(w);
    const event *e = stage_made(s, s->named++);
    uint32_t told = e ? stage_number(&e->detail, base) : UINT32_MAX;
    bool alike = told != UINT32_MAX && (told == 1 || told == 0 ? number == told || number > 1 : true);
    return alike ? told : number;
}

static bool names_object(const detail *d, const object *o)
{
    buf text = {0};
    object_show_name(o, &text);
    bool found = d->tag == DETAIL_TEXT && text.length && memmem(d->text, d->length, text.data, text.length);
    buf_free(&text);
    return found;
}

/* Who waits in several lines is claimed in one of them. Which, when several could, is open; so it is when it goes by its time instead.
 * And who comes to stand in the hidden lock's line without an event comes at a moment that nobody knows: the lock goes to whom the trace
 * shows with it. */
static bool stage_serves(world *w, const task *t, const op *o, const object *by)
{
    const event *e = replay_next(replay_of(w), t);
    if (by == w->atomic)
        return replay_of(w)->wants == t->id;
    if (!wait_is_multiple(t) || !e)
        return true;
    if (t->op.verb == VERB_run_wait_any)
        return e->verb == VERB_run_wait_any && e->status == EVENT_DONE && (by->kind == KIND_pipe || names_object(&e->detail, by));
    if (e->verb == VERB_run_select)
        return !t->waiting;
    return e->verb == o->verb && e->object == o->object->id;
}

void stage_news(replay *s, uint64_t key, uint64_t cause)
{
    news *n = malloc(sizeof *n);
    if (!n) {
        s->starved = true;
        return;
    }
    *n = (news){.key = key, .cause = cause, .by = s->acts ? s->acts->id : 0};
    *s->news_end = n;
    s->news_end = &n->next;
}

static void stage_later(world *w, uint64_t key, uint64_t cause) { stage_news(replay_of(w), key, cause); }

/* A change that was made while it evaluated has come to its ears by then, or has not. */
static bool stage_anew(world *w, const task *t)
{
    replay *s = replay_of(w);
    const event *e = replay_next(s, t);
    return !s->parks && e && e->verb != VERB_run_await;
}

/* --- tasks and processes --- */

static int64_t stage_now(world *w) { return w->engine_state ? replay_of(w)->now : 0; }

static void stage_enter(replay *s, player *x, const object *o)
{
    x->before = s->players;
    s->players = x;
    part_of(s, o->id)->player = x;
}

static bool stage_spawn(world *w, task *parent, object *o, fault *f)
{
    replay *s = replay_of(w);
    bool forks = o->kind == KIND_process;
    process *p = forks ? process_copy(w, parent->process, o, f) : parent ? parent->process : w->main;
    if (!p)
        return false;
    player *x = calloc(1, sizeof *x);
    if (x) {
        x->task.lane = s->lane;
        if (task_embody(w, p, &x->task, o, f)) {
            task_begin(parent, p, &x->task, o);
            stage_enter(s, x, o);
            return true;
        }
        free(x);
    } else {
        fault_set(f, ERROR_limit, "out of memory");
    }
    if (forks)
        process_undo(w, p);
    return false;
}

/* It ends when the trace says so; until then it may go on. */
static void stage_kill(world *w, process *p, int signal)
{
    replay *s = replay_of(w);
    if (!silent_depart(s, p, -signal, false))
        s->starved = true;
}

static void stage_drop(world *w, task *t)
{
    player *x = (player *)t;
    replay_of(w)->called -= x->state == PLAYER_CALLED;
    if (x->state == PLAYER_ANSWERED)
        value_drop(t->reply.value);
    x->left = t->body;
    t->body = NULL;
    x->state = PLAYER_OVER;
    part_of(replay_of(w), t->id)->player = NULL;
}

static void player_leave(replay *s, player *x)
{
    if (x->left)
        s->world->host->end(s->world, x->left);
    x->left = NULL;
}

void stage_leave(replay *s, const process *p)
{
    for (player *x = s->players; x; x = x->before)
        if (x->task.process == p)
            player_leave(s, x);
}

/* Who was woken to ask again does so when the trace shows what came of it: until then others may come before. */
static void stage_resume(world *w, task *t)
{
    player *x = (player *)t;
    if (!x->begun) {
        x->begun = true;
        x->state = PLAYER_STEPS;
    } else if (t->reply.outcome == OUT_WAIT) {
        x->state = PLAYER_CALLED;
        replay_of(w)->called++;
    } else {
        perform_resumed(w, t);
        x->state = PLAYER_ANSWERED;
    }
}

/* It is cancelled where the trace says that it noticed. The cancel is told before it is made, and made before its task goes on. */
static void stage_poke(world *w, task *t)
{
    replay *s = replay_of(w);
    player *x = (player *)t;
    size_t now = s->acts ? part_of(s, s->acts->id)->next : 0;
    x->cancels++;
    x->unsure = now ? s->follow[now - 1] : 0;
}

static void stage_failed(world *w) { replay_of(w)->starved = true; }

const engine replay_engine = {
    .name = "replay",
    .now = stage_now,
    .stamp = stage_now,
    .spawn = stage_spawn,
    .kill = stage_kill,
    .drop = stage_drop,
    .resume = stage_resume,
    .poke = stage_poke,
    .failed = stage_failed,
    .id = stage_id,
    .number = stage_name,
    .serves = stage_serves,
    .later = stage_later,
    .anew = stage_anew,
    .apart = true,
};

/* --- the end --- */

void stage_clear(replay *s)
{
    world *w = s->world;
    for (player *x = s->players, *before; x; x = before) {
        before = x->before;
        if (x->state == PLAYER_ANSWERED)
            value_drop(x->task.reply.value);
        if (x->task.body) { /* else its object may be gone, too */
            w->host->end(w, x->task.body);
            x->task.self->thread.task = NULL;
        }
        player_leave(s, x);
        free(x);
    }
    for (uint32_t i = 0; i < s->part_count; i++)
        while (s->parts[i].first)
            stage_forget(&s->parts[i]);
    for (departure *d = s->departures, *next; d; d = next) {
        next = d->next;
        free(d);
    }
    for (news *n = s->news, *next; n; n = next) {
        next = n->next;
        free(n);
    }
    known_free(&s->names);
    free(s->parts);
    free(s->follow);
}
