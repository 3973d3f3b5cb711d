/* tally: sums, by two numbers that say of what. Private to trace/. */
#ifndef TRACE_TALLY_H
#define TRACE_TALLY_H

#include "trace/model.h"

typedef struct tally {
    uint32_t a, b;
    int64_t count, total;           /* of what was added */
    int64_t held_count, held_total; /* the rest is its user's: of a lock, how often and how long it was held; … */
    uint32_t process;               /* … of a task, its process, whether it is a pool's own, … */
    bool inner;
    int64_t there, most; /* … of a queue, how many things are there, and were at most, … */
    int64_t begin, end;  /* … its life, … */
    int64_t by[DOINGS];  /* … and for how long it did what */
} tally;

typedef struct tallies {
    tally *all; /* in the order in which they came */
    size_t count, room;
    uint32_t *slots; /* 1 + index, by the two numbers */
    size_t slot_count;
} tallies;

/* Of what is not negative; a forged trace may come to more than there is room for. */
static inline int64_t tally_plus(int64_t a, int64_t b)
{
    int64_t sum;
    return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

/* The sum of a and b, a new one if there is none; good until the next call. NULL when memory is out. */
tally *tally_of(tallies *t, uint32_t a, uint32_t b);
void tally_add(tallies *t, uint32_t a, uint32_t b, int64_t amount);
void tally_sort(tallies *t); /* the largest total first; nothing can be added any more */
void tally_free(tallies *t);

#endif
