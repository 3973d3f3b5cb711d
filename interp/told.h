/* told: names of variables and functions for the trace (host.variable, host.function). */
#ifndef INTERP_TOLD_H
#define INTERP_TOLD_H

#include "runtime/world.h"

const char *told_variable(const task *t);                  /* that t's op reads or changes; NULL: not known */
const char *told_function(const world *w, value callee);   /* NULL: it is none */

#endif
