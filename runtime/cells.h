/* cells: the variables that functions and tasks capture, one table for each process.
 *
 * A closure and a frame name a variable by its number, so that a fork (in the simulator, too) copies the table and every closure in the
 * child finds the child's variable. Numbers are counted: V_CELL values hold them; the first `fixed` ones (the top level's) live for ever.
 * Cells never move. Numbers are given out by all threads of a process at once.
 * A cell that several tasks may see is only reached by ops (the verbs of `variable`); all others directly. It is changed under its lock, and
 * read under that or by its version, as a sequence lock: a value that is not counted needs no more than not to be seen half changed. */
#ifndef RUNTIME_CELLS_H
#define RUNTIME_CELLS_H

#include "runtime/value/value.h"

typedef struct cell {
    value value;                 /* V_UNSET until it is declared */
    uint32_t lock;               /* the real engine's word */
    uint32_t count;              /* of V_CELL values */
    union {
        uint32_t next;           /* of the free ones */
        uint32_t version;        /* of one that is used: odd while its value changes; atomic */
    };
    uint32_t object;             /* id under which the trace knows it; 0: not told yet */
} cell;

typedef struct cells cells;

cells *cells_new(uint32_t fixed);                          /* NULL when memory is out */
cells *cells_copy(const cells *from);                      /* of a process that is forked where nothing runs in parallel; NULL when memory is out */
void cells_clear(cells *c);                                /* drops all values; no task of the process runs any more. V_CELLs may still name it */
void cells_free(cells *c);                                 /* no value of any process is left */
bool cells_make(cells *c, value initial, value *out, fault *f);   /* a new cell that holds (keeps) initial; out: its V_CELL */
/* v, which a fixed cell holds from now on to the end: it, and what it is made of (as far as it is not too much), is counted no more. */
void cells_forever(cells *c, value v);
/* Changes a cell that several tasks may see: locked. What it held is the caller's, and `to` is the cell's. */
static inline value cells_put(cell *c, value to);
/* What it holds, read without the lock. False: it is being changed, or what it holds is counted. */
static inline bool cells_glance(const cell *c, value *out);
/* The trace has been told of one; and: they are a copy, and other variables than those that it was told of. */
static inline void cells_name(cells *c);
void cells_unname(cells *c);
cell *cells_slow(cells *c, uint32_t number);

/* A number that names a cell of the table that all processes share. */
#define CELLS_SHARED (UINT32_C(1) << 30)

/* --- Private part --- */
enum { CELLS_FIRST = 64, CELLS_CHUNKS = 26 };            /* chunk k > 0 holds CELLS_FIRST << (k - 1) cells */
struct cells {
    cell *chunk[CELLS_CHUNKS];
    uint32_t used, free, dying, lock, fixed;                   /* lists: 1 + number, by next */
    bool burying, cleared;
    bool named;                  /* the trace knows some of them; atomic */
    value *forever;              /* what is counted no more, each once */
    uint32_t forever_count, forever_capacity;
};
static inline void cells_name(cells *c) { __atomic_store_n(&c->named, true, __ATOMIC_RELAXED); }
static inline cell *cells_at(cells *c, uint32_t number) { return number < CELLS_FIRST ? &c->chunk[0][number] : cells_slow(c, number); }

/* Who sees one of the words has to see that the version is odd, or another. */
static inline value cells_put(cell *c, value to)
{
    value before = value_load(&c->value);
    __atomic_store_n(&c->version, c->version + 1, __ATOMIC_RELAXED);
    __atomic_store_n(&c->value.head, to.head, __ATOMIC_RELEASE);
    __atomic_store_n(&c->value.payload, to.payload, __ATOMIC_RELEASE);
    __atomic_store_n(&c->version, c->version + 1, __ATOMIC_RELEASE);
    return before;
}

/* Sequentially consistent, as the locks are: whoever has changed another variable and unlocked it reads this one after that. */
static inline bool cells_glance(const cell *c, value *out)
{
    uint32_t version = __atomic_load_n(&c->version, __ATOMIC_SEQ_CST);
    out->head = __atomic_load_n(&c->value.head, __ATOMIC_ACQUIRE);
    out->payload = __atomic_load_n(&c->value.payload, __ATOMIC_ACQUIRE);
    return !(version & 1) && value_tag_of(*out) < V_COUNTED && __atomic_load_n(&c->version, __ATOMIC_RELAXED) == version;
}

#endif
