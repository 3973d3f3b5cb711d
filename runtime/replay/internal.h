/* internal: what the parts of the engine that replays a trace share.
 *   replay.c     the way through the trace
 *   act.c        one task's next step, as an event says it came
 *   silent.c     what happens without an event, when an event needs it
 *   stage.c      the engine's interface, and the events that come of what is done
 *   compare.c    are two events the same; what is said when they are not */
#ifndef RUNTIME_REPLAY_INTERNAL_H
#define RUNTIME_REPLAY_INTERNAL_H

#include "runtime/process.h"
#include "runtime/replay/replay.h"
#include "trace/known.h"

/* An event that came of what was done, and that the trace is to have, too. */
typedef struct effect {
    struct effect *next;
    event event;
    char text[];
} effect;

typedef enum player_state {
    PLAYER_STEPS,                /* its code goes on */
    PLAYER_ASKS,                 /* its op is filled in */
    PLAYER_WAITS,                /* it stands in line, or sleeps */
    PLAYER_CALLED,               /* it was woken to ask again, and will when the trace says so */
    PLAYER_ANSWERED,             /* its reply is there */
    PLAYER_OVER
} player_state;

typedef struct player {          /* a task */
    task task;
    struct player *before;       /* all, the youngest first */
    uint8_t state;
    bool begun, told;            /* … told to wait for its op, for which it stands in no line */
    uint32_t cancels;            /* that it may notice yet */
    struct player *hesitant;     /* the next of those who are about to ask in vain, and look for a while whether that changes */
    size_t unsure;               /* 1 + the place of the event by which it was cancelled at the latest; 0: there is none */
    int64_t earliest;            /* of its await: when that can have timed out */
    void *left;                  /* its body, when its process has ended: what that holds goes when all is in order */
} player;

/* What the trace says of a task, by id. */
typedef struct part {
    player *player;              /* NULL: not started, or gone */
    effect *first, *last;        /* what is due of it */
    size_t next;                 /* 1 + the place of its next event; 0: there is none */
    size_t end;                  /* of a process: of the event of its end */
    size_t done;                 /* 1 + the place of its last event, … */
    int64_t t;                   /* … and when that was */
} part;

/* A process that has ended, or was killed: what it leaves behind is put in order when the trace shows that it has been. */
typedef struct departure {
    struct departure *next;
    ending ending;
    bool over;                   /* by itself: its last task has ended, or called exit */
    bool told;                   /* what it comes to is done up to process.end */
} departure;

/* Awaiters are told of a change at some time after it was made. */
typedef struct news { struct news *next; uint64_t key, cause; uint32_t by; } news;

typedef struct replay {
    uint32_t locker;             /* as word_lock wants it: first */
    world *world;
    lane *lane;
    const replay_trace *trace;
    size_t at;                   /* the place of the event that is to be explained */
    size_t *follow;              /* by place: 1 + that of the next event of its task */
    part *parts;
    uint32_t part_count;
    uint32_t ids;                /* given out for what the trace does not name */
    int64_t now;
    task *acts;                  /* who performs its op */
    bool parks;                  /* whoever evaluates an await is to give the hidden lock back */
    uint32_t wants;              /* who is to have the hidden lock; 0: nobody at this moment */
    uint32_t made;               /* how many objects its op has asked ids for, … */
    uint32_t named;              /* … and names */
    player *players;
    uint32_t called;             /* … of whom so many are to ask again, … */
    uint32_t passing;            /* … and so many leave to others what they were woken for */
    player *hesitant;
    bool early;                  /* somebody acts before it is its turn */
    departure *departures;
    news *news, **news_end;
    names names;                 /* of objects, as the trace has learnt them so far */
    bool starved;                /* memory is out */
    bool looks;                  /* somebody looks at who is there */
    bool cut;                    /* the trace says that the run was stopped, … */
    bool stuck;                  /* … that it ended in a deadlock */
    const char *why;             /* why nothing came of the last step; NULL: nothing to say */
    replayed result;
} replay;

static inline replay *replay_of(world *w) { return w->engine_state; }
static inline bool is_interrupted(const world *w) { return __atomic_load_n(&w->interrupted, __ATOMIC_RELAXED) != 0; }
static inline part *part_of(replay *s, uint32_t id) { return &s->parts[id < s->part_count ? id : 0]; }
static inline const event *part_event(const replay *s, const part *p) { return p->next ? &s->trace->events[p->next - 1] : NULL; }
const event *replay_next(replay *s, const task *t);    /* the trace's next of t; NULL: none */
static inline bool is_meeting(const object *o) { return o && o->kind == KIND_queue && o->queue.capacity == 0; }

/* --- stage.c --- */
sink *stage_sink(replay *s);                           /* NULL: out of memory */
void stage_due(replay *s, const event *e);             /* e has come of what was done */
void stage_forget(part *p);                            /* its first due event */
void stage_cut(replay *s, const process *p);           /* its tasks (NULL: all) are stopped */
void stage_leave(replay *s, const process *p);         /* … and what it leaves behind is in order */
void stage_news(replay *s, uint64_t key, uint64_t cause);     /* awaiters are to be told */
void stage_clear(replay *s);

/* --- act.c --- */
/* One step of the task for the event; false: it can make none. */
bool act(replay *s, player *x, const event *e);
player *act_find(replay *s, const event *e);           /* who is to act for it; NULL: nobody is there */
void act_step(replay *s, player *x);                   /* to its next op, or its end */
void act_perform(replay *s, player *x);
void act_silently(replay *s, player *x);               /* its op, of which no event tells */
void act_ask_again(replay *s, player *x);

/* --- silent.c --- */
/* Something that happens without an event, and may be why e came out as it did; false: there is nothing left to try. x: who acts. Both
 * may be NULL. */
bool silent_try(replay *s, player *x, const event *e);
bool silent_await(replay *s, const player *but);       /* who has the hidden lock, and is not `but`, gives it back if its await was false */
bool silent_meets_other(replay *s, const player *x, const event *e);
void silent_before(replay *s, const event *e);         /* what has come before e for sure, and is told of later */
void silent_tell_of(replay *s, uint32_t by);           /* its changes are known to all awaiters by now */
bool silent_pass_on(replay *s, player *x);             /* what it did not take is left to others by now; false: there was nothing */
void silent_see_hesitant(replay *s, player *x);        /* x has told of something */
void silent_hesitate(replay *s);
bool silent_any(const replay *s, const task *t);       /* is it worth while to look closely at what t does? */
departure *silent_depart(replay *s, process *p, int status, bool over);      /* NULL: out of memory */
bool silent_end(replay *s, const event *e);            /* e is process.end: true when that process may end now, and has */

/* --- compare.c --- */
bool compare_same(const event *told, const event *due);
void compare_report(replay *s, const event *told, const event *due, buf *out);     /* either may be NULL */
void compare_show(const replay *s, const event *e, buf *out);

#endif
