/* list_method: the methods of lists. They behave as Python's; a mutating one unshares the list first. */
#include "runtime/value/internal.h"

#define UNUSED(x) ((void)(x))

bool list_method_append(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(count);
    if (!value_list_push(self, arguments[0], f))
        return false;
    *out = VALUE_NIL;
    return true;
}

bool list_method_extend(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(count);
    if (!value_iterable(arguments[0]))
        return fault_set(f, ERROR_type, "extend takes a list, map, string or range, not %s", fault_noun(arguments[0]).text);
    if (!list_extend(self, arguments[0], f))
        return false;
    *out = VALUE_NIL;
    return true;
}

bool list_method_insert(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(count);
    int64_t at;
    if (!access_int(arguments[0], "the index given to insert", &at, f) || !list_unshare(self, f))
        return false;
    struct list *l = self->list;
    access_clamp(arguments[0], l->length, &at);
    if (!list_reserve(l, (size_t)l->length + 1, f) || !depth_admit(&l->head, arguments[1], f))
        return false;
    memmove(l->items + at + 1, l->items + at, (l->length - (size_t)at) * sizeof *l->items);
    l->items[at] = value_keep(arguments[1]);
    l->length++;
    *out = VALUE_NIL;
    return true;
}

/* Takes the item at a place out of an unshared list. */
static value list_method_take(struct list *l, int64_t at)
{
    value item = l->items[at];
    memmove(l->items + at, l->items + at + 1, (l->length - (size_t)at - 1) * sizeof *l->items);
    l->length--;
    return item;
}

bool list_method_pop(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(count);
    int64_t length = self->list->length, at = -1;
    if (arguments[0].tag != V_UNSET && !access_int(arguments[0], "the index given to pop", &at, f))
        return false;
    if (!length)
        return fault_set(f, ERROR_index, "pop from an empty list");
    int64_t place = at < 0 ? at + length : at;
    if (place < 0 || place >= length)
        return fault_set(f, ERROR_index, "index %lld is outside a list of %lld", (long long)at, (long long)length);
    if (!list_unshare(self, f))
        return false;
    *out = list_method_take(self->list, place);
    return true;
}

/* The first place of the item between two others; -1 when it is not there. */
static int64_t list_method_find(const struct list *l, value item, int64_t begin, int64_t end)
{
    for (int64_t i = begin; i < end; i++)
        if (value_equal(l->items[i], item))
            return i;
    return -1;
}

bool list_method_remove(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(count);
    int64_t at = list_method_find(self->list, arguments[0], 0, self->list->length);
    if (at < 0)
        return fault_set(f, ERROR_value, "%s is not in the list", fault_quote(arguments[0]).text);
    if (!list_unshare(self, f))
        return false;
    value_drop(list_method_take(self->list, at));
    *out = VALUE_NIL;
    return true;
}

bool list_method_index(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(count);
    int64_t length = self->list->length, begin = 0, end = length, given;
    if (arguments[1].tag != V_UNSET && !access_int(arguments[1], "the start given to index", &given, f))
        return false;
    if (arguments[2].tag != V_UNSET && !access_int(arguments[2], "the end given to index", &given, f))
        return false;
    access_clamp(arguments[1], length, &begin);
    access_clamp(arguments[2], length, &end);
    int64_t at = list_method_find(self->list, arguments[0], begin, end);
    if (at < 0)
        return fault_set(f, ERROR_value, "%s is not in the list", fault_quote(arguments[0]).text);
    *out = value_int(at);
    return true;
}

bool list_method_count(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(count), UNUSED(f);
    int64_t found = 0;
    for (uint32_t i = 0; i < self->list->length; i++)
        found += value_equal(self->list->items[i], arguments[0]);
    *out = value_int(found);
    return true;
}

bool list_method_sort(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(count);
    if (!list_unshare(self, f) || !sort_values(self->list->items, NULL, self->list->length, value_truth(arguments[0]), f))
        return false;
    *out = VALUE_NIL;
    return true;
}

bool list_method_sort_by(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(count);
    value keys = arguments[0];
    if (keys.tag != V_LIST || keys.list->length != self->list->length)
        return fault_set(f, ERROR_value, "the list was changed while its keys were worked out");
    if (!list_unshare(self, f) || !sort_values(self->list->items, keys.list->items, self->list->length, value_truth(arguments[1]), f))
        return false;
    *out = VALUE_NIL;
    return true;
}

bool list_method_reverse(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(arguments), UNUSED(count);
    if (!list_unshare(self, f))
        return false;
    struct list *l = self->list;
    for (uint32_t i = 0; i < l->length / 2; i++) {
        value item = l->items[i];
        l->items[i] = l->items[l->length - 1 - i];
        l->items[l->length - 1 - i] = item;
    }
    *out = VALUE_NIL;
    return true;
}

bool list_method_clear(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(arguments), UNUSED(count);
    value empty;
    if (!value_list(NULL, 0, &empty, f))
        return false;
    value_assign(self, empty);
    *out = VALUE_NIL;
    return true;
}

bool list_method_copy(value *self, const value *arguments, size_t count, value *out, fault *f)
{
    UNUSED(arguments), UNUSED(count), UNUSED(f);
    *out = value_keep(*self);
    return true;
}
