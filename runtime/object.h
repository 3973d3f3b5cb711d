/* object: what a handle names. One flat record for every kind, its state in a union, its line of waiters, and a growing block for items.
 *
 * Ownership: an object lives as long as a handle to it does (value.h: the last handle dropped releases it), so whoever needs an
 * object to stay holds a handle. The object owns its name, its items and the values in its state.
 * Concurrency: see world.h. */
#ifndef RUNTIME_OBJECT_H
#define RUNTIME_OBJECT_H

#include "runtime/world.h"

typedef struct waiter {          /* one task in an object's line, in the order they came */
    uint32_t task, generation;   /* task 0: a gap, left by one who went away */
    uint16_t verb;
    uint8_t face;
    uint8_t chosen;              /* which case of its select (a select has at most 255) */
} waiter;

typedef enum life { LIFE_NEW, LIFE_RUNNING, LIFE_ENDED } life;

struct object {
    uint32_t id;
    uint8_t kind;                /* kind_id */
    bool declared_daemon;
    uint16_t unused_;
    uint32_t lock;               /* the engine's word */
    uint32_t version;            /* counts changes */
    uint32_t line_first, line_count, line_capacity;   /* ring of waiters, gaps included */
    uint32_t items_capacity;
    waiter *line;
    value *items;                /* growing block of values: a queue's ring, a pool's tasks … */
    value name;                  /* a string */
    uint64_t cause;              /* seq of the last event that changed it */
    struct handle *handle;       /* the one handle cell of this object */
    union {
        struct { bool set; } event;
        struct { uint32_t owner, depth; } lock_;                          /* lock, rlock; owner: task id, 0 none */
        struct { uint32_t writer, readers; } rwlock;                      /* who reads: items (ints: task ids) */
        struct { value lock; } condition;                                 /* a handle */
        struct { int64_t value, start; bool bounded; } semaphore;
        struct { uint32_t parties; bool broken; } barrier;
        struct { int64_t count; } latch;
        struct { value value; } atom;
        struct { int64_t capacity /* -1: unbounded */; uint32_t first, count; int64_t unfinished; uint64_t arrivals; uint8_t order; bool closed; } queue;
        struct { uint8_t state; bool ok; value outcome; } future;         /* outcome: result, or error value */
        struct { uint32_t size, first, count, busy; bool closed, terminated; uint32_t workers; uint32_t callbacks; } pool;
        struct {
            uint8_t life; bool failed, every; uint8_t rounds;
            task *task;          /* while it runs */
            value callee, arguments;
            int64_t period, due; /* of a timer */
        } thread;                /* thread and timer */
    };
};

/* --- the table --- */
object *object_at(world *w, uint32_t id);                   /* id of a live object */
value object_handle(object *o, enum face face);             /* a new hold on it */
/* Makes an object: arguments as of run.make: kind's options in order. Name: see names.h. */
object *object_new(world *w, kind_id kind, value name, fault *f);       /* with one hold, the caller's: object_handle's to give on or drop */
void object_hold_drop(object *o);

/* --- lines --- */
bool object_wait(world *w, object *o, task *t, const op *p, uint8_t chosen, fault *f);    /* puts t in the line */
void object_leave(world *w, object *o, uint32_t task);                                   /* takes it out */
bool object_items_grow(object *o, uint32_t capacity, fault *f);         /* the ring at items, its first element at index `first`, is the kind's business */

static inline void object_lock(world *w, object *o) { if (w->parallel) w->engine->lock(w, &o->lock); }
static inline void object_unlock(world *w, object *o) { if (w->parallel) w->engine->unlock(w, &o->lock); }

#endif
