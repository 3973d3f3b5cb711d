/* params: reads the tables' notation for parameters. See params.h. */
#include "interp/params.h"

#include <string.h>

static const char *one(params *p, const char *at)
{
    int i = p->count++;
    p->at[i].rest = *at == '*';
    at += p->at[i].rest;
    p->at[i].name = at;
    p->at[i].length = (unsigned)strcspn(at, " ?:");
    at += p->at[i].length;
    p->at[i].named_only = *at == ':';
    p->at[i].optional = *at == '?' || *at == ':' || p->at[i].rest;
    p->positional += !p->at[i].named_only && !p->at[i].rest;
    p->rest |= p->at[i].rest;
    return at + strspn(at, " ?:");
}

params params_parse(const char *notation)
{
    params p = {.count = 0};
    while (*notation && p.count < PARAMS_MOST)
        notation = one(&p, notation);
    return p;
}

int params_find(const params *p, const char *name)
{
    for (int i = 0; i < p->count; i++)
        if (strlen(name) == p->at[i].length && !strncmp(name, p->at[i].name, p->at[i].length))
            return i;
    return -1;
}

int params_timeout(const params *p) { return params_find(p, "timeout"); }

void params_show(const char *notation, buf *out)
{
    params p = params_parse(notation);
    buf_char(out, '(');
    for (int i = 0; i < p.count; i++) {
        bool brackets = p.at[i].optional && !p.at[i].rest;
        buf_printf(out, "%s%s%.*s%s%s%s", i ? ", " : "", brackets ? "[" : "", (int)p.at[i].length, p.at[i].name,
                   p.at[i].named_only ? ":" : "", p.at[i].rest ? "…" : "", brackets ? "]" : "");
    }
    buf_char(out, ')');
}
