/* picture: what formats have in common that are made from a model of the run: where they write to, the model, and sentences about events.
 * Private to trace/. */
#ifndef TRACE_PICTURE_H
#define TRACE_PICTURE_H

#include "trace/formats.h"
#include "trace/model.h"
#include "trace/timeline_words.h"

typedef struct picture {
    sink base;
    out out;
    format_options options;
    model *model;
    words words;
    out spare; /* where sentences are made */
    buf text;  /* the last one */
} picture;

/* hooks are given the picture as their context; NULL: there are none. p is cleared. false when memory is out; then picture_close frees. */
bool picture_open(picture *p, const format_options *o, const model_hooks *hooks);
bool picture_close(picture *p); /* flushes, frees p; false: writing failed, or memory was out */
void picture_event(picture *p, const event *e);
/* What sinks need. */
void picture_flush(sink *s);
bool picture_failed(const sink *s);

/* Is it worth a place in a picture? What is only asked, and the end of a sleep whose beginning has one, are not. */
bool picture_tells(const event *e);

/* Texts, in p->text, good until the next; of one line, without control characters, and not escaped for any format. */
const char *picture_sentence(picture *p, const event *e);    /* "takes m (waited 5s, ann gave it back)"; before the event is told to the picture */
const char *picture_stretch(picture *p, const stretch *s);   /* "waits for m" */
const char *picture_task(picture *p, uint32_t process, uint32_t task);
const char *picture_object(picture *p, uint32_t id);
const char *picture_title(picture *p);                       /* the scenario's title, or its file */

#endif
