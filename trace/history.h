/* history: a run as what each of its tasks did, one thing after the other, and for each thing what it comes after: the order of a run as
 * far as it means something. Times, waits, and the order of what has nothing to do with each other are no part of it. */
#ifndef TRACE_HISTORY_H
#define TRACE_HISTORY_H

#include "trace/event.h"

typedef struct act { /* something that a task did */
    uint64_t seq, sign; /* sign: what was done to what, with which outcome, wherever in the script, in one number */
    int64_t t;
    uint32_t line, object;
    uint32_t life, place;  /* whose, and as its which, from 0 */
    uint32_t after;        /* 1 + the number of the act that last changed the object; 0: none has */
    uint32_t text, length; /* a sentence, in history.text */
} act;

typedef struct life { /* a task */
    uint32_t *acts; /* numbers of acts */
    uint32_t count, room;
    uint32_t name, length; /* in history.text; of another process than main with that */
    uint32_t home;         /* 1 + the life of the process that made it; 0: none is known */
    uint32_t twin;         /* there were so many of this name before it, made by the same process */
} life;

typedef struct history history;

/* error_name as in format_options. NULL when memory is out. */
history *history_new(const char *(*error_name)(unsigned error));
void history_free(history *h);
void history_event(history *h, const event *e);
bool history_failed(const history *h); /* memory was out: it is not whole */
bool history_deadlocked(const history *h);

uint32_t history_lives(const history *h);
const life *history_life(const history *h, uint32_t number);
const act *history_act(const history *h, uint32_t number);
uint32_t history_acts(const history *h);
const char *history_text(const history *h, uint32_t at);

#endif
