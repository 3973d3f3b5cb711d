/* arena: memory that is given out piece by piece and freed as a whole.
 * The tree, the resolver's symbols and compiled code live in arenas; nothing in one is freed alone.
 * Ownership: what an arena gave out dies with arena_free. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

typedef struct arena arena;

arena *arena_new(void);                                        /* NULL when memory is out */
void arena_free(arena *a);                                     /* NULL is allowed */
void *arena_alloc(arena *a, size_t bytes);                     /* zeroed, aligned to 16; NULL when memory is out */
char *arena_text(arena *a, const char *bytes, size_t length);  /* a copy, with a NUL behind it */

#endif
