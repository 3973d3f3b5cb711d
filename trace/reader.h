/* reader: a saved trace, as docs/trace.md describes it, as the events that it was made of.
 * Reads a line at a time, so a trace may be longer than memory, and may still be growing.
 * Ownership: the head and an event's text are the reader's, good until the next call (the head: until reader_free). */
#ifndef TRACE_READER_H
#define TRACE_READER_H

#include "trace/event.h"

/* How the first line of a trace begins, and that of a schedule (conc-run check --save). */
#define TRACE_BEGINS "{\"conc\":\"trace\""
#define SCHEDULE_BEGINS "# conc-run schedule"

typedef struct reader reader;

typedef struct trace_head {
    const char *script, *engine;
    const char *title; /* NULL: it has none */
    uint64_t seed;
    int cores;          /* 0: it does not say */
    bool variables;     /* each access to a shared variable is told */
    bool decides;       /* some events are decisive */
    const char *reason; /* why it is a counterexample; NULL: it is none, or does not say */
} trace_head;

typedef enum reading { READING_EVENT, READING_END, READING_WRONG } reading;

/* fd is borrowed. error_number: an error's kind as event.error has it, 0: there is no such kind; NULL: all are alike. NULL when memory
 * is out. */
reader *reader_new(int fd, unsigned (*error_number)(const char *name));
void reader_free(reader *r);
/* Reads the first line. false: it is no trace, or none that can be read; reader_wrong says why. */
bool reader_head(reader *r, trace_head *head);
/* The next event, into *e. What a newer conc-run may have added and this one does not know is left out, and counted. */
reading reader_next(reader *r, event *e);
uint64_t reader_left_out(const reader *r);
bool reader_waits(const reader *r);                           /* is there no whole line left, so that the next call has to read? */
uint64_t reader_line(const reader *r);                        /* where it stands: the number of the last line */
const char *reader_wrong(const reader *r, const char **hint); /* what is wrong there; the hint may be NULL */

#endif
