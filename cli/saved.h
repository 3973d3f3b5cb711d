/* saved: a trace in a file, with what there is to say when it cannot be read. */
#ifndef CLI_SAVED_H
#define CLI_SAVED_H

#include <stdbool.h>

#include "trace/reader.h"

typedef struct saved {
    const char *name;
    int input;
    reader *reader;
    trace_head head;
} saved;

/* Opens the file `name`, "-" for standard input, and reads its first line. 0, or the exit status that it means that it could not be,
 * which was said; saved_close in both cases. */
int saved_open(saved *s, const char *name);
/* The next event, into *e. What is wrong was said. */
reading saved_next(saved *s, event *e);
void saved_warn(const saved *s); /* says how much was left out */
void saved_close(saved *s);

#endif
