/* complain: says in words what is wrong with the token at hand. Private to grammar/.
 * It looks only at tokens (the last two, the next ones, the open brackets) and at what the parser could have gone on with. */
#ifndef GRAMMAR_COMPLAIN_H
#define GRAMMAR_COMPLAIN_H

#include "grammar/parsing.h"

/* What the words depend on: EXPECTED(NAME, token that stands for it). */
#define COMPLAIN_EXPECTED \
    EXPECTED(EXPRESSION, T_INT) EXPECTED(NAME, T_NAME) EXPECTED(STRING, T_STRING) EXPECTED(OPERATOR, '*') EXPECTED(BRACE, '{') \
    EXPECTED(LINE_END, T_NEWLINE) EXPECTED(COMMA, ',') EXPECTED(PAREN_END, ')') EXPECTED(INDEX_END, ']') EXPECTED(BRACE_END, '}') \
    EXPECTED(COLON, ':') EXPECTED(EQUALS, '=') EXPECTED(PAREN, '(') EXPECTED(ARROW, T_ARROW) EXPECTED(IN, T_IN) EXPECTED(ELSE, T_ELSE) \
    EXPECTED(VAR, T_VAR) EXPECTED(CASE, T_CASE) EXPECTED(STRING_END, T_STRING_END) EXPECTED(STATEMENT, T_WHILE)

enum {
#define EXPECTED(name, token) EXPECT_##name##_BIT,
    COMPLAIN_EXPECTED
#undef EXPECTED
#define EXPECTED(name, token) EXPECT_##name = 1u << EXPECT_##name##_BIT,
    COMPLAIN_EXPECTED
#undef EXPECTED
};

/* Reports that the current token does not fit, and lets the token filter look for the next statement. */
void complain(parsing *p, unsigned expected);

#endif
