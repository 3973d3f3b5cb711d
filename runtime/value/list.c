/* list: making lists, copying them on write, growing, joining. Their methods are in list_method.c, sorting in sort.c. */

#include "runtime/value/internal.h"

enum { LIST_FIRST = 4 /* capacity of the first growth */, LIST_WITHIN = 6 /* so many items stand in the cell itself */ };

static value *list_inside(struct list *l) { return (value *)(void *)(l + 1); }

/* Most lists are short, and never grow: one block is half the work of two. */
bool list_new(size_t capacity, struct list **out, fault *f)
{
    bool within = capacity <= LIST_WITHIN;
    if (capacity > ITEMS_MAX)
        return fault_many_items(f, "list");
    struct list *l = block_take(sizeof *l + (within ? capacity * sizeof *l->items : 0));
    value *items = within ? NULL : room_resize(NULL, capacity, sizeof *items);
    if (!l || (!within && !items)) {
        block_give(l);
        block_give(items);
        return fault_memory(f);
    }
    *l = (struct list){.head = cell_begin(V_LIST, 1), .capacity = (uint32_t)capacity, .items = within && capacity ? list_inside(l) : items};
    *out = l;
    return true;
}

void list_give_items(struct list *l)
{
    if (l->items != list_inside(l))
        block_give(l->items);
}

bool value_list_room(size_t capacity, value *out, fault *f)
{
    struct list *l;
    if (!list_new(capacity, &l, f))
        return false;
    *out = value_of(&l->head);
    return true;
}

/* The bound on the nesting of a list of these items; 0 and a fault when it is too deep. */
static unsigned list_depth(const value *items, size_t count, fault *f)
{
    unsigned depth = 1;
    for (size_t i = 0; i < count; i++)
        if (items[i].tag >= V_COUNTED && value_depth(items[i]) >= depth)
            depth = value_depth(items[i]) + 1;
    if (depth > VALUE_DEPTH) {
        fault_depth(f);
        return 0;
    }
    return depth;
}

bool value_list(const value *items, size_t count, value *out, fault *f)
{
    unsigned depth = list_depth(items, count, f);
    struct list *l;
    if (!depth || !list_new(count, &l, f))
        return false;
    for (size_t i = 0; i < count; i++)
        l->items[i] = value_keep(items[i]);
    l->length = (uint32_t)count;
    l->head.depth = (uint8_t)depth;
    *out = value_of(&l->head);
    return true;
}

bool value_list_take(value *items, size_t count, value *out, fault *f)
{
    unsigned depth = list_depth(items, count, f);
    struct list *l;
    if (!depth || !list_new(count, &l, f))
        return false;
    for (size_t i = 0; i < count; i++) {
        l->items[i] = items[i];
        items[i] = VALUE_NIL;
    }
    l->length = (uint32_t)count;
    l->head.depth = (uint8_t)depth;
    *out = value_of(&l->head);
    return true;
}

bool list_unshare(value *list, fault *f)
{
    if (value_unique(*list))
        return true;
    const struct list *old = list->list;
    struct list *l;
    if (!list_new(old->length, &l, f))
        return false;
    for (uint32_t i = 0; i < old->length; i++)
        l->items[i] = value_keep(old->items[i]);
    l->length = old->length;
    l->head.depth = old->head.depth;
    value_assign(list, value_of(&l->head));
    return true;
}

bool list_reserve(struct list *l, size_t capacity, fault *f)
{
    if (capacity <= l->capacity)
        return true;
    if (capacity > ITEMS_MAX)
        return fault_many_items(f, "list");
    size_t room = l->capacity ? l->capacity + l->capacity / 2 + 1 : LIST_FIRST;
    if (room < capacity)
        room = capacity;
    if (room > ITEMS_MAX)
        room = ITEMS_MAX;
    bool inside = l->items == list_inside(l);
    value *items = room_resize(inside ? NULL : l->items, room, sizeof *items);
    if (!items)
        return fault_memory(f);
    if (inside)
        memcpy(items, l->items, l->length * sizeof *items);
    l->items = items;
    l->capacity = (uint32_t)room;
    return true;
}

bool value_list_push(value *list, value item, fault *f)
{
    if (!list_unshare(list, f))
        return false;
    struct list *l = list->list;
    if (l->length == l->capacity && !list_reserve(l, (size_t)l->length + 1, f))
        return false;
    if (item.tag >= V_COUNTED && !depth_admit(&l->head, item, f))
        return false;
    l->items[l->length++] = value_keep(item);
    return true;
}

static bool list_append_all(value *list, const value *items, size_t count, unsigned depth, fault *f)
{
    struct list *l = list->list;
    if (!list_reserve(l, (size_t)l->length + count, f))
        return false;
    for (size_t i = 0; i < count; i++)
        l->items[l->length++] = value_keep(items[i]);
    if (l->head.depth < depth)
        l->head.depth = (uint8_t)depth;
    return true;
}

/* What was added before a fault stays, as in Python; only the end of memory can bring that about. */
bool list_extend(value *list, value iterable, fault *f)
{
    if (!list_unshare(list, f))
        return false;
    if (iterable.tag == V_LIST)
        return list_append_all(list, iterable.list->items, iterable.list->length, iterable.list->head.depth, f);
    int64_t position = 0;
    value item;
    fault end = {0};
    while (value_next(iterable, &position, &item, &end)) {
        bool pushed = value_list_push(list, item, f);
        value_drop(item);
        if (!pushed)
            return false;
    }
    if (end.kind == ERROR_error)
        return true;
    *f = end;
    return false;
}

bool list_range(value list, int64_t low, int64_t high, value *out, fault *f)
{
    const value *first = high > low ? list.list->items + low : NULL;
    return value_list(first, (size_t)(high - low), out, f);
}

bool list_join(value a, value b, value *out, fault *f)
{
    struct list *l;
    if (!list_new((size_t)a.list->length + b.list->length, &l, f))
        return false;
    value made = value_of(&l->head);
    list_append_all(&made, a.list->items, a.list->length, a.list->head.depth, f);
    list_append_all(&made, b.list->items, b.list->length, b.list->head.depth, f);
    *out = made;
    return true;
}

/* The items are written once and doubled from there; then each is counted for its further copies. */
static void list_fill(struct list *l, const value *items, size_t length, size_t times)
{
    size_t all = length * times;
    memcpy(l->items, items, length * sizeof *items);
    for (size_t done = length; done < all;) {
        size_t more = done < all - done ? done : all - done;
        memcpy(l->items + done, l->items, more * sizeof *items);
        done += more;
    }
    for (size_t i = 0; i < length; i++)
        for (size_t k = 0; items[i].tag >= V_COUNTED && k < times; k++)
            value_keep(items[i]);
    l->length = (uint32_t)all;
}

bool list_repeat(value list, int64_t times, value *out, fault *f)
{
    size_t length = list.list->length;
    if (times < 0)
        times = 0;
    if (length && (uint64_t)times > ITEMS_MAX / length)
        return fault_many_items(f, "list");
    struct list *l;
    if (!list_new(length * (size_t)times, &l, f))
        return false;
    value made = value_of(&l->head);
    if (l->items && length) {
        list_fill(l, list.list->items, length, (size_t)times);
        l->head.depth = list.list->head.depth;
    }
    *out = made;
    return true;
}
