/* pipe: two ends; what is sent into one is received from the other, in order. Sending never waits.
 *
 * Each end is an object of its own, the same one in every process. Both share one record, which the first end owns, and an operation on
 * either locks the first (pass_target), so that two who use both ends at once do not wait for each other's locks in turns. Who waits at the
 * second end stands in the first one's line, told apart by the face of its op: the side. */
#include "runtime/kinds/kinds.h"
#include "runtime/pass.h"

struct pipe {
    ring items[2], causes[2]; /* on their way to the end of that side; where a trace is kept: the seqs of their sends */
    bool closed[2];
    bool one_way; /* side 0 receives, side 1 sends */
};

static struct pipe *pipe_of(const call *c) { return c->object->end.pipe; }

/* The end's own name. */
static excerpt end_excerpt(const call *c) { return object_excerpt(c->op->object); }
#define end_name(c) end_excerpt(c).text

/* --- both ends --- */

bool pipe_make(call *c)
{
    bool duplex;
    if (!option_bool(c, c->op->arguments[3], "duplex", true, &duplex))
        return false;
    struct pipe *p = memory_zeroed(c->world->memory, sizeof *p);
    if (!p)
        return fault_set(&c->fault, ERROR_limit, "out of memory");
    p->one_way = !duplex;
    c->object->end.pipe = p;
    return true;
}

void pipe_join(object *first, object *second)
{
    second->end.side = 1;
    second->end.other = first;
    object_hold(first); /* the second holds the first */
}

void pipe_drop(world *w, object *o)
{
    struct pipe *p = o->end.pipe;
    if (o->end.other)
        object_let_go(o->end.other);
    for (int side = 0; p && side < 2; side++) {
        ring_free(w, &p->items[side]);
        ring_free(w, &p->causes[side]);
    }
    memory_give(w->memory, p, sizeof *p);
}

/* --- sending --- */

/* Without memory for one seq none is known any more. */
void pipe_recorded(call *c, uint64_t seq)
{
    struct pipe *p = pipe_of(c);
    ring *causes = &p->causes[1 - c->op->face];
    if (c->op->verb != VERB_pipe_send || causes->count + 1 != p->items[1 - c->op->face].count)
        return;
    if (ring_push(c, causes, value_int((int64_t)seq)))
        return;
    value_drop(c->fault.message);
    ring_clear(c, causes);
}

outcome verb_pipe_send(call *c)
{
    struct pipe *p = pipe_of(c);
    uint8_t to = 1 - c->op->face;
    int64_t most = c->world->settings.limits.messages;
    c->detail = c->op->arguments[0];
    if (!value_is_sendable(c->detail))
        return call_raise(c, ERROR_type, "a function cannot be sent through a pipe");
    if (p->one_way && to)
        return call_raise(c, ERROR_type, "%s only receives: its pipe is not duplex", end_name(c));
    if (p->closed[1 - to])
        return call_raise(c, ERROR_closed, "%s is closed", end_name(c));
    if (p->closed[to])
        return call_raise(c, ERROR_closed, "the other end of %s is closed", end_name(c));
    if (p->items[to].count >= most)
        return call_raise(c, ERROR_limit, "%lld values are on their way from %s already, as many as may be (limit messages)",
                          (long long)most, end_name(c));
    value held;
    if (!store_keep(c, c->detail, &held))
        return OUT_RAISE;
    call_change(c, p, sizeof *p);
    if (ring_push(c, &p->items[to], held))
        return OUT_DONE;
    store_drop(c, held);
    return OUT_RAISE;
}

/* --- receiving --- */

/* OUT_DONE: there is something, or the end has come. */
static outcome pipe_look(call *c, bool *something)
{
    const struct pipe *p = pipe_of(c);
    uint8_t side = c->op->face;
    if (p->one_way && side)
        return call_raise(c, ERROR_type, "%s only sends: its pipe is not duplex", end_name(c));
    if (p->closed[side])
        return call_raise(c, ERROR_closed, "%s is closed", end_name(c));
    *something = p->items[side].count != 0;
    return *something || p->closed[1 - side] ? OUT_DONE : OUT_WAIT;
}

outcome verb_pipe_recv(call *c)
{
    struct pipe *p = pipe_of(c);
    bool something;
    outcome r = pipe_look(c, &something);
    if (r != OUT_DONE || (c->probe && something))
        return r;
    if (!something)
        return call_raise(c, ERROR_eof, "the other end of %s is closed, and nothing is left to receive", end_name(c));
    ring *causes = &p->causes[c->op->face];
    call_change(c, p, sizeof *p);
    c->cause = causes->count ? (uint64_t)ring_take(causes).integer : 0;
    return call_tell(c, ring_take(&p->items[c->op->face]));
}

/* Without a time-out it only looks. */
outcome verb_pipe_poll(call *c)
{
    bool something;
    outcome r = pipe_look(c, &something);
    c->changed = false;
    if (r == OUT_WAIT && c->op->timeout == NO_TIMEOUT)
        return call_tell(c, value_bool(false));
    return r == OUT_DONE ? call_tell(c, value_bool(true)) : r;
}

/* --- the end --- */

outcome verb_pipe_close(call *c)
{
    struct pipe *p = pipe_of(c);
    uint8_t side = c->op->face;
    c->changed = !p->closed[side];
    call_change(c, p, sizeof *p);
    p->closed[side] = true;
    ring_clear(c, &p->items[side]);
    ring_clear(c, &p->causes[side]);
    return OUT_DONE;
}

void pipe_state(run_state *s, const object *o)
{
    const struct pipe *p = o->end.pipe;
    state_number(s, o->end.side);
    state_object(s, o->end.other);
    state_number(s, p ? 1 + p->one_way : 0);
    for (int side = 0; p && side < 2; side++) {
        state_number(s, p->closed[side]);
        state_ring(s, &p->items[side]);
    }
}
