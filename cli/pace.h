/* pace: what is looked at while a search goes on: the time, the memory, Ctrl-C; and the line that tells how far it is. */
#ifndef CLI_PACE_H
#define CLI_PACE_H

#include "cli/checked.h"

enum { SCHEDULES_MOST = 20000 };

void pace_begin(checking *c);               /* from now on Ctrl-C and the like do not end the process, but the search */
void pace_end(checking *c);
bool pace_interrupted(void);
void pace_saved(checking *c);               /* a checkpoint was written since pace_look: the next is due later the longer that took */
/* Now and then. tried: schedules; share: of all, 0: nobody knows. False: it is not to go on, c says why. */
bool pace_look(checking *c, uint64_t tried, double share);
bool pace_memory(checking *c, int64_t most);        /* false: there is no more of it for this process */

#endif
