/* method: the methods of lists, maps, strings, durations and errors, from the table methods.def.
 * A method is a leaf: it never waits, never calls back into a script and knows no object of the run. What needs a script function (sort
 * with a key) is done by the prelude (interp/prelude.cs), which calls these with the keys already worked out. Row: METHOD(TYPE, file,
 * name, "parameters", MUTATES or LOOKS, "about"). Parameters: space-separated names; `x?` may be left out (V_UNSET), `x:` is by name
 * only and may be left out, `*x` takes the rest. */
#ifndef RUNTIME_VALUE_METHOD_H
#define RUNTIME_VALUE_METHOD_H

#include "runtime/value/value.h"

typedef struct method {
    uint8_t type;                /* tag; V_STRING stands for both strings */
    bool mutates;                /* changes *self in place (copy on write) */
    const char *name, *parameters;
    /* self: for a mutating method the place that is changed. arguments: in the order of parameters, V_UNSET where left out; with `*x`:
     * count of them in `count`. */
    bool (*call)(value *self, const value *arguments, size_t count, value *out, fault *f);
    const char *about;
} method;

extern const method methods[];
extern const size_t method_count;
const method *method_find(uint8_t tag, const char *name);    /* NULL: no such method of this type */
bool method_name_mutates(const char *name);                  /* some type has a mutating method of this name */
/* Calls a mutating method on root[path[0]][path[1]]…, every level made unshared, and lets the levels above learn how deep they
 * nest now. (Calling on a pointer got from value_place would leave their bound too low.) `depth`: the path's length, 0 for root itself. */
bool method_change(value *root, const value *path, size_t depth, const method *m, const value *arguments, size_t count, value *out,
    fault *f);

#endif
