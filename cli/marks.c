/* marks: finds the events of one run in another that goes the same way: each task does the same, but objects may have other numbers and
 * not as much be recorded. An event is known by who does what in which line, and by how many of these came before it. Calls explain. */
#include "cli/marks.h"

#include <stdlib.h>
#include <string.h>

#include "trace/known.h"

typedef struct mark {
    char *key;
    uint32_t before; /* so many events that look the same come first */
    bool decides;
} mark;

struct marks {
    mark *all; /* of each event in virtual time; then of those that decide alone */
    size_t count, capacity;
    bool failed;
};

typedef struct marking {
    sink base;
    marks *marks;
    names names;
    uint32_t *seen; /* of each mark: so many events that look like it */
    sink *to;       /* NULL: it learns */
} marking;

/* ---- what an event looks like ---- */

static void add_name(const names *n, uint32_t id, buf *out)
{
    char spare[KNOWN_SPARE];
    size_t length;
    const char *text = known_text(n, id, spare, &length);
    buf_add(out, text, length);
    buf_char(out, '/');
}

static void show_key(const names *n, const event *e, buf *out)
{
    add_name(n, e->process, out);
    add_name(n, e->task, out);
    buf_printf(out, "%u/%u/%u", e->verb, e->status, e->line);
}

/* ---- learning ---- */

static void learn(marks *m, const buf *key, bool decides)
{
    if (m->count == m->capacity) {
        size_t capacity = m->capacity ? 2 * m->capacity : 256;
        mark *more = realloc(m->all, capacity * sizeof *more);
        m->failed |= !more;
        if (!more)
            return;
        m->all = more;
        m->capacity = capacity;
    }
    char *text = key->failed ? NULL : strdup(key->data);
    m->failed |= !text;
    if (text)
        m->all[m->count++] = (mark){.key = text, .decides = decides};
}

/* Those are kept that decide; each then knows how many came before it. */
static void keep_decisive(marks *m)
{
    size_t kept = 0;
    for (size_t i = 0; i < m->count; i++)
        for (size_t k = 0; k < i && m->all[i].decides; k++)
            m->all[i].before += strcmp(m->all[k].key, m->all[i].key) == 0;
    for (size_t i = 0; i < m->count; i++)
        if (m->all[i].decides)
            m->all[kept++] = m->all[i];
        else
            free(m->all[i].key);
    m->count = kept;
}

/* ---- the sink ---- */

static bool is_marked(marking *x, const buf *key)
{
    bool found = false;
    for (size_t i = 0; i < x->marks->count && !key->failed; i++)
        if (strcmp(x->marks->all[i].key, key->data) == 0)
            found |= x->seen[i]++ == x->marks->all[i].before;
    return found;
}

static void marking_event(sink *s, const event *e)
{
    marking *x = (marking *)s;
    buf key = {0};
    known_learn(&x->names, e);
    show_key(&x->names, e, &key);
    if (x->to) {
        event copy = *e;
        copy.decisive = is_marked(x, &key);
        x->to->event(x->to, &copy);
    } else {
        learn(x->marks, &key, e->decisive);
    }
    buf_free(&key);
}

static void marking_flush(sink *s)
{
    marking *x = (marking *)s;
    if (x->to)
        x->to->flush(x->to);
}

static bool marking_end(sink *s)
{
    marking *x = (marking *)s;
    bool good = !x->to || x->to->end(x->to);
    known_free(&x->names);
    free(x->seen);
    free(x);
    return good;
}

static bool marking_failed(const sink *s)
{
    const marking *x = (const marking *)s;
    return x->to && x->to->failed(x->to);
}

sink *marks_put(marks *m, sink *to)
{
    marking *x = calloc(1, sizeof *x);
    uint32_t *seen = calloc(m->count + 1, sizeof *seen);
    if (x && seen) {
        *x = (marking){{marking_event, marking_flush, marking_end, marking_failed}, m, {0}, seen, to};
        return &x->base;
    }
    if (to)
        to->end(to);
    free(seen);
    free(x);
    return NULL;
}

/* ---- */

marks *marks_of(const explained *x, const exec *how)
{
    marks *m = calloc(1, sizeof *m);
    sink *s = m ? marks_put(m, NULL) : NULL;
    if (s)
        explain_show(x, how, s);
    if (!s || m->failed) {
        marks_free(m);
        return NULL;
    }
    keep_decisive(m);
    return m;
}

void marks_free(marks *m)
{
    for (size_t i = 0; m && i < m->count; i++)
        free(m->all[i].key);
    if (m)
        free(m->all);
    free(m);
}
