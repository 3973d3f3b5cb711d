/* gil: one lock for all tasks of the process, for scenarios with `gil: "timer"`, by the rules of CPython since 3.2.
 *
 * A task holds it while it computes and gives it up while it waits. Who wants it and has waited for switch_interval, without anybody else
 * having taken it meanwhile, makes a request; the holder sees that after its next op or slice of instructions, gives the lock up and does
 * not take it again before another has. */
#include "runtime/os/internal.h"

static bool gil_try(os *s)
{
    uint32_t free = 0;
    return __atomic_compare_exchange_n(&s->gil.held, &free, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

static void gil_wait(os *s)
{
    uint32_t switches = __atomic_load_n(&s->gil.switches, __ATOMIC_SEQ_CST);
    int64_t until = clock_monotonic() + s->world->settings.switch_interval;
    if (s->shared)
        gate_rest(s);
    os_wait(s, &s->gil.held, 1, until);
    if (s->shared)
        gate_rise(s);
    if (clock_monotonic() >= until && __atomic_load_n(&s->gil.switches, __ATOMIC_SEQ_CST) == switches)
        __atomic_store_n(&s->gil.request, 1, __ATOMIC_SEQ_CST);
}

/* A new holder has not been asked for anything yet; whoever still waits will ask again. */
void gil_take(os *s, const os_task *t)
{
    if (!gil_try(s)) {
        __atomic_add_fetch(&s->gil.waiting, 1, __ATOMIC_SEQ_CST);
        while (!gil_try(s))
            gil_wait(s);
        __atomic_sub_fetch(&s->gil.waiting, 1, __ATOMIC_SEQ_CST);
    }
    __atomic_store_n(&s->gil.request, 0, __ATOMIC_RELAXED);
    if (s->gil.last == t)
        return;
    s->gil.last = t;
    __atomic_add_fetch(&s->gil.switches, 1, __ATOMIC_SEQ_CST);
    os_wake(s, &s->gil.switches, FUTEX_EVERYBODY);
}

/* Sequentially consistent: either who waits is seen here, or it sees that the lock is free. */
void gil_drop(os *s)
{
    __atomic_store_n(&s->gil.held, 0, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&s->gil.waiting, __ATOMIC_SEQ_CST))
        os_wake(s, &s->gil.held, 1);
}

void gil_yield(os *s, const os_task *t)
{
    uint32_t switches = __atomic_load_n(&s->gil.switches, __ATOMIC_SEQ_CST);
    gil_drop(s);
    while (__atomic_load_n(&s->gil.switches, __ATOMIC_SEQ_CST) == switches && __atomic_load_n(&s->gil.waiting, __ATOMIC_SEQ_CST)
           && !os_stopping(s))
        os_wait(s, &s->gil.switches, switches, clock_monotonic() + s->world->settings.switch_interval);
    gil_take(s, t);
}
