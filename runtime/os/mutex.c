/* mutex: the lock of one object or cell, a word: 0 free, 1 held, 2 held and somebody may sleep. Held for the moment of one operation, so a
 * short spin mostly finds it free. Not fair by itself: a sleeper that is woken competes with those that come; but whoever found it
 * contended leaves it at 2, so every release wakes the next one. */
#include "runtime/os/internal.h"

enum { MUTEX_FREE, MUTEX_HELD, MUTEX_CONTENDED, MUTEX_SPINS = 100 };

/* Relaxed on failure: nothing guarded is read then. */
static bool mutex_try(uint32_t *word, uint32_t wanted)
{
    uint32_t seen = MUTEX_FREE;
    return __atomic_compare_exchange_n(word, &seen, wanted, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

static bool mutex_spin(const os *s, uint32_t *word)
{
    for (int i = 0; i < MUTEX_SPINS && os_may_spin(s); i++) {
        if (__atomic_load_n(word, __ATOMIC_RELAXED) == MUTEX_FREE && mutex_try(word, MUTEX_HELD))
            return true;
        cpu_pause();
    }
    return false;
}

/* The exchange takes the lock when it was free, and tells the holder that somebody sleeps when it was not. The sleeper comes back when the
 * word is no longer 2, so a release between exchange and wait is not lost. */
static __attribute__((noinline)) void mutex_lock_slowly(const os *s, uint32_t *word)
{
    if (mutex_spin(s, word))
        return;
    while (__atomic_exchange_n(word, MUTEX_CONTENDED, __ATOMIC_ACQUIRE) != MUTEX_FREE)
        futex_wait(word, MUTEX_CONTENDED, -1);
}

void mutex_lock(world *w, uint32_t *word)
{
    if (__builtin_expect(!mutex_try(word, MUTEX_HELD), 0))
        mutex_lock_slowly(os_of(w), word);
}

void mutex_unlock(world *w, uint32_t *word)
{
    (void)w;
    if (__builtin_expect(__atomic_exchange_n(word, MUTEX_FREE, __ATOMIC_RELEASE) == MUTEX_CONTENDED, 0))
        futex_wake(word, 1);
}
