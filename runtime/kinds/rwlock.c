/* rwlock: held by many readers or one writer; a waiting writer keeps new readers out. Not re-entrant: a task may read several times over,
 * and each time counts. */
#include "runtime/kinds/kinds.h"
#include "runtime/pass.h"
#include "runtime/line.h"

bool rwlock_make(call *c)
{
    (void)c;
    return true;
}

void rwlock_drop(world *w, object *o) { ring_free(w, &o->rwlock.readers); }

uint32_t rwlock_holder(const object *o, uint32_t after)
{
    uint32_t found = __atomic_load_n(&o->rwlock.writer, __ATOMIC_SEQ_CST);
    if (found)
        return found > after ? found : 0;
    for (uint32_t i = 0; i < o->rwlock.readers.count; i++) {
        uint32_t id = (uint32_t)ring_at(&o->rwlock.readers, i)->integer;
        if (id > after && (!found || id < found))
            found = id;
    }
    return found;
}

/* Does a writer stand before the caller? */
static bool writer_first(call *c)
{
    waiter *writer = call_first(c, VERB_rwlock_acquire, FACE_WRITE);
    if (!writer || (c->waits && !line_earlier(writer->place, c->place)))
        return false;
    if (!c->waits && !c->object->rwlock.writer) {
        c->other = writer->task->id;
        c->number = call_waiters(c, VERB_rwlock_acquire, FACE_WRITE);
    }
    return true;
}

static void rwlock_forget(call *c, uint32_t i)
{
    ring *r = &c->object->rwlock.readers;
    call_change(c, ring_at(r, i), sizeof(value));
    *ring_at(r, i) = *ring_at(r, r->count - 1);
    r->count--;
}

static bool rwlock_leave(call *c)
{
    ring *r = &c->object->rwlock.readers;
    for (uint32_t i = 0; i < r->count; i++)
        if (ring_at(r, i)->integer == c->task->id) {
            rwlock_forget(c, i);
            return true;
        }
    return false;
}

/* False: the caller does not hold it so. */
static bool rwlock_give_up(call *c, bool reads)
{
    object *o = c->object;
    if (reads)
        return rwlock_leave(c);
    bool held = o->rwlock.writer == c->task->id;
    if (held)
        __atomic_store_n(&o->rwlock.writer, 0, __ATOMIC_RELEASE);
    return held;
}

/* As lock.c's. */
static outcome rwlock_is_abandoned(call *c)
{
    object *o = c->object;
    o->rwlock.abandoned = false;
    if (c->op->flags & OP_WITH)
        rwlock_give_up(c, c->op->face == FACE_READ);
    c->anyway = true;
    return call_raise(c, ERROR_abandoned, "a process that held %s has ended", call_name(c));
}

static outcome rwlock_taken(call *c) { return c->object->rwlock.abandoned ? rwlock_is_abandoned(c) : call_done(c, value_bool(true)); }

static value rwlock_reader(const task *t)
{
    value v = value_int(t->id);
    v.index = t->process->id;
    return v;
}

static outcome rwlock_read(call *c)
{
    object *o = c->object;
    if (o->rwlock.writer || writer_first(c))
        return OUT_WAIT;
    if (c->probe)
        return OUT_DONE;
    return ring_push(c, &o->rwlock.readers, rwlock_reader(c->task)) ? rwlock_taken(c) : OUT_RAISE;
}

static outcome rwlock_write(call *c)
{
    object *o = c->object;
    c->stands = true; /* and keeps new readers out */
    if (o->rwlock.writer || o->rwlock.readers.count)
        return OUT_WAIT;
    if (c->probe)
        return OUT_DONE;
    o->rwlock.process = c->task->process->id;
    __atomic_store_n(&o->rwlock.writer, c->task->id, __ATOMIC_RELEASE);
    return rwlock_taken(c);
}

static outcome rwlock_whole(call *c, const char *verb)
{
    return call_raise(c, ERROR_type, "an rwlock has two sides: write rw.read.%s() or rw.write.%s()", verb, verb);
}

outcome verb_rwlock_acquire(call *c)
{
    if (c->op->face == FACE_NONE)
        return rwlock_whole(c, "acquire");
    bool reads = c->op->face == FACE_READ;
    c->word = reads ? "read" : "write";
    if (c->waits || c->task->anew != ANEW_NOT)
        c->cause = c->object->rwlock.released;
    return reads ? rwlock_read(c) : rwlock_write(c);
}

outcome verb_rwlock_release(call *c)
{
    if (c->op->face == FACE_NONE)
        return rwlock_whole(c, "release");
    bool reads = c->op->face == FACE_READ;
    c->word = reads ? "read" : "write";
    if (!rwlock_give_up(c, reads))
        return call_raise(c, ERROR_state, "%s is not held here to %s, so it cannot be released", call_name(c), reads ? "read" : "write");
    return OUT_DONE;
}

void rwlock_recorded(call *c, uint64_t seq)
{
    if (c->op->verb == VERB_rwlock_release)
        c->object->rwlock.released = seq;
}

bool rwlock_bereaved(call *c, const process *p)
{
    object *o = c->object;
    ring *r = &o->rwlock.readers;
    bool held = o->rwlock.writer && o->rwlock.process == p->id;
    if (held)
        __atomic_store_n(&o->rwlock.writer, 0, __ATOMIC_RELEASE);
    for (uint32_t i = 0; i < r->count;) {
        if (ring_at(r, i)->index != p->id) {
            i++;
            continue;
        }
        rwlock_forget(c, i);
        held = true;
    }
    o->rwlock.abandoned |= held;
    return held;
}

outcome verb_rwlock_read(call *c) { return call_handle(c, c->object, FACE_READ); }

outcome verb_rwlock_write(call *c) { return call_handle(c, c->object, FACE_WRITE); }

/* In what order the readers stand in its table makes no difference. */
void rwlock_state(run_state *s, const object *o)
{
    state_task(s, o->rwlock.writer);
    state_number(s, o->rwlock.readers.count);
    state_number(s, o->rwlock.abandoned);
    for (uint32_t id = o->rwlock.writer ? 0 : rwlock_holder(o, 0); id; id = rwlock_holder(o, id)) {
        uint32_t times = 0;
        for (uint32_t i = 0; i < o->rwlock.readers.count; i++)
            times += ring_at(&o->rwlock.readers, i)->integer == id;
        state_task(s, id);
        state_number(s, times);
    }
}
