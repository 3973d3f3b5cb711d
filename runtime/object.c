/* object: the table of objects, their handles, and the end of an object nobody holds any more.
 * Calls kind.h's drop. Leaves out: what objects do.
 *
 * Ids are given out once and never again, so that the owner of a lock, a watch or an event names one object for ever. They are looked up
 * in chunks that do not move, which stand on shelves; a chunk goes when all its objects are gone. The first few need none: a table of
 * these is small, for a search makes many and goes back and forth in them.
 * An object that holds values is buried in turn, not by endless recursion: a queue in a queue in a queue … may be any number deep. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/kind.h"
#include "runtime/line.h"
#include "runtime/objects.h"
#include "runtime/pass.h"

enum { FEW = 128, RETURNS_MOST = 4096, DIGGERS = 8 };
enum { CHUNK_BITS = 12, CHUNK = 1 << CHUNK_BITS, SHELF_BITS = 10, SHELF = 1 << SHELF_BITS, SHELVES = 1 << (32 - CHUNK_BITS - SHELF_BITS) };

typedef struct chunk {
    uint32_t left; /* ids not given out yet, and living objects */
    object *at[CHUNK];
} chunk;

typedef struct shelf {
    chunk *chunks[SHELF];
} shelf;

/* Who makes objects and who frees them do not want the same line of the cache. */
struct objects {
    memory *memory;
    shelf **shelves; /* NULL: not needed yet */
    bool ending;     /* world_free is at work: nothing else frees */
    char apart[OBJECT_LINE];
    uint32_t last;
    uint32_t taking;           /* somebody takes one of the spare ones */
    object *spare;             /* futures to be used again, chained through `cause` */
    object *few[FEW];          /* by id, as above for all others */
    uint32_t reaping;          /* the engine's word: tasks and what they own are looked at, or freed */
    uint32_t diggers[DIGGERS]; /* the numbers of the processes that bury; 0: nobody. Atomic */
    object *graveyard;         /* chained through `cause`, as are: */
    object *returned;          /* futures to be spare ones, … */
    uint32_t returns;          /* … and how many, about */
};

struct objects *objects_new(memory *m)
{
    struct objects *all = memory_zeroed(m, sizeof *all);
    if (all)
        all->memory = m;
    return all;
}

static bool object_fault(const world *w, fault *f)
{
    return fault_set(f, ERROR_limit, w->memory ? "out of memory (limit memory)" : "out of memory");
}

/* --- ids --- */

/* Where the chunk of that id stands; NULL: there has been none near it. */
static chunk **chunk_place(const struct objects *all, uint32_t id)
{
    shelf *const *shelves = __atomic_load_n(&all->shelves, __ATOMIC_ACQUIRE);
    shelf *s = shelves ? __atomic_load_n(&shelves[id >> (CHUNK_BITS + SHELF_BITS)], __ATOMIC_ACQUIRE) : NULL;
    return s ? &s->chunks[id >> CHUNK_BITS & (SHELF - 1)] : NULL;
}

static chunk *chunk_at(const struct objects *all, uint32_t id)
{
    chunk **place = chunk_place(all, id);
    return place ? __atomic_load_n(place, __ATOMIC_ACQUIRE) : NULL;
}

static shelf **shelves_room(struct objects *all)
{
    shelf **none = __atomic_load_n(&all->shelves, __ATOMIC_ACQUIRE), **fresh;
    if (none)
        return none;
    fresh = memory_zeroed(all->memory, SHELVES * sizeof(shelf *));
    if (fresh && __atomic_compare_exchange_n(&all->shelves, &none, fresh, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        return fresh;
    memory_give(all->memory, fresh, SHELVES * sizeof(shelf *));
    return none;
}

static chunk **chunk_room(struct objects *all, uint32_t id)
{
    chunk **place = chunk_place(all, id);
    if (place)
        return place;
    shelf **shelves = shelves_room(all), *none = NULL, *fresh = shelves ? memory_zeroed(all->memory, sizeof *fresh) : NULL;
    if (!fresh)
        return NULL;
    shelf **at = &shelves[id >> (CHUNK_BITS + SHELF_BITS)];
    if (!__atomic_compare_exchange_n(at, &none, fresh, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        memory_give(all->memory, fresh, sizeof *fresh);
    return chunk_place(all, id);
}

static chunk *chunk_for(struct objects *all, uint32_t id)
{
    chunk **place = chunk_room(all, id), *c = place ? __atomic_load_n(place, __ATOMIC_ACQUIRE) : NULL;
    if (!place || c)
        return c;
    chunk *fresh = memory_zeroed(all->memory, sizeof *fresh);
    if (!fresh)
        return NULL;
    fresh->left = id < CHUNK ? CHUNK - FEW : CHUNK;
    if (__atomic_compare_exchange_n(place, &c, fresh, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        return fresh;
    memory_give(all->memory, fresh, sizeof *fresh);
    return c;
}

static uint32_t object_id_given(world *w)
{
    uint32_t id = w->engine->id(w);
    if (id > w->objects->last)
        w->objects->last = id;
    return id;
}

uint32_t object_id(world *w)
{
    uint32_t last = __atomic_load_n(&w->objects->last, __ATOMIC_RELAXED);
    if (w->engine->id && w->engine_state)
        return object_id_given(w);
    while (last != UINT32_MAX)
        if (__atomic_compare_exchange_n(&w->objects->last, &last, last + 1, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
            return last + 1;
    return 0;
}

uint32_t object_last(world *w) { return __atomic_load_n(&w->objects->last, __ATOMIC_RELAXED); }

/* Where the object of that id stands; NULL: there is no such place. */
static object **object_place(const struct objects *all, uint32_t id)
{
    if (id < FEW)
        return (object **)&all->few[id];
    chunk *c = chunk_at(all, id);
    return c ? &c->at[id & (CHUNK - 1)] : NULL;
}

/* The same, made if need be. NULL: out of memory. */
static object **object_place_for(struct objects *all, uint32_t id)
{
    chunk *c = id < FEW ? NULL : chunk_for(all, id);
    return c ? &c->at[id & (CHUNK - 1)] : object_place(all, id);
}

object *object_at(world *w, uint32_t id)
{
    object **place = object_place(w->objects, id);
    return place ? __atomic_load_n(place, __ATOMIC_ACQUIRE) : NULL;
}

void objects_reap_lock(world *w) { word_lock(w, &w->objects->reaping); }

void objects_reap_unlock(world *w) { word_unlock(w, &w->objects->reaping); }

bool object_hold_living(object *o)
{
    uint32_t count = __atomic_load_n(&o->own.head.count, __ATOMIC_RELAXED);
    while (count)
        if (__atomic_compare_exchange_n(&o->own.head.count, &count, count + 1, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
            return true;
    return false;
}

/* Without the reap lock the object (or the whole chunk) could be freed between looking it up and holding it. */
object *object_try(world *w, uint32_t id)
{
    objects_reap_lock(w);
    object *o = object_at(w, id);
    if (o && !object_hold_living(o))
        o = NULL;
    objects_reap_unlock(w);
    return o;
}

object *objects_next(world *w, uint32_t *at, bool (*wanted)(const object *o, const process *p), const process *p)
{
    object *found = NULL;
    objects_reap_lock(w);
    for (uint32_t last = object_last(w); !found && *at && *at <= last;) {
        object **place = object_place(w->objects, *at), *o = place ? *place : NULL;
        *at = place ? *at + 1 : ((*at >> CHUNK_BITS) + 1) << CHUNK_BITS;
        if (o && wanted(o, p) && object_hold_living(o))
            found = o;
    }
    objects_reap_unlock(w);
    return found;
}

/* --- memory --- */

static size_t object_size(uint8_t which)
{
    switch (which) {
    case KIND_future: return sizeof(object) + OBJECT_BEHIND;
    case KIND_pool: return OBJECT_WHOLE + OBJECT_POOL;
    default: return sizeof(object);
    }
}

/* Futures come and go, and mostly one thread makes them and another frees them. Where malloc would hand them from one to the other one
 * by one, they go back all at once. */
static bool futures_go_round(const world *w) { return w->parallel && !w->memory; }

/* The next is wanted soon, and is still where it was freed. */
static void spare_comes(const object *o)
{
    for (size_t at = 0; o && at < object_size(KIND_future); at += OBJECT_LINE)
        __builtin_prefetch((const char *)o + at, 1);
}

/* NULL: there is none, or another takes one at this moment. */
static object *spare_take(struct objects *all)
{
    if (__atomic_exchange_n(&all->taking, 1, __ATOMIC_ACQUIRE))
        return NULL;
    object *o = all->spare;
    if (!o && __atomic_load_n(&all->returned, __ATOMIC_RELAXED)) {
        o = __atomic_exchange_n(&all->returned, NULL, __ATOMIC_ACQUIRE);
        __atomic_store_n(&all->returns, 0, __ATOMIC_RELAXED);
    }
    if (o) {
        all->spare = (object *)(uintptr_t)o->cause;
        spare_comes(all->spare);
    }
    __atomic_store_n(&all->taking, 0, __ATOMIC_RELEASE);
    return o;
}

static void spare_give(struct objects *all, object *o)
{
    if (__atomic_add_fetch(&all->returns, 1, __ATOMIC_RELAXED) > RETURNS_MOST) {
        block_give(o);
        return;
    }
    object *top = __atomic_load_n(&all->returned, __ATOMIC_RELAXED);
    do
        o->cause = (uintptr_t)top;
    while (!__atomic_compare_exchange_n(&all->returned, &top, o, true, __ATOMIC_RELEASE, __ATOMIC_RELAXED));
}

static void spare_free(object *o)
{
    for (object *next; o; o = next) {
        next = (object *)(uintptr_t)o->cause;
        block_give(o);
    }
}

static object *future_room(const world *w)
{
    object *o = futures_go_round(w) ? spare_take(w->objects) : NULL;
    return o ? memset(o, 0, sizeof *o) : memory_zeroed(w->memory, object_size(KIND_future));
}

/* What many tasks use for long gets lines of the cache of its own. */
static object *object_room(const world *w, kind_id which)
{
    if (which == KIND_future)
        return future_room(w);
    bool apart = w->parallel && !(kind_words[which].flags & KIND_TASK);
    return apart ? memory_aligned(w->memory, object_size(which)) : memory_zeroed(w->memory, object_size(which));
}

static void object_give(const world *w, object *o)
{
    if (o && o->kind == KIND_future && futures_go_round(w))
        spare_give(w->objects, o);
    else if (o)
        memory_give(w->memory, o, object_size(o->kind));
}

/* --- the end of an object --- */

static bool object_holds_values(const object *o)
{
    bool empty = o->kind == KIND_future && o->future.outcome.tag < V_COUNTED && !o->future.parts;
    return kinds[o->kind].drop && !empty;
}

/* Whoever shows a name may do so while another gives the task a new one: all that it ever had stay as long as the task's object. */
struct new_name {
    value name;
    struct new_name *before;
};

static void names_free(world *w, const object *o)
{
    store_free(w, o->name.base);
    for (struct new_name *n = o->name.given, *before; n; n = before) {
        before = n->before;
        store_free(w, n->name);
        memory_give(w->memory, n, sizeof *n);
    }
}

static void object_empty(world *w, object *o)
{
    if (kinds[o->kind].drop)
        kinds[o->kind].drop(w, o);
    names_free(w, o);
    line_free(w, o->line);
}

static void object_unlist(world *w, uint32_t id)
{
    __atomic_store_n(object_place(w->objects, id), NULL, __ATOMIC_RELEASE);
    chunk **place = id < FEW ? NULL : chunk_place(w->objects, id), *c = place ? *place : NULL;
    if (!c || __atomic_sub_fetch(&c->left, 1, __ATOMIC_ACQ_REL))
        return;
    __atomic_store_n(place, NULL, __ATOMIC_RELEASE);
    memory_give(w->memory, c, sizeof *c);
}

/* Those who look for cycles of waits walk over tasks and what they own, without a hold: not while one is freed. */
static void object_free(world *w, object *o)
{
    objects_reap_lock(w);
    object_unlist(w, o->id);
    objects_reap_unlock(w);
    object_empty(w, o);
    object_give(w, o);
}

/* NULL: so many bury already. Where there are several threads more than one may, each mostly what it has brought itself: a single one
 * would be left behind by those that bring. But not as many as like to: what is freed may drop others, and those again. */
static uint32_t *objects_dig(world *w)
{
    uint32_t digger = w->parallel ? *(const uint32_t *)w->engine_state : 1, most = w->parallel ? DIGGERS : 1;
    for (uint32_t i = 0; i < most; i++) {
        uint32_t nobody = 0, *place = &w->objects->diggers[i];
        if (__atomic_compare_exchange_n(place, &nobody, digger, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
            return place;
    }
    return NULL;
}

/* Sequentially consistent: who has just brought an object and finds others burying relies on one of those to look at the graveyard once more
 * after it has said that it does not bury any longer. */
static void objects_bury(world *w)
{
    struct objects *all = w->objects;
    uint32_t *place;
    while (__atomic_load_n(&all->graveyard, __ATOMIC_SEQ_CST) && (place = objects_dig(w))) {
        object *o;
        while ((o = __atomic_exchange_n(&all->graveyard, NULL, __ATOMIC_ACQUIRE)))
            while (o) {
                object *next = (object *)(uintptr_t)o->cause;
                object_free(w, o);
                o = next;
            }
        __atomic_store_n(place, 0, __ATOMIC_SEQ_CST);
    }
}

/* Nobody holds it any more. */
static void object_end(world *w, object *o)
{
    if (!object_holds_values(o)) {
        object_free(w, o);
        return;
    }
    object *top = __atomic_load_n(&w->objects->graveyard, __ATOMIC_RELAXED);
    do
        o->cause = (uintptr_t)top;
    while (!__atomic_compare_exchange_n(&w->objects->graveyard, &top, o, true, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED));
    objects_bury(w);
}

/* What its holder was burying is lost until the run ends. It may have been killed when it had given the lock back, but had not woken who
 * slept. */
void objects_recover(world *w, uint32_t holder)
{
    struct objects *all = w->objects;
    if ((__atomic_load_n(&all->reaping, __ATOMIC_RELAXED) & ~LOCK_CONTENDED) == holder)
        objects_reap_unlock(w);
    else
        w->engine->unlock(w, &all->reaping);
    for (uint32_t i = 0; i < DIGGERS; i++) {
        uint32_t own = holder;
        __atomic_compare_exchange_n(&all->diggers[i], &own, 0, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    }
    objects_bury(w);
}

/* Whoever drops what he takes for the only hold leaves the count at 1 (value_drop), but object_try may have come in between and hold the
 * object as well. So that last hold is taken off here: with 0 none comes any more, otherwise the other one lives on. */
static bool object_is_held(object *o)
{
    return __atomic_load_n(&o->own.head.count, __ATOMIC_ACQUIRE) && __atomic_sub_fetch(&o->own.head.count, 1, __ATOMIC_ACQ_REL);
}

static void object_release(struct handle *h)
{
    object *o = h->object;
    world *w = world_of(h);
    if (w->objects->ending)
        return;
    if (h != &o->own) {
        if (w->engine->forget(w, h))
            object_let_go(o);
    } else if (!object_is_held(o)) {
        object_end(w, o);
    }
}

value object_stored(object *o)
{
    value v = {.tag = V_HANDLE};
    v.handle = &o->own;
    return v;
}

/* Those of other processes count, too: always atomic. */
void object_hold(object *o)
{
    if (world_of(&o->own)->memory)
        __atomic_add_fetch(&o->own.head.count, 1, __ATOMIC_RELAXED);
    else
        value_keep(object_stored(o));
}

void object_let_go(object *o)
{
    world *w = world_of(&o->own);
    if (!w->memory)
        value_drop(object_stored(o));
    else if (!__atomic_sub_fetch(&o->own.head.count, 1, __ATOMIC_ACQ_REL) && !w->objects->ending)
        object_end(w, o);
}

void objects_free(world *w)
{
    struct objects *all = w->objects;
    all->ending = true;
    for (uint32_t id = 1; id <= all->last && id; id++) {
        object *o = object_at(w, id);
        if (o)
            object_empty(w, o);
    }
    for (uint32_t i = 0; i < FEW; i++)
        object_give(w, all->few[i]);
    for (uint32_t i = 0; i <= all->last >> CHUNK_BITS; i++) {
        chunk *c = chunk_at(all, i << CHUNK_BITS);
        for (uint32_t k = 0; c && k < CHUNK && (i << CHUNK_BITS) + k <= all->last; k++)
            object_give(w, c->at[k]);
        memory_give(w->memory, c, sizeof *c);
    }
    for (uint32_t i = 0; all->shelves && i < SHELVES; i++)
        memory_give(w->memory, all->shelves[i], sizeof *all->shelves[i]);
    spare_free(all->spare);
    spare_free(all->returned);
    memory_give(w->memory, all->shelves, SHELVES * sizeof *all->shelves);
    memory_give(w->memory, all, sizeof *all);
}

/* --- names --- */

bool object_rename(object *o, value name, fault *f)
{
    world *w = world_of(&o->own);
    struct new_name *n = memory_take(w->memory, sizeof *n);
    if (!n)
        return object_fault(w, f);
    if (!store_put(w, name, &n->name, f)) {
        memory_give(w->memory, n, sizeof *n);
        return false;
    }
    n->before = o->name.given;
    __atomic_store_n(&o->name.given, n, __ATOMIC_RELEASE);
    return true;
}

static const value *name_of(const object *o, uint32_t *number)
{
    const struct new_name *given = __atomic_load_n(&o->name.given, __ATOMIC_ACQUIRE);
    *number = given ? 0 : o->name.number;
    return given ? &given->name : &o->name.base;
}

void object_show_name(const object *o, buf *out)
{
    const char *text;
    uint32_t number;
    size_t length = value_string_bytes(name_of(o, &number), &text);
    buf_add(out, text, length);
    if (number)
        buf_printf(out, "-%u", number);
}

void object_show_task(world *w, const object *o, buf *out)
{
    bool inner = object_is_task(o) && o->kind != KIND_process && o->id != w->main->id && o->thread.maker != w->main->id;
    const object *home = inner ? object_at(w, o->thread.maker) : NULL;
    if (home) {
        object_show_name(home, out);
        buf_char(out, '/');
    }
    object_show_name(o, out);
}

/* The script learns it. */
static void name_is_told(const object *o)
{
    if (object_is_task(o))
        world_is_personal(world_of(&o->own));
}

bool object_name(const object *o, value *out, fault *f)
{
    uint32_t number;
    const value *name = name_of(o, &number);
    if (!number)
        return store_get(world_of(&o->own), *name, out, f);
    buf text = {0};
    object_show_name(o, &text);
    bool made = value_string_take(&text, out, f);
    buf_free(&text);
    return made;
}

excerpt object_excerpt(const object *o)
{
    excerpt e;
    buf text = {0};
    name_is_told(o);
    object_show_name(o, &text);
    snprintf(e.text, sizeof e.text, "%s", text.data ? text.data : "");
    buf_free(&text);
    return e;
}

/* --- handles --- */

static void object_show(const struct handle *h, uint8_t face, buf *out)
{
    buf_printf(out, "<%s ", kind_words[h->head.extra].name);
    name_is_told(h->object);
    object_show_name(h->object, out);
    bool side = h->head.extra == KIND_rwlock && face != FACE_NONE;
    buf_text(out, !side ? ">" : face == FACE_READ ? ".read>" : ".write>");
}

static const char *object_type(const struct handle *h, uint8_t face)
{
    (void)face;
    return kind_words[h->head.extra].name;
}

static uint64_t object_number(const struct handle *h) { return h->object->id; }

const struct handle_owner object_owner = {object_release, object_number, object_show, object_type};

bool object_handle(object *o, enum face face, value *out, fault *f)
{
    world *w = world_of(&o->own);
    value v = object_stored(o);
    v.face = (uint8_t)face;
    if (!w->memory)
        value_keep(v);
    else if (!(v.handle = w->engine->handle(w, o)))
        return fault_set(f, ERROR_limit, "out of memory");
    *out = v;
    return true;
}

object *object_new(world *w, kind_id which, value base, uint32_t number, fault *f)
{
    uint32_t id = object_id(w);
    object **place = id ? object_place_for(w->objects, id) : NULL, *o = place ? object_room(w, which) : NULL;
    if (!o) {
        if (place)
            object_unlist(w, id);
        object_fault(w, f);
        return NULL;
    }
    if (!store_put(w, base, &o->name.base, f)) {
        object_unlist(w, id);
        object_give(w, o);
        return NULL;
    }
    o->id = id;
    o->kind = (uint8_t)which;
    o->name.number = number;
    o->own = (struct handle){{1, V_HANDLE, 0, (uint16_t)which}, o, &w->owner};
    __atomic_store_n(place, o, __ATOMIC_RELEASE);
    return o;
}
