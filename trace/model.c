/* model: follows a run through its events. Calls trace/known. Leaves out: how any of it looks.
 *
 * A task is always in one stretch. A wait for the GIL in the middle of work interrupts that and gives it back. An event of a task that
 * waits ends the wait, for a task that waits does nothing else; one that had to wait, though no beginning of that was told, had it
 * before. */
#include "trace/model.h"
#include "trace/text.h"

#include <stdlib.h>
#include <string.h>

#define TIME_LEAST (-INT64_MAX / 2)   /* so that what lasts until any time of a trace has a length */
enum { MARKS = 1 << 16, FIRST = 64 }; /* so many of the last events are known as causes */

typedef struct actor {  /* a task */
    stretch now, below; /* what it does; what that has interrupted */
    bool interrupted, over;
    bool told; /* that its work was interrupted, as stretches of their own */
} actor;

typedef struct letter { /* a thing that is under way, or several of one kind */
    uint64_t key;
    int64_t left;
    mark from;
    uint32_t next; /* 1 + the index of the one behind it; of a free one: of another free one */
} letter;

typedef struct thing {    /* an object; 0 stands for all pipes whose ends are not known */
    uint32_t actor;       /* 1 + its index; 0: it is no task, or has done nothing yet */
    uint32_t first, last; /* of the letters that are under way here */
    int64_t count;
    int64_t freed; /* of a lock: until when somebody had it */
    mark opened;   /* what lets through whoever comes now: the end of a task, the setting of an event, the result of a future */
    bool started;  /* of a task, which may not have begun yet */
} thing;

struct model {
    model_hooks hooks;
    names names;
    int64_t now;
    bool failed, deadlocked;
    thing *things;
    actor *actors;
    hold *holds; /* those that go on */
    letter *letters;
    size_t thing_count, actor_count, actor_room, hold_count, hold_room, letter_count, letter_room;
    uint32_t free_letter;
    mark marks[MARKS]; /* at seq % MARKS */
};

const char *const doing_words[DOINGS] = {
    [DOING_RUN] = "runs", [DOING_WORK] = "works", [DOING_SLEEP] = "sleeps", [DOING_WAIT] = "waits", [DOING_GIL] = "waits for the GIL"};

model *model_new(const model_hooks *hooks)
{
    model *m = calloc(1, sizeof *m);
    if (m) {
        m->hooks = *hooks;
        m->names.spell = text_clean;
    }
    return m;
}

void model_free(model *m)
{
    if (!m)
        return;
    known_free(&m->names);
    free(m->things);
    free(m->actors);
    free(m->holds);
    free(m->letters);
    free(m);
}

names *model_names(model *m) { return &m->names; }
int64_t model_now(const model *m) { return m->now; }
bool model_failed(const model *m) { return m->failed; }
bool model_deadlocked(const model *m) { return m->deadlocked; }

const mark *model_mark(const model *m, uint64_t seq)
{
    const mark *found = &m->marks[seq % MARKS];
    return seq && found->seq == seq ? found : NULL;
}

void model_object(model *m, uint32_t id, buf *out)
{
    char spare[KNOWN_SPARE];
    size_t length;
    const char *text = known_text(&m->names, id, spare, &length);
    buf_add(out, text, length);
}

void model_task(model *m, uint32_t process, uint32_t task, buf *out)
{
    if (process > 1 && process != task) {
        model_object(m, process, out);
        buf_char(out, '/');
    }
    model_object(m, task, out);
}

uint32_t model_lock(model *m, uint32_t id)
{
    const name *known = known_at(&m->names, id);
    return known && known->other && known->kind == KIND_condition ? known->other : id;
}

/* --- what operations do --- */

/* Of locks that can be taken again `number` is the depth: 0 with the first acquire and the last release. */
static effect effect_of_done(const event *e)
{
    switch (e->verb) {
    case VERB_thread_start:
    case VERB_process_start:
    case VERB_timer_start: return EFFECT_STARTS;
    case VERB_thread_end:
    case VERB_thread_fail:
    case VERB_process_end: return EFFECT_ENDS;
    case VERB_queue_put:
    case VERB_queue_put_nowait:
    case VERB_pipe_send:
    case VERB_pool_share: return EFFECT_PUTS;
    case VERB_pool_submit: return e->other ? EFFECT_PUTS : EFFECT_NONE; /* none: it is not taken yet, … */
    case VERB_queue_get:
    case VERB_queue_get_nowait:
    case VERB_pipe_recv: return EFFECT_GETS;
    case VERB_queue_next: return e->detail.tag == DETAIL_NONE ? EFFECT_NONE : EFFECT_GETS; /* … or it found the end, … */
    case VERB_pool_take: return e->other ? EFFECT_GETS : EFFECT_NONE;                      /* … here, too */
    case VERB_lock_acquire:
    case VERB_rwlock_acquire:
    case VERB_condition_retake: return EFFECT_TAKES;
    case VERB_rlock_acquire:
    case VERB_condition_acquire: return e->number == 0 ? EFFECT_TAKES : EFFECT_NONE;
    case VERB_lock_release:
    case VERB_rwlock_release: return EFFECT_GIVES;
    case VERB_rlock_release:
    case VERB_condition_release: return e->number == 0 ? EFFECT_GIVES : EFFECT_NONE;
    case VERB_semaphore_acquire:
    case VERB_semaphore_release:
    case VERB_latch_add:
    case VERB_latch_done: return EFFECT_LEVEL;
    case VERB_pipe_close:
    case VERB_pool_terminate: return EFFECT_DROPS;
    default: return EFFECT_NONE;
    }
}

/* At a condition one waits without its lock. */
effect effect_of(const event *e)
{
    if (e->status == EVENT_WAITING)
        return e->verb == VERB_condition_wait ? EFFECT_GIVES : EFFECT_NONE;
    return e->status == EVENT_DONE ? effect_of_done(e) : EFFECT_NONE;
}

/* --- what goes on --- */

static const actor *actor_known(const model *m, uint32_t task)
{
    return task < m->thing_count && m->things[task].actor ? &m->actors[m->things[task].actor - 1] : NULL;
}

bool model_doing(const model *m, uint32_t task, doing *d)
{
    const actor *a = actor_known(m, task);
    *d = a ? a->now.doing : DOING_RUN;
    return a ? !a->over : task < m->thing_count && m->things[task].started;
}

bool model_over(const model *m, uint32_t task)
{
    const actor *a = actor_known(m, task);
    return a && a->over;
}

bool model_holding(const model *m, uint32_t task)
{
    for (size_t i = 0; i < m->hold_count; i++)
        if (m->holds[i].task == task)
            return true;
    return false;
}

/* --- tables --- */

/* Room for one more; false: memory is out. */
static bool grow(model *m, void **table, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return true;
    size_t wanted = *room ? 2 * *room : FIRST;
    void *larger = wanted < UINT32_MAX ? realloc(*table, wanted * size) : NULL;
    if (!larger) {
        m->failed = true;
        return false;
    }
    *table = larger;
    *room = wanted;
    return true;
}

static thing *thing_of(model *m, uint32_t id)
{
    if (id < m->thing_count)
        return &m->things[id];
    size_t count = m->thing_count ? m->thing_count : FIRST;
    while (count <= id)
        count *= 2;
    thing *things = realloc(m->things, count * sizeof *things);
    if (!things) {
        m->failed = true;
        return NULL;
    }
    memset(things + m->thing_count, 0, (count - m->thing_count) * sizeof *things);
    m->things = things;
    m->thing_count = count;
    return &m->things[id];
}

static mark mark_of(const event *e)
{
    return (mark){.seq = e->seq, .t = e->t, .process = e->process, .task = e->task, .object = e->object, .verb = e->verb};
}

/* --- stretches --- */

static int64_t later(int64_t a, int64_t b) { return a > b ? a : b; }

static bool is_gil(uint16_t verb) { return verb == VERB_run_gil || verb == VERB_run_turn; }

static doing doing_of(uint16_t verb)
{
    if (is_gil(verb))
        return DOING_GIL;
    if (verb == VERB_run_work)
        return DOING_WORK;
    return verb == VERB_run_sleep || verb == VERB_timer_due ? DOING_SLEEP : DOING_WAIT;
}

static stretch stretch_run(uint32_t process, uint32_t task, int64_t t, uint64_t seq)
{
    return (stretch){.process = process, .task = task, .begin = t, .first = seq, .doing = DOING_RUN};
}

/* Keeps as much of a text as there is room for, no half characters. */
static void stretch_keep(stretch *s, const detail *d)
{
    s->detail = *d;
    if (d->tag != DETAIL_TEXT || !d->text)
        return;
    size_t length = d->length < STRETCH_TEXT ? d->length : STRETCH_TEXT;
    while (length && length < d->length && ((unsigned char)d->text[length] & 0xC0) == 0x80)
        length--;
    memcpy(s->text, d->text, length);
    s->detail = detail_of_text(NULL, length);
}

event stretch_event(const stretch *s)
{
    event e = {.seq = s->first,
               .t = s->begin,
               .process = s->process,
               .task = s->task,
               .object = s->object,
               .line = s->line,
               .number = s->number,
               .verb = s->verb,
               .status = EVENT_WAITING,
               .other = s->other,
               .detail = s->detail};
    if (e.detail.tag == DETAIL_TEXT)
        e.detail.text = s->text;
    return e;
}

static stretch stretch_wait(const event *e, int64_t begin)
{
    stretch s = {.process = e->process,
                 .task = e->task,
                 .begin = begin,
                 .first = e->seq,
                 .doing = doing_of(e->verb),
                 .verb = e->verb,
                 .object = e->object,
                 .other = e->other,
                 .line = e->line,
                 .number = e->number};
    stretch_keep(&s, &e->detail);
    return s;
}

static void stretch_close(model *m, stretch *s, int64_t t, uint64_t seq)
{
    s->end = later(t, s->begin);
    s->gil = s->gil < 0 ? 0 : s->gil > s->end - s->begin ? s->end - s->begin : s->gil;
    s->last = seq;
    if (m->hooks.stretch)
        m->hooks.stretch(m->hooks.context, s);
}

static actor *actor_of(model *m, const event *e)
{
    thing *t = thing_of(m, e->task);
    if (!t)
        return NULL;
    if (t->actor)
        return &m->actors[t->actor - 1];
    if (!grow(m, (void **)&m->actors, m->actor_count, &m->actor_room, sizeof *m->actors))
        return NULL;
    actor *a = &m->actors[m->actor_count++];
    int64_t since = e->blocked > 0 ? later(e->t - e->blocked, TIME_LEAST) : e->t;
    *a = (actor){.now = stretch_run(e->process, e->task, since, e->seq)};
    t->actor = (uint32_t)m->actor_count;
    return a;
}

static void actor_waits(model *m, actor *a, const event *e)
{
    bool interrupts = e->verb == VERB_run_turn && a->now.doing == DOING_WORK;
    a->told = interrupts || (is_gil(e->verb) && a->told);
    stretch_close(m, &a->now, e->t, e->seq);
    if (interrupts)
        a->below = a->now;
    a->interrupted = interrupts;
    a->now = stretch_wait(e, a->now.end);
}

/* The GIL is back: on with what was interrupted. */
static void actor_resumes(actor *a, const event *e)
{
    int64_t t = a->now.end;
    a->now = a->below;
    a->now.begin = t;
    a->now.first = e->seq;
    a->interrupted = false;
}

/* A wait of which no beginning was told. */
static void actor_has_waited(model *m, actor *a, const event *e)
{
    int64_t begin = later(e->t - e->blocked, a->now.begin);
    stretch_close(m, &a->now, begin, e->seq);
    a->now = stretch_wait(e, begin);
    a->now.other = 0;
}

/* However the wait at a condition has ended, its lock is taken back next: until then it is waited for. */
static stretch stretch_behind(const event *e, const stretch *over)
{
    if (over->doing != DOING_WAIT || over->verb != VERB_condition_wait)
        return stretch_run(e->process, e->task, over->end, e->seq);
    event retake = {
        .seq = e->seq, .process = e->process, .task = e->task, .object = e->object, .line = e->line, .verb = VERB_condition_retake};
    return stretch_wait(&retake, over->end);
}

/* An event that is no beginning of a wait: ends one, if there is one. */
static void actor_acts(model *m, actor *a, const event *e)
{
    if (a->now.doing == DOING_WAIT && a->now.verb == VERB_condition_retake && e->t <= a->now.begin)
        a->now = stretch_run(e->process, e->task, a->now.begin, a->now.first);
    if (a->now.doing == DOING_RUN && e->blocked > 0)
        actor_has_waited(m, a, e);
    if (a->now.doing == DOING_RUN)
        return;
    a->now.status = e->status;
    a->now.cause = e->cause;
    if (e->verb == VERB_run_work && !a->told)
        a->now.gil = e->number;
    stretch_close(m, &a->now, e->t, e->seq);
    if (a->interrupted && is_gil(e->verb)) {
        actor_resumes(a, e);
    } else {
        a->interrupted = a->told = false;
        a->now = stretch_behind(e, &a->now);
    }
}

static void actor_ends(model *m, actor *a, int64_t t, uint64_t seq)
{
    if (a->over)
        return;
    a->over = a->now.over = true;
    stretch_close(m, &a->now, t, seq);
}

/* --- locks --- */

static void hold_close(model *m, size_t i, int64_t t, uint64_t seq)
{
    hold h = m->holds[i];
    h.end = later(t, h.begin);
    h.last = seq;
    if (!h.reads && h.lock < m->thing_count)
        m->things[h.lock].freed = h.end;
    memmove(m->holds + i, m->holds + i + 1, (--m->hold_count - i) * sizeof *m->holds);
    if (m->hooks.hold)
        m->hooks.hold(m->hooks.context, &h);
}

/* The place of the hold; hold_count: there is none. */
static size_t hold_find(const model *m, uint32_t task, uint32_t lock)
{
    size_t i = 0;
    while (i < m->hold_count && (m->holds[i].task != task || m->holds[i].lock != lock))
        i++;
    return i;
}

static bool reads(const event *e)
{
    return e->verb == VERB_rwlock_acquire && e->detail.tag == DETAIL_TEXT && e->detail.length == 4
           && memcmp(e->detail.text, "read", 4) == 0;
}

/* Times of different tasks may be some nanoseconds off: nobody has a lock before it was given back.
 * Who takes what another has exclusively shows that its giving back was lost. */
static void hold_begin(model *m, const event *e, uint32_t lock)
{
    bool shared = reads(e);
    const thing *known = thing_of(m, lock);
    if (!known || hold_find(m, e->task, lock) < m->hold_count)
        return;
    for (size_t i = m->hold_count; i-- > 0;)
        if (m->holds[i].lock == lock && !(shared && m->holds[i].reads))
            hold_close(m, i, e->t, e->seq);
    if (grow(m, (void **)&m->holds, m->hold_count, &m->hold_room, sizeof *m->holds))
        m->holds[m->hold_count++] = (hold){.process = e->process,
                                           .task = e->task,
                                           .lock = lock,
                                           .line = e->line,
                                           .begin = later(e->t, known->freed),
                                           .first = e->seq,
                                           .reads = shared};
}

static void hold_end(model *m, const event *e, uint32_t lock)
{
    size_t i = hold_find(m, e->task, lock);
    if (i < m->hold_count)
        hold_close(m, i, e->t, e->seq);
}

static void follow_locks(model *m, const event *e)
{
    effect does = effect_of(e);
    if (does == EFFECT_TAKES)
        hold_begin(m, e, model_lock(m, e->object));
    if (does == EFFECT_GIVES)
        hold_end(m, e, model_lock(m, e->object));
}

/* --- counts, and things under way --- */

static kind_id kind_of(const event *e) { return (kind_id)verb_words[e->verb].kind; }

static void depth_set(model *m, const event *e, uint32_t place, int64_t count)
{
    thing *t = thing_of(m, place);
    if (!t)
        return;
    t->count = count;
    if (m->hooks.depth)
        m->hooks.depth(m->hooks.context, &(depth){.object = place, .t = e->t, .count = later(count, 0)});
}

static void depth_add(model *m, const event *e, uint32_t place, int64_t change)
{
    const thing *t = place ? thing_of(m, place) : NULL;
    int64_t count;
    if (t && !__builtin_add_overflow(t->count, change, &count))
        depth_set(m, e, place, count);
}

static void letter_send(model *m, const event *e, uint32_t place, uint64_t key, int64_t pieces)
{
    thing *t = thing_of(m, place);
    uint32_t at = m->free_letter;
    if (!t || (!at && !grow(m, (void **)&m->letters, m->letter_count, &m->letter_room, sizeof *m->letters)))
        return;
    if (at)
        m->free_letter = m->letters[at - 1].next;
    else
        at = (uint32_t)++m->letter_count;
    m->letters[at - 1] = (letter){.key = key, .left = pieces, .from = mark_of(e)};
    if (t->last)
        m->letters[t->last - 1].next = at;
    else
        t->first = at;
    t->last = at;
}

/* Takes the oldest thing that looks like this one; *from: where it came from. */
static bool letter_get(model *m, uint32_t place, uint64_t key, mark *from)
{
    thing *t = thing_of(m, place);
    uint32_t before = 0, at = t ? t->first : 0;
    while (at && m->letters[at - 1].key != key) {
        before = at;
        at = m->letters[at - 1].next;
    }
    if (!at)
        return false;
    letter *found = &m->letters[at - 1];
    *from = found->from;
    if (--found->left)
        return true;
    if (before)
        m->letters[before - 1].next = found->next;
    else
        t->first = found->next;
    if (t->last == at)
        t->last = before;
    found->next = m->free_letter;
    m->free_letter = at;
    return true;
}

/* Nobody will take what is under way here. */
static void letters_drop(model *m, const event *e, uint32_t place)
{
    thing *t = place < m->thing_count ? &m->things[place] : NULL;
    if (!t || !place)
        return;
    if (t->last) {
        m->letters[t->last - 1].next = m->free_letter;
        m->free_letter = t->first;
        t->first = t->last = 0;
    }
    if (t->count > 0)
        depth_set(m, e, place, 0);
}

static void tell_arrow(model *m, const mark *from, const event *e, bool message)
{
    if (from->task != e->task && from->task && e->task && m->hooks.arrow)
        m->hooks.arrow(m->hooks.context, &(arrow){.from = *from, .to = mark_of(e), .message = message, .lets = from->seq == e->cause});
}

/* Where things wait: what is sent into an end of a pipe, at the other one. All pipes of which that is not known are one place, 0. */
static uint32_t place_of(const model *m, const event *e)
{
    const name *end = kind_of(e) == KIND_pipe ? known_at(&m->names, e->object) : NULL;
    if (kind_of(e) != KIND_pipe)
        return e->object;
    if (!end || !end->other)
        return 0;
    return e->verb == VERB_pipe_send ? end->other : e->object;
}

/* A task of a pool is known by its future. */
static uint64_t key_there(const event *e) { return kind_of(e) == KIND_pool ? e->other : detail_hash(&e->detail); }

/* What brought a thing here; false: e is no taking of things, or it is not known. */
static bool follow_taking(model *m, const event *e, mark *from)
{
    if (effect_of(e) != EFFECT_GETS)
        return false;
    uint32_t place = place_of(m, e);
    depth_add(m, e, place, -1);
    return letter_get(m, place, key_there(e), from);
}

static void follow_things(model *m, const event *e)
{
    effect does = effect_of(e);
    uint32_t place = place_of(m, e);
    if (does == EFFECT_LEVEL)
        depth_set(m, e, place, e->number);
    if (does == EFFECT_DROPS)
        letters_drop(m, e, place);
    if (does != EFFECT_PUTS)
        return;
    int64_t pieces = e->verb == VERB_pool_share && e->number > 1 ? e->number : 1; /* of a map, one for each */
    depth_add(m, e, place, pieces);
    letter_send(m, e, place, key_there(e), pieces);
}

/* A clear closes again. */
static void follow_opening(model *m, const event *e)
{
    bool finishes = e->verb == VERB_pool_finish, closes = e->verb == VERB_event_clear;
    bool opens = finishes || effect_of(e) == EFFECT_ENDS || e->verb == VERB_event_set || (e->verb == VERB_latch_done && e->number == 0);
    uint32_t id = finishes ? e->other : e->object;
    thing *t = id && (opens || closes) ? thing_of(m, id) : NULL;
    if (t)
        t->opened = opens ? mark_of(e) : (mark){0};
}

/* What stood open for somebody who need not wait. */
static const mark *follow_passing(const model *m, const event *e)
{
    switch (e->verb) {
    case VERB_thread_join:
    case VERB_process_join:
    case VERB_timer_join:
    case VERB_event_wait:
    case VERB_future_get:
    case VERB_future_wait:
    case VERB_latch_wait: break;
    default: return NULL;
    }
    return !e->cause && e->object < m->thing_count && m->things[e->object].opened.seq ? &m->things[e->object].opened : NULL;
}

static void follow_causes(model *m, const event *e)
{
    mark from;
    bool message = e->status == EVENT_DONE && follow_taking(m, e, &from);
    if (message)
        tell_arrow(m, &from, e, true);
    const mark *cause = message && from.seq == e->cause ? NULL : model_mark(m, e->cause);
    if (!cause && e->status == EVENT_DONE)
        cause = follow_passing(m, e);
    if (cause)
        tell_arrow(m, cause, e, false);
    if (e->status != EVENT_DONE)
        return;
    follow_things(m, e);
    follow_opening(m, e);
}

/* --- events --- */

static void follow_start(model *m, const event *e)
{
    thing *t = effect_of(e) == EFFECT_STARTS ? thing_of(m, e->object) : NULL;
    if (t)
        t->started = true;
}

/* With a process its threads are gone, and with a task what it held. */
static void end_tasks(model *m, const event *e, bool all)
{
    for (size_t i = 0; all && i < m->actor_count; i++)
        if (m->actors[i].now.process == e->process)
            actor_ends(m, &m->actors[i], e->t, e->seq);
    for (size_t i = m->hold_count; i-- > 0;)
        if (m->holds[i].task == e->task || (all && m->holds[i].process == e->process))
            hold_close(m, i, e->t, e->seq);
}

static void follow_task(model *m, const event *e)
{
    bool ends = effect_of(e) == EFFECT_ENDS;
    actor *a = actor_of(m, e);
    if (a && !a->over) {
        if (e->status == EVENT_WAITING)
            actor_waits(m, a, e);
        else
            actor_acts(m, a, e);
        if (ends)
            actor_ends(m, a, e->t, e->seq);
    }
    if (ends)
        end_tasks(m, e, e->verb == VERB_process_end);
}

static bool begins_with(const detail *d, const char *word)
{
    return d->tag == DETAIL_TEXT && d->length >= strlen(word) && memcmp(d->text, word, strlen(word)) == 0;
}

void model_event(model *m, const event *e)
{
    m->now = later(m->now, e->t);
    if (e->status == EVENT_MADE)
        known_learn(&m->names, e);
    if (e->status == EVENT_NOTE)
        m->deadlocked |= e->verb == VERB_none && begins_with(&e->detail, "deadlock:");
    if (e->status == EVENT_MADE || e->status == EVENT_NOTE)
        return;
    if (e->task) {
        follow_task(m, e);
        follow_start(m, e);
        follow_locks(m, e);
        follow_causes(m, e);
    }
    if (e->status != EVENT_WAITING)
        m->marks[e->seq % MARKS] = mark_of(e);
    known_learn(&m->names, e);
}

void model_end(model *m)
{
    for (size_t i = 0; i < m->actor_count; i++)
        if (!m->actors[i].over)
            stretch_close(m, &m->actors[i].now, m->now, 0);
    while (m->hold_count)
        hold_close(m, m->hold_count - 1, m->now, 0);
}
