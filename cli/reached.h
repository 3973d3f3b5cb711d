/* reached: the lines that no execution has come to. */
#ifndef CLI_REACHED_H
#define CLI_REACHED_H

#include "cli/scenario.h"

void reached_tell(const scenario *s, buf *out);      /* one line; nothing when there are none */

#endif
