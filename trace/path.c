/* path: keeps all stretches and all arrows that let a task go on, and follows them back. Calls the C library. */
#include "trace/path.h"
#include "trace/tally.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST = 1 << 20, FIRST = 256 }; /* pieces and hops that are kept */

typedef struct piece { /* a stretch */
    int64_t begin, end;
    uint64_t last;
    uint32_t process, task, before; /* before: 1 + the index of that task's piece before this one */
    doing doing;
} piece;

typedef struct hop {
    mark from;
    uint64_t to;
    int64_t t;
    uint32_t before; /* as of a piece: the task's hop before */
} hop;

typedef struct ends { /* of a task: 1 + the index of the last */
    uint32_t piece, hop;
} ends;

struct path {
    piece *pieces;
    hop *hops;
    ends *tasks;
    size_t piece_count, piece_room, hop_count, hop_room, task_count;
    bool failed;
};

path *path_new(void) { return calloc(1, sizeof(path)); }

void path_free(path *p)
{
    if (!p)
        return;
    free(p->pieces);
    free(p->hops);
    free(p->tasks);
    free(p);
}

static bool grow(path *p, void **table, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return true;
    size_t wanted = *room ? 2 * *room : FIRST;
    void *larger = wanted <= LONGEST && !p->failed ? realloc(*table, wanted * size) : NULL;
    p->failed |= !larger;
    if (!larger)
        return false;
    *table = larger;
    *room = wanted;
    return true;
}

static ends *ends_of(path *p, uint32_t task)
{
    if (task < p->task_count)
        return &p->tasks[task];
    size_t count = p->task_count ? p->task_count : FIRST;
    while (count <= task)
        count *= 2;
    ends *tasks = realloc(p->tasks, count * sizeof *tasks);
    p->failed |= !tasks;
    if (!tasks)
        return NULL;
    memset(tasks + p->task_count, 0, (count - p->task_count) * sizeof *tasks);
    p->tasks = tasks;
    p->task_count = count;
    return &p->tasks[task];
}

void path_stretch(path *p, const stretch *s)
{
    ends *e = ends_of(p, s->task);
    if (!e || !grow(p, (void **)&p->pieces, p->piece_count, &p->piece_room, sizeof *p->pieces))
        return;
    p->pieces[p->piece_count++] = (piece){s->begin, s->end, s->last, s->process, s->task, e->piece, s->doing};
    e->piece = (uint32_t)p->piece_count;
}

/* Since when the task had to wait for what the arrow comes from. What was there before did not hold it up. */
static int64_t waited_since(const path *p, const ends *e, const arrow *a)
{
    if (!e->piece)
        return INT64_MIN;
    const piece *before = &p->pieces[e->piece - 1];
    return before->last == a->to.seq ? before->begin : before->end;
}

void path_arrow(path *p, const arrow *a)
{
    ends *e = a->lets ? ends_of(p, a->to.task) : NULL;
    if (!e || a->from.t < waited_since(p, e, a) || !grow(p, (void **)&p->hops, p->hop_count, &p->hop_room, sizeof *p->hops))
        return;
    p->hops[p->hop_count++] = (hop){a->from, a->to.seq, a->to.t, e->hop};
    e->hop = (uint32_t)p->hop_count;
}

/* The task that ended last. */
static const piece *last_piece(const path *p)
{
    const piece *last = NULL;
    for (size_t i = 0; i < p->piece_count; i++)
        if (!last || p->pieces[i].end > last->end || (p->pieces[i].end == last->end && p->pieces[i].last > last->last))
            last = &p->pieces[i];
    return last;
}

/* The last hop to the task that came before seq. As the path is followed back, what lies behind is not looked at again. */
static const hop *hop_before(path *p, uint32_t task, uint64_t seq)
{
    uint32_t *at = task < p->task_count ? &p->tasks[task].hop : NULL;
    while (at && *at && p->hops[*at - 1].to > seq)
        *at = p->hops[*at - 1].before;
    return at && *at ? &p->hops[*at - 1] : NULL;
}

/* What the task did meanwhile. */
static path_step step_of(path *p, uint32_t process, uint32_t task, int64_t begin, int64_t end)
{
    path_step s = {.process = process, .task = task, .begin = begin < end ? begin : end, .end = end};
    uint32_t *first = &p->tasks[task].piece;
    while (*first && p->pieces[*first - 1].begin > end)
        *first = p->pieces[*first - 1].before;
    for (uint32_t at = *first; at && p->pieces[at - 1].end >= begin; at = p->pieces[at - 1].before) {
        const piece *part = &p->pieces[at - 1];
        int64_t from = part->begin > s.begin ? part->begin : s.begin, to = part->end < end ? part->end : end;
        s.by[part->doing] = tally_plus(s.by[part->doing], to > from ? to - from : 0);
    }
    return s;
}

static int64_t life_begin(const path *p, uint32_t task, int64_t fallback)
{
    for (uint32_t at = p->tasks[task].piece; at; at = p->pieces[at - 1].before)
        fallback = p->pieces[at - 1].begin;
    return fallback;
}

static void reverse(path_step *steps, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        path_step swap = steps[i];
        steps[i] = steps[count - 1 - i];
        steps[count - 1 - i] = swap;
    }
}

bool path_known(const path *p) { return !p->failed; }

path_step *path_find(path *p, size_t *count)
{
    const piece *last = last_piece(p);
    path_step *steps = last && !p->failed ? malloc((p->hop_count + 1) * sizeof *steps) : NULL;
    *count = 0;
    if (!steps)
        return NULL;
    uint32_t process = last->process, task = last->task;
    uint64_t seq = last->last ? last->last : UINT64_MAX;
    int64_t end = last->end;
    for (const hop *h; (h = hop_before(p, task, seq)) != NULL && h->from.task < p->task_count;) {
        steps[(*count)++] = step_of(p, process, task, h->t, end);
        process = h->from.process;
        task = h->from.task;
        seq = h->from.seq < h->to ? h->from.seq : h->to - 1; /* back, whatever the trace says */
        end = h->from.t < h->t ? h->from.t : h->t;
    }
    steps[(*count)++] = step_of(p, process, task, life_begin(p, task, end), end);
    reverse(steps, *count);
    return steps;
}
