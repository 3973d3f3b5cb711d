/* readings: which steps have read what which others had left, in all executions so far, and which could. A step is known by its line,
 * verb and kind, whoever makes it; a reading is a thing and two such steps: who changed it, and who read it then. Knows steps and what
 * they touch, no strategy. */
#ifndef RUNTIME_CHECK_READINGS_H
#define RUNTIME_CHECK_READINGS_H

#include "runtime/check/exec.h"
#include "runtime/check/save.h"

typedef struct reading {
    uint64_t key, from, to;      /* from: 0 is what was there before there was a second task */
    uint32_t seen, aimed;        /* how often; aimed is its user's */
    bool between;                /* two tasks could have it, as far as is known: nobody reads what was there first when it has itself changed the thing */
    uint64_t last;               /* the last execution that it was seen in */
} reading;

typedef struct reading_step {    /* of some execution, which touches the thing */
    uint64_t key, event;
    bool reads, writes, first;   /* first: its task had not changed the thing before */
    taskset by;                  /* who made it */
} reading_step;
typedef struct reading_change { uint64_t key, event; taskset by; } reading_change;          /* the last of a thing, and who has changed it so far */

enum { GUARDS = 4, HELD = 8 };
typedef struct reading_guard {   /* of a thing: what whoever touched it held each time, of what can be held by one at a time */
    uint64_t key, by[GUARDS];
    uint32_t count;
} reading_guard;
typedef struct reading_held { uint64_t keys[HELD]; uint32_t count; } reading_held;

typedef struct readings {
    reading *all;                /* those that were seen, and those that might be */
    uint32_t count, capacity;
    uint32_t *places;            /* a table: 1 + the number of a reading; 0: free */
    uint32_t places_capacity;
    reading_step *steps;
    uint32_t step_count, step_capacity;
    reading_guard *guards;
    uint32_t guard_count, guard_capacity;
    uint64_t *signatures;        /* of executions */
    uint32_t signature_count, signature_capacity;
    /* of this execution */
    bool alone;                  /* nothing but the main task was started yet */
    uint64_t executions, signature;
    reading_held held[EXEC_TASKS];
    reading_change *changes;
    uint32_t change_count, change_capacity;
    bool broken;                 /* out of memory */
} readings;

void readings_free(readings *r);
void readings_begin(readings *r);            /* another execution */
void readings_add(readings *r, const exec *e, uint32_t step);        /* the next one */
bool readings_end(readings *r);              /* it is over: had none before just these readings? */
uint64_t readings_changed(const readings *r, uint64_t key);  /* by whom the thing was changed last, or 0 */
/* Whoever touches it holds a lock, always the same: who reads what of it follows from who takes the lock after whom. */
bool readings_guarded(const readings *r, uint64_t key);
uint64_t readings_event(const exec_step *s);
uint64_t readings_next_event(const actor *a);        /* of the step that it can make */

/* Between two executions. False: those were none, or memory is out. */
void readings_save(const readings *r, buf *out);
bool readings_load(readings *r, saved_text *in);

#endif
