/* known: what objects are called, by id, learnt from the events. Ids are dense; a name costs its bytes and some more.
 * When memory is out a name is forgotten, and shown by its number. */
#ifndef TRACE_KNOWN_H
#define TRACE_KNOWN_H

#include "trace/event.h"

typedef struct name {
    uint32_t at, length; /* of its text in names.text */
    uint32_t other;      /* of a condition: the lock that it was given; of an end of a pipe: the other one; else 0 */
    uint8_t kind;        /* kind_id */
    uint8_t color;       /* the format's own; 0 at first */
    uint8_t width;       /* the same; 0 again when the name changes */
    bool over;           /* the format's own: nothing more is told of it */
    bool helps;          /* the same: a thread that does what a pool has to do itself */
} name;

typedef struct names {
    name *table;
    uint32_t count;
    buf text;                                               /* KNOWN_BEHIND bytes behind a name may be read, whatever they are */
    void (*spell)(buf *out, const char *text, size_t length); /* how a name is written into `text`; NULL: as it is */
} names;

enum { KNOWN_BEHIND = 32 };

void known_learn(names *n, const event *e);  /* takes in EVENT_MADE, and a task's new name once it is done */
name *known_at(const names *n, uint32_t id); /* NULL: nothing is known of it */
/* Its name, as it is spelt here; for an unknown one "main" or its number, written to spare (of at least KNOWN_SPARE bytes), not spelt. */
enum { KNOWN_SPARE = 16 };
const char *known_text(const names *n, uint32_t id, char *spare, size_t *length);
void known_free(names *n);

#endif
