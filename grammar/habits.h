/* habits: what people write who come from other languages, as far as syntax goes. Private to grammar/.
 * All of these words are names that a script may use otherwise, so it is looked at what stands around them. */
#ifndef GRAMMAR_HABITS_H
#define GRAMMAR_HABITS_H

#include "grammar/parsing.h"

/* A habit at the current token, which begins a statement: reported, and the kind to go on with is returned
 * (T_PARSER_error: the statement is to be skipped, T_NEWLINE: the word is passed over); 0 when it is none. */
int habits_statement(parsing *p);
/* The statement, of which the current token does not fit, begins with a word that none begins with: reported. */
bool habits_unknown(parsing *p);
/* The token that does not fit is a word or sign of another language within a statement: reported. */
bool habits_within(parsing *p);

#endif
