/* help: the texts that teach. They go to standard output. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "cli/options.h"

void help_general(buf *out);
void help_command(command_id command, buf *out);
/* `conc-run help [TOPIC]`; false when there is no such topic, which it has then said. */
bool help_topic(const char *topic, buf *out);
void help_version(buf *out);

#endif
