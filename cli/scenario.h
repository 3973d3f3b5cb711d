/* scenario: a script, read and made ready, with what the command line says of it. */
#ifndef CLI_SCENARIO_H
#define CLI_SCENARIO_H

#include "cli/options.h"
#include "interp/program.h"

typedef struct scenario {
    buf text;
    source src;
    program *program;
    settings settings;
    script_word *words;                  /* what the script finds in args */
    uint32_t word_count;
    uint8_t *reached;                    /* by line, of check: a statement was come to; processes that are forked share it. NULL: not watched */
    uint32_t lines;
} scenario;

/* STATUS_OK, or what is wrong, which was said; closed in every case by scenario_close. */
int scenario_open(scenario *s, const options *o, const char *file);
void scenario_close(scenario *s);
/* Its world, empty; messages go to standard error. NULL: out of memory. */
world *scenario_world(const scenario *s, const engine *e, recorder *r, memory *m, const options *o);

/* SIGINT and SIGTERM set w->interrupted until they are released again. */
void interrupts_catch(world *w);
void interrupts_release(void);

#endif
