/* checked: what is told of a search. Calls say, the format `lanes`, and follows schedules once more to show them. */
#include "cli/checked.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/explain.h"
#include "cli/outcomes.h"
#include "cli/output.h"
#include "cli/reached.h"
#include "runtime/check/race.h"
#include "trace/format.h"

world *checked_world(void *context, const engine *e, recorder *r)
{
    const checking *c = context;
    if (c->outcomes)
        outcomes_begin(c->outcomes);
    world *w = scenario_world(&c->scenario, e, r, NULL, c->options);
    if (w)
        w->complain = NULL; /* what is found is told at the end */
    return w;
}

void checked_count(uint64_t n, buf *out)
{
    char digits[32];
    int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            buf_char(out, ',');
        buf_char(out, digits[i]);
    }
}

unsigned checked_kinds(const checking *c)
{
    unsigned kinds = 0;
    for (int kind = FINDING_NONE + 1; kind < FINDINGS; kind++)
        if (c->search.found[kind].number)
            kinds |= 1u << kind;
    return kinds ? kinds : 1u << FINDING_NONE;
}

static unsigned expected(const checking *c) { return program_header(c->scenario.program)->expect; }

bool checked_as_expected(const checking *c) { return checked_kinds(c) == expected(c); }

/* ---- words ---- */

static void show_kinds(unsigned kinds, buf *out)
{
    const char *between = "";
    for (int kind = 0; kind < FINDINGS; kind++) {
        if (!(kinds >> kind & 1))
            continue;
        buf_printf(out, "%s%s", between, finding_names[kind]);
        between = ", ";
    }
}

static void show_schedules(const search *s, buf *out)
{
    checked_count(s->schedules, out);
    buf_text(out, s->schedules == 1 ? " schedule" : " schedules");
}

static void show_estimate(const search *s, buf *out)
{
    if (s->share > 0 && s->share < 1 && s->schedules)
        buf_printf(out, "; estimate of all: %.1g", (double)(s->schedules - s->fresh) / s->share);
}

void checked_verdict(const checking *c, buf *out)
{
    const search *s = &c->search;
    bool none = checked_kinds(c) == 1u << FINDING_NONE;
    if (s->complete && s->schedules - s->fresh == 1) {
        buf_text(out, none ? "verified: the only interleaving there is" : "complete: the only interleaving there is");
    } else if (s->complete) {
        buf_text(out, none ? "verified: all " : "complete: all ");
        checked_count(s->schedules - s->fresh, out);
        buf_text(out, " interleavings that differ");
    } else {
        buf_text(out, none ? "no finding in " : "searched ");
        show_schedules(s, out);
        buf_text(out, " (not all");
        show_estimate(s, out);
        buf_char(out, ')');
    }
    if (s->cut) {
        buf_text(out, ", of which ");
        checked_count(s->cut, out);
        buf_printf(out, " were cut off after %u steps", s->steps_most);
    }
    if (c->late)
        buf_text(out, ", until the time was up");
    if (c->full)
        buf_text(out, ", until the memory was used up");
    if (c->interrupted)
        buf_text(out, ", until it was interrupted");
    buf_text(out, "; sleeps and time-outs in their order\n");
    if (s->failed && s->crowded)
        buf_printf(
            out,
            "the search could not go on: a run has more than %d tasks, and check follows no more; a smaller number of the same kind mostly shows the same\n",
            EXEC_TASKS);
    else if (s->failed)
        buf_text(out, "the search could not go on: out of memory; what was found up to there counts\n");
}

static void show_finding(const checking *c, finding_kind kind, buf *out)
{
    const found *f = &c->search.found[kind];
    buf_printf(out, "%s: %s, in schedule ", c->scenario.src.name, finding_names[kind]);
    checked_count(f->number, out);
    buf_printf(out, " (%s); the shortest that was found has %u steps:\n\n", f->strategy, f->schedule.count);
}

static bool say(buf *text)
{
    bool ok = !text->failed && say_write(STDOUT_FILENO, text->data, text->length);
    buf_free(text);
    return ok;
}

/* ---- the counterexample ---- */

static format_options lanes_options(const checking *c)
{
    return (format_options){.fd = STDOUT_FILENO,
                            .color = say_color(c->options->color, STDOUT_FILENO),
                            .ascii = c->options->ascii || !say_unicode(),
                            .lines = true,
                            .task_width = program_task_width(c->scenario.program),
                            .columns = output_columns(STDOUT_FILENO),
                            .script = c->scenario.src.name,
                            .source = c->scenario.src.text,
                            .source_length = c->scenario.src.length,
                            .title = program_header(c->scenario.program)->title,
                            .engine = "check",
                            .seed = c->scenario.settings.seed,
                            .cores = c->scenario.settings.cores,
                            .variables = true,
                            .error_name = output_error_name};
}

/* A schedule is followed once more, with a trace. `steps`: NULL, or gets it as text. False: writing failed. */
static bool draw(const checking *c, const format *f, const format_options *how, const schedule *s, const explained *x, finding_kind what,
                 buf *steps, buf *words)
{
    recorder *rec = recorder_new(f->mask | RECORD_VARIABLES, false, NULL);
    sink *to = rec ? f->open(how) : NULL;
    exec e = {
        .subject = &c->subject, .recorder = rec, .watcher = race_watcher(), .steps_most = c->search.steps_most, .prints = c->search.prints};
    if (to && x)
        to = explain_mark(x, &e, to);
    if (to)
        recorder_add(rec, to);
    if (to && e.watcher && exec_begin(&e)) {
        schedule_follow(s, &e, what);
        if (steps)
            schedule_write(&e, s->count, steps);
        if (words)
            buf_add(words, e.findings.of[what].text.data, e.findings.of[what].text.length);
    }
    exec_finish(&e);
    race_free(e.watcher);
    exec_free(&e);
    return !rec || recorder_end(rec);
}

static bool show_lanes(const checking *c, finding_kind what, buf *steps, buf *words)
{
    const schedule *s = &c->search.found[what].schedule;
    const exec how = {.subject = &c->subject, .recorder = c->quiet, .steps_most = c->search.steps_most, .prints = c->search.prints};
    format_options look = lanes_options(c);
    explained x;
    bool known = explain(&x, &how, s, what);
    look.decides = known && x.words.length;
    bool ok = draw(c, format_find("lanes"), &look, s, known ? &x : NULL, what, steps, words);
    if (x.words.length) {
        buf_printf(words, "\nwhy (the steps marked %s decide it):\n", look.ascii ? "@" : "◆");
        buf_add(words, x.words.data, x.words.length);
    }
    explain_free(&x);
    return ok;
}

static bool save(const checking *c, finding_kind kind, const buf *steps)
{
    const char *name = c->options->save;
    FILE *file = fopen(name, "w");
    bool ok = file != NULL;
    if (ok) {
        fprintf(file, "# conc-run schedule: %s in %s\n# conc-run replay %s %s\n", finding_names[kind], c->scenario.src.name,
                c->scenario.src.name, name);
        ok = steps->length == 0 || fwrite(steps->data, steps->length, 1, file) == 1;
        ok = fclose(file) == 0 && ok;
    }
    if (!ok)
        say_error(name, NULL, "it cannot be written: %s", strerror(errno));
    return ok;
}

/* Findings but races end a run: what only a race shows comes last. */
static bool tell_finding(const checking *c, finding_kind kind, bool first)
{
    buf text = {0}, steps = {0}, words = {0};
    show_finding(c, kind, &text);
    buf_char(&words, '\n');
    bool ok = say(&text) && show_lanes(c, kind, &steps, &words);
    buf_char(&words, '\n');
    ok = say(&words) && ok;
    if (first && c->options->save)
        ok = save(c, kind, &steps) && ok;
    buf_free(&steps);
    return ok;
}

bool checked_tell(const checking *c)
{
    buf text = {0};
    bool ok = true, first = true;
    for (int kind = FINDING_NONE + 1; kind < FINDINGS; kind++)
        if (c->search.found[kind].number) {
            ok = tell_finding(c, (finding_kind)kind, first) && ok;
            first = false;
        }
    if (c->options->outcomes)
        outcomes_show(c->outcomes, &text);
    checked_verdict(c, &text);
    unsigned want = expected(c), kinds = checked_kinds(c);
    if (want != kinds || want != 1u << FINDING_NONE) {
        buf_text(&text, want == kinds ? "as expected: " : "expected: ");
        show_kinds(want, &text);
        buf_char(&text, '\n');
    }
    reached_tell(&c->scenario, &text);
    return say(&text) && ok;
}
