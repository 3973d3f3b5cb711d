/* states_save: a search by states as text, and back. */
#include <stdlib.h>

#include "runtime/check/states_work.h"

/* Those on the way are gone over once more: what was tried there leads to states that are known, and then it goes on where it was. */
static void way_save(const states *x, buf *out)
{
    save_number(out, x->count);
    for (uint32_t i = 0; i < x->count; i++)
        save_number(out, x->frames[i].at.number);
    save_line(out);
}

static bool way_load(states *x, saved_text *in)
{
    bool *again = calloc(stored_count(x->stored) + 1, sizeof *again);
    for (uint32_t left = load_below(in, UINT32_MAX); left && again && !in->bad; left--) {
        uint32_t number = load_below(in, UINT32_MAX);
        in->bad |= number != CYCLES_NONE && number >= stored_count(x->stored);
        if (number != CYCLES_NONE && !in->bad)
            again[number] = true;
    }
    if (again)
        stored_again(x->stored, again);
    free(again);
    return again && !in->bad;
}

void states_save(const states *x, buf *out)
{
    bool begun = x && x->stored;
    save_number(out, begun);
    if (!begun)
        return;
    save_number(out, x->before);
    save_number(out, x->endless);
    save_number(out, x->state.symmetric);
    save_number(out, x->round);
    save_number(out, x->alike);
    save_number(out, x->exec->personal);
    save_number(out, x->root_objects);
    save_number(out, x->root_bytes);
    stored_save(x->stored, out);
    way_save(x, out);
    lazy_save(x->lazy, out);
    if (x->guards)
        guards_save(x->guards, out);
    if (x->cycles)
        cycles_save(x->cycles, out);
}

bool states_load(states *x, saved_text *in)
{
    if (!load_below(in, 1))
        return !in->bad;
    x->before = load_number(in);
    x->endless = load_below(in, 1);
    x->state.symmetric &= load_below(in, 1);
    x->round = load_below(in, 1);
    x->alike = load_number(in);
    x->cycles = x->hopes || x->round ? cycles_new() : NULL;
    x->broken |= (x->hopes || x->round) && !x->cycles;
    x->exec->personal |= load_below(in, 1);
    x->exec->root_objects = load_below(in, UINT32_MAX);
    x->exec->root_bytes = load_number(in);
    x->stored = in->bad ? NULL : stored_new(x->exact);
    return x->stored && stored_load(x->stored, in) && way_load(x, in) && lazy_load(x->lazy, in)
           && (!x->guards || guards_load(x->guards, in)) && (!x->cycles || cycles_load(x->cycles, in));
}
