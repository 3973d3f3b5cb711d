/* states_save: a search by states as text, and back. */
#include <stdlib.h>

#include "runtime/check/states_work.h"

/* Those on the way are gone over once more: what was tried there leads to states that are known, and then it goes on where it was. */
static void way_save(const states *x, buf *out)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < x->count; i++)
        count += !x->frames[i].alone;
    save_number(out, count);
    for (uint32_t i = 0; i < x->count; i++) {
        const frame *f = &x->frames[i];
        if (f->alone)
            continue;
        save_number(out, f->at.number);
        save_number(out, f->fresh);
        save_number(out, f->before);
    }
    save_line(out);
}

/* Of several visits the first one counts. */
static bool way_load(states *x, saved_text *in)
{
    uint64_t count = stored_count(x->stored);
    stored_visit *visits = calloc(count + 1, sizeof *visits);
    for (uint32_t left = load_below(in, UINT32_MAX); left && visits && !in->bad; left--) {
        uint32_t number = load_below(in, UINT32_MAX);
        bool fresh = load_below(in, 1);
        stored_visit v = {load_number(in), true, fresh};
        in->bad |= number >= count;
        if (!in->bad && !visits[number].visited)
            visits[number] = v;
    }
    if (visits)
        stored_again(x->stored, visits);
    free(visits);
    return visits && !in->bad;
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
    save_number(out, x->looked);
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
    x->looked = load_below(in, UINT32_MAX);
    x->cycles = x->hopes || x->round ? cycles_new() : NULL;
    x->broken |= (x->hopes || x->round) && !x->cycles;
    x->exec->personal |= load_below(in, 1);
    x->exec->root_objects = load_below(in, UINT32_MAX);
    x->exec->root_bytes = load_number(in);
    x->stored = in->bad ? NULL : stored_new(x->exact);
    return x->stored && stored_load(x->stored, in) && way_load(x, in) && lazy_load(x->lazy, in)
           && (!x->guards || guards_load(x->guards, in)) && (!x->cycles || cycles_load(x->cycles, in));
}
