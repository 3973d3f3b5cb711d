/* known: the table of names. Calls trace/event and base/buf. */
#include "trace/known.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST = 64, LONGEST = UINT16_MAX, SPELT = 8 /* times longer than it was, at most */ };

name *known_at(const names *n, uint32_t id) { return id < n->count && n->table[id].kind != KIND_none ? &n->table[id] : NULL; }

static bool known_reserve(names *n, uint32_t id)
{
    if (id < n->count)
        return true;
    uint64_t count = n->count ? n->count : FIRST;
    while (count <= id)
        count *= 2;
    name *table = count <= UINT32_MAX ? realloc(n->table, count * sizeof *table) : NULL;
    if (!table)
        return false;
    memset(table + n->count, 0, (count - n->count) * sizeof *table);
    n->table = table;
    n->count = (uint32_t)count;
    return true;
}

/* A text that is shown as a value stands in quotes. */
static const char *unquoted(const char *text, size_t *length)
{
    if (*length < 2 || (*text != '\'' && *text != '"') || text[*length - 1] != *text)
        return text;
    *length -= 2;
    return text + 1;
}

/* Adds a name to the text; false: memory was out. */
static bool known_spell(names *n, const char *text, size_t length)
{
    static const char behind[KNOWN_BEHIND];
    size_t at = n->text.length;
    if (n->spell)
        n->spell(&n->text, text, length);
    else
        buf_add(&n->text, text, length);
    size_t end = n->text.length;
    buf_add(&n->text, behind, sizeof behind);
    bool failed = n->text.failed;
    n->text.failed = false;
    n->text.length = failed ? at : end;
    return !failed;
}

static void known_set(names *n, uint32_t id, uint8_t kind, const char *text, size_t length)
{
    size_t at = n->text.length;
    if (id == 0 || at > UINT32_MAX - SPELT * LONGEST || !known_reserve(n, id) || !known_spell(n, text, length < LONGEST ? length : LONGEST))
        return;
    name *known = &n->table[id];
    known->at = (uint32_t)at;
    known->length = (uint32_t)(n->text.length - at);
    known->kind = kind;
    known->width = 0;
}

static void known_add(const names *n, uint32_t id, uint32_t other)
{
    name *known = known_at(n, id);
    if (known)
        known->other = other;
}

static bool renames(const event *e) { return e->status == EVENT_DONE && (e->verb == VERB_thread_name || e->verb == VERB_timer_name); }

void known_learn(names *n, const event *e)
{
    const char *text = e->detail.text;
    size_t length = e->detail.length;
    if (e->detail.tag != DETAIL_TEXT)
        return;
    if (e->status == EVENT_MADE) {
        known_set(n, e->object, e->number > 0 && e->number < KINDS ? (uint8_t)e->number : KIND_run, text, length);
        known_add(n, e->object, e->other);
        if (e->number == KIND_pipe && e->other)
            known_add(n, e->other, e->object); /* which was made before it */
    } else if (renames(e)) {
        const name *known = known_at(n, e->object);
        text = unquoted(text, &length);
        known_set(n, e->object, known ? known->kind : verb_words[e->verb].kind, text, length);
    }
}

const char *known_text(const names *n, uint32_t id, char *spare, size_t *length)
{
    const name *known = known_at(n, id);
    if (known) {
        *length = known->length;
        return n->text.data + known->at;
    }
    if (id == 1) {
        *length = 4;
        return "main";
    }
    *length = (size_t)snprintf(spare, KNOWN_SPARE, "#%u", id);
    return spare;
}

void known_free(names *n)
{
    free(n->table);
    buf_free(&n->text);
}
