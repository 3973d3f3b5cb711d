/* golden: runs the simulator in a process of its own, as `conc-run sim NAME` would, and compares what it has written; how the two differ
 * diff(1) says. */
#include "cli/golden.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/file.h"

enum { LINES_MOST = 40 /* of how they differ */, SECONDS = 10, BYTES_MOST = 1 << 28 };

pid_t golden_fork(void)
{
    pid_t parent = getpid(), child = fork();
    if (child == 0 && (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent))
        _exit(STATUS_FAILED);
    return child;
}

bool golden_read(int fd, buf *out)
{
    char bytes[4096];
    ssize_t got;
    lseek(fd, 0, SEEK_SET);
    while ((got = read(fd, bytes, sizeof bytes)) > 0)
        buf_add(out, bytes, (size_t)got);
    return got == 0 && !out->failed;
}

static int child_status(pid_t child)
{
    int status = 0;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    return child > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* ---- the run ---- */

/* The words behind "# Options: " at the beginning of a line of the scenario. */
static int own_options(char *script, char **words, int most)
{
    static const char mark[] = "# Options: ";
    int count = 0;
    char *at = strncmp(script, mark, strlen(mark)) == 0 ? script - 1 : strstr(script, "\n# Options: ");
    if (!at)
        return 0;
    at += 1 + strlen(mark);
    at[strcspn(at, "\r\n")] = '\0';
    for (char *word = strtok(at, " "); word && count < most; word = strtok(NULL, " "))
        words[count++] = word;
    return count;
}

/* What it has to say beside its output is not compared; options that it cannot understand it says. */
static int simulate(const char *name, int output)
{
    enum { WORDS = 16 };
    char *words[WORDS + 4] = {"conc-run", "sim"}, *own = strdup(name);
    options sim;
    buf script = {0};
    if (!own || dup2(output, STDOUT_FILENO) < 0 || !file_read(name, &script))
        return STATUS_FAILED;
    int count = 2 + own_options(script.data, words + 2, WORDS);
    words[count++] = own;
    optind = 1;
    if (!options_parse(count, words, &sim))
        return STATUS_WRONG;
    if (!freopen("/dev/null", "w", stderr))
        return STATUS_FAILED;
    return run_command(&sim) == STATUS_INTERRUPTED ? STATUS_INTERRUPTED : STATUS_OK;
}

/* It is ended by a signal when it takes too long, or writes too much. */
static void set_bounds(int64_t seconds)
{
    struct rlimit size = {BYTES_MOST, BYTES_MOST};
    setrlimit(RLIMIT_FSIZE, &size);
    alarm((unsigned)(seconds < 1 ? 1 : seconds < INT_MAX ? seconds : INT_MAX));
}

/* ---- the comparison ---- */

static void add_lines(const buf *from, buf *out)
{
    const char *at = from->data;
    size_t left = from->length;
    for (int i = 0; i < LINES_MOST && left; i++) {
        const char *end = memchr(at, '\n', left);
        size_t length = end ? (size_t)(end - at) + 1 : left;
        buf_add(out, at, length);
        at += length;
        left -= length;
    }
    if (left)
        buf_text(out, "…\n");
}

static void show_difference(const char *golden, const char *name, int fd, buf *out)
{
    int made = memfd_create("difference", MFD_CLOEXEC);
    buf text = {0};
    pid_t child = made < 0 ? -1 : golden_fork();
    if (child == 0) {
        lseek(fd, 0, SEEK_SET);
        if (dup2(fd, STDIN_FILENO) == STDIN_FILENO && dup2(made, STDOUT_FILENO) == STDOUT_FILENO)
            execlp("diff", "diff", "-u", "--label", golden, "--label", name, "--", golden, "-", (char *)NULL);
        _exit(STATUS_FAILED);
    }
    if (child_status(child) >= 0 && golden_read(made, &text))
        add_lines(&text, out);
    if (made >= 0)
        close(made);
    buf_free(&text);
}

static bool same_text(const char *name, const buf *have)
{
    buf want = {0};
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    bool same =
        fd >= 0 && golden_read(fd, &want) && want.length == have->length && (!want.length || !memcmp(want.data, have->data, want.length));
    if (fd >= 0)
        close(fd);
    buf_free(&want);
    return same;
}

/* At every moment it is the old one or the new one. */
static bool write_anew(const char *golden, const buf *have)
{
    buf name = {0};
    buf_printf(&name, "%s.new", golden);
    int fd = name.failed ? -1 : open(name.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool ok = fd >= 0 && say_write(fd, have->data, have->length);
    ok = (fd < 0 || close(fd) == 0) && ok && rename(name.data, golden) == 0;
    if (fd >= 0 && !ok)
        unlink(name.data);
    buf_free(&name);
    return ok;
}

static bool compare(const options *o, const char *golden, const char *name, int fd, buf *said, buf *more)
{
    buf have = {0};
    pid_t child = golden_fork();
    if (child == 0) {
        set_bounds(o->time_limit ? o->time_limit / 1000000000 : SECONDS);
        _exit(simulate(name, fd));
    }
    int status = child_status(child);
    bool ran = status == STATUS_OK && golden_read(fd, &have), same = ran && same_text(golden, &have), blessed = false;
    if (ran && !same) {
        show_difference(golden, name, fd, more);
        blessed = o->bless && write_anew(golden, &have);
    }
    if (status == STATUS_WRONG)
        buf_text(said, "the simulator does not understand its `# Options:`; ");
    else if (status == STATUS_INTERRUPTED)
        buf_text(said, "the simulator was interrupted; ");
    else if (!ran)
        buf_text(said, "the simulator did not come to an end in time, or wrote too much; ");
    else
        buf_printf(said, same ? "the output of %s; " : blessed ? "%s is written anew; " : "not the output of %s; ", golden);
    buf_free(&have);
    return same || blessed;
}

bool golden_holds(const options *o, const char *name, buf *said, buf *more)
{
    static const char end[] = ".cs";
    size_t length = strlen(name), bare = length - strlen(end);
    buf golden = {0};
    buf_add(&golden, name, length > strlen(end) && strcmp(name + bare, end) == 0 ? bare : length);
    buf_text(&golden, ".out");
    bool there = !golden.failed && access(golden.data, R_OK) == 0, holds = !golden.failed;
    if (there) {
        int fd = memfd_create("golden", MFD_CLOEXEC);
        holds = fd >= 0 && compare(o, golden.data, name, fd, said, more);
        if (fd >= 0)
            close(fd);
    }
    buf_free(&golden);
    return holds;
}
