/* compare: truth, equality, order, membership and the hash of values. Recursion is bounded by VALUE_DEPTH.
 * The hash sees no address and no count, so that the same value has the same hash in every run. */
#include <math.h>

#include "runtime/value/internal.h"

#define TWO_TO_63 9223372036854775808.0

bool value_truth(value v)
{
    switch (v.tag) {
    case V_NIL:
    case V_UNSET: return false;
    case V_BOOL:
    case V_INT:
    case V_DURATION: return v.integer != 0;
    case V_FLOAT: return v.number != 0;
    case V_SHORT: return v.length != 0;
    case V_LIST: return v.list->length != 0;
    case V_MAP: return v.map->used != 0;
    case V_RANGE: return v.range->begin < v.range->end;
    default: return true;
    }
}

/* An int against a float, exactly: no rounding of the int. */
static int compare_mixed(int64_t i, double d)
{
    if (isnan(d))
        return 2;
    if (d >= TWO_TO_63)
        return -1;
    if (d < -TWO_TO_63)
        return 1;
    int64_t whole = (int64_t)d;
    if (i != whole)
        return i < whole ? -1 : 1;
    double rest = d - (double)whole;
    return rest > 0 ? -1 : rest < 0;
}

static int compare_floats(double a, double b) { return isnan(a) || isnan(b) ? 2 : (a > b) - (a < b); }

/* --- equality --- */

static bool equal_lists(const struct list *a, const struct list *b)
{
    if (a == b)
        return true;
    if (a->length != b->length)
        return false;
    for (uint32_t i = 0; i < a->length; i++)
        if (!value_equal(a->items[i], b->items[i]))
            return false;
    return true;
}

static bool equal_maps(const struct map *a, const struct map *b)
{
    if (a == b)
        return true;
    if (a->used != b->used)
        return false;
    for (uint32_t i = 0; i < a->length; i++) {
        if (a->entries[i].key.tag == V_UNSET)
            continue;
        const value *other = map_lookup(b, a->entries[i].key);
        if (!other || !value_equal(a->entries[i].item, *other))
            return false;
    }
    return true;
}

/* As the sequences they stand for. */
static bool equal_ranges(const struct range *a, const struct range *b)
{
    bool some = a->begin < a->end, others = b->begin < b->end;
    return some == others && (!some || (a->begin == b->begin && a->end == b->end));
}

static bool equal_strings(value a, value b)
{
    return a.string == b.string || (a.string->length == b.string->length && !memcmp(a.string->text, b.string->text, a.string->length));
}

static bool equal_closures(const struct closure *a, const struct closure *b)
{
    if (a == b)
        return true;
    if (a->function != b->function || a->count != b->count)
        return false;
    for (uint32_t i = 0; i < a->count; i++)
        if (!value_equal(a->captured[i], b->captured[i]))
            return false;
    return true;
}

static bool equal_errors(const struct error *a, const struct error *b)
{
    return a == b
           || (a->kind == b->kind && a->line == b->line && value_equal(a->name, b->name) && value_equal(a->message, b->message)
               && value_equal(a->task, b->task));
}

static bool equal_handles(value a, value b) { return a.face == b.face && a.handle->object == b.handle->object; }

static bool equal_unlike(value a, value b)
{
    if (a.tag == V_INT && b.tag == V_FLOAT)
        return compare_mixed(a.integer, b.number) == 0;
    return a.tag == V_FLOAT && b.tag == V_INT && compare_mixed(b.integer, a.number) == 0;
}

bool value_equal(value a, value b)
{
    if (a.tag != b.tag)
        return equal_unlike(a, b);
    switch (a.tag) {
    case V_NIL:
    case V_UNSET: return true;
    case V_BOOL:
    case V_INT:
    case V_DURATION: return a.integer == b.integer;
    case V_FLOAT: return a.number == b.number;
    case V_SHORT: return !memcmp(&a, &b, sizeof a);
    case V_FUNC:
    case V_BUILTIN: return a.index == b.index;
    case V_STRING: return equal_strings(a, b);
    case V_LIST: return equal_lists(a.list, b.list);
    case V_MAP: return equal_maps(a.map, b.map);
    case V_RANGE: return equal_ranges(a.range, b.range);
    case V_CLOSURE: return equal_closures(a.closure, b.closure);
    case V_ERROR: return equal_errors(a.error, b.error);
    case V_HANDLE: return equal_handles(a, b);
    default: /* V_CELL: the same variable */ return a.cells == b.cells && a.index == b.index;
    }
}

/* --- order --- */

static bool order_lists(const struct list *a, const struct list *b, int *out, fault *f)
{
    uint32_t shorter = a->length < b->length ? a->length : b->length;
    for (uint32_t i = 0; i < shorter; i++)
        if (!value_equal(a->items[i], b->items[i]))
            return value_order(a->items[i], b->items[i], out, f);
    *out = (a->length > b->length) - (a->length < b->length);
    return true;
}

static bool order_fault(value a, value b, fault *f)
{
    const char *left = value_type_name(a), *right = value_type_name(b);
    if (a.tag == b.tag)
        return fault_set(f, ERROR_type, "values of type %s have no order", left);
    bool time = a.tag == V_DURATION || b.tag == V_DURATION;
    value other = a.tag == V_DURATION ? b : a;
    if (time && other.tag == V_INT)
        return fault_set(f, ERROR_type, "cannot order %s and %s (write %llds, not %lld)", left, right, (long long)other.integer,
                         (long long)other.integer);
    return fault_set(f, ERROR_type, "cannot order %s and %s", left, right);
}

bool value_order(value a, value b, int *out, fault *f)
{
    bool same = a.tag == b.tag;
    if (same && (a.tag == V_INT || a.tag == V_DURATION))
        *out = (a.integer > b.integer) - (a.integer < b.integer);
    else if (same && a.tag == V_FLOAT)
        *out = compare_floats(a.number, b.number);
    else if (value_is_string(a) && value_is_string(b))
        *out = string_order(a, b);
    else if (a.tag == V_INT && b.tag == V_FLOAT)
        *out = compare_mixed(a.integer, b.number);
    else if (a.tag == V_FLOAT && b.tag == V_INT) {
        int order = compare_mixed(b.integer, a.number);
        *out = order == 2 ? 2 : -order;
    } else if (same && a.tag == V_LIST)
        return order_lists(a.list, b.list, out, f);
    else
        return order_fault(a, b, f);
    return true;
}

/* --- membership --- */

static bool contains_in_list(const struct list *l, value item)
{
    for (uint32_t i = 0; i < l->length; i++)
        if (value_equal(l->items[i], item))
            return true;
    return false;
}

static bool contains_in_string(value s, value part)
{
    if (!value_is_string(part))
        return false;
    const char *text, *wanted;
    size_t length = value_string_bytes(&s, &text), wanted_length = value_string_bytes(&part, &wanted);
    return string_search(text, length, wanted, wanted_length) != NULL;
}

static bool contains_in_range(const struct range *r, value item)
{
    if (item.tag == V_FLOAT && item.number >= -TWO_TO_63 && item.number < TWO_TO_63 && item.number == floor(item.number))
        item = value_int((int64_t)item.number);
    return item.tag == V_INT && item.integer >= r->begin && item.integer < r->end;
}

/* `in` takes any two values: what holds nothing does not hold the item. */
bool value_contains(value container, value item, bool *out, fault *f)
{
    (void)f;
    switch (container.tag) {
    case V_LIST: *out = contains_in_list(container.list, item); break;
    case V_MAP: *out = map_lookup(container.map, item) != NULL; break;
    case V_SHORT:
    case V_STRING: *out = contains_in_string(container, item); break;
    case V_RANGE: *out = contains_in_range(container.range, item); break;
    default: *out = false;
    }
    return true;
}

/* --- hash --- */

static inline uint64_t hash_mix(uint64_t x)
{
    x = (x ^ x >> 32) * UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ x >> 29) * UINT64_C(0xD6E8FEB86659FD93);
    return x ^ x >> 32;
}

static uint64_t hash_float(double d)
{
    if (d >= -TWO_TO_63 && d < TWO_TO_63 && d == floor(d))
        return hash_mix((uint64_t)(int64_t)d);
    uint64_t bits = 0;
    if (!isnan(d))
        memcpy(&bits, &d, sizeof bits);
    return hash_mix(bits ^ UINT64_C(0xF1) << 56);
}

static uint64_t hash_items(uint64_t hash, const value *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        hash = hash_mix(hash * 31 + value_hash(items[i]));
    return hash;
}

static uint64_t hash_map(const struct map *m) /* whatever the order */
{
    uint64_t sum = m->used;
    for (uint32_t i = 0; i < m->length; i++)
        if (m->entries[i].key.tag != V_UNSET)
            sum += hash_mix(value_hash(m->entries[i].key) * 31 + value_hash(m->entries[i].item));
    return hash_mix(sum ^ UINT64_C(0xA7) << 56);
}

static uint64_t hash_range(const struct range *r)
{
    bool some = r->begin < r->end;
    return some ? hash_mix(hash_mix((uint64_t)r->begin ^ UINT64_C(0xA3) << 56) * 31 + (uint64_t)r->end) : hash_mix(V_RANGE);
}

static uint64_t hash_error(const struct error *e)
{
    value parts[] = {value_int(e->kind), value_int(e->line), e->name, e->message, e->task};
    return hash_items(V_ERROR, parts, sizeof parts / sizeof *parts);
}

uint64_t value_hash(value v)
{
    switch (v.tag) {
    case V_INT: return hash_mix((uint64_t)v.integer);
    case V_FLOAT: return hash_float(v.number);
    case V_BOOL:
    case V_DURATION: return hash_mix((uint64_t)v.integer ^ (uint64_t)(0xB0 + v.tag) << 56);
    case V_SHORT:
    case V_STRING: return string_hash(v);
    case V_FUNC:
    case V_BUILTIN:
    case V_CELL: return hash_mix(v.index ^ (uint64_t)(0xC0 + v.tag) << 56);
    case V_LIST: return hash_items(hash_mix(v.list->length ^ UINT64_C(0xA1) << 56), v.list->items, v.list->length);
    case V_MAP: return hash_map(v.map);
    case V_RANGE: return hash_range(v.range);
    case V_CLOSURE: return hash_items(hash_mix(v.closure->function ^ UINT64_C(0xA5) << 56), v.closure->captured, v.closure->count);
    case V_ERROR: return hash_error(v.error);
    case V_HANDLE: return hash_mix(v.handle->owner->id(v.handle) << 16 ^ (uint64_t)value_kind(v) << 8 ^ v.face ^ UINT64_C(0xA9) << 56);
    default: return hash_mix((uint64_t)(0xD0 + v.tag) << 56);
    }
}
