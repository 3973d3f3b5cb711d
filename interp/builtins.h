/* builtins: the table of built-in functions, and those of them that are leaves: they look at their arguments and nothing else, never
 * wait and never call back into a script.
 * A leaf gets its arguments in the order of the parameters, V_UNSET where left out; where the notation has `*x`, all that it takes
 * stand at its place and `count` tells how many there are in all. Borrow in, own out; false with a fault. */
#ifndef INTERP_BUILTINS_H
#define INTERP_BUILTINS_H

#include "runtime/value/value.h"

typedef enum builtin_kind { BUILTIN_PURE, BUILTIN_TEXT, BUILTIN_PRELUDE, BUILTIN_ENGINE } builtin_kind;

typedef struct builtin {
    const char *name, *parameters;
    builtin_kind kind;
    bool (*call)(const value *arguments, size_t count, value *out, fault *f);    /* NULL: no leaf */
    const char *about;
} builtin;

extern const builtin builtins[];
extern const size_t builtin_count;
const builtin *builtin_find(const char *name);       /* NULL: none of this name */
uint16_t builtin_verb(const builtin *f);             /* the engine's that it is; VERB_none */
bool builtin_is_timed(const builtin *f);             /* its last parameter is `timeout:` */

/* --- private: the leaves, for builtins*.c --- */

#define BUILTIN_LEAF_PURE(leaf) bool leaf(const value *arguments, size_t count, value *out, fault *f);
#define BUILTIN_LEAF_TEXT(leaf) BUILTIN_LEAF_PURE(leaf)
#define BUILTIN_LEAF_PRELUDE(leaf)
#define BUILTIN_LEAF_ENGINE(leaf)
#define BUILTIN(name, parameters, kind, about) BUILTIN_LEAF_##kind(builtin_##name)
#include "interp/builtins.def"
#undef BUILTIN
#undef BUILTIN_LEAF_PURE
#undef BUILTIN_LEAF_TEXT
#undef BUILTIN_LEAF_PRELUDE
#undef BUILTIN_LEAF_ENGINE

#endif
