/* event: the record that every operation leaves, and the words it is made of.
 * A trace is a sequence of events and nothing else; every output format is made from events alone.
 * Units: t and blocked in ns since the scenario began; seq counts from 1 in an order that agrees with happens-before. */
#ifndef TRACE_EVENT_H
#define TRACE_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum { TRACE_SCHEMA = 1 }; /* the version of docs/trace.md; raised when a key of jsonl changes its meaning or goes */

typedef enum kind_id {
    KIND_none,
#define KIND(name, options, flags, about) KIND_##name,
#include "trace/kinds.def"
#undef KIND
    KINDS
} kind_id;

typedef enum verb_id {
    VERB_none,
#define VERB(kind, name, parameters, flags, phrase, waiting, about) VERB_##kind##_##name,
#include "trace/verbs.def"
#undef VERB
    VERBS
} verb_id;

enum kind_flag { KIND_TASK = 1, KIND_OWNED = 2, KIND_HIDDEN = 4 };
enum verb_flag {
    VERB_WAITS = 1,
    VERB_SELECT = 2,
    VERB_BOOL = 4,
    VERB_LOOKS = 8,
    VERB_PROPERTY = 16,
    VERB_SETS = 32,
    VERB_INNER = 64,
    VERB_QUIET = 128,
    VERB_DIRECT = 256
};

/* What can be asked to be recorded: what the script prints, operations, those that are QUIET, variables, remarks, beginnings of waits. */
enum record_mask { RECORD_PRINT = 1, RECORD_OPS = 2, RECORD_QUIET = 4, RECORD_VARIABLES = 8, RECORD_NOTES = 16, RECORD_WAITS = 32 };

typedef struct kind_word {
    const char *name, *options, *about;
    uint16_t flags;
} kind_word;
typedef struct verb_word {
    const char *name, *parameters, *phrase, *waiting, *about;
    uint16_t flags;
    uint8_t kind; /* kind_id */
} verb_word;
extern const kind_word kind_words[KINDS];
extern const verb_word verb_words[VERBS];
extern const char *const status_words[]; /* by event_status */
kind_id kind_by_name(const char *name);               /* KIND_none: no such kind */
verb_id verb_by_name(kind_id kind, const char *name); /* VERB_none: no such verb */

typedef struct phrase { /* words of verbs.def, with slots */
    const char *text;
    size_t length;
} phrase;
/* Of a phrase that says one thing or another, the one that holds: is there a detail, a number other than 0? */
phrase phrase_choose(const char *text, bool has_detail, int64_t number);

/* A detail: a small value in the raw, made into text only by who shows it. */
typedef enum detail_tag { DETAIL_NONE, DETAIL_BOOL, DETAIL_INT, DETAIL_REAL, DETAIL_DURATION, DETAIL_TEXT } detail_tag;
typedef struct detail {
    uint8_t tag;
    union {
        int64_t integer;  /* of BOOL, INT, DURATION */
        double number;    /* of REAL */
        const char *text; /* borrowed: it need not outlive the call that is given the detail; may hold NULs, ends without one */
    };
    size_t length; /* of text */
} detail;
static inline detail detail_of_text(const char *text, size_t length)
{
    return (detail){.tag = DETAIL_TEXT, .text = text, .length = length};
}

enum { DURATION_MOST = 40, MOMENT_MOST = 64 };

typedef enum event_status {
#define STATUS(name, word, about) EVENT_##name,
#include "trace/statuses.def"
#undef STATUS
    STATUSES
} event_status;

typedef struct event {
    uint64_t seq; /* given by the recorder */
    int64_t t, blocked;
    uint64_t cause;         /* seq of what let it go on; 0: nothing did */
    uint32_t process, task; /* object ids; process 1 is main, its first task has the id of the process */
    uint32_t object;        /* 0: none */
    uint32_t line;          /* in the script; 0: unknown */
    int64_t number;         /* a count that belongs to it (verbs.def {n}) */
    uint16_t verb;          /* verb_id */
    uint8_t status, error;  /* event_status; the error kind's number + 1 when RAISED */
    bool decisive;          /* of a counterexample: in another order it would be none; only set where format_options.decides is */
    uint32_t other;         /* a second object: the holder waited for, a condition's lock, the future of a pool's task */
    detail detail;
} event;

uint64_t detail_hash(const detail *d);
void detail_show(const detail *d, buf *out); /* as the language prints the value; text as it is */
void duration_show(int64_t ns, buf *out);    /* 1.5s 250ms 0s */
char *duration_put(char *at, int64_t ns);    /* the same, to where there is room for DURATION_MOST bytes; returns its end */
/* To read, not to compute with: three digits, in whole milliseconds from one second on. */
char *duration_put_rough(char *at, int64_t ns);
char *moment_put(char *at, int64_t ns);      /* a time of the run, 1.250s: milliseconds are cut, so that it never runs ahead; returns its end */
void moment_show(int64_t ns, buf *out);
void real_show(double number, buf *out);     /* as Python does: the fewest digits that read back as the same */

#endif
