/* golden: what a scenario writes in the simulator, held against the file NAME.out beside NAME.cs. */
#ifndef CLI_GOLDEN_H
#define CLI_GOLDEN_H

#include "cli/options.h"

/* In a few words into said, and how the two differ, by lines, into more. With --bless one that differs is written anew; --time-limit bounds
 * the simulator, too. True: there is no such file, or it is what is written, or that now. */
bool golden_holds(const options *o, const char *name, buf *said, buf *more);

/* A child that ends with this process, however that ends. */
pid_t golden_fork(void);
bool golden_read(int fd, buf *out); /* all that stands in a file, from its beginning. False: it could not be read */

#endif
