/* meet: pairs of accesses in a list. */
#include "runtime/check/meet.h"

#include "runtime/check/race.h"
#include "runtime/check/readings.h"

enum { NEITHER = 2 };

/* --- which there are --- */

static void came_first(meets *m, uint64_t key, uint64_t first, uint64_t second)
{
    bool swapped = first > second;
    meet_pair fresh = {key, {swapped ? second : first, swapped ? first : second}, {0}, 0};
    uint32_t i = 0;
    while (i < m->count && (m->all[i].key != key || m->all[i].event[0] != fresh.event[0] || m->all[i].event[1] != fresh.event[1]))
        i++;
    if (i == MEETS_MOST)
        return;
    if (i == m->count)
        m->all[m->count++] = fresh;
    m->all[i].came[swapped]++;
}

void meet_learn(meets *m, const exec *e)
{
    for (uint32_t i = 0; i < e->race_count; i++) {
        const exec_race *r = &e->races[i];
        came_first(m, r->key, readings_event(&e->steps[r->first]), readings_event(&e->steps[r->second]));
    }
}

/* --- which is aimed for --- */

/* Every variable as much as the others, and of its pairs less those that do not meet: of one that goes wrong by a race many others
 * follow. */
static uint64_t pair_weight(const meets *m, const meet_pair *p)
{
    uint64_t whole = UINT64_C(1) << 32, n = 1 + (uint64_t)p->vain, same = 0;
    for (uint32_t i = 0; i < m->count; i++)
        same += m->all[i].key == p->key;
    uint64_t weight = whole / (n * n) / same;
    return weight ? weight : 1;
}

void meet_aim(meets *m, draws *d)
{
    uint64_t all = 0;
    for (uint32_t i = 0; i < m->count; i++)
        all += pair_weight(m, &m->all[i]);
    uint64_t at = draws_below(d, all);
    m->aim = 0;
    for (uint64_t w; at >= (w = pair_weight(m, &m->all[m->aim])); m->aim++)
        at -= w;
    m->all[m->aim].vain++;
    m->passed = (taskset){{0}};
}

/* --- on the way --- */

/* Which of the two it stands before; NEITHER. */
static int side_of(const meet_pair *p, exec *e, uint32_t who)
{
    if (e->actors[who]->state == ACTOR_ENDING)
        return NEITHER;
    uint64_t what = readings_next_event(e->actors[who]);
    uint32_t count = what == p->event[0] || what == p->event[1] ? exec_wanted(e, who) : 0;
    for (uint32_t t = 0; t < count; t++)
        if (e->accesses[e->access_count + t].key == p->key)
            return what == p->event[1];
    return NEITHER;
}

static bool have_met(const meet_pair *p, exec *e, const uint8_t *sides, uint32_t a, uint32_t b)
{
    bool both = sides[a] != sides[b] || p->event[0] == p->event[1];
    return sides[a] != NEITHER && sides[b] != NEITHER && both && race_between(e, a, b);
}

/* The order that was seen less is the likelier one. */
static uint32_t goes_first(const meet_pair *p, draws *d, const uint8_t *sides, uint32_t a, uint32_t b)
{
    uint64_t all = 2 + (uint64_t)p->came[0] + p->came[1];
    if (sides[a] == sides[b])
        return draws_below(d, 2) ? a : b;
    uint8_t side = draws_below(d, all) > p->came[1];
    return sides[a] == side ? a : b;
}

static void meet_now(meets *m, draws *d, const uint8_t *sides, uint32_t pair[2], taskset *may)
{
    meet_pair *p = &m->all[m->aim];
    p->vain = 0;
    taskset_add(&m->passed, pair[0]);
    taskset_add(&m->passed, pair[1]);
    *may = (taskset){{0}};
    taskset_add(may, goes_first(p, d, sides, pair[0], pair[1]));
}

void meet_hold(meets *m, exec *e, draws *d, taskset *may)
{
    const meet_pair *p = &m->all[m->aim];
    uint8_t sides[EXEC_TASKS];
    for (uint32_t i = taskset_next(&e->enabled, 0); i < EXEC_TASKS; i = taskset_next(&e->enabled, i + 1)) {
        sides[i] = taskset_has(&m->passed, i) ? NEITHER : (uint8_t)side_of(p, e, i);
        for (uint32_t j = taskset_next(&e->enabled, 0); j < i; j = taskset_next(&e->enabled, j + 1))
            if (have_met(p, e, sides, j, i)) {
                meet_now(m, d, sides, (uint32_t[]){j, i}, may);
                return;
            }
        if (sides[i] != NEITHER)
            taskset_remove(may, i);
    }
    if (!taskset_any(may))
        *may = e->enabled;
}

/* --- as text --- */

void meet_save(const meets *m, buf *out)
{
    save_number(out, m->count);
    for (uint32_t i = 0; i < m->count; i++) {
        const meet_pair *p = &m->all[i];
        const uint64_t numbers[] = {p->key, p->event[0], p->event[1], p->came[0], p->came[1], p->vain};
        for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++)
            save_number(out, numbers[n]);
    }
}

bool meet_load(meets *m, saved_text *in)
{
    m->count = load_below(in, MEETS_MOST);
    for (uint32_t i = 0; i < m->count; i++) {
        meet_pair *p = &m->all[i];
        p->key = load_number(in);
        for (int n = 0; n < 2; n++)
            p->event[n] = load_number(in);
        for (int n = 0; n < 2; n++)
            p->came[n] = load_below(in, UINT32_MAX - 1);
        p->vain = load_below(in, UINT32_MAX - 1);
    }
    return !in->bad;
}
