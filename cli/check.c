/* check: searches the executions of a scenario, and tells what was found and what was proven.
 * Calls scenario, runtime/check/search, pace (limits), jobs, checkpoint, checked (how a finding is shown). */
#include <stdlib.h>
#include <string.h>

#include "cli/checkpoint.h"
#include "cli/commands.h"
#include "cli/examples.h"
#include "cli/jobs.h"
#include "cli/outcomes.h"
#include "cli/output.h"
#include "cli/pace.h"
#include "cli/results.h"

enum { STEPS_MOST = 2000 };

/* ---- while it searches ---- */

static void save(checking *c)
{
    buf body = {0};
    if (c->search.failed)
        return; /* what was under way is not whole */
    results_save(c, &body);
    results_save_lines(c, &body);
    search_save_rest(&c->search, &body);
    search_save_strategies(&c->search, &body);
    c->unsaved |= !checkpoint_write(c, &body);
    pace_saved(c);
    buf_free(&body);
}

static bool go_on(const search *s)
{
    checking *c = s->context;
    if (c->worker)
        return jobs_go_on(c->worker);
    bool more = pace_memory(c, c->options->max_memory) && pace_look(c, s->schedules + s->abandoned, s->share);
    if (more && c->options->checkpoint && c->now >= c->save_at)
        save(c);
    return more;
}

static void rests(search *s)
{
    checking *c = s->context;
    if (c->worker)
        jobs_rests(c->worker);
    else if (c->options->checkpoint)
        save(c);
}

static void each(search *s, const exec *e)
{
    const checking *c = s->context;
    outcomes_each(c->outcomes, e, s->is_fresh);
    if (c->examples)
        examples_each(c->examples, e, outcomes_printed(c->outcomes));
}

static void restarts(search *s)
{
    const checking *c = s->context;
    outcomes_restart(c->outcomes);
}

/* ---- the search ---- */

static search_method method_named(const char *name)
{
    for (int i = 0; name && i < METHODS; i++)
        if (strcmp(name, search_methods[i]) == 0)
            return (search_method)i;
    return METHOD_AUTO;
}

static void describe_search(checking *c)
{
    const options *o = c->options;
    c->search = (search){.subject = &c->subject,
                         .recorder = c->outcomes ? outcomes_recorder(c->outcomes) : c->quiet,
                         .prints = o->outcomes,
                         .loose = o->loose,
                         .spurious = o->spurious < UINT32_MAX ? (uint32_t)o->spurious : UINT32_MAX,
                         .each = c->outcomes ? each : NULL,
                         .restarts = c->outcomes ? restarts : NULL,
                         .method = method_named(o->strategy),
                         .bound = (uint32_t)o->bound,
                         .until = o->until_found ? program_header(c->scenario.program)->expect : 0,
                         .exact = o->exact,
                         .every = o->every_state,
                         .most = o->max_schedules ? o->max_schedules : SCHEDULES_MOST,
                         .seed = c->scenario.settings.seed,
                         .steps_most = o->steps && o->steps < UINT32_MAX ? (uint32_t)o->steps : STEPS_MOST,
                         .go_on = go_on,
                         .rests = rests,
                         .context = c};
}

/* Takes up what stands in the checkpoint; text is to stay while the search goes on. */
static bool resume(checking *c, buf *text)
{
    saved_text body;
    if (!c->options->checkpoint)
        return true;
    if (!checkpoint_read(c, text, &body))
        return false;
    if (!body.at)
        return true;
    bool ok = results_add(c, &body) && results_add_lines(c, &body);
    search_load_rest(&c->search, &body);
    if (!ok || body.bad)
        checkpoint_broken(c);
    return ok && !body.bad;
}

static bool search_alone(checking *c)
{
    search_run(&c->search);
    if (c->options->checkpoint && c->search.phase == PHASE_OVER)
        save(c);
    return true;
}

/* Schedules of METHOD_BOUNDED and METHOD_DELAY come one out of the other, and so do states. */
static uint32_t jobs_of(const checking *c)
{
    search_method m = c->search.method;
    bool alone = m == METHOD_BOUNDED || m == METHOD_DELAY || m == METHOD_STATES || c->search.phase == PHASE_OVER;
    return alone || !c->options->jobs ? 1 : (uint32_t)c->options->jobs;
}

static int search_subject(checking *c)
{
    buf text = {0};
    describe_search(c);
    int status = resume(c, &text) ? STATUS_OK : STATUS_WRONG;
    if (status == STATUS_OK) {
        uint32_t jobs = jobs_of(c);
        pace_begin(c);
        status = (jobs > 1 ? jobs_run(c, jobs) : search_alone(c)) ? STATUS_OK : STATUS_FAILED;
        pace_end(c);
    }
    buf_free(&text);
    return status;
}

int check_file(checking *c, const options *o, const char *name)
{
    *c = (checking){.options = o};
    int status = scenario_open(&c->scenario, o, name);
    if (status != STATUS_OK)
        return status;
    c->quiet = recorder_new(0, false, NULL);
    c->outcomes = o->outcomes || o->show ? outcomes_new() : NULL;
    c->examples = o->show ? examples_new((uint32_t)(o->show < EXAMPLES_MOST ? o->show : EXAMPLES_MOST)) : NULL;
    if (!c->quiet || ((o->outcomes || o->show) && !c->outcomes) || (o->show && !c->examples)) {
        say_error(NULL, NULL, "there is not enough memory");
        return STATUS_FAILED;
    }
    c->subject = (subject){checked_world, program_main(c->scenario.program), c};
    return search_subject(c);
}

void check_free(checking *c)
{
    search_clear(&c->search);
    outcomes_free(c->outcomes);
    examples_free(c->examples);
    scenario_close(&c->scenario);
    if (c->quiet)
        recorder_end(c->quiet);
}

static int check_status(const checking *c)
{
    unsigned kinds = checked_kinds(c);
    if (c->interrupted)
        return STATUS_INTERRUPTED;
    if (c->search.failed || c->killed || c->unsaved)
        return STATUS_FAILED;
    if (checked_as_expected(c))
        return STATUS_OK;
    return kinds == 1u << FINDING_DEADLOCK ? STATUS_DEADLOCK : STATUS_FOUND;
}

int check_command(const options *o)
{
    checking c;
    if ((o->output && !output_possible(o->output, o)) || (o->save && !output_possible(o->save, o))
        || (o->outcomes_folder && !output_folder(o->outcomes_folder)))
        return STATUS_WRONG;
    int status = check_file(&c, o, o->file);
    if (status == STATUS_OK)
        status = checked_tell(&c);
    if (status == STATUS_OK)
        status = check_status(&c);
    check_free(&c);
    return status;
}
