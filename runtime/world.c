/* world: making and ending a run. Calls object.c, names.c, cells.c. Leaves out: running it (the engines). */
#include "runtime/world.h"

#include <stdlib.h>

#include "runtime/objects.h"
#include "runtime/pass.h"
#include "runtime/process.h"

settings settings_default(void)
{
    static const limits most = {
#define LIMIT(name, most, words, about) .name = most,
#include "runtime/limits.def"
#undef LIMIT
    };
    return (settings){.seed = 1,
                      .stop_after = NO_TIMEOUT,
                      .cores = 4,
                      .gil = GIL_OFF,
                      .switch_interval = 5000000,
                      .check_interval = 100,
                      .cost_tick = 1000,
                      .limits = most};
}

int world_status(const world *w, run_end end, bool told_deadlock)
{
    switch (end) {
    case RUN_INTERRUPTED: return 130;
    case RUN_DEADLOCK: return 3;
    case RUN_INVARIANT: return 4;
    case RUN_STEPS: return 1;
    default: break;
    }
    if (w->main->status > 1) /* exit(n) of main; exit(0) hides no failure */
        return (int)w->main->status - 1;
    return told_deadlock ? 3 : w->failures ? 1 : 0;
}

/* Objects 1, the main thread, and 2, the hidden lock of atomic blocks. */
static bool world_objects(world *w)
{
    fault f = {0};
    w->owner = object_owner;
    w->objects = objects_new(w->memory);
    object *first = w->objects ? object_new(w, KIND_thread, value_text("main"), 0, &f) : NULL;
    w->atomic = first ? object_new(w, KIND_rlock, value_text("atomic"), 0, &f) : NULL;
    w->main = w->atomic ? process_new(w, NULL, first, &f) : NULL;
    if (!w->main)
        value_drop(f.message);
    return w->main;
}

world *world_new(const engine *e, const host *h, const settings *s, recorder *r, memory *m)
{
    world *w = memory_zeroed(m, sizeof *w);
    if (!w)
        return NULL;
    w->engine = e;
    w->host = h;
    w->settings = *s;
    w->recorder = r;
    w->memory = m;
    if (world_objects(w))
        return w;
    world_free(w);
    return NULL;
}

bool world_share(world *w, uint32_t count)
{
    w->shared = memory_zeroed(w->memory, (count ? count : 1) * sizeof *w->shared);
    if (!w->shared)
        return false;
    w->shareds = count;
    for (uint32_t i = 0; i < count; i++) {
        w->shared[i].kind = KIND_variable;
        w->shared[i].atom.value = VALUE_UNSET;
    }
    return true;
}

static void world_unshare(world *w)
{
    for (uint32_t i = 0; i < w->shareds; i++)
        store_free(w, w->shared[i].atom.value);
    memory_give(w->memory, w->shared, (w->shareds ? w->shareds : 1) * sizeof *w->shared);
    w->shareds = 0;
}

bool world_main(world *w, value callee, fault *f)
{
    object *o = object_at(w, 1);
    value arguments;
    if (!value_list(NULL, 0, &arguments, f))
        return false;
    o->thread.callee = value_keep(callee);
    o->thread.arguments = arguments;
    o->thread.maker = w->main->id;
    return true;
}

/* What lies in a memory of its own goes with that; not what a main task that could not begin would have called. */
static void world_forget(world *w)
{
    const object *o = w->main ? object_at(w, w->main->id) : NULL;
    if (o && o->thread.life == LIFE_NEW) {
        value_drop(o->thread.callee);
        value_drop(o->thread.arguments);
    }
    if (w->main && w->main->cells)
        cells_free(w->main->cells);
}

void world_free(world *w)
{
    if (w->memory) {
        world_forget(w);
        return;
    }
    await_free(w);
    process_clear_all(w);
    world_unshare(w);
    if (w->objects)
        objects_free(w);
    process_free_all(w);
    memory_give(w->memory, w, sizeof *w);
}
