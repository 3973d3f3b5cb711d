/* lane: a queue of events with one writer and one reader. Private to trace/; recorder.c merges the lanes.
 *
 * Events stand in it as records, written in place and each published by one store: whoever is killed in the middle of writing one leaves
 * behind what it had published, and nothing else. A record takes as many words as it has something to say; a text that is too long for one
 * goes on in the records behind it.
 * The records stand in a chain of rings, each larger than the one before. A writer that finds its ring full starts a larger one,
 * up to a limit, so a task that does little costs little; the reader frees a ring when it has read the last of it. */
#ifndef TRACE_LANE_H
#define TRACE_LANE_H

#include <string.h>

#include "trace/recorder.h"

enum { CACHE_LINE = 64, WORD = 8 };
enum { PIECE = 1536, ROOM_MOST = 2048 }; /* bytes of text in one record; that can be asked for at once */

typedef struct ring ring;

struct lane {
    recorder *recorder;
    memory *memory;
    ring *write;         /* the writer's part */
    uint64_t tail, edge; /* in `write`: the end of what is written, and how far can be written without looking further */
    uint64_t wanted;     /* bytes that it waits for */
    uint64_t largest;    /* bytes that a ring may have */
    bool held;           /* what is written is not shown yet … */
    uint32_t turn;       /* odd from before it takes a number until it has shown something of what that numbers; atomic */
    ring *behind;        /* held: nor is it shown that this ring is full: written up to … */
    uint64_t behind_tail;
    uint64_t lost, told; /* events lost, and how many of them a note has told */
    event first_lost;    /* of those not told yet: when and whose */

    _Alignas(CACHE_LINE) ring *read; /* the reader's part; set once by the writer when it makes its first ring */
    uint64_t head, seen;             /* in `read`: read up to here; written up to here at least */
    uint32_t step;                   /* bytes of the record that was taken last, and is not read until lane_taken */
    uint32_t owing;                  /* its turn when the recorder noted what was missing */
    bool begun;                      /* an event has come that is not whole: … */
    bool filed;                      /* the recorder knows when its first event will be due */
    event half;                      /* … this one, … */
    buf text;                        /* … with as much of its text */
    lane *far;                       /* in the recorder's list of lanes whose first event is far from due */
    lane *next;
    uint32_t free;                   /* it waits for a writer; atomic */
};

lane *lane_new(recorder *r, memory *m, uint64_t largest); /* NULL when memory is out */
void lane_free(lane *l);

/* --- the writer --- */

/* Bytes that its record takes, or the first of several. */
static inline uint32_t lane_size(const event *e);
/* Is there room for so many bytes (ROOM_MOST at most), in this ring or a larger one? Else l->wanted is what to wait for. */
bool lane_room(lane *l, uint32_t size);
bool lane_crowded(const lane *l); /* is there still no room for what it waits for? */
/* Writes a record for which there is room; `more`: the text goes on in the next. */
static inline void lane_write(lane *l, const event *e, uint32_t size, bool more);

/* Its turn is odd from now on, or even. */
static inline void lane_opens(lane *l);
static inline void lane_closes(lane *l);
bool lane_has_news(const lane *l);           /* was something written that is not shown? */
void lane_show(lane *l);          /* all that was written */
void lane_show_again(lane *l);    /* the same, of a writer that was killed, perhaps in the midst of it */
void lane_forget(lane *l);        /* its writer was killed: what was not shown was never written */

/* --- the reader --- */

/* The seq of the first event that is there; 0: there is none. */
uint64_t lane_first(lane *l);
/* Takes the first record. Is the event whole with it? Then *e is the event, until lane_taken. */
bool lane_take(lane *l, event *e);
void lane_taken(lane *l);
/* The same for an event that was begun and will not become whole any more. */
bool lane_take_half(lane *l, event *e);

/* --- Private part --- */

struct ring {
    struct ring *next;                  /* set by the writer when this one is full for good */
    uint64_t size;                      /* bytes; a power of two */
    _Alignas(CACHE_LINE) uint64_t tail; /* bytes written; the writer's */
    _Alignas(CACHE_LINE) uint64_t head; /* bytes read; the reader's */
    _Alignas(CACHE_LINE) char bytes[];
};

enum form {
    FORM_REST = 1, /* a record_rest follows */
    FORM_MORE = 2, /* the text goes on in the next record */
    FORM_SKIP = 4  /* no record, for no more would fit here: the next one stands at the beginning of the ring */
};

typedef struct record {
    uint16_t size; /* bytes, with all that follows: the rest, the value of the detail or the length of the text, the text */
    uint8_t form, tag;
    uint16_t verb;
    uint8_t status, error;
    uint64_t seq;
    int64_t t;
    uint32_t process, task, object, line;
} record;

typedef struct record_rest { /* what is 0 in most events */
    int64_t blocked;
    uint64_t cause;
    int64_t number;
    uint64_t other;
} record_rest;

enum { RECORD_LARGEST = sizeof(record) + sizeof(record_rest) + WORD + PIECE };

static inline void lane_opens(lane *l) { __atomic_store_n(&l->turn, l->turn | 1, __ATOMIC_RELEASE); }
static inline void lane_closes(lane *l) { __atomic_store_n(&l->turn, (l->turn + 1) & ~1u, __ATOMIC_RELEASE); }

static inline bool event_has_rest(const event *e) { return ((uint64_t)e->blocked | e->cause | (uint64_t)e->number | e->other) != 0; }

static inline uint32_t lane_size(const event *e)
{
    uint32_t size = sizeof(record);
    if (event_has_rest(e))
        size += sizeof(record_rest);
    if (e->detail.tag != DETAIL_NONE)
        size += WORD;
    if (e->detail.tag == DETAIL_TEXT)
        size += e->detail.length < PIECE ? ((uint32_t)e->detail.length + WORD - 1) & ~(WORD - 1u) : PIECE;
    return size;
}

static inline void lane_write_detail(char *at, const detail *d)
{
    if (d->tag != DETAIL_TEXT) {
        memcpy(at, &d->integer, sizeof d->integer);
        return;
    }
    memcpy(at, &d->length, sizeof d->length);
    if (d->length)
        memcpy(at + WORD, d->text, d->length);
}

/* The reader has read there before: the line is wanted as one's own, which the compiler's prefetch only asks for where it may assume
 * more of the processor than every x86-64 has. */
static inline void prefetch_to_write(const char *at)
{
#if defined(__x86_64__)
    __asm__ volatile("prefetchw %0" : : "m"(*at));
#else
    __builtin_prefetch(at, 1);
#endif
}

static inline void lane_write(lane *l, const event *e, uint32_t size, bool more)
{
    enum { AHEAD = 4 * CACHE_LINE };
    ring *g = l->write;
    char *at = g->bytes + (l->tail & (g->size - 1));
    bool rest = event_has_rest(e);
    prefetch_to_write(at + AHEAD);
    *(record *)at = (record){.size = (uint16_t)size,
                             .form = (uint8_t)((rest ? FORM_REST : 0) | (more ? FORM_MORE : 0)),
                             .tag = e->detail.tag,
                             .verb = e->verb,
                             .status = e->status,
                             .error = e->error,
                             .seq = e->seq,
                             .t = e->t,
                             .process = e->process,
                             .task = e->task,
                             .object = e->object,
                             .line = e->line};
    at += sizeof(record);
    if (rest) {
        *(record_rest *)at = (record_rest){e->blocked, e->cause, e->number, e->other};
        at += sizeof(record_rest);
    }
    if (e->detail.tag != DETAIL_NONE)
        lane_write_detail(at, &e->detail);
    l->tail += size;
    if (l->held)
        return;
    __atomic_store_n(&g->tail, l->tail, __ATOMIC_RELEASE);
    lane_closes(l);
}

#endif
