/* option: what the kinds' make functions read their options with, and what may be sent. */
#include "runtime/kinds/kinds.h"

bool option_bool(call *c, value v, const char *what, bool otherwise, bool *out)
{
    *out = v.tag == V_BOOL ? v.integer : otherwise;
    return v.tag == V_BOOL || v.tag == V_UNSET || fault_set(&c->fault, ERROR_type, "%s is true or false, not %s", what, fault_noun(v).text);
}

bool option_int(call *c, value v, const char *what, int64_t otherwise, int64_t *out)
{
    *out = otherwise;
    return v.tag == V_UNSET || call_int(c, v, what, out);
}

bool counted_is_sendable(value v)
{
    bool good = v.tag != V_CLOSURE;
    for (uint32_t i = 0; v.tag == V_LIST && i < v.list->length && good; i++)
        good = value_is_sendable(v.list->items[i]);
    for (uint32_t i = 0; v.tag == V_MAP && i < v.map->length && good; i++)
        good = value_is_sendable(v.map->entries[i].item);
    return good;
}
