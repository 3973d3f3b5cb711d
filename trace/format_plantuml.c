/* plantuml: a sequence diagram for PlantUML. Calls trace/sequence.
 * All that might be markup or a directive is spelt <U+XXXX>, which PlantUML takes for the character itself. */
#include "trace/sequence.h"

#include <stdio.h>

/* Of some it takes two to mean something. */
static bool harmless(const char *text, char before)
{
    char c = *text;
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80)
        return true;
    if (strchr("-/_'", c))
        return before != c && text[1] != c && before != '/';
    return strchr(" .,:()", c) != NULL;
}

/* Nothing at all would not do for a name. */
static void put_text(out *o, const char *text)
{
    if (!text[strspn(text, " ")])
        out_text(o, "<U+00A0>");
    for (char before = ' '; *text; before = *text++) {
        if (harmless(text, before)) {
            out_char(o, *text);
            continue;
        }
        char spelt[12];
        snprintf(spelt, sizeof spelt, "<U+%04X>", (unsigned)(unsigned char)*text);
        out_text(o, spelt);
    }
}

static void put_task(out *o, uint32_t task)
{
    out_char(o, 'T');
    out_integer(o, task);
}

static void plantuml_head(out *o, const char *title)
{
    out_text(o, "@startuml\ntitle ");
    put_text(o, title);
    out_char(o, '\n');
}

static void plantuml_line(out *o, uint32_t task, const char *text)
{
    out_text(o, "participant \"");
    put_text(o, text);
    out_text(o, "\" as ");
    put_task(o, task);
    out_char(o, '\n');
}

static void plantuml_arrow(out *o, uint32_t from, uint32_t to, const char *text)
{
    put_task(o, from);
    out_text(o, " -> ");
    put_task(o, to);
    out_text(o, " : ");
    put_text(o, text);
    out_char(o, '\n');
}

static void plantuml_note(out *o, uint32_t task, const char *text)
{
    out_text(o, "note over ");
    put_task(o, task);
    out_text(o, " : ");
    put_text(o, text);
    out_char(o, '\n');
}

static void plantuml_foot(out *o) { out_text(o, "@enduml\n"); }

sink *plantuml_open(const format_options *o)
{
    static const dialect plantuml = {plantuml_head, plantuml_line, plantuml_arrow, plantuml_note, plantuml_foot};
    return sequence_open(o, &plantuml);
}
