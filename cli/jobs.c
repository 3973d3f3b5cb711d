/* jobs: a search divided among processes. Each is forked from this one and has a scenario, a world and strategies of its own; in common
 * they have what share.h says, and a few words. What one has found out it puts into a file in memory, when it is asked to or ends; the
 * one in charge puts these together.
 *
 * To save a checkpoint the one in charge asks all to pause: each then comes to the end of its schedule, hands over what it has, and
 * waits. Should one be killed, what it was at is lost, so the others are stopped, and nothing is said to be proven. Should the one in
 * charge be killed, so are the others, by the system. Calls the system, results, checkpoint, pace. */
#include "cli/jobs.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/checkpoint.h"
#include "cli/commands.h"
#include "cli/results.h"
#include "cli/pace.h"
#include "runtime/os/shm.h"

enum { LOOK_MS = 100, PAUSE_MS = 1, REST_US = 200, KEPT = 64 };
#define TREE_MOST (INT64_C(1) << 40)

typedef struct common { /* lies where all see it */
    shared shared;
    pthread_mutex_t lock;
    uint32_t stop, pause, paused; /* they are to end; to pause; so many do; atomic */
    bool full;                    /* one has come to its part of the memory */
    cache caches[JOBS_MOST];
} common;

struct worker {
    checking *checking;
    common *common;
    sharing sharing;
    int said; /* a file in memory */
    pid_t pid;
    int pidfd; /* -1: there is none, or it has ended */
    int64_t memory;
    buf rest; /* what its strategies need to go on */
};

typedef struct jobs {
    checking *checking;
    memory *memory;
    common *common;
    uint32_t count, alive;
    struct worker workers[JOBS_MOST];
    buf base; /* results from before */
} jobs;

static void nap(int64_t us) { nanosleep(&(struct timespec){us / 1000000, us % 1000000 * 1000}, NULL); }

static bool is_set(const uint32_t *word) { return __atomic_load_n(word, __ATOMIC_ACQUIRE); }

/* ---- in one of the processes ---- */

/* Whoever held it may have been killed: then all are about to be stopped, and what it protects is not used any more. */
static void worker_lock(sharing *s)
{
    struct worker *w = (struct worker *)((char *)s - offsetof(struct worker, sharing));
    if (pthread_mutex_lock(&w->common->lock) == EOWNERDEAD) {
        __atomic_store_n(&w->common->stop, 1, __ATOMIC_RELEASE);
        _exit(STATUS_FAILED);
    }
}

static void worker_unlock(sharing *s)
{
    struct worker *w = (struct worker *)((char *)s - offsetof(struct worker, sharing));
    pthread_mutex_unlock(&w->common->lock);
}

static void worker_say(struct worker *w)
{
    buf text = {0};
    results_save(w->checking, &text);
    save_bytes(&text, w->rest.data, w->rest.length);
    bool ok = !text.failed && !w->rest.failed && lseek(w->said, 0, SEEK_SET) == 0 && ftruncate(w->said, 0) == 0
              && say_write(w->said, text.data, text.length);
    buf_free(&text);
    if (!ok)
        _exit(STATUS_FAILED);
}

void jobs_rests(struct worker *w)
{
    buf_clear(&w->rest);
    search_save_strategies(&w->checking->search, &w->rest);
}

static void worker_pause(struct worker *w)
{
    if (!is_set(&w->common->pause))
        return;
    jobs_rests(w);
    worker_say(w);
    __atomic_add_fetch(&w->common->paused, 1, __ATOMIC_ACQ_REL);
    while (is_set(&w->common->pause) && !is_set(&w->common->stop))
        nap(REST_US);
    __atomic_sub_fetch(&w->common->paused, 1, __ATOMIC_ACQ_REL);
}

static void worker_rest(sharing *s)
{
    struct worker *w = (struct worker *)((char *)s - offsetof(struct worker, sharing));
    worker_pause(w);
    if (is_set(&w->common->stop) || pace_interrupted())
        __atomic_store_n(&w->common->shared.tree.stopped, 1, __ATOMIC_RELEASE);
    nap(REST_US);
}

bool jobs_go_on(struct worker *w)
{
    worker_pause(w);
    if (!pace_memory(w->checking, w->memory)) {
        w->common->full = true;
        __atomic_store_n(&w->common->stop, 1, __ATOMIC_RELEASE);
    }
    return !is_set(&w->common->stop) && !pace_interrupted();
}

static _Noreturn void worker_main(struct worker *w, pid_t in_charge, memory *m)
{
    checking *c = w->checking;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != in_charge)
        _exit(STATUS_FAILED);
    shm_enter(m, &w->common->caches[w->sharing.number]);
    results_clear(c);
    c->worker = w;
    c->search.with = &w->sharing;
    search_run(&c->search);
    worker_say(w);
    _exit(STATUS_OK);
}

/* ---- beginning ---- */

static bool lock_open(pthread_mutex_t *lock)
{
    pthread_mutexattr_t how;
    bool ok = pthread_mutexattr_init(&how) == 0 && pthread_mutexattr_setpshared(&how, PTHREAD_PROCESS_SHARED) == 0
              && pthread_mutexattr_setrobust(&how, PTHREAD_MUTEX_ROBUST) == 0 && pthread_mutex_init(lock, &how) == 0;
    pthread_mutexattr_destroy(&how);
    return ok;
}

/* Before it gave up trying all there is. */
static bool has_tree(const search *s)
{
    return s->method == METHOD_DPOR || s->method == METHOD_DFS || (s->method == METHOD_AUTO && s->phase <= PHASE_WHOLE);
}

/* Where the search goes on, and what it has tried. */
static bool common_fill(jobs *j)
{
    search *s = &j->checking->search;
    shared *to = &j->common->shared;
    frontier_store store = {.memory = j->memory};
    to->tried = s->tried;
    memcpy(to->next, s->next, sizeof to->next);
    for (int kind = 0; kind < FINDINGS; kind++)
        to->found |= s->found[kind].number ? 1u << kind : 0;
    to->cut = s->cut > 0;
    if (!s->resume.at || !has_tree(s))
        return true;
    bool ok = frontier_load(&to->tree, &store, &s->resume);
    if (!ok)
        checkpoint_broken(j->checking);
    return ok;
}

static bool jobs_open(jobs *j)
{
    j->memory = shm_new(TREE_MOST, KEPT);
    j->common = j->memory ? memory_zeroed(j->memory, sizeof *j->common) : NULL;
    if (j->common && lock_open(&j->common->lock))
        return common_fill(j);
    say_error(NULL, NULL, "there is not enough memory");
    return false;
}

static void jobs_close(jobs *j)
{
    for (uint32_t i = 0; i < j->count; i++) {
        if (j->workers[i].said >= 0)
            close(j->workers[i].said);
        buf_free(&j->workers[i].rest);
    }
    if (j->memory)
        shm_free(j->memory);
    j->memory = NULL;
}

static bool fork_one(jobs *j, uint32_t i)
{
    struct worker *w = &j->workers[i];
    pid_t own = getpid();
    *w = (struct worker){.checking = j->checking, .common = j->common, .pid = -1, .pidfd = -1};
    w->sharing = (sharing){.shared = &j->common->shared,
                           .memory = j->memory,
                           .number = i,
                           .count = j->count,
                           .lock = worker_lock,
                           .unlock = worker_unlock,
                           .rest = worker_rest};
    w->memory = j->checking->options->max_memory / j->count;
    w->said = memfd_create("job", MFD_CLOEXEC);
    w->pid = w->said < 0 ? -1 : fork();
    if (w->pid == 0)
        worker_main(w, own, j->memory);
    if (w->pid > 0)
        w->pidfd = (int)syscall(SYS_pidfd_open, w->pid, 0);
    j->alive += w->pid > 0;
    return w->pid > 0;
}

/* ---- while they work ---- */

static void stop_all(jobs *j) { __atomic_store_n(&j->common->stop, 1, __ATOMIC_RELEASE); }

static void tell_death(jobs *j, const struct worker *w, int status)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == STATUS_OK)
        return;
    bool first = !j->checking->killed;
    j->checking->killed = true;
    stop_all(j);
    if (first && WIFSIGNALED(status))
        say_error(NULL, "what was found up to then counts", "process %d of the search was killed by signal %d, and the others were stopped",
                  (int)w->pid, WTERMSIG(status));
    else if (first)
        say_error(NULL, "what was found up to then counts", "process %d of the search ran out of memory, and the others were stopped",
                  (int)w->pid);
}

static void reap(jobs *j)
{
    for (uint32_t i = 0; i < j->count; i++) {
        struct worker *w = &j->workers[i];
        int status;
        if (w->pid <= 0 || waitpid(w->pid, &status, WNOHANG) != w->pid)
            continue;
        tell_death(j, w, status);
        if (w->pidfd >= 0)
            close(w->pidfd);
        w->pid = w->pidfd = -1;
        j->alive--;
    }
}

/* Until one of them ends, or for a while. */
static void wait_for_any(const jobs *j, int ms)
{
    struct pollfd ends[JOBS_MOST];
    for (uint32_t i = 0; i < j->count; i++)
        ends[i] = (struct pollfd){.fd = j->workers[i].pidfd, .events = POLLIN};
    poll(ends, j->count, ms);
}

/* ---- what they have found ---- */

static bool read_said(int fd, buf *out)
{
    char piece[65536];
    ssize_t got;
    for (off_t at = 0; (got = pread(fd, piece, sizeof piece, at)) > 0; at += got)
        buf_add(out, piece, (size_t)got);
    return got == 0 && !out->failed;
}

/* Adds what one has handed over; of one that was killed that may be nothing. rest: NULL, or gets what its strategies need. */
static bool add_said(jobs *j, uint32_t i, buf *rest)
{
    checking *c = j->checking;
    buf text = {0};
    size_t length;
    bool complete = c->search.complete;
    bool ok = read_said(j->workers[i].said, &text);
    saved_text in = {text.data, text.data + text.length, false};
    if (ok && text.length) {
        c->search.complete = false;
        ok = results_add(c, &in);
        const char *more = load_bytes(&in, &length);
        if (rest && !in.bad)
            buf_add(rest, more, length);
        complete &= c->search.complete;
    } else {
        complete = false;
    }
    c->search.complete = complete;
    buf_free(&text);
    return ok && !in.bad;
}

static void collect(jobs *j, buf *rest)
{
    checking *c = j->checking;
    saved_text in = {j->base.data, j->base.data + j->base.length, false};
    results_clear(c);
    bool ok = results_add(c, &in);
    c->search.complete = true;
    for (uint32_t i = 0; i < j->count; i++)
        ok = add_said(j, i, i == 0 ? rest : NULL) && ok;
    c->search.failed |= !ok;
    c->search.complete &= !c->search.cut;
    c->search.complete |= c->search.by_states;
    c->search.complete &= !c->search.failed && !c->search.anew && !c->killed;
    c->search.tried = j->common->shared.tried;
    memcpy(c->search.next, j->common->shared.next, sizeof c->search.next);
}

/* ---- the checkpoint ---- */

/* Of all, which pause or have ended. What a killed one was at stands nowhere. */
static void save(jobs *j)
{
    checking *c = j->checking;
    buf body = {0}, rest = {0};
    collect(j, &rest);
    if (c->search.complete)
        c->search.phase = PHASE_OVER;
    if (c->search.failed || c->killed || c->search.anew) {
        buf_free(&rest);
        return;
    }
    results_save(c, &body);
    results_save_lines(c, &body);
    search_save_rest(&c->search, &body);
    if (has_tree(&c->search))
        frontier_save(&j->common->shared.tree, &body);
    buf_add(&body, rest.data, rest.length);
    c->unsaved |= !checkpoint_write(c, &body);
    buf_free(&body);
    buf_free(&rest);
}

static void pause_and_save(jobs *j)
{
    __atomic_store_n(&j->common->pause, 1, __ATOMIC_RELEASE);
    while (__atomic_load_n(&j->common->paused, __ATOMIC_ACQUIRE) < j->alive && !is_set(&j->common->stop)) {
        wait_for_any(j, PAUSE_MS);
        reap(j);
        if (pace_interrupted())
            stop_all(j);
    }
    if (!is_set(&j->common->stop))
        save(j);
    __atomic_store_n(&j->common->pause, 0, __ATOMIC_RELEASE);
    while (__atomic_load_n(&j->common->paused, __ATOMIC_ACQUIRE) && j->alive && !is_set(&j->common->stop))
        nap(REST_US);
    pace_saved(j->checking);
}

/* ---- all of it ---- */

static void supervise(jobs *j)
{
    checking *c = j->checking;
    while (j->alive) {
        wait_for_any(j, LOOK_MS);
        reap(j);
        if (!pace_look(c, j->common->shared.tried, j->common->shared.done) || j->common->full)
            stop_all(j);
        else if (c->options->checkpoint && j->alive && c->now >= c->save_at)
            pause_and_save(j);
    }
    c->full |= j->common->full;
}

/* They search once, from what is known in c on. */
static bool run_once(jobs *j)
{
    checking *c = j->checking;
    bool ok = jobs_open(j);
    if (c->search.phase <= PHASE_STATES) /* whoever goes on with these counts all of them */
        c->search.states = c->search.transitions = c->search.bytes = 0;
    buf_clear(&j->base);
    results_save(c, &j->base);
    for (uint32_t i = 0; i < j->count; i++)
        j->workers[i].said = -1;
    for (uint32_t i = 0; ok && i < j->count; i++)
        if (!fork_one(j, i)) {
            say_error(NULL, NULL, "another process for the search cannot be had: %s", strerror(errno));
            stop_all(j);
            ok = false;
        }
    if (j->common)
        supervise(j);
    if (ok) {
        c->search.share = j->common->shared.done;
        if (c->options->checkpoint)
            save(j);
        else
            collect(j, NULL);
    }
    jobs_close(j);
    return ok;
}

/* Invariants may have looked at more than was known before: then what was tried is not all, and they begin again. */
static bool begins_anew(checking *c, uint32_t looked)
{
    search *s = &c->search;
    bool again = s->looked_count > looked && !s->failed && !c->killed && !c->late && !c->full && !pace_interrupted() && s->tried < s->most;
    if (again) {
        s->fresh = s->schedules;
        if (s->restarts)
            s->restarts(s);
        s->anew = false;
        s->next[METHOD_DPOR] = s->next[METHOD_DFS] = 0;
        s->resume.at = NULL;
    }
    return again;
}

bool jobs_run(checking *c, uint32_t count)
{
    jobs *j = calloc(1, sizeof *j);
    bool ok = j != NULL, again = ok;
    while (again) {
        uint32_t looked = c->search.looked_count;
        *j = (jobs){.checking = c, .count = count, .base = j->base};
        ok = run_once(j);
        again = ok && begins_anew(c, looked);
    }
    if (!j)
        say_error(NULL, NULL, "there is not enough memory");
    else
        buf_free(&j->base);
    free(j);
    search_minimize(&c->search);
    return ok;
}
