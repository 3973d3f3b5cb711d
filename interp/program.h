/* program: a script made ready to run: parsed, resolved, compiled, with the prelude. The face of interp/ for the command line. */
#ifndef INTERP_PROGRAM_H
#define INTERP_PROGRAM_H

#include "base/diag.h"
#include "interp/resolve.h"
#include "runtime/world.h"

typedef struct program program;

/* NULL when there are errors, which d then holds (or memory is out: d holds that). src must outlive the program. */
program *program_load(const source *src, diags *d);
/* The same for one whose lines are watched: a byte of `reached` for each up to program_lines(src) is set when the line is come to. */
program *program_load_watched(const source *src, diags *d, uint8_t *reached);
/* For a search: what its functions hold and do not need any more makes no difference between states from now on. False: out of memory. */
bool program_look_ahead(program *p);
uint32_t program_lines(const source *src);
void program_statements(const program *p, uint8_t *lines);     /* of a watched one: sets those in which a statement begins */
void program_free(program *p);

const scenario_header *program_header(const program *p);
const host *program_host(const program *p);
value program_main(const program *p);                  /* what the main task calls */
uint32_t program_globals(const program *p);            /* how many fixed cells its processes need (cells_new) */
uint32_t program_shareds(const program *p);            /* … and how many all of them share */
bool program_has_processes(const program *p);          /* it may start some, or pools of them */
uint32_t program_task_width(const program *p);         /* columns of the widest name that one of its tasks is likely to have */
void program_print(const program *p, buf *out);        /* the script's functions, disassembled */

#endif
