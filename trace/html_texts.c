/* html_texts: strings of a page. Calls trace/out, trace/text and base/buf. */
#include "trace/html_texts.h"

#include <stdlib.h>
#include <string.h>

#include "trace/text.h"

static void html_escape(out *o, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    out_text(o, "\\u00");
    out_char(o, hex[c >> 4]);
    out_char(o, hex[c & 15]);
}

/* `<` would let a text end the script around it, `&` would matter if the page were read as XML. */
static bool html_plain(unsigned char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&'; }

void html_string(out *o, const char *text, size_t length)
{
    out_char(o, '"');
    for (size_t i = 0, size; i < length; i += size) {
        uint32_t c;
        size = text_decode(text + i, length - i, &c);
        if (size > 1)
            out_add(o, text + i, size);
        else if (!size)
            out_text(o, "\xEF\xBF\xBD");
        else if (html_plain((unsigned char)text[i]))
            out_char(o, text[i]);
        else
            html_escape(o, (unsigned char)text[i]);
        size += !size;
    }
    out_char(o, '"');
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
