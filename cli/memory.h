/* memory: how much of it this process may have, and has. */
#ifndef CLI_MEMORY_H
#define CLI_MEMORY_H

#include <stdint.h>

void memory_allow(int64_t bytes);            /* from now on; 0: as much as the system gives */
int64_t memory_used(void);                   /* bytes that it has in use; 0: nobody knows */

#endif
