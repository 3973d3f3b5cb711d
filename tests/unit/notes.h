/* notes: a sink that notes what it is given, and a recorder that gives it. For tests of the recorder. */
#ifndef TESTS_NOTES_H
#define TESTS_NOTES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "trace/lane.h"

enum { NOTED = 64, MANY = 100000 }; /* many: more than fit in a lane */

typedef struct notes {
    sink base;
    uint64_t seqs[NOTED];                  /* of the first events */
    uint64_t count, last, backwards, lost; /* events; seq of the last; those that came late; told by notes to be lost */
    uint64_t per_task[8];
    int flushes, ends;
    bool failing;
} notes;

static void notes_event(sink *s, const event *e)
{
    notes *n = (notes *)s;
    if (e->status == EVENT_NOTE) {
        n->lost += (uint64_t)e->number;
    } else {
        n->per_task[e->task % 8]++;
        if (n->count < NOTED)
            n->seqs[n->count] = e->seq;
        n->count++;
    }
    if (e->seq <= n->last)
        n->backwards++;
    n->last = e->seq;
}

static void notes_flush(sink *s) { ((notes *)s)->flushes++; }
static bool notes_failed(const sink *s) { return ((const notes *)s)->failing; }

static bool notes_end(sink *s)
{
    notes *n = (notes *)s;
    n->ends++;
    return !n->failing;
}

/* Of sinks that only look at events. */
static inline void plain_flush(sink *s) { (void)s; }
static inline bool plain_failed(const sink *s) { return s == NULL; }
static inline bool plain_end(sink *s) { return s != NULL; }

/* A writer that finds no room takes what is in the lanes itself. */
static inline void drain_here(void *context, lane *l)
{
    (void)l;
    recorder_drain(*(recorder **)context, false);
}

static recorder *record_in(memory *m, notes *n, bool drop, const recorder_hooks *hooks)
{
    recorder *r = recorder_new(RECORD_OPS, drop, m);
    assert_non_null(r);
    *n = (notes){.base = {notes_event, notes_flush, notes_end, notes_failed}};
    recorder_add(r, &n->base);
    if (hooks)
        recorder_hook(r, hooks);
    return r;
}

static inline recorder *record_to(notes *n, bool drop, const recorder_hooks *hooks) { return record_in(NULL, n, drop, hooks); }

static void count_wake(void *context) { __atomic_add_fetch((int *)context, 1, __ATOMIC_RELAXED); }

#endif
