/* directed: a schedule, played in virtual time, step by step noted for the engine of real threads. So all that could be wrong with the
 * schedule itself is told before anything runs; and for each step it is known who makes it, whether he has to wait, and what it leads
 * to.
 * Calls scenario, the explorer and say. Leaves out: how real threads follow (runtime/os/direct.c). */
#include "cli/directed.h"

#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/file.h"
#include "runtime/check/race.h"
#include "runtime/check/schedule.h"
#include "runtime/object.h"
#include "trace/reader.h"

enum { STEPS_MOST = 2000 };

typedef struct stage {
    scenario *scenario;
    const options *options;
} stage;

static world *stage_world(void *context, const engine *e, recorder *r)
{
    const stage *g = context;
    world *w = scenario_world(g->scenario, e, r, NULL, g->options);
    if (w)
        w->complain = NULL; /* the real run will tell it */
    return w;
}

/* Up to which step its task has ended that made the last of so many steps; that one itself if it does not end. */
static uint32_t steps_until_end(const exec *e, uint32_t steps)
{
    for (uint32_t i = steps; i < e->step_count; i++)
        if (e->steps[i].task == e->steps[steps - 1].task && e->steps[i].kind == STEP_END)
            return i + 1;
    return steps;
}

/* What does not end, or does while some wait for each other, is followed as far as what was found, and stopped then, or let go on; an assertion fails when its task does. */
static uint32_t steps_of(const exec *e)
{
    uint32_t last = 0;
    for (int kind = FINDING_NONE + 1; kind < FINDINGS; kind++)
        if ((e->end == EXEC_CUT || kind == FINDING_DEADLOCK) && e->findings.kinds >> kind & 1 && e->findings.of[kind].step > last)
            last = e->findings.of[kind].step;
    if (last && e->findings.kinds >> FINDING_ASSERT & 1)
        last = steps_until_end(e, last);
    return last ? last : e->step_count;
}

static void note_name(char out[DIRECTION_NAME + 1], const buf *name) { strncpy(out, name->data ? name->data : "", DIRECTION_NAME); }

static void note_step(direction *to, const exec *e, const exec_step *s)
{
    const task *t = exec_task(e, s->task);
    const object *o = s->object ? object_at(e->world, s->object) : NULL;
    buf name = {0}, about = {0};
    object_show_task(e->world, t->self, &name);
    if (o && !object_is_task(o)) /* tasks may have been given other names since */
        object_show_name(o, &about);
    *to = (direction){.who = t->random, .line = s->line, .choice = s->choice, .verb = s->verb, .kind = s->kind, .waits = s->waits};
    note_name(to->name, &name);
    note_name(to->object, &about);
    buf_free(&name);
    buf_free(&about);
}

static bool note_steps(directed *d, const exec *e)
{
    uint32_t count = steps_of(e);
    snap *here = snap_here;
    snap_here = NULL; /* it is not the execution's */
    d->director = memory_zeroed(d->memory, director_size(count));
    snap_here = here;
    if (!d->director)
        return false;
    d->director->count = count;
    d->director->prints = e->prints;
    d->director->stops = e->end == EXEC_CUT || e->end == EXEC_STOPPED || e->endless;
    bool waits = e->findings.kinds >> FINDING_DEADLOCK & 1; /* who does so for ever, begins to */
    d->director->holds = !waits && (d->director->stops || (e->end == EXEC_ENDED && count == e->step_count));
    for (uint32_t i = 0; i < count; i++)
        note_step(&d->director->steps[i], e, &e->steps[i]);
    static const finding_kind unseen[] = {FINDING_RACE, FINDING_INVARIANT, FINDING_LIVELOCK, FINDING_DEADLOCK};
    d->stuck = e->endless && e->findings.kinds >> FINDING_DEADLOCK & 1;
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++)
        if (e->findings.kinds >> unseen[i] & 1 && (unseen[i] != FINDING_DEADLOCK || d->stuck))
            buf_add(&d->told, e->findings.of[unseen[i]].text.data, e->findings.of[unseen[i]].text.length);
    d->broken = e->findings.kinds >> FINDING_INVARIANT & 1;
    return true;
}

/* Of which scenario its first line says it is; false: it does not say. */
static bool misfit_scenario(const char *text, buf *name)
{
    const char *end = strchr(text, '\n'), *in = strstr(text, " in "), *at = in ? in + strlen(" in ") : text;
    if (end && in && at < end && strncmp(text, SCHEDULE_BEGINS, strlen(SCHEDULE_BEGINS)) == 0)
        buf_add(name, at, (size_t)(end - at));
    return name->length && !name->failed;
}

void directed_misfit(const options *o, const char *text, const buf *wrong)
{
    buf name = {0}, hint = {0};
    if (misfit_scenario(text, &name) && !file_same_name(name.data, o->file))
        buf_printf(&hint, "it was saved for another scenario, %s", name.data);
    say_error(o->schedule,
              hint.length && !hint.failed ? hint.data
                                          : "it was saved for another version of the scenario; conc-run check --save makes a new one",
              "the schedule does not fit: line %s", wrong->data ? wrong->data : "");
    buf_free(&name);
    buf_free(&hint);
}

static int play(directed *d, exec *e, const options *o, const char *text)
{
    buf wrong = {0};
    int status = STATUS_OK;
    schedule_settings(text, e);
    if (!e->recorder || !e->watcher || !exec_begin(e)) {
        status = STATUS_FAILED;
    } else if (!schedule_read(text, e, &wrong)) {
        directed_misfit(o, text, &wrong);
        status = STATUS_WRONG;
    } else if (!note_steps(d, e)) {
        status = STATUS_FAILED;
    }
    if (status == STATUS_FAILED)
        say_error(o->file, NULL, "there is not enough memory");
    buf_free(&wrong);
    return status;
}

int directed_open(directed *d, scenario *s, const options *o, const char *text, memory *m)
{
    stage g = {s, o};
    subject sub = {stage_world, program_main(s->program), &g};
    exec e = {.subject = &sub,
              .recorder = recorder_new(0, false, NULL),
              .watcher = race_watcher(),
              .repeats = true,
              .steps_most = o->steps ? (uint32_t)o->steps : STEPS_MOST};
    *d = (directed){.memory = m};
    int status = play(d, &e, o, text);
    exec_finish(&e);
    race_free(e.watcher);
    exec_free(&e);
    if (e.recorder)
        recorder_end(e.recorder);
    s->settings.stop_after = NO_TIMEOUT; /* the last step is it */
    return status;
}

void directed_close(directed *d)
{
    if (d->director)
        memory_give(d->memory, d->director, director_size(d->director->count));
    buf_free(&d->told);
    d->director = NULL;
}

int directed_status(const directed *d, const options *o, int status)
{
    if (d->director->strayed)
        return STATUS_WRONG;
    bool seen = d->broken && status == STATUS_FOUND;
    if (!d->told.length || seen || d->director->at < d->director->count)
        return status;
    say_messages(d->told.data, d->told.length, say_color(o->color, STDERR_FILENO));
    int found = d->stuck ? STATUS_DEADLOCK : STATUS_FOUND;
    return status == STATUS_OK || status == STATUS_FAILED ? found : status;
}
