/* number: numbers and times as they are written on the command line. All give false when the text is not one, or too large. */
#ifndef CLI_NUMBER_H
#define CLI_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

bool number_natural(const char *text, uint64_t most, uint64_t *out);    /* digits, with _ between them */
bool number_count(const char *text, int64_t *out);                      /* at least 1 */
bool number_size(const char *text, int64_t *out);                       /* at least 1: 4096, 512k, 64M, 2G: powers of 1024 */
bool number_duration(const char *text, int64_t *ns);                    /* 10ns 250us 5ms 2s 1.5s 3m 1h */

#endif
