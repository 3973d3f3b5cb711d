/* mermaid: a sequence diagram for Mermaid, which GitHub, GitLab and many editors draw. Calls trace/sequence.
 * All that might mean something to Mermaid is spelt as one of its entities, #35; for #: it looks for its syntax before it takes these
 * apart. */
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

sink *mermaid_open(const format_options *o)
{
    static const dialect mermaid = {.title = quote_json_text,
                                    .text = put_text,
                                    .head = "---\ntitle: $\n---\nsequenceDiagram\n",
                                    .line = "    participant T% as $\n",
                                    .arrow = "    T%->>T%: $\n",
                                    .note = "    Note over T%: $\n",
                                    .foot = ""};
    return sequence_open(o, &mermaid);
}
