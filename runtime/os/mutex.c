/* mutex: what word_lock and word_unlock (world.h) leave to the engine: waiting for a word that is held, and waking who sleeps for it.
 * A word is held for the moment of one operation, so a short spin mostly finds it free. Not fair by itself: a sleeper that is woken competes
 * with those that come; but whoever found it contended leaves it contended, so every release wakes the next one. */
#include "runtime/os/internal.h"

enum { MUTEX_SPINS = 100 };

/* Relaxed on failure: nothing guarded is read then. */
static bool mutex_spin(const os *s, uint32_t *word)
{
    for (int i = 0; i < MUTEX_SPINS && os_may_spin(s); i++) {
        uint32_t seen = __atomic_load_n(word, __ATOMIC_RELAXED);
        if (seen == LOCK_FREE && __atomic_compare_exchange_n(word, &seen, LOCK_HELD, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
            return true;
        cpu_pause();
    }
    return false;
}

/* The exchange takes the lock when it was free, and tells the holder that somebody sleeps when it was not. The sleeper comes back when the
 * word is not contended any more, so a release between exchange and wait is not lost. */
void mutex_wait(world *w, uint32_t *word)
{
    if (mutex_spin(os_of(w), word))
        return;
    while (__atomic_exchange_n(word, LOCK_CONTENDED, __ATOMIC_ACQUIRE) != LOCK_FREE)
        futex_wait(word, LOCK_CONTENDED, -1);
}

void mutex_wake(world *w, uint32_t *word)
{
    (void)w;
    futex_wake(word, 1);
}
