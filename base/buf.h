/* buf: a growable run of bytes, always NUL-terminated once anything was added.
 * Errors: when memory is out a call leaves the buffer as it was and sets `failed`, which sticks; callers check once, at the end.
 * Ownership: the buffer owns `data` until buf_free or buf_take. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct buf {
    char *data;
    size_t length, capacity;
    bool failed;
} buf;

void buf_add(buf *b, const void *bytes, size_t length);
void buf_text(buf *b, const char *text);
void buf_char(buf *b, char c);
void buf_code_point(buf *b, unsigned code_point);              /* as UTF-8 */
void buf_printf(buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(buf *b, const char *format, va_list arguments);
void buf_clear(buf *b);                                        /* empties, keeps the memory */
void buf_free(buf *b);
char *buf_take(buf *b);                                        /* the bytes, now the caller's to free(); NULL when failed */

#endif
