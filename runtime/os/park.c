/* park: how a task sleeps until it is told something. Everything goes by one word of the task (enum park_bits).
 *
 * Who has claimed a wait (world.h) fills in the reply and tells the task READY; a task that is cancelled, and stands in no line, is told
 * POKED. Telling is one compare and swap that adds what is told and takes away how it sleeps: who took that away wakes it, so it is woken
 * once for each sleep. The task spins for a while, then adds how it sleeps, by a compare and swap that fails when it was told something: no
 * wake is lost. It sleeps in a futex on the same word, whose value has changed when it was told something in between. A stale wake finds
 * nothing told, and it sleeps on. What a task was told is taken by an exchange. So a poke that it did not see was told before the exchange,
 * and `cancelled` was set before that: the next op sees it. */
#include <sched.h>

#include "runtime/os/internal.h"

enum {
    PARK_COST = 50000, /* ns that going to sleep and being woken costs where it is dear (virtual machines): nobody spins longer */
    PAUSES = 64,
    SPINS_LEAST = 16,
    SPINS_MOST = 20000,
    VAIN_MOST = 8,
    VAIN_REST = 64,
    GLANCE_MOST = 32,
    LOOKS_APART = 3,    /* pauses */
    LINGER_LEAST = 200, /* ns */
    LINGER_MOST = 5000, /* ns */
    LINGER_EACH = 250,  /* ns: it pays if it has changed that often */
    LINGER_RARELY = 256,
    NAP = 20000,   /* ns */
    NAP_WORTH = 8, /* changes of the object meanwhile */
    NAP_RARELY = 8192
};

/* --- the other side --- */

/* An idle task is counted as able again before it can go on: it might end, and be counted off, sooner than we come to it. The teller runs
 * and is counted itself, so the count is never 0 here. Release: what the teller did is seen by the task. Once the word is changed a task
 * that slept in a futex may go on and be gone; only the address of its word is used from then on. One that was carried stays until it is
 * pushed. */
void park_tell(os *s, os_task *t, uint32_t bit)
{
    uint64_t both = __atomic_load_n(&t->both, __ATOMIC_RELAXED), told;
    uint64_t generation = bit == PARK_READY ? (uint64_t)task_generation(&t->task) << 32 : 0;
    seat *x = seat_of(t);
    bool counted = false;
    do {
        bool idle = (both & PARK_IDLE) != 0;
        if (idle != counted
            && __atomic_load_n(&x->sitting, __ATOMIC_RELAXED) == t->sitting) { /* else its process is over, and another there */
            __atomic_add_fetch(&x->wakes, 1, __ATOMIC_SEQ_CST);
            __atomic_add_fetch(&x->able, idle ? 1u : -1u, __ATOMIC_SEQ_CST);
        }
        counted = idle;
        told = (both | bit) & ~(uint64_t)PARK_SLEEP;
        if (bit == PARK_READY)
            told = (uint32_t)told | generation;
    } while (!__atomic_compare_exchange_n(&t->both, &both, told, true, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED));
    if (both & PARK_CARRIED)
        dispatcher_push(s, t);
    else if (both & PARK_SLEEPING)
        os_wake(s, &t->word, 1);
}

bool park_looks(const os *s, const os_task *t) { return os_may_spin(s) && !(__atomic_load_n(&t->word, __ATOMIC_RELAXED) & PARK_SLEEP); }

/* --- the task's side --- */

/* Relaxed: nothing is read because of it. */
bool park_claimed(const task *t) { return task_generation(t) % 2 == 0; }

static bool park_told(const os_task *t) { return (__atomic_load_n(&t->word, __ATOMIC_ACQUIRE) & PARK_TOLD) != 0; }

/* Sequentially consistent: see above, and roster_stop. A task that is stopped leaves what it was told: roster_clear drops the reply. */
wake park_take(os_task *t)
{
    uint32_t word = __atomic_exchange_n(&t->word, 0, __ATOMIC_SEQ_CST);
    if (word & PARK_STOPPED) {
        __atomic_fetch_or(&t->word, word & PARK_TOLD, __ATOMIC_RELAXED);
        return WAKE_STOP;
    }
    return word & PARK_READY ? WAKE_REPLY : WAKE_TIMEOUT;
}

/* --- spinning --- */

/* Whoever spins as long as sleeping and being woken would take at most doubles the cost of its waits. Who did so in vain several times in a
 * row does it only now and then: the other side may have become fast. One that tries it while the other still sleeps each time must see it
 * come, or neither of the two would ever find out. */
uint32_t park_spins(const os *s, os_task *t)
{
    if (!os_may_spin(s) || (t->vain >= VAIN_MOST && ++t->rest < VAIN_REST))
        return 0;
    t->rest = 0;
    return s->spins;
}

void park_learn(os_task *t, bool in_vain) { t->vain = !in_vain ? 0 : t->vain < VAIN_MOST ? t->vain + 1 : VAIN_MOST; }

/* So many pauses take PARK_COST. */
uint32_t park_calibrate(void)
{
    int64_t begin = clock_monotonic();
    for (int i = 0; i < PAUSES; i++)
        cpu_pause();
    int64_t took = clock_monotonic() - begin;
    int64_t spins = took > 0 ? (int64_t)PARK_COST * PAUSES / took : SPINS_LEAST;
    return spins < SPINS_LEAST ? SPINS_LEAST : spins > SPINS_MOST ? SPINS_MOST : (uint32_t)spins;
}

static bool park_stops(const os *s, uint32_t i)
{
    return i % 32 == 0 && (!os_may_spin(s) || __atomic_load_n(&s->seat->halt, __ATOMIC_RELAXED));
}

/* Looking at an object while another processor works on it takes it away from there for a while. So the first look comes when it will
 * soon have changed: a little sooner than the last time, and sooner still when it had changed by the first look. */
static void park_glance(os_task *t, uint32_t pauses)
{
    uint32_t soon = pauses - (pauses > t->glance ? pauses / 8 : pauses / 4);
    t->glance = soon < GLANCE_MOST ? soon : GLANCE_MOST;
}

static uint32_t park_pauses(const os *s, uint32_t ns) { return (uint32_t)((uint64_t)s->spins * ns / PARK_COST) + 1; }

static bool park_lingers(const os *s, os_task *t)
{
    if (!t->linger && ++t->prompt == LINGER_RARELY) {
        t->prompt = 0;
        t->linger = park_pauses(s, LINGER_LEAST);
    }
    return t->linger != 0;
}

/* It has changed. Where values come thick and fast, whoever takes each as soon as it is there is always in the way of who brings them.
 * So it lets several come, more the next time if they did, fewer if not. Whether that pays is tried now and then. Gives the pauses. */
static uint32_t park_linger(const os *s, os_task *t, const object *o)
{
    if (!park_lingers(s, t))
        return 0;
    uint32_t before = __atomic_load_n(&o->version, __ATOMIC_RELAXED);
    uint32_t pauses = t->linger;
    for (uint32_t i = 0; i < pauses; i++)
        cpu_pause();
    uint32_t changes = __atomic_load_n(&o->version, __ATOMIC_RELAXED) - before, most = park_pauses(s, LINGER_MOST);
    if ((uint64_t)changes * park_pauses(s, LINGER_EACH) < t->linger)
        t->linger = t->linger / 2 < park_pauses(s, LINGER_LEAST) ? 0 : t->linger / 2;
    else
        t->linger = t->linger * 2 < most ? t->linger * 2 : most;
    return pauses;
}

/* It has changed, nobody is at work on it, and it is not known that to ask would be in vain: who asks then disturbs nobody. */
static bool park_worthwhile(const os_task *t, const object *o)
{
    return __atomic_load_n(&o->version, __ATOMIC_RELAXED) != t->task.seen && __atomic_load_n(&o->lock, __ATOMIC_RELAXED) == LOCK_FREE
           && !object_is_taken(o, &t->task);
}

bool park_watch(const os *s, os_task *t, const object *o, uint32_t *left)
{
    for (uint32_t i = 1; i <= *left; i++) {
        cpu_pause();
        if (i < t->glance || (i - t->glance) % LOOKS_APART)
            continue;
        if (park_worthwhile(t, o)) {
            park_glance(t, i);
            uint32_t looked = i + park_linger(s, t, o);
            *left -= looked < *left ? looked : *left;
            return true;
        }
        if (park_told(t) || park_stops(s, i))
            return false;
    }
    return false;
}

/* Whoever would neither look nor nap the next time stands in line at once: to ask twice for the same is of no use. */
bool park_hesitates(const os *s, os_task *t)
{
    if (os_may_spin(s))
        return t->vain < VAIN_MOST || t->rest + 1 >= VAIN_REST;
    return t->naps || ++t->awake >= t->patience;
}

/* Where there are more threads than processors nobody spins, and whoever waits for something that comes thick and fast would be put to
 * sleep and woken for each of it. It sleeps for a moment instead, out of line, so that nobody has to wake it, and finds several. Whether
 * that pays is tried now and then. */
bool park_nap(os *s, os_task *t, const object *o)
{
    if (os_may_spin(s) || (!t->naps && t->awake < t->patience))
        return false;
    t->awake = 0;
    gate_rest(s);
    os_wait(s, &t->word, 0, clock_monotonic() + NAP);
    gate_rise(s);
    uint32_t changes = __atomic_load_n(&o->version, __ATOMIC_RELAXED) - t->task.seen;
    t->naps = changes >= NAP_WORTH;
    t->patience = t->naps ? NAP_TRIAL : t->patience < NAP_RARELY ? t->patience * 2 : NAP_RARELY;
    return changes > 0;
}

/* True when it was told something meanwhile. */
static bool park_spin(const os *s, os_task *t)
{
    bool tired = t->tired;
    t->tired = false;
    if (park_told(t))
        return true;
    if (tired || task_verb(&t->task) == VERB_run_sleep)
        return false;
    uint32_t most = park_spins(s, t);
    for (uint32_t i = 1; i <= most; i++) {
        cpu_pause();
        if (park_told(t)) {
            park_learn(t, false);
            return true;
        }
        if (park_stops(s, i))
            return false;
    }
    if (most)
        park_learn(t, true);
    return false;
}

/* Taken off seat.able last: by then whoever wakes it has counted it again, or will. Sequentially consistent, as is os_stopping: either the
 * sleeper sees that the run ends, or roster_stop sees it asleep. */
bool park_mark(os *s, os_task *t, uint32_t bits)
{
    uint32_t word = 0;
    if (!__atomic_compare_exchange_n(&t->word, &word, bits, false, __ATOMIC_SEQ_CST, __ATOMIC_ACQUIRE))
        return false;
    if (bits & PARK_IDLE && __atomic_sub_fetch(&s->seat->able, 1, __ATOMIC_SEQ_CST) == 0)
        supervisor_suspect(s);
    return true;
}

/* Sleeps until it is told something, the run ends, or it is `until` (of the system's clock; -1: without end). */
static wake park_doze(const os *s, os_task *t, int64_t until)
{
    for (;;) {
        uint32_t word = __atomic_load_n(&t->word, __ATOMIC_ACQUIRE);
        if (word & PARK_TOLD)
            return park_take(t);
        if (os_stopping(s))
            return WAKE_STOP;
        if (until >= 0 && clock_monotonic() >= until)
            return park_take(t);
        os_wait(s, &t->word, word, until);
    }
}

static wake park_sleep(os *s, os_task *t)
{
    bool claimed = park_claimed(&t->task), timed = !claimed && task_deadline(&t->task) != NO_TIMEOUT;
    int64_t until = timed ? os_clock(s, task_deadline(&t->task)) : -1;
    if (!park_mark(s, t, claimed || timed ? PARK_SLEEPING : PARK_SLEEPING | PARK_IDLE))
        return park_take(t);
    gate_rest(s);
    wake how = park_doze(s, t, until);
    gate_rise(s);
    return how;
}

/* --- work --- */

static int64_t work_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void work_slice(void)
{
    for (uint32_t i = 0; i < 20000; i++) /* some microseconds, so that asking the clock weighs little */
        __asm__ volatile("" ::: "memory");
}

/* Burns what is left of t->work, or until it is told something. */
static wake park_work(os *s, os_task *t)
{
    int64_t begin = work_clock(), end = begin + t->work, now = begin;
    while (now < end && !park_told(t)) {
        gate_pass(s);
        if (os_stopping(s))
            return WAKE_STOP;
        if (gil_wanted(s))
            gil_yield(s, t);
        work_slice();
        now = work_clock();
    }
    t->work = end - now;
    return park_take(t);
}

/* A sleep(0s) lets others go first. */
wake park_wait(os *s, os_task *t)
{
    if (task_verb(&t->task) == VERB_run_work && !park_claimed(&t->task))
        return park_work(s, t);
    if (task_verb(&t->task) == VERB_run_sleep && t->task.op.arguments[0].integer == 0)
        sched_yield();
    return park_spin(s, t) ? park_take(t) : park_sleep(s, t);
}
