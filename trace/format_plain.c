/* plain: exactly what the script prints, and nothing else.
 * Without colours, escape sequences are left out of it; every other byte is written as it is. */
#include "trace/formats.h"
#include "trace/out.h"
#include "trace/text.h"

#include <stdlib.h>

typedef struct plain {
    sink base;
    bool color;
    out out;
} plain;

static void plain_without_escapes(out *o, const char *text, size_t length)
{
    const char *escape;
    while ((escape = memchr(text, '\33', length))) {
        size_t before = (size_t)(escape - text), skip = text_escape(escape, length - before);
        out_add(o, text, before);
        text += before + skip;
        length -= before + skip;
    }
    out_add(o, text, length);
}

static void plain_event(sink *s, const event *e)
{
    plain *p = (plain *)s;
    if (e->verb != VERB_run_print || e->status != EVENT_DONE || e->detail.tag != DETAIL_TEXT)
        return;
    if (p->color)
        out_add(&p->out, e->detail.text, e->detail.length);
    else
        plain_without_escapes(&p->out, e->detail.text, e->detail.length);
}

static void plain_flush(sink *s) { out_flush(&((plain *)s)->out); }

static bool plain_failed(const sink *s) { return ((const plain *)s)->out.failed; }

static bool plain_end(sink *s)
{
    plain *p = (plain *)s;
    out_flush(&p->out);
    bool good = !p->out.failed;
    free(p);
    return good;
}

sink *plain_open(const format_options *o)
{
    plain *p = malloc(sizeof *p);
    if (!p)
        return NULL;
    p->base = (sink){plain_event, plain_flush, plain_end, plain_failed};
    p->color = o->color;
    out_open(&p->out, o->fd);
    return &p->base;
}
