/* jobs: a search that several processes do together. */
#ifndef CLI_JOBS_H
#define CLI_JOBS_H

#include "cli/checked.h"

/* Runs c->search, or goes on with it, in so many processes. What they have found out is in c then. False: it could not be begun, which
 * was said. */
bool jobs_run(checking *c, uint32_t count);
/* In one of these processes, between two schedules: is it to go on? */
bool jobs_go_on(struct worker *w);
void jobs_rests(struct worker *w);           /* it does not go on for now: what only it knows is put aside */

#endif
