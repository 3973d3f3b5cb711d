/* tokens: between scanner and parser. Private to grammar/.
 * It knows the open brackets, and with them decides which line ends end statements, whether a `{` opens a block or a map,
 * which ordinary words are special where they stand, and where to go on after an error. */
#ifndef GRAMMAR_TOKENS_H
#define GRAMMAR_TOKENS_H

#include "grammar/parsing.h"

/* The next token for the parser; p->current and p->prev are this one and the one before it. */
int tokens_next(parsing *p, semantic *value, span *at);
/* The n-th token after the current one (1: the next), line ends included. */
const token *tokens_peek(parsing *p, int n);
/* Whether an open bracket is closed further on. Only its text is looked at, so this may err where quotes are missing. */
bool tokens_is_closed(const parsing *p, const bracket *b);
/* After an error was reported: the rest of the statement is skipped. */
void tokens_recover(parsing *p);
/* Whether a token of this kind ends an operand: what follows cannot begin one. */
bool tokens_ends_operand(int kind);
/* The bracket around the current token; when this is a bracket itself, the one around that. */
const bracket *tokens_around(const parsing *p);
/* The statement of the current token: of a `{`, the one that it belongs to. */
const statement_place *tokens_statement(const parsing *p);
/* Whether an expression stands in this bracket; NULL: none. */
bool tokens_in_expression(const bracket *b);
/* Whether it is this word, as a name. */
bool tokens_is_word(const token *t, const char *word);
/* Whether it is a reserved word. */
bool tokens_is_reserved(int kind);

#endif
