/* recorder: numbers events and hands them, in the order of their numbers, to the formats.
 * Calls trace/lane and the atomics of the compiler. Leaves out: threads, clocks, how an event looks.
 *
 * Writers write into lanes (lane.h). Each lane is in order already, so the reader merges them: a lane whose first event is not due
 * stands in a wheel at the place of that event's number, and the next event is that of the lane that stands at the place of the next
 * number. Nothing is copied or kept: what comes too early waits in its lane, and when that is full its writer waits too, which leaves
 * more time to who is late. When nobody writes concurrently (no hooks) an event goes straight to the sinks. */
#include "trace/recorder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/lane.h"

enum { WHEEL = 1024, SINKS = 8 };
enum { PATIENCE_PACE = 10000000 }; /* ns that a drain uses up of the patience at most: nobody may have run since the one before */
/* Bytes of a ring: what keeps a writer busy while the reader works elsewhere; or, where it will not wait, while the reader is kept
 * waiting. */
enum { RING_BLOCKS = 256 * 1024, RING_DROPS = 2 * 1024 * 1024 };
enum { NOTE_TEXT = 96, NOTE_MOST = 256 }; /* bytes of the text of a note of losses; of its record */
_Static_assert(NOTE_MOST + RECORD_LARGEST <= ROOM_MOST, "a note and any record can be asked room for at once");

struct recorder {
    struct recorder_hot hot;
    _Alignas(CACHE_LINE) bool concurrent;
    bool drop_when_full;
    recorder_hooks hooks;
    lane *lanes;                          /* all, newest first; only grows */
    _Alignas(CACHE_LINE) uint32_t asleep; /* the consumer may sleep: call wake */
    _Alignas(CACHE_LINE) uint32_t spare;  /* lanes that wait for a writer, about: is it worth looking for one? */
    uint64_t dropped;
    memory *memory;
    _Alignas(CACHE_LINE) uint64_t next; /* from here on the consumer's: the seq that is due */
    lane *far;                          /* lanes whose first event is too far from due for the wheel */
    uint64_t until;                     /* the last seq that had been taken when this drain began: what comes later is left to the next */
    uint64_t awaited;                   /* the last seq that had been taken when some of them were found missing, … */
    int64_t waited, looked;             /* … how long they have been waited for, and when that was looked at */
    bool given;                         /* the sinks were given something since the last flush */
    sink *sinks[SINKS];
    int count;
    lane *wheel[WHEEL]; /* at seq % WHEEL */
};

/* --- the consumer: merging --- */

static void recorder_give(recorder *r, const event *e)
{
    for (int i = 0; i < r->count; i++)
        r->sinks[i]->event(r->sinks[i], e);
    r->given = true;
}

static void lane_file(recorder *r, lane *l, uint64_t seq)
{
    l->filed = true;
    if (seq - r->next < WHEEL) {
        r->wheel[seq % WHEEL] = l;
    } else {
        l->far = r->far;
        r->far = l;
    }
}

/* Gives what is due of a lane, or late already, and files it under the seq that it comes to. */
static void lane_follow(recorder *r, lane *l)
{
    uint64_t seq;
    event e;
    l->filed = false;
    while ((seq = lane_first(l)) != 0 && seq <= r->next && seq <= r->until)
        if (lane_take(l, &e)) {
            recorder_give(r, &e);
            lane_taken(l);
            r->next += seq == r->next;
        }
    if (seq)
        lane_file(r, l, seq);
}

/* Files those anew that were far from due. Does any of them come into the wheel? */
static bool merge_near(recorder *r)
{
    bool any = false;
    lane *l = r->far, *next;
    r->far = NULL;
    for (; l; l = next) {
        next = l->far;
        uint64_t seq = lane_first(l);
        any |= seq - r->next < WHEEL;
        lane_file(r, l, seq);
    }
    return any;
}

/* Gives all that is due, as far as it was found. */
static void merge(recorder *r)
{
    do
        for (lane *l; r->next <= r->until && (l = r->wheel[r->next % WHEEL]);) {
            r->wheel[r->next % WHEEL] = NULL;
            lane_follow(r, l);
        }
    while (r->far && merge_near(r));
}

/* The seq of the first event that is there, as far as lanes are filed; UINT64_MAX: there is none. */
static uint64_t merge_first(const recorder *r)
{
    for (uint64_t i = 0; i < WHEEL; i++)
        if (r->wheel[(r->next + i) % WHEEL])
            return r->next + i;
    uint64_t first = UINT64_MAX;
    for (lane *l = r->far; l; l = l->far) {
        uint64_t seq = lane_first(l);
        first = seq < first ? seq : first;
    }
    return first;
}

/* Goes on without the events that are missing up to `last`. */
static void merge_without(recorder *r, uint64_t last)
{
    while (r->next <= last) {
        uint64_t first = merge_first(r);
        r->next = first <= last ? first : last + 1;
        merge(r);
    }
}

static uint64_t recorder_taken(const recorder *r) { return __atomic_load_n(&r->hot.seq, __ATOMIC_SEQ_CST); }

/* Takes what is in the lanes. Who takes a ticket puts its event into a lane that may have been looked at already, so they are looked at
 * again until they bring nothing, or all that had been taken when this began. */
static void recorder_collect(recorder *r)
{
    uint64_t before;
    r->until = recorder_taken(r);
    do {
        before = r->next;
        for (lane *l = __atomic_load_n(&r->lanes, __ATOMIC_ACQUIRE); l; l = l->next)
            if (!l->filed)
                lane_follow(r, l);
        merge(r);
    } while (r->next != before && r->next <= r->until);
}

/* What was lost and is not told yet, as a note. */
static event lane_note(lane *l, char text[static NOTE_TEXT])
{
    event note = l->first_lost;
    note.status = EVENT_NOTE;
    note.number = (int64_t)(l->lost - l->told);
    int length = snprintf(text, NOTE_TEXT, "%lld event%s not recorded here, the buffer was full", (long long)note.number,
                          note.number == 1 ? " was" : "s were");
    note.detail = detail_of_text(text, (size_t)length);
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

/* Nobody writes any more: waits for nothing, and tells what is left over at the ends of lanes. */
static void drain_finally(recorder *r)
{
    merge_without(r, r->until);
    for (lane *l = r->lanes; l; l = l->next) {
        event e;
        char text[NOTE_TEXT];
        if (lane_take_half(l, &e)) {
            recorder_give(r, &e);
            lane_taken(l);
        }
        if (l->lost != l->told) {
            e = lane_note(l, text);
            e.seq = recorder_ticket(r);
            r->next = e.seq + 1;
            recorder_give(r, &e);
        }
    }
}

/* --- the consumer: what is missing --- */

/* Whoever has taken a number up to `awaited` is at the turn that is noted here, until it has shown its event. */
static void gap_note(recorder *r)
{
    r->awaited = r->until;
    for (lane *l = __atomic_load_n(&r->lanes, __ATOMIC_ACQUIRE); l; l = l->next)
        l->owing = __atomic_load_n(&l->turn, __ATOMIC_ACQUIRE);
    r->waited = 0;
    r->looked = r->hooks.clock ? r->hooks.clock(r->hooks.context) : 0;
}

/* May the event that is due come yet? A long one may be there in part. */
static bool lane_owes(const recorder *r, const lane *l)
{
    if (l->begun && l->half.seq == r->next)
        return true;
    return l->owing % 2 && __atomic_load_n(&l->turn, __ATOMIC_ACQUIRE) == l->owing;
}

static bool gap_may_close(const recorder *r)
{
    bool any = false;
    for (const lane *l = __atomic_load_n(&r->lanes, __ATOMIC_ACQUIRE); l && !any; l = l->next)
        any = lane_owes(r, l);
    return any;
}

static bool gap_is_old(recorder *r)
{
    int64_t now = r->hooks.clock ? r->hooks.clock(r->hooks.context) : r->looked, since = now - r->looked;
    r->looked = now;
    r->waited += since < PATIENCE_PACE ? since : PATIENCE_PACE;
    return r->waited >= RECORDER_PATIENCE;
}

/* Goes on without what nobody has any more, and what was waited for long enough. */
static void drain_gap(recorder *r)
{
    if (r->next > r->until)
        return;
    if (r->next > r->awaited)
        gap_note(r);
    if (gap_may_close(r) && !gap_is_old(r))
        return;
    recorder_collect(r); /* who owes nothing any more may have shown it only now */
    merge_without(r, r->awaited);
}

bool recorder_drain(recorder *r, bool final)
{
    __atomic_store_n(&r->asleep, 0, __ATOMIC_RELAXED);
    recorder_collect(r);
    if (final)
        drain_finally(r);
    else
        drain_gap(r);
    recorder_flush(r);
    /* Who puts an event took its ticket first. So either the ticket is seen here, or the writer sees `asleep`. */
    __atomic_store_n(&r->asleep, 1, __ATOMIC_SEQ_CST);
    return !final && recorder_taken(r) >= r->next;
}

/* --- writers --- */

static void recorder_wake(recorder *r)
{
    if (r->hooks.wake && __atomic_exchange_n(&r->asleep, 0, __ATOMIC_ACQ_REL))
        r->hooks.wake(r->hooks.context);
}

/* What the script prints is its output, and never dropped. */
static bool may_drop(const recorder *r, const event *e) { return r->drop_when_full && e->verb != VERB_run_print; }

/* Makes room for a record of e, or waits for it. */
static bool recorder_room(lane *l, const event *e, uint32_t size)
{
    recorder *r = l->recorder;
    if (lane_room(l, size))
        return true;
    if (!l->write || !r->hooks.room || may_drop(r, e))
        return false;
    lane_show(l); /* what is held back takes the room itself */
    lane_closes(l);
    recorder_wake(r);
    r->hooks.room(r->hooks.context, l);
    return lane_room(l, size);
}

static void recorder_lose(lane *l, const event *e)
{
    if (l->lost == l->told)
        l->first_lost = (event){.t = e->t, .process = e->process, .task = e->task};
    l->lost++;
    l->edge = l->tail; /* the next one is to look, and to tell */
    __atomic_add_fetch(&l->recorder->dropped, 1, __ATOMIC_RELAXED);
}

/* Takes a number for e, where it has none yet, and writes a record of it, for which there is room. */
static inline __attribute__((always_inline)) void put_record(lane *l, event *e, uint32_t size, bool more)
{
    lane_opens(l);
    if (!e->seq)
        e->seq = recorder_ticket(l->recorder);
    lane_write(l, e, size, more);
}

/* The slow way to room: the ring is full, or is to be looked at again. What was lost meanwhile is told first. */
static __attribute__((noinline)) bool recorder_make_room(lane *l, const event *e, uint32_t size)
{
    bool untold = l->lost != l->told;
    if (!recorder_room(l, e, untold ? size + NOTE_MOST : size)) {
        recorder_lose(l, e);
        return false;
    }
    if (untold) {
        char text[NOTE_TEXT];
        event note = lane_note(l, text);
        put_record(l, &note, lane_size(&note), false);
    }
    return true;
}

static inline __attribute__((always_inline)) uint64_t put_piece(lane *l, event *e, bool more)
{
    recorder *r = l->recorder;
    uint32_t size = lane_size(e);
    if (__builtin_expect(l->edge - l->tail < size, 0) && !recorder_make_room(l, e, size))
        return 0;
    put_record(l, e, size, more);
    if (__builtin_expect(__atomic_load_n(&r->asleep, __ATOMIC_SEQ_CST) != 0, 0) && !l->held)
        recorder_wake(r);
    return e->seq;
}

/* A long text goes in pieces. Where there is no room for the next one, it ends. */
static __attribute__((noinline)) uint64_t put_long(lane *l, event *e)
{
    size_t left = e->detail.length;
    for (e->detail.length = PIECE; left > PIECE && put_piece(l, e, true); left -= PIECE)
        e->detail.text += PIECE;
    if (left <= PIECE) {
        e->detail.length = left;
        put_piece(l, e, false);
    }
    return e->seq;
}

static uint64_t put_in_place(recorder *r, event *e)
{
    e->seq = ++r->hot.seq;
    r->next = e->seq + 1;
    recorder_give(r, e);
    return e->seq;
}

uint64_t recorder_put(lane *l, event *e)
{
    e->seq = 0;
    if (!l->recorder->concurrent)
        return put_in_place(l->recorder, e);
    if (__builtin_expect(e->detail.tag == DETAIL_TEXT && e->detail.length > PIECE, 0))
        return put_long(l, e);
    return put_piece(l, e, false);
}

/* --- lanes --- */

static lane *recorder_lane_new(recorder *r)
{
    lane *l = lane_new(r, r->memory, r->drop_when_full ? RING_DROPS : RING_BLOCKS);
    if (!l)
        return NULL;
    lane *first = __atomic_load_n(&r->lanes, __ATOMIC_RELAXED);
    do
        l->next = first;
    while (!__atomic_compare_exchange_n(&r->lanes, &first, l, true, __ATOMIC_RELEASE, __ATOMIC_RELAXED));
    return l;
}

/* Without a lock, which its holder might be killed with. */
lane *recorder_lane(recorder *r)
{
    lane *l = __atomic_load_n(&r->spare, __ATOMIC_RELAXED) ? __atomic_load_n(&r->lanes, __ATOMIC_ACQUIRE) : NULL;
    for (; l; l = l->next)
        if (__atomic_load_n(&l->free, __ATOMIC_RELAXED) && __atomic_exchange_n(&l->free, 0, __ATOMIC_ACQUIRE)) {
            __atomic_sub_fetch(&r->spare, 1, __ATOMIC_RELAXED);
            return l;
        }
    return recorder_lane_new(r);
}

void recorder_leave(lane *l)
{
    __atomic_add_fetch(&l->recorder->spare, 1, __ATOMIC_RELAXED);
    __atomic_store_n(&l->free, 1, __ATOMIC_RELEASE);
}

void recorder_hold(lane *l) { l->held = true; }

/* Killed in between, it is shown once more. Most of what is held back is nothing, where not everything is traced: then nobody is woken. */
void recorder_show(lane *l)
{
    bool news = lane_has_news(l);
    lane_show(l);
    __atomic_store_n(&l->held, false, __ATOMIC_RELEASE);
    lane_closes(l);
    if (news && __atomic_load_n(&l->recorder->asleep, __ATOMIC_SEQ_CST))
        recorder_wake(l->recorder);
}

void recorder_recover(lane *l, bool show)
{
    if (show && l->held)
        lane_show_again(l);
    lane_forget(l);
}

bool recorder_full(const lane *l) { return lane_crowded(l); }

/* --- the whole --- */

recorder *recorder_new(unsigned mask, bool drop_when_full, memory *m)
{
    recorder *r = memory_aligned(m, sizeof *r);
    if (!r)
        return NULL;
    r->memory = m;
    r->hot.mask = mask;
    r->drop_when_full = drop_when_full;
    r->next = 1;
    return r;
}

void recorder_hook(recorder *r, const recorder_hooks *hooks)
{
    r->hooks = *hooks;
    r->concurrent = hooks->room || hooks->wake || hooks->clock;
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

unsigned recorder_end(recorder *r)
{
    recorder_drain(r, true);
    unsigned failed = 0;
    for (int i = 0; i < r->count; i++)
        failed |= (unsigned)!r->sinks[i]->end(r->sinks[i]) << i;
    for (lane *l = r->lanes, *next; l; l = next) {
        next = l->next;
        lane_free(l);
    }
    memory_give(r->memory, r, sizeof *r);
    return failed;
}
