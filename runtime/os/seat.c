/* seat: the places of processes, and of their OS threads. Calls the world's memory and the recorder. Leaves out: who sits there. Whoever
 * takes a seat may be killed in between, and nobody may look at one that is half taken: it stays so, and is lost until the run ends. */
#include "runtime/os/internal.h"

seat *seat_at(const os *s, uint32_t index)
{
    seat **block = __atomic_load_n(&s->common->seats[index / SEAT_BLOCK], __ATOMIC_ACQUIRE);
    return block ? __atomic_load_n(&block[index % SEAT_BLOCK], __ATOMIC_ACQUIRE) : NULL;
}

/* Most runs need one. NULL: out of memory. */
static seat **seat_block(os *s, uint32_t index)
{
    memory *m = s->world->memory;
    seat ***at = &s->common->seats[index / SEAT_BLOCK], **there = __atomic_load_n(at, __ATOMIC_ACQUIRE);
    seat **made = there ? NULL : memory_zeroed(m, SEAT_BLOCK * sizeof *made);
    if (!made || __atomic_compare_exchange_n(at, &there, made, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        return made ? made : there;
    memory_give(m, made, SEAT_BLOCK * sizeof *made);
    return there;
}

static bool seat_claim(seat *x)
{
    uint32_t is_free = SEAT_FREE;
    return __atomic_load_n(&x->state, __ATOMIC_RELAXED) == SEAT_FREE
           && __atomic_compare_exchange_n(&x->state, &is_free, SEAT_TAKEN, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

/* Its seat, taken; or NULL, with *full when there is no memory for one: else somebody else was quicker. */
static seat *seat_new(os *s, uint32_t index, bool *full)
{
    seat **block = seat_block(s, index), *none = NULL;
    seat *x = block ? memory_aligned(s->world->memory, sizeof *x) : NULL;
    *full = !x;
    if (!x)
        return NULL;
    x->id = index + 1;
    x->state = SEAT_TAKEN;
    x->pidfd = -1;
    if (__atomic_compare_exchange_n(&block[index % SEAT_BLOCK], &none, x, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
        return x;
    memory_give(s->world->memory, x, sizeof *x);
    return NULL;
}

static void seat_top(os *s, uint32_t top)
{
    uint32_t before = __atomic_load_n(&s->common->top, __ATOMIC_RELAXED);
    while (before < top && !__atomic_compare_exchange_n(&s->common->top, &before, top, true, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
        ;
}

seat *seat_take(os *s, const seat *parent)
{
    bool full = false;
    for (uint32_t i = 0; i < SEATS && !full; i++) {
        seat *x = seat_at(s, i);
        if (x ? !seat_claim(x) : !(x = seat_new(s, i, &full)))
            continue;
        x->parent = parent ? parent->id : 0;
        x->parent_sitting = parent ? parent->sitting : 0;
        x->halt = x->able = x->awake = x->directed = x->moving = 0;
        x->dispatcher.inbox = x->dispatcher.missed = NULL;
        x->dispatcher.sleeping = 0;
        __atomic_store_n(&x->state, SEAT_STARTING, __ATOMIC_RELEASE);
        seat_top(s, i + 1);
        return x;
    }
    return NULL;
}

bool seat_sit(seat *x, uint32_t sitting, int32_t pid)
{
    struct sitter none = {0, sitting}, own = {pid, sitting};
    return __atomic_compare_exchange(&x->sitter, &none, &own, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

/* Its hands and its row stay for the next; nobody looks at them any more. A process that was forked for it and is late finds that it is not
 * meant. */
void seat_free(os *s, seat *x)
{
    struct sitter none = {0, x->sitting + 1};
    if (s->shared)
        shm_reclaim(s->world->memory, &x->cache);
    x->process = NULL;
    x->forking = x->dying = x->looks = 0;
    __atomic_store(&x->sitter, &none, __ATOMIC_RELEASE);
    __atomic_store_n(&x->state, SEAT_FREE, __ATOMIC_RELEASE);
}

/* --- hands --- */

static hand *hand_idle(seat *x)
{
    hand *h = __atomic_load_n(&x->spare, __ATOMIC_RELAXED) ? __atomic_load_n(&x->hands, __ATOMIC_ACQUIRE) : NULL;
    for (; h; h = h->next)
        if (!__atomic_load_n(&h->used, __ATOMIC_RELAXED) && !__atomic_exchange_n(&h->used, 1, __ATOMIC_ACQUIRE)) {
            __atomic_sub_fetch(&x->spare, 1, __ATOMIC_RELAXED);
            return h;
        }
    return NULL;
}

/* Of all seats, told apart by an id that is given out once. */
static hand *hand_new(os *s, seat *x)
{
    hand *h = memory_aligned(s->world->memory, sizeof *h);
    if (!h)
        return NULL;
    h->os = s;
    h->seat = x;
    h->used = 1;
    if (!journal_open(h, __atomic_add_fetch(&s->common->hands, 1, __ATOMIC_RELAXED))) {
        memory_give(s->world->memory, h, sizeof *h);
        return NULL;
    }
    hand *first = __atomic_load_n(&x->hands, __ATOMIC_RELAXED);
    do
        h->next = first;
    while (!__atomic_compare_exchange_n(&x->hands, &first, h, true, __ATOMIC_RELEASE, __ATOMIC_RELAXED));
    return h;
}

hand *hand_take(os *s, seat *x)
{
    hand *h = hand_idle(x);
    if (!h && !(h = hand_new(s, x)))
        return NULL;
    h->lane = recorder_lane(s->world->recorder);
    if (h->lane)
        return h;
    hand_leave(h);
    return NULL;
}

/* Killed in between, it loses the lane: to leave one that another may have by then would give it to two. */
void hand_leave(hand *h)
{
    lane *l = h->lane;
    __atomic_store_n(&h->lane, NULL, __ATOMIC_RELEASE);
    if (l)
        recorder_leave(l);
    __atomic_add_fetch(&h->seat->spare, 1, __ATOMIC_RELAXED);
    __atomic_store_n(&h->used, 0, __ATOMIC_RELEASE);
}
