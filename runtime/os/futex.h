/* futex: the few system calls that waiting is made of, and the clock that goes with them.
 * Every wait may end without a reason; callers look at their word again. `flag`: FUTEX_PRIVATE_FLAG for a word that no other process looks
 * at, else 0. */
#ifndef RUNTIME_OS_FUTEX_H
#define RUNTIME_OS_FUTEX_H

#include <limits.h>
#include <linux/futex.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { FUTEX_EVERYBODY = INT_MAX };

static inline int64_t clock_monotonic(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static inline struct timespec clock_spec(int64_t ns)
{
    return (struct timespec){.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
}

#ifdef CONC_HOSTILE
/* The stress build: one sleep in four ends at once, as if by a stale wake. */
static inline bool futex_spurious(void)
{
    return clock_monotonic() / 100 % 4 == 0;
}
#else
static inline bool futex_spurious(void)
{
    return false;
}
#endif

/* Sleeps while *word is `seen`, until the moment `until` of CLOCK_MONOTONIC (negative: without end). Why it came back is not told:
 * a wake, the time, a signal, a word that had changed already. */
static inline void futex_wait(const uint32_t *word, uint32_t seen, int64_t until, int flag)
{
    if (futex_spurious())
        return;
    struct timespec at = clock_spec(until < 0 ? 0 : until);
    syscall(SYS_futex, word, FUTEX_WAIT_BITSET | flag, seen, until < 0 ? NULL : &at, NULL, FUTEX_BITSET_MATCH_ANY);
}

/* The memory at word may be gone by now: a wake looks at the address alone, and one too many is harmless. */
static inline void futex_wake(const uint32_t *word, int count, int flag)
{
    syscall(SYS_futex, word, FUTEX_WAKE | flag, count, NULL, NULL, 0);
}

static inline void cpu_pause(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb" ::: "memory");
#endif
}

#endif
