/* mutex: what word_lock and word_unlock (world.h) leave to the engine: waiting for a word that is held, and waking who sleeps for it. A
 * word is held for the moment of one operation, so one who looks a little later mostly finds it free. Each look takes the line of the
 * cache away from the holder, who has the object in it, too. So the first look comes when the holder may have done several operations:
 * where two want the same object all the time, each works on it for a while undisturbed. Not fair by itself: a sleeper that is woken
 * competes with those that come; but whoever found it contended leaves it contended, so every release wakes the next one. */
#include "runtime/os/internal.h"

enum { LOOKS = 40 }; /* before it sleeps, spread over PARK_COST: nobody spins longer than sleeping would cost */
enum { MUTEX_DOUBT = 2000000 /* ns after which the supervisor looks whether the holder is dead */ };

static bool mutex_take(uint32_t *word, uint32_t mine)
{
    uint32_t seen = LOCK_FREE;
    return __atomic_compare_exchange_n(word, &seen, mine, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

/* Relaxed on failure: nothing guarded is read then. */
static bool mutex_spin(const os *s, uint32_t *word)
{
    if (s->cpus == 1)
        return false;
    for (int i = 0; i < LOOKS; i++) {
        for (uint32_t k = 0; k <= s->spins / LOOKS; k++)
            cpu_pause();
        if (__atomic_load_n(word, __ATOMIC_RELAXED) == LOCK_FREE && mutex_take(word, s->locker))
            return true;
    }
    return false;
}

/* The holder is told that somebody sleeps; when it was released meanwhile that fails. A release between that and the sleep is not lost: the
 * word is another then. */
static void mutex_sleep(os *s, uint32_t *word)
{
    uint32_t seen = __atomic_load_n(word, __ATOMIC_RELAXED), told = seen | LOCK_CONTENDED;
    if (seen == LOCK_FREE || (seen != told && !__atomic_compare_exchange_n(word, &seen, told, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED)))
        return;
    if (s->guard.here) {
        os_wait(s, word, told, clock_monotonic() + MUTEX_DOUBT);
        supervisor_relieve(s);
        watch_rescue(s, __atomic_load_n(word, __ATOMIC_RELAXED) & ~LOCK_CONTENDED);
        return;
    }
    if (s->shared)
        gate_rest(s);
    os_wait(s, word, told, -1);
    if (s->shared)
        gate_rise(s);
}

void mutex_wait(world *w, uint32_t *word)
{
    os *s = os_of(w);
    if (mutex_spin(s, word))
        return;
    while (!mutex_take(word, s->locker | LOCK_CONTENDED))
        mutex_sleep(s, word);
}

void mutex_wake(world *w, uint32_t *word) { os_wake(os_of(w), word, 1); }
