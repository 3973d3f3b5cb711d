/* file: a scenario's text. */
#ifndef CLI_FILE_H
#define CLI_FILE_H

#include <stdbool.h>

#include "base/buf.h"

enum { FILE_MOST = 16 << 20 };           /* bytes */

/* Reads the file `name`, or standard input for "-", into text. false: it could not be, which was said. */
bool file_read(const char *name, buf *text);

#endif
