/* load: a scenario made ready: read, understood, compiled, with its settings and what it finds in args. */
#ifndef CLI_LOAD_H
#define CLI_LOAD_H

#include "cli/options.h"
#include "interp/program.h"

typedef struct loaded {
    buf text;
    source src;
    program *program;
    settings settings;           /* the scenario's, and over them the command line's */
    bool color_messages;
} loaded;

/* False: it cannot be read or has mistakes, which was said. load_free in both cases. */
bool load_file(loaded *l, const options *o, const char *name);
void load_free(loaded *l);
/* The list that a script finds in args. False: out of memory. */
bool load_arguments(const options *o, value *out);

#endif
