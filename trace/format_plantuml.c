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

sink *plantuml_open(const format_options *o)
{
    static const dialect plantuml = {.title = put_text,
                                     .text = put_text,
                                     .head = "@startuml\ntitle $\n",
                                     .line = "participant \"$\" as T%\n",
                                     .arrow = "T% -> T% : $\n",
                                     .note = "note over T% : $\n",
                                     .foot = "@enduml\n"};
    return sequence_open(o, &plantuml);
}
