/* commands: what the sub-commands do. Each gives the exit status. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/options.h"

enum { STATUS_OK = 0, STATUS_FAILED = 1, STATUS_WRONG = 2, STATUS_DEADLOCK = 3, STATUS_FOUND = 4, STATUS_INTERRUPTED = 130 };

int run_command(const options *o);       /* run, sim and replay */
int check_command(const options *o);
int test_command(const options *o);
int lint_command(const options *o);
int view_command(const options *o);
int diff_command(const options *o);
int validate_command(const options *o);

#endif
