/* output: where a format writes to, and what became of it. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "cli/options.h"

/* Opens `name` for writing, NULL or "-": standard output. The scenario, the schedule and the script of the options are read, and not
 * overwritten. -1: it could not be, which was said. */
int output_open(const char *name, const options *o);
/* Whether output_open will do, for what is opened only when there is something to write; what is in the way was said. */
bool output_possible(const char *name, const options *o);
bool output_folder(const char *name); /* makes it, unless it is there. False: it could not, which was said */
void output_close(int fd);
size_t output_columns(int fd);                 /* of the terminal; 0: it is no terminal */
int output_status(const char *name, int fd);   /* writing failed: the exit status that this means; what there is to say was said */
int output_say(const buf *text);               /* all of it to standard output; STATUS_OK, or the exit status that failing means */
const char *output_error_name(unsigned error); /* for format_options */

#endif
