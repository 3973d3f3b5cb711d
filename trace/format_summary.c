/* summary: what a run comes to, in figures: how long each task ran and waited, for what; which locks were fought for; how full queues
 * were; the longest waits; the critical path; how busy the processors were. Calls trace/picture, tally and path. All is told at the end,
 * so that it is right. */
#include "trace/path.h"
#include "trace/picture.h"
#include "trace/tally.h"
#include "trace/text.h"

#include <stdio.h>
#include <stdlib.h>

/* Rows of each table; waits and things waited for that are told; steps of the critical path at its beginning and end. */
enum { TASKS_MOST = 16, LOCKS_MOST = 10, QUEUES_MOST = 10, WAITS_MOST = 5, REASONS_MOST = 3, STEPS_MOST = 6 };
enum { NAME_COLUMNS = 22, TIME_COLUMNS = 9 };
enum { BY_VERB = 1u << 31 }; /* what is waited for, where it is no object: the verb, with this bit */

typedef struct summary {
    picture picture;
    bool behind;
    uint64_t events;
    tallies tasks;               /* by task, 0 */
    size_t inner;                /* of them, those that only keep a pool going: of no interest */
    tallies waits;               /* by task and what is waited for */
    tallies objects;             /* by what was waited for, or held, 0 */
    tallies queues;              /* by where things wait, 0: how many came, and for how long they have waited, all together */
    stretch longest[WAITS_MOST]; /* the longest first */
    int longest_count;
    path *path; /* NULL when memory is out */
} summary;

/* --- what is kept --- */

/* Who waits at a condition has given its lock back; who waits to take that, waits for the lock. */
static uint32_t what_of(const summary *y, const stretch *s)
{
    if (!s->object)
        return BY_VERB | s->verb;
    return s->verb == VERB_condition_wait ? s->object : model_lock(y->picture.model, s->object);
}

static void keep_longest(summary *y, const stretch *s)
{
    int at = y->longest_count;
    while (at && y->longest[at - 1].end - y->longest[at - 1].begin < s->end - s->begin)
        at--;
    if (at == WAITS_MOST)
        return;
    y->longest_count += y->longest_count < WAITS_MOST;
    memmove(y->longest + at + 1, y->longest + at, (size_t)(y->longest_count - 1 - at) * sizeof *y->longest);
    y->longest[at] = *s;
}

/* One of a pool's own threads has nothing to do. */
static bool is_idle(const stretch *s)
{
    return s->doing == DOING_WAIT && (s->verb == VERB_pool_replace || s->verb == VERB_pool_take_callback);
}

static void add_to_task(summary *y, const stretch *s)
{
    tally *task = tally_of(&y->tasks, s->task, 0);
    if (!task)
        return;
    int64_t size = s->end - s->begin;
    task->begin = task->count++ ? task->begin : s->begin;
    task->process = s->process;
    task->end = s->end;
    if (s->verb == VERB_pool_replace && !task->inner) {
        task->inner = true;
        y->inner++;
    }
    if (is_idle(s))
        return;
    task->total = tally_plus(task->total, size);
    task->by[s->doing] = tally_plus(task->by[s->doing], size - s->gil);
    task->by[DOING_GIL] = tally_plus(task->by[DOING_GIL], s->gil);
}

static void summary_stretch(void *context, const stretch *s)
{
    summary *y = context;
    int64_t size = s->end - s->begin;
    add_to_task(y, s);
    if (y->path)
        path_stretch(y->path, s);
    if (s->doing != DOING_WAIT || size <= 0 || is_idle(s))
        return;
    tally_add(&y->waits, s->task, what_of(y, s), size);
    tally_add(&y->objects, what_of(y, s), 0, size);
    keep_longest(y, s);
}

static void summary_hold(void *context, const hold *h)
{
    summary *y = context;
    tally *lock = tally_of(&y->objects, h->lock, 0);
    if (!lock)
        return;
    lock->held_count++;
    lock->held_total = tally_plus(lock->held_total, h->end - h->begin);
}

/* Semaphores and latches only count. */
static bool is_counter(summary *y, uint32_t object)
{
    const name *known = known_at(model_names(y->picture.model), object);
    return known && (known->kind == KIND_semaphore || known->kind == KIND_latch);
}

/* What was there has waited until now. */
static void queue_stands(tally *queue, int64_t now)
{
    int64_t waited;
    if (now > queue->end && !__builtin_mul_overflow(queue->there, now - queue->end, &waited))
        queue->total = tally_plus(queue->total, waited);
    queue->end = now;
}

static void summary_depth(void *context, const depth *d)
{
    summary *y = context;
    tally *queue = is_counter(y, d->object) ? NULL : tally_of(&y->queues, d->object, 0);
    if (!queue)
        return;
    queue_stands(queue, d->t);
    if (d->count > queue->there)
        queue->count = tally_plus(queue->count, d->count - queue->there);
    queue->there = d->count;
    queue->most = queue->most > d->count ? queue->most : d->count;
}

static void summary_arrow(void *context, const arrow *a)
{
    summary *y = context;
    if (y->path)
        path_arrow(y->path, a);
}

/* --- cells --- */

static void put_style(summary *y, const char *escape)
{
    if (y->picture.options.color)
        out_text(&y->picture.out, escape);
}

static void put_heading(summary *y, const char *text)
{
    out_char(&y->picture.out, '\n');
    put_style(y, "\33[1m");
    out_text(&y->picture.out, text);
    put_style(y, "\33[0m");
    out_char(&y->picture.out, '\n');
}

static void put_spaces(out *o, size_t width, size_t columns)
{
    for (; width < columns; width++)
        out_char(o, ' ');
}

/* Cut, if it is too long. */
static void put_left(summary *y, const char *text, size_t columns)
{
    size_t length = strlen(text), head, tail;
    bool cut = text_cut(text, length, columns, &head, &tail);
    out_text(&y->picture.out, "  ");
    out_add(&y->picture.out, text, head);
    if (cut)
        out_text(&y->picture.out, "…");
    out_add(&y->picture.out, text + tail, length - tail);
    put_spaces(&y->picture.out, text_width(text, head) + cut + text_width(text + tail, length - tail), columns);
}

static void put_right(summary *y, const char *text, size_t columns)
{
    put_spaces(&y->picture.out, text_width(text, strlen(text)), columns);
    out_text(&y->picture.out, text);
}

static void put_time(summary *y, int64_t ns, size_t columns)
{
    char text[DURATION_MOST];
    *duration_put_rough(text, ns) = '\0';
    put_right(y, text, columns);
}

static void put_cell(summary *y, int64_t ns)
{
    if (ns)
        put_time(y, ns, TIME_COLUMNS);
    else
        put_right(y, "-", TIME_COLUMNS);
}

static void put_moment(summary *y, int64_t ns)
{
    out *o = &y->picture.out;
    out_end(o, moment_put(out_room(o, MOMENT_MOST), ns));
}

static void put_share(summary *y, int64_t part, int64_t whole)
{
    char text[16];
    snprintf(text, sizeof text, "%.0f%%", whole > 0 ? 100.0 * (double)part / (double)whole : 0);
    out_text(&y->picture.out, text);
}

/* What is waited for: an object, or what a verb says: "sees that x > 3" is no name. */
static const char *reason(summary *y, uint32_t what)
{
    if (!(what & BY_VERB))
        return picture_object(&y->picture, what);
    switch (what & ~BY_VERB) {
    case VERB_run_select: return "a select";
    case VERB_run_wait_any: return "any of several";
    case VERB_run_await: return "a condition to hold";
    case VERB_run_atomic: return "an atomic block";
    default: return verb_words[what & ~BY_VERB].name;
    }
}

/* --- the parts --- */

static int64_t ran(const tally *task) { return tally_plus(task->by[DOING_RUN], task->by[DOING_WORK]); }

static void put_head(summary *y)
{
    out *o = &y->picture.out;
    const char *engine = y->picture.options.engine;
    put_style(y, "\33[1m");
    out_text(o, picture_title(&y->picture));
    put_style(y, "\33[0m");
    out_text(o, engine && strcmp(engine, "real") != 0 ? ", in virtual time\n" : "\n");
}

static void put_totals(summary *y)
{
    out *o = &y->picture.out;
    put_time(y, model_now(y->picture.model), 0);
    out_text(o, ", ");
    size_t tasks = y->tasks.count - y->inner;
    out_integer(o, (int64_t)tasks);
    out_text(o, tasks == 1 ? " task, " : " tasks, ");
    out_integer(o, (int64_t)y->events);
    out_text(o, y->events == 1 ? " event" : " events");
    out_text(o, model_deadlocked(y->picture.model) ? "; some of them wait for each other for ever\n" : "\n");
}

static void put_more(summary *y, size_t count, size_t most, const char *of)
{
    if (count <= most)
        return;
    out_text(&y->picture.out, "  … and ");
    out_integer(&y->picture.out, (int64_t)(count - most));
    out_text(&y->picture.out, of);
}

/* For what it waited most. The waits are sorted. */
static void put_reasons(summary *y, uint32_t task)
{
    int told = 0;
    for (size_t i = 0; i < y->waits.count && told < REASONS_MOST; i++) {
        const tally *wait = &y->waits.all[i];
        if (wait->a != task)
            continue;
        out_text(&y->picture.out, told++ ? ", " : "  ");
        out_text(&y->picture.out, reason(y, wait->b));
        out_char(&y->picture.out, ' ');
        put_time(y, wait->total, 0);
    }
}

static void put_tasks(summary *y)
{
    static const char *const columns[] = {"life", "ran", "slept", "waited", "for GIL"};
    put_heading(y, "Tasks");
    put_left(y, "", NAME_COLUMNS);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        put_right(y, columns[i], TIME_COLUMNS);
    out_text(&y->picture.out, "  most for\n");
    size_t shown = 0;
    for (size_t i = 0; i < y->tasks.count && shown < TASKS_MOST; i++) {
        const tally *t = &y->tasks.all[i];
        if (t->inner)
            continue;
        shown++;
        put_left(y, picture_task(&y->picture, t->process, t->a), NAME_COLUMNS);
        put_cell(y, t->end - t->begin);
        put_cell(y, ran(t));
        put_cell(y, t->by[DOING_SLEEP]);
        put_cell(y, t->by[DOING_WAIT]);
        put_cell(y, t->by[DOING_GIL]);
        put_reasons(y, t->a);
        out_char(&y->picture.out, '\n');
    }
    put_more(y, y->tasks.count - y->inner, TASKS_MOST, " more\n");
}

static void put_count(summary *y, const char *before, int64_t total, int64_t count)
{
    out *o = &y->picture.out;
    out_text(o, before);
    put_time(y, total, 0);
    out_text(o, " (");
    out_integer(o, count);
    out_text(o, count == 1 ? " time)" : " times)");
}

/* The objects are sorted: first those that were waited for most. */
static void put_locks(summary *y)
{
    size_t told = 0;
    for (size_t i = 0; i < y->objects.count; i++) {
        const tally *lock = &y->objects.all[i];
        if (!lock->held_count || told++ >= LOCKS_MOST)
            continue;
        if (told == 1)
            put_heading(y, "Locks");
        put_left(y, picture_object(&y->picture, lock->a), NAME_COLUMNS);
        put_count(y, "  held ", lock->held_total, lock->held_count);
        if (lock->count)
            put_count(y, ", waited for ", lock->total, lock->count);
        out_char(&y->picture.out, '\n');
    }
    put_more(y, told, LOCKS_MOST, " more\n");
}

static void put_number(summary *y, const char *before, int64_t number)
{
    out_text(&y->picture.out, before);
    out_integer(&y->picture.out, number);
}

/* Where most time was spent waiting stands first: there too little was taken out, or too late. */
static void put_queues(summary *y)
{
    if (y->queues.count)
        put_heading(y, "Queues");
    for (size_t i = 0; i < y->queues.count && i < QUEUES_MOST; i++) {
        const tally *queue = &y->queues.all[i];
        put_left(y, picture_object(&y->picture, queue->a), NAME_COLUMNS);
        put_number(y, "  ", queue->count);
        put_number(y, " went in, at most ", queue->most);
        out_text(&y->picture.out, " at a time");
        if (queue->total > 0 && queue->count > 0)
            put_time((out_text(&y->picture.out, ", each for "), y), queue->total / queue->count, 0);
        if (queue->total > 0 && queue->count > 1)
            out_text(&y->picture.out, " on average");
        if (queue->there > 0)
            put_number(y, ", still there at the end: ", queue->there);
        out_char(&y->picture.out, '\n');
    }
    put_more(y, y->queues.count, QUEUES_MOST, " more\n");
}

static void put_longest(summary *y)
{
    out *o = &y->picture.out;
    if (y->longest_count)
        put_heading(y, "Longest waits");
    for (int i = 0; i < y->longest_count; i++) {
        const stretch *s = &y->longest[i];
        put_time(y, s->end - s->begin, TIME_COLUMNS);
        out_text(o, "  ");
        out_text(o, picture_task(&y->picture, s->process, s->task));
        out_char(o, ' ');
        out_text(o, picture_stretch(&y->picture, s));
        out_text(o, ", from ");
        put_moment(y, s->begin);
        if (s->line) {
            out_text(o, " (line ");
            out_integer(o, s->line);
            out_char(o, ')');
        }
        out_text(o, s->last ? "\n" : ", to the end\n");
    }
}

/* "works 2s, waits 1s" */
static void put_doings(summary *y, const int64_t *by)
{
    int told = 0;
    for (int i = 0; i < DOINGS; i++) {
        if (by[i] <= 0)
            continue;
        out_text(&y->picture.out, told++ ? ", " : "  ");
        out_text(&y->picture.out, doing_words[i]);
        out_char(&y->picture.out, ' ');
        put_time(y, by[i], 0);
    }
}

static void put_step(summary *y, const path_step *s)
{
    out *o = &y->picture.out;
    put_left(y, picture_task(&y->picture, s->process, s->task), NAME_COLUMNS);
    out_text(o, "  ");
    put_moment(y, s->begin);
    out_text(o, " to ");
    put_moment(y, s->end);
    put_doings(y, s->by);
    out_char(o, '\n');
}

/* Steps that took no time say nothing; those of one task that follow upon each other are one. */
static size_t join_steps(path_step *steps, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        path_step *last = kept ? &steps[kept - 1] : NULL;
        if (steps[i].end <= steps[i].begin)
            continue;
        if (!last || last->task != steps[i].task) {
            steps[kept++] = steps[i];
            continue;
        }
        last->end = steps[i].end;
        for (int k = 0; k < DOINGS; k++)
            last->by[k] = tally_plus(last->by[k], steps[i].by[k]);
    }
    return kept;
}

static void put_path(summary *y)
{
    size_t count = 0;
    path_step *steps = y->path ? path_find(y->path, &count) : NULL;
    count = join_steps(steps, count);
    if (count)
        put_heading(y, "Critical path: to be done sooner, one of these has to take less time");
    for (size_t i = 0; i < count; i++) {
        if (count <= 2 * STEPS_MOST + 1 || i < STEPS_MOST || i >= count - STEPS_MOST) {
            put_step(y, &steps[i]);
        } else if (i == STEPS_MOST) {
            out_text(&y->picture.out, "  … ");
            out_integer(&y->picture.out, (int64_t)(count - 2 * STEPS_MOST));
            out_text(&y->picture.out, " steps more …\n");
        }
    }
    if (!y->path || !path_known(y->path))
        out_text(&y->picture.out, "\nThe run is too long for its critical path to be found.\n");
    free(steps);
}

/* What a task that can go on does is not known to need a processor all the time; nobody can use more of them than that. */
static void put_processors(summary *y)
{
    int64_t running = 0, gil = 0, whole = model_now(y->picture.model);
    for (size_t i = 0; i < y->tasks.count; i++) {
        running = tally_plus(running, ran(&y->tasks.all[i]));
        gil = tally_plus(gil, y->tasks.all[i].by[DOING_GIL]);
    }
    if (running > 0 && whole > 0) {
        char text[80];
        snprintf(text, sizeof text, "; %.2f of them at a time, on average\n", (double)running / (double)whole);
        put_heading(y, "Processors");
        out_text(&y->picture.out, "  tasks ran for ");
        put_time(y, running, 0);
        out_text(&y->picture.out, text);
    }
    if (gil > 0) {
        out_text(&y->picture.out, "  threads waited for the GIL ");
        put_share(y, gil, tally_plus(gil, running));
        out_text(&y->picture.out, " of the time that they could have run\n");
    }
}

/* --- the sink --- */

static void summary_event(sink *s, const event *e)
{
    summary *y = (summary *)s;
    y->events++;
    picture_event(&y->picture, e);
}

static bool summary_end(sink *s)
{
    summary *y = (summary *)s;
    model_end(y->picture.model);
    for (size_t i = 0; i < y->queues.count; i++)
        queue_stands(&y->queues.all[i], model_now(y->picture.model));
    tally_sort(&y->waits);
    tally_sort(&y->objects);
    tally_sort(&y->queues);
    if (y->behind)
        put_heading(y, "Summary");
    put_totals(y);
    put_tasks(y);
    put_locks(y);
    put_queues(y);
    put_longest(y);
    put_path(y);
    put_processors(y);
    tally_free(&y->tasks);
    tally_free(&y->waits);
    tally_free(&y->objects);
    tally_free(&y->queues);
    path_free(y->path);
    return picture_close(&y->picture);
}

sink *summary_open(const format_options *o)
{
    static const model_hooks hooks = {.stretch = summary_stretch, .hold = summary_hold, .depth = summary_depth, .arrow = summary_arrow};
    summary *y = calloc(1, sizeof *y);
    if (!y)
        return NULL;
    y->behind = o->behind;
    y->path = path_new();
    y->picture.base = (sink){summary_event, picture_flush, summary_end, picture_failed};
    if (!picture_open(&y->picture, o, &hooks)) {
        path_free(y->path);
        picture_close(&y->picture);
        return NULL;
    }
    if (!y->behind)
        put_head(y);
    return &y->picture.base;
}
