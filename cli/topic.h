/* topic: what a word of the language means, for conc-run help WORD. */
#ifndef CLI_TOPIC_H
#define CLI_TOPIC_H

#include <stdbool.h>

#include "base/buf.h"

/* Says what a kind, a function, an operation, a kind of error or a key of the header is; false: there is no such word. */
bool topic_explain(const char *word, buf *out);
/* A command or word that may have been meant; NULL: none is near. */
const char *topic_nearest(const char *word);

#endif
