/* step PROGRAM SCRIPT POINTS [FIRST]: kills one process of a script after each of so many numbers of instructions.
 *
 * The script prints "pid N" of the process that is to die, which then sleeps for a moment, does what is looked at, and prints "done". It
 * is taken through that instruction by instruction: once to its end, to count them, then in a run each up to one of POINTS places,
 * evenly spread, the first of them FIRST instructions from the beginning, where it is killed. So every number of points that is large
 * enough finds a place between any two instructions. Fails unless each run ends with status 0 and a line that begins with "ok", and
 * leaves no process behind. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { OUTPUT = 4096, PATIENCE = 20000 /* ms */, TRIES = 100 };

typedef struct run {
    pid_t command, victim;
    int from;
    char output[OUTPUT];
    size_t length;
    int status; /* of the command, as the system has it */
} run;

static int broken(const char *what)
{
    perror(what);
    exit(2);
}

static void begin(run *r, const char *program, const char *script)
{
    int ends[2];
    if (pipe(ends) != 0)
        broken("pipe");
    *r = (run){.from = ends[0], .command = fork()};
    if (r->command == 0) {
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        execl(program, program, "run", "--format=plain", "--trace-full=drop", script, (char *)NULL); /* where memory is full events are */
        _exit(127);
    }
    close(ends[1]);
}

/* Takes some of what it says. False: nothing comes within that time (ms), or ever. */
static bool hear(run *r, int time)
{
    struct pollfd p = {.fd = r->from, .events = POLLIN};
    if (poll(&p, 1, time) <= 0)
        return false;
    ssize_t got = read(r->from, r->output + r->length, OUTPUT - 1 - r->length);
    r->length += got > 0 ? (size_t)got : 0;
    return got > 0;
}

static bool said(const run *r, const char *what) { return strstr(r->output, what) != NULL; }

static bool meet_victim(run *r)
{
    int pid;
    while (!strchr(r->output, '\n'))
        if (!hear(r, PATIENCE))
            return false;
    r->victim = sscanf(r->output, "pid %d", &pid) == 1 ? pid : 0;
    return r->victim && ptrace(PTRACE_SEIZE, r->victim, NULL, PTRACE_O_EXITKILL) == 0
           && ptrace(PTRACE_INTERRUPT, r->victim, NULL, NULL) == 0;
}

/* Leads it so many instructions on. Gives how many it made before it was gone, or had said that it is done. */
static long lead(run *r, long most)
{
    int status;
    for (long made = 0;; made++) {
        if (waitpid(r->victim, &status, __WALL) != r->victim || !WIFSTOPPED(status))
            return made;
        if (made % 64 == 0)
            hear(r, 0);
        if (made == most || said(r, "\ndone"))
            return made;
        int signal = WSTOPSIG(status);
        if (ptrace(PTRACE_SINGLESTEP, r->victim, NULL, signal == SIGTRAP || status >> 16 ? 0 : signal) != 0)
            return made;
    }
}

/* All that it left behind comes to this process, which says so to the system. */
static bool left_behind(void)
{
    const struct timespec nap = {.tv_nsec = 1000000};
    for (int i = 0; i < PATIENCE; i++, nanosleep(&nap, NULL)) {
        pid_t pid;
        while ((pid = waitpid(-1, NULL, WNOHANG | __WALL)) > 0)
            ;
        if (pid < 0 && errno == ECHILD)
            return false;
    }
    return true;
}

static const char *end(run *r)
{
    int status = 0;
    kill(r->victim, SIGKILL);
    while (waitpid(r->victim, &status, __WALL) == r->victim && WIFSTOPPED(status))
        ; /* as long as this process has not heard of its death nobody else does */
    while (hear(r, PATIENCE))
        ;
    bool hangs = poll(&(struct pollfd){.fd = r->from, .events = POLLIN}, 1, 0) == 0;
    if (hangs)
        kill(r->command, SIGKILL);
    waitpid(r->command, &r->status, 0);
    close(r->from);
    if (hangs)
        return "it hangs";
    if (r->status != 0 || !said(r, "\nok"))
        return WIFSIGNALED(r->status) ? "the command crashed" : "it did not end well";
    return left_behind() ? "it left a process behind" : NULL;
}

/* Who was held up finds its victim gone. False: the run did not end well by itself, either. */
static bool ends_alone(run *r)
{
    int status = 0;
    while (hear(r, PATIENCE))
        ;
    if (!said(r, "\nok"))
        return false;
    waitpid(r->command, &status, 0);
    close(r->from);
    return !left_behind();
}

static long perform(const char *program, const char *script, long most)
{
    run r;
    bool met = false;
    for (int i = 0; i < TRIES && !met; i++) {
        begin(&r, program, script);
        met = meet_victim(&r);
        if (!met && !ends_alone(&r))
            break;
    }
    if (!met) {
        fprintf(stderr, "step: there is nobody to kill\n%s", r.output);
        exit(1);
    }
    long made = lead(&r, most);
    const char *wrong = end(&r);
    if (!wrong)
        return made;
    fprintf(stderr, "step: %s (status %d), after %ld instructions\n%s", wrong,
            WIFSIGNALED(r.status) ? -WTERMSIG(r.status) : WEXITSTATUS(r.status), made, r.output);
    exit(1);
}

/* Who is held up between its word and the stop of its victim finds it done already, and asks for another one. */
static long count_instructions(const char *program, const char *script)
{
    long all = 0;
    for (int i = 0; !all && i < TRIES; i++)
        all = perform(program, script, -1);
    if (!all) {
        fprintf(stderr, "step: it is always done before it can be stopped\n");
        exit(1);
    }
    return all;
}

int main(int argc, char **argv)
{
    if (argc < 4 || argc > 5) {
        fprintf(stderr, "usage: step PROGRAM SCRIPT POINTS [FIRST]\n");
        return 2;
    }
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    long points = strtol(argv[3], NULL, 10), first = argc > 4 ? strtol(argv[4], NULL, 10) : 0;
    long all = count_instructions(argv[1], argv[2]);
    for (long i = 0; i < points; i++)
        perform(argv[1], argv[2], (first + all * i / points) % all);
    printf("ok: killed at %ld places of %ld instructions\n", points, all);
    return 0;
}
