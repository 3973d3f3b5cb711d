/* body: the registers and frames of one task. Grows them, pushes and pops frames; knows no instruction. */
#include "interp/machine.h"

#include <stdlib.h>
#include <string.h>

#include "interp/builtins.h"
#include "interp/vm.h"
#include "runtime/state.h"

enum { FIRST_FRAMES = 2, MOST_FRAMES = 1 << 28, ROOM = 4 };

static bool registers_grow(body *b, uint32_t needed, fault *f)
{
    if (needed <= b->register_capacity)
        return true;
    uint32_t capacity = b->register_capacity * 2 > needed ? b->register_capacity * 2 : needed + ROOM;
    if (!b->register_capacity)
        capacity = needed; /* most bodies never call deeper than this: no room to spare */
    value *larger = block_resize(b->registers, capacity * sizeof *larger);
    if (!larger)
        return fault_set(f, ERROR_limit, "out of memory");
    b->registers = larger;
    for (uint32_t i = b->register_capacity; i < capacity; i++)
        larger[i] = VALUE_NIL;
    b->register_capacity = capacity;
    return true;
}

/* There is never room for more frames than the script may have, so that whoever finds room need not ask about the limit. */
static bool frames_grow(body *b, int64_t most, fault *f)
{
    if (b->depth < b->frame_capacity)
        return true;
    if (b->depth >= most)
        return fault_set(f, ERROR_limit, "calls are nested more than %lld deep (limit depth)", (long long)most);
    uint32_t capacity = b->frame_capacity ? b->frame_capacity * 2 : FIRST_FRAMES;
    if (capacity > MOST_FRAMES)
        capacity = MOST_FRAMES;
    if (capacity > most)
        capacity = (uint32_t)most;
    if (b->depth == capacity)
        return fault_set(f, ERROR_limit, "calls are nested too deeply (%u of them)", b->depth);
    frame *larger = block_resize(b->frames, capacity * sizeof *larger);
    if (!larger)
        return fault_set(f, ERROR_limit, "out of memory");
    b->frames = larger;
    b->frame_capacity = capacity;
    return true;
}

static bool push(body *b, const program *p, uint32_t index, uint32_t base, int64_t most, fault *f)
{
    if (!frames_grow(b, most, f) || !registers_grow(b, base + p->functions[index]->registers, f))
        return false;
    b->frames[b->depth++] = (frame){index, 0, base};
    return true;
}

bool body_push(machine *m, uint32_t index, uint32_t base, fault *f)
{
    return push(m->body, m->program, index, base, m->task->world->settings.limits.depth, f);
}

bool body_room(body *b, uint32_t a, uint32_t count, fault *f) { return registers_grow(b, b->frames[b->depth - 1].base + a + 1 + count, f); }

void body_pop(body *b, uint32_t registers)
{
    value *first = b->registers + b->frames[--b->depth].base;
    for (uint32_t i = 0; i < registers; i++)
        if (first[i].tag >= V_COUNTED) {
            value_drop(first[i]);
            first[i] = VALUE_NIL;
        }
}

/* Only functions are given to tasks (kinds/task.c). */
static uint32_t callee_function(value callee) { return callee.tag == V_FUNC ? callee.index : callee.closure->function; }

static bool body_arguments(body *b, const code *c, value callee, value arguments, fault *f)
{
    uint32_t count = arguments.tag == V_LIST ? arguments.list->length : 0;
    if (count > c->parameter_count)
        return fault_set(f, ERROR_type, "%s takes %u argument%s, not %u", c->name, c->parameter_count, c->parameter_count == 1 ? "" : "s",
                         count);
    b->registers[0] = value_keep(callee);
    for (uint32_t i = 0; i < c->parameter_count; i++)
        b->registers[i + 1] = i < count ? value_keep(arguments.list->items[i]) : VALUE_UNSET;
    return true;
}

static void *body_of(const world *w, value callee, value arguments, fault *f)
{
    const program *prog = w->host->program;
    uint32_t index = callee_function(callee);
    body *b = block_zeroed(sizeof *b);
    if (!b) {
        fault_set(f, ERROR_limit, "out of memory");
        return NULL;
    }
    b->program = prog;
    b->error = VALUE_UNSET;
    if (!push(b, prog, index, 1, w->settings.limits.depth, f) || !body_arguments(b, prog->functions[index], callee, arguments, f)) {
        body_end(NULL, b);
        return NULL;
    }
    return b;
}

/* A built-in function has no code of its own: task_apply(call) calls it, call[0], with the others. */
static void *body_of_builtin(const world *w, value callee, value arguments, fault *f)
{
    const program *prog = w->host->program;
    value run = {.tag = V_FUNC}, call, calls;
    run.index = prog->task_apply;
    if (!value_list(&callee, 1, &call, f))
        return NULL;
    bool ok = true;
    for (uint32_t i = 0; arguments.tag == V_LIST && i < arguments.list->length && ok; i++)
        ok = value_list_push(&call, arguments.list->items[i], f);
    ok = ok && value_list(&call, 1, &calls, f);
    value_drop(call);
    if (!ok)
        return NULL;
    void *b = body_of(w, run, calls, f);
    value_drop(calls);
    return b;
}

void *body_begin(world *w, process *p, value callee, value arguments, fault *f)
{
    (void)p;
    return (callee.tag == V_BUILTIN ? body_of_builtin : body_of)(w, callee, arguments, f);
}

bool body_takes(const world *w, value callee, uint32_t count, fault *f)
{
    const program *prog = w->host->program;
    const code *c = callee.tag == V_BUILTIN ? NULL : prog->functions[callee_function(callee)];
    if (!c || (count <= c->parameter_count && count >= c->required))
        return true;
    uint32_t wanted = count < c->required ? c->required : c->parameter_count;
    return fault_set(f, ERROR_type, "%s takes %u argument%s, not %u", c->name, wanted, wanted == 1 ? "" : "s", count);
}

void body_end(world *w, void *at)
{
    body *b = at;
    (void)w;
    for (uint32_t i = 0; i < b->register_capacity; i++)
        value_drop(b->registers[i]);
    value_drop(b->error);
    block_give(b->registers);
    block_give(b->frames);
    block_give(b->cases);
    block_give(b);
}

/* --- what of it matters --- */

/* How many of its registers matter. */
static uint32_t frame_live(const code *c, const frame *f) { return f->pc ? code_live(c, f->pc - 1) : c->parameter_count; }

/* Whoever is called by its number is nowhere else. */
static bool frame_has_callee(const body *b, const frame *f)
{
    const frame *caller = f == b->frames ? NULL : f - 1;
    return !caller || b->program->functions[caller->function]->insns[caller->pc - 1].op != CODE_CALL_FUNC;
}

/* A handle matters as long as it is there: with the last one its object goes. */
static bool may_hold_handle(value v)
{
    bool may = v.tag > V_RANGE;
    for (uint32_t i = 0; v.tag == V_LIST && i < v.list->length && !may; i++)
        may = may_hold_handle(v.list->items[i]);
    for (uint32_t i = 0; v.tag == V_MAP && i < v.map->length && !may; i++)
        may = may_hold_handle(v.map->entries[i].key) || may_hold_handle(v.map->entries[i].item);
    return may;
}

/* May it be needed yet, or is it there all the same, as far as liveness.c can tell? */
static bool is_told(const run_state *s, const body *b, const frame *f, uint32_t i)
{
    const code *c = b->program->functions[f->function];
    if (!c->live || !f->pc || i >= 64 || c->live[f->pc - 1] >> i & 1)
        return true;
    return c->filled[f->pc - 1] >> i & 1 && (s->dead || may_hold_handle(b->registers[f->base + i]));
}

/* The register that the reply goes to is dead, too. */
static void frame_state(run_state *s, const body *b, const frame *f, bool innermost)
{
    uint32_t live = frame_live(b->program->functions[f->function], f);
    bool replaces = innermost && b->pending != PENDING_DROP && b->pending != PENDING_NOTHING && !b->raising;
    state_number(s, f->function);
    state_number(s, f->pc);
    state_value(s, frame_has_callee(b, f) ? b->registers[f->base - 1] : VALUE_NIL);
    for (uint32_t i = 0; i < live; i++)
        if (!replaces || f->base + i != b->into)
            state_value(s, is_told(s, b, f, i) ? b->registers[f->base + i] : VALUE_UNSET);
}

void body_state(const task *t, run_state *s)
{
    const body *b = t->body;
    state_number(s, b->depth);
    for (uint32_t i = 0; i < b->depth; i++)
        frame_state(s, b, &b->frames[i], i + 1 == b->depth);
    state_number(s, b->raising | (unsigned)b->redo << 1);
    if (b->raising)
        state_value(s, b->error);
}
