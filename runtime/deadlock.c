/* deadlock: walks from a task to what it waits for, to who holds that, and so on; and words for what it finds.
 * Calls the kinds' `holder`. Reads other tasks' waits without their locks: a task in a cycle goes on only if it is cancelled, so what is
 * seen twice stands, and objects stay while the table's reap word is held. */
#include "runtime/deadlock.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/objects.h"
#include "runtime/pass.h"
#include "runtime/record.h"

enum { PATH_FIRST = 16, SHOWN_MOST = 30, HOLDERS_SHOWN = 3 };

typedef struct step {
    uint32_t task;
    object *waits_for;
    uint32_t holder;
} step;

typedef struct path {
    step *steps;
    uint32_t count, capacity;
    bool still; /* nobody can go on, so that everything can be looked at */
} path;

/* --- walking --- */

static object *waited_for(world *w, uint32_t id)
{
    object *o = object_at(w, id);
    if (!o || !object_is_task(o) || __atomic_load_n(&o->thread.life, __ATOMIC_ACQUIRE) != LIFE_RUNNING)
        return NULL;
    uint32_t target = __atomic_load_n(&o->thread.waits_for, __ATOMIC_SEQ_CST);
    return target ? object_at(w, target) : NULL;
}

/* Those who wait to write, without a time, before that reader: he waits until the last of them has had it. */
static uint32_t next_writer(const object *o, const task *reader, uint32_t after)
{
    const group *g = line_group(o, VERB_rwlock_acquire, FACE_WRITE);
    uint32_t found = 0;
    for (uint32_t i = 0; g && i < g->count; i++) {
        const waiter *writer = line_at(g, i);
        uint32_t id = writer->task ? writer->task->id : 0;
        bool stays = id > after && writer->task->self->thread.waits_for == o->id;
        if (stays && (!found || id < found) && (!reader->lined || line_earlier(writer->place, reader->place)))
            found = id;
    }
    return found;
}

/* The next one who has to do something before that task can have o: who holds it, mostly. While others run, neither the readers of an
 * rwlock can be looked at, nor who stands in line. */
static uint32_t next_holder(world *w, const object *o, uint32_t who, uint32_t after, bool still)
{
    if (!kinds[o->kind].holder)
        return 0;
    if (o->kind != KIND_rwlock)
        return kinds[o->kind].holder(o, after);
    uint32_t writer = __atomic_load_n(&o->rwlock.writer, __ATOMIC_SEQ_CST);
    if (w->parallel && !still)
        return writer > after ? writer : 0;
    const task *t = object_at(w, who)->thread.task;
    bool behind = !writer && t->op.face == FACE_READ;
    return behind ? next_writer(o, t, after) : kinds[o->kind].holder(o, after);
}

uint32_t deadlock_next(world *w, const object *o, uint32_t who, uint32_t after) { return next_holder(w, o, who, after, true); }

static bool path_push(path *p, world *w, uint32_t id)
{
    object *o = waited_for(w, id);
    if (!o)
        return false;
    if (p->count == p->capacity) {
        uint32_t capacity = p->capacity ? p->capacity * 2 : PATH_FIRST;
        step *steps = realloc(p->steps, capacity * sizeof *steps);
        if (!steps)
            return false;
        p->steps = steps;
        p->capacity = capacity;
    }
    p->steps[p->count++] = (step){id, o, 0};
    return true;
}

/* A way from the task back to itself. Ways into a cycle elsewhere never end, so the search gives up after as many steps as there are
 * tasks. */
static bool path_find(path *p, world *w, uint32_t id)
{
    uint64_t left = 4 * (uint64_t)__atomic_load_n(&w->tasks, __ATOMIC_RELAXED) + 100;
    p->count = 0;
    if (!path_push(p, w, id))
        return false;
    while (p->count && left--) {
        step *top = &p->steps[p->count - 1];
        top->holder = next_holder(w, top->waits_for, top->task, top->holder, p->still);
        if (top->holder == id)
            return true;
        if (!top->holder)
            p->count--;
        else
            path_push(p, w, top->holder);
    }
    return false;
}

/* Seen a second time as it was. */
static bool path_stands(const path *p, world *w)
{
    for (uint32_t i = 0; i < p->count; i++) {
        const step *s = &p->steps[i];
        if (waited_for(w, s->task) != s->waits_for || next_holder(w, s->waits_for, s->task, s->holder - 1, p->still) != s->holder)
            return false;
    }
    return true;
}

static bool path_cycle(path *p, world *w, uint32_t id) { return path_find(p, w, id) && path_stands(p, w); }

/* --- words --- */

static void show_object(world *w, uint32_t id, buf *out)
{
    object *o = object_at(w, id);
    if (o)
        object_show_task(w, o, out);
    else
        buf_text(out, "a task that has ended");
}

static uint32_t show_several(const task *t, buf *out)
{
    uint32_t count = pass_objects(t), shown = 0;
    for (uint32_t i = 0; i < count; i++) {
        const object *o = pass_named(t, i);
        if (!o)
            continue;
        buf_text(out, shown++ ? ", " : "");
        object_show_name(o, out);
    }
    if (count && !shown)
        buf_text(out, PASS_NONE);
    return count;
}

static void show_detail(const task *t, buf *out)
{
    uint32_t count = show_several(t, out);
    if (t->op.verb == VERB_rwlock_acquire)
        buf_text(out, t->op.face == FACE_READ ? "read" : "write");
    else if (t->op.verb == VERB_run_await)
        value_show(t->op.arguments[1], out);
    else if (!count && t->op.count)
        value_repr(t->op.arguments[0], out);
}

static bool wait_for_several(const task *t)
{
    uint32_t count = pass_objects(t), named = 0;
    for (uint32_t i = 0; i < count; i++)
        named += pass_named(t, i) != NULL;
    return named > 1;
}

/* As its verb tells it when a wait begins. */
static int64_t wait_number(const task *t)
{
    const object *o = t->op.object;
    const group *g = t->op.verb == VERB_barrier_wait ? line_group(o, VERB_barrier_wait, FACE_NONE) : NULL;
    switch (t->op.verb) {
    case VERB_latch_wait: return o->latch.count;
    case VERB_barrier_wait: return (int64_t)o->barrier.parties - (g ? g->live : 0);
    case VERB_queue_put: return o->queue.capacity;
    default: return wait_for_several(t);
    }
}

/* named: the object has been. */
static void show_lock(const object *condition, bool named, buf *out)
{
    if (!condition->condition.given && named) {
        buf_text(out, "its lock");
        return;
    }
    buf_text(out, condition->condition.given ? "" : "the lock of ");
    object_show_name(object_of(condition->condition.lock), out);
}

/* verbs.def's waiting phrase, filled in. */
static void show_wait(world *w, const task *t, buf *out)
{
    bool named = false;
    int64_t number = wait_number(t);
    phrase p = phrase_choose(verb_words[t->op.verb].waiting, true, number);
    for (const char *c = p.text; c < p.text + p.length; c++) {
        if (*c != '{') {
            buf_char(out, *c);
            continue;
        }
        switch (c[1]) {
        case 'd': show_detail(t, out); break;
        case 'n': buf_printf(out, "%lld", (long long)number); break;
        case 'l': show_lock(t->op.object, named, out); break;
        default: object_show_task(w, t->op.object, out); named = true;
        }
        c += 2;
    }
}

/* A reader's way may be barred by a writer who waits itself. */
static bool show_writer(world *w, const object *o, const task *t, buf *out)
{
    if (o->kind != KIND_rwlock || t->op.face != FACE_READ || o->rwlock.writer)
        return false;
    group *g = line_group(o, VERB_rwlock_acquire, FACE_WRITE);
    const waiter *writer = g ? line_head(g) : NULL;
    if (!writer || !line_earlier(writer->place, t->place))
        return false;
    buf_text(out, ", behind ");
    show_object(w, writer->task->id, out);
    return true;
}

static void show_holders(world *w, const task *t, buf *out)
{
    object *o = pass_target(w, &t->op);
    if (!o || !kinds[o->kind].holder || object_is_task(o) || show_writer(w, o, t, out))
        return;
    uint32_t id = 0, shown = 0;
    while ((id = next_holder(w, o, t->id, id, true)) && shown++ < HOLDERS_SHOWN) {
        object *holder = object_at(w, id);
        buf_text(out, shown > 1 ? ", " : ", held by ");
        show_object(w, id, out);
        if (holder && holder->thread.life == LIFE_ENDED)
            buf_text(out, ", which has ended");
        else if (id == t->id)
            buf_text(out, " itself");
    }
    if (id)
        buf_text(out, " and others");
}

void deadlock_show(world *w, uint32_t id, buf *out)
{
    const task *t = object_at(w, id)->thread.task;
    buf_text(out, "    ");
    show_object(w, id, out);
    if (t->op.line)
        buf_printf(out, ", line %u", t->op.line);
    buf_text(out, ": ");
    show_wait(w, t, out);
    show_holders(w, t, out);
    buf_text(out, " (since ");
    moment_show(await_since(t), out);
    buf_text(out, ")\n");
}

static void show_more(uint32_t count, buf *out)
{
    if (count > SHOWN_MOST)
        buf_printf(out, "    and %u more\n", count - SHOWN_MOST);
}

static void show_path(world *w, const path *p, buf *out)
{
    for (uint32_t i = 0; i < p->count && i < SHOWN_MOST; i++)
        deadlock_show(w, p->steps[i].task, out);
    show_more(p->count, out);
}

/* --- a cycle while others run on --- */

static void path_mark(const path *p, world *w)
{
    for (uint32_t i = 0; i < p->count; i++)
        __atomic_store_n(&object_at(w, p->steps[i].task)->thread.told, 1, __ATOMIC_RELAXED);
}

/* Two tasks that close a cycle at one moment both find it; the one whose mark comes first tells. */
static bool path_claim(const path *p, world *w)
{
    uint32_t least = p->steps[0].task;
    for (uint32_t i = 1; i < p->count; i++)
        if (p->steps[i].task < least)
            least = p->steps[i].task;
    return !__atomic_exchange_n(&object_at(w, least)->thread.told, 1, __ATOMIC_ACQ_REL);
}

/* One of a cycle. Its task may be cancelled, and end, at any moment: only objects are looked at. */
static void show_step(world *w, const step *s, buf *out)
{
    uint32_t at = __atomic_load_n(&object_at(w, s->task)->thread.line, __ATOMIC_RELAXED);
    buf_text(out, "    ");
    show_object(w, s->task, out);
    if (at)
        buf_printf(out, ", line %u", at);
    buf_text(out, ": waits for ");
    object_show_task(w, s->waits_for, out);
    if (object_is_task(s->waits_for)) {
        buf_text(out, " to end\n");
        return;
    }
    bool holds = w->parallel || kinds[s->waits_for->kind].holder(s->waits_for, s->holder - 1) == s->holder;
    buf_text(out, holds ? ", held by " : ", behind ");
    show_object(w, s->holder, out);
    buf_text(out, s->holder == s->task ? " itself\n" : "\n");
}

/* For the trace: who they are. */
static void cycle_note(world *w, lane *l, const path *p)
{
    buf text = {0};
    buf_text(&text, "deadlock: ");
    for (uint32_t i = 0; i < p->count && i < SHOWN_MOST; i++) {
        buf_text(&text, i ? ", " : "");
        show_object(w, p->steps[i].task, &text);
    }
    buf_text(&text, p->count == 1 ? " waits for itself" : " wait for each other");
    if (!text.failed)
        record_note(w, l, VERB_none, text.data);
    buf_free(&text);
}

static void show_cycle(world *w, const path *p, buf *out)
{
    buf_printf(out, "%s: deadlock: ", w->file ? w->file : "-");
    if (p->count == 1)
        buf_text(out, "a task waits for itself:\n");
    else
        buf_printf(out, "%u tasks wait for each other, so none of them can go on:\n", p->count);
    for (uint32_t i = 0; i < p->count && i < SHOWN_MOST; i++)
        show_step(w, &p->steps[i], out);
    show_more(p->count, out);
}

static void cycle_tell(world *w, const path *p)
{
    buf text = {0};
    show_cycle(w, p, &text);
    world_complain(w, &text);
    buf_free(&text);
}

static void path_tell(path *p, world *w, lane *l)
{
    path_mark(p, w);
    __atomic_add_fetch(&w->told, 1, __ATOMIC_RELAXED);
    cycle_note(w, l, p);
    cycle_tell(w, p);
}

/* Others may be kept from falling asleep by the reap lock, so it is let go while the engine looks whether they do. After that the cycle is
 * looked at again: an object of it that was freed meanwhile is not waited for any more, and only compared. */
void deadlock_look(world *w, task *t)
{
    path p = {0};
    objects_reap_lock(w);
    bool found = path_cycle(&p, w, t->id);
    objects_reap_unlock(w);
    if (found && !(w->engine->idle && w->engine->idle(w))) {
        objects_reap_lock(w);
        if (path_stands(&p, w) && path_claim(&p, w))
            path_tell(&p, w, t->lane);
        objects_reap_unlock(w);
    }
    free(p.steps);
}

bool deadlock_closes(world *w, uint32_t id, lane *l, buf *out)
{
    path p = {0};
    bool found = path_find(&p, w, id);
    if (found) {
        cycle_note(w, l, &p);
        show_cycle(w, &p, out);
    }
    free(p.steps);
    return found;
}

bool deadlock_stands(world *w)
{
    path p = {0};
    bool found = false;
    objects_reap_lock(w);
    for (uint32_t id = 1, last = object_last(w); id <= last && id && !found; id++)
        found = waited_for(w, id) && path_cycle(&p, w, id);
    objects_reap_unlock(w);
    free(p.steps);
    return found;
}

/* --- nobody can go on --- */

typedef struct report {
    world *world;
    buf *out;
    uint32_t shown, left;
    const char *heading;
} report;

static void report_one(report *r, uint32_t id)
{
    if (r->shown++ >= SHOWN_MOST) {
        r->left++;
        return;
    }
    if (r->shown == 1)
        buf_text(r->out, r->heading);
    deadlock_show(r->world, id, r->out);
}

static void report_end(report *r)
{
    if (r->left)
        buf_printf(r->out, "    and %u more\n", r->left);
}

static const task *waiting_task(world *w, uint32_t id)
{
    object *o = object_at(w, id);
    return o && object_is_task(o) && o->thread.life == LIFE_RUNNING && o->thread.task && o->thread.task->waiting ? o->thread.task : NULL;
}

static bool report_cycles(world *w, path *p, uint8_t *told, buf *out)
{
    bool any = false;
    for (uint32_t id = 1, last = object_last(w); id <= last && id; id++) {
        if (told[id] || !waited_for(w, id) || !path_find(p, w, id))
            continue;
        buf_text(out, p->count == 1 ? "  this one waits for itself:\n" : "  these wait for each other:\n");
        show_path(w, p, out);
        for (uint32_t i = 0; i < p->count; i++)
            told[p->steps[i].task] = 1;
        any = true;
    }
    return any;
}

static void report_others(world *w, const uint8_t *told, bool cycles, buf *out)
{
    report r = {.world = w, .out = out, .heading = cycles ? "  and these wait too:\n" : "  these wait:\n"};
    for (uint32_t id = 1, last = object_last(w); id <= last && id; id++) {
        const task *t = waiting_task(w, id);
        if (t && !told[id] && !pass_is_idle(t))
            report_one(&r, id);
    }
    report_end(&r);
}

void deadlock_report(world *w, const char *what, buf *out)
{
    path p = {.still = true};
    uint8_t *told = calloc((size_t)object_last(w) + 1, 1);
    buf_printf(out, "%s: deadlock at ", w->file ? w->file : "-");
    moment_show(w->engine->now(w), out);
    buf_printf(out, ": %s\n", what);
    if (told) {
        bool cycles = report_cycles(w, &p, told, out);
        report_others(w, told, cycles, out);
    }
    free(told);
    free(p.steps);
}
