/* kinds: four kinds of objects as they must not be, to see that `conc-run validate` notices. Linked in the place of the sound ones into
 * a program that is otherwise conc-run: a semaphore that lets one too many in, a queue that swaps messages, a lock that is given to two,
 * an event whose setting wakes nobody. */
#define verb_semaphore_acquire sound_semaphore_acquire
#define verb_queue_get sound_queue_get
#define verb_lock_acquire sound_lock_acquire
#define verb_event_set sound_event_set
#include "runtime/kinds/kinds.h"
outcome sound_semaphore_acquire(call *c);
outcome sound_queue_get(call *c);
outcome sound_lock_acquire(call *c);
outcome sound_event_set(call *c);
#include "runtime/kinds/event.c"
#include "runtime/kinds/lock.c"
#include "runtime/kinds/queue.c"
#include "runtime/kinds/semaphore.c"
#undef verb_semaphore_acquire
#undef verb_queue_get
#undef verb_lock_acquire
#undef verb_event_set

outcome verb_semaphore_acquire(call *c);
outcome verb_queue_get(call *c);
outcome verb_lock_acquire(call *c);
outcome verb_event_set(call *c);

outcome verb_semaphore_acquire(call *c)
{
    if (c->object->semaphore.value != 0 || c->probe)
        return sound_semaphore_acquire(c);
    c->object->semaphore.value = 1;
    return sound_semaphore_acquire(c);
}

outcome verb_queue_get(call *c)
{
    ring *items = &c->object->queue.items;
    if (c->object->queue.order == ORDER_FIFO && items->count > 1 && !c->probe) {
        value first = *ring_at(items, 0);
        *ring_at(items, 0) = *ring_at(items, 1);
        *ring_at(items, 1) = first;
    }
    return sound_queue_get(c);
}

outcome verb_lock_acquire(call *c)
{
    c->object->lock_.owner = 0;
    c->object->lock_.depth = 0;
    return sound_lock_acquire(c);
}

outcome verb_event_set(call *c)
{
    outcome r = sound_event_set(c);
    c->object->event.set = false;
    return r;
}
