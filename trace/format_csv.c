/* csv: the events as comma-separated values (RFC 4180), a line each behind a line of headings, times in nanoseconds. Calls trace/known,
 * trace/out.
 *
 * Text that a spreadsheet would take for a formula has an apostrophe before it; control characters but line ends and tabs are spelt
 * \xNN. Numbers are numbers, whatever they begin with. */
#include "trace/formats.h"
#include "trace/known.h"
#include "trace/out.h"
#include "trace/text.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct csv {
    sink base;
    names names;
    buf scratch;
    const char *(*error_name)(unsigned error);
    out out;
} csv;

static const char headings[] =
    "seq,t,process,task,op,object,detail,blocked,cause,line,status,error,number,other,process_id,task_id,object_id,other_id\n";

/* --- cells --- */

static void put_character(out *o, const char *text, size_t size, uint32_t c)
{
    if (size == 0) {
        out_text(o, "\xEF\xBF\xBD");
    } else if (c == '"') {
        out_text(o, "\"\"");
    } else if ((c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0)) {
        char spelt[8];
        snprintf(spelt, sizeof spelt, "\\x%02x", (unsigned)c);
        out_text(o, spelt);
    } else {
        out_add(o, text, size);
    }
}

static void put_text(out *o, const char *text, size_t length)
{
    static const char formula[] = "=+-@\t\r\n|%";
    if (!length)
        return;
    out_char(o, '"');
    if (memchr(formula, *text, sizeof formula - 1))
        out_char(o, '\'');
    for (size_t at = 0; at < length;) {
        uint32_t c;
        size_t size = text_decode(text + at, length - at, &c);
        put_character(o, text + at, size, c);
        at += size ? size : 1;
    }
    out_char(o, '"');
}

static void put_object(csv *v, uint32_t id)
{
    char spare[KNOWN_SPARE];
    size_t length;
    if (id) {
        const char *text = known_text(&v->names, id, spare, &length);
        put_text(&v->out, text, length);
    }
    out_char(&v->out, ',');
}

/* 0: the cell is empty. */
static void put_number(csv *v, int64_t number)
{
    if (number)
        out_integer(&v->out, number);
    out_char(&v->out, ',');
}

static void put_detail(csv *v, const detail *d)
{
    buf_clear(&v->scratch);
    if (d->tag == DETAIL_DURATION) {
        out_integer(&v->out, d->integer);
    } else if (d->tag == DETAIL_TEXT) {
        put_text(&v->out, d->text, d->length);
    } else {
        detail_show(d, &v->scratch);
        out_add(&v->out, v->scratch.data ? v->scratch.data : "", v->scratch.length);
        v->scratch.failed = false;
    }
    out_char(&v->out, ',');
}

static void put_op(csv *v, uint16_t verb)
{
    if (verb) {
        out_text(&v->out, kind_words[verb_words[verb].kind].name);
        out_char(&v->out, '.');
        out_text(&v->out, verb_words[verb].name);
    }
    out_char(&v->out, ',');
}

/* "lock" of what was made, else the number; and what an error is called. */
static void put_ending(csv *v, const event *e)
{
    const char *error = e->error && v->error_name ? v->error_name(e->error - 1u) : NULL;
    out_text(&v->out, status_words[e->status < STATUSES ? e->status : EVENT_DONE]);
    out_char(&v->out, ',');
    put_text(&v->out, error ? error : "", error ? strlen(error) : 0);
    out_char(&v->out, ',');
    if (e->status == EVENT_MADE) {
        out_text(&v->out, kind_words[e->number > 0 && e->number < KINDS ? e->number : KIND_none].name);
        out_char(&v->out, ',');
    } else {
        put_number(v, e->number);
    }
}

static void csv_write(csv *v, const event *e)
{
    out_integer(&v->out, (int64_t)e->seq);
    out_char(&v->out, ',');
    out_integer(&v->out, e->t);
    out_char(&v->out, ',');
    put_object(v, e->process);
    put_object(v, e->task);
    put_op(v, e->verb < VERBS ? e->verb : VERB_none);
    put_object(v, e->object);
    put_detail(v, &e->detail);
    put_number(v, e->blocked);
    put_number(v, (int64_t)e->cause);
    put_number(v, e->line);
    put_ending(v, e);
    put_object(v, e->other);
    put_number(v, e->process);
    put_number(v, e->task);
    put_number(v, e->object);
    if (e->other)
        out_integer(&v->out, e->other);
    out_char(&v->out, '\n');
}

/* --- the sink --- */

static void csv_event(sink *s, const event *e)
{
    csv *v = (csv *)s;
    if (v->out.failed)
        return;
    if (e->status == EVENT_MADE)
        known_learn(&v->names, e);
    csv_write(v, e);
    if (e->status == EVENT_DONE)
        known_learn(&v->names, e);
}

static void csv_flush(sink *s) { out_flush(&((csv *)s)->out); }

static bool csv_failed(const sink *s) { return ((const csv *)s)->out.failed; }

static bool csv_end(sink *s)
{
    csv *v = (csv *)s;
    out_flush(&v->out);
    bool good = !v->out.failed;
    known_free(&v->names);
    buf_free(&v->scratch);
    free(v);
    return good;
}

sink *csv_open(const format_options *o)
{
    csv *v = malloc(sizeof *v);
    if (!v)
        return NULL;
    v->base = (sink){csv_event, csv_flush, csv_end, csv_failed};
    v->names = (names){0};
    v->scratch = (buf){0};
    v->error_name = o->error_name;
    out_open(&v->out, o->fd);
    out_text(&v->out, headings);
    return &v->base;
}
