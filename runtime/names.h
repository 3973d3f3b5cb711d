/* names: numbers those who would otherwise be called the same, as language.md's rules for names say. One table for each process. */
#ifndef RUNTIME_NAMES_H
#define RUNTIME_NAMES_H

#include "runtime/value/value.h"

typedef struct names names;

names *names_new(void);                      /* NULL: out of memory */
void names_free(names *n);
/* numbered: car-1, car-2 …; else t, t-2, t-3 … */
bool names_next(names *n, value base, bool numbered, value *out, fault *f);

#endif
