/* options: the command line, understood.
 * Ownership: everything in `options` points into argv. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/say.h"
#include "runtime/world.h"
#include "trace/format.h"

enum { JOBS_MOST = 64 };

typedef enum command_id {
#define COMMAND(NAME, name, usage, about) COMMAND_##NAME,
#include "cli/commands.def"
#undef COMMAND
    COMMANDS
} command_id;

typedef enum option_id {
#define OPTION(name, letter, argument, commands, about) OPTION_##name,
#include "cli/options.def"
#undef OPTION
    OPTIONS
} option_id;

typedef struct option_row {
    const char *name;                /* with '_', as in options.def */
    int letter;
    const char *argument;            /* NULL: takes none */
    unsigned commands;               /* bits 1 << command_id */
    const char *about;
} option_row;
extern const option_row option_rows[OPTIONS];

typedef struct command_row {
    const char *name, *usage, *about;
} command_row;
extern const command_row command_rows[COMMANDS];

typedef struct limit_row {
    const char *name;
    size_t offset;                   /* in limits */
} limit_row;
extern const limit_row limit_rows[];
extern const int limit_count;

typedef struct options {
    command_id command;
    bool help, version;
    bool named;                      /* the command was, and is not `run` because there was none */
    const char *file;                /* NULL: none was given; of COMMAND_HELP: the topic */
    const char *other_file;          /* of COMMAND_DIFF and COMMAND_VALIDATE: the (second) trace */
    int argument_count;              /* what follows `--` */
    char **arguments;
    const format *format;
    const char *output, *trace;      /* NULL: standard output; none */
    const char *script;              /* NULL: none was given */
    bool trace_variables, drop_when_full, ascii, tree, code;
    int64_t stop_after;              /* ns; NO_TIMEOUT: as the scenario says */
    bool seeded;
    uint64_t seed;
    bool jitters;
    uint64_t jitter;
    limits limits;                   /* -1: as the scenario says */
    color_when color;
    const char *strategy;            /* of check; NULL: it picks */
    uint64_t bound, max_schedules, steps;    /* 0: as it thinks best */
    int64_t time_limit;              /* ns; 0: none was given */
    uint64_t jobs, show;             /* 0: was not given */
    int64_t max_memory;              /* bytes; 0: none was given */
    const char *checkpoint;          /* NULL: none was given */
    int file_count;                  /* of test: all that were named */
    char **files;
    bool tap, bless, outcomes, exact, every_state, loose, real, until_found;
    const char *outcomes_folder;     /* where a schedule of each outcome goes; NULL: nowhere */
    int finding;                     /* a finding_kind: whose schedule goes there, and is drawn; FINDING_NONE: the first one's */
    uint64_t spurious;               /* 0: no wait ends without a notify */
    const char *save;                /* where the schedule of a finding goes; NULL: nowhere */
    const char *schedule;            /* of replay */
} options;

/* Understands the command line; false when it is wrong, which it has then said. */
bool options_parse(int argc, char **argv, options *o);
/* What the options change in a scenario's settings. */
void options_apply(const options *o, settings *s);

#endif
