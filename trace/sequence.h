/* sequence: sequence diagrams: a life line for each task, an arrow for each event that another task made possible, a note for each other one.
 * They are to be read, so only so much of a run is shown, and what was left out is said. Private to trace/. */
#ifndef TRACE_SEQUENCE_H
#define TRACE_SEQUENCE_H

#include "trace/picture.h"

typedef struct dialect { /* a language for sequence diagrams; texts may hold anything but control characters */
    void (*head)(out *o, const char *title);
    void (*line)(out *o, uint32_t task, const char *text); /* a life line begins, with its name */
    void (*arrow)(out *o, uint32_t from, uint32_t to, const char *text);
    void (*note)(out *o, uint32_t task, const char *text);
    void (*foot)(out *o);
} dialect;

sink *sequence_open(const format_options *o, const dialect *d);

#endif
