/* dispatcher: one OS thread for the tasks of all timers.
 *
 * A timer's task mostly waits for its next time, so it has no OS thread of its own: it is carried here. Those with a deadline stand in a
 * heap, but for the soonest, which is taken out beforehand; the thread sleeps until that is due, or until something is pushed into the
 * inbox (a new timer, a task that was told something). A task whose block waits for anything else is carried just the same. One that
 * works, or takes more than its turn while others wait here, is handed over to a worker, so that the others are not late; it comes back
 * when it waits for its next time. */
#include <stdlib.h>

#include "runtime/os/internal.h"

enum { DISPATCHER_TURN = 32 /* ops, or slices of the budget */, DISPATCHER_BUDGET = 1000 };
enum { EARLY_MOST = 20000 /* ns */ };

/* --- those with a deadline --- */

static bool timed_room(dispatcher *d) { return heap_room(&d->timed, d->timed.count + 2); }

static bool timed_any(const dispatcher *d) { return d->soonest.task || d->timed.count; }

static void timed_put(dispatcher *d, heap_entry e) { heap_add(&d->timed, e.key, e.order, e.task); }

static void timed_add(dispatcher *d, os_task *t, int64_t deadline)
{
    heap_entry e = {deadline, d->order++, &t->task};
    t->timed = true;
    if (d->soonest.task && deadline < d->soonest.key) {
        timed_put(d, d->soonest);
        d->soonest = e;
    } else {
        timed_put(d, e);
    }
}

static void timed_remove(dispatcher *d, os_task *t)
{
    t->timed = false;
    if (d->soonest.task == &t->task)
        d->soonest.task = NULL;
    else
        heap_remove(&d->timed, &t->task);
}

/* What a task begins with when it goes on. */
static void timed_fetch(const os_task *t)
{
    for (size_t at = 0; at < sizeof *t; at += OS_LINE)
        __builtin_prefetch((const char *)t + at);
    __builtin_prefetch(t->task.self);
    __builtin_prefetch(t->task.body);
}

/* Takes out the soonest, if there is one. */
static bool timed_choose(dispatcher *d)
{
    const heap_entry *first = heap_first(&d->timed);
    if (d->soonest.task || !first)
        return d->soonest.task != NULL;
    d->soonest = *first;
    heap_remove(&d->timed, d->soonest.task);
    timed_fetch((const os_task *)d->soonest.task);
    return true;
}

/* --- carrying --- */

/* Puts the task to sleep here; false when it was told something already. Whoever tells it something pushes it into the inbox. */
static bool dispatcher_hold(dispatcher *d, os_task *t)
{
    bool claimed = park_claimed(&t->task), timed = !claimed && task_deadline(&t->task) != NO_TIMEOUT;
    if (timed)
        timed_add(d, t, task_deadline(&t->task));
    uint32_t bits = PARK_SLEEPING | PARK_CARRIED;
    t->carried = true;
    if (park_mark(d->os, t, claimed || timed ? bits : bits | PARK_IDLE))
        return true;
    t->carried = false;
    if (t->timed)
        timed_remove(d, t);
    return false;
}

static bool dispatcher_hand_over(dispatcher *d, os_task *t)
{
    worker *k = worker_reserve(d->os, NULL);
    if (k)
        worker_call(k, t);
    return k != NULL;
}

/* Others wait for their time, or came in. */
static bool dispatcher_wanted(const dispatcher *d)
{
    return timed_any(d) || d->taken || __atomic_load_n(&d->os->seat->dispatcher.inbox, __ATOMIC_RELAXED);
}

/* What waits here must have room and must not need the processor; else it needs a thread of its own. */
static bool dispatcher_carries(dispatcher *d, const os_task *t) { return task_verb(&t->task) != VERB_run_work && timed_room(d); }

/* It waits. True: it sleeps here, or has been handed over; else *r says how it goes on. */
static bool dispatcher_wait(dispatcher *d, os_task *t, ran *r)
{
    if (!dispatcher_carries(d, t)) {
        if (dispatcher_hand_over(d, t))
            return true;
        *r = worker_wait_for(d->os, t);
        return false;
    }
    if (dispatcher_hold(d, t))
        return true;
    *r = worker_woken(d->os, t, park_take(t));
    return false;
}

/* Runs a task until it sleeps here or is gone. When there is no thread to hand it over to, the others have to wait. */
static void dispatcher_run(dispatcher *d, os_task *t, ran r)
{
    while (r == RAN_ON || r == RAN_WAITS) {
        if (r == RAN_WAITS) {
            if (dispatcher_wait(d, t, &r))
                return;
            continue;
        }
        r = worker_steps(d->os, t, DISPATCHER_BUDGET, DISPATCHER_TURN);
        if (r == RAN_ON && dispatcher_wanted(d) && dispatcher_hand_over(d, t))
            return;
    }
    if (r == RAN_ENDED)
        roster_end(d->os, t);
}

/* A task that is new, was told something, is due, or has come back from a worker to wait here: which of these, park_take and
 * perform_timeout find out. */
static void dispatcher_go_on(dispatcher *d, os_task *t)
{
    os *s = d->os;
    t->task.lane = d->hand->lane;
    t->task.journal = s->shared ? &d->hand->journal : NULL;
    t->task.hesitates = false; /* the others that are carried here would have to wait, too */
    if (s->locked)
        gil_take(s, t);
    dispatcher_run(d, t, t->pending ? worker_woken(s, t, park_take(t)) : RAN_ON);
    if (s->locked)
        gil_drop(s);
}

/* One from the inbox; or of who sat here before, told too late. */
static void dispatcher_take(dispatcher *d, os_task *t)
{
    if (t->seat != d->os->seat || t->sitting != d->os->seat->sitting)
        return; /* whose memory is not used again (roster_drop) */
    t->carried = false;
    if (t->timed)
        timed_remove(d, t);
    dispatcher_go_on(d, t);
}

/* The soonest is due. When somebody has just told it something it is ours no more, but comes by the inbox. */
static void dispatcher_due(dispatcher *d)
{
    os_task *t = (os_task *)d->soonest.task;
    timed_remove(d, t);
    if (__atomic_fetch_and(&t->word, ~(uint32_t)PARK_SLEEP, __ATOMIC_SEQ_CST) & PARK_CARRIED) {
        t->carried = false;
        dispatcher_go_on(d, t);
    }
}

/* The inbox is last in, first out; this turns it round. Acquire: what was written before the push is seen. */
static void dispatcher_fetch(dispatcher *d)
{
    for (os_task *t = __atomic_exchange_n(&d->os->seat->dispatcher.inbox, NULL, __ATOMIC_ACQUIRE), *next; t; t = next) {
        next = t->inbox;
        t->inbox = d->taken;
        d->taken = t;
    }
}

static void dispatcher_take_all(dispatcher *d)
{
    dispatcher_fetch(d);
    for (os_task *t; (t = d->taken) != NULL;) {
        d->taken = t->inbox;
        dispatcher_take(d, t);
    }
}

/* After the inbox: what was pushed is not carried any more. */
static void dispatcher_take_missed(dispatcher *d)
{
    for (os_task *t = __atomic_exchange_n(&d->os->seat->dispatcher.missed, NULL, __ATOMIC_ACQUIRE), *next; t; t = next) {
        next = t->missed;
        if (t->carried && __atomic_load_n(&t->word, __ATOMIC_ACQUIRE) & PARK_TOLD)
            dispatcher_take(d, t);
    }
}

/* --- sleeping --- */

/* How late the system has woken it lately: rather more than that. */
static void early_learn(dispatcher *d, int64_t late)
{
    if (late > EARLY_MOST)
        late = EARLY_MOST;
    d->early += late > d->early ? (late - d->early) / 4 : (late - d->early) / 16;
}

/* To be woken takes the system its time. So where a processor is free it sleeps that much shorter, and looks at the clock for the rest. */
static void dispatcher_doze(dispatcher *d, uint32_t seen, int64_t due)
{
    const os *s = d->os;
    const uint32_t *pushed = &s->seat->dispatcher.pushed;
    int64_t until = os_may_spin(s) ? due - d->early : due;
    os_wait(s, pushed, seen, until);
    int64_t now = clock_monotonic();
    if (now >= until)
        early_learn(d, now - until);
    while (now >= until && now < due && __atomic_load_n(pushed, __ATOMIC_RELAXED) == seen) {
        cpu_pause();
        now = clock_monotonic();
    }
}

/* `seen` was read before the inbox was taken, so a push since then ends the sleep at once. */
static void dispatcher_sleep(dispatcher *d, uint32_t seen)
{
    os *s = d->os;
    __atomic_store_n(&s->seat->dispatcher.sleeping, 1, __ATOMIC_SEQ_CST);
    gate_rest(s);
    if (d->soonest.task)
        dispatcher_doze(d, seen, os_clock(s, d->soonest.key));
    else
        os_wait(s, &s->seat->dispatcher.pushed, seen, -1);
    gate_rise(s);
    __atomic_store_n(&s->seat->dispatcher.sleeping, 0, __ATOMIC_RELAXED);
}

static void *dispatcher_main(void *argument)
{
    dispatcher *d = argument;
    os *s = d->os;
    for (;;) {
        uint32_t seen = __atomic_load_n(&s->seat->dispatcher.pushed, __ATOMIC_SEQ_CST);
        gate_pass(s);
        dispatcher_take_all(d);
        dispatcher_take_missed(d);
        if (os_stopping(s))
            break;
        if (timed_choose(d) && os_clock(s, d->soonest.key) <= clock_monotonic())
            dispatcher_due(d);
        else if (__atomic_load_n(&s->seat->dispatcher.pushed, __ATOMIC_RELAXED) == seen)
            dispatcher_sleep(d, seen);
    }
    free(d->timed.entries);
    hand_leave(d->hand);
    worker_gone(s);
    return NULL;
}

/* --- what others call --- */

static bool dispatcher_create(dispatcher *d, fault *f)
{
    os *s = d->os;
    d->hand = hand_take(s, s->seat);
    if (!d->hand)
        return fault_set(f, ERROR_limit, "out of memory for timers");
    worker_comes(s);
    int error = pthread_create(&d->thread, &s->attributes, dispatcher_main, d);
    if (!error)
        return true;
    worker_gone(s);
    hand_leave(d->hand);
    return fault_set(f, ERROR_limit, "cannot start the thread that timers need (error %d)", error);
}

/* Made when it is needed first. */
bool dispatcher_start(os *s, fault *f)
{
    dispatcher *d = &s->dispatcher;
    if (__atomic_load_n(&d->started, __ATOMIC_ACQUIRE))
        return true;
    word_lock(s->world, &d->lock);
    bool good = d->started || dispatcher_create(d, f);
    __atomic_store_n(&d->started, good, __ATOMIC_RELEASE);
    word_unlock(s->world, &d->lock);
    return good;
}

/* Sequentially consistent: either this sees that it sleeps, or it sees the new count and does not. */
static void dispatcher_wake(const os *s, seat *x)
{
    __atomic_add_fetch(&x->dispatcher.pushed, 1, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&x->dispatcher.sleeping, __ATOMIC_SEQ_CST))
        os_wake(s, &x->dispatcher.pushed, 1);
}

static void dispatcher_list(os_task **list, os_task **next, os_task *t)
{
    os_task *first = __atomic_load_n(list, __ATOMIC_RELAXED);
    do
        *next = first;
    while (!__atomic_compare_exchange_n(list, &first, t, true, __ATOMIC_RELEASE, __ATOMIC_RELAXED));
}

void dispatcher_push(os *s, os_task *t)
{
    seat *x = seat_of(t);
    dispatcher_list(&x->dispatcher.inbox, &t->inbox, t);
    dispatcher_wake(s, x);
}

void dispatcher_look(os *s, os_task *t)
{
    seat *x = seat_of(t);
    if (!t->carried)
        return;
    dispatcher_list(&x->dispatcher.missed, &t->missed, t);
    dispatcher_wake(s, x);
}

void dispatcher_stop(os *s)
{
    if (__atomic_load_n(&s->dispatcher.started, __ATOMIC_ACQUIRE))
        dispatcher_wake(s, s->seat);
}

void dispatcher_join(os *s)
{
    if (s->dispatcher.started)
        pthread_join(s->dispatcher.thread, NULL);
}
