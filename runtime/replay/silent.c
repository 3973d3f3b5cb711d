/* silent: what happens without an event. On real threads it comes at any moment after what it follows from, so it is put off until an
 * event cannot be explained without it:
 *   a change is made known to those who await it, behind the back of the op that made it;
 *   an await is evaluated once more, to false, and gives the hidden lock back;
 *   who was woken to ask again finds that another came before, and stands in line again;
 *   what an ended process leaves behind is put in order, one thing after another.
 * And a wait for any of several is ended before that is told of, by itself or by who has come to one of them: then nobody finds it at
 * the others.
 * Calls await.c, process.c, act.c. */
#include <stdlib.h>

#include "runtime/pass.h"
#include "runtime/record.h"
#include "runtime/replay/internal.h"

/* May it find somebody there, or not, who waits for any of several? */
static bool meets_any(const task *t) { return wait_is_multiple(t) || is_meeting(t->op.object); }

bool silent_any(const replay *s, const task *t)
{
    const object *hidden = s->world->atomic;
    return s->news || s->departures || s->called || s->passing || hidden->lock_.owner || !line_empty(hidden) || meets_any(t);
}

/* --- news --- */

static void news_tell(replay *s)
{
    news *n = s->news;
    s->news = n->next;
    if (!s->news)
        s->news_end = &s->news;
    await_changed(s->world, s->lane, NULL, n->key, n->cause);
    free(n);
}

void silent_tell_of(replay *s, uint32_t by)
{
    uint32_t last = 0, count = 0;
    for (const news *n = s->news; n; n = n->next) {
        count++;
        if (n->by == by)
            last = count;
    }
    while (last--)
        news_tell(s);
}

/* --- awaits --- */

/* Others who get the lock are told of before the wait is. */
static bool is_about_to_wait(replay *s, const task *t)
{
    const op *o = &t->op;
    const event *e = replay_next(s, t);
    bool raises = e && e->verb == VERB_run_await && e->status == EVENT_RAISED;
    bool is_false = o->verb == VERB_run_await && !value_truth(o->arguments[0]) && t->atomic == 1 && !raises;
    return is_false && (await_has_waited(t) || (e && e->verb == VERB_run_await && e->status == EVENT_WAITING));
}

/* Whoever has the hidden lock may be about to give it back. */
bool silent_await(replay *s, const player *but)
{
    uint32_t owner = s->world->atomic->lock_.owner;
    part *p = part_of(s, owner);
    player *x = owner ? p->player : NULL;
    if (!x || x == but || p->first || !x->task.watch)
        return false;
    if (x->state == PLAYER_ANSWERED) {
        s->world->host->reply(&x->task);
        x->state = PLAYER_STEPS;
    } else if (x->state == PLAYER_STEPS) {
        act_step(s, x);
    } else if (s->stuck && x->state == PLAYER_ASKS && x->task.op.verb != VERB_run_await) {
        act_silently(s, x); /* was told of when several changes that came one after another made it look once */
        while (p->first)
            stage_forget(p);
    } else if (x->state == PLAYER_ASKS && is_about_to_wait(s, &x->task)) {
        int64_t now = s->now;
        s->now = p->t;
        s->parks = true;
        act_silently(s, x);
        s->parks = false;
        s->now = now;
    } else {
        return false;
    }
    return true;
}

/* The hidden lock is free, and goes to one who stands in its line. */
static bool silent_give(replay *s, player *x)
{
    world *w = s->world;
    object *o = w->atomic;
    if (!x || x->state != PLAYER_WAITS || o->lock_.owner || pass_target(w, &x->task.op) != o)
        return false;
    pass p;
    pass_begin_for(&p, w, s->lane, NULL);
    pass_lock(&p, o);
    s->wants = x->task.id;
    pass_settle_one(&p, o, &x->task);
    s->wants = 0;
    pass_end(&p, o);
    return x->state != PLAYER_WAITS;
}

static bool is_lined(const object *o, const task *t) { return line_stands(o, VERB_run_await, FACE_NONE, t, t->place); }

/* An await may be evaluated at any time; it changes nothing. */
static bool silent_stir(replay *s, player *x, const event *e)
{
    bool parked = x && x->state == PLAYER_WAITS && x->task.op.verb == VERB_run_await && x->task.watch;
    if (!parked || !e || e->task != x->task.id || e->verb == VERB_run_await || is_lined(s->world->atomic, &x->task))
        return false;
    await_stir(&x->task);
    return true;
}

/* Who finds it taken says by whom. */
static bool silent_give_other(replay *s, const event *e)
{
    bool held = e && e->status == EVENT_WAITING && (e->verb == VERB_run_atomic || e->verb == VERB_run_await_begin);
    return held && silent_give(s, part_of(s, e->other)->player);
}

/* --- those who wait no more --- */

bool silent_pass_on(replay *s, player *x)
{
    if (x->state != PLAYER_ANSWERED || !x->task.coming)
        return false;
    s->passing--;
    wait_pass_on(s->world, &x->task);
    return true;
}

static bool silent_pass_any(replay *s)
{
    for (player *x = s->passing ? s->players : NULL; x; x = x->before)
        if (silent_pass_on(s, x))
            return true;
    return false;
}

static bool gives_up(replay *s, const player *x)
{
    const part *p = part_of(s, x->task.id);
    const event *e = part_event(s, p);
    bool ends = e && (e->status == EVENT_TIMEOUT || e->status == EVENT_CANCELLED);
    return ends && x->state == PLAYER_WAITS && !p->first && wait_is_multiple(&x->task);
}

/* Who waits for any of several gives up with nothing locked, and tells of it only then. */
static bool silent_give_up(replay *s, const player *but)
{
    for (player *x = s->players; x; x = x->before) {
        const event *e = part_event(s, part_of(s, x->task.id));
        if (x == but || !gives_up(s, x))
            continue;
        int64_t now = s->now;
        bool given = act(s, x, e);
        s->now = now;
        if (given)
            return true;
    }
    return false;
}

/* Whose next event is that one: then it may be in the middle of what it tells of. */
static player *who_tells(replay *s, uint64_t seq)
{
    size_t low = s->at, high = s->trace->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->trace->events[middle].seq < seq)
            low = middle + 1;
        else
            high = middle;
    }
    part *p = low < s->trace->count && s->trace->events[low].seq == seq ? part_of(s, s->trace->events[low].task) : NULL;
    return p && p->next == low + 1 && !p->first ? p->player : NULL;
}

/* Up to that event. */
static bool act_early(replay *s, player *x)
{
    part *p = part_of(s, x->task.id);
    const event *e = part_event(s, p);
    int64_t now = s->now;
    bool acted = false;
    s->early = true;
    while (!p->first && !s->starved && !is_interrupted(s->world) && act(s, x, e))
        acted = true;
    s->early = false;
    s->now = now;
    return acted;
}

static bool concerns(const task *t, const object *o)
{
    bool found = !wait_is_multiple(t) && pass_target(t->world, &t->op) == o;
    for (uint32_t i = 0, count = pass_objects(t); i < count && !found; i++)
        found = pass_object(t, i) == o;
    return found;
}

/* Does it tell that a task is started which keeps its process alive? */
static bool starts_keeper(replay *s, const event *e)
{
    bool starts = e->status == EVENT_DONE && (e->verb == VERB_thread_start || e->verb == VERB_timer_start);
    const object *o = starts ? object_at(s->world, e->object) : NULL;
    return o && !o->daemon;
}

/* It would have been the last that kept its process alive, were it not that a daemon was about to start one more. */
static void silent_start_first(replay *s, const player *x)
{
    for (player *y = s->players; y && x->task.process->live == 1; y = y->before) {
        const part *p = part_of(s, y->task.id);
        const event *next = y != x && y->task.body && y->task.process == x->task.process && !p->first ? part_event(s, p) : NULL;
        if (next && starts_keeper(s, next))
            act_early(s, y);
    }
}

/* Whoever is the last to be counted off ends its process, and may tell of its own end before that of the first task, which was counted
 * off before and tells of it later. */
static void silent_end_first(replay *s, const event *e)
{
    player *x = e->verb == VERB_thread_end || e->verb == VERB_thread_fail ? part_of(s, e->task)->player : NULL;
    if (x && x->task.body && x->task.process->live == 1)
        silent_start_first(s, x);
    player *first = x ? part_of(s, x->task.process->id)->player : NULL;
    const event *end = first && first != x ? part_event(s, part_of(s, first->task.id)) : NULL;
    if (end && x->task.process->live == 2 && (end->verb == VERB_thread_end || end->verb == VERB_thread_fail))
        act_early(s, first);
}

/* Would they meet, were it not that x is let go by somebody else? */
static bool would_meet(const player *x, const player *y)
{
    bool found = false;
    for (uint32_t i = 0, count = pass_objects(&x->task); i < count && !found; i++)
        found = is_meeting(pass_object(&x->task, i)) && concerns(&y->task, pass_object(&x->task, i));
    return found;
}

/* It meets somebody, and there seems to be one before that, whose time has come. */
bool silent_meets_other(replay *s, const player *x, const event *e)
{
    bool found = false;
    for (const player *y = e->status == EVENT_DONE && meets_any(&x->task) ? s->players : NULL; y && !found; y = y->before) {
        const event *end = part_event(s, part_of(s, y->task.id));
        bool late = y != x && gives_up(s, y) && (end->status == EVENT_CANCELLED || end->t - end->blocked + y->task.op.timeout <= e->t);
        found = late && would_meet(y, x);
    }
    return found;
}

/* Who waits for any of several is let go by one who tells of it only then. */
static bool silent_let_go(replay *s, const player *but)
{
    bool asks = !s->early && but && (but->state == PLAYER_ASKS || but->state == PLAYER_CALLED);
    for (player *x = asks ? s->players : NULL; x; x = x->before) {
        const part *p = part_of(s, x->task.id);
        const event *e = part_event(s, p);
        if (x->state != PLAYER_WAITS || !e || !e->cause || p->first || !wait_is_multiple(&x->task) || !would_meet(x, but))
            continue;
        player *by = who_tells(s, e->cause);
        if (by && by != but && act_early(s, by))
            return true;
    }
    return false;
}

/* --- looking at who is there --- */

static bool is_its_end(const event *e) { return !e || e->verb == VERB_process_end; }

static bool looks_around(uint16_t verb) { return verb == VERB_run_threads || verb == VERB_run_children; }

static bool changes_who_is_there(const event *e)
{
    return e->status == EVENT_DONE
           && (e->verb == VERB_thread_end || e->verb == VERB_thread_fail || e->verb == VERB_process_end || e->verb == VERB_thread_start
               || e->verb == VERB_process_start || e->verb == VERB_timer_start || e->verb == VERB_timer_cancel);
}

/* Does it see what e tells? */
static bool sees(replay *s, task *t, const event *e)
{
    pass p;
    call c;
    pass_begin(&p, s->world, t);
    pass_call(&c, &p, NULL, &t->op, t);
    c.probe = true;
    outcome r = pass_ask(&c);
    bool same = r == OUT_DONE && record_tells(&c, e);
    call_drop(&c, r);
    return same;
}

/* To its op. */
static void step_early(replay *s, player *x, const event *e)
{
    while ((x->state == PLAYER_STEPS || x->state == PLAYER_ANSWERED) && !s->starved && !is_interrupted(s->world))
        act(s, x, e);
}

/* Whoever is about to look may do so before e, and tell of it later. */
static void silent_look(replay *s, const event *e)
{
    for (player *x = s->players; x; x = x->before) {
        const part *p = part_of(s, x->task.id);
        const event *next = x->task.body && !p->first ? part_event(s, p) : NULL;
        if (!next || next == e || !looks_around(next->verb))
            continue;
        step_early(s, x, next);
        if (x->state == PLAYER_ASKS && x->task.op.verb == next->verb && sees(s, &x->task, next))
            act_early(s, x);
    }
}

/* Has it nothing more to tell? The first task of a process that ends with it has not. */
static bool ends_untold(replay *s, const player *x)
{
    const part *p = part_of(s, x->task.id);
    return x->task.body && !p->first && x->task.self->kind == KIND_process && is_its_end(part_event(s, p));
}

/* Whoever looks finds those gone of whose end nothing is told. */
static void silent_miss(replay *s, const event *e)
{
    const part *p = part_of(s, e->task);
    player *x = p->player;
    if (!x || p->first)
        return; /* it has looked already */
    step_early(s, x, e);
    for (player *y = s->players; y && x->state == PLAYER_ASKS && x->task.op.verb == e->verb && !sees(s, &x->task, e); y = y->before)
        if (y != x && ends_untold(s, y))
            step_early(s, y, e);
}

void silent_before(replay *s, const event *e)
{
    if (looks_around(e->verb))
        silent_miss(s, e);
    if (s->looks && changes_who_is_there(e))
        silent_look(s, e);
    silent_end_first(s, e);
}

/* --- asking in vain --- */

static bool would_wait(replay *s, task *t, object *o)
{
    pass p;
    call c;
    pass_begin(&p, s->world, t);
    pass_call(&c, &p, o, &t->op, t);
    c.probe = true;
    c.waits = t->coming;
    c.place = t->place;
    outcome r = pass_ask(&c);
    call_drop(&c, r);
    return r == OUT_WAIT;
}

static bool silent_ask(replay *s, const player *x)
{
    object *o = x ? pass_target(s->world, &x->task.op) : NULL;
    for (player *y = o ? s->players : NULL; y; y = y->before) {
        if (y == x || y->state != PLAYER_CALLED || pass_target(s->world, &y->task.op) != o || !would_wait(s, &y->task, o))
            continue;
        act_ask_again(s, y);
        return true;
    }
    return false;
}

static void silent_settle(replay *s, object *o)
{
    pass p;
    pass_begin_for(&p, s->world, s->lane, NULL);
    pass_lock(&p, o);
    pass_settle(&p, o);
    pass_end(&p, o);
}

/* Who hesitates has asked, and by asking for a callback it says that it has run the last. False: it has not come to that yet. */
static bool hesitant_asks(replay *s, player *x)
{
    task *t = &x->task;
    if (x->state == PLAYER_ANSWERED) {
        s->world->host->reply(t);
        x->state = PLAYER_STEPS;
    }
    while (x->state == PLAYER_STEPS && !is_interrupted(s->world))
        act_step(s, x);
    if (x->state != PLAYER_ASKS || t->op.verb != VERB_pool_take_callback)
        return true;
    if (!would_wait(s, t, t->op.object))
        return false;
    t->hesitates = true;
    act_silently(s, x);
    t->hesitates = false;
    silent_settle(s, t->op.object);
    return true;
}

void silent_hesitate(replay *s)
{
    for (player **at = &s->hesitant, *x; (x = *at);)
        if (hesitant_asks(s, x))
            *at = x->hesitant;
        else
            at = &x->hesitant;
}

/* It has waited without being told to: it looked for a while. */
void silent_see_hesitant(replay *s, player *x)
{
    const event *e = replay_next(s, &x->task);
    if (!e || e->verb != VERB_pool_take_callback || e->status != EVENT_DONE || !e->blocked || x->state == PLAYER_WAITS
        || x->state == PLAYER_CALLED)
        return;
    for (const player *y = s->hesitant; y; y = y->hesitant)
        if (y == x)
            return;
    x->hesitant = s->hesitant;
    s->hesitant = x;
}

/* --- processes that have ended --- */

departure *silent_depart(replay *s, process *p, int status, bool over)
{
    departure **end = &s->departures, *d;
    while ((d = *end) && d->ending.process != p)
        end = &d->next;
    if (!d) {
        d = calloc(1, sizeof *d);
        if (!d)
            return NULL;
        d->ending = ending_of(p, status);
        *end = d;
    }
    if (over && !d->over) {
        d->ending.status = status;
        d->over = true;
    }
    return d;
}

/* Does the trace say nothing more of what its tasks do? */
static bool departure_is_quiet(const replay *s, const departure *d)
{
    for (const player *x = s->players; x; x = x->before)
        if (x->task.process == d->ending.process && x->task.body && !is_its_end(part_event(s, part_of((replay *)s, x->task.id))))
            return false;
    return true;
}

/* A signal may come at any time; that it ends by itself has to be seen. */
static bool departure_may_begin(const replay *s, departure *d)
{
    const part *p = part_of((replay *)s, d->ending.process->id);
    const event *e = p->end ? &s->trace->events[p->end - 1] : NULL;
    if (!e)
        return d->over && d->ending.process == s->world->main;
    if (!d->over && e->detail.integer >= 0)
        return false;
    if (e->detail.integer < 0)
        d->ending.status = (int)e->detail.integer;
    return departure_is_quiet(s, d);
}

/* Its process.end comes next, where the trace has it. */
static bool is_to_tell(replay *s, const departure *d) { return d->ending.stage == ENDING_TELLS && part_of(s, d->ending.process->id)->end; }

/* What it leaves behind is put in order when its daemons are gone. */
static departure *departure_before(replay *s, const departure *d)
{
    departure *one = d->ending.stage == ENDING_LEAVES ? s->departures : NULL;
    while (one
           && (one->ending.process->parent != d->ending.process->id || !one->ending.process->daemon || one->ending.stage == ENDING_OVER))
        one = one->next;
    return one;
}

/* Its pool loses a task with it when the trace says so, for tasks that others have done are told of before and after that. */
static bool is_to_lose(replay *s, const departure *d, const event *e)
{
    const event *next = d->ending.stage == ENDING_LEAVES ? part_event(s, part_of(s, d->ending.process->id)) : NULL;
    return next && next != e && next->verb == VERB_pool_lose && next->object == process_leaves(s->world, &d->ending);
}

/* For the event e, which may be NULL. */
static bool departure_step(replay *s, departure *d, const event *e)
{
    departure *before = departure_before(s, d);
    if (before)
        return !is_to_tell(s, before) && departure_step(s, before, e);
    if (is_to_lose(s, d, e) || d->ending.stage == ENDING_OVER || (d->ending.stage == ENDING_TELLS && !departure_may_begin(s, d)))
        return false;
    if (d->ending.stage == ENDING_TELLS)
        stage_cut(s, d->ending.process);
    if (!process_end_step(s->world, s->lane, NULL, &d->ending, 1)) {
        stage_leave(s, d->ending.process);
        stage_news(s, 0, 0);
    }
    return true;
}

/* Whoever asks for the process, or has waited for something that it left behind, says so. */
static bool is_meant(replay *s, const departure *d, const event *e)
{
    uint32_t id = d->ending.process->id;
    size_t end = part_of(s, id)->end;
    return e && (e->object == id || e->task == id || (end && e->cause == s->trace->events[end - 1].seq));
}

static size_t departure_told(const replay *s, const departure *d) { return part_of((replay *)s, d->ending.process->id)->end; }

/* The next of those that are told of, in that order. */
static departure *departure_after(const replay *s, size_t told)
{
    departure *next = NULL;
    for (departure *d = s->departures; d; d = d->next)
        if (departure_told(s, d) > told && (!next || departure_told(s, d) < departure_told(s, next)))
            next = d;
    return next;
}

static bool silent_departure(replay *s, const event *e)
{
    departure *d;
    for (d = s->departures; d; d = d->next)
        if (is_meant(s, d, e) && !is_to_tell(s, d) && departure_step(s, d, e))
            return true;
    for (size_t told = 0; (d = departure_after(s, told)); told = departure_told(s, d))
        if (!is_to_tell(s, d) && departure_step(s, d, e))
            return true;
    for (d = s->departures; d; d = d->next)
        if (!departure_told(s, d) && departure_step(s, d, e))
            return true;
    return false;
}

bool silent_end(replay *s, const event *e)
{
    const object *o = object_at(s->world, e->object);
    bool known = o && o->kind == KIND_process && o->thread.life != LIFE_NEW;
    departure *d = known ? silent_depart(s, o->thread.process, (int)e->detail.integer, false) : NULL;
    return d && d->ending.stage == ENDING_TELLS && departure_step(s, d, e);
}

/* --- */

/* Is its op about the hidden lock? */
static bool concerns_hidden(replay *s, const player *x) { return pass_target(s->world, &x->task.op) == s->world->atomic; }

bool silent_try(replay *s, player *x, const event *e)
{
    if (s->news) {
        news_tell(s);
        return true;
    }
    if (x && x->state == PLAYER_OVER)
        x = NULL; /* what its op was about may be gone */
    return (x && concerns_hidden(s, x) && (silent_give(s, x) || silent_give_other(s, e) || silent_await(s, x))) || silent_pass_any(s)
           || silent_ask(s, x) || silent_give_up(s, x) || silent_let_go(s, x) || silent_departure(s, e) || silent_stir(s, x, e);
}
