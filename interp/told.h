/* told: names of variables and functions for the trace (host.variable, host.function). */
#ifndef INTERP_TOLD_H
#define INTERP_TOLD_H

#include "runtime/world.h"

const char *told_variable(const task *t);                  /* that t's op reads or changes; NULL: not known */
const char *told_function(const world *w, value callee);   /* NULL: it is none */

/* Of the variable that t's op reads no more is wanted than one element: its index, borrowed. False: the whole. */
bool told_element(const task *t, value *out);

#endif
