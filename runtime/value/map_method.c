/* map_method: the methods of maps. keys, values and items give lists, in the order the keys were put in. */
#include "runtime/value/internal.h"

#define UNUSED(x) ((void)(x))

typedef enum part { PART_KEY, PART_ITEM, PART_BOTH } part;

static bool map_method_part(const struct map_entry *entry, part which, value *out, fault *f)
{
    if (which == PART_BOTH)
        return value_list((value[]){entry->key, entry->item}, 2, out, f);
    *out = value_keep(which == PART_KEY ? entry->key : entry->item);
    return true;
}

static bool map_method_parts(const struct map *m, part which, value *out, fault *f)
{
    struct list *l;
    if (!list_new(m->used, &l, f))
        return false;
    value made = value_of(&l->head);
    for (uint32_t i = 0; i < m->length; i++) {
        if (m->entries[i].key.tag == V_UNSET)
            continue;
        value item = VALUE_NIL;
        if (!map_method_part(&m->entries[i], which, &item, f) || !depth_admit(&l->head, item, f)) {
            value_drop(item);
            value_drop(made);
            return false;
        }
        l->items[l->length++] = item;
    }
    *out = made;
    return true;
}

bool map_method_keys(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(arguments), UNUSED(count);
    return map_method_parts(self->map, PART_KEY, out, f);
}

bool map_method_values(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(arguments), UNUSED(count);
    return map_method_parts(self->map, PART_ITEM, out, f);
}

bool map_method_items(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(arguments), UNUSED(count);
    return map_method_parts(self->map, PART_BOTH, out, f);
}

bool map_method_get(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(count);
    if (!map_key_fits(arguments[0], f))
        return false;
    const value *item = map_lookup(self->map, arguments[0]);
    *out = item ? value_keep(*item) : arguments[1].tag == V_UNSET ? VALUE_NIL : value_keep(arguments[1]);
    return true;
}

bool map_method_pop(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(count);
    if (!map_key_fits(arguments[0], f))
        return false;
    if (map_lookup(self->map, arguments[0]))
        return map_unshare(self, f) && map_remove(self, arguments[0], out);
    if (arguments[1].tag == V_UNSET)
        return fault_set(f, ERROR_key, "pop: the map has no key %s", fault_quote(arguments[0]).text);
    *out = value_keep(arguments[1]);
    return true;
}

bool map_method_remove(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(count);
    value item;
    if (!map_key_fits(arguments[0], f))
        return false;
    if (!map_lookup(self->map, arguments[0]))
        return fault_set(f, ERROR_key, "remove: the map has no key %s", fault_quote(arguments[0]).text);
    if (!map_unshare(self, f) || !map_remove(self, arguments[0], &item))
        return false;
    value_drop(item);
    *out = VALUE_NIL;
    return true;
}

static bool map_method_put_all(value *self, const struct map *from, fault *f)
{
    for (uint32_t i = 0; i < from->length; i++)
        if (from->entries[i].key.tag != V_UNSET && !value_map_put(self, from->entries[i].key, from->entries[i].item, f))
            return false;
    return true;
}

static bool map_method_put_pairs(value *self, const struct list *pairs, fault *f)
{
    for (uint32_t i = 0; i < pairs->length; i++) {
        value pair = pairs->items[i];
        if (pair.tag != V_LIST || pair.list->length != 2)
            return fault_set(f, ERROR_type, "update takes a map, or a list of lists [key, item]");
        if (!value_map_put(self, pair.list->items[0], pair.list->items[1], f))
            return false;
    }
    return true;
}

bool map_method_update(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(count);
    value other = arguments[0];
    if (other.tag != V_MAP && other.tag != V_LIST)
        return fault_set(f, ERROR_type, "update takes a map, not %s", fault_noun(other).text);
    if (!(other.tag == V_MAP ? map_method_put_all(self, other.map, f) : map_method_put_pairs(self, other.list, f)))
        return false;
    *out = VALUE_NIL;
    return true;
}

bool map_method_clear(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(arguments), UNUSED(count);
    value empty;
    if (!value_map(&empty, f))
        return false;
    value_assign(self, empty);
    *out = VALUE_NIL;
    return true;
}

bool map_method_copy(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(arguments), UNUSED(count), UNUSED(f);
    *out = value_keep(*self);
    return true;
}
