/* supervisor: the first thread of a run. It runs no script; it hands recorded events to the formats, waits for signals and for the time of
 * `stop_after`, sees when nobody can go on any more, and ends the run.
 *
 * When events come it drains them, naps, and drains again, so that it works in batches while there is much to do; when a nap brought
 * nothing it sleeps until it is rung. Writers ring only a supervisor that sleeps. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

#include "runtime/deadlock.h"
#include "runtime/director.h"
#include "runtime/os/internal.h"
#include "runtime/os/os.h"
#include "runtime/pass.h"
#include "runtime/process.h"
#include "runtime/record.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define OS_STACK (1024 * 1024)
#else
#define OS_STACK (256 * 1024) /* the machine needs little; walks over deeply nested values the most. Untouched pages cost nothing */
#endif

enum { SUPERVISOR_NAP = 100000, SUPERVISOR_WATCHED = 50000000, SUPERVISOR_DOUBTS = 100000000 }; /* ns */

/* --- what others call --- */

/* An eventfd's write fails when it is rung already, or when this process, or whoever forked it, has closed all it had: then it knocks. */
void supervisor_ring(os *s)
{
    uint64_t one = 1;
    if (write(s->common->supervisor.bell, &one, sizeof one) < 0 && errno == EBADF)
        kill(s->common->supervisor.pid, SIGNAL_KNOCK);
}

/* Sequentially consistent, as are those who take themselves off: of several that do at one moment the last sees that all have. And a
 * process that ends says so by itself. */
void supervisor_suspect(os *s)
{
    if (s->world->director || !watch_any_able(s))
        supervisor_ring(s);
}

void supervisor_end(os *s, run_end end)
{
    uint32_t none = 0;
    if (!__atomic_compare_exchange_n(&s->common->ending, &none, (uint32_t)end + 1, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
        return;
    __atomic_fetch_or(&s->seat->halt, HALT_STOP, __ATOMIC_SEQ_CST);
    supervisor_ring(s);
}

static void os_failed(world *w) { supervisor_end(os_of(w), RUN_STOPPED); }

static int64_t os_now(world *w)
{
    os *s = os_of(w);
    int64_t still = s ? __atomic_load_n(&s->still, __ATOMIC_RELAXED) : 0;
    return still || !s ? still : clock_monotonic() - s->epoch;
}

static int64_t os_stamp(world *w)
{
    os *s = os_of(w);
    return s ? ticks_now(&s->common->ticks) - s->epoch : 0;
}

/* A fresh task is given to the OS thread that was reserved for it. */
static void os_resume(world *w, task *claimed)
{
    os_task *t = (os_task *)claimed;
    if (__builtin_expect(w->director != NULL, 0))
        direct_lets_go(os_of(w), t);
    if (__builtin_expect(os_of(w)->jitters, 0))
        jitter_wake(os_of(w), t);
    if (__builtin_expect(!t->fresh, 1)) {
        park_tell(os_of(w), t, PARK_READY);
        return;
    }
    if (claimed->self->kind == KIND_process) {
        gate_open(os_of(w));
        fork_begin(os_of(w), t);
        return;
    }
    t->fresh = false;
    if (t->worker)
        worker_call(t->worker, t);
    else
        dispatcher_push(os_of(w), t);
}

static void os_poke(world *w, task *t)
{
    if (__builtin_expect(os_of(w)->jitters, 0))
        jitter_wake(os_of(w), (os_task *)t);
    if (w->director && task_generation(t) % 2 && wait_is_cancelled(t))
        direct_lets_go(os_of(w), (os_task *)t);
    park_tell(os_of(w), (os_task *)t, PARK_POKED);
}

/* Whoever it waits for may stand at the gate. */
static void os_pause(world *w)
{
    gate_pass(os_of(w));
    sched_yield();
}

static bool os_awake(world *w, const task *t) { return park_looks(os_of(w), (const os_task *)t); }

enum { IDLE_LOOKS = 200, IDLE_PAUSE = 10000 }; /* ns */

/* Asked by a task that has found a cycle it is part of. Others may be about to fall asleep, or a process to end, which may let somebody of the
 * cycle go on: they are given 2 ms to do so. */
static bool os_idle(world *w)
{
    os *s = os_of(w);
    const struct timespec pause = {0, IDLE_PAUSE};
    for (int i = 0; i < IDLE_LOOKS; i++) {
        if (watch_able(s) <= 1 && !(s->shared && watch_others_stir(s)))
            return true;
        nanosleep(&pause, NULL);
    }
    return false;
}

/* clang-format off */
#define OS_ENGINE \
    .name = "real", .now = os_now, .stamp = os_stamp, .spawn = os_spawn, .resume = os_resume, .poke = os_poke, .pause = os_pause, .lock = mutex_wait, \
    .unlock = mutex_wake, .awake = os_awake, .failed = os_failed, .idle = os_idle, .kill = os_kill, .outlive = os_outlive, .drop = os_drop, .handle = os_handle, \
    .forget = os_forget
/* clang-format on */

const engine os_engine = {OS_ENGINE, .joins = true};
const engine os_directed_engine = {OS_ENGINE, .choose = direct_choose, .looks = direct_looks, .late = direct_late, .apart = true};

/* --- the recorder --- */

/* Sequentially consistent, with supervisor_rest: either this sees that it sleeps, or it sees that something is pending. */
void supervisor_wake(void *context)
{
    os *s = context;
    __atomic_store_n(&s->common->supervisor.pending, 1, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&s->common->supervisor.sleeping, __ATOMIC_SEQ_CST)
        && __atomic_exchange_n(&s->common->supervisor.sleeping, 0, __ATOMIC_SEQ_CST))
        supervisor_ring(s);
}

static int64_t supervisor_clock(void *context)
{
    (void)context;
    return clock_monotonic();
}

/* A writer without room sleeps until the next drain, which wakes all, if somebody has said that he will sleep: whoever finds no room then says
 * so again, and who was killed meanwhile does not. The supervisor does not wait for itself, and who has shut the gate not for that. */
static void supervisor_room(void *context, lane *l)
{
    os *s = context;
    if (l == s->world->lane)
        return;
    bool rests = l != s->gating;
    if (rests)
        gate_rest(s);
    for (;;) {
        uint32_t drains = __atomic_load_n(&s->common->supervisor.drains, __ATOMIC_SEQ_CST);
        __atomic_store_n(&s->common->supervisor.crowded, 1, __ATOMIC_SEQ_CST);
        if (!recorder_full(l))
            break;
        supervisor_ring(s);
        os_wait(s, &s->common->supervisor.drains, drains, -1);
    }
    if (rests)
        gate_rise(s);
}

/* Whether something is left over, for which to come back soon. */
static bool supervisor_drain(os *s)
{
    __atomic_store_n(&s->common->supervisor.pending, 0, __ATOMIC_SEQ_CST);
    bool left = recorder_drain(s->world->recorder, false);
    __atomic_add_fetch(&s->common->supervisor.drains, 1, __ATOMIC_SEQ_CST);
    if (__atomic_exchange_n(&s->common->supervisor.crowded, 0, __ATOMIC_SEQ_CST))
        os_wake(s, &s->common->supervisor.drains, FUTEX_EVERYBODY);
    return left;
}

/* It waits for a word whose holder may be waiting for room, which there is none as long as somebody may have a number that is missing: those
 * who are dead have not, but nobody else says so. */
void supervisor_relieve(os *s)
{
    if (!__atomic_load_n(&s->common->supervisor.crowded, __ATOMIC_SEQ_CST))
        return;
    watch_hear(s);
    supervisor_drain(s);
}

/* --- watching --- */

/* The count is exact: when it is 0 every task sleeps and none can be woken. It is looked at twice all the same. */
static void supervisor_deadlock(os *s)
{
    world *w = s->world;
    buf text = {0};
    deadlock_report(w, DEADLOCK_OF_ALL, &text);
    if ((s->shared ? !watch_idle(s) : watch_able(s) != 0) || os_ending(s)) {
        buf_free(&text);
        return;
    }
    record_note(w, w->lane, VERB_none, "deadlock: nobody can go on any more");
    supervisor_drain(s);
    world_complain(w, &text);
    buf_free(&text);
    supervisor_end(s, RUN_DEADLOCK);
}

/* It may be that nobody can go on: then it is worth looking closely. */
static bool supervisor_doubts(os *s)
{
    if (watch_able(s) == 0)
        return !s->shared || watch_idle(s);
    return s->shared && __atomic_load_n(&s->common->killed, __ATOMIC_RELAXED) && watch_idle(s);
}

static void supervisor_look(os *s)
{
    int64_t stop = s->world->settings.stop_after;
    if (direct_goes_on(s))
        direct_look(s);
    if (recorder_failed(s->world->recorder))
        supervisor_end(s, RUN_STOPPED);
    else if (s->shared && !process_any(s->world, NULL))
        supervisor_end(s, RUN_ENDED);
    else if (supervisor_doubts(s))
        supervisor_deadlock(s);
    else if (stop != NO_TIMEOUT && os_now(s->world) >= stop)
        supervisor_end(s, RUN_STOPPED);
}

/* nap: 0 sleeps. */
static int64_t supervisor_until(const os *s, int64_t nap)
{
    int64_t stop = s->world->settings.stop_after, until = stop == NO_TIMEOUT ? INT64_MAX : os_clock(s, stop);
    if (!nap && ((s->shared && s->common->killed) || direct_goes_on(s)))
        nap = SUPERVISOR_DOUBTS;
    int64_t soon = nap ? clock_monotonic() + nap : INT64_MAX;
    return soon < until ? soon : until;
}

static void supervisor_poll(os *s, int64_t until)
{
    struct pollfd fds[3] = {{.fd = s->common->supervisor.bell, .events = POLLIN},
                            {.fd = s->signals.fd, .events = POLLIN},
                            {.fd = s->shared ? s->guard.epoll : -1, .events = POLLIN}};
    int64_t left = until == INT64_MAX ? 0 : until - clock_monotonic();
    struct timespec timeout = clock_spec(left > 0 ? left : 0);
    if (ppoll(fds, 3, until == INT64_MAX ? NULL : &timeout, NULL) <= 0)
        return;
    uint64_t rings;
    if (fds[0].revents && read(s->common->supervisor.bell, &rings, sizeof rings) < 0)
        return;
    if (fds[1].revents)
        signals_read(s);
}

/* Naps, or sleeps when there was nothing to do. */
static void supervisor_rest(os *s, int64_t nap)
{
    if (!nap) {
        __atomic_store_n(&s->common->supervisor.sleeping, 1, __ATOMIC_SEQ_CST);
        if (__atomic_load_n(&s->common->supervisor.pending, __ATOMIC_SEQ_CST)) {
            __atomic_store_n(&s->common->supervisor.sleeping, 0, __ATOMIC_SEQ_CST);
            return;
        }
    }
    supervisor_poll(s, supervisor_until(s, nap));
    __atomic_store_n(&s->common->supervisor.sleeping, 0, __ATOMIC_SEQ_CST);
}

static void supervisor_watch(os *s)
{
    while (!os_ending(s)) {
        bool news = __atomic_load_n(&s->common->supervisor.pending, __ATOMIC_SEQ_CST) != 0;
        if (news && os_now(s->world) > SUPERVISOR_WATCHED)
            signals_watch(s);
        bool left = supervisor_drain(s);
        if (s->shared)
            left |= watch_look(s);
        supervisor_look(s);
        if (!os_ending(s))
            supervisor_rest(s, left || news ? SUPERVISOR_NAP : 0);
    }
}

/* --- the end --- */

/* Tasks stop at their next op or wake. Meanwhile their events are taken, so that nobody is left waiting for room. */
static void supervisor_stop(os *s)
{
    if (s->shared) {
        watch_end(s);
        return;
    }
    __atomic_fetch_or(&s->seat->halt, HALT_STOP, __ATOMIC_SEQ_CST); /* who said that the run ends may not have come to that yet */
    roster_stop(s);
    worker_dismiss(s);
    dispatcher_stop(s);
    for (uint32_t alive; (alive = __atomic_load_n(&s->workers.alive, __ATOMIC_ACQUIRE)) != 0;) {
        supervisor_drain(s);
        signals_read(s);
        os_wait(s, &s->workers.alive, alive, clock_monotonic() + SUPERVISOR_NAP);
    }
    worker_join(s);
    dispatcher_join(s);
}

/* --- the run --- */

int os_cores(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return CPU_COUNT(&set);
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (int)online : 1;
}

static bool os_open(os *s)
{
    s->common->supervisor.pid = getpid();
    s->common->supervisor.bell = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (s->common->supervisor.bell < 0)
        return false;
    if (signals_catch(s)) {
        if (pthread_attr_init(&s->attributes) == 0) {
            pthread_attr_setstacksize(&s->attributes, OS_STACK);
            return true;
        }
        signals_release(s);
    }
    close(s->common->supervisor.bell);
    return false;
}

/* What lies in the arena goes with it. */
static void os_give(os *s)
{
    if (!s->shared && s->seat) {
        for (hand *h = s->seat->hands, *next; h; h = next) {
            next = h->next;
            free(h);
        }
        free(s->seat);
    }
    if (!s->shared && s->common) {
        free(s->common->seats[0]);
        free(s->common);
    }
    free(s);
}

static os *os_new(world *w)
{
    os *s = aligned_alloc(OS_LINE, sizeof *s);
    if (!s)
        return NULL;
    memset(s, 0, sizeof *s);
    s->world = w;
    s->shared = w->memory != NULL;
    s->guard.lifeline = -1;
    s->common = memory_aligned(w->memory, sizeof *s->common);
    s->seat = s->common ? seat_take(s, NULL) : NULL;
    if (!s->seat) {
        os_give(s);
        return NULL;
    }
    s->seat->state = SEAT_RUNNING;
    s->locker = s->seat->id;
    s->cpus = (uint32_t)os_cores();
    s->spins = park_calibrate();
    s->locked = w->settings.gil != GIL_OFF;
    s->jitters = w->settings.jitters;
    s->held = s->jitters || w->director;
    s->budget = s->locked ? OS_GIL_BUDGET : OS_BUDGET;
    s->dispatcher.os = s;
    if (os_open(s))
        return s;
    os_give(s);
    return NULL;
}

static void os_free(os *s)
{
    signals_release(s);
    pthread_attr_destroy(&s->attributes);
    close(s->common->supervisor.bell);
    handles_close(s);
    os_give(s);
}

/* Sleepers are woken as exactly as the system can; threads inherit it. Gives the slack of before. */
static int supervisor_open(os *s)
{
    int slack = prctl(PR_GET_TIMERSLACK);
    prctl(PR_SET_TIMERSLACK, 1);
    if (recorder_wants(s->world->recorder, RECORD_OPS))
        ticks_open(&s->common->ticks);
    recorder_hook(s->world->recorder,
                  &(recorder_hooks){.room = supervisor_room, .wake = supervisor_wake, .clock = supervisor_clock, .context = s});
    return slack;
}

static void supervisor_close(os *s, int slack)
{
    recorder_drain(s->world->recorder, true);
    recorder_hook(s->world->recorder, &(recorder_hooks){0});
    if (slack >= 0)
        prctl(PR_SET_TIMERSLACK, slack);
}

/* Guarded, and in a process of its own, where there may be others. */
static bool os_guarded(os *s, value callee, fault *f)
{
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0 || !handles_open(s) || !watch_start(s) || !guardian_start(s))
        return fault_set(f, ERROR_limit, "the system has no room for the processes of a run");
    s->guard.here = true;
    s->seat->awake = 1;
    return fork_main(s, callee, f);
}

static bool os_main(os *s, value callee, fault *f)
{
    world *w = s->world;
    if (s->shared)
        return os_guarded(s, callee, f);
    object *o = world_main(w, callee, f) ? object_at(w, w->main->id) : NULL;
    if (!o || !os_spawn(w, NULL, o, f))
        return false;
    os_resume(w, __atomic_load_n(&o->thread.task, __ATOMIC_ACQUIRE));
    return true;
}

static run_end os_fail(world *w, const char *text, size_t length)
{
    buf message = {0};
    buf_printf(&message, "%s: error: the run could not begin: ", w->file ? w->file : "-");
    buf_add(&message, text, length);
    buf_char(&message, '\n');
    world_complain(w, &message);
    buf_free(&message);
    w->failures++;
    return RUN_ENDED;
}

static run_end os_supervise(os *s, value callee)
{
    fault f = {0};
    int slack = supervisor_open(s);
    bool begun = os_main(s, callee, &f);
    if (begun)
        supervisor_watch(s);
    else
        supervisor_end(s, RUN_ENDED);
    run_end end = (run_end)(s->common->ending - 1);
    supervisor_stop(s);
    record_run_end(s->world, s->world->lane, end);
    supervisor_close(s, slack);
    if (begun)
        return end;
    const char *text;
    size_t length = value_string_bytes(&f.message, &text);
    end = os_fail(s->world, text, length);
    value_drop(f.message);
    return end;
}

/* One task makes what another frees: messages, futures. Blocks of this size the C library keeps in lists as they are, and takes several at
 * once from there; larger ones it joins with their neighbours and divides again. */
static void os_keep_blocks(void)
{
#if defined(M_MXFAST)
    mallopt(M_MXFAST, 20 * (int)sizeof(size_t)); /* the most that it takes */
#endif
}

memory *os_memory(int64_t limit) { return shm_new(limit, sizeof(os_task)); }

void os_memory_free(memory *m) { shm_free(m); }

run_end os_run(world *w, value main_callee, bool *told_deadlock)
{
    const char *no_room = w->memory ? "out of memory (limit memory)" : "out of memory";
    *told_deadlock = false;
    os_keep_blocks();
    os *s = os_new(w);
    if (!s)
        return os_fail(w, no_room, strlen(no_room));
    s->guard.hand = hand_take(s, s->seat);
    if (!s->guard.hand) {
        os_free(s);
        return os_fail(w, no_room, strlen(no_room));
    }
    w->lane = s->guard.hand->lane;
    w->engine_state = s;
    w->parallel = true;
    w->at_once = !s->held && !s->locked && !recorder_wants(w->recorder, RECORD_VARIABLES);
    if (!w->director)
        w->settings.cores = (int)s->cpus; /* those of the header are the simulated machine's, on which a schedule was found */
    w->main->seat = s->seat;
    w->main->pid = getpid();
    w->main->parent_pid = s->shared ? getpid() : getppid();
    s->epoch = clock_monotonic();
    if (w->director)
        w->director->since = s->epoch;
    run_end end = os_supervise(s, main_callee);
    w->parallel = false;
    if (w->told)
        *told_deadlock = deadlock_stands(w);
    roster_clear(s);
    w->engine_state = NULL;
    os_free(s);
    return end;
}
