/* lane: records in rings.
 * Calls base/buf and the atomics of the compiler. Leaves out: the order of lanes, waiting, what becomes of what is lost. */
#include "trace/lane.h"

#include <stdlib.h>
#include <string.h>

enum { RING_SMALLEST = 4096, RING_GROWTH = 8 };

/* Then a ring that was read empty has room for all that can be asked for, wherever it was written to last. */
_Static_assert(ROOM_MOST <= RING_SMALLEST / 2, "what can be asked for fits in the half of a ring");

static ring *ring_new(memory *m, uint64_t size)
{
    ring *g = m ? memory_take(m, sizeof(ring) + size) : aligned_alloc(CACHE_LINE, sizeof(ring) + size);
    if (g) {
        memset(g, 0, sizeof *g);
        g->size = size;
    }
    return g;
}

static void ring_free(memory *m, ring *g) { memory_give(m, g, sizeof *g + g->size); }

lane *lane_new(recorder *r, memory *m, uint64_t largest)
{
    lane *l = memory_aligned(m, sizeof *l);
    if (l) {
        l->recorder = r;
        l->memory = m;
        l->largest = largest;
    }
    return l;
}

void lane_free(lane *l)
{
    for (ring *g = l->read, *next; g; g = next) {
        next = g->next;
        ring_free(l->memory, g);
    }
    buf_free(&l->text);
    memory_give(l->memory, l, sizeof *l);
}

/* --- the writer --- */

static bool lane_grow(lane *l)
{
    uint64_t size = l->write ? l->write->size * RING_GROWTH : RING_SMALLEST;
    ring *g = size <= l->largest ? ring_new(l->memory, size) : NULL;
    if (!g)
        return false;
    if (l->behind)
        lane_show(l);
    l->behind = l->write;
    l->behind_tail = l->tail;
    l->write = g;
    l->tail = 0;
    l->edge = size;
    if (!l->held || !l->behind)
        lane_show(l);
    return true;
}

bool lane_has_news(const lane *l) { return l->write && (l->behind || __atomic_load_n(&l->write->tail, __ATOMIC_RELAXED) != l->tail); }

void lane_show(lane *l)
{
    if (!l->write)
        return;
    if (l->behind) {
        __atomic_store_n(&l->behind->tail, l->behind_tail, __ATOMIC_RELEASE);
        __atomic_store_n(&l->behind->next, l->write, __ATOMIC_RELEASE);
        l->behind = NULL;
    } else if (!__atomic_load_n(&l->read, __ATOMIC_RELAXED)) {
        __atomic_store_n(&l->read, l->write, __ATOMIC_RELEASE);
    }
    __atomic_store_n(&l->write->tail, l->tail, __ATOMIC_RELEASE);
}

static ring *lane_last_read(const lane *l)
{
    ring *last = l->read;
    while (last && last->next)
        last = last->next;
    return last;
}

/* The ring behind may be the reader's already, and gone. */
void lane_show_again(lane *l)
{
    if (lane_last_read(l) == l->write)
        l->behind = NULL;
    lane_show(l);
}

/* What the reader sees is whole. A ring that it does not see yet is lost. */
void lane_forget(lane *l)
{
    ring *last = lane_last_read(l);
    l->write = last;
    l->behind = NULL;
    l->tail = l->edge = last ? last->tail : 0;
    l->held = false;
    lane_closes(l);
}

static uint64_t ring_space(const ring *g, uint64_t tail) { return g->size - (tail - __atomic_load_n(&g->head, __ATOMIC_ACQUIRE)); }

bool lane_crowded(const lane *l) { return l->write && ring_space(l->write, l->tail) < l->wanted; }

/* What has been read is free, but a record is not written across the end of the ring: what is left there is skipped. */
static bool ring_room(lane *l, uint32_t size)
{
    ring *g = l->write;
    uint64_t at = l->tail & (g->size - 1), left = g->size - at;
    l->wanted = left < size ? left + size : size;
    if (lane_crowded(l))
        return false;
    if (left < size) {
        ((record *)(g->bytes + at))->form = FORM_SKIP;
        l->tail += left;
        left = g->size;
    }
    uint64_t space = ring_space(g, l->tail);
    l->edge = l->tail + (space < left ? space : left);
    return true;
}

bool lane_room(lane *l, uint32_t size)
{
    if (l->edge - l->tail >= size)
        return true;
    return (l->write && ring_room(l, size)) || lane_grow(l);
}

/* --- the reader --- */

/* Looks whether more was written, and goes on to the next ring. */
static bool lane_look(lane *l)
{
    ring *g = __atomic_load_n(&l->read, __ATOMIC_ACQUIRE);
    while (g) {
        ring *next = __atomic_load_n(&g->next, __ATOMIC_ACQUIRE); /* before tail: once there is a next, tail stays */
        l->seen = __atomic_load_n(&g->tail, __ATOMIC_ACQUIRE);
        if (l->seen != l->head)
            return true;
        if (!next)
            return false;
        ring_free(l->memory, g);
        l->read = g = next;
        l->head = 0;
    }
    return false;
}

static record *lane_record(lane *l)
{
    while (l->head != l->seen || lane_look(l)) {
        ring *g = l->read;
        record *x = (record *)(g->bytes + (l->head & (g->size - 1)));
        if (!(x->form & FORM_SKIP))
            return x;
        l->head = (l->head | (g->size - 1)) + 1;
    }
    return NULL;
}

/* The same when a text has begun: it goes on in the next record, or ends there, or when its writer has left. */
static __attribute__((noinline)) uint64_t lane_first_half(lane *l)
{
    bool over = __atomic_load_n(&l->free, __ATOMIC_ACQUIRE);
    return lane_record(l) || over ? l->half.seq : 0;
}

uint64_t lane_first(lane *l)
{
    if (l->begun)
        return lane_first_half(l);
    const record *x = lane_record(l);
    return x ? x->seq : 0;
}

static void record_read(const record *x, event *e)
{
    const char *at = (const char *)(x + 1);
    *e = (event){.seq = x->seq,
                 .t = x->t,
                 .process = x->process,
                 .task = x->task,
                 .object = x->object,
                 .line = x->line,
                 .verb = x->verb,
                 .status = x->status,
                 .error = x->error,
                 .detail.tag = x->tag};
    if (x->form & FORM_REST) {
        const record_rest *rest = (const record_rest *)at;
        e->blocked = rest->blocked;
        e->cause = rest->cause;
        e->number = rest->number;
        e->other = (uint32_t)rest->other;
        at += sizeof *rest;
    }
    if (x->tag == DETAIL_TEXT) {
        memcpy(&e->detail.length, at, sizeof e->detail.length);
        e->detail.text = at + WORD;
    } else if (x->tag != DETAIL_NONE) {
        memcpy(&e->detail.integer, at, sizeof e->detail.integer);
    }
}

bool lane_take_half(lane *l, event *e)
{
    if (!l->begun)
        return false;
    *e = l->half;
    e->detail = detail_of_text(l->text.data ? l->text.data : "", l->text.length);
    l->step = 0;
    return true;
}

/* Gives back the room of the record that was taken. */
static void lane_pass(lane *l)
{
    l->head += l->step;
    __atomic_store_n(&l->read->head, l->head, __ATOMIC_RELEASE);
}

/* A piece of a text is kept. When memory is out the text ends there. */
static void lane_keep(lane *l, const event *e)
{
    buf_add(&l->text, e->detail.text, e->detail.length);
    l->half = *e;
    l->begun = true;
}

bool lane_take(lane *l, event *e)
{
    const record *x = lane_record(l);
    if (l->begun && (!x || l->half.seq != x->seq))
        return lane_take_half(l, e);
    record_read(x, e);
    bool more = x->form & FORM_MORE;
    if (more || l->begun)
        lane_keep(l, e);
    if (!more && l->begun)
        lane_take_half(l, e);
    l->step = x->size;
    if (more)
        lane_pass(l);
    return !more;
}

void lane_taken(lane *l)
{
    if (l->begun)
        buf_free(&l->text);
    l->begun = false;
    lane_pass(l);
}
