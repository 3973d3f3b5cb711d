/* replay: the way through a trace, from the first event to the end of the run.
 * Calls act.c and silent.c for the steps, compare.c for the verdict. */
#include <stdlib.h>
#include <string.h>

#include "runtime/objects.h"
#include "runtime/replay/internal.h"

/* --- what the trace says of each task --- */

/* The machine's own doings, not steps of the script: remarks, and who waits for the gil. */
static bool is_aside(const event *e) { return e->status == EVENT_NOTE || e->verb == VERB_run_gil || e->verb == VERB_run_turn; }

static uint32_t highest_id(const replay_trace *t)
{
    uint32_t highest = 2; /* main and the hidden lock */
    for (size_t i = 0; i < t->count; i++) {
        const event *e = &t->events[i];
        uint32_t ids[] = {e->task, e->object, e->other};
        for (size_t k = 0; k < sizeof ids / sizeof *ids; k++)
            highest = ids[k] > highest ? ids[k] : highest;
    }
    return highest;
}

static void thread_events(replay *s)
{
    const replay_trace *t = s->trace;
    for (size_t i = t->count; i-- > 0;) {
        const event *e = &t->events[i];
        if (is_aside(e))
            continue;
        part *p = part_of(s, e->task);
        s->follow[i] = p->next;
        p->next = i + 1;
        if (e->verb == VERB_process_end)
            p->end = i + 1;
        s->looks |= e->verb == VERB_run_threads || e->verb == VERB_run_children;
    }
}

static bool replay_open(replay *s)
{
    world *w = s->world;
    s->ids = highest_id(s->trace);
    s->part_count = s->ids + 1;
    s->parts = calloc(s->part_count, sizeof *s->parts);
    s->follow = calloc(s->trace->count + 1, sizeof *s->follow);
    s->lane = recorder_lane(w->recorder);
    sink *k = s->parts && s->follow && s->lane ? stage_sink(s) : NULL;
    if (!k)
        return false;
    recorder_add(w->recorder, k);
    thread_events(s);
    return true;
}

/* --- one event --- */

/* The first task of a process, when it is the last to end, has no end of its own in the trace. */
static bool replay_ends_quietly(replay *s, player *x, const event *e)
{
    return x && (x->state == PLAYER_STEPS || x->state == PLAYER_ANSWERED) && act(s, x, e);
}

static bool is_ending(const part *p) { return p->first && p->first->event.verb == VERB_process_end; }

/* What its first task had still to tell when it was stopped is forgotten then. */
static bool replay_end_of_process(replay *s, const event *e, const part *p)
{
    while (!is_ending(p) && !s->starved && !is_interrupted(s->world))
        if (!silent_end(s, e) && (p->first || !replay_ends_quietly(s, p->player, e)) && !silent_try(s, NULL, e)) {
            s->why = "that process has not ended";
            break;
        }
    return p->first;
}

static const departure *departure_of(const replay *s, const process *p)
{
    const departure *d = s->departures;
    while (d && d->ending.process != p)
        d = d->next;
    return d;
}

/* Its end was told: its tasks do nothing more. */
static bool has_departed(const replay *s, const process *p)
{
    const departure *d = departure_of(s, p);
    return d && d->ending.stage != ENDING_TELLS;
}

/* True: something has come of the task, as is due when the event is told. */
static bool replay_explain(replay *s, const event *e)
{
    part *p = part_of(s, e->task);
    s->why = NULL;
    if (e->verb == VERB_process_end)
        return replay_end_of_process(s, e, p);
    while (!p->first && !s->starved && !is_interrupted(s->world)) {
        player *x = p->player;
        if (x && !has_departed(s, x->task.process) && act(s, x, e))
            continue;
        if (s->result != REPLAY_FITS || !silent_try(s, x, e))
            return false;
    }
    return p->first;
}

static void replay_learn(replay *s, part *p, const event *e)
{
    p->next = s->follow[s->at];
    p->done = s->at + 1;
    p->t = e->t;
    if (p->player)
        silent_see_hesitant(s, p->player);
    if (e->status == EVENT_DONE)
        known_learn(&s->names, e);
}

static void replay_differs(replay *s, const event *told, const event *due, buf *out)
{
    compare_report(s, told, due, out);
    s->result = REPLAY_DIFFERS;
}

static void replay_event(replay *s, const event *e, buf *told)
{
    part *p = part_of(s, e->task);
    if (e->status == EVENT_MADE)
        known_learn(&s->names, e);
    if (s->hesitant)
        silent_hesitate(s);
    silent_before(s, e);
    bool explained = replay_explain(s, e);
    if (s->result != REPLAY_FITS || s->starved || is_interrupted(s->world))
        return;
    if (!explained || !compare_same(e, &p->first->event)) {
        replay_differs(s, e, explained ? &p->first->event : NULL, told);
        return;
    }
    stage_forget(p);
    replay_learn(s, p, e);
}

/* --- remarks --- */

static bool begins(const detail *d, const char *text)
{
    return d->tag == DETAIL_TEXT && d->length >= strlen(text) && memcmp(d->text, text, strlen(text)) == 0;
}

/* Somebody who could go on where nobody is said to. */
static const player *replay_able(replay *s)
{
    const player *found = NULL;
    for (const player *x = s->players; x && !found; x = x->before)
        if (x->state < PLAYER_WAITS || x->state == PLAYER_ANSWERED || (x->state == PLAYER_WAITS && x->task.deadline != NO_TIMEOUT))
            found = x;
    return found;
}

/* Whatever still comes without an event has come before that. */
static bool replay_settles(replay *s, player *x)
{
    if (silent_try(s, x, NULL) || silent_await(s, NULL))
        return true;
    if (x->state == PLAYER_CALLED)
        act_ask_again(s, x);
    else if (x->state == PLAYER_ASKS && x->told)
        act_perform(s, x);
    else
        return false;
    return true;
}

static void replay_deadlock(replay *s, buf *out)
{
    s->stuck = true;
    for (player *x = s->players; x && !is_interrupted(s->world); x = replay_settles(s, x) ? s->players : x->before) {}
    const player *x = replay_able(s);
    if (!x)
        return;
    buf_printf(out, "%s: error: the trace ends with a deadlock, but ", s->world->file ? s->world->file : "-");
    object_show_task(s->world, x->task.self, out);
    buf_text(out, " could go on\n");
    s->result = REPLAY_DIFFERS;
}

static void replay_remark(replay *s, const event *e, buf *told)
{
    if (e->verb == VERB_run_stop) {
        s->cut |= !begins(&e->detail, "stops the daemon");
    } else if (e->verb == VERB_none && e->number) {
        buf_printf(told, "%s: error: %lld events were left out before step %llu: what came of them cannot be told\n",
                   s->world->file ? s->world->file : "-", (long long)e->number, (unsigned long long)e->seq);
        s->result = REPLAY_UNFIT;
    } else if (e->verb == VERB_none && begins(&e->detail, "deadlock: nobody")) {
        replay_deadlock(s, told);
    }
}

/* --- the end --- */

static const effect *first_due(const replay *s)
{
    const effect *found = NULL;
    for (uint32_t i = 0; i < s->part_count; i++) {
        const effect *d = s->parts[i].first;
        if (d && (!found || d->event.seq < found->event.seq))
            found = d;
    }
    return found;
}

/* It has departed, or nobody is left to keep it. */
static bool is_departing(const replay *s, const process *p)
{
    const departure *d = departure_of(s, p);
    return d && (d->over || d->ending.stage != ENDING_TELLS);
}

/* Whoever still runs when the run is over is stopped. Nobody does in a deadlock. */
static void replay_cut(replay *s)
{
    if (s->cut)
        stage_cut(s, NULL);
    for (const process *p = s->world->processes; p; p = p->next)
        if (p->daemon || is_departing(s, p))
            stage_cut(s, p);
}

/* A run ends when all processes have ended that are no daemons. */
static void replay_finish(replay *s, buf *told)
{
    replay_cut(s);
    const effect *d = first_due(s);
    if (d) {
        replay_differs(s, NULL, &d->event, told);
        return;
    }
    for (const process *p = s->cut || s->stuck ? NULL : s->world->processes; p; p = p->next) {
        if (p->daemon || is_departing(s, p))
            continue;
        buf_printf(told, "%s: error: the trace ends, but the process ", s->world->file ? s->world->file : "-");
        object_show_name(p->self, told);
        buf_text(told, " has not\n");
        s->result = REPLAY_DIFFERS;
        return;
    }
}

/* --- the run --- */

static void replay_walk(replay *s, buf *told)
{
    const replay_trace *t = s->trace;
    for (s->at = 0; s->at < t->count && s->result == REPLAY_FITS && !s->starved && !is_interrupted(s->world); s->at++) {
        const event *e = &t->events[s->at];
        if (e->status == EVENT_NOTE)
            replay_remark(s, e, told);
        else if (!is_aside(e))
            replay_event(s, e, told);
        if (s->result == REPLAY_UNFIT && !told->length)
            buf_printf(told,
                       "%s:%u: error: a variable that tasks share is used here, and the trace does not tell what is read from it\n"
                       "hint: conc-run --trace-vars --trace FILE tells it\n",
                       s->world->file ? s->world->file : "-", e->line);
    }
    if (is_interrupted(s->world))
        s->result = REPLAY_STOPPED;
    else if (s->result == REPLAY_FITS && !s->starved)
        replay_finish(s, told);
}

static bool replay_begin(replay *s, value callee)
{
    world *w = s->world;
    fault f = {0};
    object *o = world_main(w, callee, &f) ? object_at(w, w->main->id) : NULL;
    if (o && replay_engine.spawn(w, NULL, o, &f)) {
        replay_engine.resume(w, o->thread.task);
        return true;
    }
    value_drop(f.message);
    return false;
}

unsigned replay_mask(const replay_trace *t)
{
    unsigned all = RECORD_PRINT | RECORD_OPS | RECORD_QUIET | RECORD_NOTES | RECORD_WAITS;
    return t->variables ? all | RECORD_VARIABLES : all;
}

replayed replay_run(world *w, value main_callee, const replay_trace *t, buf *told)
{
    replay s = {.locker = 1, .world = w, .trace = t, .result = REPLAY_FITS};
    s.news_end = &s.news;
    if (replay_open(&s)) {
        w->engine_state = &s;
        w->parallel = true;
        s.starved = !replay_begin(&s, main_callee);
        if (!s.starved)
            replay_walk(&s, told);
        stage_clear(&s);
        recorder_leave(s.lane);
        w->parallel = false;
        w->engine_state = NULL;
    } else {
        s.starved = true;
    }
    if (!s.starved)
        return s.result;
    buf_printf(told, "%s: error: out of memory\n", w->file ? w->file : "-");
    return REPLAY_UNFIT;
}
