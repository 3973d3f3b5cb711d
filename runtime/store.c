/* store: what objects hold, where several processes see them. A counted value becomes one block of the world's memory, in which nothing is
 * counted any more and each handle holds its object; for the script it is unpacked again. Calls transfer.h, the world's memory.
 * Leaves out: the run of one process, where objects hold the values themselves (world.memory is NULL). */
#include "runtime/pass.h"
#include "runtime/value/transfer.h"

typedef struct block {
    size_t size;
    bool handles; /* there are some in it, or closures */
    _Alignas(16) char piece[];
} block;

static block *block_of(value held) { return (block *)(void *)((char *)held.cell - offsetof(block, piece)); }

static bool is_held(const world *w, value v) { return v.tag >= V_COUNTED && w->memory->holds(w->memory, v.cell); }

/* --- handles --- */

typedef struct holding {
    world *world;
    bool any;
} holding;

static bool handle_hold(void *context, value handle, value *out, fault *f)
{
    (void)f;
    ((holding *)context)->any = true;
    if (handle.tag == V_CLOSURE) {
        value_store(out, value_keep(handle));
        return true;
    }
    object *o = object_of(handle);
    object_hold(o);
    handle.handle = &o->own;
    value_store(out, handle);
    return true;
}

static bool closure_give(const world *w, value held, value *out, fault *f)
{
    value own = transfer_closure(held, world_here(w));
    value_store(out, value_keep(own));
    return own.tag == V_CLOSURE || fault_set(f, ERROR_type, STORE_FOREIGN);
}

static bool handle_give(void *context, value held, value *out, fault *f)
{
    if (held.tag == V_CLOSURE)
        return closure_give(context, held, out, f);
    return object_handle(object_of(held), (enum face)held.face, out, f);
}

static void handle_let_go(void *context, value held)
{
    if (held.tag == V_CLOSURE)
        value_drop(transfer_closure(held, world_here(context)));
    else
        object_let_go(object_of(held));
}

/* --- the two forms --- */

static bool block_make(world *w, value v, value *out, fault *f)
{
    size_t most = (size_t)w->settings.limits.memory, size = transfer_size(v, most);
    block *b = size <= most ? memory_take(w->memory, sizeof *b + size) : NULL;
    if (!b)
        return fault_set(f, ERROR_limit, "out of memory for a value that processes share (limit memory)");
    holding h = {w, false};
    b->size = sizeof *b + size;
    bool packed = transfer_pack(&(transfer){handle_hold, &h, world_here(w)}, v, b->piece, out, f);
    b->handles = h.any;
    return packed;
}

bool store_put(world *w, value v, value *out, fault *f)
{
    if (!w->memory || v.tag < V_COUNTED) {
        *out = value_keep(v);
        return true;
    }
    return v.tag == V_HANDLE ? handle_hold(&(holding){w, false}, v, out, f) : block_make(w, v, out, f);
}

bool store_get(world *w, value held, value *out, fault *f)
{
    if (!w->memory || held.tag < V_COUNTED) {
        *out = value_keep(held);
        return true;
    }
    return transfer_unpack(&(transfer){handle_give, w, 0}, held, out, f);
}

void store_free(world *w, value held)
{
    if (!w->memory) {
        value_drop(held);
    } else if (held.tag == V_HANDLE) {
        object_let_go(object_of(held));
    } else if (held.tag >= V_COUNTED) {
        block *b = block_of(held);
        if (b->handles)
            transfer_handles(held, handle_let_go, w);
        memory_give(w->memory, b, b->size);
    }
}

/* --- within an operation --- */

bool store_keep_counted(call *c, value v, value *out) { return store_put(c->world, v, out, &c->fault); }

bool store_copy_counted(call *c, value held, value *out) { return store_get(c->world, held, out, &c->fault); }

void store_drop(call *c, value held) { pass_drop(c->pass, held); }

/* --- replies --- */

static void reply_lost(task *t, fault f)
{
    t->reply = (reply){.outcome = OUT_RAISE, .error = f.kind, .chosen = t->reply.chosen, .value = f.message};
}

void store_give(task *t)
{
    world *w = t->world;
    value held = t->reply.value, given;
    fault f = {0};
    if (!is_held(w, held))
        return;
    if (store_get(w, held, &given, &f))
        t->reply.value = given;
    else
        reply_lost(t, f);
    store_free(w, held);
}

void store_send(task *t)
{
    world *w = t->world;
    value own = t->reply.value, held;
    fault f = {0};
    if (own.tag < V_COUNTED || is_held(w, own))
        return;
    if (store_put(w, own, &held, &f)) {
        t->reply.value = held;
    } else {
        value_drop(f.message);
        reply_lost(t, (fault){ERROR_limit, value_text("out of memory")});
    }
    value_drop(own);
}

/* --- what a task that waits asks for --- */

static size_t lent_size(uint32_t values, uint32_t cases) { return sizeof(lent) + values * sizeof(value) + cases * sizeof(op); }

static uint32_t lent_values(const op *o)
{
    uint32_t values = o->count;
    for (uint32_t i = 0; i < o->cases; i++)
        values += o->alternatives[i].count;
    return values;
}

static bool lend_values(world *w, lent *l, const value *from, uint32_t count, const value **out, fault *f)
{
    value *to = l->values + l->count;
    for (uint32_t i = 0; i < count; i++, l->count++)
        if (!store_put(w, from[i], &to[i], f))
            return false;
    *out = to;
    return true;
}

static bool lend_op(world *w, lent *l, op *o, fault *f) { return lend_values(w, l, o->arguments, o->count, &o->arguments, f); }

static void lent_free(world *w, lent *l)
{
    for (uint32_t i = 0; i < l->count; i++)
        store_free(w, l->values[i]);
    memory_give(w->memory, l, l->size);
}

bool store_lend(task *t, fault *f)
{
    world *w = t->world;
    op *o = &t->op;
    uint32_t values = lent_values(o);
    if (!values && !o->cases)
        return true;
    size_t size = lent_size(values, o->cases);
    lent *l = memory_take(w->memory, size);
    if (!l)
        return fault_set(f, ERROR_limit, "out of memory");
    *l = (lent){.size = size, .arguments = o->arguments, .alternatives = o->alternatives};
    op *cases = (op *)(void *)(l->values + values);
    bool done = lend_op(w, l, o, f);
    for (uint32_t i = 0; done && i < o->cases; i++) {
        cases[i] = o->alternatives[i];
        done = lend_op(w, l, &cases[i], f);
    }
    o->alternatives = cases;
    t->lent = l;
    if (!done)
        store_return(t);
    return done;
}

void store_lent(task *t)
{
    lent *l = t->lent;
    if (!l)
        return;
    t->op.arguments = l->values;
    t->op.alternatives = (op *)(void *)(l->values + l->count);
}

/* Until it is NULL, whoever comes after a kill takes what was lent. */
void store_return_lent(task *t)
{
    lent *l = t->lent;
    t->op.arguments = l->arguments;
    t->op.alternatives = l->alternatives;
    __atomic_store_n(&t->lent, NULL, __ATOMIC_RELEASE);
    lent_free(t->world, l);
}
