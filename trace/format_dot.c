/* dot: happens-before as a graph for Graphviz: an event is a node, in the box of its task; an edge goes from what happened before to
 * what happened after, for that is all that the order of a run comes to. Of a run that ended in a deadlock, who waits for whom, as a
 * graph beside that. Only so many events are drawn, and how many were left out is said. Calls trace/picture. */
#include "trace/picture.h"

#include <stdlib.h>

enum { NODES_MOST = 300, WAITS_MOST = 100 };

typedef struct dot_node {
    uint64_t seq;
    uint32_t task;
} dot_node;

typedef struct dot {
    picture picture;
    dot_node nodes[NODES_MOST]; /* in the order in which they came */
    int count;
    uint64_t left_out;
    int waits;
} dot;

/* --- texts --- */

/* In quotes. A backslash would begin an escape, & an entity. */
static void put_quoted(out *o, const char *text)
{
    out_char(o, '"');
    for (; *text; text++) {
        if (*text == '&')
            out_text(o, "&amp;");
        else if (*text == '"' || *text == '\\')
            out_text(o, *text == '"' ? "\\\"" : "\\\\");
        else
            out_char(o, *text);
    }
    out_char(o, '"');
}

static void put_id(out *o, const char *letter, uint64_t number)
{
    out_text(o, letter);
    out_integer(o, (int64_t)number);
}

static void put_edge(out *o, const char *letter, uint64_t from, uint64_t to, const char *attributes)
{
    out_text(o, "    ");
    put_id(o, letter, from);
    out_text(o, " -> ");
    put_id(o, letter, to);
    out_text(o, attributes);
}

/* --- happens-before --- */

static const dot_node *node_of(const dot *d, uint64_t seq)
{
    for (int i = d->count; i-- > 0;)
        if (d->nodes[i].seq == seq)
            return &d->nodes[i];
    return NULL;
}

static const dot_node *last_of(const dot *d, uint32_t task)
{
    for (int i = d->count; i-- > 0;)
        if (d->nodes[i].task == task)
            return &d->nodes[i];
    return NULL;
}

static bool is_drawn(const event *e) { return picture_tells(e) && e->status != EVENT_WAITING; }

static void draw(dot *d, const event *e)
{
    picture *p = &d->picture;
    const dot_node *before = last_of(d, e->task);
    out_text(&p->out, "    subgraph ");
    put_id(&p->out, "cluster_", e->task);
    out_text(&p->out, " { label=");
    put_quoted(&p->out, picture_task(p, e->process, e->task));
    out_text(&p->out, "; ");
    put_id(&p->out, "e", e->seq);
    out_text(&p->out, " [label=");
    put_quoted(&p->out, picture_sentence(p, e));
    out_text(&p->out, "]; }\n");
    if (before)
        put_edge(&p->out, "e", before->seq, e->seq, ";\n");
    d->nodes[d->count++] = (dot_node){e->seq, e->task};
}

/* The edge is drawn when both of its ends are; the later one has just been, or is not. */
static void dot_arrow(void *context, const arrow *a)
{
    dot *d = context;
    if (node_of(d, a->from.seq) && node_of(d, a->to.seq))
        put_edge(&d->picture.out, "e", a->from.seq, a->to.seq,
                 a->message ? " [style=dashed, color=\"#8a4b08\"];\n" : " [color=\"#1f5fa8\"];\n");
}

static void dot_event(sink *s, const event *e)
{
    dot *d = (dot *)s;
    if (d->picture.out.failed)
        return;
    if (is_drawn(e) && d->count < NODES_MOST)
        draw(d, e);
    else
        d->left_out += is_drawn(e);
    picture_event(&d->picture, e);
}

/* --- who waits for whom at the end --- */

static void draw_box(dot *d, uint32_t id, const char *shape, const char *text)
{
    out *o = &d->picture.out;
    out_text(o, "        ");
    put_id(o, "w", id);
    out_text(o, " [shape=");
    out_text(o, shape);
    out_text(o, ", label=");
    put_quoted(o, text);
    out_text(o, "];\n");
}

/* Who still waits when the run is over: for what, and, if that is a lock or a task, who stands in the way. */
static void dot_stretch(void *context, const stretch *s)
{
    dot *d = context;
    picture *p = &d->picture;
    if (s->last || s->doing != DOING_WAIT || !model_deadlocked(p->model) || d->waits == WAITS_MOST)
        return;
    if (!d->waits++)
        out_text(&p->out, "    subgraph cluster_deadlock {\n        label=\"who waits for whom at the end\"; color=\"#b3261e\";\n");
    draw_box(d, s->task, "box", picture_task(p, s->process, s->task));
    if (!s->object)
        return;
    uint32_t lock = model_lock(p->model, s->object);
    bool task = s->other == s->object;
    if (!task)
        draw_box(d, lock, "ellipse", picture_object(p, lock));
    out_text(&p->out, "    ");
    put_edge(&p->out, "w", s->task, lock, " [label=\"waits for\", color=\"#b3261e\"];\n");
    if (s->other && !task) {
        draw_box(d, s->other, "box", picture_object(p, s->other));
        out_text(&p->out, "    ");
        put_edge(&p->out, "w", lock, s->other, " [label=\"held by\"];\n");
    }
}

/* --- the sink --- */

static bool dot_end(sink *s)
{
    dot *d = (dot *)s;
    out *o = &d->picture.out;
    model_end(d->picture.model);
    if (d->waits)
        out_text(o, "    }\n");
    if (d->left_out) {
        out_text(o, "    left_out [shape=note, label=\"");
        out_integer(o, (int64_t)d->left_out);
        out_text(o, d->left_out == 1 ? " more event is left out\"];\n" : " more events are left out\"];\n");
    }
    out_text(o, "}\n");
    return picture_close(&d->picture);
}

sink *dot_open(const format_options *o)
{
    dot *d = calloc(1, sizeof *d);
    if (!d)
        return NULL;
    d->picture.base = (sink){dot_event, picture_flush, dot_end, picture_failed};
    if (!picture_open(&d->picture, o, &(model_hooks){.arrow = dot_arrow, .stretch = dot_stretch})) {
        picture_close(&d->picture);
        return NULL;
    }
    out_text(&d->picture.out, "digraph run {\n    label=");
    put_quoted(&d->picture.out, picture_title(&d->picture));
    out_text(&d->picture.out, ";\n    fontname=\"sans-serif\";\n    node [shape=box, fontname=\"sans-serif\", fontsize=11];\n"
                              "    edge [fontname=\"sans-serif\", fontsize=10];\n");
    return &d->picture.base;
}
