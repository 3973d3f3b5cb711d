/* method: the table of the values' methods and looking one up. The methods themselves stand in list_method.c, map_method.c,
 * string_method.c and duration.c; which there are, only methods.def says. */
#include "runtime/value/internal.h"

#define MUTATES true
#define LOOKS false

const method methods[] = {
#define METHOD(type, prefix, name, parameters, change, about) {V_##type, change, #name, parameters, prefix##_##name, about},
#include "runtime/value/methods.def"
#undef METHOD
};

const size_t method_count = sizeof methods / sizeof *methods;

const method *method_find(uint8_t tag, const char *name)
{
    uint8_t type = tag == V_SHORT ? V_STRING : tag;
    for (size_t i = 0; i < method_count; i++)
        if (methods[i].type == type && !strcmp(methods[i].name, name))
            return &methods[i];
    return NULL;
}

bool method_name_mutates(const char *name)
{
    for (size_t i = 0; i < method_count; i++)
        if (methods[i].mutates && !strcmp(methods[i].name, name))
            return true;
    return false;
}

/* What the container may hold after the call: as deep as its deepest argument, put into it. */
static unsigned method_reach(const value *arguments, size_t count)
{
    unsigned deepest = 0;
    for (size_t i = 0; i < count; i++)
        if (value_depth(arguments[i]) > deepest)
            deepest = value_depth(arguments[i]);
    return deepest + 1;
}

bool method_change(value *root, const value *path, size_t depth, const method *m, const value *arguments, size_t count, value *out,
                   fault *f)
{
    if (!depth)
        return m->call(root, arguments, count, out, f);
    unsigned reach = method_reach(arguments, count);
    if (reach > 1 && reach + depth > VALUE_DEPTH)
        return fault_depth(f);
    value *place = value_place(root, path, depth, false, f);
    if (!place)
        return false;
    if (!m->call(place, arguments, count, out, f))
        return false;
    if (reach > 1)
        access_settle(*root, path, depth, reach);
    return true;
}
