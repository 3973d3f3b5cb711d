/* html: a page for the browser that holds the whole run, and all it takes to look at it (html/): no network, nothing beside it.
 *
 * The events stand in the page as JSON, a row of numbers each: seq, time, process, task, verb, object, line, status, state of the task
 * behind it, effect (trace/model.h), blocked, seq of what it follows from, other, number, then what happens in the words of the timeline
 * and the detail. A script's text can end neither the JSON nor the page (html_texts). */
#include "trace/formats.h"
#include "trace/html_page.h"
#include "trace/html_texts.h"
#include "trace/model.h"
#include "trace/out.h"
#include "trace/palette.h"
#include "trace/timeline_words.h"

#include <stdlib.h>

typedef struct html {
    sink base;
    bool any; /* an event stands there */
    bool decides;
    model *model;
    uint64_t from; /* seq of what the present event follows from; 0: of nothing */
    words words;
    texts texts;
    buf shown;    /* a detail */
    buf decisive; /* the seqs of decisive events, with commas between them */
    out said;     /* the words of an event; no file */
    out out;
} html;

/* --- what all rows share --- */

static void html_key(html *h, const char *key, const char *text)
{
    html_string(&h->out, key, strlen(key));
    out_char(&h->out, ':');
    if (text)
        html_string(&h->out, text, strlen(text));
    else
        out_text(&h->out, "null");
    out_char(&h->out, ',');
}

/* Words by their numbers. */
static void html_tables(html *h)
{
    out_text(&h->out, "\"verbs\":[\"\"");
    for (int i = 1; i < VERBS; i++) {
        out_text(&h->out, ",\"");
        out_text(&h->out, kind_words[verb_words[i].kind].name);
        out_char(&h->out, '.');
        out_text(&h->out, verb_words[i].name);
        out_char(&h->out, '"');
    }
    out_text(&h->out, "],\"quiet\":[0");
    for (int i = 1; i < VERBS; i++)
        out_text(&h->out, verb_words[i].flags & VERB_QUIET ? ",1" : ",0");
    out_text(&h->out, "],\"kinds\":[\"\"");
    for (int i = 1; i < KINDS; i++) {
        out_text(&h->out, ",\"");
        out_text(&h->out, kind_words[i].name);
        out_char(&h->out, '"');
    }
    out_text(&h->out, "],\"tasks\":[\"\"");
    for (int i = 1; i < KINDS; i++)
        if (kind_words[i].flags & KIND_TASK) {
            out_text(&h->out, ",\"");
            out_text(&h->out, kind_words[i].name);
            out_char(&h->out, '"');
        }
    out_text(&h->out, "],\"palette\":[");
    for (int i = 0; i < PALETTE; i++) {
        out_text(&h->out, i ? ",\"" : "\"");
        out_text(&h->out, palette[i].hex);
        out_char(&h->out, '"');
    }
    out_text(&h->out, "],");
}

static void html_head(html *h, const format_options *o)
{
    out_text(&h->out, page_head);
    out_char(&h->out, '{');
    html_key(h, "script", o->script);
    html_key(h, "title", o->title);
    html_key(h, "engine", o->engine);
    if (o->reason)
        html_key(h, "reason", o->reason);
    out_text(&h->out, "\"seed\":\"");
    out_integer(&h->out, (int64_t)o->seed);
    out_text(&h->out, "\",");
    if (o->source) {
        out_text(&h->out, "\"source\":");
        html_string(&h->out, o->source, o->source_length);
        out_char(&h->out, ',');
    }
    html_tables(h);
    out_text(&h->out, "\"events\":[\n");
}

/* --- an event --- */

/* A failed task's words are its error; what says nothing in the timeline says nothing here. */
static void html_words(html *h, const event *e)
{
    bool text = e->status == EVENT_NOTE || e->verb == VERB_run_print;
    h->said.length = 0;
    if (text && e->detail.tag == DETAIL_TEXT) {
        texts_put(&h->texts, &h->out, e->detail.text, e->detail.length);
        return;
    }
    if (e->status == EVENT_MADE)
        out_text(&h->said, "made");
    else if (words_any(e))
        words_write(&h->words, e);
    texts_put(&h->texts, &h->out, h->said.data, h->said.length);
}

/* 0: there is none, or it was told already. */
static void html_detail(html *h, const event *e)
{
    if (e->detail.tag == DETAIL_NONE || (e->verb == VERB_run_print && e->status == EVENT_DONE)) {
        out_char(&h->out, '0');
        return;
    }
    buf_clear(&h->shown);
    detail_show(&e->detail, &h->shown);
    texts_put(&h->texts, &h->out, h->shown.data ? h->shown.data : "", h->shown.length);
}

static void html_number(html *h, int64_t number)
{
    out_integer(&h->out, number);
    out_char(&h->out, ',');
}

/* By its number as a `doing`, from 1; 0: it is not there. */
static int64_t html_state(const html *h, uint32_t task)
{
    doing does;
    return model_doing(h->model, task, &does) ? does + 1 : 0;
}

static void html_row(html *h, const event *e)
{
    int64_t numbers[] = {(int64_t)e->seq, e->t,       e->process,
                         e->task,         e->verb,    e->object,
                         e->line,         e->status,  html_state(h, e->task),
                         effect_of(e),    e->blocked, (int64_t)(h->from ? h->from : e->cause),
                         e->other,        e->number};
    out_text(&h->out, h->any ? ",\n[" : "[");
    h->any = true;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        html_number(h, numbers[i]);
    html_words(h, e);
    out_char(&h->out, ',');
    html_detail(h, e);
    out_char(&h->out, ']');
}

static void html_event(sink *s, const event *e)
{
    html *h = (html *)s;
    if (h->out.failed || e->verb >= VERBS)
        return;
    h->from = 0;
    model_event(h->model, e);
    html_row(h, e);
    if (h->decides && e->decisive)
        buf_printf(&h->decisive, "%s%llu", h->decisive.length ? "," : "", (unsigned long long)e->seq);
    words_remember(&h->words, e);
}

/* --- the sink --- */

static void html_flush(sink *s) { out_flush(&((html *)s)->out); }

static bool html_failed(const sink *s) { return ((const html *)s)->out.failed; }

static bool html_end(sink *s)
{
    html *h = (html *)s;
    out_text(&h->out, "\n]");
    if (h->decides) {
        out_text(&h->out, ",\"decisive\":[");
        out_add(&h->out, h->decisive.data ? h->decisive.data : "", h->decisive.length);
        out_char(&h->out, ']');
    }
    out_char(&h->out, '}');
    out_text(&h->out, page_tail);
    out_flush(&h->out);
    bool good = !h->out.failed;
    model_free(h->model);
    texts_free(&h->texts);
    buf_free(&h->words.scratch);
    buf_free(&h->shown);
    buf_free(&h->decisive);
    free(h);
    return good;
}

/* A thing that was handed over tells more than what let its taker go on. */
static void html_arrow(void *context, const arrow *a)
{
    html *h = context;
    if (!h->from)
        h->from = a->from.seq;
}

sink *html_open(const format_options *o)
{
    html *h = calloc(1, sizeof *h);
    if (!h)
        return NULL;
    h->model = model_new(&(model_hooks){.arrow = html_arrow, .context = h});
    if (!h->model) {
        free(h);
        return NULL;
    }
    h->decides = o->decides;
    h->base = (sink){html_event, html_flush, html_end, html_failed};
    out_open(&h->out, o->fd);
    out_open(&h->said, -1);
    h->words = (words){.out = &h->said, .names = model_names(h->model), .error_name = o->error_name};
    texts_open(&h->texts);
    html_head(h, o);
    return &h->base;
}
