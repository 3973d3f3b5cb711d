/* checkpoint: a head that says of which search it is, a body, and a sum of all bytes at the end, without which the file is not whole. A
 * new one is written beside the old one and takes its name, so that it is never half one. Calls the system, say. What stands in the body
 * is check's affair. */
#include "cli/checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char magic[] = "conc-run checkpoint 7\n";
enum { BODY_MOST = 1 << 30 };

static uint64_t sum_of(const char *bytes, size_t length)
{
    uint64_t sum = 14695981039346656037u;
    for (size_t i = 0; i < length; i++)
        sum = (sum ^ (unsigned char)bytes[i]) * 1099511628211u;
    return sum;
}

/* All that makes the search another one, in a line. How long it may take is not among it. */
static void show_options(const checking *c, buf *out)
{
    const search *s = &c->search;
    buf_printf(out, "--strategy %s --seed %llu --max-steps %u", search_methods[s->method], (unsigned long long)s->seed, s->steps_most);
    if (s->bound)
        buf_printf(out, " --bound %u", s->bound);
    if (s->loose)
        buf_text(out, " --time loose");
    if (s->spurious)
        buf_printf(out, " --spurious=%u", s->spurious);
    if (s->exact)
        buf_text(out, " --exact");
    if (s->every)
        buf_text(out, " --every-state");
    if (c->options->outcomes)
        buf_text(out, " --outcomes");
    if (c->options->show)
        buf_printf(out, " --show %llu", (unsigned long long)c->options->show);
    if (c->options->stop_after != NO_TIMEOUT)
        buf_printf(out, " --for %lldns", (long long)c->options->stop_after);
    for (int i = 0; i < c->options->argument_count; i++)
        buf_printf(out, "%s %s", i ? "" : " --", c->options->arguments[i]);
}

static void write_head(const checking *c, buf *out)
{
    buf text = {0};
    show_options(c, &text);
    buf_text(out, magic);
    save_bytes(out, CONC_VERSION, strlen(CONC_VERSION));
    save_bytes(out, c->scenario.src.name, strlen(c->scenario.src.name));
    save_number(out, sum_of(c->scenario.src.text, c->scenario.src.length));
    save_bytes(out, text.data ? text.data : "", text.length);
    save_line(out);
    buf_free(&text);
}

/* ---- reading ---- */

static bool fail(const checking *c, const char *hint, const char *what)
{
    say_error(c->options->checkpoint, hint, "%s", what);
    return false;
}

static const char other_file[] = "another file, or none, begins a new search";

/* The sum stands in the last line, behind "sum ". */
static bool is_whole(const buf *text)
{
    static const char mark[] = "\nsum ";
    const char *end = text->length > 40 ? text->data + text->length - 40 : text->data;
    const char *at = memmem(end, (size_t)(text->data + text->length - end), mark, strlen(mark));
    unsigned long long sum;
    int used = 0;
    return at && sscanf(at + strlen(mark), "%llu%n", &sum, &used) == 1 && strcmp(at + strlen(mark) + used, "\n") == 0
           && sum == sum_of(text->data, (size_t)(at - text->data));
}

static bool same(const char *text, size_t length, const char *other) { return strlen(other) == length && !memcmp(text, other, length); }

static bool fits(const checking *c, saved_text *in)
{
    size_t length;
    buf now = {0};
    const char *version = load_bytes(in, &length);
    if (!same(version, length, CONC_VERSION))
        return fail(c, other_file, "it was saved by another version of conc-run");
    load_bytes(in, &length);
    if (load_number(in) != sum_of(c->scenario.src.text, c->scenario.src.length))
        return fail(c, other_file, "the scenario is another one, or has changed since it was saved");
    const char *had = load_bytes(in, &length);
    show_options(c, &now);
    bool ok = now.data && same(had, length, now.data);
    buf_free(&now);
    if (!ok)
        say_error(c->options->checkpoint, other_file, "it was saved with other options: %.*s", (int)length, had);
    return ok;
}

/* Better now than after an hour. */
static bool can_write(const checking *c)
{
    buf new = {0};
    buf_printf(&new, "%s.new", c->options->checkpoint);
    int fd = new.failed ? -1 : open(new.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        say_error(c->options->checkpoint, NULL, "it cannot be written: %s", strerror(errno));
    else
        close(fd);
    if (fd >= 0)
        unlink(new.data);
    buf_free(&new);
    return fd >= 0;
}

static bool read_whole(const checking *c, int fd, buf *text)
{
    char piece[65536];
    ssize_t got;
    while ((got = read(fd, piece, sizeof piece)) > 0 && text->length < BODY_MOST)
        buf_add(text, piece, (size_t)got);
    if (got < 0)
        return fail(c, NULL, strerror(errno));
    return !text->failed || fail(c, NULL, "there is not enough memory to read it");
}

bool checkpoint_read(const checking *c, buf *text, saved_text *body)
{
    struct stat is;
    *body = (saved_text){0};
    if (stat(c->options->checkpoint, &is) == 0 && !S_ISREG(is.st_mode))
        return fail(c, NULL, "it is no ordinary file");
    int fd = open(c->options->checkpoint, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return can_write(c);
    if (fd < 0)
        return fail(c, NULL, strerror(errno));
    bool ok = read_whole(c, fd, text);
    close(fd);
    if (!ok || !text->length)
        return ok && can_write(c);
    if (text->length < strlen(magic) || memcmp(text->data, magic, strlen(magic)) != 0)
        return fail(c, "it is left as it is; give another name", "it is no checkpoint, or one of another version");
    if (!is_whole(text))
        return fail(c, other_file, "it is cut off, or was changed");
    *body = (saved_text){text->data + strlen(magic), text->data + text->length, false};
    return fits(c, body) && can_write(c);
}

void checkpoint_broken(const checking *c) { fail(c, other_file, "it makes no sense"); }

/* ---- writing ---- */

static bool write_new(const char *name, const buf *text)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool ok = fd >= 0 && say_write(fd, text->data, text->length) && fsync(fd) == 0;
    return (fd < 0 || close(fd) == 0) && ok;
}

static bool replace(const char *name, const buf *text)
{
    buf new = {0};
    buf_printf(&new, "%s.new", name);
    bool ok = !new.failed &&write_new(new.data, text) && rename(new.data, name) == 0;
    if (!ok && new.data) {
        int error = errno;
        unlink(new.data);
        errno = error;
    }
    buf_free(&new);
    return ok;
}

bool checkpoint_write(const checking *c, const buf *body)
{
    buf text = {0};
    write_head(c, &text);
    buf_add(&text, body->data, body->length);
    uint64_t sum = sum_of(text.data, text.length);
    buf_printf(&text, "\nsum %llu\n", (unsigned long long)sum);
    bool ok = !text.failed && !body->failed && replace(c->options->checkpoint, &text);
    if (!ok)
        say_error(c->options->checkpoint, NULL, "it cannot be written: %s",
                  text.failed || body->failed ? "out of memory" : strerror(errno));
    buf_free(&text);
    return ok;
}
