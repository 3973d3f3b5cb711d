/* search_save: what a search has come to, as text: to be gone on with later, or to be put together with what others have found. Calls
 * save.h, frontier.h, the strategies. Methods and findings stand there by their names. */
#include <stdlib.h>
#include <string.h>

#include "runtime/check/search.h"
#include "runtime/check/states.h"

enum { LOOKED_MOST = 1 << 24 };

/* --- what was found out --- */

static void save_found(const found *f, buf *out)
{
    save_bytes(out, f->strategy, strlen(f->strategy));
    save_number(out, f->number);
    save_bytes(out, f->text.data, f->text.length);
    schedule_save(&f->schedule, out);
}

void search_save_results(const search *s, buf *out)
{
    const uint64_t numbers[] = {s->schedules,   s->fresh, s->abandoned, s->cut,      s->steps,     s->states,
                                s->transitions, s->bytes, s->endless,   s->complete, s->by_states, s->failed,
                                s->crowded,     s->bulky, s->strayed,   s->anew,     s->phase};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        save_number(out, numbers[i]);
    save_bytes(out, s->spins.data, s->spins.length);
    save_number(out, s->looked_count);
    for (uint32_t i = 0; i < s->looked_count; i++)
        save_number(out, s->looked[i]);
    save_line(out);
    for (int kind = FINDING_NONE + 1; kind < FINDINGS; kind++) {
        save_number(out, s->found[kind].number != 0);
        if (s->found[kind].number)
            save_found(&s->found[kind], out);
    }
}

static const char *method_name(const char *name, size_t length)
{
    for (int i = 0; i < METHODS; i++)
        if (strlen(search_methods[i]) == length && !memcmp(search_methods[i], name, length))
            return search_methods[i];
    return NULL;
}

static int method_rank(const char *name)
{
    int i = 0;
    while (i < METHODS && strcmp(search_methods[i], name) != 0)
        i++;
    return i;
}

/* Of two of one kind: what searches of all executions have found, then what has the smaller number, or is the shorter one. */
static bool is_better(const found *a, const found *b)
{
    int x = method_rank(a->strategy), y = method_rank(b->strategy);
    bool whole = x == METHOD_DPOR || x == METHOD_DFS;
    if (x != y && (whole || y == METHOD_DPOR || y == METHOD_DFS))
        return whole;
    if (a->number != b->number)
        return a->number < b->number;
    return x != y ? x < y : schedule_compare(&a->schedule, &b->schedule) < 0;
}

static bool load_found(found *f, saved_text *in)
{
    size_t length;
    const char *name = load_bytes(in, &length);
    f->strategy = method_name(name, length);
    f->number = load_number(in);
    in->bad |= !f->strategy || !f->number;
    const char *text = load_bytes(in, &length);
    buf_add(&f->text, text, length);
    return schedule_load(&f->schedule, in) && !in->bad;
}

static bool add_found(search *s, finding_kind kind, saved_text *in)
{
    found f = {0}, *known = &s->found[kind];
    bool ok = load_found(&f, in);
    if (ok && (!known->number || is_better(&f, known))) {
        schedule_free(&known->schedule);
        buf_free(&known->text);
        *known = f;
        return true;
    }
    schedule_free(&f.schedule);
    buf_free(&f.text);
    return ok;
}

static bool add_looked(search *s, saved_text *in)
{
    for (uint32_t left = load_below(in, LOOKED_MOST); left > 0 && !in->bad; left--) {
        uint64_t key = load_number(in);
        uint32_t i = 0;
        while (i < s->looked_count && s->looked[i] != key)
            i++;
        if (i < s->looked_count)
            continue;
        uint64_t *more = realloc(s->looked, (s->looked_count + 1) * sizeof *more);
        if (!more)
            return false;
        s->looked = more;
        s->looked[s->looked_count++] = key;
    }
    return !in->bad;
}

bool search_add_results(search *s, saved_text *in)
{
    s->schedules += load_number(in);
    s->fresh += load_number(in);
    s->abandoned += load_number(in);
    s->cut += load_number(in);
    s->steps += load_number(in);
    s->states += load_number(in);
    s->transitions += load_number(in);
    s->bytes += load_number(in);
    s->endless |= load_below(in, 1);
    s->complete |= load_below(in, 1);
    s->by_states |= load_below(in, 1);
    s->failed |= load_below(in, 1);
    s->crowded |= load_below(in, 1);
    s->bulky |= load_below(in, 1);
    s->strayed |= load_below(in, 1);
    s->anew |= load_below(in, 1);
    uint32_t phase = load_below(in, PHASE_OVER);
    s->phase = phase > s->phase ? phase : s->phase;
    size_t length;
    const char *spins = load_bytes(in, &length);
    if (!s->spins.length)
        buf_add(&s->spins, spins, length);
    if (!add_looked(s, in))
        return false;
    for (int kind = FINDING_NONE + 1; kind < FINDINGS; kind++)
        if (load_below(in, 1) && !add_found(s, (finding_kind)kind, in))
            return false;
    return !in->bad;
}

/* --- what is left to be done --- */

/* A strategy whose tree is shared has nothing of its own to save. */
void search_save_strategies(const search *s, buf *out)
{
    for (int i = 0; i < METHODS; i++)
        if (s->strategies[i] && s->strategies[i]->save)
            s->strategies[i]->save(s->strategies[i], out);
    states_save(s->walk, out);
}

void search_save_rest(const search *s, buf *out)
{
    const uint64_t *next = s->with ? s->with->shared->next : s->next;
    save_number(out, s->with ? s->with->shared->tried : s->tried);
    for (int i = 0; i < METHODS; i++) {
        save_bytes(out, search_methods[i], strlen(search_methods[i]));
        save_number(out, next[i]);
    }
    save_line(out);
}

void search_load_rest(search *s, saved_text *in)
{
    s->tried = load_number(in);
    for (int i = 0; i < METHODS; i++) {
        size_t length;
        const char *name = load_bytes(in, &length);
        in->bad |= method_name(name, length) != search_methods[i];
        s->next[i] = load_number(in);
    }
    s->resume = *in;
}
