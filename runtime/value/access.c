/* access: looking into values and changing them in place: length, walking, index, slice, the place of a path; and ranges, which are
 * nothing but what is found in them. Python's rules: negative indexes count from the end, slices are clamped. */

#include <string.h>

#include "runtime/value/internal.h"

/* --- ranges --- */

bool value_range(int64_t begin, int64_t end, value *out, fault *f)
{
    struct range *r = block_take(sizeof *r);
    if (!r)
        return fault_memory(f);
    r->head = cell_begin(V_RANGE, 0);
    r->begin = begin;
    r->end = end;
    *out = value_of(&r->head);
    return true;
}

/* May pass 2^63: the whole span of an int is a range, too. */
static uint64_t range_length(const struct range *r) { return r->begin < r->end ? (uint64_t)r->end - (uint64_t)r->begin : 0; }

/* --- length and walking --- */

bool value_iterable(value v) { return value_is_string(v) || v.tag == V_LIST || v.tag == V_MAP || v.tag == V_RANGE; }

/* The one kind of objects that are asked for their size. */
static bool is_queue(value v) { return v.tag == V_HANDLE && strcmp(fault_noun(v).text, "a queue") == 0; }

bool value_length(value v, int64_t *out, fault *f)
{
    switch (v.tag) {
    case V_SHORT:
    case V_STRING: *out = (int64_t)value_string_points(v); return true;
    case V_LIST: *out = v.list->length; return true;
    case V_MAP: *out = v.map->used; return true;
    case V_RANGE:
        if (range_length(v.range) > INT64_MAX)
            return fault_set(f, ERROR_overflow, "the length of this range does not fit an int");
        *out = (int64_t)range_length(v.range);
        return true;
    default: return fault_set(f, ERROR_type, "%s has no length%s", fault_noun(v).text, is_queue(v) ? " (try .size())" : "");
    }
}

static bool next_character(const value *s, int64_t *position, value *out, fault *f)
{
    const char *text;
    size_t length = value_string_bytes(s, &text), at = (size_t)*position;
    if (at >= length)
        return false;
    size_t size = string_offset(text + at, length - at, 1);
    *position = (int64_t)(at + size);
    return value_string(text + at, size, out, f);
}

static bool next_key(const struct map *m, int64_t *position, value *out)
{
    while (*position < m->length && m->entries[*position].key.tag == V_UNSET)
        ++*position;
    if (*position >= m->length)
        return false;
    *out = value_keep(m->entries[(*position)++].key);
    return true;
}

bool value_next(value iterable, int64_t *position, value *out, fault *f)
{
    switch (iterable.tag) {
    case V_LIST:
        if (*position >= iterable.list->length)
            return false;
        *out = value_keep(iterable.list->items[(*position)++]);
        return true;
    case V_RANGE:
        if ((uint64_t)*position >= range_length(iterable.range))
            return false;
        *out = value_int((int64_t)((uint64_t)iterable.range->begin + (uint64_t)(*position)++));
        return true;
    case V_MAP: return next_key(iterable.map, position, out);
    case V_SHORT:
    case V_STRING: return next_character(&iterable, position, out, f);
    default: return fault_set(f, ERROR_type, "%s cannot be walked through (a list, map, string or range can)", fault_noun(iterable).text);
    }
}

/* --- index --- */

bool access_int(value v, const char *what, int64_t *out, fault *f)
{
    if (v.tag != V_INT)
        return fault_set(f, ERROR_type, "%s must be an int, not %s", what, fault_noun(v).text);
    *out = v.integer;
    return true;
}

static bool index_of(value object, value index, int64_t length, int64_t *at, fault *f)
{
    const char *kind = value_type_name(object);
    if (index.tag != V_INT)
        return fault_set(f, ERROR_type, "the index of a %s must be an int, not %s", kind, fault_noun(index).text);
    *at = index.integer < 0 ? index.integer + length : index.integer;
    if (*at >= 0 && *at < length)
        return true;
    return fault_set(f, ERROR_index, "index %lld is outside a %s of %lld", (long long)index.integer, kind, (long long)length);
}

static bool index_string(value s, value index, value *out, fault *f)
{
    int64_t at;
    if (!index_of(s, index, (int64_t)value_string_points(s), &at, f))
        return false;
    return string_range(s, at, at + 1, out, f);
}

static bool index_range(value r, value index, value *out, fault *f)
{
    int64_t length, at;
    if (!value_length(r, &length, f) || !index_of(r, index, length, &at, f))
        return false;
    *out = value_int(r.range->begin + at);
    return true;
}

bool value_index(value object, value index, value *out, fault *f)
{
    int64_t at;
    switch (object.tag) {
    case V_LIST:
        if (!index_of(object, index, object.list->length, &at, f))
            return false;
        *out = value_keep(object.list->items[at]);
        return true;
    case V_MAP: return value_map_get(object, index, out, f);
    case V_SHORT:
    case V_STRING: return index_string(object, index, out, f);
    case V_RANGE: return index_range(object, index, out, f);
    default: return fault_set(f, ERROR_type, "%s has no items to index", fault_noun(object).text);
    }
}

/* --- slice --- */

void access_clamp(value bound, int64_t length, int64_t *at)
{
    if (bound.tag != V_INT) /* left out, or nil */
        return;
    int64_t i = bound.integer < 0 ? bound.integer + length : bound.integer;
    *at = i < 0 ? 0 : i > length ? length : i;
}

static bool slice_bound_fits(value bound, fault *f)
{
    if (bound.tag == V_INT || bound.tag == V_NIL || bound.tag == V_UNSET)
        return true;
    return fault_set(f, ERROR_type, "the bounds of a slice must be ints, not %s", fault_noun(bound).text);
}

bool value_slice(value object, value low, value high, value *out, fault *f)
{
    if (!value_iterable(object) || object.tag == V_MAP)
        return fault_set(f, ERROR_type, "%s cannot be sliced", fault_noun(object).text);
    int64_t length;
    if (!slice_bound_fits(low, f) || !slice_bound_fits(high, f) || !value_length(object, &length, f))
        return false;
    int64_t from = 0, to = length;
    access_clamp(low, length, &from);
    access_clamp(high, length, &to);
    if (to < from)
        to = from;
    switch (object.tag) {
    case V_LIST: return list_range(object, from, to, out, f);
    case V_RANGE: return value_range(object.range->begin + from, object.range->begin + to, out, f);
    default: return string_range(object, from, to, out, f);
    }
}

/* --- places --- */

static value *place_in_list(value *list, value index, fault *f)
{
    int64_t at;
    if (!index_of(*list, index, list->list->length, &at, f) || !list_unshare(list, f))
        return NULL;
    return &list->list->items[at];
}

static value *place_in_map(value *map, value key, bool create, fault *f)
{
    if (!map_key_fits(key, f) || !map_unshare(map, f))
        return NULL;
    if (create)
        return map_place(map->map, key, f);
    value *item = map_lookup(map->map, key);
    if (!item)
        fault_set(f, ERROR_key, "the map has no key %s", fault_quote(key).text);
    return item;
}

value *value_place(value *root, const value *path, size_t count, bool create, fault *f)
{
    value *place = root;
    for (size_t i = 0; i < count && place; i++)
        switch (place->tag) {
        case V_LIST: place = place_in_list(place, path[i], f); break;
        case V_MAP: place = place_in_map(place, path[i], create && i + 1 == count, f); break;
        case V_SHORT:
        case V_STRING: fault_set(f, ERROR_type, "a string never changes (build a new one)"); return NULL;
        default: fault_set(f, ERROR_type, "%s has no items to change", fault_noun(*place).text); return NULL;
        }
    return place;
}

void access_settle(value root, const value *path, size_t count, unsigned depth)
{
    for (size_t i = 0; i < count; i++) {
        if (root.cell->depth < depth + count - i)
            root.cell->depth = (uint8_t)(depth + count - i);
        if (root.tag == V_MAP)
            root = *map_lookup(root.map, path[i]);
        else
            root = root.list->items[path[i].integer < 0 ? path[i].integer + root.list->length : path[i].integer];
    }
}

bool value_set(value *root, const value *path, size_t count, value item, fault *f)
{
    unsigned depth = value_depth(item);
    if (depth && depth + count > VALUE_DEPTH)
        return fault_depth(f);
    value *place = value_place(root, path, count, true, f);
    if (!place)
        return false;
    value_assign(place, value_keep(item));
    if (depth)
        access_settle(*root, path, count, depth);
    return true;
}
