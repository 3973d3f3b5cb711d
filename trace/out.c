/* out: writing, in large pieces. Calls write(2), poll(2) and trace/digits. Knows nothing of what is written. */
#include "trace/out.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "trace/digits.h"

void out_open(out *o, int fd)
{
    o->length = 0;
    o->fd = fd;
    o->failed = false;
}

/* After a write that did not go through: is it worth trying again? A descriptor that does not block is waited for. */
static bool out_again(out *o)
{
    if (errno == EINTR)
        return true;
    if (errno != EAGAIN)
        return false;
    struct pollfd wait = {.fd = o->fd, .events = POLLOUT};
    return poll(&wait, 1, -1) >= 0 || errno == EINTR;
}

static void out_write(out *o, const char *bytes, size_t length)
{
    while (length && !o->failed) {
        ssize_t written = write(o->fd, bytes, length);
        if (written >= 0) {
            bytes += written;
            length -= (size_t)written;
        } else if (!out_again(o)) {
            o->failed = true;
        }
    }
}

void out_flush(out *o)
{
    out_write(o, o->data, o->length);
    o->length = 0;
}

void out_spill(out *o, const char *bytes, size_t length)
{
    out_flush(o);
    if (length > OUT_SIZE)
        out_write(o, bytes, length);
    else
        out_add(o, bytes, length);
}

void out_integer(out *o, int64_t number) { out_end(o, digits_signed(out_room(o, DIGITS_MOST), number)); }
