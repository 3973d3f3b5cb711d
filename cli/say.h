/* say: messages to standard error, and whether to colour. */
#ifndef CLI_SAY_H
#define CLI_SAY_H

#include <stdbool.h>

#include "base/buf.h"

typedef enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } color_when;

bool say_terminal(int fd); /* whether fd is a terminal that knows more than lines: TERM=dumb is none */
/* Whether what goes to fd is to be coloured: as `when` says; auto: when fd is such a terminal, unless NO_COLOR forbids or CLICOLOR_FORCE
 * demands it. */
bool say_color(color_when when, int fd);
/* Whether the locale's text is UTF-8; also when there is none. */
bool say_unicode(void);
/* "WHO: error: text" and, when hint is not NULL, "hint: hint". who NULL: conc-run itself. */
void say_error(const char *who, const char *hint, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The same of what is odd, but no reason to fail. */
void say_warning(const char *who, const char *hint, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Messages of diags or of a run, whole lines; with colour, headers stand out. */
void say_messages(const char *text, size_t length, bool color);
/* Writes it all, or gives up quietly: there is nobody to tell. */
bool say_write(int fd, const char *text, size_t length);

#endif
