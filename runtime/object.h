/* object: what a handle names. One flat record for every kind, its state in a union, and its line of waiters.
 *
 * Ownership: an object lives as long as a handle to it does (value.h: the last handle dropped releases it), so whoever needs an
 * object to stay holds a handle. The object owns its name and the values in its state.
 * Concurrency: see world.h. */
#ifndef RUNTIME_OBJECT_H
#define RUNTIME_OBJECT_H

#include "runtime/world.h"

typedef struct waiter {          /* one task in an object's line */
    task *task;                  /* NULL: a gap, left by one who went away */
    uint32_t generation;
    uint32_t place;              /* number in the order of arrival, over all groups */
    uint8_t chosen;              /* which case of its select (a select has at most 255) */
} waiter;

typedef struct line line;        /* the waiters, in groups of one verb and face each (line.h) */

typedef enum life { LIFE_NEW, LIFE_RUNNING, LIFE_ENDED } life;

typedef struct ring {            /* a growing run of values, first in first out, also open at its end */
    value *items;
    uint32_t first, count, capacity;
} ring;

struct pool;                     /* kinds/pool.c */

enum { OBJECT_LINE = 64 };       /* bytes of a cache line */

/* What every operation touches stands in the first cache line: that is all that goes from one processor to the other. */
struct object {
    uint32_t lock;               /* the engine's word */
    uint32_t version;            /* counts changes; atomic: those who hesitate look at it without the lock */
    line *line;                  /* NULL: nobody has waited yet */
    uint64_t cause;              /* seq of the last event that changed it */
    uint32_t id;
    uint8_t kind;                /* kind_id */
    bool daemon;                 /* of a thread or timer */
    union {
        struct { bool set; } event;
        struct { uint32_t owner, depth; } lock_;                          /* lock, rlock; owner: task id, 0 none; atomic stores */
        struct { uint32_t writer; ring readers; } rwlock;                 /* writer: task id; who reads: ints, task ids */
        struct { value lock; } condition;                                 /* a handle */
        struct { int64_t value, start; bool bounded; } semaphore;
        struct { uint32_t parties; bool broken; } barrier;
        struct { int64_t count; } latch;
        struct { value value; } atom;
        struct { ring items; int64_t arrivals /* all that were ever put */, done; uint32_t capacity /* QUEUE_UNBOUNDED */; uint8_t order; bool closed; } queue;
        struct { value outcome /* result, or error value */; bool ready, ok; } future;
        struct pool *pool;
        struct {
            union {
                struct { value callee, arguments; };                      /* until it starts */
                struct {                                                      /* then */
                    task *task;
                    int64_t due;
                    uint32_t waits_for, line;                                 /* OWNED object or task it waits for without a time-out, and where; atomic */
                    uint32_t told;                                            /* in a cycle that was told of; atomic */
                };
            };
            int64_t period;      /* of a timer */
            uint8_t life;        /* atomic */
            bool failed, every, over;                                     /* over: a timer that was cancelled or has run */
        } thread;                /* thread and timer */
    };
    struct { value base; uint32_t number; } name;                             /* base, or base-number when that is not 0 */
    struct handle own;           /* the one handle of this object; its count says how many hold the object */
};

/* --- the table --- */
object *object_at(world *w, uint32_t id);                   /* NULL: no such object any more */
object *object_try(world *w, uint32_t id);                  /* the same with a hold on it; while others may drop theirs */
uint32_t object_last(world *w);                             /* the highest id given out so far */
value object_handle(object *o, enum face face);             /* a new hold on it */
object *object_new(world *w, kind_id kind, value base, uint32_t number, fault *f);   /* keeps base; with one hold, the caller's to drop or give on */
void object_hold_drop(object *o);
static inline object *object_of(value handle) { return handle.handle->object; }
static inline bool object_is(value v, kind_id kind) { return v.tag == V_HANDLE && value_kind(v) == kind; }
static inline bool object_is_task(const object *o) { return o->kind == KIND_thread || o->kind == KIND_timer; }

/* --- names --- */
void object_show_name(const object *o, buf *out);
bool object_name(const object *o, value *out, fault *f);
excerpt object_excerpt(const object *o);                    /* of its name, for messages */

static inline void object_lock(world *w, object *o) { word_lock(w, &o->lock); }
static inline void object_unlock(world *w, object *o) { word_unlock(w, &o->lock); }

/* --- rings --- */
bool ring_push(ring *r, value v, fault *f);                 /* at the end; keeps v */
bool ring_reserve(ring *r, uint32_t count, fault *f);       /* room for so many more: the next pushes cannot fail */
value ring_take(ring *r);                                   /* from the front; the caller's */
value ring_take_last(ring *r);
value *ring_at(const ring *r, uint32_t i);
void ring_free(ring *r);

#endif
