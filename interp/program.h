/* program: a script made ready to run: parsed, resolved, compiled, with the prelude. The face of interp/ for the command line. */
#ifndef INTERP_PROGRAM_H
#define INTERP_PROGRAM_H

#include "base/diag.h"
#include "interp/resolve.h"
#include "runtime/world.h"

typedef struct program program;

/* NULL when there are errors, which d then holds (or memory is out: d holds that). src must outlive the program. */
program *program_load(const source *src, diags *d);
void program_free(program *p);

const scenario_header *program_header(const program *p);
const host *program_host(const program *p);
value program_main(const program *p);                  /* what the main task calls */
uint32_t program_globals(const program *p);            /* how many fixed cells its processes need (cells_new) */
uint32_t program_shareds(const program *p);            /* … and how many all of them share */
void program_print(const program *p, buf *out);        /* the script's functions, disassembled */

#endif
