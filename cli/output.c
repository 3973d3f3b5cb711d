/* output: opens files for writing and tells what went wrong with them.
 * Calls say, and the runtime for the names of errors. What is written is the formats' affair. */
#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/commands.h"

int output_open(const char *name, const char *source)
{
    struct stat a, b;
    if (!name)
        return STDOUT_FILENO;
    if (stat(name, &a) == 0 && stat(source, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino) {
        say_error(name, NULL, "it is what is to be read, and would be overwritten");
        return -1;
    }
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        say_error(name, NULL, "it cannot be written: %s", strerror(errno));
    return fd;
}

void output_close(int fd)
{
    if (fd > STDERR_FILENO)
        close(fd);
}

size_t output_columns(int fd)
{
    struct winsize size;
    return isatty(fd) && ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/* A reader who has seen enough (`| head`) is no error, and as good as an interrupt. */
int output_status(const char *name, int fd)
{
    struct pollfd output = {.fd = fd, .events = POLLOUT};
    if (poll(&output, 1, 0) == 1 && output.revents & POLLERR)
        return STATUS_INTERRUPTED;
    say_error(name ? name : "standard output", NULL, "it could not all be written");
    return STATUS_FAILED;
}

const char *output_error_name(unsigned error) { return error < ERROR_KINDS ? error_kind_names[error] : "error"; }

unsigned output_error_number(const char *name)
{
    for (unsigned i = 0; i < ERROR_KINDS; i++)
        if (strcmp(error_kind_names[i], name) == 0)
            return i + 1;
    return 0;
}