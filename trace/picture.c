/* picture: opens, closes and feeds what formats are made with. Calls trace/model and trace/timeline_words. */
#include "trace/picture.h"

#include <stdlib.h>

bool picture_open(picture *p, const format_options *o, const model_hooks *hooks)
{
    model_hooks own = hooks ? *hooks : (model_hooks){0};
    own.context = p;
    p->options = *o;
    out_open(&p->out, o->fd);
    out_open(&p->spare, -1);
    p->model = model_new(&own);
    if (!p->model)
        return false;
    p->words.out = &p->spare;
    p->words.names = model_names(p->model);
    p->words.error_name = o->error_name;
    return true;
}

bool picture_close(picture *p)
{
    out_flush(&p->out);
    bool good = !p->out.failed && p->model && !model_failed(p->model);
    model_free(p->model);
    buf_free(&p->words.scratch);
    buf_free(&p->text);
    free(p);
    return good;
}

void picture_event(picture *p, const event *e)
{
    model_event(p->model, e);
    words_remember(&p->words, e);
}

void picture_flush(sink *s) { out_flush(&((picture *)s)->out); }

bool picture_failed(const sink *s) { return ((const picture *)s)->out.failed; }

static const char *text_or_empty(picture *p)
{
    p->text.failed = false;
    return p->text.data ? p->text.data : "";
}

/* A name or the like, cleaned. */
static const char *cleaned(picture *p)
{
    enum { COLUMNS = 60 };
    words_inline(&p->words, text_or_empty(p), p->text.length, COLUMNS);
    buf_clear(&p->text);
    buf_add(&p->text, p->spare.data, p->spare.length);
    p->spare.length = 0;
    return text_or_empty(p);
}

/* What is printed, as a quotation; the end of its line is no part of that. */
static const char *quotation(picture *p, const event *e)
{
    event line = *e;
    if (line.detail.length && line.detail.text[line.detail.length - 1] == '\n')
        line.detail.length--;
    buf_text(&p->text, "“");
    words_show(&p->words, &line, &p->text);
    buf_text(&p->text, "”");
    return text_or_empty(p);
}

const char *picture_sentence(picture *p, const event *e)
{
    buf_clear(&p->text);
    if (e->verb == VERB_run_print && e->status == EVENT_DONE && e->detail.tag == DETAIL_TEXT)
        return quotation(p, e);
    words_show(&p->words, e, &p->text);
    return text_or_empty(p);
}

bool picture_tells(const event *e)
{
    bool wakes = e->status == EVENT_DONE && e->blocked > 0 && (e->verb == VERB_run_sleep || e->verb == VERB_run_work);
    bool begins = e->verb == VERB_thread_begin && e->cause;
    if (!e->task || e->status == EVENT_MADE || e->status == EVENT_NOTE || (wakes && !words_took_longer(e)))
        return false;
    return (begins || !(verb_words[e->verb].flags & VERB_QUIET)) && words_any(e);
}

const char *picture_stretch(picture *p, const stretch *s)
{
    if (s->doing == DOING_WAIT) {
        event e = stretch_event(s);
        return picture_sentence(p, &e);
    }
    buf_clear(&p->text);
    buf_text(&p->text, doing_words[s->doing]);
    return text_or_empty(p);
}

const char *picture_task(picture *p, uint32_t process, uint32_t task)
{
    buf_clear(&p->text);
    model_task(p->model, process, task, &p->text);
    return cleaned(p);
}

const char *picture_object(picture *p, uint32_t id)
{
    buf_clear(&p->text);
    model_object(p->model, id, &p->text);
    return cleaned(p);
}

const char *picture_title(picture *p)
{
    const char *text = p->options.title ? p->options.title : p->options.script ? p->options.script : "";
    buf_clear(&p->text);
    buf_text(&p->text, text);
    return cleaned(p);
}
