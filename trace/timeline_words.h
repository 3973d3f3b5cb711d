/* timeline_words: an event as a sentence, from the phrases of verbs.def: what was done, how long that was waited for, and who let it go
 * on. */
#ifndef TRACE_TIMELINE_WORDS_H
#define TRACE_TIMELINE_WORDS_H

#include "trace/known.h"
#include "trace/out.h"

enum { WORDS_MEMORY = 1024 }; /* so many of the last events can be named as causes; of older ones nothing is said */
enum { WORDS_DETAIL = 64 };   /* a longer detail is not kept */

typedef struct deed { /* what somebody did, to be named as the cause of something else */
    uint64_t seq;
    uint32_t task, object;
    int64_t number;
    uint16_t verb;
    detail detail; /* of a long text only the length */
    char text[WORDS_DETAIL];
} deed;

typedef struct words {
    out *out;
    names *names;
    const char *(*error_name)(unsigned error);
    buf scratch;
    deed deeds[WORDS_MEMORY]; /* at seq % WORDS_MEMORY */
} words;

void words_remember(words *w, const event *e);
void words_name(words *w, uint32_t id);
bool words_any(const event *e);             /* is there anything to say? */
bool words_took_longer(const event *e);     /* the end of a piece of work that took much longer than it was to be */
void words_write(words *w, const event *e); /* the sentence, without an end of line */
/* The same, added to a text. w->out is used on the way, and must be empty. */
void words_show(words *w, const event *e, buf *text);
/* Text on one line: control characters and escape sequences are left out, a newline is shown as \n; cut with … after so many columns. */
void words_inline(words *w, const char *text, size_t length, size_t columns);

#endif
