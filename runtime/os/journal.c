/* journal: what an OS thread is about to change in objects, so that another process can undo it when this one was killed.
 * Calls the arena, store.h, engine.resume. Leaves out: what is changed (the kinds).
 *
 * One pass at a time is noted, as entries in a chain of chunks: each is written first and then counted by one store, so that whoever
 * reads them after a kill finds whole ones only. They are undone from the last to the first. When the pass is committed nothing is
 * undone any more; what it gave back and dropped is given and dropped then, and not before.
 *
 * Each hand has its first chunk from the beginning, which is enough for nearly all passes. More is taken as what is urgent: the limit of
 * the memory does not keep it from being noted whom an event lets go on. */
#include <signal.h>
#include <stddef.h>
#include <string.h>

#include "runtime/objects.h"
#include "runtime/os/internal.h"
#include "runtime/pass.h"

enum { CHUNK_BYTES = 4096 };
enum entry_kind { ENTRY_LOCK, ENTRY_CHANGE, ENTRY_CLAIM, ENTRY_GIVE, ENTRY_DROP, ENTRY_KILL, ENTRY_POKE };

typedef struct entry { /* behind its bytes */
    void *at;
    uint64_t size; /* of what was there, of what is given back; the generation of a claim; the head of a value */
    uint32_t bytes, kind;
} entry;

struct log_chunk {
    log_chunk *before;
    uint32_t capacity, used; /* bytes; used: by whole entries */
    _Alignas(16) char bytes[];
};

/* --- writing --- */

enum { CHUNK_ROOM = CHUNK_BYTES - sizeof(log_chunk) };

static log_chunk *chunk_link(hand *h, log_chunk *c, uint32_t capacity)
{
    *c = (log_chunk){.before = h->log, .capacity = capacity};
    return h->log = c;
}

/* What cannot be noted must not be done, and there is no way back from here but the one after a kill: what was noted so far is undone, by
 * somebody else. */
static _Noreturn void die(const hand *h)
{
    buf text = {0};
    buf_text(&text, "there is no memory left to note what is about to be changed: process ");
    buf_printf(&text, "%d ends itself\n", (int)getpid());
    world_complain(h->os->world, &text);
    for (;;)
        raise(SIGKILL);
}

static __attribute__((noinline)) log_chunk *chunk_new(hand *h, uint32_t least)
{
    uint32_t capacity = least > CHUNK_ROOM ? least : CHUNK_ROOM;
    log_chunk *c = shm_take_urgent(h->os->world->memory, sizeof *c + capacity);
    if (!c)
        die(h);
    return chunk_link(h, c, capacity);
}

static void chunk_drop(hand *h)
{
    log_chunk *c = h->log;
    h->log = c->before;
    memory_give(h->os->world->memory, c, sizeof *c + c->capacity);
}

/* Inlined, for mostly the number of bytes is known and small. */
static inline __attribute__((always_inline)) void note(hand *h, enum entry_kind of, void *at, uint64_t size, uint32_t bytes)
{
    uint32_t whole = (bytes + 15) & ~15u, needed = whole + (uint32_t)sizeof(entry);
    log_chunk *c = h->log;
    if (__builtin_expect(c->capacity - c->used < needed, 0))
        c = chunk_new(h, needed);
    if (bytes)
        memcpy(c->bytes + c->used, at, bytes);
    *(entry *)(void *)(c->bytes + c->used + whole) = (entry){at, size, whole, of};
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    c->used += needed;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
}

static void set_state(hand *h, enum hand_state state)
{
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    __atomic_store_n(&h->state, state, __ATOMIC_RELEASE);
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
}

static void journal_begins(hand *h)
{
    if (h->state != HAND_IDLE)
        return;
    if (h->lane && !h->os->guard.here)
        recorder_hold(h->lane);
    set_state(h, HAND_OPEN);
}

static void journal_lock(journal *j, object *o)
{
    hand *h = (hand *)j;
    journal_begins(h);
    note(h, ENTRY_LOCK, o, 0, 0);
}

/* Its word, and how often it is held, are not its own to restore. */
static void journal_locked(journal *j, object *o)
{
    const uint32_t size = offsetof(object, own) - offsetof(object, daemon);
    note((hand *)j, ENTRY_CHANGE, &o->daemon, size, size);
}

static void journal_change_(journal *j, void *at, size_t size) { note((hand *)j, ENTRY_CHANGE, at, size, (uint32_t)size); }

static void journal_claim(journal *j, task *t, uint32_t generation) { note((hand *)j, ENTRY_CLAIM, t, generation, 0); }

static void journal_poke(journal *j, task *t) { note((hand *)j, ENTRY_POKE, t, t->id, 0); }

static void journal_poked(journal *j)
{
    hand *h = (hand *)j;
    __atomic_store_n(&h->poked, h->poked + 1, __ATOMIC_RELAXED);
}

static void journal_gives(journal *j, memory *m, void *at, size_t size)
{
    hand *h = (hand *)j;
    (void)m;
    h->owes = true;
    note(h, ENTRY_GIVE, at, size, 0);
}

static void journal_drop(journal *j, value held)
{
    hand *h = (hand *)j;
    h->owes = true;
    note(h, ENTRY_DROP, held.cell, held.head, 0);
}

/* By its seat: the process itself may be forgotten by the time this is read. */
static void journal_kill(journal *j, const process *p, int signal)
{
    note((hand *)j, ENTRY_KILL, p->seat, (uint64_t)p->sitting << 32 | (uint32_t)signal, 0);
}

static void journal_commit(journal *j)
{
    hand *h = (hand *)j;
    if (h->state == HAND_IDLE)
        return;
    set_state(h, HAND_COMMITTED);
    if (h->lane)
        recorder_show(h->lane);
}

/* --- finishing --- */

static entry *last_entry(const log_chunk *c) { return (entry *)(void *)((char *)c->bytes + c->used - sizeof(entry)); }

static void entry_finish(world *w, const entry *e)
{
    if (e->kind == ENTRY_GIVE)
        memory_give(w->memory, e->at, e->size);
    if (e->kind == ENTRY_DROP)
        store_free(w, (value){.head = e->size, .payload = (uintptr_t)e->at});
}

/* Each is forgotten before it is finished: then a kill loses one at most, and none is finished twice. */
static void journal_pay(hand *h)
{
    for (log_chunk *c = h->log; c && h->owes; c = c->before)
        while (c->used) {
            entry e = *last_entry(c);
            c->used -= e.bytes + (uint32_t)sizeof(entry);
            __atomic_signal_fence(__ATOMIC_SEQ_CST);
            entry_finish(h->os->world, &e);
        }
    h->owes = false;
}

static void journal_clear(hand *h)
{
    while (h->log->before)
        chunk_drop(h);
    h->log->used = 0;
    h->poked = 0;
    set_state(h, HAND_IDLE);
}

static void journal_done(journal *j)
{
    hand *h = (hand *)j;
    if (h->state == HAND_IDLE)
        return;
    if (h->owes)
        journal_pay(h);
    journal_clear(h);
}

/* --- after a kill --- */

void journal_tell(seat *x)
{
    for (hand *h = x->hands; h; h = h->next)
        if (h->used && h->lane)
            recorder_recover(h->lane, h->state == HAND_COMMITTED);
}

/* In the order from the last to the first. */
static void journal_each(os *s, hand *h, void (*see)(os *s, hand *h, const entry *e))
{
    for (const log_chunk *c = h->log; c; c = c->before)
        for (uint32_t used = c->used; used;) {
            const entry *e = (const entry *)(const void *)(c->bytes + used - sizeof(entry));
            see(s, h, e);
            used -= e->bytes + (uint32_t)sizeof(entry);
        }
}

/* The task may be gone: then what is there is one all the same, but in none of these waits (shm.h). */
static uint64_t wait_of(const entry *e) { return __atomic_load_n(&((const task *)e->at)->wait, __ATOMIC_ACQUIRE); }

static bool claimed_by(const hand *h, const entry *e) { return wait_of(e) == ((uint64_t)h->journal.id << 32 | (uint32_t)(e->size + 1)); }

/* A wait whose claim is undone goes on as if nothing had been. One for several objects may have been found claimed at another of them, and
 * is gone from that line: it is woken to ask again. */
static void undo(os *s, hand *h, const entry *e)
{
    (void)s;
    if (e->kind == ENTRY_CHANGE)
        memcpy(e->at, (const char *)e - e->bytes, e->size);
    if (e->kind != ENTRY_CLAIM || !claimed_by(h, e))
        return;
    task *t = e->at;
    if (wait_is_multiple(t))
        t->reply = (reply){.outcome = OUT_WAIT};
    else
        __atomic_store_n(&t->wait, (uint32_t)e->size, __ATOMIC_RELEASE);
}

static void release(os *s, hand *h, const entry *e)
{
    if (e->kind != ENTRY_LOCK)
        return;
    object *o = e->at;
    if ((__atomic_load_n(&o->lock, __ATOMIC_RELAXED) & ~LOCK_CONTENDED) == h->seat->id)
        object_unlock(s->world, o);
    else
        mutex_wake(s->world, &o->lock); /* it was killed when it had given it back, perhaps, but had not woken who slept */
}

/* Told by one who was killed before he woke it, perhaps. */
static void wake_told(os *s, os_task *t)
{
    os_wake(s, &t->word, 1);
    dispatcher_look(s, t);
}

/* The event is told, so it is cancelled, if it was not yet; unless it is gone, and what is there is another one. */
static void tell_cancelled(os *s, hand *h, os_task *t, uint32_t id)
{
    if (h->poked)
        h->poked--;
    else if (t->task.id == id)
        wait_mark(&t->task);
    park_tell(s, t, PARK_POKED);
    wake_told(s, t);
}

/* Its time may have come meanwhile: who waits looks again. */
static void tell(os *s, hand *h, const entry *e)
{
    os_task *t = e->at;
    if (e->kind == ENTRY_KILL && h->state == HAND_COMMITTED)
        fork_kill(s, e->at, (uint32_t)(e->size >> 32), (int)(uint32_t)e->size);
    if (e->kind == ENTRY_POKE && h->state == HAND_COMMITTED)
        tell_cancelled(s, h, t, (uint32_t)e->size);
    if (e->kind != ENTRY_CLAIM)
        return;
    if (wait_of(e) == e->size)
        park_tell(s, t, PARK_POKED);
    else if (claimed_by(h, e) && t->told != (uint32_t)(e->size + 1))
        park_tell(s, t, PARK_READY);
    else if (claimed_by(h, e))
        wake_told(s, t);
}

static void hand_each(seat *x, os *s, void (*see)(os *s, hand *h))
{
    for (hand *h = x->hands; h; h = h->next)
        if (h->used)
            see(s, h);
}

static void hand_undo(os *s, hand *h)
{
    if (h->state == HAND_OPEN)
        journal_each(s, h, undo);
}

static void hand_release(os *s, hand *h) { journal_each(s, h, release); }

static void hand_tell(os *s, hand *h)
{
    if (h->state != HAND_IDLE)
        journal_each(s, h, tell);
    if (h->state == HAND_COMMITTED)
        journal_pay(h);
    journal_clear(h);
    hand_leave(h);
}

void journal_recover(os *s, seat *x)
{
    journal_tell(x);
    hand_each(x, s, hand_undo);
    hand_each(x, s, hand_release);
    objects_recover(s->world, x->id);
    hand_each(x, s, hand_tell);
}

bool journal_open(hand *h, uint32_t id)
{
    log_chunk *first = h->os->shared ? memory_take(h->os->world->memory, CHUNK_BYTES) : NULL;
    if (first)
        chunk_link(h, first, CHUNK_ROOM);
    h->journal = (journal){.id = id,
                           .lock = journal_lock,
                           .locked = journal_locked,
                           .change = journal_change_,
                           .claim = journal_claim,
                           .poke = journal_poke,
                           .poked = journal_poked,
                           .give = journal_gives,
                           .drop = journal_drop,
                           .kill = journal_kill,
                           .commit = journal_commit,
                           .done = journal_done};
    return first || !h->os->shared;
}
