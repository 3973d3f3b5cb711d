/* say: messages to standard error, and whether to colour.
 * Calls base/buf and write(2). What is said is its callers' affair. */
#include "cli/say.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_set(const char *name)
{
    const char *text = getenv(name);
    return text && *text;
}

static bool is_forced(void)
{
    const char *force = getenv("CLICOLOR_FORCE");
    return force && *force && strcmp(force, "0") != 0;
}

bool say_terminal(int fd)
{
    const char *terminal = getenv("TERM");
    return isatty(fd) && terminal && strcmp(terminal, "dumb") != 0;
}

bool say_color(color_when when, int fd)
{
    if (when != COLOR_AUTO)
        return when == COLOR_ALWAYS;
    if (is_set("NO_COLOR"))
        return false;
    if (is_forced())
        return true;
    return say_terminal(fd);
}

bool say_unicode(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *locale = getenv(names[i]);
        if (locale && *locale)
            return strcasestr(locale, "utf-8") || strcasestr(locale, "utf8");
    }
    return true;
}

bool say_write(int fd, const char *text, size_t length)
{
    while (length) {
        ssize_t written = write(fd, text, length);
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            text += written;
            length -= (size_t)written;
        }
    }
    return true;
}

/* One line of a message. Headers ("FILE:1:2: error: …") and hints stand out; carets are green. */
static void add_line(const char *line, size_t length, buf *out)
{
    static const struct {
        const char *mark, *color;
    } marks[] = {{": error: ", "\33[1;31m"}, {": warning: ", "\33[1;35m"}, {"hint: ", "\33[1;36m"}};
    for (size_t i = 0; line[0] != ' ' && i < sizeof marks / sizeof *marks; i++) {
        const char *at = memmem(line, length, marks[i].mark, strlen(marks[i].mark));
        if (!at || (marks[i].mark[0] != ':' && at != line))
            continue;
        size_t before = (size_t)(at - line), mark = strlen(marks[i].mark);
        buf_printf(out, "\33[1m%.*s%s%s\33[0m", (int)before, line, marks[i].color, marks[i].mark);
        buf_add(out, at + mark, length - before - mark);
        return;
    }
    size_t blank = strspn(line, " \t");
    bool caret = blank < length && line[blank] == '^' && strspn(line + blank, "^~") == length - blank;
    buf_text(out, caret ? "\33[1;32m" : "");
    buf_add(out, line, length);
    buf_text(out, caret ? "\33[0m" : "");
}

static void add_colored(const char *text, size_t length, buf *out)
{
    const char *end = text + length;
    while (text < end) {
        const char *line_end = memchr(text, '\n', (size_t)(end - text));
        size_t line = line_end ? (size_t)(line_end - text) : (size_t)(end - text);
        add_line(text, line, out);
        if (line_end)
            buf_char(out, '\n');
        text += line + (line_end != NULL);
    }
}

void say_messages(const char *text, size_t length, bool color)
{
    buf colored = {0};
    if (color)
        add_colored(text, length, &colored);
    if (color && !colored.failed)
        say_write(STDERR_FILENO, colored.data, colored.length);
    else
        say_write(STDERR_FILENO, text, length);
    buf_free(&colored);
}

static void say(const char *who, const char *severity, const char *hint, const char *format, va_list arguments)
{
    buf text = {0};
    buf_printf(&text, "%s: %s: ", who ? who : "conc-run", severity);
    buf_vprintf(&text, format, arguments);
    buf_char(&text, '\n');
    if (hint)
        buf_printf(&text, "hint: %s\n", hint);
    if (!text.failed)
        say_messages(text.data, text.length, say_color(COLOR_AUTO, STDERR_FILENO));
    buf_free(&text);
}

void say_error(const char *who, const char *hint, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(who, "error", hint, format, arguments);
    va_end(arguments);
}

void say_warning(const char *who, const char *hint, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(who, "warning", hint, format, arguments);
    va_end(arguments);
}
