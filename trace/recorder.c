/* recorder: lanes, and the merging of them.
 * Calls trace/event and the atomics of the compiler. Leaves out: threads, clocks, how an event looks.
 *
 * A lane is a queue with one writer and one reader: a chain of rings, each larger than the one before. A writer that finds its ring full
 * starts a larger one (to LARGEST), so a task that does little costs little; the reader frees a ring when it has read the last of it.
 * The reader puts what it finds in the order of seq: what comes too early is held in a window, indexed by seq, until what belongs before it
 * is there. When nobody writes concurrently (no hooks) there are no rings: an event goes through the window straight to the sinks. */
#include "trace/recorder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CACHE_LINE = 64, SMALLEST = 64, LARGEST = 4096, GROWTH = 8, BATCH = 256, SINKS = 8 };
enum { WINDOW_FIRST = 256, WINDOW_LARGEST = 1 << 18 };

typedef struct ring {
    struct ring *next;                  /* set by the writer when this one is full for good */
    uint32_t size;                      /* a power of two */
    _Alignas(CACHE_LINE) uint32_t tail; /* written up to here; the writer's */
    _Alignas(CACHE_LINE) uint32_t head; /* read up to here; the reader's */
    _Alignas(CACHE_LINE) event events[];
} ring;

struct lane {
    recorder *recorder;
    ring *write;                     /* the writer's part */
    uint32_t tail, limit;            /* of `write`: the next place; the place that may not be written before head was looked at again */
    uint64_t lost, told;             /* events lost, and how many of them a note has told */
    event first_lost;                /* of those not told yet: when and whose */
    _Alignas(CACHE_LINE) ring *read; /* the reader's part; set once by the writer when it makes its first ring */
    lane *next, *next_free;
};

struct recorder {
    struct recorder_hot hot;
    _Alignas(CACHE_LINE) bool concurrent;
    bool drop_when_full;
    recorder_hooks hooks;
    lane *lanes;                          /* all, newest first; only grows */
    _Alignas(CACHE_LINE) uint32_t asleep; /* the consumer may sleep: call wake */
    _Alignas(CACHE_LINE) uint32_t lock;   /* guards free_lanes and the adding to lanes */
    lane *free_lanes;
    uint64_t dropped;
    _Alignas(CACHE_LINE) uint64_t next; /* from here on the consumer's: the seq that is due */
    event *window;                      /* events that came early, at seq & (capacity - 1) */
    size_t capacity, held;
    uint64_t skipped; /* seqs that were passed over */
    uint64_t stuck;   /* the seq that was missing at the last drain */
    unsigned stalls;  /* drains that found it missing */
    bool given;       /* the sinks were given something since the last flush */
    sink *sinks[SINKS];
    int count;
};

/* --- the consumer: putting in order --- */

static void recorder_give(recorder *r, const event *e)
{
    for (int i = 0; i < r->count; i++)
        r->sinks[i]->event(r->sinks[i], e);
    r->given = true;
    if (e->detail.tag == DETAIL_LONG)
        free(e->detail.large.bytes);
}

static event *window_at(const recorder *r, uint64_t seq) { return &r->window[seq & (r->capacity - 1)]; }

/* Gives what was held and is due now. */
static void window_release(recorder *r)
{
    while (r->held) {
        event *e = window_at(r, r->next);
        if (e->seq != r->next)
            return;
        event due = *e;
        e->seq = 0;
        r->held--;
        r->next++;
        recorder_give(r, &due);
    }
}

/* Goes on without the events that are missing before the first one held. */
static void window_skip(recorder *r)
{
    while (r->held && window_at(r, r->next)->seq != r->next) {
        r->next++;
        r->skipped++;
    }
    window_release(r);
}

static bool window_grow(recorder *r, uint64_t distance)
{
    size_t capacity = r->capacity ? r->capacity : WINDOW_FIRST;
    while (capacity <= distance)
        capacity *= 2;
    event *window = capacity <= WINDOW_LARGEST ? calloc(capacity, sizeof *window) : NULL;
    if (!window)
        return false;
    for (size_t i = 0; i < r->capacity; i++)
        if (r->window[i].seq)
            window[r->window[i].seq & (capacity - 1)] = r->window[i];
    free(r->window);
    r->window = window;
    r->capacity = capacity;
    return true;
}

/* Keeps an event that came too early. When there is no room for so many, what is missing is given up. */
static void window_hold(recorder *r, const event *e)
{
    while (e->seq - r->next >= r->capacity && !window_grow(r, e->seq - r->next)) {
        if (!r->held) {
            r->skipped += e->seq - r->next;
            r->next = e->seq + 1;
            recorder_give(r, e);
            return;
        }
        window_skip(r);
    }
    if (e->seq == r->next) {
        recorder_give(r, e);
        r->next++;
        window_release(r);
        return;
    }
    *window_at(r, e->seq) = *e;
    r->held++;
}

static void recorder_accept(recorder *r, const event *e)
{
    if (e->seq > r->next) {
        window_hold(r, e);
        return;
    }
    if (e->seq == r->next)
        r->next++;
    recorder_give(r, e); /* due, or late already */
    if (r->held)
        window_release(r);
}

/* --- the consumer: reading the lanes --- */

static void ring_read(recorder *r, ring *g, uint32_t tail)
{
    uint32_t head = g->head;
    while (head != tail) {
        recorder_accept(r, &g->events[head & (g->size - 1)]);
        head++;
        if (head % BATCH == 0)
            __atomic_store_n(&g->head, head, __ATOMIC_RELEASE);
    }
    __atomic_store_n(&g->head, head, __ATOMIC_RELEASE);
}

static void lane_read(recorder *r, lane *l)
{
    ring *g = __atomic_load_n(&l->read, __ATOMIC_ACQUIRE);
    while (g) {
        ring *next = __atomic_load_n(&g->next, __ATOMIC_ACQUIRE); /* before tail: once there is a next, tail stays */
        ring_read(r, g, __atomic_load_n(&g->tail, __ATOMIC_ACQUIRE));
        if (!next)
            return;
        __atomic_store_n(&l->read, next, __ATOMIC_RELAXED);
        free(g);
        g = next;
    }
}

/* What was lost and is not told yet, as a note that takes the ticket of the first lost one. */
static event lane_note(lane *l)
{
    event note = l->first_lost;
    note.status = EVENT_NOTE;
    note.verb = VERB_none;
    note.number = (int64_t)(l->lost - l->told);
    char text[96];
    int length = snprintf(text, sizeof text, "%lld event%s not recorded here, the buffer was full", (long long)note.number,
                          note.number == 1 ? " was" : "s were");
    detail_of_text(&note.detail, text, (size_t)length);
    note.blocked = 0;
    note.cause = 0;
    note.object = note.other = note.line = 0;
    l->told = l->lost;
    return note;
}

static void recorder_flush(recorder *r)
{
    if (!r->given)
        return;
    r->given = false;
    for (int i = 0; i < r->count; i++)
        r->sinks[i]->flush(r->sinks[i]);
}

/* Nobody writes any more: tells the losses at the ends of lanes, and waits for nothing. */
static void drain_finally(recorder *r)
{
    for (lane *l = r->lanes; l; l = l->next)
        if (l->lost != l->told) {
            event note = lane_note(l);
            recorder_accept(r, &note);
        }
    while (r->held)
        window_skip(r);
}

/* Goes on without what is missing when it was waited for long enough, or is one of those that were dropped and never come. */
static void drain_gaps(recorder *r)
{
    if (r->next != r->stuck) {
        r->stuck = r->next;
        r->stalls = 0;
    }
    while (r->held && (r->stalls >= RECORDER_PATIENCE || recorder_dropped(r) > r->skipped))
        window_skip(r);
}

static bool ticket_missing(const recorder *r) { return __atomic_load_n((const uint64_t *)&r->hot.seq, __ATOMIC_SEQ_CST) >= r->next; }

bool recorder_drain(recorder *r, bool final)
{
    __atomic_store_n(&r->asleep, 0, __ATOMIC_RELAXED);
    for (lane *l = __atomic_load_n(&r->lanes, __ATOMIC_ACQUIRE); l; l = l->next)
        lane_read(r, l);
    if (final)
        drain_finally(r);
    drain_gaps(r);
    recorder_flush(r);
    /* Who puts an event took its ticket first. So either the ticket is seen here, or the writer sees `asleep`. */
    __atomic_store_n(&r->asleep, 1, __ATOMIC_SEQ_CST);
    return !final && ticket_missing(r) && r->stalls++ < RECORDER_PATIENCE;
}

/* --- writers --- */

static ring *ring_new(uint32_t size)
{
    ring *g = aligned_alloc(CACHE_LINE, (sizeof(ring) + size * sizeof(event) + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE);
    if (g) {
        memset(g, 0, sizeof *g);
        g->size = size;
    }
    return g;
}

/* A further ring behind the one that is full (or the first). */
static bool lane_grow(lane *l)
{
    uint32_t size = l->write ? l->write->size * GROWTH : SMALLEST;
    ring *g = size <= LARGEST ? ring_new(size) : NULL;
    if (!g)
        return false;
    if (l->write)
        __atomic_store_n(&l->write->next, g, __ATOMIC_RELEASE);
    else
        __atomic_store_n(&l->read, g, __ATOMIC_RELEASE);
    l->write = g;
    l->tail = 0;
    l->limit = size;
    return true;
}

bool recorder_full(const lane *l)
{
    const ring *g = l->write;
    return g && l->tail - __atomic_load_n(&g->head, __ATOMIC_ACQUIRE) == g->size;
}

static void recorder_wake(recorder *r)
{
    if (r->hooks.wake && __atomic_exchange_n(&r->asleep, 0, __ATOMIC_ACQ_REL))
        r->hooks.wake(r->hooks.context);
}

/* What the script prints is its output, and never dropped. */
static bool may_drop(const recorder *r, const event *e) { return r->drop_when_full && e->verb != VERB_run_print; }

/* Looks again how far the reader has come; makes or waits for room for e. */
static bool lane_room(lane *l, const event *e)
{
    recorder *r = l->recorder;
    if ((!l->write || recorder_full(l)) && lane_grow(l))
        return true;
    if (!l->write)
        return false;
    if (recorder_full(l) && r->hooks.room && !may_drop(r, e)) {
        recorder_wake(r);
        r->hooks.room(r->hooks.context, l);
    }
    l->limit = __atomic_load_n(&l->write->head, __ATOMIC_ACQUIRE) + l->write->size;
    return l->limit != l->tail;
}

static void lane_write(lane *l, const event *e)
{
    ring *g = l->write;
    g->events[l->tail & (g->size - 1)] = *e;
    l->tail++;
    __atomic_store_n(&g->tail, l->tail, __ATOMIC_RELEASE);
}

static void lane_lose(lane *l, const event *e)
{
    event lost = *e;
    event_drop(&lost);
    if (l->lost == l->told)
        l->first_lost = lost;
    l->lost++;
    __atomic_add_fetch(&l->recorder->dropped, 1, __ATOMIC_RELAXED);
}

/* The slow way: the ring is full, or is to be looked at again. What was lost meanwhile is told first. */
static void lane_put_slowly(lane *l, const event *e)
{
    if (!lane_room(l, e)) {
        lane_lose(l, e);
        return;
    }
    if (l->lost != l->told) {
        event note = lane_note(l);
        lane_write(l, &note);
        recorder_put(l, e);
        return;
    }
    lane_write(l, e);
}

void recorder_put(lane *l, const event *e)
{
    recorder *r = l->recorder;
    if (!r->concurrent) {
        recorder_accept(r, e);
        return;
    }
    if (__builtin_expect(l->tail == l->limit, 0))
        lane_put_slowly(l, e);
    else
        lane_write(l, e);
    if (__builtin_expect(__atomic_load_n(&r->asleep, __ATOMIC_SEQ_CST) != 0, 0))
        recorder_wake(r);
}

/* --- lanes --- */

static void recorder_lock(recorder *r)
{
    while (__atomic_exchange_n(&r->lock, 1, __ATOMIC_ACQUIRE))
        while (__atomic_load_n(&r->lock, __ATOMIC_RELAXED))
            ;
}

static void recorder_unlock(recorder *r) { __atomic_store_n(&r->lock, 0, __ATOMIC_RELEASE); }

static lane *lane_new(recorder *r)
{
    lane *l = aligned_alloc(CACHE_LINE, sizeof *l);
    if (!l)
        return NULL;
    memset(l, 0, sizeof *l);
    l->recorder = r;
    recorder_lock(r);
    l->next = r->lanes;
    __atomic_store_n(&r->lanes, l, __ATOMIC_RELEASE);
    recorder_unlock(r);
    return l;
}

lane *recorder_lane(recorder *r)
{
    recorder_lock(r);
    lane *l = r->free_lanes;
    if (l)
        r->free_lanes = l->next_free;
    recorder_unlock(r);
    return l ? l : lane_new(r);
}

void recorder_leave(lane *l)
{
    recorder *r = l->recorder;
    recorder_lock(r);
    l->next_free = r->free_lanes;
    r->free_lanes = l;
    recorder_unlock(r);
}

static void lane_free(lane *l)
{
    for (ring *g = l->read, *next; g; g = next) {
        next = g->next;
        free(g);
    }
    free(l);
}

/* --- the whole --- */

recorder *recorder_new(unsigned mask, bool drop_when_full)
{
    recorder *r = aligned_alloc(CACHE_LINE, sizeof *r);
    if (!r)
        return NULL;
    memset(r, 0, sizeof *r);
    r->hot.mask = mask;
    r->drop_when_full = drop_when_full;
    r->next = 1;
    return r;
}

void recorder_hook(recorder *r, const recorder_hooks *hooks)
{
    r->hooks = *hooks;
    r->concurrent = hooks->room || hooks->wake;
}

void recorder_add(recorder *r, sink *s)
{
    if (r->count < SINKS)
        r->sinks[r->count++] = s;
    else
        s->end(s);
}

bool recorder_failed(const recorder *r)
{
    for (int i = 0; i < r->count; i++)
        if (r->sinks[i]->failed(r->sinks[i]))
            return true;
    return false;
}

uint64_t recorder_dropped(const recorder *r) { return __atomic_load_n(&r->dropped, __ATOMIC_RELAXED); }

bool recorder_end(recorder *r)
{
    recorder_drain(r, true);
    bool good = true;
    for (int i = 0; i < r->count; i++)
        good &= r->sinks[i]->end(r->sinks[i]);
    for (lane *l = r->lanes, *next; l; l = next) {
        next = l->next;
        lane_free(l);
    }
    free(r->window);
    free(r);
    return good;
}
