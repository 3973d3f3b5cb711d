/* soak PROGRAM SCRIPT DEATHS SEED [traced]: runs a script of this folder on real processes, and kills, stops and continues them at
 * random instants until the script has seen that many deaths and ends by itself.
 *
 * Fails unless it ends with status 0 and a line that begins with "ok", its trace, where it is asked for, is whole and in order, and it
 * leaves no process behind. What was done is told; of a failure also how the command ended, what it said, and the last blows. In the
 * folder it is run in are then its trace, a core of each process that crashed, where the system keeps them, and the state of all
 * processes if it hangs. The script prints "pid N" of its first process, which is spared, as are the command's own. Leaves out: what has
 * to hold meanwhile (the script says). */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    MOST = 512,     /* processes looked at */
    PAUSE = 1500,   /* us between two blows, at most */
    STOPPED = 3000, /* us for which a process is stopped, at most */
    PATIENCE = 30,  /* seconds without a death; until the last of those that are left is gone */
    OUTPUT = 4096,
    BLOWS = 32,
    TRACE_FD = 9
};

typedef struct blow {
    pid_t pid;
    int signal;
    int64_t at; /* us */
} blow;

typedef struct soak {
    pid_t command, first; /* the command, and the first process of its script */
    pid_t victims[MOST];
    int count;
    pid_t stopped; /* 0: none */
    int64_t until; /* us: when it goes on */
    uint64_t random;
    long killed, ended, stops;
    blow blows[BLOWS]; /* the last ones, in turn */
    long struck;
    char output[OUTPUT];
    size_t length;
    int from;
    int trace;               /* where it comes out; -1: none */
    FILE *kept;              /* … and is kept */
    bool broken, late;       /* a line of it is; is out of order */
    int column;              /* in a line of it */
    uint64_t number, before; /* of that event, as far as read; of the one before */
    char last[OUTPUT];       /* the end of it */
} soak;

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static uint32_t draw(soak *s, uint32_t below)
{
    s->random = s->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((s->random >> 33) % below);
}

/* --- who is there --- */

/* The processes that `pid` has started, by any of its threads. */
static void see_children(soak *s, pid_t pid)
{
    char path[300];
    snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
    DIR *threads = opendir(path);
    for (struct dirent *e; threads && (e = readdir(threads));) {
        snprintf(path, sizeof path, "/proc/%d/task/%s/children", (int)pid, e->d_name);
        FILE *f = e->d_name[0] == '.' ? NULL : fopen(path, "r");
        for (int child; f && fscanf(f, "%d", &child) == 1;)
            if (s->count < MOST)
                s->victims[s->count++] = child;
        if (f)
            fclose(f);
    }
    if (threads)
        closedir(threads);
}

/* All below the first process. */
static void see_victims(soak *s)
{
    s->count = 0;
    see_children(s, s->first);
    for (int i = 0; i < s->count; i++)
        see_children(s, s->victims[i]);
}

static bool is_there(const soak *s, pid_t pid)
{
    for (int i = 0; i < s->count; i++)
        if (s->victims[i] == pid)
            return true;
    return false;
}

/* --- blows --- */

/* Whoever was left by a process that is gone is the command's. It may hold what all others wait for. */
static void go_on(soak *s)
{
    see_victims(s);
    see_children(s, s->command);
    if (is_there(s, s->stopped))
        kill(s->stopped, SIGCONT);
    s->stopped = 0;
}

/* The letter of its state as the system tells it; 0: it is not there. */
static char state_of(pid_t pid)
{
    char path[32], line[512];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *f = fopen(path, "r");
    const char *name = f && fgets(line, sizeof line, f) ? strrchr(line, ')') : NULL;
    if (f)
        fclose(f);
    return name ? name[2] : 0;
}

static bool deal(soak *s, pid_t pid, int signal)
{
    s->blows[s->struck++ % BLOWS] = (blow){pid, signal, now()};
    return kill(pid, signal) == 0;
}

static void strike(soak *s)
{
    if (s->stopped && now() >= s->until)
        go_on(s);
    see_victims(s);
    if (!s->count)
        return;
    pid_t pid = s->victims[draw(s, (uint32_t)s->count)];
    if (state_of(pid) == 'Z')
        return; /* it was struck before, and that is to be noticed */
    uint32_t how = draw(s, 10);
    if (how < 6)
        s->killed += deal(s, pid, SIGKILL);
    else if (how < 8)
        s->ended += deal(s, pid, SIGTERM);
    else if (!s->stopped && deal(s, pid, SIGSTOP)) {
        s->stops++;
        s->stopped = pid;
        s->until = now() + draw(s, STOPPED);
    }
}

/* --- the run --- */

static int channel(int *end)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        perror("soak");
        exit(2);
    }
    *end = ends[0];
    return ends[1];
}

/* Without the arena that the processes share, which a core would have whole, with all its gigabytes. */
static void keep_cores(void)
{
    setrlimit(RLIMIT_CORE, &(struct rlimit){RLIM_INFINITY, RLIM_INFINITY});
    FILE *filter = fopen("/proc/self/coredump_filter", "w");
    if (!filter)
        return;
    fputs("0x31", filter);
    fclose(filter);
}

static void run(soak *s, const char *program, const char *script, const char *deaths, bool traced)
{
    int out = channel(&s->from), trace = traced ? channel(&s->trace) : -1;
    char path[32];
    snprintf(path, sizeof path, "/dev/fd/%d", TRACE_FD);
    s->command = fork();
    if (s->command == 0) {
        keep_cores();
        dup2(out, STDOUT_FILENO);
        if (traced)
            dup2(trace, TRACE_FD);
        if (traced)
            execl(program, program, "run", "--format=plain", "--trace", path, script, "--", deaths, (char *)NULL);
        else
            execl(program, program, "run", "--format=plain", script, "--", deaths, (char *)NULL);
        perror(program);
        _exit(127);
    }
    close(out);
    if (traced)
        close(trace);
}

/* Each event's line begins with {"seq":N, where N grows. */
static void see_number(soak *s, char c)
{
    enum { BEHIND_NAME = 7 };
    bool digit = c >= '0' && c <= '9';
    if (c == '\n') {
        s->column = 0;
        s->number = 0;
    } else if (s->column >= BEHIND_NAME && digit) {
        s->number = s->number * 10 + (uint64_t)(c - '0');
    } else if (s->column++ >= BEHIND_NAME) {
        s->late |= s->number && s->number <= s->before;
        s->before = s->number;
        s->column = INT_MIN;
    }
}

/* Each line begins with { and ends with }. */
static void see_trace(soak *s, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        see_number(s, text[i]);
        char before = i ? text[i - 1] : s->last[OUTPUT - 1];
        s->broken |= (before == '\n' || !before) && text[i] != '{';
        s->broken |= text[i] == '\n' && before != '}';
    }
    if (length < OUTPUT)
        memmove(s->last, s->last + length, OUTPUT - length);
    size_t kept = length < OUTPUT ? length : OUTPUT;
    memcpy(s->last + OUTPUT - kept, text + length - kept, kept);
}

static void hear_trace(soak *s)
{
    static char text[1 << 16];
    ssize_t got = read(s->trace, text, sizeof text);
    if (got > 0)
        see_trace(s, text, (size_t)got), fwrite(text, 1, (size_t)got, s->kept);
    else {
        close(s->trace);
        s->trace = -1;
    }
}

/* It ends with a whole line. */
static bool trace_is_whole(const soak *s) { return !s->broken && s->last[OUTPUT - 1] == '\n'; }

static bool hear_output(soak *s)
{
    ssize_t got = read(s->from, s->output + s->length, OUTPUT - 1 - s->length);
    if (got <= 0)
        return false;
    s->length += (size_t)got;
    int first;
    if (!s->first && strchr(s->output, '\n') && sscanf(s->output, "pid %d", &first) == 1)
        s->first = first;
    return true;
}

/* Takes what it writes until that moment; false: there is no more. */
static bool hear(soak *s, int64_t until)
{
    for (int64_t left; (left = until - now()) > 0;) {
        struct pollfd p[] = {{.fd = s->from, .events = POLLIN}, {.fd = s->trace, .events = POLLIN}};
        struct timespec wait = {.tv_nsec = (long)left * 1000};
        if (ppoll(p, 2, &wait, NULL) <= 0)
            return true;
        if (p[1].revents)
            hear_trace(s);
        else if (!hear_output(s))
            return false;
    }
    return true;
}

/* --- what is told of a failure --- */

static void tell_blows(const soak *s)
{
    printf("the last blows, in ms before now:\n");
    for (long i = s->struck > BLOWS ? s->struck - BLOWS : 0; i < s->struck; i++) {
        const blow *b = &s->blows[i % BLOWS];
        printf("  %8.3f %s %d\n", (double)(now() - b->at) / 1000, sigabbrev_np(b->signal), (int)b->pid);
    }
}

static void tell_status(int status)
{
    if (WIFSIGNALED(status))
        printf("the command was ended by SIG%s\n", sigabbrev_np(WTERMSIG(status)));
    else
        printf("the command ended with exit status %d\n", WEXITSTATUS(status));
}

static int fail(const soak *s, const char *what, int status)
{
    printf("soak: %s, after %ld kills, %ld terminations and %ld stops\n%s", what, s->killed, s->ended, s->stops, s->output);
    printf("the script's first process was %d, the command %d\n", (int)s->first, (int)s->command);
    tell_status(status);
    tell_blows(s);
    return 1;
}

/* By the shell script beside the scenario, while they are there. */
static void tell_processes(const soak *s, const char *script)
{
    char command[4096];
    int folder = (int)(strrchr(script, '/') ? strrchr(script, '/') - script : 0);
    snprintf(command, sizeof command, "sh '%.*s/look.sh' %d >processes 2>&1", folder, script, (int)s->command);
    fflush(stdout);
    if (system(command) != 0)
        printf("the state of the processes could not be told\n");
}

/* All that it left behind comes to this process, which says so to the system. */
static bool left_behind(void)
{
    for (int64_t until = now() + (int64_t)PATIENCE * 1000000; now() < until; usleep(1000)) {
        pid_t pid;
        while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
            ;
        if (pid < 0 && errno == ECHILD)
            return false;
    }
    return true;
}

static bool torment(soak *s)
{
    int64_t until = now() + (int64_t)PATIENCE * 1000000;
    for (long seen = 0; hear(s, now() + draw(s, PAUSE));) {
        if (s->first)
            strike(s);
        if (s->killed + s->ended != seen)
            until = now() + (int64_t)PATIENCE * 1000000;
        seen = s->killed + s->ended;
        if (now() > until)
            return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    static soak s = {.trace = -1};
    bool traced = argc == 6;
    if (argc < 5 || argc > 6) {
        fprintf(stderr, "usage: soak PROGRAM SCRIPT DEATHS SEED [traced]\n");
        return 2;
    }
    s.random = strtoull(argv[4], NULL, 10) * 2 + 1;
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    s.kept = traced ? fopen("trace.jsonl", "w") : NULL;
    if (traced && !s.kept) {
        perror("trace.jsonl");
        return 2;
    }
    run(&s, argv[1], argv[2], argv[3], traced);
    bool alive = torment(&s);
    while (alive && s.trace >= 0)
        hear_trace(&s);
    int status = 0;
    if (s.kept)
        fclose(s.kept);
    if (!alive)
        tell_processes(&s, argv[2]);
    if (!alive)
        kill(s.command, SIGKILL);
    waitpid(s.command, &status, 0);
    if (!alive)
        return fail(&s, "it hangs", status);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || !strstr(s.output, "\nok"))
        return fail(&s, "it did not end well", status);
    if (traced && !trace_is_whole(&s))
        return fail(&s, "its trace is not whole", status);
    if (s.late)
        return fail(&s, "its trace is out of order", status);
    if (left_behind())
        return fail(&s, "it left a process behind", status);
    printf("soak: %ld killed, %ld terminated, %ld stopped and continued\n%s", s.killed, s.ended, s.stops, strstr(s.output, "ok"));
    return 0;
}
