/* jsonl: every event as one JSON object on a line of its own, after a line about the run. The schema is docs/trace.md; raise SCHEMA when
 * a key changes its meaning or goes. Written by hand, as it is hot; nothing is lost but bytes that are not UTF-8 (they become U+FFFD). */
#include "trace/formats.h"
#include "trace/known.h"
#include "trace/out.h"
#include "trace/text.h"

#include <math.h>
#include <stdlib.h>

enum { SCHEMA = 1 };

typedef struct jsonl {
    sink base;
    names names;
    buf scratch;
    const char *(*error_name)(unsigned error);
    out out;
} jsonl;

static const char *const statuses[] = {
    [EVENT_DONE] = "done",           [EVENT_WAITING] = "waiting", [EVENT_TIMEOUT] = "timeout", [EVENT_RAISED] = "raised",
    [EVENT_CANCELLED] = "cancelled", [EVENT_MADE] = "made",       [EVENT_NOTE] = "note"};

/* --- JSON --- */

/* One character that cannot stand as it is: a control, a quote, a backslash, or a byte that is no UTF-8. */
static void json_escape(out *o, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char shorts[][2] = {{'"', '"'}, {'\\', '\\'}, {'\n', 'n'}, {'\t', 't'}, {'\r', 'r'}, {'\b', 'b'}, {'\f', 'f'}};
    for (size_t i = 0; i < sizeof shorts / sizeof *shorts; i++)
        if (shorts[i][0] == (char)c) {
            out_char(o, '\\');
            out_char(o, shorts[i][1]);
            return;
        }
    if (c >= 0x80) {
        out_text(o, "\xEF\xBF\xBD");
        return;
    }
    out_text(o, "\\u00");
    out_char(o, hex[c >> 4]);
    out_char(o, hex[c & 15]);
}

static bool json_plain(unsigned char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

static void json_string(out *o, const char *text, size_t length)
{
    out_char(o, '"');
    size_t i = 0;
    while (i < length) {
        size_t from = i;
        while (i < length && json_plain((unsigned char)text[i]))
            i++;
        out_add(o, text + from, i - from);
        if (i == length)
            break;
        uint32_t c;
        size_t size = text_decode(text + i, length - i, &c);
        if (size > 1)
            out_add(o, text + i, size);
        else
            json_escape(o, (unsigned char)text[i]);
        i += size ? size : 1;
    }
    out_char(o, '"');
}

static void json_text(out *o, const char *text) { json_string(o, text, strlen(text)); }

/* A number that JSON cannot spell (inf, nan) stands in an object. */
static void json_real(jsonl *j, double number)
{
    buf_clear(&j->scratch);
    real_show(number, &j->scratch);
    if (j->scratch.failed || !j->scratch.data) {
        out_text(&j->out, "null");
        j->scratch.failed = false;
        return;
    }
    if (!isfinite(number))
        out_text(&j->out, "{\"real\":\"");
    out_add(&j->out, j->scratch.data, j->scratch.length);
    if (!isfinite(number))
        out_text(&j->out, "\"}");
}

static void json_detail(jsonl *j, const detail *d)
{
    out *o = &j->out;
    size_t length;
    switch ((detail_tag)d->tag) {
    case DETAIL_NONE: out_text(o, "null"); break;
    case DETAIL_BOOL: out_text(o, d->integer ? "true" : "false"); break;
    case DETAIL_INT: out_integer(o, d->integer); break;
    case DETAIL_REAL: json_real(j, d->number); break;
    case DETAIL_DURATION:
        out_text(o, "{\"ns\":");
        out_integer(o, d->integer);
        out_char(o, '}');
        break;
    case DETAIL_TEXT:
    case DETAIL_LONG: {
        const char *text = detail_text(d, &length);
        json_string(o, text, length);
        break;
    }
    }
}

/* --- one event --- */

static void jsonl_name(jsonl *j, uint32_t id)
{
    char spare[16];
    size_t length;
    if (id == 0) {
        out_text(&j->out, "null");
        return;
    }
    const char *text = known_text(&j->names, id, spare, &length);
    json_string(&j->out, text, length);
}

/* A number of which 0 means that there is none. */
static void jsonl_number(jsonl *j, uint64_t number)
{
    if (number)
        out_integer(&j->out, (int64_t)number);
    else
        out_text(&j->out, "null");
}

static void jsonl_op(jsonl *j, uint16_t verb)
{
    if (verb == VERB_none || verb >= VERBS) {
        out_text(&j->out, "null");
        return;
    }
    out_char(&j->out, '"');
    out_text(&j->out, kind_words[verb_words[verb].kind].name);
    out_char(&j->out, '.');
    out_text(&j->out, verb_words[verb].name);
    out_char(&j->out, '"');
}

static void jsonl_error(jsonl *j, uint8_t error)
{
    const char *text = j->error_name ? j->error_name(error - 1u) : NULL;
    out_text(&j->out, ",\"error\":");
    if (text)
        json_text(&j->out, text);
    else
        out_integer(&j->out, error);
}

/* The keys that stand only where they apply. */
static void jsonl_rest(jsonl *j, const event *e)
{
    out *o = &j->out;
    if (e->status != EVENT_DONE && e->status < sizeof statuses / sizeof *statuses) {
        out_text(o, ",\"status\":");
        json_text(o, statuses[e->status]);
    }
    if (e->error)
        jsonl_error(j, e->error);
    if (e->status == EVENT_MADE) {
        out_text(o, ",\"kind\":");
        json_text(o, e->number > 0 && e->number < KINDS ? kind_words[e->number].name : "none");
    } else if (e->number) {
        out_text(o, ",\"number\":");
        out_integer(o, e->number);
    }
    if (e->other) {
        out_text(o, ",\"other\":");
        jsonl_name(j, e->other);
    }
}

static void jsonl_ids(out *o, const event *e)
{
    out_text(o, ",\"ids\":[");
    out_integer(o, e->process);
    out_char(o, ',');
    out_integer(o, e->task);
    out_char(o, ',');
    out_integer(o, e->object);
    out_char(o, ',');
    out_integer(o, e->other);
    out_text(o, "]}\n");
}

static void jsonl_write(jsonl *j, const event *e)
{
    out *o = &j->out;
    out_text(o, "{\"seq\":");
    out_integer(o, (int64_t)e->seq);
    out_text(o, ",\"t\":");
    out_integer(o, e->t);
    out_text(o, ",\"process\":");
    jsonl_name(j, e->process);
    out_text(o, ",\"task\":");
    jsonl_name(j, e->task);
    out_text(o, ",\"op\":");
    jsonl_op(j, e->verb);
    out_text(o, ",\"object\":");
    jsonl_name(j, e->object);
    out_text(o, ",\"detail\":");
    json_detail(j, &e->detail);
    out_text(o, ",\"blocked\":");
    out_integer(o, e->blocked);
    out_text(o, ",\"cause\":");
    jsonl_number(j, e->cause);
    out_text(o, ",\"line\":");
    jsonl_number(j, e->line);
    jsonl_rest(j, e);
    jsonl_ids(o, e);
}

static void jsonl_event(sink *s, const event *e)
{
    jsonl *j = (jsonl *)s;
    if (j->out.failed)
        return;
    if (e->status == EVENT_MADE)
        known_learn(&j->names, e);
    jsonl_write(j, e);
    if (e->status == EVENT_DONE) /* a new name counts from the next event on */
        known_learn(&j->names, e);
}

/* --- the sink --- */

static void jsonl_flush(sink *s) { out_flush(&((jsonl *)s)->out); }

static bool jsonl_failed(const sink *s) { return ((const jsonl *)s)->out.failed; }

static bool jsonl_end(sink *s)
{
    jsonl *j = (jsonl *)s;
    out_flush(&j->out);
    bool good = !j->out.failed;
    known_free(&j->names);
    buf_free(&j->scratch);
    free(j);
    return good;
}

static void jsonl_header(jsonl *j, const format_options *o)
{
    out_text(&j->out, "{\"conc\":\"trace\",\"schema\":");
    out_integer(&j->out, SCHEMA);
    out_text(&j->out, ",\"script\":");
    json_text(&j->out, o->script ? o->script : "");
    if (o->title) {
        out_text(&j->out, ",\"title\":");
        json_text(&j->out, o->title);
    }
    out_text(&j->out, ",\"engine\":");
    json_text(&j->out, o->engine ? o->engine : "");
    out_text(&j->out, ",\"seed\":");
    out_integer(&j->out, (int64_t)o->seed);
    out_text(&j->out, "}\n");
}

sink *jsonl_open(const format_options *o)
{
    jsonl *j = malloc(sizeof *j);
    if (!j)
        return NULL;
    j->base = (sink){jsonl_event, jsonl_flush, jsonl_end, jsonl_failed};
    j->names = (names){0};
    j->scratch = (buf){0};
    j->error_name = o->error_name;
    out_open(&j->out, o->fd);
    jsonl_header(j, o);
    return &j->base;
}
