/* stored: the states that a search has been to, each with a mask that belongs to it.
 * Hashed: a state is known by 128 bits of hash (U. Stern, D. Dill, Improved Probabilistic Verification by Hash Compaction, CHARME 1995,
 * with so many bits that two states taken for one are less likely than a fault of the machine). Exact: by all its numbers. */
#ifndef RUNTIME_CHECK_STORED_H
#define RUNTIME_CHECK_STORED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/check/save.h"

typedef struct stored stored;

stored *stored_new(bool exact);              /* NULL: out of memory */
void stored_free(stored *s);
/* A state: by all its numbers, or, where those are not asked for (stored_new), by a hash. */
typedef struct stored_key { const uint32_t *words; uint32_t length; uint64_t low, high; } stored_key;  /* words: NULL: by hash */
void stored_soon(const stored *s, uint64_t low);     /* a state with such a hash will be looked for */
/* The mask of that state, and its number, from 0 on in the order in which they came; *fresh: it was not there before, and its mask is 0,
 * or it is to be gone over once more. Valid until the next call. NULL: out of memory. */
uint64_t *stored_find(stored *s, const stored_key *k, uint64_t *number, bool *fresh);
uint64_t stored_count(const stored *s);
size_t stored_bytes(const stored *s);        /* of memory */
void stored_save(const stored *s, buf *out);
bool stored_load(stored *s, saved_text *in); /* into an empty one. False: it is none, or memory is out */
/* Of each state, by its number, how it was visited first on the way that is to be gone over once more: as a new one, then it is fresh
 * when it is looked for the next time; or with that mask. */
typedef struct stored_visit { uint64_t mask; bool visited, fresh; } stored_visit;
void stored_again(stored *s, const stored_visit *visits);

#endif
