/* ticks: what time it is, by the processor's own counter, for half the cost of asking the system.
 * Calls the clock of futex.h. Leaves out: everything that is to happen at a time; that goes by the system's clock.
 *
 * The counter is read as so many ns after a moment at which both clocks were read, its anchor. An anchor holds for a millisecond at
 * most, then whoever comes first sets a new one. The rate is what was measured lately, less a little: so between two anchors this clock
 * falls behind the system's by some ten ns, and does not run ahead of it. All threads go by the same anchor, and a new one does not
 * begin before the time that the old one has come to. Whoever goes by the old one while the new one is being set says which time that
 * was, and nobody who goes by the new one tells an earlier one: so it never goes back, however long the setting takes. It is used only
 * where the system itself tells the time by the counter. */
#include <fcntl.h>
#include <string.h>

#include "runtime/os/internal.h"

/* ns. The rate is measured soon, then over a longer and longer time, at last over the last second. An anchor holds for a fraction of the
 * time that was measured over, so that what the rate is wrong by comes to less than the two clocks are read apart. */
enum { MEASURED_FIRST = 500000, MEASURED_LEAST = 16000000, MEASURED_MOST = 1000000000 };
enum { ANCHOR_HOLDS = 1000000, ANCHOR_PART = 16 };
enum { ANCHOR_MOST = 100 }; /* times as long it holds while somebody else is setting the next */
enum { DOUBT = 400 };       /* ticks: two looks at the counter with one at the clock between them take less, unless they were interrupted */
enum { SCALE = 32, LESS = 15 }; /* ns a tick in fixed point; the part of it that is left off, as powers of two */

#if defined(__x86_64__)
static inline uint64_t ticks_count(void) { return __builtin_ia32_rdtsc(); }

static bool ticks_trusted(void)
{
    char name[4] = "";
    int fd = open("/sys/devices/system/clocksource/clocksource0/current_clocksource", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool trusted = read(fd, name, sizeof name) == sizeof name && memcmp(name, "tsc\n", sizeof name) == 0;
    close(fd);
    return trusted;
}
#else
static inline uint64_t ticks_count(void) { return 0; }

static bool ticks_trusted(void) { return false; }
#endif

void ticks_open(ticks *k)
{
    k->trusted = ticks_trusted();
    k->base_count = ticks_count();
    k->base_ns = clock_monotonic();
}

static anchor anchor_load(const anchor *a)
{
    return (anchor){.count = __atomic_load_n(&a->count, __ATOMIC_ACQUIRE),
                    .holds = __atomic_load_n(&a->holds, __ATOMIC_ACQUIRE),
                    .scale = __atomic_load_n(&a->scale, __ATOMIC_ACQUIRE),
                    .ns = __atomic_load_n(&a->ns, __ATOMIC_ACQUIRE)};
}

static void anchor_store(anchor *a, anchor to)
{
    __atomic_store_n(&a->count, to.count, __ATOMIC_RELEASE);
    __atomic_store_n(&a->holds, to.holds, __ATOMIC_RELEASE);
    __atomic_store_n(&a->scale, to.scale, __ATOMIC_RELEASE);
    __atomic_store_n(&a->ns, to.ns, __ATOMIC_RELEASE);
}

/* The time by an anchor. Is it too far away for that? */
static bool anchor_far(anchor a, uint64_t count) { return count - a.count >= a.holds * ANCHOR_MOST; }

static int64_t anchor_time(anchor a, uint64_t count) { return a.ns + (int64_t)((count - a.count) * a.scale >> SCALE); }

/* Measures the rate anew, if enough has passed since the base of the measurement. */
static void anchor_measure(anchor *a, ticks *k)
{
    uint64_t counted = a->count - k->base_count, passed = (uint64_t)(a->ns - k->base_ns);
    if (passed < (a->scale ? MEASURED_LEAST : MEASURED_FIRST) || !counted)
        return;
    uint64_t scale = (uint64_t)(((unsigned __int128)passed << SCALE) / counted), holds = passed / ANCHOR_PART;
    a->scale = scale - (scale >> LESS);
    a->holds = ((holds < ANCHOR_HOLDS ? holds : ANCHOR_HOLDS) << SCALE) / scale;
    if (passed >= MEASURED_MOST) {
        k->base_count = a->count;
        k->base_ns = a->ns;
    }
}

/* A new anchor in the place of the one before `old`, which is the present one. Its time. */
static int64_t ticks_anchor(ticks *k, anchor old, uint32_t version)
{
    uint64_t before = ticks_count();
    anchor a = {.ns = clock_monotonic(), .holds = old.holds, .scale = old.scale};
    uint64_t after = ticks_count();
    bool far = anchor_far(old, after);
    if (after - before >= DOUBT)
        return far ? a.ns : anchor_time(old, after);
    a.count = after;
    anchor_measure(&a, k);
    int64_t least = far ? 0 : anchor_time(old, after);
    if (a.ns < least)
        a.ns = least;
    anchor_store(&k->anchors[(version + 1) & 1], a);
    __atomic_store_n(&k->version, version + 1, __ATOMIC_SEQ_CST);
    return a.ns;
}

/* Nobody tells an earlier time than *ns from now on, and neither does this one: it may be more by then. False: the anchor of that
 * version is none any more, and who has gone by the next may not have seen it. Before that is known nothing is said, for the anchor may
 * have been read half written. */
static bool ticks_tell(ticks *k, uint32_t version, int64_t *ns)
{
    if (__atomic_load_n(&k->version, __ATOMIC_ACQUIRE) != version)
        return false;
    int64_t least = __atomic_load_n(&k->least, __ATOMIC_RELAXED);
    while (least < *ns && !__atomic_compare_exchange_n(&k->least, &least, *ns, true, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
        ;
    if (*ns < least)
        *ns = least;
    return __atomic_load_n(&k->version, __ATOMIC_SEQ_CST) == version;
}

/* The anchor that was read did not hold, or its place was taken by the next but one meanwhile. */
static __attribute__((noinline)) int64_t ticks_renew(ticks *k)
{
    bool mine = !__atomic_exchange_n(&k->lock, 1, __ATOMIC_ACQUIRE);
    int64_t ns = 0;
    for (bool told = false; !told;) {
        uint32_t version = __atomic_load_n(&k->version, __ATOMIC_ACQUIRE);
        anchor a = anchor_load(&k->anchors[version & 1]);
        uint64_t count = ticks_count();
        if (mine && count - a.count >= a.holds)
            ns = ticks_anchor(k, a, version);
        else
            ns = anchor_far(a, count) ? clock_monotonic() : anchor_time(a, count);
        told = ticks_tell(k, version, &ns);
    }
    if (mine)
        __atomic_store_n(&k->lock, 0, __ATOMIC_RELEASE);
    return ns;
}

int64_t ticks_now(ticks *k)
{
    uint32_t version = __atomic_load_n(&k->version, __ATOMIC_ACQUIRE);
    anchor a = anchor_load(&k->anchors[version & 1]);
    int64_t least = __atomic_load_n(&k->least, __ATOMIC_SEQ_CST);
    uint64_t count = ticks_count();
    if (count - a.count >= a.holds || version != __atomic_load_n(&k->version, __ATOMIC_RELAXED))
        return k->trusted ? ticks_renew(k) : clock_monotonic();
    int64_t ns = anchor_time(a, count);
    return ns < least ? least : ns;
}
