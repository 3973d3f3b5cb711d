/* compile: from the resolved tree to code. The public face of compile_*.c and emit.c. */
#ifndef INTERP_COMPILE_H
#define INTERP_COMPILE_H

#include "interp/code.h"

/* Compiles all functions of a text into p->functions, from `first` on (the table must be large enough). Errors (only limits are left to be
 * found here) go to d; false when there are any, or memory is out. `prelude`: the part of the language that is written in itself. */
bool compile(program *p, const resolution *r, const source *src, diags *d, uint32_t first, bool prelude);

#endif
