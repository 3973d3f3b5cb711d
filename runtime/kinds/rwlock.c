/* rwlock: held by many readers or one writer; a waiting writer keeps new readers out. Not re-entrant: a task may read several times over,
 * and each time counts. */
#include "runtime/kinds/kinds.h"
#include "runtime/line.h"

bool rwlock_make(call *c)
{
    (void)c;
    return true;
}

void rwlock_drop(world *w, object *o)
{
    (void)w;
    ring_free(&o->rwlock.readers);
}

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
    return writer && (!c->waits || line_earlier(writer->place, c->place));
}

static outcome rwlock_read(call *c)
{
    object *o = c->object;
    if (o->rwlock.writer || writer_first(c))
        return OUT_WAIT;
    if (!c->probe && !ring_push(&o->rwlock.readers, value_int(c->task->id), &c->fault))
        return OUT_RAISE;
    return call_done(c, value_bool(true));
}

static outcome rwlock_write(call *c)
{
    object *o = c->object;
    c->stands = true; /* and keeps new readers out */
    if (o->rwlock.writer || o->rwlock.readers.count)
        return OUT_WAIT;
    if (!c->probe)
        __atomic_store_n(&o->rwlock.writer, c->task->id, __ATOMIC_RELEASE);
    return call_done(c, value_bool(true));
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
    return reads ? rwlock_read(c) : rwlock_write(c);
}

static bool rwlock_leave(object *o, uint32_t reader)
{
    ring *r = &o->rwlock.readers;
    for (uint32_t i = 0; i < r->count; i++)
        if (ring_at(r, i)->integer == reader) {
            *ring_at(r, i) = *ring_at(r, r->count - 1);
            r->count--;
            return true;
        }
    return false;
}

outcome verb_rwlock_release(call *c)
{
    object *o = c->object;
    if (c->op->face == FACE_NONE)
        return rwlock_whole(c, "release");
    bool reads = c->op->face == FACE_READ;
    c->word = reads ? "read" : "write";
    bool held = reads ? rwlock_leave(o, c->task->id) : o->rwlock.writer == c->task->id;
    if (!held)
        return call_raise(c, ERROR_state, "%s is not held here to %s, so it cannot be released", call_name(c), reads ? "read" : "write");
    if (!reads)
        __atomic_store_n(&o->rwlock.writer, 0, __ATOMIC_RELEASE);
    return OUT_DONE;
}

outcome verb_rwlock_read(call *c) { return call_done(c, object_handle(c->object, FACE_READ)); }

outcome verb_rwlock_write(call *c) { return call_done(c, object_handle(c->object, FACE_WRITE)); }
