/* naming: numbers those who would otherwise be called the same, as language.md's rules for names say. One table for each process. */
#ifndef RUNTIME_NAMING_H
#define RUNTIME_NAMING_H

#include "runtime/value/value.h"

typedef struct names names;

names *naming_new(void);                      /* NULL: out of memory */
void naming_free(names *n);
/* The number of the next one called base: 0 none. numbered: car-1, car-2 …; else t, t-2, t-3 … */
bool naming_next(names *n, value base, bool numbered, uint32_t *out, fault *f);

/* A number for all counters together, whatever the order in which they came to be; NULL: 0. */
uint64_t naming_digest(const names *n);

#endif
