/* file: opens what is to be read, and reads a scenario's text.
 * Calls read(2) and say. Whether the text is one is the parser's affair. */
#include "cli/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "cli/options.h"
#include "cli/say.h"
#include "trace/reader.h"

static bool fail_open(const char *name, int error)
{
    const char *candidates[COMMANDS];
    for (int i = 0; i < COMMANDS; i++)
        candidates[i] = command_rows[i].name;
    const char *near = error == ENOENT ? diag_nearest(name, candidates, COMMANDS) : NULL;
    buf hint = {0};
    if (near)
        buf_printf(&hint, "did you mean the command '%s'?", near);
    if (error == ENOENT)
        say_error(name, hint.data, "there is no such file");
    else
        say_error(name, NULL, "it cannot be read: %s", strerror(error));
    buf_free(&hint);
    return false;
}

static bool fail(const char *name, const char *reason)
{
    say_error(name, NULL, "%s", reason);
    return false;
}

static bool read_all(const char *name, int fd, buf *text)
{
    char piece[16384];
    for (;;) {
        ssize_t length = read(fd, piece, sizeof piece);
        if (length < 0 && errno == EINTR)
            continue;
        if (length < 0)
            return fail_open(name, errno);
        if (length == 0)
            return true;
        buf_add(text, piece, (size_t)length);
        if (text->failed)
            return fail(name, "there is not enough memory to read it");
        if (text->length > FILE_MOST)
            return fail(name, "it is larger than 16 MB, too large for a scenario");
    }
}

int file_open(const char *name)
{
    struct stat about;
    int fd = strcmp(name, "-") == 0 ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        fail_open(name, errno);
    if (fd < 0 || fstat(fd, &about) != 0 || !S_ISDIR(about.st_mode))
        return fd;
    fail(name, "it is a directory");
    file_close(fd);
    return -1;
}

void file_close(int fd)
{
    if (fd != STDIN_FILENO)
        close(fd);
}

bool file_read(const char *name, buf *text)
{
    int fd = file_open(name);
    if (fd < 0)
        return false;
    bool ok = read_all(name, fd, text) && (text->length || fail(name, "it is empty"));
    file_close(fd);
    if (!ok)
        buf_free(text);
    return ok;
}

/* ---- what is no scenario ---- */

static const struct {
    const char *head, *message, *hint;
} others[] = {
    {SCHEDULE_BEGINS, "it is a schedule, not a scenario", "conc-run replay SCENARIO SCHEDULE plays it"},
    {TRACE_BEGINS, "it is a trace, not a scenario",
     "conc-run view TRACE shows it, conc-run validate SCENARIO TRACE looks whether it was allowed"},
};

bool file_is_script(const char *name, const buf *text)
{
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        size_t length = strlen(others[i].head);
        if (text->length < length || memcmp(text->data, others[i].head, length) != 0)
            continue;
        say_error(name, others[i].hint, "%s", others[i].message);
        return false;
    }
    return true;
}

/* ---- names ---- */

static const char *last_part(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash ? slash + 1 : name;
}

bool file_same_name(const char *one, const char *other) { return strcmp(last_part(one), last_part(other)) == 0; }
