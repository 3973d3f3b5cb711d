/* checkpoint: what a search has come to, in a file, to be gone on with by another one. */
#ifndef CLI_CHECKPOINT_H
#define CLI_CHECKPOINT_H

#include "cli/checked.h"

#define CHECKPOINT_EVERY (INT64_C(5) * 1000000000) /* ns */

/* Reads the file of --checkpoint, if there is one: its body into text. False: it is none for this search, which was said. */
bool checkpoint_read(const checking *c, buf *text, saved_text *body);
void checkpoint_broken(const checking *c);                 /* says that its body makes no sense */
/* Puts the body into the file, which is the old one or the new one at every moment. False: it could not be, which was said. */
bool checkpoint_write(const checking *c, const buf *body);

#endif
