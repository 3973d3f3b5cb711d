/* html_texts: strings of a page. Calls trace/out, trace/quote and base/buf. */
#include "trace/html_texts.h"

#include <stdlib.h>
#include <string.h>

#include "trace/quote.h"

/* `<` would let a text end the script around it, `&` would matter if the page were read as XML. */
static const char *html_escape(char c)
{
    switch (c) {
    case '<': return "\\u003c";
    case '>': return "\\u003e";
    case '&': return "\\u0026";
    default: return NULL;
    }
}

void html_string(out *o, const char *text, size_t length)
{
    buf spelt = {0};
    quote_json_into(&spelt, text, length);
    for (size_t i = 0; i < spelt.length; i++) {
        const char *escaped = html_escape(spelt.data[i]);
        if (escaped)
            out_text(o, escaped);
        else
            out_char(o, spelt.data[i]);
    }
    o->failed |= spelt.failed; /* half a text would spoil the page */
    buf_free(&spelt);
}

void texts_open(texts *t) { *t = (texts){.slots = calloc(TEXTS_SLOTS, sizeof *t->slots)}; }

void texts_free(texts *t)
{
    free(t->slots);
    buf_free(&t->bytes);
}

static uint32_t text_hash(const char *text, size_t length)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * 16777619u;
    return hash ^ hash >> 15;
}

/* The slot of the text, or a free one. */
static text_slot *texts_find(const texts *t, const char *text, size_t length)
{
    for (uint32_t i = text_hash(text, length);; i++) {
        text_slot *slot = &t->slots[i % TEXTS_SLOTS];
        if (!slot->number || (slot->length == length && memcmp(t->bytes.data + slot->at, text, length) == 0))
            return slot;
    }
}

/* At most half of the slots are taken, so that one is found soon. */
static void texts_keep(texts *t, text_slot *slot, const char *text, size_t length)
{
    size_t at = t->bytes.length;
    if (t->kept >= TEXTS_SLOTS / 2)
        return;
    buf_add(&t->bytes, text, length);
    if (t->bytes.failed)
        return;
    *slot = (text_slot){.at = at, .number = t->count, .length = (uint32_t)length};
    t->kept++;
}

void texts_put(texts *t, out *o, const char *text, size_t length)
{
    text_slot *slot = t->slots && length <= TEXTS_LONGEST ? texts_find(t, text, length) : NULL;
    if (slot && slot->number) {
        out_integer(o, slot->number);
        return;
    }
    t->count++;
    if (slot)
        texts_keep(t, slot, text, length);
    html_string(o, text, length);
}
