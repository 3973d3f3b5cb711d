/* buf: the growable run of bytes.
 * Calls only the C library. Knows nothing of what the bytes mean but how a code point is written as UTF-8. */
#include "base/buf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 64 };

/* Makes room for `more` bytes and the NUL behind them. */
static bool buf_reserve(buf *b, size_t more)
{
    if (b->failed)
        return false;
    if (b->capacity > b->length && b->capacity - b->length - 1 >= more)
        return true;
    if (more > SIZE_MAX / 2 - b->length - 1) {
        b->failed = true;
        return false;
    }
    size_t need = b->length + more + 1;
    size_t capacity = b->capacity ? b->capacity : FIRST_CAPACITY;
    while (capacity < need)
        capacity *= 2;
    char *data = realloc(b->data, capacity);
    if (!data) {
        b->failed = true;
        return false;
    }
    b->data = data;
    b->capacity = capacity;
    return true;
}

void buf_add(buf *b, const void *bytes, size_t length)
{
    if (!buf_reserve(b, length))
        return;
    if (length)
        memcpy(b->data + b->length, bytes, length);
    b->length += length;
    b->data[b->length] = '\0';
}

void buf_text(buf *b, const char *text) { buf_add(b, text, strlen(text)); }

void buf_char(buf *b, char c) { buf_add(b, &c, 1); }

void buf_code_point(buf *b, unsigned code_point)
{
    char bytes[4];
    size_t length;
    if (code_point < 0x80) {
        bytes[0] = (char)code_point;
        length = 1;
    } else if (code_point < 0x800) {
        bytes[0] = (char)(0xC0 | code_point >> 6);
        length = 2;
    } else if (code_point < 0x10000) {
        bytes[0] = (char)(0xE0 | code_point >> 12);
        length = 3;
    } else {
        bytes[0] = (char)(0xF0 | (code_point >> 18 & 7));
        length = 4;
    }
    for (size_t i = 1; i < length; i++)
        bytes[i] = (char)(0x80 | (code_point >> 6 * (length - 1 - i) & 0x3F));
    buf_add(b, bytes, length);
}

void buf_vprintf(buf *b, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    if (length < 0)
        b->failed = true;
    else if (buf_reserve(b, (size_t)length)) {
        vsnprintf(b->data + b->length, (size_t)length + 1, format, again);
        b->length += (size_t)length;
    }
    va_end(again);
}

void buf_printf(buf *b, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    buf_vprintf(b, format, arguments);
    va_end(arguments);
}

void buf_clear(buf *b)
{
    b->length = 0;
    if (b->data)
        b->data[0] = '\0';
}

void buf_free(buf *b)
{
    free(b->data);
    *b = (buf){0};
}

char *buf_take(buf *b)
{
    if (!b->data)
        buf_reserve(b, 0);
    char *data = b->data;
    bool failed = b->failed;
    if (data && !failed)
        data[b->length] = '\0';
    *b = (buf){0};
    if (!failed)
        return data;
    free(data);
    return NULL;
}
