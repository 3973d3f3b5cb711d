/* jsonl: every event as one JSON object on a line of its own, after a line about the run. The schema is docs/trace.md; raise
 * TRACE_SCHEMA when a key changes its meaning or goes. Written by hand, as it is hot; nothing is lost but bytes that are not UTF-8 (they
 * become U+FFFD). */
#include "trace/digits.h"
#include "trace/formats.h"
#include "trace/quote.h"
#include "trace/known.h"
#include "trace/out.h"
#include "trace/reader.h"

#include <math.h>
#include <stdlib.h>

enum { FIXED = 1024 };        /* bytes of a line without names and the text of its detail, at most */
enum { NEAR = KNOWN_BEHIND }; /* a name that is copied as if it had this length */

typedef struct jsonl {
    sink base;
    names names; /* spelt as JSON, in their quotes */
    buf scratch;
    bool decides; /* events are marked as decisive */
    const char *(*error_name)(unsigned error);
    out out;
} jsonl;

#define PUT(at, literal) ((char *)memcpy(at, literal, sizeof literal - 1) + sizeof literal - 1)

/* Fixed text, copied as a whole whatever its length. */
typedef struct word {
    char text[60];
    uint32_t length;
} word;

#define WORD(literal) \
    { \
        literal, sizeof literal - 1 \
    }
#define OP(literal) WORD(",\"op\":" literal ",\"object\":")
#define STATUS_KEY(literal) WORD(",\"status\":\"" literal "\"")

static const word ops[VERBS] = {
    [VERB_none] = OP("null"),
#define VERB(kind, name, parameters, flags, phrase, waiting, about) [VERB_##kind##_##name] = OP("\"" #kind "." #name "\""),
#include "trace/verbs.def"
#undef VERB
};

static const word made[KINDS] = {
    [KIND_none] = WORD(",\"kind\":\"none\""),
#define KIND(name, options, flags, about) [KIND_##name] = WORD(",\"kind\":\"" #name "\""),
#include "trace/kinds.def"
#undef KIND
};

static const word statuses[STATUSES] = {
#define STATUS(name, word, about) [EVENT_##name] = STATUS_KEY(word),
#include "trace/statuses.def"
#undef STATUS
};

static char *put_word(char *at, const word *w)
{
    memcpy(at, w->text, sizeof w->text);
    return at + w->length;
}

/* --- numbers --- */

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

/* --- one event --- */

/* What does not fit into a line of FIXED bytes is put by itself, and the line goes on behind it. */
static char *line_again(jsonl *j) { return out_room(&j->out, FIXED); }

static char *line_name_slowly(jsonl *j, char *at, uint32_t id)
{
    char spare[KNOWN_SPARE];
    size_t length;
    const char *text = known_text(&j->names, id, spare, &length);
    out_end(&j->out, at);
    if (known_at(&j->names, id))
        out_add(&j->out, text, length);
    else
        quote_json(&j->out, text, length);
    return line_again(j);
}

static inline char *line_name(jsonl *j, char *at, uint32_t id)
{
    if (id == 0)
        return PUT(at, "null");
    const name *known = known_at(&j->names, id);
    if (__builtin_expect(!known || known->length > NEAR, 0))
        return line_name_slowly(j, at, id);
    memcpy(at, j->names.text.data + known->at, NEAR);
    return at + known->length;
}

static char *line_detail_slowly(jsonl *j, char *at, const detail *d)
{
    out_end(&j->out, at);
    if (d->tag == DETAIL_TEXT)
        quote_json(&j->out, d->text, d->length);
    else
        json_real(j, d->number);
    return line_again(j);
}

static char *line_detail(jsonl *j, char *at, const detail *d)
{
    switch ((detail_tag)d->tag) {
    case DETAIL_NONE: return PUT(at, "null");
    case DETAIL_BOOL: return d->integer ? PUT(at, "true") : PUT(at, "false");
    case DETAIL_INT: return digits_signed(at, d->integer);
    case DETAIL_DURATION:
        at = digits_signed(PUT(at, "{\"ns\":"), d->integer);
        *at++ = '}';
        return at;
    case DETAIL_REAL:
    case DETAIL_TEXT: break;
    }
    return line_detail_slowly(j, at, d);
}

/* A number of which 0 means that there is none. */
static inline char *line_number(char *at, uint64_t number) { return number ? digits_signed(at, (int64_t)number) : PUT(at, "null"); }

static char *line_error(jsonl *j, char *at, uint8_t error)
{
    const char *text = j->error_name ? j->error_name(error - 1u) : NULL;
    at = PUT(at, ",\"error\":");
    if (!text)
        return digits_put(at, error);
    out_end(&j->out, at);
    quote_json_text(&j->out, text);
    return line_again(j);
}

static bool decides(const jsonl *j, const event *e) { return j->decides && e->decisive; }

/* The keys that stand only where they apply. */
static char *line_rest(jsonl *j, char *at, const event *e)
{
    if (e->status != EVENT_DONE && e->status < STATUSES)
        at = put_word(at, &statuses[e->status]);
    if (e->error)
        at = line_error(j, at, e->error);
    if (e->status == EVENT_MADE)
        at = put_word(at, &made[e->number > 0 && e->number < KINDS ? e->number : KIND_none]);
    else if (e->number)
        at = digits_signed(PUT(at, ",\"number\":"), e->number);
    if (e->other)
        at = line_name(j, PUT(at, ",\"other\":"), e->other);
    if (decides(j, e))
        at = PUT(at, ",\"decides\":true");
    return at;
}

static char *line_ids(char *at, const event *e)
{
    at = digits_put(PUT(at, ",\"ids\":["), e->process);
    *at++ = ',';
    at = digits_put(at, e->task);
    *at++ = ',';
    at = digits_put(at, e->object);
    *at++ = ',';
    at = digits_put(at, e->other);
    return PUT(at, "]}\n");
}

static void jsonl_write(jsonl *j, const event *e)
{
    char *at = out_room(&j->out, FIXED);
    at = digits_put(PUT(at, "{\"seq\":"), e->seq);
    at = digits_signed(PUT(at, ",\"t\":"), e->t);
    at = line_name(j, PUT(at, ",\"process\":"), e->process);
    at = line_name(j, PUT(at, ",\"task\":"), e->task);
    at = put_word(at, &ops[e->verb < VERBS ? e->verb : VERB_none]);
    at = line_name(j, at, e->object);
    at = line_detail(j, PUT(at, ",\"detail\":"), &e->detail);
    at = digits_signed(PUT(at, ",\"blocked\":"), e->blocked);
    at = line_number(PUT(at, ",\"cause\":"), e->cause);
    at = line_number(PUT(at, ",\"line\":"), e->line);
    if (e->status != EVENT_DONE || e->error || e->number || e->other || decides(j, e))
        at = line_rest(j, at, e);
    out_end(&j->out, line_ids(at, e));
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
    out_text(&j->out, TRACE_BEGINS ",\"schema\":");
    out_integer(&j->out, TRACE_SCHEMA);
    out_text(&j->out, ",\"script\":");
    quote_json_text(&j->out, o->script ? o->script : "");
    if (o->title) {
        out_text(&j->out, ",\"title\":");
        quote_json_text(&j->out, o->title);
    }
    out_text(&j->out, ",\"engine\":");
    quote_json_text(&j->out, o->engine ? o->engine : "");
    out_text(&j->out, ",\"seed\":");
    out_integer(&j->out, (int64_t)o->seed);
    if (o->cores) {
        out_text(&j->out, ",\"cores\":");
        out_integer(&j->out, o->cores);
    }
    if (o->variables)
        out_text(&j->out, ",\"variables\":true");
    if (o->decides)
        out_text(&j->out, ",\"decides\":true");
    if (o->reason) {
        out_text(&j->out, ",\"reason\":");
        quote_json_text(&j->out, o->reason);
    }
    out_text(&j->out, "}\n");
}

sink *jsonl_open(const format_options *o)
{
    jsonl *j = malloc(sizeof *j);
    if (!j)
        return NULL;
    j->base = (sink){jsonl_event, jsonl_flush, jsonl_end, jsonl_failed};
    j->names = (names){.spell = quote_json_into};
    j->scratch = (buf){0};
    j->error_name = o->error_name;
    j->decides = o->decides;
    out_open(&j->out, o->fd);
    jsonl_header(j, o);
    return &j->base;
}
