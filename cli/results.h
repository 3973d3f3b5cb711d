/* results: all that a search has come to, as text: of a process for the one in charge, and for a checkpoint. */
#ifndef CLI_RESULTS_H
#define CLI_RESULTS_H

#include "cli/checked.h"

void results_save(const checking *c, buf *out);
bool results_add(checking *c, saved_text *in);       /* those of another one. False: they are none, or memory is out */
void results_clear(checking *c);                     /* there are none; what invariants look at stays known */

/* Which lines were reached, which processes share anyway. */
void results_save_lines(const checking *c, buf *out);
bool results_add_lines(checking *c, saved_text *in);

#endif
