/* make: makes objects of every kind, by run.make and where a kind makes others. Calls the kinds' make, naming.c and the trace. */
#ifndef RUNTIME_MAKE_H
#define RUNTIME_MAKE_H

#include "runtime/kind.h"

bool make_object(call *c, value *out);       /* by c->op, a run.make */
bool make_future(call *c, value *out);
object *make_future_object(call *c);          /* the same, not told of yet, held once for the caller; NULL: fault is set */
bool make_told(call *c, object *o, value *out);      /* … until it is, with a handle to it */

#endif
