/* checked: what is told of a search. Calls say, the format `lanes`, and follows schedules once more to show them. */
#include "cli/checked.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/examples.h"
#include "cli/explain.h"
#include "cli/outcomes.h"
#include "cli/output.h"
#include "cli/reached.h"
#include "runtime/check/race.h"
#include "trace/format.h"
#include "trace/reader.h"

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

static void show_searched(const search *s, buf *out)
{
    if (s->schedules || !s->states)
        show_schedules(s, out);
    if (!s->states)
        return;
    buf_text(out, s->schedules ? " and " : "");
    checked_count(s->states, out);
    buf_text(out, s->states == 1 ? " state" : " states");
}

/* One that is below what was tried is worth nothing, be it that samples were tried more than once. */
static void show_estimate(const search *s, buf *out)
{
    double all = s->share > 0 && s->share < 1 ? (double)(s->schedules - s->fresh) / s->share : 0;
    if (all > (double)s->schedules)
        buf_printf(out, "; estimate of all: %.1g", all);
}

static void show_whole(uint64_t count, const char *one, const char *many, buf *out)
{
    if (count == 1) {
        buf_printf(out, "the only %s there is", one);
        return;
    }
    buf_text(out, "all ");
    checked_count(count, out);
    buf_printf(out, " %s", many);
}

static void show_tried(const search *s, bool none, buf *out)
{
    buf_text(out, !s->complete ? "" : none ? "verified: " : "complete: ");
    if (s->states && s->complete) {
        show_whole(s->states, "state", "states", out);
    } else if (s->complete) {
        show_whole(s->schedules - s->fresh, "interleaving", "interleavings that differ", out);
    } else {
        buf_text(out, none ? "no finding in " : "searched ");
        show_searched(s, out);
        buf_text(out, " (not all");
        show_estimate(s, out);
        buf_char(out, ')');
    }
}

static void show_cut(const search *s, buf *out)
{
    if (s->endless)
        buf_text(out, ", but time does not pass while tasks go round and round: let them sleep or wait in their loops");
    if (!s->cut || (s->states && s->complete))
        return;
    buf_text(out, ", of which ");
    checked_count(s->cut, out);
    buf_printf(out, s->cut == 1 ? " was cut off" : " were cut off");
    if (!s->spins.length)
        buf_printf(out, " after %u steps", s->steps_most);
}

/* What has ended the search before it was complete. Schedules that lead to what was tried already are begun, too. */
static void show_limits(const checking *c, buf *out)
{
    const search *s = &c->search;
    if (c->late)
        buf_text(out, ", until the time was up");
    if (c->full)
        buf_text(out, ", until the memory was used up");
    if (c->interrupted)
        buf_text(out, ", until it was interrupted");
    if (s->complete || c->late || c->full || c->interrupted || s->failed || s->schedules + s->abandoned < s->most)
        return;
    buf_text(out, ", until ");
    checked_count(s->most, out);
    buf_text(out, " were begun (more with --max-schedules)");
}

/* What the verdict holds for. */
static void show_meaning(const checking *c, buf *out)
{
    const search *s = &c->search;
    buf_printf(out, "; sleeps and time-outs in %s order", s->loose ? "any" : "their");
    if (s->spurious)
        buf_printf(out, "; at most %u spurious wake-up%s", s->spurious, s->spurious == 1 ? "" : "s");
    if (program_host(c->scenario.program)->draws)
        buf_printf(out, "; random numbers as seed %llu draws them", (unsigned long long)c->scenario.settings.seed);
    if (s->complete && s->states && !s->found[FINDING_RACE].number && program_host(c->scenario.program)->looks)
        buf_text(out, "; races only between accesses that can both come next");
    buf_char(out, '\n');
}

static void show_failure(const search *s, buf *out)
{
    if (s->spins.length)
        buf_printf(
            out,
            "%s computes on and on without a step that others could see, so what would come then is not known: let its loop end, sleep or wait\n",
            s->spins.data);
    if (!s->failed)
        return;
    buf_text(out, "the search could not go on: ");
    if (s->crowded)
        buf_printf(out,
                   "a run has more than %d tasks, and check follows no more; a smaller number of the same kind mostly shows the same\n",
                   EXEC_TASKS);
    else if (s->bulky)
        buf_printf(out, "a run takes more than %d MiB of memory, and check gives it no more\n", EXEC_MEMORY >> 20);
    else if (s->strayed)
        buf_text(
            out,
            "what was executed once more took another way than before, which is a fault of conc-run; what was found up to there counts\n");
    else
        buf_text(out, "out of memory; what was found up to there counts\n");
}

void checked_verdict(const checking *c, buf *out)
{
    show_tried(&c->search, checked_kinds(c) == 1u << FINDING_NONE, out);
    show_cut(&c->search, out);
    show_limits(c, out);
    show_meaning(c, out);
    show_failure(&c->search, out);
}

/* Of several processes nobody knows which came first; what is sampled has a number. */
static void show_where(const checking *c, const found *f, buf *out)
{
    bool whole = strcmp(f->strategy, search_methods[METHOD_DPOR]) == 0 || strcmp(f->strategy, search_methods[METHOD_DFS]) == 0;
    buf_text(out, ", in ");
    if (c->options->jobs <= 1 || !whole) {
        buf_text(out, strcmp(f->strategy, search_methods[METHOD_STATES]) == 0 ? "state " : "schedule ");
        checked_count(f->number, out);
    } else
        buf_text(out, "a schedule");
    buf_printf(out, " (%s)", f->strategy);
}

static void show_finding(const checking *c, finding_kind kind, buf *out)
{
    const found *f = &c->search.found[kind];
    uint32_t again = f->schedule.again, count = f->schedule.count - again;
    buf_printf(out, "%s: %s", c->scenario.src.name, finding_names[kind]);
    show_where(c, f, out);
    buf_printf(out, "; the shortest that was found has %u step%s%s:\n\n", count, count == 1 ? "" : "s",
               again ? ", and then goes round and round" : "");
}

/* Where words go: not among those of a format that was asked for. */
static int words_fd(const checking *c)
{
    return c->options->format == format_find("lanes") || c->options->output ? STDOUT_FILENO : STDERR_FILENO;
}

static bool say(const checking *c, buf *text)
{
    bool ok = !text->failed && say_write(words_fd(c), text->data, text->length);
    buf_free(text);
    return ok;
}

/* ---- the counterexample ---- */

static format_options lanes_options(const checking *c)
{
    return (format_options){.fd = STDOUT_FILENO,
                            .color = say_color(c->options->color, STDOUT_FILENO),
                            .ascii = c->options->ascii || !say_unicode(),
                            .live = true,
                            .lines = true,
                            .task_width = program_task_width(c->scenario.program),
                            .columns = output_columns(STDOUT_FILENO),
                            .script = c->scenario.src.name,
                            .source = c->scenario.src.text,
                            .source_length = c->scenario.src.length,
                            .engine = "check",
                            .seed = c->scenario.settings.seed,
                            .cores = c->scenario.settings.cores,
                            .variables = true,
                            .error_name = output_error_name};
}

/* An execution as those of the search. */
static exec like_searched(const checking *c, recorder *r)
{
    return (exec){.subject = &c->subject,
                  .recorder = r,
                  .steps_most = c->search.steps_most,
                  .prints = c->search.prints,
                  .loose = c->search.loose,
                  .spurious = c->search.spurious};
}

/* A schedule is followed once more, with a trace. `steps`: NULL, or gets it as text. False: writing failed. */
static bool draw(const checking *c, const format *f, const format_options *how, const schedule *s, const explained *x, finding_kind what,
                 buf *steps, buf *words)
{
    recorder *rec = recorder_new(f->mask | RECORD_VARIABLES, false, NULL);
    sink *to = rec ? f->open(how) : NULL;
    exec e = like_searched(c, rec);
    e.watcher = race_watcher();
    e.tells = true;
    if (to && x)
        to = explain_mark(x, &e, to);
    if (to)
        recorder_add(rec, to);
    if (to && e.watcher && exec_begin(&e)) {
        const buf *known = &c->search.found[what].text, *text = known->length ? known : &e.findings.of[what].text;
        (known->length ? schedule_play : schedule_follow)(s, &e, what);
        if (what == FINDING_DEADLOCK && !exec_over(&e))
            exec_stand(&e);
        if (steps)
            schedule_write(&e, s->count, s->again, steps);
        if (words)
            buf_add(words, text->data, text->length);
    }
    exec_finish(&e);
    race_free(e.watcher);
    exec_free(&e);
    return !rec || !recorder_end(rec);
}

/* A schedule is followed once more, untold: as text that can be read again, or as a few words. */
static void write_schedule(const checking *c, const schedule *s, bool brief, buf *out)
{
    exec e = like_searched(c, c->quiet);
    if (exec_begin(&e))
        schedule_play(s, &e, FINDING_NONE);
    if (brief)
        schedule_brief(&e, e.step_count, out);
    else
        schedule_write(&e, e.step_count, s->again, out);
    exec_finish(&e);
    exec_free(&e);
}

void checked_brief(const checking *c, const schedule *s, buf *out)
{
    enum { MOST = 240 };
    buf words = {0};
    write_schedule(c, s, true, &words);
    size_t length = words.length;
    while (length > MOST || (length < words.length && words.data[length] != ' '))
        length--;
    buf_add(out, words.data, length);
    buf_text(out, length < words.length ? " …" : "");
    buf_free(&words);
}

/* The format that was asked for, where that is another one or goes elsewhere. `page`: what is wrong, in words, or NULL. */
static bool draw_picture(const checking *c, const schedule *s, const explained *x, const char *page, finding_kind what)
{
    const options *o = c->options;
    format_options look = lanes_options(c);
    look.fd = output_open(o->output, o);
    if (look.fd < 0)
        return false;
    look.color = say_color(o->color, look.fd);
    look.columns = output_columns(look.fd);
    look.decides = x != NULL;
    look.title = program_header(c->scenario.program)->title;
    look.reason = page;
    bool ok = draw(c, o->format, &look, s, x, what, NULL, NULL);
    if (!ok)
        output_status(o->output, look.fd);
    output_close(look.fd);
    return ok;
}

static bool wants_picture(const checking *c) { return c->options->output || c->options->format != format_find("lanes"); }

/* A counterexample, in lanes unless these are not wanted; the first one also in the format that was asked for. */
static bool show_example(const checking *c, finding_kind what, bool first, buf *steps, buf *words)
{
    const schedule *s = &c->search.found[what].schedule;
    const exec how = like_searched(c, c->quiet);
    format_options look = lanes_options(c);
    explained x;
    bool known = explain(&x, &how, s, what), ok;
    look.decides = known && x.words.length;
    if (words_fd(c) != STDOUT_FILENO)
        look.fd = STDERR_FILENO;
    ok = draw(c, format_find("lanes"), &look, s, known ? &x : NULL, what, steps, words);
    buf told = {0};
    buf_add(&told, words->data, words->length);
    if (x.words.length) {
        buf_printf(words, "\nwhy (the steps marked %s decide it):\n", look.ascii ? "@" : "◆");
        buf_add(words, x.words.data, x.words.length);
    }
    if (first && wants_picture(c))
        ok = draw_picture(c, s, known ? &x : NULL, explain_page(&x, &told), what) && ok;
    buf_free(&told);
    explain_free(&x);
    return ok;
}

/* ---- interleavings that pass ---- */

static bool tell_example(const checking *c, uint32_t i)
{
    const schedule *s = examples_at(c->examples, i);
    format_options look = lanes_options(c);
    buf text = {0};
    look.fd = words_fd(c);
    buf_printf(&text, "%s: interleaving %u of %u in which all goes well%s, %u steps:\n\n", c->scenario.src.name, i + 1,
               examples_count(c->examples), c->search.found[FINDING_RACE].number ? " but for races" : "", s->count);
    bool ok = say(c, &text) && draw(c, format_find("lanes"), &look, s, NULL, FINDING_NONE, NULL, NULL);
    buf_char(&text, '\n');
    return say(c, &text) && ok;
}

static void warn_unwritten(const checking *c, const char *name, const char *what)
{
    buf text = {0};
    if (c->options->finding == FINDING_NONE)
        buf_printf(&text, "there is no %s", what);
    else
        buf_printf(&text, "no %s was found", finding_names[c->options->finding]);
    say_warning(name, NULL, "it is not written: %s", text.failed ? what : text.data);
    buf_free(&text);
}

static bool tell_examples(const checking *c, bool pictured)
{
    uint32_t count = c->examples ? examples_count(c->examples) : 0;
    bool ok = true;
    for (uint32_t i = 0; i < count; i++)
        ok = tell_example(c, i) && ok;
    if (count && !pictured && wants_picture(c))
        ok = draw_picture(c, examples_at(c->examples, 0), NULL, NULL, FINDING_NONE) && ok;
    if (!count && c->examples) {
        buf none = {0};
        buf_text(&none, "there is nothing to show: no interleaving that was tried goes well\n\n");
        ok = say(c, &none);
    }
    if (!count && !pictured && c->options->output)
        warn_unwritten(c, c->options->output, "counterexample to be drawn");
    return ok;
}

static bool save(const checking *c, const char *name, const char *what, const buf *steps)
{
    buf text = {0};
    int fd = output_open(name, c->options);
    if (fd < 0)
        return false;
    buf_printf(&text, SCHEDULE_BEGINS ": %s in %s\n# conc-run replay %s %s\n", what, c->scenario.src.name, c->scenario.src.name, name);
    buf_add(&text, steps->data, steps->length);
    bool ok = !text.failed && say_write(fd, text.data, text.length);
    if (!ok)
        output_status(name, fd);
    output_close(fd);
    buf_free(&text);
    return ok;
}

static void outcome_file(const checking *c, uint32_t i, buf *name)
{
    buf_clear(name);
    buf_printf(name, "%s/%u.schedule", c->options->outcomes_folder, i + 1);
}

static bool save_outcome(const checking *c, uint32_t i, const char *name)
{
    buf what = {0}, steps = {0};
    buf_printf(&what, "outcome %u", i + 1);
    write_schedule(c, outcomes_schedule(c->outcomes, i), false, &steps);
    bool ok = !what.failed && save(c, name, what.data, &steps);
    buf_free(&what);
    buf_free(&steps);
    return ok;
}

/* FOLDER/1.schedule and so on, in the order of the table. More of them are an earlier search's, and taken away. */
static bool save_outcomes(const checking *c)
{
    buf name = {0};
    uint32_t i = 0;
    bool ok = true;
    for (; ok && outcomes_schedule(c->outcomes, i); i++) {
        outcome_file(c, i, &name);
        ok = !name.failed && save_outcome(c, i, name.data);
    }
    do
        outcome_file(c, i++, &name);
    while (ok && !name.failed && unlink(name.data) == 0);
    buf_free(&name);
    return ok;
}

/* ---- all of it ---- */

static bool tell_finding(const checking *c, finding_kind kind, bool chosen)
{
    buf text = {0}, steps = {0}, words = {0};
    show_finding(c, kind, &text);
    buf_char(&words, '\n');
    bool ok = say(c, &text) && show_example(c, kind, chosen, &steps, &words);
    buf_char(&words, '\n');
    ok = say(c, &words) && ok;
    if (chosen && c->options->save)
        ok = save(c, c->options->save, finding_names[kind], &steps) && ok;
    buf_free(&steps);
    return ok;
}

/* The finding that --save and the picture are about: the one that was asked for, else the first. */
static finding_kind chosen_finding(const checking *c)
{
    int kind = c->options->finding;
    for (int first = FINDING_NONE + 1; kind == FINDING_NONE && first < FINDINGS; first++)
        if (c->search.found[first].number)
            kind = first;
    return kind != FINDING_NONE && c->search.found[kind].number ? (finding_kind)kind : FINDING_NONE;
}

static void show_expected(const checking *c, buf *out)
{
    unsigned want = expected(c), kinds = checked_kinds(c);
    if (want == kinds && want == 1u << FINDING_NONE)
        return;
    buf_text(out, want == kinds ? "as expected: " : "not as expected: the header expects ");
    show_kinds(want, out);
    if (want != kinds && want != 1u << FINDING_NONE)
        buf_text(out, kinds == 1u << FINDING_NONE ? ", and nothing was found"
                      : kinds & ~want             ? ", and other things were found"
                                                  : ", and not all of that was found");
    buf_char(out, '\n');
}

static bool tell_outcomes(const checking *c, buf *text)
{
    if (!c->options->outcomes)
        return true;
    outcomes_sort(c->outcomes, c->search.complete && !c->search.states);
    outcomes_show(c->outcomes, c, text);
    return !c->options->outcomes_folder || save_outcomes(c);
}

int checked_tell(const checking *c)
{
    buf text = {0};
    const finding_kind chosen = chosen_finding(c);
    bool ok = true;
    for (int kind = FINDING_NONE + 1; kind < FINDINGS; kind++)
        if (c->search.found[kind].number)
            ok = tell_finding(c, (finding_kind)kind, kind == (int)chosen) && ok;
    if (chosen == FINDING_NONE && c->options->save)
        warn_unwritten(c, c->options->save, "finding whose schedule could be saved");
    ok = tell_examples(c, chosen != FINDING_NONE) && ok;
    ok = tell_outcomes(c, &text) && ok;
    checked_verdict(c, &text);
    show_expected(c, &text);
    if (c->search.schedules + c->search.states)
        reached_tell(&c->scenario, &text);
    if (!say(c, &text))
        return words_fd(c) == STDOUT_FILENO ? output_status(NULL, STDOUT_FILENO) : STATUS_FAILED;
    return ok ? STATUS_OK : STATUS_FAILED;
}
