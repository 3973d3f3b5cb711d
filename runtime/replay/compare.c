/* compare: is the event that came of a step the one that the trace tells? And what is said when it is not.
 * Calls trace/ for words. */
#include <math.h>
#include <string.h>

#include "runtime/replay/internal.h"
#include "runtime/value/value.h"
#include "trace/text.h"

/* --- details --- */

/* The next character, as a trace spells it: what is no UTF-8 is written as U+FFFD. */
static uint32_t next_character(const char **at, const char *end)
{
    uint32_t c;
    size_t size = text_decode(*at, (size_t)(end - *at), &c);
    if (size == 0) {
        *at += 1;
        return 0xFFFD;
    }
    *at += size;
    return c;
}

static bool same_text(const detail *told, const detail *due)
{
    const char *a = told->text, *b = due->text, *a_end = a + told->length, *b_end = b + due->length;
    if (told->length == due->length && memcmp(a, b, told->length) == 0)
        return true;
    while (a < a_end && b < b_end)
        if (next_character(&a, a_end) != next_character(&b, b_end))
            return false;
    return a == a_end && b == b_end;
}

static bool same_real(double a, double b) { return a == b || (isnan(a) && isnan(b)); }

static bool same_detail(const detail *told, const detail *due)
{
    if (told->tag != due->tag)
        return false;
    switch ((detail_tag)told->tag) {
    case DETAIL_NONE: return true;
    case DETAIL_REAL: return same_real(told->number, due->number);
    case DETAIL_TEXT: return same_text(told, due);
    default: return told->integer == due->integer;
    }
}

/* Who has the hidden lock when somebody begins to await has got it at a moment that nobody knows. */
static bool same_other(const event *told, const event *due)
{
    return told->other == due->other || (told->verb == VERB_run_await && told->status == EVENT_WAITING);
}

/* One who is cancelled may have stood in line, or just have been woken: only then it is known how it was there. */
static bool same_number(const event *told, const event *due) { return told->number == due->number || told->status == EVENT_CANCELLED; }

/* "write, held by a and b": the names of those who have ended may be known no more; how many there are is compared. */
static detail without_holders(const event *e)
{
    detail d = e->detail;
    const char *comma = d.tag == DETAIL_TEXT && e->verb == VERB_rwlock_acquire && e->number ? memchr(d.text, ',', d.length) : NULL;
    return comma ? detail_of_text(d.text, (size_t)(comma - d.text)) : d;
}

static bool same_told(const event *told, const event *due)
{
    const detail one = without_holders(told), other = without_holders(due);
    return same_detail(&one, &other);
}

/* Not compared: what is the recorder's or the clock's own. */
bool compare_same(const event *told, const event *due)
{
    return told->process == due->process && told->task == due->task && told->verb == due->verb && told->status == due->status
           && told->object == due->object && told->line == due->line && told->error == due->error && same_other(told, due)
           && same_number(told, due) && same_told(told, due);
}

/* --- in words --- */

static void show_name(const replay *s, uint32_t id, buf *out)
{
    char spare[KNOWN_SPARE];
    size_t length;
    const char *text = known_text(&s->names, id, spare, &length);
    buf_add(out, text, length);
}

static void show_status(const event *e, buf *out)
{
    static const char *const words[] = {[EVENT_DONE] = "",
                                        [EVENT_WAITING] = ", has to wait",
                                        [EVENT_TIMEOUT] = ", its time-out passes",
                                        [EVENT_RAISED] = ", raises ",
                                        [EVENT_CANCELLED] = ", is cancelled",
                                        [EVENT_MADE] = ", which is made",
                                        [EVENT_NOTE] = ""};
    if (e->status < sizeof words / sizeof *words)
        buf_text(out, words[e->status]);
    if (e->status == EVENT_RAISED && e->error && e->error <= ERROR_KINDS)
        buf_text(out, error_kind_names[e->error - 1]);
}

static void show_detail(const event *e, buf *out)
{
    enum { MOST = 60 };
    buf text = {0};
    detail_show(&e->detail, &text);
    if (e->detail.tag != DETAIL_NONE) {
        buf_text(out, ": ");
        for (size_t i = 0; i < text.length && i < MOST; i++)
            buf_char(out, (unsigned char)text.data[i] < ' ' ? ' ' : text.data[i]);
        buf_text(out, text.length > MOST ? "…" : "");
    }
    buf_free(&text);
    if (e->status != EVENT_MADE && e->number)
        buf_printf(out, " (%lld)", (long long)e->number);
}

void compare_show(const replay *s, const event *e, buf *out)
{
    const verb_word *v = &verb_words[e->verb < VERBS ? e->verb : VERB_none];
    if (e->task) {
        show_name(s, e->task, out);
        buf_text(out, ", ");
    }
    if (v->name)
        buf_printf(out, "%s.%s", kind_words[v->kind].name, v->name);
    if (e->object) {
        buf_text(out, " of ");
        show_name(s, e->object, out);
    }
    show_status(e, out);
    show_detail(e, out);
    if (e->other) {
        buf_text(out, ", ");
        show_name(s, e->other, out);
    }
    if (e->line)
        buf_printf(out, ", line %u", e->line);
}

/* --- the report --- */

static void report_place(const replay *s, const event *told, const event *due, buf *out)
{
    uint32_t at = told && told->line ? told->line : due ? due->line : 0;
    buf_text(out, s->world->file ? s->world->file : "-");
    if (at)
        buf_printf(out, ":%u", at);
    buf_text(out, ": error: ");
}

static void report_state(replay *s, const event *told, buf *out)
{
    static const char *const words[] = {[PLAYER_STEPS] = "goes on",
                                        [PLAYER_ASKS] = "does",
                                        [PLAYER_WAITS] = "waits in",
                                        [PLAYER_CALLED] = "was woken in",
                                        [PLAYER_ANSWERED] = "goes on after"};
    const player *x = told->task < s->part_count ? part_of(s, told->task)->player : NULL;
    buf_text(out, "    the semantics: ");
    if (!x) {
        buf_text(out, "no such task is there\n");
        return;
    }
    const op *o = &x->task.op;
    show_name(s, told->task, out);
    buf_printf(out, " %s", words[x->state]);
    if (x->state != PLAYER_STEPS)
        buf_printf(out, " %s.%s of line %u", kind_words[verb_words[o->verb].kind].name, verb_words[o->verb].name, o->line);
    buf_printf(out, ", and %s\n", s->why ? s->why : "nothing lets it do that");
}

void compare_report(replay *s, const event *told, const event *due, buf *out)
{
    report_place(s, told, due, out);
    if (told)
        buf_printf(out, "step %llu of the trace is none that the semantics allow\n    the trace: ", (unsigned long long)told->seq);
    else
        buf_text(out, "a step that the semantics demand is missing from the trace\n");
    if (told) {
        compare_show(s, told, out);
        buf_char(out, '\n');
    }
    if (due) {
        buf_text(out, "    the semantics: ");
        compare_show(s, due, out);
        buf_char(out, '\n');
    } else if (told) {
        report_state(s, told, out);
    }
}
