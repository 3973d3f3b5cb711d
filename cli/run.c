/* run: loads a scenario, sets up its trace and its world, and has an engine run it.
 * Calls every layer; is the only place where they meet. What goes on in a run is the engines' affair. */
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/directed.h"
#include "cli/explain.h"
#include "cli/file.h"
#include "cli/marks.h"
#include "cli/memory.h"
#include "cli/output.h"
#include "cli/scenario.h"
#include "runtime/check/race.h"
#include "runtime/check/schedule.h"
#include "runtime/os/os.h"
#include "runtime/sim/sim.h"

typedef struct run {
    const options *options;
    bool simulated;
    scenario scenario;
    int output, trace; /* file descriptors; trace -1: none is wanted */
    memory *memory;    /* of a run with processes */
    recorder *recorder;
    world *world;
    directed directed; /* of a schedule that real threads follow */
    buf schedule;      /* of a replay */
    exec exec;
    explained *explained; /* what decides what its schedule comes to; NULL: nothing, or it is not known */
    marks *marks;         /* the same, for real threads */
    const char *reason;   /* what that is, in words; or NULL */
    buf endless;          /* of a schedule that goes on for ever: what check says of it; … */
    bool stuck;           /* … that somebody can never go on */
} run;

enum { REPLAY_STEPS = 2000, TRACE_SINK = 1 /* its number: behind that of what is shown */ };

/* ---- output ---- */

static bool open_outputs(run *r)
{
    const options *o = r->options;
    r->output = output_open(o->output, o);
    if (r->output >= 0 && o->trace)
        r->trace = output_open(o->trace, o);
    return r->output >= 0 && (!o->trace || r->trace >= 0);
}

static const char *engine_name(const run *r) { return !r->simulated ? "real" : r->options->command == COMMAND_REPLAY ? "check" : "sim"; }

static bool add_sink(run *r, const format *f, int fd, bool color, bool behind)
{
    format_options o = {.fd = fd,
                        .color = color,
                        .behind = behind,
                        .live = true,
                        .ascii = r->options->ascii || !say_unicode(),
                        .task_width = program_task_width(r->scenario.program),
                        .columns = output_columns(fd),
                        .script = r->scenario.src.name,
                        .source = r->scenario.src.text,
                        .source_length = r->scenario.src.length,
                        .title = program_header(r->scenario.program)->title,
                        .engine = engine_name(r),
                        .seed = r->scenario.settings.seed,
                        .cores = r->simulated ? r->scenario.settings.cores : os_cores(),
                        .variables = r->options->trace_variables,
                        .decides = r->explained,
                        .reason = r->reason,
                        .error_name = output_error_name};
    sink *s = f->open(&o);
    if (s && r->explained)
        s = r->simulated ? explain_mark(r->explained, &r->exec, s) : marks_put(r->marks, s);
    if (s)
        recorder_add(r->recorder, s);
    return s != NULL;
}

static bool is_shared(const run *r) { return !r->simulated && program_has_processes(r->scenario.program); }

static bool open_memory(run *r)
{
    if (!is_shared(r))
        return true;
    r->memory = os_memory(r->scenario.settings.limits.memory);
    return r->memory != NULL;
}

/* Who watches a real run on a terminal is told at its end what it came to, as far as the events of the timeline tell that. */
static bool wants_summary(const run *r) { return !r->simulated && r->options->format == format_find("timeline") && isatty(r->output); }

static bool open_recorder(run *r)
{
    const options *o = r->options;
    const format *saved = r->trace >= 0 ? format_find("jsonl") : NULL;
    unsigned mask = o->format->mask | (saved ? saved->mask : 0);
    if (!o->trace_variables)
        mask &= ~(unsigned)RECORD_VARIABLES;
    else
        mask |= RECORD_VARIABLES;
    r->recorder = recorder_new(mask, o->drop_when_full, r->memory);
    bool color = say_color(o->color, r->output);
    return r->recorder && add_sink(r, o->format, r->output, color, false) && (!saved || add_sink(r, saved, r->trace, false, false))
           && (!wants_summary(r) || add_sink(r, format_find("summary"), r->output, color, true));
}

/* ---- the world ---- */

static bool open_world(run *r, const engine *e)
{
    r->world = scenario_world(&r->scenario, e, r->recorder, r->memory, r->options);
    return r->world != NULL;
}

static void close_world(run *r)
{
    if (r->world)
        world_free(r->world);
    r->world = NULL;
}

/* The real engine sees to signals itself. */
static run_end simulate(world *w, value callee, bool *told_deadlock)
{
    interrupts_catch(w);
    run_end end = sim_run(w, callee, told_deadlock);
    interrupts_release();
    return end;
}

/* ---- replay ---- */

static world *replay_world(void *context, const engine *e, recorder *rec)
{
    run *r = context;
    (void)rec; /* the run's own */
    return open_world(r, e) ? r->world : NULL;
}

static const char *played(const run *r) { return r->schedule.data ? r->schedule.data : ""; }

static uint32_t replay_steps(const run *r) { return r->options->steps ? (uint32_t)r->options->steps : REPLAY_STEPS; }

/* As of a run, and 4 for a race or a livelock. */
static int replay_status(const run *r, const exec *e)
{
    if (r->stuck || e->findings.kinds >> FINDING_DEADLOCK & 1)
        return STATUS_DEADLOCK;
    if (r->endless.length || e->findings.kinds >> FINDING_INVARIANT & 1 || e->findings.kinds >> FINDING_RACE & 1)
        return STATUS_FOUND;
    return e->findings.kinds ? STATUS_FAILED : world_status(e->world, RUN_ENDED, false);
}

static void replay_tell(const run *r, const exec *e)
{
    for (int kind = 0; kind < FINDINGS; kind++)
        if (e->findings.kinds >> kind & 1 && e->findings.of[kind].text.length)
            say_messages(e->findings.of[kind].text.data, e->findings.of[kind].text.length, say_color(r->options->color, STDERR_FILENO));
    if (r->endless.length)
        say_messages(r->endless.data, r->endless.length, say_color(r->options->color, STDERR_FILENO));
    if (r->explained && r->explained->words.length) {
        say_messages("why:\n", strlen("why:\n"), false);
        say_messages(r->explained->words.data, r->explained->words.length, false);
    }
}

static int replay(run *r)
{
    const char *text = played(r);
    exec *e = &r->exec;
    subject s = {replay_world, program_main(r->scenario.program), r};
    buf wrong = {0};
    int status = STATUS_FAILED;
    *e = (exec){.subject = &s, .recorder = r->recorder, .watcher = race_watcher(), .steps_most = replay_steps(r), .tells = true};
    schedule_settings(text, e);
    if (!e->watcher || !exec_begin(e)) {
        say_error(r->scenario.src.name, NULL, "there is not enough memory");
    } else if (schedule_read(text, e, &wrong)) {
        if (r->stuck)
            exec_stand(e);
        replay_tell(r, e);
        status = replay_status(r, e);
    } else {
        directed_misfit(r->options, text, &wrong);
        status = STATUS_WRONG;
    }
    exec_finish(e);
    r->world = NULL;
    race_free(e->watcher);
    exec_free(e);
    buf_free(&wrong);
    return status;
}

static world *silent_world(void *context, const engine *e, recorder *rec)
{
    const run *r = context;
    world *w = scenario_world(&r->scenario, e, rec, NULL, r->options);
    if (w)
        w->complain = NULL;
    return w;
}

/* What it was saved for: of several findings the one that came nearest to its end, of two as near the one that is no race. */
static finding_kind replay_finding(const exec *e, uint32_t steps)
{
    finding_kind nearest = FINDING_NONE;
    uint32_t least = UINT32_MAX;
    for (int kind = FINDING_NONE + 1; kind < FINDINGS; kind++) {
        uint32_t step = e->findings.of[kind].step, away = step > steps ? step - steps : steps - step;
        if (e->findings.kinds >> kind & 1 && (away < least || (away == least && nearest == FINDING_RACE))) {
            nearest = (finding_kind)kind;
            least = away;
        }
    }
    return nearest;
}

/* Followed once before it is shown; false: it cannot be. Ended by preview_end. */
static bool preview(run *r, exec *e)
{
    buf wrong = {0};
    e->recorder = recorder_new(0, false, NULL);
    e->steps_most = replay_steps(r);
    schedule_settings(played(r), e);
    bool fits = e->recorder && exec_begin(e) && schedule_read(played(r), e, &wrong);
    buf_free(&wrong);
    return fits;
}

static void preview_end(exec *e)
{
    if (e->recorder)
        exec_finish(e);
    race_free(e->watcher);
    exec_free(e);
    if (e->recorder)
        recorder_end(e->recorder);
}

/* So that the formats know what decides it. */
static void replay_explain(run *r, explained *x)
{
    subject s = {silent_world, program_main(r->scenario.program), r};
    schedule made = {0};
    exec e = {.subject = &s, .watcher = race_watcher()};
    finding_kind found = FINDING_NONE;
    if (e.watcher && preview(r, &e) && schedule_copy(&made, &e, e.step_count))
        found = replay_finding(&e, schedule_steps(played(r)));
    if (e.recorder)
        exec_finish(&e);
    if (found != FINDING_NONE && explain(x, &e, &made, found) && (r->simulated || (r->marks = marks_of(x, &e))))
        r->explained = x;
    if (found != FINDING_NONE)
        r->reason = explain_page(x, &e.findings.of[found].text);
    preview_end(&e);
    schedule_free(&made);
}

/* Whether those who can go on still go round and round behind its end. */
static void replay_endless(run *r, explained *x)
{
    subject s = {silent_world, program_main(r->scenario.program), r};
    exec e = {.subject = &s, .repeats = true};
    bool fits = preview(r, &e);
    if (fits && e.endless)
        for (int kind = 0; kind < FINDINGS; kind++)
            buf_add(&r->endless, e.findings.of[kind].text.data, e.findings.of[kind].text.length);
    else if (fits)
        say_error(r->options->schedule, NULL, "at its end somebody goes on: the scenario is another one now");
    r->stuck = fits && e.endless && e.findings.kinds >> FINDING_DEADLOCK & 1;
    if (r->endless.length)
        r->reason = explain_page(x, &r->endless);
    preview_end(&e);
}

/* Real threads are to follow the schedule. */
static int open_directed(run *r)
{
    int status = directed_open(&r->directed, &r->scenario, r->options, played(r), r->memory);
    if (status == STATUS_OK && !open_world(r, &os_directed_engine)) {
        say_error(r->scenario.src.name, NULL, "there is not enough memory");
        status = STATUS_FAILED;
    }
    if (status == STATUS_OK)
        r->world->director = r->directed.director;
    return status;
}

static int perform_run(run *r)
{
    bool told_deadlock = false;
    int status = r->options->real ? open_directed(r) : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    memory_allow(r->scenario.settings.limits.memory);
    value callee = program_main(r->scenario.program);
    run_end end = (r->simulated ? simulate : os_run)(r->world, callee, &told_deadlock);
    memory_allow(0);
    status = world_status(r->world, end, told_deadlock);
    return r->options->real ? directed_status(&r->directed, r->options, status) : status;
}

/* Who has not asked to drop what there is no room for is to know when something is missing, be it what the script has printed. */
static int recorded_status(const run *r, int status)
{
    uint64_t lost = r->options->drop_when_full ? 0 : recorder_dropped(r->recorder);
    if (!lost)
        return status;
    say_error(r->scenario.src.name, NULL, "%llu events are not shown, for there was no memory to record them", (unsigned long long)lost);
    return status == 0 ? STATUS_FAILED : status;
}

static int run_in_world(run *r)
{
    bool replays = r->options->command == COMMAND_REPLAY;
    if (!open_memory(r) || !open_recorder(r) || (!replays && !open_world(r, r->simulated ? &sim_engine : &os_engine))) {
        say_error(r->scenario.src.name, NULL, "there is not enough memory%s", is_shared(r) ? " (limit memory)" : "");
        return STATUS_FAILED;
    }
    int status = recorded_status(r, replays && r->simulated ? replay(r) : perform_run(r));
    close_world(r);
    unsigned failed = recorder_end(r->recorder);
    r->recorder = NULL;
    if (!failed)
        return status;
    bool only_trace = failed == 1u << TRACE_SINK && r->trace >= 0;
    return only_trace ? output_status(r->options->trace, r->trace) : output_status(r->options->output, r->output);
}

static bool is_schedule(const run *r)
{
    uint32_t odd = schedule_odd_line(played(r));
    bool trace = played(r)[strspn(played(r), " \t\n")] == '{';
    if (odd)
        say_error(r->options->schedule,
                  trace ? "it looks like a trace, which is for conc-run validate; conc-run check --save FILE writes a schedule"
                        : "conc-run check --save FILE writes a schedule",
                  "it is no schedule: line %u is no step, TASK LINE VERB, and perhaps: choice N", odd);
    return odd == 0;
}

static int replay_in_world(run *r)
{
    explained x = {0};
    int status = STATUS_WRONG;
    if (file_read(r->options->schedule, &r->schedule) && is_schedule(r)) {
        replay_explain(r, &x);
        if (schedule_goes_on_for_ever(played(r)))
            replay_endless(r, &x);
        status = run_in_world(r);
    }
    explain_free(&x);
    marks_free(r->marks);
    buf_free(&r->schedule);
    buf_free(&r->endless);
    return status;
}

static int run_loaded(run *r)
{
    if (!open_outputs(r))
        return STATUS_WRONG;
    int status = r->options->command == COMMAND_REPLAY ? replay_in_world(r) : run_in_world(r);
    close_world(r);
    directed_close(&r->directed);
    if (r->recorder)
        recorder_end(r->recorder);
    if (r->memory)
        os_memory_free(r->memory);
    return status;
}

int run_command(const options *o)
{
    run r = {.options = o, .simulated = o->command != COMMAND_RUN && !o->real, .output = -1, .trace = -1};
    int status = scenario_open(&r.scenario, o, o->file);
    if (status == STATUS_OK)
        status = run_loaded(&r);
    output_close(r.output);
    output_close(r.trace);
    scenario_close(&r.scenario);
    return status;
}
