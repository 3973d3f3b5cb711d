/* builtins_items: the built-in leaves that make lists and ranges, or go through what can be walked. What Python gives as an iterator is
 * a list here. */
#include "interp/builtins.h"
#include "runtime/value/method.h"

/* --- walking --- */

typedef struct walk {
    value over;
    int64_t position;
    fault end;
} walk;

static bool walk_begin(walk *w, value over, const char *name, fault *f)
{
    *w = (walk){.over = over};
    return value_iterable(over) || fault_set(f, ERROR_type, "%s takes a list, map, string or range, not %s", name, fault_noun(over).text);
}

/* The next item, owned; false at the end (then walk_ended tells whether it was the end). */
static bool walk_next(walk *w, value *item) { return value_next(w->over, &w->position, item, &w->end); }

static bool walk_ended(const walk *w, fault *f)
{
    if (w->end.kind == ERROR_error)
        return true;
    *f = w->end;
    return false;
}

static bool items_empty(value *out, fault *f) { return value_list(NULL, 0, out, f); }

static bool items_push_take(value *list, value item, fault *f)
{
    bool pushed = value_list_push(list, item, f);
    value_drop(item);
    return pushed;
}

/* Hands the list over when all went well, and drops it otherwise. */
static bool items_done(bool done, value list, value *out)
{
    if (done)
        *out = list;
    else
        value_drop(list);
    return done;
}

static bool items_of(value over, const char *name, value *out, fault *f)
{
    walk w;
    value list, item;
    int64_t length = 0;
    if (over.tag == V_RANGE && value_length(over, &length, f) && length > VALUE_ITEMS)
        return fault_set(f, ERROR_limit, "a list of %lld items is too long", (long long)length);
    if (!walk_begin(&w, over, name, f) || !items_empty(&list, f))
        return false;
    bool pushed = true;
    while (pushed && walk_next(&w, &item))
        pushed = items_push_take(&list, item, f);
    return items_done(pushed && walk_ended(&w, f), list, out);
}

bool builtin_list(const value *arguments, size_t count, value *out, fault *f)
{
    (void)count;
    if (arguments[0].tag == V_UNSET)
        return items_empty(out, f);
    if (arguments[0].tag == V_LIST) {
        *out = value_keep(arguments[0]);
        return true;
    }
    return items_of(arguments[0], "list", out, f);
}

/* --- range --- */

static bool range_stepped(int64_t begin, int64_t end, int64_t step, value *out, fault *f)
{
    value list;
    if (!step)
        return fault_set(f, ERROR_value, "range: the step is 0");
    if (!items_empty(&list, f))
        return false;
    bool pushed = true;
    for (int64_t at = begin; pushed && (step > 0 ? at < end : at > end);) {
        pushed = value_list_push(&list, value_int(at), f);
        if (__builtin_add_overflow(at, step, &at))
            break;
    }
    return items_done(pushed, list, out);
}

bool builtin_range(const value *arguments, size_t count, value *out, fault *f)
{
    (void)count;
    for (int i = 0; i < 3; i++)
        if (arguments[i].tag != V_INT && arguments[i].tag != V_UNSET)
            return fault_set(f, ERROR_type, "range takes ints, not %s", fault_noun(arguments[i]).text);
    bool both = arguments[1].tag != V_UNSET;
    int64_t begin = both ? arguments[0].integer : 0, end = both ? arguments[1].integer : arguments[0].integer;
    if (arguments[2].tag == V_UNSET)
        return value_range(begin, end, out, f);
    return range_stepped(begin, end, arguments[2].integer, out, f);
}

/* --- min, max, sum, any, all --- */

static bool items_key_fits(value key, const char *name, fault *f)
{
    return key.tag == V_UNSET || key.tag == V_NIL || fault_set(f, ERROR_type, "%s takes a key only where it is called by its name", name);
}

/* The first of those that no other stands before. sign 1: the least, -1: the greatest. */
static bool items_extreme(value over, int sign, const char *name, value *out, fault *f)
{
    walk w;
    value best, item;
    if (!walk_begin(&w, over, name, f))
        return false;
    if (!walk_next(&w, &best))
        return walk_ended(&w, f) && fault_set(f, ERROR_value, "%s of nothing", name);
    while (walk_next(&w, &item)) {
        int order;
        if (!value_order(item, best, &order, f)) {
            value_drop(item);
            value_drop(best);
            return false;
        }
        if (order != 2 && order * sign < 0)
            value_assign(&best, item);
        else
            value_drop(item);
    }
    return items_done(walk_ended(&w, f), best, out);
}

static bool items_extreme_of(const value *arguments, size_t count, int sign, const char *name, value *out, fault *f)
{
    if (count && arguments[count - 1].tag == V_UNSET) /* the key, left out; called through a variable it does not stand there */
        count--;
    if (count == 1)
        return items_extreme(arguments[0], sign, name, out, f);
    value list;
    if (!value_list(arguments, count, &list, f))
        return false;
    bool found = items_extreme(list, sign, name, out, f);
    value_drop(list);
    return found;
}

bool builtin_min(const value *arguments, size_t count, value *out, fault *f)
{
    return items_extreme_of(arguments, count, 1, "min", out, f);
}

bool builtin_max(const value *arguments, size_t count, value *out, fault *f)
{
    return items_extreme_of(arguments, count, -1, "max", out, f);
}

/* Strings and lists grow in place: putting a million together takes no million copies. */
static bool sum_add(value *total, value item, fault *f)
{
    if (value_is_string(*total) && value_is_string(item))
        return value_append(total, item, f);
    if (total->tag == V_LIST && item.tag == V_LIST) {
        value nothing;
        return method_find(V_LIST, "extend")->call(total, &item, 1, &nothing, f);
    }
    value sum;
    if (!value_binary(BIN_ADD, *total, item, &sum, f))
        return false;
    value_assign(total, sum);
    return true;
}

bool builtin_sum(const value *arguments, size_t count, value *out, fault *f)
{
    (void)count;
    walk w;
    value total = value_int(0), item;
    if (!walk_begin(&w, arguments[0], "sum", f))
        return false;
    bool added = true;
    for (bool first = true; added && walk_next(&w, &item); first = false) {
        if (first) {
            total = item;
            continue;
        }
        added = sum_add(&total, item, f);
        value_drop(item);
    }
    return items_done(added && walk_ended(&w, f), total, out);
}

/* Goes on until an item is as true as `wanted`. */
static bool items_have(value over, bool wanted, const char *name, bool *has, fault *f)
{
    walk w;
    value item;
    *has = false;
    if (!walk_begin(&w, over, name, f))
        return false;
    while (!*has && walk_next(&w, &item)) {
        *has = value_truth(item) == wanted;
        value_drop(item);
    }
    return *has || walk_ended(&w, f);
}

bool builtin_any(const value *arguments, size_t count, value *out, fault *f)
{
    (void)count;
    bool has;
    if (!items_have(arguments[0], true, "any", &has, f))
        return false;
    *out = value_bool(has);
    return true;
}

bool builtin_all(const value *arguments, size_t count, value *out, fault *f)
{
    (void)count;
    bool has;
    if (!items_have(arguments[0], false, "all", &has, f))
        return false;
    *out = value_bool(!has);
    return true;
}

/* --- lists of the items --- */

/* A new list of the items, changed by a method of lists. */
static bool items_changed(value over, const char *name, const char *change, const value *arguments, size_t count, value *out, fault *f)
{
    value list, nothing;
    if (!items_of(over, name, &list, f))
        return false;
    return items_done(method_find(V_LIST, change)->call(&list, arguments, count, &nothing, f), list, out);
}

bool builtin_sorted(const value *arguments, size_t count, value *out, fault *f)
{
    (void)count;
    return items_key_fits(arguments[1], "sorted", f) && items_changed(arguments[0], "sorted", "sort", arguments + 2, 1, out, f);
}

bool builtin_reversed(const value *arguments, size_t count, value *out, fault *f)
{
    (void)count;
    return items_changed(arguments[0], "reversed", "reverse", NULL, 0, out, f);
}

bool builtin_enumerate(const value *arguments, size_t count, value *out, fault *f)
{
    (void)count;
    walk w;
    value list, pair[2] = {value_int(0)};
    if (arguments[1].tag != V_UNSET && arguments[1].tag != V_INT)
        return fault_set(f, ERROR_type, "enumerate: the start must be an int, not %s", fault_noun(arguments[1]).text);
    if (arguments[1].tag == V_INT)
        pair[0] = arguments[1];
    if (!walk_begin(&w, arguments[0], "enumerate", f) || !items_empty(&list, f))
        return false;
    bool pushed = true;
    while (pushed && walk_next(&w, &pair[1])) {
        value both;
        pushed = value_list(pair, 2, &both, f) && items_push_take(&list, both, f);
        value_drop(pair[1]);
        pair[0].integer = (int64_t)((uint64_t)pair[0].integer + 1);
    }
    return items_done(pushed && walk_ended(&w, f), list, out);
}

/* The next item of each list, as one list; *end when one of them has no more. */
static bool zip_row(value *columns, size_t count, int64_t row, value *out, bool *end, fault *f)
{
    value made;
    if (!items_empty(&made, f))
        return false;
    bool pushed = true;
    for (size_t i = 0; i < count && pushed && !*end; i++) {
        *end = row >= columns[i].list->length;
        pushed = *end || value_list_push(&made, columns[i].list->items[row], f);
    }
    if (*end)
        value_drop(made);
    return *end || items_done(pushed, made, out);
}

static bool zip_rows(value *columns, size_t count, value *out, fault *f)
{
    value list, row;
    if (!items_empty(&list, f))
        return false;
    bool pushed = true, end = !count;
    for (int64_t at = 0; pushed && !end; at++) {
        pushed = zip_row(columns, count, at, &row, &end, f);
        if (pushed && !end)
            pushed = items_push_take(&list, row, f);
    }
    return items_done(pushed, list, out);
}

bool builtin_zip(const value *arguments, size_t count, value *out, fault *f)
{
    value columns;
    if (!items_empty(&columns, f))
        return false;
    bool done = true;
    for (size_t i = 0; i < count && done; i++) {
        value column;
        done = items_of(arguments[i], "zip", &column, f) && items_push_take(&columns, column, f);
    }
    done = done && zip_rows(columns.list->items, columns.list->length, out, f);
    value_drop(columns);
    return done;
}
