/* perfetto: the run as a trace that ui.perfetto.dev and chrome://tracing open, in the Trace Event Format (JSON).
 *
 * One track for each task, in the group of its process: a slice for its life, in that what it did, one after the other, and its
 * operations as instants. A group of tracks for locks: who had them. What readers have together stands on a track for each of them, as
 * slices of one track must nest. Counters for queues, pools and semaphores; arrows for what let go on whom, and for messages. Times are
 * microseconds with three decimals. */
#include "trace/quote.h"
#include "trace/picture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOCKS = 1 << 25, COUNTS = LOCKS + 1, READERS = 1 << 26 }; /* beyond the numbers of objects: groups; the first track of one reader */

typedef struct track { /* of who reads: the number of its track is READERS + its index */
    uint32_t lock, task;
} track;

typedef struct perfetto {
    picture picture;
    bool any; /* an entry was written */
    track *tracks;
    size_t track_count, track_room;
    uint64_t arrows;
    uint32_t *lives; /* of the task whose number it is: 1 + the process in which its life was begun; 0: it was not, or is over */
    size_t life_count;
} perfetto;

/* --- entries --- */

static out *entry(perfetto *p, const char *phase, uint32_t group, uint32_t track_number)
{
    out *o = &p->picture.out;
    out_text(o, p->any ? ",\n{\"ph\":\"" : "\n{\"ph\":\"");
    out_text(o, phase);
    out_text(o, "\",\"pid\":");
    out_integer(o, group);
    out_text(o, ",\"tid\":");
    out_integer(o, track_number);
    p->any = true;
    return o;
}

static int64_t at_least_0(int64_t ns) { return ns < 0 ? 0 : ns; }

static void put_time(out *o, const char *key, int64_t ns)
{
    int64_t size = at_least_0(ns);
    char thousandths[DURATION_MOST];
    snprintf(thousandths, sizeof thousandths, ",\"%s\":%lld.%03d", key, (long long)(size / 1000), (int)(size % 1000));
    out_text(o, thousandths);
}

static void put_times(out *o, int64_t begin, int64_t end)
{
    put_time(o, "ts", begin);
    put_time(o, "dur", at_least_0(end) - at_least_0(begin));
}

static void put_name(out *o, const char *text)
{
    out_text(o, ",\"name\":");
    quote_json_text(o, text);
}

static void put_number(out *o, const char *key, int64_t number)
{
    out_char(o, '"');
    out_text(o, key);
    out_text(o, "\":");
    out_integer(o, number);
}

/* What a group or track is called: process_name, thread_name. */
static void name_track(perfetto *p, const char *what, uint32_t group, uint32_t number, const char *text)
{
    out *o = entry(p, "M", group, number);
    put_name(o, what);
    out_text(o, ",\"args\":{\"name\":");
    quote_json_text(o, text);
    out_text(o, "}}");
}

/* --- tasks --- */

/* Where the life of a task is kept; NULL: memory is out. */
static uint32_t *life_of(perfetto *p, uint32_t task)
{
    if (task >= p->life_count) {
        size_t count = p->life_count ? p->life_count : 64;
        while (count <= task)
            count *= 2;
        uint32_t *lives = realloc(p->lives, count * sizeof *lives);
        if (!lives)
            return NULL;
        memset(lives + p->life_count, 0, (count - p->life_count) * sizeof *lives);
        p->lives = lives;
        p->life_count = count;
    }
    return &p->lives[task];
}

/* Of slices that begin at one time, who reads them takes the first in the file for the outer one: so it is begun before all that lies in
 * it. */
static void begin_life(perfetto *p, const event *e)
{
    uint32_t *life = life_of(p, e->task);
    if (!life || *life || model_over(p->picture.model, e->task))
        return;
    *life = 1 + e->process;
    out *o = entry(p, "B", e->process, e->task);
    put_time(o, "ts", e->blocked > 0 ? e->t - e->blocked : e->t);
    put_name(o, picture_task(&p->picture, e->process, e->task));
    out_text(o, ",\"cat\":\"life\"}");
}

static void end_life(perfetto *p, const stretch *s)
{
    name_track(p, "thread_name", s->process, s->task, picture_task(&p->picture, 0, s->task));
    name_track(p, "process_name", s->process, s->task, picture_object(&p->picture, s->process));
    uint32_t *life = life_of(p, s->task);
    if (!life || !*life)
        return;
    out *o = entry(p, "E", *life - 1, s->task);
    put_time(o, "ts", at_least_0(s->end) + 1); /* what happens at its end still belongs to it */
    out_char(o, '}');
    *life = 0;
}

static void put_stretch(perfetto *p, const stretch *s)
{
    out *o = entry(p, "X", s->process, s->task);
    put_times(o, s->begin, s->end);
    put_name(o, picture_stretch(&p->picture, s));
    out_text(o, ",\"cat\":");
    quote_json_text(o, doing_words[s->doing]);
    out_text(o, ",\"args\":{");
    put_number(o, "seq", (int64_t)s->first);
    if (s->line)
        put_number((out_char(o, ','), o), "line", s->line);
    if (s->other) {
        out_text(o, ",\"because of\":");
        quote_json_text(o, picture_object(&p->picture, s->other));
    }
    out_text(o, "}}");
}

static void perfetto_stretch(void *context, const stretch *s)
{
    perfetto *p = context;
    if (s->end > s->begin)
        put_stretch(p, s);
    if (s->over || !s->last)
        end_life(p, s);
}

/* An operation, a print or an error, as a moment in the life of its task. */
static void put_moment(perfetto *p, const event *e)
{
    bool print = e->verb == VERB_run_print && e->status == EVENT_DONE;
    if (!picture_tells(e) || e->status == EVENT_WAITING)
        return;
    const char *text = picture_sentence(&p->picture, e);
    out *o = entry(p, "i", e->process, e->task);
    put_time(o, "ts", e->t);
    put_name(o, text);
    out_text(o, print ? ",\"cat\":\"print\"" : ",\"cat\":\"operation\"");
    out_text(o, ",\"s\":\"t\",\"args\":{");
    put_number(o, "seq", (int64_t)e->seq);
    if (e->line)
        put_number((out_char(o, ','), o), "line", e->line);
    out_text(o, "}}");
}

/* --- locks, counts, arrows --- */

/* The track of one who reads together with others; it is named when it is new. */
static uint32_t reader_track(perfetto *p, const hold *h)
{
    for (size_t i = 0; i < p->track_count; i++)
        if (p->tracks[i].lock == h->lock && p->tracks[i].task == h->task)
            return READERS + (uint32_t)i;
    if (p->track_count == p->track_room) {
        size_t room = p->track_room ? 2 * p->track_room : 16;
        track *tracks = realloc(p->tracks, room * sizeof *tracks);
        if (!tracks)
            return READERS + (uint32_t)p->track_count;
        p->tracks = tracks;
        p->track_room = room;
    }
    p->tracks[p->track_count] = (track){h->lock, h->task};
    buf text = {0};
    buf_text(&text, picture_object(&p->picture, h->lock));
    buf_printf(&text, ", read by %s", picture_task(&p->picture, h->process, h->task));
    name_track(p, "thread_name", LOCKS, READERS + (uint32_t)p->track_count, text.failed ? "" : text.data);
    buf_free(&text);
    return READERS + (uint32_t)p->track_count++;
}

static uint32_t lock_track(perfetto *p, const hold *h)
{
    name *known = known_at(model_names(p->picture.model), h->lock);
    if (!known || !known->over)
        name_track(p, "thread_name", LOCKS, h->lock, picture_object(&p->picture, h->lock));
    if (known)
        known->over = true;
    return h->lock;
}

static void perfetto_hold(void *context, const hold *h)
{
    perfetto *p = context;
    uint32_t number = h->reads ? reader_track(p, h) : lock_track(p, h);
    out *o = entry(p, "X", LOCKS, number);
    put_times(o, h->begin, h->end);
    put_name(o, picture_task(&p->picture, h->process, h->task));
    out_text(o, h->reads ? ",\"cat\":\"reads\",\"args\":{" : ",\"cat\":\"holds\",\"args\":{");
    put_number(o, "seq", (int64_t)h->first);
    out_text(o, "}}");
}

/* Counters are told apart by their names, which objects may share; so it has the object's number, too. */
static void perfetto_depth(void *context, const depth *d)
{
    perfetto *p = context;
    out *o = entry(p, "C", COUNTS, 0);
    put_time(o, "ts", d->t);
    buf text = {0};
    buf_printf(&text, "%s (#%u)", picture_object(&p->picture, d->object), d->object);
    put_name(o, text.failed ? "" : text.data);
    buf_free(&text);
    out_text(o, ",\"args\":{");
    put_number(o, "count", d->count);
    out_text(o, "}}");
}

static void put_flow(perfetto *p, const arrow *a, const char *phase, const mark *at, int64_t t)
{
    out *o = entry(p, phase, at->process, at->task);
    put_time(o, "ts", t);
    put_name(o, a->message ? "message" : "lets go on");
    out_text(o, ",\"cat\":\"flow\",");
    put_number(o, "id", (int64_t)p->arrows);
    out_text(o, *phase == 'f' ? ",\"bp\":\"e\"}" : "}");
}

static void perfetto_arrow(void *context, const arrow *a)
{
    perfetto *p = context;
    p->arrows++;
    put_flow(p, a, "s", &a->from, a->from.t);
    put_flow(p, a, "f", &a->to, a->to.t > a->from.t ? a->to.t : a->from.t);
}

/* --- the sink --- */

static void perfetto_event(sink *s, const event *e)
{
    perfetto *p = (perfetto *)s;
    if (p->picture.out.failed)
        return;
    if (e->task && e->status != EVENT_MADE && e->status != EVENT_NOTE)
        begin_life(p, e);
    put_moment(p, e);
    picture_event(&p->picture, e);
}

static bool perfetto_end(sink *s)
{
    perfetto *p = (perfetto *)s;
    model_end(p->picture.model);
    name_track(p, "process_name", LOCKS, 0, "locks");
    name_track(p, "process_name", COUNTS, 0, "queues and counts");
    out_text(&p->picture.out, "\n]}\n");
    free(p->tracks);
    free(p->lives);
    return picture_close(&p->picture);
}

static void perfetto_header(perfetto *p)
{
    const format_options *given = &p->picture.options;
    out *o = &p->picture.out;
    out_text(o, "{\"displayTimeUnit\":\"ms\",\"otherData\":{\"title\":");
    quote_json_text(o, picture_title(&p->picture));
    out_text(o, ",\"script\":");
    quote_json_text(o, given->script ? given->script : "");
    out_text(o, ",\"engine\":");
    quote_json_text(o, given->engine ? given->engine : "");
    out_text(o, "},\"traceEvents\":[");
}

sink *perfetto_open(const format_options *o)
{
    perfetto *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    p->picture.base = (sink){perfetto_event, picture_flush, perfetto_end, picture_failed};
    if (!picture_open(
            &p->picture, o,
            &(model_hooks){.stretch = perfetto_stretch, .hold = perfetto_hold, .depth = perfetto_depth, .arrow = perfetto_arrow})) {
        picture_close(&p->picture);
        return NULL;
    }
    perfetto_header(p);
    return &p->picture.base;
}
