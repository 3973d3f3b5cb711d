/* fork: how a process begins and ends.
 *
 * It is made within the op that starts it: a seat, a task and all that it holds are ready before the fork, so that the child has nothing
 * to ask for. The child waits until that op is done, and then runs its task on the OS thread it was forked on. The last of its tasks
 * that keeps it alive brings its other OS threads to an end and puts in order what it leaves behind, then the system's process exits.
 * Its parent reaps it when it starts or ends another; when the parent is gone the supervisor does. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "runtime/os/internal.h"
#include "runtime/process.h"

enum { FORK_PATIENCE = 10000 /* naps: where much goes on, whoever was killed takes its time to be gone */, FORK_NAP = 1000000 /* ns */ };

/* --- reaping --- */

static bool fork_may_reap(const os *s, const seat *x)
{
    uint32_t state = __atomic_load_n(&x->state, __ATOMIC_ACQUIRE);
    return (state == SEAT_ENDED || state == SEAT_DEAD) && x->parent == s->seat->id && x->parent_sitting == s->seat->sitting;
}

/* Should this process be killed in between, the supervisor finds that nobody is there to be reaped, and why. */
static bool fork_took(seat *x)
{
    siginfo_t info = {0};
    if (waitid(P_PID, (id_t)x->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || !info.si_pid)
        return false;
    __atomic_store_n(&x->reaped, x->sitting + 1, __ATOMIC_RELEASE);
    return waitid(P_PID, (id_t)x->pid, &info, WEXITED | WNOHANG) == 0;
}

/* One OS thread does, and none ends another process meanwhile: the system may give the number of one that was reaped to another. */
static void fork_reap(os *s)
{
    if (!__atomic_load_n(&s->children, __ATOMIC_RELAXED))
        return;
    word_lock(s->world, &s->reaping);
    for (uint32_t i = 0, top = __atomic_load_n(&s->common->top, __ATOMIC_ACQUIRE); i < top; i++) {
        seat *x = seat_at(s, i);
        if (!x || !fork_may_reap(s, x) || !fork_took(x))
            continue;
        __atomic_sub_fetch(&s->children, 1, __ATOMIC_RELAXED);
        seat_free(s, x);
    }
    word_unlock(s->world, &s->reaping);
}

void fork_kill(os *s, seat *x, uint32_t sitting, int signal)
{
    word_lock(s->world, &s->reaping);
    uint32_t state = x->sitting == sitting ? __atomic_load_n(&x->state, __ATOMIC_ACQUIRE) : SEAT_FREE;
    if ((state == SEAT_RUNNING || state == SEAT_STARTING) && x->pid > 0) {
        __atomic_store_n(&x->dying, 1, __ATOMIC_SEQ_CST);
        kill(x->pid, signal);
        kill(x->pid, SIGCONT); /* one that is stopped would not notice */
    }
    word_unlock(s->world, &s->reaping);
}

void os_kill(world *w, process *p, int signal) { fork_kill(os_of(w), p->seat, p->sitting, signal); }

/* The supervisor puts in order what it leaves, or it does so itself. When the run ends nobody does. Where the supervisor waits itself, it
 * does what it waits for. */
void os_outlive(world *w, const process *p)
{
    os *s = os_of(w);
    seat *x = p->seat;
    if (s->guard.here) {
        watch_outlive(s, x, p->sitting);
        return;
    }
    gate_rest(s);
    for (uint32_t state;
         state_lives(state = seat_state(x)) && __atomic_load_n(&x->sitting, __ATOMIC_ACQUIRE) == p->sitting && !os_ending(s);)
        os_wait(s, &x->state, state, clock_monotonic() + FORK_NAP);
    gate_rise(s);
}

/* --- the end --- */

static void fork_others_end(os *s)
{
    __atomic_fetch_or(&s->seat->halt, HALT_STOP, __ATOMIC_SEQ_CST);
    roster_stop(s);
    worker_dismiss(s);
    dispatcher_stop(s);
    gate_rest(s); /* a fork that has begun goes on first */
    for (uint32_t alive; (alive = __atomic_load_n(&s->workers.alive, __ATOMIC_ACQUIRE)) > 1;)
        os_wait(s, &s->workers.alive, alive, -1);
    gate_rise(s);
}

/* What is left is its own: nobody else knows of the seat's process any more. */
void fork_leave(os *s, seat *x, process *p)
{
    __atomic_store_n(&x->process, NULL, __ATOMIC_RELEASE);
    process_leave(s->world, p);
    handles_clear(s->world->memory, x);
}

void fork_over(os *s, hand *h, int status)
{
    seat *x = s->seat;
    process *p = x->process;
    if (__atomic_exchange_n(&s->over, 1, __ATOMIC_SEQ_CST))
        return;
    __atomic_store_n(&x->dying, 1, __ATOMIC_SEQ_CST);
    if (s->locked)
        gil_drop(s); /* those who wake to see that they are to stop take it first */
    fork_others_end(s);
    process_end(s->world, h->lane, &h->journal, p, status);
    fork_leave(s, x, p);
    hand_leave(h);
    __atomic_sub_fetch(&s->common->busy, 1, __ATOMIC_RELAXED);
    __atomic_store_n(&x->state, SEAT_ENDED, __ATOMIC_RELEASE);
    os_wake(s, &x->state, FUTEX_EVERYBODY);
    direct_over(s, x);
    supervisor_wake(s);
    _exit(status);
}

/* Of the process that ends, or was killed. */
void os_drop(world *w, task *t) { roster_drop(os_of(w), (os_task *)t); }

/* --- the beginning --- */

/* What else the parent had is only memory now. */
static void fork_reset(os *s, seat *x)
{
    if (s->guard.lifeline >= 0)
        close(s->guard.lifeline);
    s->guard.lifeline = -1;
    if (s->guard.here)
        close(s->guard.epoll);
    s->guard.here = false;
    close(s->signals.fd);
    s->seat = x;
    s->gating = NULL;
    s->locker = x->id;
    s->here = x->process->id;
    s->roster.lock = 0;
    s->roster.first = NULL;
    memset(&s->workers, 0, sizeof s->workers);
    s->workers.alive = 1;
    memset(&s->dispatcher, 0, sizeof s->dispatcher);
    s->dispatcher.os = s;
    memset(&s->gil, 0, sizeof s->gil);
    s->over = s->children = s->reaping = 0;
    shm_enter(s->world->memory, &x->cache);
    pthread_sigmask(SIG_SETMASK, &s->signals.before, NULL);
    signal(SIGTTOU, SIG_IGN);
}

/* Given up by then, it was never there; the seat may be another's. Nor is it when the run ends: whoever ends all may not have seen it. */
static void fork_sit(const os *s, seat *x, uint32_t sitting)
{
    int32_t own = getpid();
    if (!seat_sit(x, sitting, own) && (x->sitting != sitting || x->pid != own))
        _exit(0);
    while (__atomic_load_n(&x->state, __ATOMIC_ACQUIRE) == SEAT_STARTING && x->sitting == sitting && !os_ending(s))
        os_wait(s, &x->state, SEAT_STARTING, -1);
    if (x->sitting != sitting || os_ending(s))
        _exit(0);
}

static _Noreturn void fork_child(os *s, seat *x, uint32_t sitting, hand *h, os_task *t)
{
    if (s->guard.group)
        setpgid(0, s->guard.group);
    fork_reset(s, x);
    cells_unname(t->task.process->cells);
    fork_sit(s, x, sitting);
    roster_link(s, t);
    worker_stay(s, h, t);
    _exit(1);
}

void fork_begin(os *s, os_task *t)
{
    seat *x = seat_of(t);
    t->fresh = false;
    __atomic_store_n(&x->state, SEAT_RUNNING, __ATOMIC_RELEASE);
    os_wake(s, &x->state, FUTEX_EVERYBODY);
}

/* All that a process is made of before it is forked. */
typedef struct birth {
    seat *seat;
    process *process;
    os_task *task;
    hand *hand;
    bool own;     /* the process was made for it */
    bool refused; /* the system allows no more processes */
} birth;

/* As long as the seat leads to it the supervisor undoes it once more, should this process be killed meanwhile. */
void fork_undo(os *s, seat *x, process *p)
{
    process_withdraw(s->world, p);
    __atomic_store_n(&x->process, NULL, __ATOMIC_RELEASE);
    process_forget(s->world, p);
}

static void birth_undo(os *s, birth *b)
{
    if (b->hand)
        hand_leave(b->hand);
    if (b->task)
        roster_give(s, b->task);
    if (!b->seat)
        return;
    if (b->process && b->own)
        fork_undo(s, b->seat, b->process);
    b->seat->process = NULL;
    handles_clear(s->world->memory, b->seat);
    seat_free(s, b->seat);
}

/* Others may find the process as soon as it is entered, and want to end it: it has its seat by then. And when this process is killed,
 * whoever clears its seat finds it there. */
static bool birth_enter(os *s, birth *b, const task *parent, object *o, fault *f)
{
    world *w = s->world;
    if (b->own && !(b->process = process_make(w, parent->process, o, f)))
        return false;
    b->process->seat = b->seat;
    b->process->sitting = b->seat->sitting;
    __atomic_store_n(&b->seat->process, b->process, __ATOMIC_RELEASE);
    return !b->own || process_enter(w, b->process, f);
}

static bool birth_ready(os *s, birth *b, task *parent, object *o, fault *f)
{
    world *w = s->world;
    b->seat = seat_take(s, s->seat);
    if (!b->seat)
        return fault_set(f, ERROR_limit, "there is no room for another process (limit memory)");
    if (!birth_enter(s, b, parent, o, f))
        return false;
    if ((b->task = roster_new(s, b->seat, b->process, parent)))
        b->hand = hand_take(s, b->seat);
    if (!b->hand)
        return fault_set(f, ERROR_limit, "out of memory for another process (limit memory)");
    if (parent)
        b->process->cells = parent->process->cells;
    b->seat->able = b->seat->awake = 1;
    return task_embody(w, b->process, &b->task->task, o, f);
}

static const char *fork_reason(int error)
{
    switch (error) {
    case EAGAIN: return "the system allows no more";
    case ENOMEM: return "out of memory";
    default: return strerror(error);
    }
}

/* The body is the child's from the fork on, in its copy of the memory. Whose seat it is to be is fixed before: it may be another's by the
 * time the child looks. The gate stays shut until the op is told of and the process is resumed: what the trace says of the parent's variables up to there is what the child finds. */
static bool birth_fork(os *s, birth *b, task *parent, object *o, fault *f)
{
    world *w = s->world;
    seat *x = b->seat;
    uint32_t sitting = x->sitting;
    __atomic_store_n(&x->forking, 1, __ATOMIC_RELEASE);
    gate_shut(s); /* no handle comes or goes from here on: the child has a copy of those that are noted for it */
    s->gating = parent ? parent->lane : NULL;
    errno = ENOMEM;
    pid_t pid = handles_copy(s, x) ? fork() : -1;
    if (pid == 0)
        fork_child(s, x, sitting, b->hand, b->task);
    int error = errno;
    w->host->end(w, b->task->task.body);
    if (pid < 0) {
        gate_open(s);
        x->forking = 0;
        b->refused = error == EAGAIN;
        return fault_set(f, ERROR_limit, "cannot start another process: %s", fork_reason(error));
    }
    __atomic_store_n(&x->pid, pid, __ATOMIC_RELEASE);
    b->process->pid = pid;
    __atomic_add_fetch(&s->children, 1, __ATOMIC_RELAXED);
    __atomic_add_fetch(&s->common->busy, 1, __ATOMIC_RELAXED);
    task_begin(parent, b->process, &b->task->task, o);
    return true;
}

static bool birth_give(os *s, birth *b, task *parent, object *o, fault *f)
{
    if (birth_ready(s, b, parent, o, f) && birth_fork(s, b, parent, o, f))
        return true;
    birth_undo(s, b);
    return false;
}

/* Is there a child that ends? It counts, for the system, until it is reaped, and whoever has joined it may be quicker. */
static bool fork_frees(const os *s)
{
    const struct timespec nap = {0, FORK_NAP};
    bool ends = false;
    for (uint32_t i = 0, top = __atomic_load_n(&s->common->top, __ATOMIC_ACQUIRE); i < top && !ends; i++) {
        const seat *x = seat_at(s, i);
        ends = x && x->parent == s->seat->id && x->parent_sitting == s->seat->sitting
               && __atomic_load_n(&x->state, __ATOMIC_ACQUIRE) != SEAT_FREE && __atomic_load_n(&x->dying, __ATOMIC_SEQ_CST);
    }
    if (ends)
        nanosleep(&nap, NULL);
    return ends;
}

/* Only daemons are left, and this is one of them: the supervisor is about to end it. */
static void fork_heeds_end(os *s)
{
    if (!__atomic_load_n(&s->world->over, __ATOMIC_SEQ_CST))
        return;
    gate_rest(s);
    for (;;)
        pause();
}

bool fork_spawn(os *s, task *parent, object *o, fault *f)
{
    for (int tries = 0;; tries++) {
        birth b = {.own = true};
        fork_reap(s);
        if (birth_give(s, &b, parent, o, f))
            break;
        fork_heeds_end(s);
        if (!b.refused || tries == FORK_PATIENCE || !fork_frees(s))
            return false;
        value_drop(f->message);
    }
    supervisor_wake(s);
    return true;
}

bool fork_main(os *s, value callee, fault *f)
{
    world *w = s->world;
    birth b = {.process = w->main};
    object *o = world_main(w, callee, f) ? object_at(w, w->main->id) : NULL;
    if (!o || !birth_give(s, &b, NULL, o, f))
        return false;
    if (s->guard.group)
        setpgid((pid_t)w->main->pid, s->guard.group);
    gate_open(s);
    fork_begin(s, b.task);
    return true;
}
