/* process: runs one test in processes of its own.
 * The caller's process becomes the test's warden: whatever the test starts, and leaves behind, ends up as its child. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "runner.h"

char *output_path(const plan *p, size_t number, const char *which) { return text("%s/%zu.%s", p->work, number, which); }

static void redirect(const char *path, int flags, int to)
{
    int fd = open(path, flags | O_CLOEXEC, 0666);
    if (fd < 0 || dup2(fd, to) < 0)
        _exit(127);
}

/* Nothing of the caller's taste is to show in what comes out; a sanitizer's finding has a status that no test expects. */
static void set_environment(void)
{
    unsetenv("NO_COLOR");
    unsetenv("CLICOLOR_FORCE");
    setenv("TERM", "dumb", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("ASAN_OPTIONS", "exitcode=99", 0);
    setenv("UBSAN_OPTIONS", "exitcode=99:print_stacktrace=1", 0);
    setenv("TSAN_OPTIONS", "exitcode=99:die_after_fork=0", 0); /* processes go on with threads */
}

/* What the caller ignores (nohup, a job in the background) its children would ignore, too: then a Ctrl-C of a test reaches nobody. */
static void heed_signals(const sigset_t *blocked)
{
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL); /* fails for those that cannot be ignored either */
    sigprocmask(SIG_SETMASK, blocked, NULL);
}

/* The test itself. */
static void become(const plan *p, size_t number, const sigset_t *signals)
{
    const test *t = &p->tests[number];
    heed_signals(signals);
    redirect("/dev/null", O_RDONLY, STDIN_FILENO);
    redirect(output_path(p, number, "out"), O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
    redirect(output_path(p, number, "err"), O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
    if (p->fixed_addresses)
        personality(ADDR_NO_RANDOMIZE);
    set_environment();
    setpgid(0, 0);
    if (chdir(t->folder) == 0)
        execv(t->words[0], t->words);
    fprintf(stderr, "%s cannot be run\n", t->words[0]);
    _exit(127);
}

/* Kills every child there is; again, because those may leave children of their own. */
static void kill_children(void)
{
    for (;;) {
        FILE *list = fopen("/proc/thread-self/children", "r");
        int pid;
        while (list && fscanf(list, "%d", &pid) == 1)
            kill(pid, SIGKILL);
        if (list)
            fclose(list);
        if (waitpid(-1, NULL, list ? 0 : WNOHANG) <= 0 && errno != EINTR)
            return;
    }
}

static int exit_status(int raw) { return WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw); }

/* Waits until the test has ended, somebody wants the runner to, or time is up. */
static bool wait_for(pid_t child, const sigset_t *signals, int *raw)
{
    struct timespec now, end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += TIME_OUT_S;
    for (;;) {
        pid_t pid = waitpid(-1, raw, WNOHANG);
        if (pid == child)
            return true;
        if (pid > 0)
            continue;
        clock_gettime(CLOCK_MONOTONIC, &now);
        struct timespec rest = {.tv_sec = end.tv_sec - now.tv_sec};
        if (rest.tv_sec <= 0 || sigtimedwait(signals, NULL, &rest) == SIGTERM)
            return false;
    }
}

/* Children that have ended by themselves are none that were left. */
static bool children_left(void)
{
    pid_t pid;
    do
        pid = waitpid(-1, NULL, WNOHANG);
    while (pid > 0);
    return pid == 0;
}

static void run_once(const plan *p, size_t number, outcome *o)
{
    sigset_t signals, before;
    int raw = 0;
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, &before);
    pid_t child = fork();
    if (child == 0)
        become(p, number, &before);
    o->timed_out = child > 0 && !wait_for(child, &signals, &raw);
    o->status = exit_status(raw);
    o->left_processes = children_left() && !o->timed_out;
    if (child > 0 && (o->timed_out || o->left_processes)) {
        kill(-child, SIGKILL);
        kill_children();
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
}

void process_run(const plan *p, size_t number, outcome *o)
{
    double begin = seconds_now();
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    setsid();
    run_once(p, number, o);
    o->seconds += seconds_now() - begin;
    o->broken = false;
}
