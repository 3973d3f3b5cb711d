/* rf: guided by readings. A schedule aims for some between two tasks that were seldom seen or never: who would read too early is held
 * back until the one it is to read from has come, and from then on, until it has read, are those who would change the thing. Otherwise
 * the schedule is that of partial order sampling. Aims that led to readings not seen together before are kept, and tried again with
 * others (D. Wolff, Z. Shi, G. J. Duck, U. Mathur, A. Roychoudhury, Greybox Fuzzing for Concurrency Testing, ASPLOS 2024). When some
 * have been executed, other schedules aim for two accesses that race.
 * Calls meet.h, pos.h, readings.h. */
#include <stdlib.h>

#include "runtime/check/meet.h"
#include "runtime/check/pos.h"
#include "runtime/check/readings.h"
#include "runtime/check/strategy.h"

enum { AIMS_MOST = 4, KEPT_MOST = 256, FREE_ONE_OF = 8, READINGS_FIRST = 12, MEET_ONE_OF = 3 };

typedef struct aims {
    uint32_t of[AIMS_MOST], count; /* numbers of readings */
} aims;

typedef struct rf {
    strategy base;
    pos pos;
    readings readings;
    aims kept[KEPT_MOST];
    uint32_t kept_count;
    aims aims; /* of this schedule */
    meets meets;
    bool meeting;  /* this schedule aims for one of them, and for no readings */
    unsigned open; /* bits: those of them that are not reached yet */
} rf;

/* --- what to aim for --- */

/* The more seldom it was seen the more; but what was aimed for in vain may be impossible. What a task left itself it reads by itself. */
static uint64_t reading_weight(const rf *k, const reading *r)
{
    enum { WHOLE = 1 << 16 };
    if (!r->between || readings_guarded(&k->readings, r->key))
        return 0;
    uint64_t n = 1 + (uint64_t)(r->seen ? r->seen : r->aimed);
    return WHOLE / (n * n);
}

/* The same step cannot read two things at once from two. */
static bool aim_contradicts(const rf *k, const reading *r)
{
    for (uint32_t i = 0; i < k->aims.count; i++) {
        const reading *other = &k->readings.all[k->aims.of[i]];
        if (other->key == r->key && other->to == r->to)
            return true;
    }
    return false;
}

static void aim_another(rf *k)
{
    uint64_t all = 0;
    for (uint32_t i = 0; i < k->readings.count; i++)
        all += reading_weight(k, &k->readings.all[i]);
    if (!all)
        return;
    uint64_t at = draws_below(&k->pos.draws, all);
    uint32_t i = 0;
    for (uint64_t w; at >= (w = reading_weight(k, &k->readings.all[i])); i++)
        at -= w;
    if (aim_contradicts(k, &k->readings.all[i]))
        return;
    bool full = k->aims.count == AIMS_MOST;
    k->aims.of[full ? draws_below(&k->pos.draws, AIMS_MOST) : k->aims.count] = i;
    k->aims.count += !full;
}

static void aim_some(rf *k)
{
    uint64_t which = draws_below(&k->pos.draws, 2 * (1 + (uint64_t)k->kept_count));
    if (which < k->kept_count)
        k->aims = k->kept[which];
    do
        aim_another(k);
    while (draws_below(&k->pos.draws, 2));
}

static bool rf_begin(strategy *s)
{
    rf *k = (rf *)s;
    pos_schedule(&k->pos);
    readings_begin(&k->readings);
    k->aims.count = 0;
    k->meeting = k->meets.count && k->readings.executions > READINGS_FIRST && !draws_below(&k->pos.draws, MEET_ONE_OF);
    if (k->meeting)
        meet_aim(&k->meets, &k->pos.draws);
    else if (draws_below(&k->pos.draws, FREE_ONE_OF))
        aim_some(k);
    for (uint32_t i = 0; i < k->aims.count; i++)
        k->readings.all[k->aims.of[i]].aimed++;
    k->open = (1u << k->aims.count) - 1;
    k->base.broken |= k->readings.broken;
    return !k->base.broken;
}

/* --- on the way --- */

static const reading *aim_at(const rf *k, uint32_t i) { return k->open >> i & 1 ? &k->readings.all[k->aims.of[i]] : NULL; }

/* Would that step make it impossible, or come too early for it? */
static bool aim_forbids(const rf *k, const reading *r, uint64_t what, const touch *a)
{
    bool reached = readings_changed(&k->readings, r->key) == r->from;
    if (a->key != r->key)
        return false;
    return what == r->to ? !reached : reached && a->write && what != r->from;
}

/* Bits: the aims that hold it back. */
static unsigned held_back(const rf *k, exec *e, uint32_t who)
{
    unsigned by = 0;
    if (!k->open || e->actor_count < 2 || e->actors[who]->state == ACTOR_ENDING)
        return 0;
    uint64_t what = readings_next_event(e->actors[who]);
    uint32_t count = exec_wanted(e, who);
    for (uint32_t i = 0; i < k->aims.count; i++) {
        const reading *r = aim_at(k, i);
        for (uint32_t t = 0; r && t < count; t++)
            if (aim_forbids(k, r, what, &e->accesses[e->access_count + t]))
                by |= 1u << i;
    }
    return by;
}

static bool rf_pick(strategy *s, exec *e, uint32_t *who, uint32_t *choice, uint64_t *draw)
{
    rf *k = (rf *)s;
    taskset may = e->enabled;
    for (uint32_t i = taskset_next(&e->enabled, 0); k->open && i < EXEC_TASKS; i = taskset_next(&e->enabled, i + 1))
        if (held_back(k, e, i))
            taskset_remove(&may, i);
    if (k->meeting)
        meet_hold(&k->meets, e, &k->pos.draws, &may);
    *who = pos_first(&k->pos, taskset_count(&may) ? &may : &e->enabled);
    meet_went(&k->meets, *who);
    if (!taskset_count(&may))
        k->open &= ~held_back(k, e, *who);
    *choice = CHOICE_DRAW;
    *draw = draws_next(&k->pos.draws);
    return true;
}

static void rf_made(strategy *base, exec *e)
{
    rf *k = (rf *)base;
    const exec_step *s = &e->steps[e->step_count - 1];
    uint64_t what = readings_event(s);
    for (uint32_t i = 0; i < k->aims.count; i++) {
        const reading *r = aim_at(k, i);
        for (uint32_t t = 0; r && t < s->count && what == r->to; t++)
            if (e->accesses[s->first + t].key == r->key)
                k->open &= ~(1u << i);
    }
    readings_add(&k->readings, e, e->step_count - 1);
    pos_after(&k->pos, e);
}

static void rf_over(strategy *s, exec *e)
{
    rf *k = (rf *)s;
    meet_learn(&k->meets, e);
    if (readings_end(&k->readings) && k->aims.count)
        k->kept[k->kept_count < KEPT_MOST ? k->kept_count++ : draws_below(&k->pos.draws, KEPT_MOST)] = k->aims;
}

static void rf_learn(strategy *s, exec *e)
{
    rf *k = (rf *)s;
    readings_begin(&k->readings);
    for (uint32_t i = 0; i < e->step_count; i++)
        readings_add(&k->readings, e, i);
    readings_end(&k->readings);
    meet_learn(&k->meets, e);
}

/* --- to go on with later --- */

static void rf_seek(strategy *s, uint64_t number) { ((rf *)s)->pos.draws.schedules = number; }

static void rf_save(strategy *s, buf *out)
{
    const rf *k = (const rf *)s;
    readings_save(&k->readings, out);
    meet_save(&k->meets, out);
    save_number(out, k->kept_count);
    for (uint32_t i = 0; i < k->kept_count; i++) {
        save_number(out, k->kept[i].count);
        for (uint32_t n = 0; n < k->kept[i].count; n++)
            save_number(out, k->kept[i].of[n]);
    }
}

static bool rf_load(strategy *s, saved_text *in)
{
    rf *k = (rf *)s;
    if (!readings_load(&k->readings, in) || !meet_load(&k->meets, in))
        return false;
    k->kept_count = load_below(in, k->readings.count ? KEPT_MOST : 0);
    for (uint32_t i = 0; i < k->kept_count; i++) {
        k->kept[i].count = load_below(in, AIMS_MOST);
        for (uint32_t n = 0; n < k->kept[i].count; n++)
            k->kept[i].of[n] = load_below(in, k->readings.count - 1);
    }
    return !in->bad;
}

static void rf_free(strategy *s)
{
    readings_free(&((rf *)s)->readings);
    free(s);
}

strategy *strategy_rf(uint64_t seed)
{
    rf *k = calloc(1, sizeof *k);
    if (!k)
        return NULL;
    k->base = (strategy){.name = "rf",
                         .begin = rf_begin,
                         .pick = rf_pick,
                         .made = rf_made,
                         .over = rf_over,
                         .learn = rf_learn,
                         .seek = rf_seek,
                         .save = rf_save,
                         .load = rf_load,
                         .free = rf_free};
    k->pos.draws.seed = seed;
    return &k->base;
}
