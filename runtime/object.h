/* object: what a handle names. One flat record for every kind, its state in a union, and its line of waiters.
 *
 * Ownership: an object lives as long as it is held: by handles (value.h), each process that has some holding it once, and by object_hold.
 * The object owns its name and the values in its state, in the form of store_keep (kind.h).
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

/* Ending is only a process: what it leaves behind is being put in order. */
typedef enum life { LIFE_NEW, LIFE_RUNNING, LIFE_ENDING, LIFE_ENDED } life;

/* A growing run of values, first in first out, also open at its end. One alone needs no memory but this: it goes from one processor to the
 * other with the object. */
typedef struct ring {
    union {
        value only;              /* while capacity is 0 */
        struct { value *items; uint32_t first; };
    };
    uint32_t count, capacity;
} ring;

struct job;                      /* kinds/pool.h */

typedef struct jobs {            /* chained, first in first out */
    struct job *first, *last;
    uint32_t count;
} jobs;

struct new_name;                 /* object.c */
struct parts;                    /* kinds/future.c */
struct pipe;                     /* kinds/pipe.c */
struct queue_more;               /* kinds/queue.c */

enum { OBJECT_LINE = 64 };       /* bytes of a cache line */
enum { OBJECT_BEHIND = 88 };     /* bytes behind a future, for the task whose outcome it is (kinds/pool.h) */
enum { OBJECT_POOL = 192 };      /* … and behind a pool, in lines of its own, for what it is */

/* What every operation touches stands in the first cache line: that is all that goes from one processor to the other. */
struct object {
    uint32_t lock;               /* the engine's word */
    uint32_t id;
    uint8_t kind;                /* kind_id */
    bool daemon;                 /* of a thread or timer */
    uint32_t version;            /* counts changes; atomic: those who hesitate look at it without the lock */
    line *line;                  /* NULL: nobody has waited yet */
    uint64_t cause;              /* seq of the last event that changed it */
    union {
        struct { bool set; } event;
        struct { uint32_t owner, depth, process; bool abandoned; } lock_;       /* lock, rlock; owner: task id, 0 none; atomic stores; process: the owner's */
        struct { uint32_t writer, process /* the writer's */; ring readers; uint64_t released; bool abandoned; } rwlock;   /* writer: task id; who reads: ints, task ids, their index is the process; released: seq */
        struct { value lock; bool given; } condition;                     /* a handle; given: a lock of the script's, not its own */
        struct { int64_t value, start; bool bounded; uint64_t released; } semaphore;   /* released: seq of the last release */
        struct { uint32_t parties; bool broken; } barrier;
        struct { int64_t count; } latch;
        struct { value value; } atom;
        struct {
            ring items;
            int64_t arrivals;    /* all that were ever put */
            struct queue_more *more;                                      /* what few queues need (kinds/queue.c); NULL: nothing yet */
            uint32_t capacity;   /* QUEUE_UNBOUNDED */
            uint8_t order;
            bool closed;
        } queue;
        struct { value outcome /* result, or error value */; struct parts *parts; uint32_t owner; bool ready, ok; } future;   /* parts: of what is brought in pieces; owner: the process that made it */
        struct { jobs jobs; uint32_t room /* for so many more */; bool open, sought /* somebody looks when there is something in it */; } tray;   /* of a pool (kinds/pool.h) */
        struct { struct pipe *pipe; uint8_t side; object *other; } end;   /* pipe: the pipe belongs to the end of side 0; other: held */
        struct {
            union {
                struct { value callee, arguments; };                      /* until it starts */
                struct {                                                      /* then */
                    task *task;
                    union {
                        int64_t due;                                          /* of a timer */
                        process *process;                                     /* of a process: itself */
                    };
                    uint32_t waits_for, line;                                 /* OWNED object or task it waits for without a time-out, and where; atomic */
                    uint32_t told;                                            /* in a cycle that was told of; atomic */
                };
            };
            union {
                int64_t period;  /* of a timer */
                int64_t exitcode;                                             /* of a process that has ended */
            };
            uint8_t life;        /* atomic */
            bool failed, every;
            bool over : 1, runs : 1;                                      /* a timer that was cancelled or is due no more; its block runs */
            uint32_t maker;      /* id of the process that made it: only that may start it */
        } thread;                /* process, thread and timer */
    };
    struct {
        value base;
        uint32_t number;         /* base, or base-number when that is not 0 */
        struct new_name *given;  /* atomic; of a task that was named anew before its start: this is its name; NULL: it was not */
    } name;
    struct handle own;           /* its count says how many hold the object. Where one process sees all, it is the handle of the script, too */
};

enum { OBJECT_WHOLE = (sizeof(object) + OBJECT_LINE - 1) / OBJECT_LINE * OBJECT_LINE };   /* bytes of its lines */

/* --- the table --- */
object *object_at(world *w, uint32_t id);                   /* NULL: no such object any more */
object *object_try(world *w, uint32_t id);                  /* the same with a hold on it; while others may drop theirs */
uint32_t object_last(world *w);                             /* the highest id given out so far */
bool object_handle(object *o, enum face face, value *out, fault *f);     /* for the script of this process */
object *object_new(world *w, kind_id kind, value base, uint32_t number, fault *f);   /* keeps base; held once, for the caller */
void object_hold(object *o);                                /* by another object, a task, or whoever looks at it */
void object_let_go(object *o);
value object_stored(object *o);                             /* for such a hold: the handle as objects hold it (store_keep) */
static inline object *object_of(value handle) { return handle.handle->object; }
static inline object *object_held(value kept) { return (object *)(void *)((char *)kept.cell - offsetof(object, own)); }   /* without a look at it */
static inline bool object_is(value v, kind_id kind) { return v.tag == V_HANDLE && value_kind(v) == kind; }
static inline bool object_is_lock(const object *o) { return o->kind == KIND_lock || o->kind == KIND_rlock; }
static inline bool object_is_task(const object *o) { return o->kind == KIND_thread || o->kind == KIND_timer || o->kind == KIND_process; }

/* --- the variables that all processes share --- */
static inline object *shared_at(world *w, uint32_t number) { return &w->shared[number & ~CELLS_SHARED]; }

/* --- names --- */
void object_show_name(const object *o, buf *out);
void object_show_task(world *w, const object *o, buf *out); /* with its process, when that is another than main: p/t; of no task: as above */
bool object_name(const object *o, value *out, fault *f);
bool object_rename(object *o, value name, fault *f);         /* it is locked; those who look at its name need not lock it */
excerpt object_excerpt(const object *o);                    /* of its name, for messages */

/* Is it a lock that another than t holds, as far as can be seen without locking it? */
static inline bool object_is_taken(const object *o, const task *t)
{
    if (!object_is_lock(o))
        return false;
    uint32_t owner = __atomic_load_n(&o->lock_.owner, __ATOMIC_RELAXED);
    return owner && owner != t->id;
}

static inline void object_lock(world *w, object *o) { word_lock(w, &o->lock); }
static inline void object_unlock(world *w, object *o) { word_unlock(w, &o->lock); }

#endif
