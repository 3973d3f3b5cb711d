/* watch: the supervisor's eye on the processes: which are there, which have ended or were killed, and what is put in order then.
 * Calls process.c, the journals, the system. Leaves out: when to look (supervisor.c). */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "runtime/objects.h"
#include "runtime/os/internal.h"
#include "runtime/pass.h"
#include "runtime/process.h"

enum {
    WATCH_PATIENCE = 3000, /* looks at a fork that its process was killed in, until it is taken never to have happened */
    WATCH_DYING = 1000     /* ms for a process to die of a signal */
};

static bool seat_is_watched(const seat *x) { return x->pidfd >= 0 && x->watched == __atomic_load_n(&x->sitting, __ATOMIC_ACQUIRE); }

static seat *seat_parent(const os *s, const seat *x) { return x->parent ? seat_at(s, x->parent - 1) : NULL; }

/* Its parent is there to begin it, to reap it. */
static bool seat_has_parent(const os *s, const seat *x)
{
    const seat *parent = seat_parent(s, x);
    return parent && parent->sitting == x->parent_sitting && (parent == s->seat || seat_state(parent) == SEAT_RUNNING);
}

static bool seat_is_reaped(const seat *x) { return __atomic_load_n(&x->reaped, __ATOMIC_ACQUIRE) == x->sitting + 1; }

/* Nobody is there to begin it. The state is looked at once more behind that: it may have begun, and its parent have ended, meanwhile. */
static bool seat_is_orphan(const os *s, const seat *x, uint32_t sitting)
{
    return !seat_has_parent(s, x) && seat_state(x) == SEAT_STARTING && __atomic_load_n(&x->sitting, __ATOMIC_ACQUIRE) == sitting;
}

/* --- what became of it --- */

/* The system's word on a process that is dead and not reaped, as waitpid gives it. */
static int status_of_zombie(int32_t pid)
{
    char path[64], text[1024];
    int status = SIGKILL;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "re");
    const char *last = file && fgets(text, sizeof text, file) ? strrchr(text, ' ') : NULL;
    if (last)
        sscanf(last, "%d", &status);
    if (file)
        fclose(file);
    return status;
}

static int watch_status(const seat *x)
{
    siginfo_t info = {0};
    if (waitid(P_PID, (id_t)x->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == x->pid)
        return info.si_code == CLD_EXITED ? info.si_status : -info.si_status;
    int status = status_of_zombie(x->pid);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

/* --- putting in order --- */

static void watch_close(seat *x)
{
    if (x->pidfd >= 0)
        close(x->pidfd);
    x->pidfd = -1;
}

/* The first process is this one's child; others come to it when their parent is gone, unless that was killed when it had reaped them. */
static void watch_reap(os *s, seat *x)
{
    siginfo_t info = {0};
    bool own = x->parent == s->seat->id || !seat_has_parent(s, x);
    bool gone = own && waitid(P_PID, (id_t)x->pid, &info, WEXITED | WNOHANG) == 0 && info.si_pid;
    if (gone || (own && seat_is_reaped(x)))
        seat_free(s, x);
}

static void watch_release(os *s, seat *x)
{
    watch_close(x);
    watch_reap(s, x);
}

/* The op that was to start it is undone, or was never done: there never was such a process. */
static bool watch_begun(const process *p)
{
    const object *o = p->self;
    return o->kind != KIND_process || __atomic_load_n(&o->thread.life, __ATOMIC_ACQUIRE) != LIFE_NEW;
}

/* Nobody joins main, so nobody would hear of it. */
static void watch_tell_main(world *w, int status)
{
    buf text = {0};
    const char *name = sigabbrev_np(-status);
    buf_printf(&text, "%s: error: main was ended by signal %d%s%s\n", w->file ? w->file : "-", -status, name ? ", SIG" : "",
               name ? name : "");
    world_complain(w, &text);
    buf_free(&text);
    __atomic_add_fetch(&w->failures, 1, __ATOMIC_RELAXED);
}

static void watch_end_process(os *s, seat *x, process *p, int status)
{
    world *w = s->world;
    if (!watch_begun(p)) {
        fork_undo(s, x, p);
        handles_clear(w->memory, x);
        return;
    }
    hand *own = s->guard.hand;
    if (p == w->main && status < 0)
        watch_tell_main(w, status);
    process_end(w, own->lane, &own->journal, p, status);
    fork_leave(s, x, p);
    await_changed(w, own->lane, &own->journal, 0, 0);
}

/* It may have been killed when it had let one begin, but had not woken it. */
static void watch_wake_children(os *s, const seat *x)
{
    for (uint32_t i = 0, top = __atomic_load_n(&s->common->top, __ATOMIC_ACQUIRE); i < top; i++) {
        seat *child = seat_at(s, i);
        if (child && child->parent == x->id && child->parent_sitting == x->sitting && seat_lives(child))
            os_wake(s, &child->state, FUTEX_EVERYBODY);
    }
}

/* It was killed. */
static void watch_bury(os *s, seat *x)
{
    int status = watch_status(x);
    process *p = x->process;
    __atomic_add_fetch(&s->common->killed, 1, __ATOMIC_RELAXED);
    __atomic_sub_fetch(&s->common->busy, x->awake, __ATOMIC_RELAXED);
    journal_recover(s, x);
    if (p)
        watch_end_process(s, x, p, status);
    else
        handles_clear(s->world->memory, x);
    watch_wake_children(s, x);
    __atomic_store_n(&x->state, SEAT_DEAD, __ATOMIC_RELEASE);
    os_wake(s, &x->state, FUTEX_EVERYBODY);
    direct_over(s, x);
    watch_release(s, x);
}

/* Whoever was watched there is gone. False: its parent is about to begin it, and has to be let do so first. The state is looked at
 * before the sitting: one that has ended may be reaped at any moment, and another who sits there be alive. */
static bool watch_gone(os *s, seat *x)
{
    uint32_t state = seat_state(x);
    if (x->pidfd < 0 || x->watched != __atomic_load_n(&x->sitting, __ATOMIC_ACQUIRE))
        watch_close(x);
    else if (state != SEAT_RUNNING && state != SEAT_STARTING)
        watch_release(s, x);
    else if (state == SEAT_STARTING && seat_has_parent(s, x))
        return false;
    else
        watch_bury(s, x);
    return true;
}

/* Of the process that sits there now: it is not reaped before this one has seen that it is dead, but may have ended by itself meanwhile. */
static void watch_open(os *s, seat *x)
{
    uint32_t sitting = x->sitting;
    int32_t pid = __atomic_load_n(&x->pid, __ATOMIC_ACQUIRE);
    if (pid <= 0)
        return;
    watch_close(x);
    x->pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (x->sitting != sitting || !seat_lives(x))
        watch_close(x);
    if (x->pidfd < 0)
        return;
    x->watched = sitting;
    x->looks = 0;
    struct epoll_event e = {.events = EPOLLIN, .data.u32 = x->id};
    epoll_ctl(s->guard.epoll, EPOLL_CTL_ADD, x->pidfd, &e);
}

void watch_outlive(os *s, seat *x, uint32_t sitting)
{
    if (x->sitting != sitting || !seat_lives(x))
        return;
    if (!seat_is_watched(x))
        watch_open(s, x);
    if (x->pidfd >= 0 && poll(&(struct pollfd){.fd = x->pidfd, .events = POLLIN}, 1, WATCH_DYING) > 0)
        watch_gone(s, x);
}

/* --- orphans --- */

static bool watch_knows(const os *s, int32_t pid)
{
    bool known = pid == s->guard.guardian;
    for (uint32_t i = 0, top = __atomic_load_n(&s->common->top, __ATOMIC_ACQUIRE); i < top && !known; i++) {
        const seat *x = seat_at(s, i);
        known = x && __atomic_load_n(&x->pid, __ATOMIC_ACQUIRE) == pid;
    }
    return known;
}

/* Those whom the dead have forked are children of this process by now. Is there one who has not said yet where it sits? */
static bool watch_stranger(const os *s)
{
    FILE *list = fopen("/proc/thread-self/children", "re");
    bool found = !list;
    int pid;
    while (!found && fscanf(list, "%d", &pid) == 1)
        found = !watch_knows(s, pid);
    if (list)
        fclose(list);
    return found;
}

/* Forked, or not, by a process that was killed meanwhile. */
static void watch_orphan(os *s, seat *x, uint32_t sitting)
{
    if (x->process && x->pid > 0 && watch_begun(x->process)) {
        fork_begin(s, (os_task *)__atomic_load_n(&x->process->self->thread.task, __ATOMIC_ACQUIRE));
    } else if (x->pid > 0) {
        kill(x->pid, SIGKILL);
    } else if ((!x->forking || !watch_stranger(s) || ++x->looks > WATCH_PATIENCE) && seat_sit(x, sitting, -1)) {
        journal_recover(s, x); /* whoever was about to start it had given it a hand */
        if (x->process)
            watch_end_process(s, x, x->process, -SIGKILL);
        seat_free(s, x);
    }
}

/* --- looking --- */

static void watch_seat(os *s, seat *x)
{
    uint32_t sitting = __atomic_load_n(&x->sitting, __ATOMIC_ACQUIRE), state = seat_state(x); /* in this order: it may be free by now */
    if (state == SEAT_FREE || state == SEAT_TAKEN || x == s->seat)
        return;
    if (state == SEAT_STARTING && seat_is_orphan(s, x, sitting))
        watch_orphan(s, x, sitting);
    if (seat_lives(x) && !seat_is_watched(x))
        watch_open(s, x);
    if (state == SEAT_ENDED || state == SEAT_DEAD)
        watch_reap(s, x);
}

enum { DEAD_AT_ONCE = 64 };
typedef struct dead {
    seat *seats[DEAD_AT_ONCE];
    int count;
} dead;

/* Some of those that are dead, among those that are watched. */
static dead watch_some_dead(const os *s)
{
    struct epoll_event events[DEAD_AT_ONCE];
    dead d = {.count = epoll_wait(s->guard.epoll, events, DEAD_AT_ONCE, 0)};
    for (int i = 0; i < d.count; i++) {
        d.seats[i] = seat_at(s, events[i].data.u32 - 1);
        assert(d.seats[i]);
    }
    return d;
}

static bool watch_dead(os *s)
{
    bool left = false;
    for (int count = DEAD_AT_ONCE; count == DEAD_AT_ONCE && !left;) {
        dead d = watch_some_dead(s);
        count = d.count;
        for (int i = 0; i < count; i++)
            left |= !watch_gone(s, d.seats[i]);
    }
    return left;
}

void watch_hear(os *s)
{
    for (uint32_t i = 0, top = __atomic_load_n(&s->common->top, __ATOMIC_ACQUIRE); i < top; i++) {
        seat *x = seat_at(s, i);
        if (x && x != s->seat && seat_lives(x) && !seat_is_watched(x))
            watch_open(s, x);
    }
    dead d = watch_some_dead(s);
    for (int i = 0; i < d.count; i++)
        if (seat_lives(d.seats[i]) && seat_is_watched(d.seats[i])) /* in this order, as in watch_gone */
            journal_tell(d.seats[i]);
}

bool watch_look(os *s)
{
    roster_sweep(s);
    for (uint32_t i = 0, top = __atomic_load_n(&s->common->top, __ATOMIC_ACQUIRE); i < top; i++) {
        seat *x = seat_at(s, i);
        if (x)
            watch_seat(s, x);
    }
    return watch_dead(s);
}

/* This process waits for a word that one of that seat holds, which may have been killed, and not have been seen dead yet. */
void watch_rescue(os *s, uint32_t holder)
{
    seat *x = holder && holder != s->locker && holder <= SEATS ? seat_at(s, holder - 1) : NULL;
    int fd = x && seat_lives(x) && x->pid > 0 ? (int)syscall(SYS_pidfd_open, x->pid, 0) : -1;
    if (fd < 0)
        return;
    if (poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 0) > 0)
        journal_recover(s, x);
    close(fd);
}

/* --- can anybody go on? --- */

static uint32_t watch_sum(const os *s, bool wakes)
{
    uint32_t sum = 0;
    for (uint32_t i = 0, top = __atomic_load_n(&s->common->top, __ATOMIC_ACQUIRE); i < top; i++) {
        const seat *x = seat_at(s, i);
        if (x && (wakes || seat_lives(x)))
            sum += __atomic_load_n(wakes ? &x->wakes : &x->able, __ATOMIC_SEQ_CST);
    }
    return sum;
}

uint32_t watch_able(const os *s) { return s->shared ? watch_sum(s, false) : __atomic_load_n(&s->seat->able, __ATOMIC_SEQ_CST); }

bool watch_any_able(const os *s)
{
    bool any = __atomic_load_n(&s->seat->able, __ATOMIC_SEQ_CST) != 0;
    for (uint32_t i = 0, top = s->shared ? __atomic_load_n(&s->common->top, __ATOMIC_ACQUIRE) : 0; i < top && !any; i++) {
        const seat *x = seat_at(s, i);
        any = x && seat_lives(x) && __atomic_load_n(&x->able, __ATOMIC_SEQ_CST);
    }
    return any;
}

static bool task_can_go_on(const object *o, const process *p)
{
    (void)p;
    bool runs = object_is_task(o) && __atomic_load_n(&o->thread.life, __ATOMIC_ACQUIRE) == LIFE_RUNNING;
    const os_task *t = runs ? (const os_task *)__atomic_load_n(&o->thread.task, __ATOMIC_ACQUIRE) : NULL;
    return t && !(__atomic_load_n(&t->word, __ATOMIC_SEQ_CST) & PARK_IDLE);
}

/* Its last task has ended, and it is about to. */
static bool seat_ends(const seat *x)
{
    const process *p = __atomic_load_n(&x->process, __ATOMIC_ACQUIRE);
    return __atomic_load_n(&x->dying, __ATOMIC_SEQ_CST) || !p || !__atomic_load_n(&p->live, __ATOMIC_SEQ_CST);
}

/* Somebody of it is in the middle of an op: a task that ends is none any more before those who join it are told. */
static bool seat_busy(const seat *x)
{
    for (const hand *h = __atomic_load_n(&x->hands, __ATOMIC_ACQUIRE); h; h = h->next)
        if (__atomic_load_n(&h->used, __ATOMIC_RELAXED) && __atomic_load_n(&h->state, __ATOMIC_SEQ_CST) != HAND_IDLE)
            return true;
    return false;
}

bool watch_others_stir(const os *s)
{
    for (uint32_t i = 0, top = __atomic_load_n(&s->common->top, __ATOMIC_ACQUIRE); i < top; i++) {
        const seat *x = seat_at(s, i);
        if (x && x != s->seat && seat_lives(x) && (seat_state(x) == SEAT_STARTING || seat_ends(x) || seat_busy(x)))
            return true;
    }
    return false;
}

/* … or is dead. */
static bool watch_stirs(const os *s)
{
    struct epoll_event e;
    return watch_others_stir(s) || epoll_wait(s->guard.epoll, &e, 1, 0) > 0;
}

/* The counts of those that can go on may be wrong when a process was killed as it changed them, so every task is looked at. Who was seen
 * asleep may have been woken by one that fell asleep before it was its turn to be looked at: then the wakes have changed. */
bool watch_idle(os *s)
{
    uint32_t at = 1, wakes = watch_sum(s, true);
    object *o = objects_next(s->world, &at, task_can_go_on, NULL);
    if (o)
        object_let_go(o);
    return !o && !watch_stirs(s) && watch_sum(s, true) == wakes;
}

/* --- the end --- */

bool watch_start(os *s)
{
    s->guard.epoll = epoll_create1(EPOLL_CLOEXEC);
    return s->guard.epoll >= 0;
}

/* For an assertion. Seats of those that had ended by then are free, or are freed by this, which has reaped them, or by their parent,
 * which has said so. */
__attribute__((unused)) static bool watch_is_clear(const os *s)
{
    bool clear = true;
    for (uint32_t i = 0, top = s->common->top; i < top && clear; i++) {
        const seat *x = seat_at(s, i);
        clear = !x || seat_is_reaped(x) || x->pid <= 0 || (seat_state(x) != SEAT_ENDED && seat_state(x) != SEAT_DEAD);
    }
    return clear;
}

static void watch_saw(const os *s, int32_t pid)
{
    for (uint32_t i = 0, top = s->common->top; i < top; i++) {
        seat *x = seat_at(s, i);
        if (x && x->pid == pid)
            x->reaped = x->sitting + 1;
    }
}

/* One that has not begun may not have said its number yet: it ends by itself, for the run does, if only it wakes. */
static void watch_end_one(os *s, seat *x)
{
    if (!seat_lives(x))
        return;
    if (x->pid > 0)
        kill(x->pid, SIGKILL);
    uint32_t starting = SEAT_STARTING;
    if (__atomic_compare_exchange_n(&x->state, &starting, SEAT_DEAD, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
        os_wake(s, &x->state, FUTEX_EVERYBODY);
}

/* All are ended; orphans come to this one, which reaps them, too. Whose step has ended the run was ended perhaps before it could say
 * that it has made it. */
void watch_end(os *s)
{
    for (uint32_t i = 0, top = s->common->top; i < top; i++)
        if (seat_at(s, i) && seat_at(s, i) != s->seat)
            watch_end_one(s, seat_at(s, i));
    guardian_end(s);
    siginfo_t info = {0};
    while (waitid(P_ALL, 0, &info, WEXITED) == 0 || errno == EINTR)
        watch_saw(s, info.si_pid);
    for (uint32_t i = 0, top = s->common->top; i < top; i++)
        if (seat_at(s, i))
            direct_over(s, seat_at(s, i));
    assert(watch_is_clear(s));
    close(s->guard.epoll);
}
