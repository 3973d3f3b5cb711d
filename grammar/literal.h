/* literal: the values of numbers, durations, escapes and format specs. Private to grammar/.
 * Errors are reported at `at`, which must be the place of the text given; the value is then zero or left out. */
#ifndef GRAMMAR_LITERAL_H
#define GRAMMAR_LITERAL_H

#include "grammar/parsing.h"

/* A number as the scanner found it, letters behind it included. Returns T_INT, T_FLOAT or T_DURATION. */
int literal_number(parsing *p, const char *bytes, size_t length, span at, semantic *value);
/* Whether a word is a unit of time. */
bool literal_is_unit(const char *word, size_t length);
/* An escape, from its backslash on; adds what it stands for to p->scratch. */
void literal_escape(parsing *p, const char *bytes, size_t length, span at);
/* What stands between the `:` and the `}` of an interpolation. */
void literal_check_format(parsing *p, const char *bytes, size_t length, span at);
/* A character that no token begins with. */
void literal_odd_character(parsing *p, int32_t character, span at);

#endif
