/* format: the outputs a trace can be given, one file each, from the table formats.def. */
#ifndef TRACE_FORMAT_H
#define TRACE_FORMAT_H

#include "trace/recorder.h"

typedef struct format_options {
    int fd; /* written with write(2), buffered, flushed when the recorder has nothing more */
    bool
        color; /* ANSI colours wanted; without, escape sequences in what the script prints are stripped (not in jsonl, where they are escaped) */
    bool behind;        /* another format writes to the same place before it: nothing is written before the end */
    bool live;          /* show waits as they begin */
    bool ascii;         /* draw with the signs of ASCII */
    bool lines;         /* lanes: of each step the line of the script */
    bool decides;       /* some events are decisive */
    const char *reason; /* why it is a counterexample, in words, for formats that show it; or NULL */
    size_t task_width;  /* columns that the names of tasks are expected to need */
    size_t columns;     /* of the terminal: longer lines go on in the next; 0: it is none, and they are as long as they are */
    const char *script; /* the file's name, for headers */
    const char *source; /* the script's text, or NULL */
    size_t source_length;
    const char *title;  /* the scenario's title or NULL */
    const char *engine; /* "real", "sim" or "check" */
    uint64_t seed;
    int cores;      /* processors that the run has, as the script is told; 0: unknown */
    bool variables; /* each access to a shared variable is recorded */
    const char *(*error_name)(
        unsigned error); /* event.error - 1 → the kind's name, for errors are words of the language; NULL: shown as numbers */
} format_options;

typedef struct format {
    const char *name, *about;
    unsigned mask;                          /* record_mask that it needs */
    sink *(*open)(const format_options *o); /* NULL when memory is out */
} format;

extern const format formats[];
extern const int format_count;
const format *format_find(const char *name); /* NULL: no such format */

#endif
