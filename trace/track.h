/* track: what can be known of a run at an event: what each task is doing, how many locks it holds, and from which earlier event the present
 * one follows. Learnt from the events in their order, by formats that draw a run. When memory is out, less is known. */
#ifndef TRACE_TRACK_H
#define TRACE_TRACK_H

#include "trace/event.h"

enum { TRACK_MEMORY = 4096, TRACK_SENT = 1024 }; /* events whose task is known; values that are on their way */

typedef enum track_state { TRACK_ABSENT, TRACK_RUNS, TRACK_WAITS, TRACK_SLEEPS, TRACK_WORKS, TRACK_OVER } track_state; /* known to html/model.js, too */

/* What an operation does to others; known to html/model.js by these numbers. */
typedef enum track_effect {
    EFFECT_NONE,
    EFFECT_TAKES, /* a lock, … */
    EFFECT_GIVES, /* … or the lock of a condition */
    EFFECT_PUTS,
    EFFECT_GETS,
    EFFECT_STARTS,
    EFFECT_ENDS,
    EFFECT_LEVEL /* its number is what is left, or there */
} track_effect;

typedef struct origin { /* an event, and who it was; seq 0: none */
    uint64_t seq;
    uint32_t task;
} origin;

typedef struct track_thing { /* an object, or a task; by id */
    origin last;             /* what opened it for whoever waits: the end of a task, the setting of an event, the result of a future */
    uint32_t held;           /* locks that the task holds */
    uint8_t state;           /* track_state of the task */
} track_thing;

typedef struct track_value { /* was put or sent, and not yet taken */
    origin from;
    uint32_t object;
    uint64_t hash;
} track_value;

typedef struct track {
    track_thing *things;
    uint32_t count;
    uint32_t sent_count;
    track_value sent[TRACK_SENT];
    origin recent[TRACK_MEMORY]; /* at seq % TRACK_MEMORY */
} track;

/* Takes the next event in. Gives what it follows from: a put, a set, a release, a start or an end; of nothing else, and of another task. */
origin track_event(track *t, const event *e);
track_effect track_effect_of(const event *e);
const track_thing *track_at(const track *t, uint32_t id); /* never NULL */
uint64_t track_hash(const detail *d);
void track_free(track *t);

#endif
