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

static bool is_standard(const char *name) { return !name || strcmp(name, "-") == 0; }

static bool is_file(const char *name, const char *other)
{
    struct stat a, b;
    return other && stat(name, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static bool would_overwrite(const char *name, const options *o)
{
    bool same = is_file(name, o->file) || is_file(name, o->schedule) || is_file(name, o->script);
    if (same)
        say_error(name, NULL, "it is what is to be read, and would be overwritten");
    return same;
}

static int open_file(const char *name, int flags)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0666);
    if (fd < 0)
        say_error(name, NULL, "it cannot be written: %s", strerror(errno));
    return fd;
}

int output_open(const char *name, const options *o)
{
    if (is_standard(name))
        return STDOUT_FILENO;
    return would_overwrite(name, o) ? -1 : open_file(name, O_TRUNC);
}

/* Devices and pipes are left alone: to open them can have effects. */
bool output_possible(const char *name, const options *o)
{
    struct stat about;
    bool is_new = !is_standard(name) && stat(name, &about) != 0;
    if (is_standard(name) || (!is_new && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode)))
        return true;
    int fd = would_overwrite(name, o) ? -1 : open_file(name, 0);
    if (fd < 0)
        return false;
    close(fd);
    if (is_new)
        unlink(name);
    return true;
}

bool output_folder(const char *name)
{
    struct stat about;
    bool made = mkdir(name, 0777) == 0, there = made || errno == EEXIST;
    if (!there)
        say_error(name, NULL, "the folder cannot be made: %s", strerror(errno));
    else if (!made && (stat(name, &about) != 0 || !S_ISDIR(about.st_mode)))
        say_error(name, NULL, "it is no folder");
    else
        return true;
    return false;
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
    say_error(is_standard(name) ? "standard output" : name, NULL, "it could not all be written");
    return STATUS_FAILED;
}

int output_say(const buf *text)
{
    bool ok = !text->failed && say_write(STDOUT_FILENO, text->data, text->length);
    return ok ? STATUS_OK : output_status(NULL, STDOUT_FILENO);
}

const char *output_error_name(unsigned error) { return error < ERROR_KINDS ? error_kind_names[error] : "error"; }
