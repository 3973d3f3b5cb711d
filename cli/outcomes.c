/* outcomes: a sink that gathers what is printed, and a table of the texts. Calls the recorder. */
#include "cli/outcomes.h"

#include <stdlib.h>
#include <string.h>

#include "cli/checked.h"
#include "trace/text.h"

enum { OUTCOMES_MOST = 1000, SHOWN_MOST = 50, TEXT_MOST = 64 * 1024 };

typedef struct outcome_row {
    buf text;
    schedule schedule; /* of the one with the fewest preemptions, switches and steps */
    cost cost;
    uint64_t times, fresh; /* how often; how many of these are not counted when all were tried */
    exec_end end;
} outcome_row;

struct outcomes {
    sink sink;
    recorder *recorder;
    buf text;
    uint64_t left_out;
    outcome_row *rows;
    size_t count;
};

static void gather(sink *s, const event *e)
{
    outcomes *o = (outcomes *)s;
    if (e->verb == VERB_run_print && e->status == EVENT_DONE && e->detail.tag == DETAIL_TEXT && o->text.length < TEXT_MOST)
        buf_add(&o->text, e->detail.text, e->detail.length);
}

static void gather_flush(sink *s) { (void)s; }

static bool gather_end(sink *s)
{
    (void)s;
    return true;
}

static bool gather_failed(const sink *s)
{
    (void)s;
    return false;
}

outcomes *outcomes_new(void)
{
    outcomes *o = calloc(1, sizeof *o);
    if (!o)
        return NULL;
    o->sink = (sink){gather, gather_flush, gather_end, gather_failed};
    o->rows = calloc(OUTCOMES_MOST, sizeof *o->rows);
    o->recorder = o->rows ? recorder_new(RECORD_PRINT, false, NULL) : NULL;
    if (o->recorder) {
        recorder_add(o->recorder, &o->sink);
        return o;
    }
    free(o->rows);
    free(o);
    return NULL;
}

recorder *outcomes_recorder(const outcomes *o) { return o->recorder; }

void outcomes_begin(outcomes *o) { buf_clear(&o->text); }

uint64_t outcomes_printed(const outcomes *o)
{
    const detail text = detail_of_text(o->text.length ? o->text.data : "", o->text.length);
    return detail_hash(&text);
}

static outcome_row *row_of(outcomes *o, const char *text, size_t length, exec_end end)
{
    for (size_t i = 0; i < o->count; i++) {
        outcome_row *r = &o->rows[i];
        if (r->end == end && r->text.length == length && (!length || !memcmp(r->text.data, text, length)))
            return r;
    }
    if (o->count == OUTCOMES_MOST)
        return NULL;
    outcome_row *r = &o->rows[o->count++];
    *r = (outcome_row){.end = end, .cost = {UINT32_MAX, UINT32_MAX, UINT32_MAX}};
    buf_add(&r->text, text, length);
    return r;
}

/* Takes the schedule over, to keep it if it is the better one: so that whoever searches in whatever order keeps the same. */
static void offer(outcome_row *r, schedule *way, cost spent)
{
    bool same = !cost_less(spent, r->cost) && !cost_less(r->cost, spent);
    if (cost_less(spent, r->cost) || (same && schedule_compare(way, &r->schedule) < 0)) {
        schedule old = r->schedule;
        r->schedule = *way;
        r->cost = spent;
        *way = old;
    }
    schedule_free(way);
}

void outcomes_each(outcomes *o, const exec *e, bool fresh)
{
    outcome_row *r = row_of(o, o->text.data, o->text.length, e->end);
    const cost spent = schedule_cost(e, e->step_count);
    schedule way = {0};
    o->left_out += !r;
    if (!r)
        return;
    r->times++;
    r->fresh += fresh;
    if (!cost_less(r->cost, spent) && schedule_copy(&way, e, e->step_count))
        offer(r, &way, spent);
    else
        schedule_free(&way);
}

void outcomes_restart(outcomes *o)
{
    for (size_t i = 0; i < o->count; i++)
        o->rows[i].fresh = o->rows[i].times;
}

void outcomes_clear(outcomes *o)
{
    for (size_t i = 0; i < o->count; i++) {
        buf_free(&o->rows[i].text);
        schedule_free(&o->rows[i].schedule);
    }
    o->count = 0;
    o->left_out = 0;
}

/* ---- as text ---- */

void outcomes_save(const outcomes *o, buf *out)
{
    save_number(out, o->left_out);
    save_number(out, o->count);
    save_line(out);
    for (const outcome_row *r = o->rows; r < o->rows + o->count; r++) {
        save_number(out, r->times);
        save_number(out, r->fresh);
        save_number(out, r->end);
        save_number(out, r->cost.preemptions);
        save_number(out, r->cost.switches);
        save_number(out, r->cost.steps);
        save_bytes(out, r->text.data, r->text.length);
        save_line(out);
        schedule_save(&r->schedule, out);
    }
}

/* Another's row. False: memory is out, or it is none. */
static bool add_row(outcomes *o, saved_text *in)
{
    size_t length;
    uint64_t times = load_number(in), fresh = load_number(in);
    exec_end end = (exec_end)load_below(in, EXEC_FAILED);
    cost spent = {.preemptions = (uint32_t)load_number(in)};
    spent.switches = (uint32_t)load_number(in);
    spent.steps = (uint32_t)load_number(in);
    const char *text = load_bytes(in, &length);
    schedule way = {0};
    bool ok = !in->bad && schedule_load(&way, in);
    outcome_row *r = ok ? row_of(o, text, length, end) : NULL;
    if (r) {
        r->times += times;
        r->fresh += fresh;
        offer(r, &way, spent);
    } else {
        o->left_out += ok ? times : 0;
        schedule_free(&way);
    }
    return ok;
}

bool outcomes_add(outcomes *o, saved_text *in)
{
    o->left_out += load_number(in);
    for (uint32_t left = load_below(in, OUTCOMES_MOST); left > 0 && !in->bad; left--)
        if (!add_row(o, in))
            return false;
    return !in->bad;
}

/* ---- the table ---- */

static int by_times(const void *a, const void *b)
{
    const outcome_row *x = a, *y = b;
    if (x->times != y->times)
        return x->times < y->times ? 1 : -1;
    size_t common = x->text.length < y->text.length ? x->text.length : y->text.length;
    int order = common ? memcmp(x->text.data, y->text.data, common) : 0;
    return order ? order : x->text.length != y->text.length ? (x->text.length < y->text.length ? -1 : 1) : (int)x->end - (int)y->end;
}

static void show_text(const outcome_row *r, buf *out)
{
    static const char *const ends[] = {[EXEC_STOPPED] = "(stopped)", [EXEC_DEADLOCK] = "(deadlock)", [EXEC_CUT] = "(cut off)"};
    const char *end = r->end < sizeof ends / sizeof *ends ? ends[r->end] : NULL;
    if (!r->text.length && !end)
        buf_text(out, "(nothing)");
    for (size_t i = 0; i < r->text.length; i++) {
        char c = r->text.data[i];
        if (c == '\33')
            i += text_escape(r->text.data + i, r->text.length - i) - 1;
        else if (c == '\n' && i + 1 < r->text.length)
            buf_text(out, " | ");
        else if ((unsigned char)c >= ' ')
            buf_char(out, c);
    }
    if (end)
        buf_printf(out, "%s%s", r->text.length ? " " : "", end);
}

static void show_row(const outcome_row *r, const struct checking *c, buf *out)
{
    buf count = {0};
    checked_count(r->times, &count);
    buf_printf(out, "%12s  ", count.data ? count.data : "");
    buf_free(&count);
    show_text(r, out);
    buf_printf(out, "\n%14s", "");
    checked_brief(c, &r->schedule, out);
    buf_char(out, '\n');
}

void outcomes_sort(outcomes *o, bool whole)
{
    for (size_t i = 0; i < o->count; i++)
        o->rows[i].times -= whole ? o->rows[i].fresh : 0;
    qsort(o->rows, o->count, sizeof *o->rows, by_times);
}

void outcomes_show(const outcomes *o, const struct checking *c, buf *out)
{
    buf_text(out, "  schedules  what they print and how they end; below it, one of them: whose turn it is, with the lines of his steps\n");
    for (size_t i = 0; i < o->count && i < SHOWN_MOST; i++)
        show_row(&o->rows[i], c, out);
    if (o->count > SHOWN_MOST || o->left_out)
        buf_printf(out, "%14s and others: %s%zu outcomes in all\n", "", o->left_out ? "at least " : "", o->count);
    buf_char(out, '\n');
}

const schedule *outcomes_schedule(const outcomes *o, uint32_t i) { return i < o->count ? &o->rows[i].schedule : NULL; }

void outcomes_free(outcomes *o)
{
    if (!o)
        return;
    recorder_end(o->recorder);
    outcomes_clear(o);
    buf_free(&o->text);
    free(o->rows);
    free(o);
}
