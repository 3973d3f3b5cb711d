/* sequence: sequence diagrams: a life line for each task, an arrow for each event that another task made possible, a note for each other
 * one. They are to be read, so only so much of a run is shown, and what was left out is said. Private to trace/. */
#ifndef TRACE_SEQUENCE_H
#define TRACE_SEQUENCE_H

#include "trace/picture.h"

typedef struct dialect { /* a language for sequence diagrams: what is written, with a $ for the text and a % for the number of a task, in order */
    void (*title)(out *o, const char *text); /* spells one, which may hold anything but control characters: for the head, … */
    void (*text)(out *o, const char *text);  /* … and for all else */
    const char *head;
    const char *line;                        /* a life line begins, with its name */
    const char *arrow, *note, *foot;
} dialect;

sink *sequence_open(const format_options *o, const dialect *d);

#endif
