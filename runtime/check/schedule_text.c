/* schedule_text: schedules as files. Calls exec.h, the names of tasks, verbs.def. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "runtime/check/point.h"
#include "runtime/check/rounds.h"
#include "runtime/check/schedule.h"
#include "runtime/object.h"

enum { NAME_MOST = 200, LINE_MOST = 3 * NAME_MOST, CALLED_MOST = 180, MARK = '#' };
static const char ends[] = "end", time_word[] = "time", loose_word[] = "loose", spurious_word[] = "spurious", again_word[] = "again",
                  prints_word[] = "prints", steps_word[] = "steps";

static void show_verb(uint16_t verb, buf *out) { buf_printf(out, "%s.%s", kind_words[verb_words[verb].kind].name, verb_words[verb].name); }

/* Where a text of at most so many bytes ends that splits no letter of UTF-8. */
static size_t cut_at(const char *text, size_t most)
{
    while (most && ((unsigned char)text[most] & 0xC0) == 0x80)
        most--;
    return most;
}

/* A word, not too long, in which MARK does not stand; a name that a script gives may be anything. */
static void show_called(const exec *e, uint32_t index, buf *out)
{
    size_t from = out->length;
    object_show_task(e->world, exec_task(e, index)->self, out);
    if (out->length > from + CALLED_MOST)
        out->length = from + cut_at(out->data + from, CALLED_MOST);
    for (size_t i = from; i < out->length; i++)
        if ((unsigned char)out->data[i] <= ' ' || out->data[i] == MARK)
            out->data[i] = '_';
    if (out->length == from)
        buf_char(out, '_');
    else if (!out->failed)
        out->data[out->length] = '\0';
}

static bool is_called(const exec *e, uint32_t index, const char *called)
{
    buf text = {0};
    show_called(e, index, &text);
    bool same = text.data && strcmp(text.data, called) == 0;
    buf_free(&text);
    return same;
}

/* Several tasks may be called the same, in one process or in several: they are numbered by when they were started. */
static void show_name(const exec *e, uint32_t index, buf *out)
{
    size_t from = out->length;
    uint32_t number = 1;
    show_called(e, index, out);
    for (uint32_t i = 0; i < index && !out->failed; i++)
        number += is_called(e, i, out->data + from);
    if (number > 1)
        buf_printf(out, "%c%u", MARK, number);
}

void schedule_write(const exec *e, uint32_t steps, uint32_t again, buf *out)
{
    if (e->loose)
        buf_printf(out, "%s %s\n", time_word, loose_word);
    if (e->spurious)
        buf_printf(out, "%s %u\n", spurious_word, e->spurious);
    if (e->prints)
        buf_printf(out, "%s %s\n", prints_word, steps_word);
    for (uint32_t i = 0; i < steps && i < e->step_count; i++) {
        const exec_step *s = &e->steps[i];
        show_name(e, s->task, out);
        buf_printf(out, " %u ", s->line);
        if (s->kind == STEP_END)
            buf_text(out, ends);
        else
            show_verb(s->verb, out);
        if (s->choices > 1)
            buf_printf(out, " choice %u", s->choice + 1);
        buf_char(out, '\n');
    }
    if (again)
        buf_printf(out, "%s %u\n", again_word, again);
}

void schedule_brief(const exec *e, uint32_t steps, buf *out)
{
    for (uint32_t i = 0; i < steps && i < e->step_count; i++) {
        const exec_step *s = &e->steps[i];
        if (i == 0 || s->task != s[-1].task) {
            buf_text(out, i ? ", " : "");
            show_name(e, s->task, out);
        }
        if (s->kind == STEP_END)
            buf_printf(out, " %s", ends);
        else
            buf_printf(out, " %u", s->line);
    }
}

/* --- reading --- */

typedef struct entry {
    char name[NAME_MOST + 1], verb[NAME_MOST + 1];
    uint32_t line, choice;
} entry;

static bool entry_read(const char *at, entry *n)
{
    char word[NAME_MOST + 1] = "";
    *n = (entry){0};
    int got = sscanf(at, "%200s %u %200s %200s %u", n->name, &n->line, n->verb, word, &n->choice);
    if (got == 3)
        return true;
    return got == 5 && strcmp(word, "choice") == 0 && n->choice-- > 0;
}

static uint32_t find_task(const exec *e, const char *name)
{
    char called[NAME_MOST + 1];
    uint32_t number = 1;
    if (sscanf(name, "%200[^#]#%u", called, &number) < 1)
        return EXEC_TASKS;
    for (uint32_t i = 0; i < e->actor_count; i++)
        if (is_called(e, i, called) && --number == 0)
            return e->actors[i]->state == ACTOR_GONE ? EXEC_TASKS : i;
    return EXEC_TASKS;
}

static void show_next(const exec *e, uint32_t index, buf *out)
{
    const actor *a = e->actors[index];
    if (a->state == ACTOR_ENDING) {
        buf_text(out, ends);
        return;
    }
    show_verb(a->task.op.verb, out);
}

/* Can its task make that step now? Where it stands in the script does not matter. */
static bool entry_fits(const exec *e, const entry *n, uint32_t index, buf *wrong)
{
    if (exec_over(e)) {
        buf_text(wrong, "the run is over before this step");
        return false;
    }
    if (index == EXEC_TASKS) {
        buf_printf(wrong, "there is no task %s now", n->name);
        return false;
    }
    buf next = {0};
    show_next(e, index, &next);
    bool same = next.data && strcmp(next.data, n->verb) == 0;
    if (!same)
        buf_printf(wrong, "%s is at %s now, line %u, and not at %s", n->name, next.data ? next.data : "", exec_task(e, index)->op.line,
                   n->verb);
    buf_free(&next);
    if (same && !taskset_has(&e->enabled, index)) {
        buf_printf(wrong, "%s has to wait here, at line %u", n->name, exec_task(e, index)->op.line);
        return false;
    }
    return same;
}

static bool entry_follow(exec *e, const char *text, uint32_t number, buf *wrong)
{
    entry n;
    buf reason = {0};
    bool read = entry_read(text, &n);
    assert(read);
    (void)read;
    uint32_t index = find_task(e, n.name);
    bool fits = entry_fits(e, &n, index, &reason);
    if (fits)
        exec_go(e, index, n.choice);
    else
        buf_printf(wrong, "%u: %s", number, reason.data ? reason.data : "");
    buf_free(&reason);
    return fits;
}

/* The next line, at most so long; it is copied as far as it fits. */
static bool line_next(const char **at, char copy[LINE_MOST + 1], bool *fits)
{
    size_t length = strcspn(*at, "\n"), kept = length < LINE_MOST ? length : LINE_MOST;
    if (!**at)
        return false;
    memcpy(copy, *at, kept);
    copy[kept] = '\0';
    *fits = kept == length;
    *at += length + ((*at)[length] == '\n');
    return true;
}

/* The last so many steps go on for ever. */
static bool is_again(const char *copy)
{
    char word[NAME_MOST + 1], more[2];
    uint32_t number;
    return sscanf(copy, "%200s %u %1s", word, &number, more) == 2 && strcmp(word, again_word) == 0 && number > 0;
}

/* Not a step, but what is open beside the order: two words. Into e, unless that is NULL. */
static bool setting_read(const char *copy, exec *e)
{
    char name[NAME_MOST + 1], given[NAME_MOST + 1], more[2];
    uint32_t number = 0;
    if (sscanf(copy, "%200s %200s %1s", name, given, more) != 2)
        return false;
    bool loose = strcmp(name, time_word) == 0 && strcmp(given, loose_word) == 0;
    bool spurious = strcmp(name, spurious_word) == 0 && sscanf(given, "%u", &number) == 1;
    bool prints = strcmp(name, prints_word) == 0 && strcmp(given, steps_word) == 0;
    if (e) {
        e->prints |= prints;
        e->loose |= loose;
        e->spurious = spurious ? number : e->spurious;
    }
    return loose || spurious || prints || is_again(copy);
}

void schedule_settings(const char *text, exec *e)
{
    char copy[LINE_MOST + 1];
    bool fits;
    while (line_next(&text, copy, &fits))
        setting_read(copy, e);
}

bool schedule_goes_on_for_ever(const char *text)
{
    char copy[LINE_MOST + 1];
    bool fits;
    while (line_next(&text, copy, &fits))
        if (is_again(copy))
            return true;
    return false;
}

static bool is_step(const char *copy) { return copy[0] && copy[0] != '#' && !setting_read(copy, NULL); }

uint32_t schedule_odd_line(const char *text)
{
    char copy[LINE_MOST + 1];
    entry n;
    bool fits;
    for (uint32_t number = 1; line_next(&text, copy, &fits); number++)
        if (!fits || (is_step(copy) && !entry_read(copy, &n)))
            return number;
    return 0;
}

uint32_t schedule_steps(const char *text)
{
    char copy[LINE_MOST + 1];
    uint32_t steps = 0;
    bool fits;
    while (line_next(&text, copy, &fits))
        steps += is_step(copy);
    return steps;
}

/* Of a schedule that goes on for ever: how it is where its round begins, so that it can be seen whether it comes back there. */
typedef struct way_round {
    uint32_t entry, step; /* where: of the text; UINT32_MAX: it comes to an end; of the execution */
    run_state begin, end;
} way_round;

static uint32_t round_entry(const char *text)
{
    char copy[LINE_MOST + 1], word[NAME_MOST + 1];
    uint32_t steps = schedule_steps(text), again = 0;
    bool fits;
    while (line_next(&text, copy, &fits))
        if (is_again(copy))
            sscanf(copy, "%200s %u", word, &again);
    return again && again <= steps ? steps - again : UINT32_MAX;
}

static void round_begins(way_round *r, const exec *e)
{
    uint32_t order[EXEC_TASKS];
    r->step = e->step_count;
    point_state(e, &r->begin, order);
}

/* It has come back there, and something has not come true, or somebody cannot go on. */
static void round_ends(way_round *r, exec *e)
{
    uint32_t order[EXEC_TASKS];
    taskset all;
    if (r->entry == UINT32_MAX || !e->repeats || exec_over(e) || e->told)
        return;
    point_state(e, &r->end, order);
    if (!state_equal(&r->begin, &r->end))
        return;
    const claim *undone = exec_undone(e);
    memset(&all, -1, sizeof all);
    if (undone)
        rounds_tell(e, r->step, undone);
    else
        rounds_tell_never(e, r->step, &all);
}

static bool entries_follow(exec *e, const char *text, way_round *r, buf *wrong)
{
    char copy[LINE_MOST + 1];
    uint32_t entries = 0;
    bool fits;
    for (uint32_t number = 1; line_next(&text, copy, &fits); number++) {
        if (!is_step(copy))
            continue;
        if (entries++ == r->entry)
            round_begins(r, e);
        if (!entry_follow(e, copy, number, wrong))
            return false;
    }
    return true;
}

bool schedule_read(const char *text, exec *e, buf *wrong)
{
    way_round r = {.entry = round_entry(text)};
    bool fits = entries_follow(e, text, &r, wrong);
    if (fits) {
        schedule_follow(&(schedule){0}, e, r.entry == UINT32_MAX ? FINDING_NONE : FINDING_LIVELOCK);
        round_ends(&r, e);
    }
    state_free(&r.begin);
    state_free(&r.end);
    return fits;
}
