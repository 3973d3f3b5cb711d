/* file: what is to be read: a scenario's text, a trace. */
#ifndef CLI_FILE_H
#define CLI_FILE_H

#include <stdbool.h>

#include "base/buf.h"

enum { FILE_MOST = 16 << 20 };           /* bytes */

/* Opens the file `name` for reading; "-" is standard input. -1: it could not be, which was said. */
int file_open(const char *name);
void file_close(int fd);
/* Reads the file `name`, or standard input for "-", into text. false: it could not be, which was said. */
bool file_read(const char *name, buf *text);

/* Whether they are called the same, in whatever folder they are. */
bool file_same_name(const char *one, const char *other);

/* Whether it may be a scenario; says what else it is. */
bool file_is_script(const char *name, const buf *text);

#endif
