/* shm: size classes, caches, shared stacks.
 * Calls mmap, madvise. Leaves out: what lives in it.
 *
 * The shared stacks are Treiber's (Systems programming: coping with parallelism, IBM 1986), with a tag beside the place of the top one
 * that makes a compare and swap fail when the stack was changed and changed back meanwhile. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "runtime/os/shm.h"

#include <sched.h>
#include <stdint.h>
#include <sys/mman.h>

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25 /* Linux 6.1 */
#endif

enum {
    GRAIN = 16,           /* bytes; all places are multiples of it */
    SMALL_MOST = 1 << 16, /* bytes of a block from a cache */
    BATCH_BYTES = 2048,   /* that a cache takes at once, about … */
    BATCH_LEAST = 2,      /* … but so many blocks at least */
    LARGE_CLASSES = 24,   /* powers of two from 2 * SMALL_MOST on */
    PAGE = 4096,
    HUGE_PAGE = 1 << 21,
    PUNCHED = 1 << 20, /* a span from here on gives its pages back to the system */
    URGENT_PART = 16   /* one in so many bytes is for what is urgent */
};
#define SHM_MOST ((size_t)1 << 36) /* bytes: what 32 bits of GRAINs can name */
#define SHM_LEAST ((size_t)1 << 28)

typedef struct node { /* at the beginning of a free block */
    struct node *next;
    uint32_t below; /* of the first of a batch: the next batch in the stack; 0: none */
    uint32_t count; /* … and how many blocks it has */
} node;

typedef struct local { /* of this process alone: private memory at an address that all have */
    cache *cache;
    bool alone; /* it has one thread; atomic */
} local;

typedef struct shm {
    memory memory;
    size_t size;
    size_t kept; /* bytes of a kept one */
    uint64_t limit;
    local *local;
    _Alignas(64) uint64_t end; /* bytes from the beginning: free from here on */
    uint64_t used;
    uint64_t small[SHM_CLASSES], large[LARGE_CLASSES]; /* stacks: the place of the top, and a tag in the upper half */
} shm;

/* --- sizes --- */

enum { CLASSES_16 = 4, CLASSES_64 = 7, STEP_64 = 512, KEPT_CLASS = SHM_CLASSES - 1 };

static unsigned log2_of(size_t size) { return 63 - (unsigned)__builtin_clzll(size); }

static unsigned class_of(size_t size)
{
    if (size <= 64)
        return size ? (unsigned)(size - 1) / 16 : 0;
    if (size <= STEP_64)
        return CLASSES_16 + (unsigned)(size - 1) / 64 - 1;
    unsigned power = log2_of(size - 1), quarter = (unsigned)((size - 1) >> (power - 2)) & 3;
    return CLASSES_16 + CLASSES_64 + (power - 9) * 4 + quarter;
}

static size_t class_size(unsigned class)
{
    if (class < CLASSES_16)
        return (class + 1) * 16;
    if (class < CLASSES_16 + CLASSES_64)
        return (class - CLASSES_16 + 2) * 64;
    unsigned at = class - CLASSES_16 - CLASSES_64;
    return (size_t)(5 + at % 4) << (at / 4 + 7);
}

static unsigned large_class(size_t size) { return log2_of(size - 1) + 1 - log2_of(2 * SMALL_MOST); }
static size_t large_size(unsigned class) { return (size_t)2 * SMALL_MOST << class; }
static size_t pages_of(size_t size) { return (size + PAGE - 1) & ~(size_t)(PAGE - 1); }

/* --- the shared stacks --- */

static node *node_at(shm *a, uint32_t place) { return (node *)(void *)((char *)a + (size_t)place * GRAIN); }
static uint32_t node_place(const shm *a, const void *at) { return (uint32_t)(((const char *)at - (const char *)a) / GRAIN); }

static void stack_push(shm *a, uint64_t *stack, node *batch)
{
    uint64_t top = __atomic_load_n(stack, __ATOMIC_RELAXED), next;
    do {
        __atomic_store_n(&batch->below, (uint32_t)top, __ATOMIC_RELAXED);
        next = ((top >> 32) + 1) << 32 | node_place(a, batch);
    } while (!__atomic_compare_exchange_n(stack, &top, next, true, __ATOMIC_RELEASE, __ATOMIC_RELAXED));
}

static node *stack_pop(shm *a, uint64_t *stack)
{
    uint64_t top = __atomic_load_n(stack, __ATOMIC_ACQUIRE), next;
    do {
        if (!(uint32_t)top)
            return NULL;
        next = ((top >> 32) + 1) << 32 | __atomic_load_n(&node_at(a, (uint32_t)top)->below, __ATOMIC_RELAXED);
    } while (!__atomic_compare_exchange_n(stack, &top, next, true, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE));
    return node_at(a, (uint32_t)top);
}

/* --- fresh memory --- */

static bool shm_charge(shm *a, size_t size)
{
    if (__atomic_add_fetch(&a->used, size, __ATOMIC_RELAXED) <= a->limit)
        return true;
    __atomic_sub_fetch(&a->used, size, __ATOMIC_RELAXED);
    return false;
}

/* So that so many bytes are left behind it. */
static void *shm_cut(shm *a, size_t size, size_t left)
{
    uint64_t end = __atomic_load_n(&a->end, __ATOMIC_RELAXED);
    do
        if (a->size - end < size + left)
            return NULL;
    while (!__atomic_compare_exchange_n(&a->end, &end, end + size, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
    return (char *)a + end;
}

/* Whoever cuts the beginning of a huge page has it made, all at once: every process looks at what is in it, and a fault for each of its
 * pages in each of them may cost more than what is done there. Where the system makes none, the pages come one by one. */
static void shm_bring(shm *a, uint64_t from, uint64_t to)
{
    uint64_t page = (to - 1) & ~(uint64_t)(HUGE_PAGE - 1);
    char *at = (char *)a + page;
    if (page < from)
        return;
    *(volatile char *)at = 0; /* none is made of nothing */
    madvise(at, HUGE_PAGE, MADV_COLLAPSE);
}

static size_t block_size(const shm *a, unsigned class) { return class == KEPT_CLASS ? a->kept : class_size(class); }

static uint32_t batch_count(const shm *a, unsigned class)
{
    size_t count = BATCH_BYTES / block_size(a, class);
    return count < BATCH_LEAST ? BATCH_LEAST : (uint32_t)count;
}

static node *batch_cut(shm *a, unsigned class)
{
    uint32_t count = batch_count(a, class);
    size_t size = block_size(a, class), whole = (count * size + 63) & ~(size_t)63;
    char *at = shm_charge(a, whole) ? shm_cut(a, whole, a->size / URGENT_PART) : NULL;
    node *first = NULL;
    if (at)
        shm_bring(a, (uint64_t)(at - (char *)a), (uint64_t)(at - (char *)a) + whole);
    for (uint32_t i = count; at && i-- > 0;) {
        node *n = (node *)(void *)(at + i * size);
        n->next = first;
        first = n;
    }
    if (first)
        first->count = count;
    return first;
}

/* --- the cache of the process --- */

/* The second thread is made after that was changed. */
static bool local_alone(const shm *a) { return __atomic_load_n(&a->local->alone, __ATOMIC_RELAXED); }

static struct bin *bin_lock(const shm *a, unsigned class)
{
    struct bin *b = &a->local->cache->bins[class];
    if (local_alone(a))
        return b;
    for (int spins = 0; __atomic_exchange_n(&b->lock, 1, __ATOMIC_ACQUIRE); spins++)
        if (spins > 100)
            sched_yield();
    return b;
}

static void bin_unlock(const shm *a, struct bin *b)
{
    if (!local_alone(a))
        __atomic_store_n(&b->lock, 0, __ATOMIC_RELEASE);
}

static bool bin_fill(shm *a, struct bin *b, unsigned class)
{
    node *batch = stack_pop(a, &a->small[class]);
    if (!batch)
        batch = batch_cut(a, class);
    if (!batch)
        return false;
    b->count = batch->count;
    b->first = batch;
    return true;
}

/* Puts a batch of it on the shared stack. */
static void bin_spill(shm *a, struct bin *b, unsigned class)
{
    node *batch = b->first, *last = batch;
    uint32_t count = batch_count(a, class);
    for (uint32_t i = 1; i < count; i++)
        last = last->next;
    b->count -= count;
    b->first = last->next;
    last->next = NULL;
    batch->count = count;
    stack_push(a, &a->small[class], batch);
}

static void *small_take(shm *a, unsigned class)
{
    struct bin *b = bin_lock(a, class);
    node *n = b->first || bin_fill(a, b, class) ? b->first : NULL;
    if (n) {
        b->first = n->next;
        b->count--;
    }
    bin_unlock(a, b);
    return n;
}

static void small_give(shm *a, unsigned class, node *n)
{
    struct bin *b = bin_lock(a, class);
    n->next = b->first;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    b->first = n;
    if (++b->count >= 2 * batch_count(a, class))
        bin_spill(a, b, class);
    bin_unlock(a, b);
}

/* --- large spans --- */

static void *large_take(shm *a, size_t size)
{
    unsigned class = large_class(size);
    if (class >= LARGE_CLASSES || !shm_charge(a, pages_of(size)))
        return NULL;
    void *at = stack_pop(a, &a->large[class]);
    if (!at)
        at = shm_cut(a, large_size(class), a->size / URGENT_PART);
    if (!at)
        __atomic_sub_fetch(&a->used, pages_of(size), __ATOMIC_RELAXED);
    return at;
}

/* Its first page stays: it is the node. */
static void large_give(shm *a, node *n, size_t size)
{
    if (size >= PUNCHED)
        madvise((char *)n + PAGE, pages_of(size) - PAGE, MADV_REMOVE);
    stack_push(a, &a->large[large_class(size)], n);
    __atomic_sub_fetch(&a->used, pages_of(size), __ATOMIC_RELAXED);
}

/* --- as memory --- */

static void *take(memory *m, size_t size)
{
    shm *a = (shm *)m;
    return size <= SMALL_MOST ? small_take(a, class_of(size)) : large_take(a, size);
}

static void *zeroed(memory *m, size_t size)
{
    void *at = take(m, size);
    return at ? memset(at, 0, size) : NULL;
}

static void give(memory *m, void *at, size_t size)
{
    shm *a = (shm *)m;
    if (size <= SMALL_MOST)
        small_give(a, class_of(size), at);
    else
        large_give(a, at, size);
}

void *shm_take_kept(memory *m) { return small_take((shm *)m, KEPT_CLASS); }

void shm_give_kept(memory *m, void *at) { small_give((shm *)m, KEPT_CLASS, at); }

void *shm_take_urgent(memory *m, size_t size)
{
    shm *a = (shm *)m;
    bool small = size <= SMALL_MOST;
    void *at = take(m, size);
    if (at || (!small && large_class(size) >= LARGE_CLASSES))
        return at;
    size_t whole = small ? (class_size(class_of(size)) + 63) & ~(size_t)63 : pages_of(size);
    at = shm_cut(a, small ? whole : large_size(large_class(size)), 0);
    if (at)
        __atomic_add_fetch(&a->used, whole, __ATOMIC_RELAXED);
    return at;
}

static bool holds(const memory *m, const void *at)
{
    const shm *a = (const shm *)m;
    return (uintptr_t)at - (uintptr_t)a < a->size;
}

/* --- the whole --- */

static void *shm_ask(void *where, size_t size)
{
    void *at = mmap(where, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return at == MAP_FAILED ? NULL : at;
}

/* Where a huge page begins, if the system follows the wish. */
static void *shm_map(size_t *size)
{
    for (*size = SHM_MOST; *size >= SHM_LEAST; *size /= 2) {
        void *at = shm_ask(NULL, *size);
        if (!at)
            continue;
        munmap(at, *size);
        return shm_ask((void *)((uintptr_t)at & ~(uintptr_t)(HUGE_PAGE - 1)), *size);
    }
    return NULL;
}

memory *shm_new(int64_t limit, size_t kept)
{
    size_t size;
    local *own = malloc(sizeof *own);
    shm *a = own ? shm_map(&size) : NULL;
    if (!a) {
        free(own);
        return NULL;
    }
    *own = (local){.alone = true};
    shm_bring(a, 0, sizeof *a);
    *a = (shm){
        .memory = {take, zeroed, give, holds}, .size = size, .kept = (kept + 63) & ~(size_t)63, .limit = (uint64_t)limit, .local = own};
    a->end = pages_of(sizeof *a);
    own->cache = (cache *)shm_cut(a, pages_of(sizeof(cache)), 0);
    return &a->memory;
}

void shm_free(memory *m)
{
    shm *a = (shm *)m;
    free(a->local);
    munmap(a, a->size);
}

void shm_enter(memory *m, cache *own) { *((shm *)m)->local = (local){own, true}; }

void shm_crowd(memory *m) { __atomic_store_n(&((shm *)m)->local->alone, false, __ATOMIC_RELAXED); }

void shm_reclaim(memory *m, cache *other)
{
    shm *a = (shm *)m;
    for (unsigned class = 0; class < SHM_CLASSES; class ++) {
        node *batch = other->bins[class].first;
        other->bins[class].first = NULL;
        if (!batch)
            continue;
        batch->count = 0;
        for (const node *n = batch; n; n = n->next)
            batch->count++;
        stack_push(a, &a->small[class], batch);
    }
    *other = (cache){0};
}

int64_t shm_used(memory *m) { return (int64_t)__atomic_load_n(&((shm *)m)->used, __ATOMIC_RELAXED); }
