/* mermaid: a sequence diagram for Mermaid, which GitHub, GitLab and many editors draw. Calls trace/sequence.
 * All that might mean something to Mermaid is spelt as one of its entities, #35; for #: it looks for its syntax before it takes these apart. */
#include "trace/quote.h"
#include "trace/sequence.h"

#include <ctype.h>
#include <strings.h>

static bool is_letter(char c) { return (unsigned char)c >= 0x80 || isalnum((unsigned char)c); }

/* The word "end" would end a block. */
static bool is_end(const char *text, char before) { return strncasecmp(text, "end", 3) == 0 && !is_letter(before) && !is_letter(text[3]); }

static void put_text(out *o, const char *text)
{
    for (char before = ' '; *text; before = *text++) {
        if ((is_letter(*text) || strchr(" .,-()'/", *text)) && !is_end(text, before)) {
            out_char(o, *text);
            continue;
        }
        out_char(o, '#');
        out_integer(o, (unsigned char)*text);
        out_char(o, ';');
    }
}

static void put_task(out *o, uint32_t task)
{
    out_char(o, 'T');
    out_integer(o, task);
}

static void mermaid_head(out *o, const char *title)
{
    out_text(o, "---\ntitle: ");
    quote_json_text(o, title);
    out_text(o, "\n---\nsequenceDiagram\n");
}

static void mermaid_line(out *o, uint32_t task, const char *text)
{
    out_text(o, "    participant ");
    put_task(o, task);
    out_text(o, " as ");
    put_text(o, text);
    out_char(o, '\n');
}

static void mermaid_arrow(out *o, uint32_t from, uint32_t to, const char *text)
{
    out_text(o, "    ");
    put_task(o, from);
    out_text(o, "->>");
    put_task(o, to);
    out_text(o, ": ");
    put_text(o, text);
    out_char(o, '\n');
}

static void mermaid_note(out *o, uint32_t task, const char *text)
{
    out_text(o, "    Note over ");
    put_task(o, task);
    out_text(o, ": ");
    put_text(o, text);
    out_char(o, '\n');
}

static void mermaid_foot(out *o) { out_flush(o); }

sink *mermaid_open(const format_options *o)
{
    static const dialect mermaid = {mermaid_head, mermaid_line, mermaid_arrow, mermaid_note, mermaid_foot};
    return sequence_open(o, &mermaid);
}
