/* model: what a run comes to, made from its events one by one: what each task did for how long, who held which lock, how many things
 * stood in a queue, who let whom go on and whose message reached whom. Formats that draw or count get these facts through hooks, each
 * when it is known.
 *
 * The stretches of a task follow upon each other without gaps from its beginning to its end, in the order of their times. Ownership:
 * what a hook is given is the model's until it returns. When memory is out, facts are left out, and `failed` is set. */
#ifndef TRACE_MODEL_H
#define TRACE_MODEL_H

#include "trace/known.h"

typedef enum doing { DOING_RUN, DOING_WORK, DOING_SLEEP, DOING_WAIT, DOING_GIL, DOINGS } doing; /* GIL: waits for it */
extern const char *const doing_words[DOINGS]; /* runs, works, … */

enum { STRETCH_TEXT = 64 }; /* of a longer detail no more is kept */

/* What an operation does to others. Known to html/model.js by these numbers. */
typedef enum effect {
    EFFECT_NONE,
    EFFECT_TAKES,  /* a lock, or that of a condition */
    EFFECT_GIVES,  /* … back, for good or while it waits at the condition */
    EFFECT_PUTS,   /* a thing is on its way */
    EFFECT_GETS,   /* … and there */
    EFFECT_STARTS, /* a task */
    EFFECT_ENDS,
    EFFECT_LEVEL,  /* its number is what is left, or there */
    EFFECT_DROPS   /* what waited there is gone */
} effect;
effect effect_of(const event *e);

typedef struct stretch { /* what a task did for a while */
    uint32_t process, task;
    int64_t begin, end;
    uint64_t first, last; /* seq of the events that began and ended it; last 0: the run ended first */
    doing doing;
    bool over;      /* the task ended with it */
    uint8_t status; /* event_status: how a wait ended */
    uint16_t verb;  /* what waits, VERB_none when it runs */
    uint32_t object, other, line; /* of a wait: for what, and who was in the way; its line */
    int64_t number; /* of the event that began a wait, as its detail: */
    detail detail;  /* its text stands in `text` */
    char text[STRETCH_TEXT];
    uint64_t cause; /* seq of what ended a wait; 0: nothing did, or it is not known */
    int64_t gil;    /* of work: for how long of it the GIL was waited for, where that is not told as stretches of its own */
} stretch;

typedef struct hold { /* somebody had a lock */
    uint32_t process, task, lock, line;
    int64_t begin, end;
    uint64_t first, last; /* as in a stretch */
    bool reads;           /* it may have had it with others */
} hold;

typedef struct depth { /* so many things are in a queue, on their way to an end of a pipe or given to a pool, or are left of a semaphore, from now on */
    uint32_t object;
    int64_t t, count;
} depth;

typedef struct mark { /* an event, in short */
    uint64_t seq;
    int64_t t;
    uint32_t process, task, object;
    uint16_t verb;
} mark;

typedef struct arrow { /* from what somebody did to what it made possible: always between two tasks */
    mark from, to;
    bool message; /* a thing went along: an item of a queue, a task of a pool */
    bool lets;    /* without it the other could not have gone on */
} arrow;

typedef struct model model;

typedef struct model_hooks { /* each may be NULL */
    void (*stretch)(void *context, const stretch *s);
    void (*hold)(void *context, const hold *h);
    void (*depth)(void *context, const depth *d);
    void (*arrow)(void *context, const arrow *a);
    void *context;
} model_hooks;

model *model_new(const model_hooks *hooks); /* NULL when memory is out */
void model_free(model *m);
void model_event(model *m, const event *e);
void model_end(model *m); /* no more comes: what is going on is told as it is */

/* What a task does behind the last event; false: it is not there, not yet or no more. */
bool model_doing(const model *m, uint32_t task, doing *d);
bool model_over(const model *m, uint32_t task);
bool model_holding(const model *m, uint32_t task); /* some lock */

event stretch_event(const stretch *s); /* the event that began it */

names *model_names(model *m);
int64_t model_now(const model *m);      /* the latest time that was told */
bool model_failed(const model *m);      /* something was left out */
bool model_deadlocked(const model *m);  /* the run ended because nobody could go on */
const mark *model_mark(const model *m, uint64_t seq); /* one of the last events; NULL: it is not known, or too long ago */
void model_task(model *m, uint32_t process, uint32_t task, buf *out); /* a task's name, of another process than main with that: p/t */
void model_object(model *m, uint32_t id, buf *out);                   /* an object's name */
uint32_t model_lock(model *m, uint32_t id); /* the lock that belongs to an object: of a condition that which it was given */

#endif
