/* out: a buffered file descriptor. Bytes are gathered and written by one write(2) a flush, or when the buffer is full.
 * Errors: once writing failed (closed pipe, full disk) `failed` stays set and everything further is thrown away, without noise.
 * The caller sees to it that SIGPIPE is ignored. */
#ifndef TRACE_OUT_H
#define TRACE_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { OUT_SIZE = 64 * 1024 };

typedef struct out {
    size_t length;
    int fd;
    bool failed;
    char data[OUT_SIZE];
} out;

void out_open(out *o, int fd);
void out_flush(out *o);
void out_spill(out *o, const char *bytes, size_t length); /* adds what does not fit */
void out_integer(out *o, int64_t number);

/* For text whose length is known to be at most `most` bytes: where it can be written to, and where it ended. */
static inline char *out_room(out *o, size_t most)
{
    if (most > OUT_SIZE - o->length)
        out_flush(o);
    return o->data + o->length;
}

static inline void out_end(out *o, const char *end)
{
    o->length = (size_t)(end - o->data);
}

static inline void out_add(out *o, const char *bytes, size_t length)
{
    if (length > OUT_SIZE - o->length) {
        out_spill(o, bytes, length);
        return;
    }
    memcpy(o->data + o->length, bytes, length);
    o->length += length;
}

static inline void out_text(out *o, const char *text)
{
    out_add(o, text, strlen(text));
}

static inline void out_char(out *o, char c)
{
    if (o->length == OUT_SIZE)
        out_flush(o);
    o->data[o->length++] = c;
}

#endif
