/* recorder: takes events from tasks without a common lock and hands them, in the order of seq, to the formats.
 *
 * Each OS thread that runs tasks records into a lane of its own (one writer, one reader). One consumer (the caller of recorder_drain)
 * merges the lanes by seq and gives each event to every sink. In the simulator nothing is concurrent: there an event goes straight to
 * the sinks. This module knows no threads: waiting for room, waking the consumer and the time are hooks.
 * Ownership: an event's text is copied into the lane; what a sink is given is its own until it returns. */
#ifndef TRACE_RECORDER_H
#define TRACE_RECORDER_H

#include "base/memory.h"
#include "trace/event.h"

typedef struct recorder recorder;
typedef struct lane lane;

typedef struct sink sink; /* one output: a format that writes somewhere (trace/format.h) */
struct sink {
    void (*event)(sink *s, const event *e);
    void (*flush)(sink *s);        /* nothing more is due for the moment */
    bool (*end)(sink *s);          /* the run is over; frees the sink; false: writing failed */
    bool (*failed)(const sink *s); /* writing failed already (closed pipe, full disk): the run should end */
};

typedef struct recorder_hooks {           /* NULL members: no threads, drain in place */
    void (*room)(void *context, lane *l); /* called by a writer whose lane is full: wait until it is not (or return, when dropping) */
    void (*wake)(void *context);          /* there is something to drain, and the consumer may sleep */
    int64_t (*clock)(void *context);      /* ns; NULL: patience has no end */
    void *context;
} recorder_hooks;

/* mask: record_mask, what any sink wants. m: where writers of other processes find it, and their lanes; NULL: there are none. */
recorder *recorder_new(unsigned mask, bool drop_when_full, memory *m);
void recorder_hook(recorder *r, const recorder_hooks *hooks);
void recorder_add(recorder *r, sink *s); /* takes the sink over */
unsigned recorder_end(recorder *r); /* drains, ends the sinks, frees; those whose writing failed, as bits in the order of recorder_add */
bool recorder_failed(const recorder *r);

lane *recorder_lane(recorder *r); /* a lane for one writer; thread-safe; NULL when memory is out */
void recorder_leave(lane *l);     /* its writer has ended; drained before it is freed */
/* From hold to show the reader sees nothing of what is put: it is shown as a whole, or, by recover after its writer was killed, not at
 * all. */
void recorder_hold(lane *l);
void recorder_show(lane *l);
void recorder_recover(lane *l, bool show); /* its writer was killed; the same once more changes nothing; then recorder_leave */

/* Wanted? Test before building an event: `if (recorder_wants(r, RECORD_OPS)) …`; costs one load. */
static inline bool recorder_wants(const recorder *r, unsigned mask);
/* Puts e into the lane and gives its seq, the next one: call it while the object of the event is held, so that the order agrees with
 * happens-before. e is used up. 0: it was lost, for the lane was full. */
uint64_t recorder_put(lane *l, event *e);
bool recorder_full(const lane *l); /* for the room hook: is there still no room for what it is to put? */

/* Consumer: gives all events that are due to the sinks, in the order of seq. `final`: nobody writes any more; then nothing is waited for.
 * Returns whether something is left over: a number was taken and its event is not there yet. Then call it again after a short nap. It is
 * waited for while a writer may have it, but for RECORDER_PATIENCE at most: then the order goes on without it, and it is shown when it comes.
 * After false the consumer may sleep as long as it likes. In both cases the next event calls the wake hook, once until the next drain. */
#define RECORDER_PATIENCE INT64_C(1000000000) /* ns */
bool recorder_drain(recorder *r, bool final);
uint64_t recorder_dropped(const recorder *r); /* events lost because a lane was full; told by an EVENT_NOTE with their number */

/* --- Private part --- */
struct recorder_hot {
    unsigned mask;
    _Alignas(64) uint64_t seq;
}; /* begins struct recorder; two cache lines: only seq changes */
static inline bool recorder_wants(const recorder *r, unsigned mask) { return (((const struct recorder_hot *)r)->mask & mask) != 0; }
static inline uint64_t recorder_ticket(recorder *r) /* the next seq; taken only when there is room for its event, which is put at once */
{
    return __atomic_add_fetch(&((struct recorder_hot *)r)->seq, 1, __ATOMIC_SEQ_CST);
}

#endif
