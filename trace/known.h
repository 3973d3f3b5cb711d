/* known: what objects are called, by id, learnt from the events. Ids are dense; a name costs its bytes and eight more.
 * When memory is out a name is forgotten, and shown by its number. */
#ifndef TRACE_KNOWN_H
#define TRACE_KNOWN_H

#include "trace/event.h"

typedef struct name {
    uint32_t at; /* of its text in names.text */
    uint16_t length;
    uint8_t kind;  /* kind_id */
    uint8_t color; /* the format's own; 0 at first */
} name;

typedef struct names {
    name *table;
    uint32_t count;
    buf text;
} names;

void known_learn(names *n, const event *e);  /* takes in EVENT_MADE, and a task's new name once it is done */
name *known_at(const names *n, uint32_t id); /* NULL: nothing is known of it */
/* Its name; for an unknown one "main" or its number, written to spare (of at least 16 bytes). */
const char *known_text(const names *n, uint32_t id, char *spare, size_t *length);
void known_free(names *n);

#endif
