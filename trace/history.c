/* history: events, sorted by tasks. Calls trace/known and trace/timeline_words.
 *
 * Two acts on one object depend on each other unless both only look at it; so each act remembers the last one that changed its object.
 * Two runs with the same acts in each task, each after the same change, are the same run, whatever else was earlier or later. */
#include "trace/history.h"

#include <stdlib.h>
#include <string.h>

#include "trace/known.h"
#include "trace/text.h"
#include "trace/timeline_words.h"

enum { FIRST = 64 };

typedef struct place { /* an object */
    uint32_t life;     /* 1 + its number, when it is a task that did something */
    uint32_t changed;  /* 1 + the act that last changed it */
    uint32_t home;     /* the process that made it */
} place;

struct history {
    names names;
    words words;
    out spare; /* where sentences are made */
    buf text;
    act *acts;
    life *lives;
    place *places;
    size_t act_count, act_room, life_count, life_room, place_count;
    bool failed, deadlocked;
};

history *history_new(const char *(*error_name)(unsigned error))
{
    history *h = calloc(1, sizeof *h);
    if (!h)
        return NULL;
    out_open(&h->spare, -1);
    h->names.spell = text_clean;
    h->words.out = &h->spare;
    h->words.names = &h->names;
    h->words.error_name = error_name;
    return h;
}

void history_free(history *h)
{
    if (!h)
        return;
    for (size_t i = 0; i < h->life_count; i++)
        free(h->lives[i].acts);
    free(h->lives);
    free(h->acts);
    free(h->places);
    known_free(&h->names);
    buf_free(&h->words.scratch);
    buf_free(&h->text);
    free(h);
}

bool history_failed(const history *h) { return h->failed || h->text.failed; }
bool history_deadlocked(const history *h) { return h->deadlocked; }
uint32_t history_lives(const history *h) { return (uint32_t)h->life_count; }
uint32_t history_acts(const history *h) { return (uint32_t)h->act_count; }
const life *history_life(const history *h, uint32_t number) { return &h->lives[number]; }
const act *history_act(const history *h, uint32_t number) { return &h->acts[number]; }
const char *history_text(const history *h, uint32_t at) { return h->text.data ? h->text.data + at : ""; }

/* --- tables --- */

static bool grow(history *h, void **table, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return true;
    size_t wanted = *room ? 2 * *room : FIRST;
    void *larger = wanted < UINT32_MAX ? realloc(*table, wanted * size) : NULL;
    h->failed |= !larger;
    if (!larger)
        return false;
    *table = larger;
    *room = wanted;
    return true;
}

static place *place_of(history *h, uint32_t id)
{
    if (id < h->place_count)
        return &h->places[id];
    size_t count = h->place_count ? h->place_count : FIRST;
    while (count <= id)
        count *= 2;
    place *places = realloc(h->places, count * sizeof *places);
    h->failed |= !places;
    if (!places)
        return NULL;
    memset(places + h->place_count, 0, (count - h->place_count) * sizeof *places);
    h->places = places;
    h->place_count = count;
    return &h->places[id];
}

static void add_name(history *h, uint32_t id)
{
    char spare[KNOWN_SPARE];
    size_t length;
    const char *text = known_text(&h->names, id, spare, &length);
    buf_add(&h->text, text, length);
}

static bool is_twin(const history *h, const life *a, const life *b)
{
    return a->home == b->home && a->length == b->length && memcmp(history_text(h, a->name), history_text(h, b->name), a->length) == 0;
}

/* How many tasks of this name the same process has made already. */
static uint32_t twins(const history *h, const life *of)
{
    uint32_t count = 0;
    for (size_t i = 0; i < h->life_count; i++)
        count += is_twin(h, &h->lives[i], of);
    return count;
}

/* 1 + the number of the life of a process, as far as it is known. */
static uint32_t home_of(const history *h, uint32_t process) { return process < h->place_count ? h->places[process].life : 0; }

static life *life_of(history *h, const event *e)
{
    place *p = place_of(h, e->task);
    if (!p || (!p->life && !grow(h, (void **)&h->lives, h->life_count, &h->life_room, sizeof *h->lives)))
        return NULL;
    if (p->life)
        return &h->lives[p->life - 1];
    life l = {.name = (uint32_t)h->text.length, .home = home_of(h, p->home)};
    if (e->process > 1 && e->process != e->task) {
        add_name(h, e->process);
        buf_char(&h->text, '/');
    }
    add_name(h, e->task);
    l.length = (uint32_t)(h->text.length - l.name);
    l.twin = twins(h, &l);
    h->lives[h->life_count] = l;
    p->life = (uint32_t)++h->life_count;
    return &h->lives[p->life - 1];
}

/* --- what counts --- */

/* Beginnings of waits and turns with the GIL are a matter of time. But who begins to wait at a condition gives its lock back. */
static bool counts(const event *e)
{
    if (!e->task || e->status == EVENT_NOTE || e->verb == VERB_run_gil || e->verb == VERB_run_turn)
        return false;
    return e->status != EVENT_WAITING || e->verb == VERB_condition_wait;
}

/* Its detail is a time, or a number of the system's. */
static bool is_incidental(uint16_t verb)
{
    return verb == VERB_run_now || verb == VERB_run_pid || verb == VERB_run_ppid || verb == VERB_process_pid;
}

/* What changes nothing: questions, what came to nothing, and waits for something that then still holds. */
static bool only_looks(const event *e)
{
    switch (e->verb) {
    case VERB_process_join:
    case VERB_thread_join:
    case VERB_timer_join:
    case VERB_pool_join:
    case VERB_queue_join:
    case VERB_future_get:
    case VERB_future_wait:
    case VERB_event_wait:
    case VERB_latch_wait:
    case VERB_pipe_poll:
    case VERB_thread_begin: return true;
    default: return verb_words[e->verb].flags & VERB_LOOKS || (e->status != EVENT_DONE && e->status != EVENT_WAITING);
    }
}

/* A condition's lock, where that is what is taken or given back. */
static uint32_t object_of(const history *h, const event *e)
{
    const name *known = known_at(&h->names, e->object);
    bool lock = e->verb == VERB_condition_acquire || e->verb == VERB_condition_release || e->verb == VERB_condition_retake
                || (e->verb == VERB_condition_wait && e->status == EVENT_WAITING);
    return lock && known && known->kind == KIND_condition && known->other ? known->other : e->object;
}

static uint64_t mix(uint64_t sign, const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < length; i++)
        sign = (sign ^ at[i]) * 1099511628211u; /* FNV-1a */
    return sign;
}

static uint64_t sign_of(const history *h, const event *e)
{
    char spare[KNOWN_SPARE];
    size_t length = 0;
    const char *text = e->object ? known_text(&h->names, e->object, spare, &length) : "";
    uint64_t what[] = {e->verb, e->status, e->error, e->detail.tag, length};
    uint64_t sign = mix(mix(1469598103934665603u, what, sizeof what), text, length);
    if (is_incidental(e->verb))
        return sign;
    if (e->detail.tag == DETAIL_TEXT)
        return mix(sign, e->detail.text, e->detail.length);
    return e->detail.tag == DETAIL_NONE ? sign : mix(sign, &e->detail.integer, sizeof e->detail.integer);
}

/* The sentence, without how long it waited and why. */
static void add_sentence(history *h, const event *e, act *a)
{
    event told = *e;
    told.blocked = 0;
    told.cause = 0;
    a->text = (uint32_t)h->text.length;
    if (e->status == EVENT_MADE) {
        buf_text(&h->text, "makes ");
        add_name(h, e->object);
    } else if (e->verb == VERB_run_print && e->status == EVENT_DONE) {
        buf_text(&h->text, "prints ");
        words_show(&h->words, &told, &h->text);
    } else {
        words_show(&h->words, &told, &h->text);
    }
    a->length = (uint32_t)(h->text.length - a->text);
}

static void add_act(history *h, const event *e)
{
    life *l = life_of(h, e);
    if (!l || h->text.length > UINT32_MAX / 2 || !grow(h, (void **)&h->acts, h->act_count, &h->act_room, sizeof *h->acts)) {
        h->failed = true;
        return;
    }
    size_t room = l->room;
    if (!grow(h, (void **)&l->acts, l->count, &room, sizeof *l->acts))
        return;
    l->room = (uint32_t)room;
    act a = {.seq = e->seq,
             .sign = sign_of(h, e),
             .t = e->t,
             .line = e->line,
             .object = object_of(h, e),
             .life = (uint32_t)(l - h->lives),
             .place = l->count};
    add_sentence(h, e, &a);
    place *p = a.object && e->status != EVENT_MADE ? place_of(h, a.object) : NULL;
    a.after = p ? p->changed : 0;
    l->acts[l->count++] = (uint32_t)h->act_count;
    h->acts[h->act_count++] = a;
    if (p && !only_looks(e))
        p->changed = (uint32_t)h->act_count;
}

void history_event(history *h, const event *e)
{
    static const char deadlock[] = "deadlock:";
    if (e->status == EVENT_MADE) {
        place *made = place_of(h, e->object);
        if (made)
            made->home = e->process;
        known_learn(&h->names, e);
    }
    if (e->status == EVENT_NOTE && e->detail.tag == DETAIL_TEXT && e->detail.length >= sizeof deadlock - 1)
        h->deadlocked |= memcmp(e->detail.text, deadlock, sizeof deadlock - 1) == 0;
    if (counts(e))
        add_act(h, e);
    if (e->status == EVENT_DONE)
        known_learn(&h->names, e);
}
