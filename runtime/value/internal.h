/* internal: what the files of runtime/value/ share with each other and with nobody else. */
#ifndef RUNTIME_VALUE_INTERNAL_H
#define RUNTIME_VALUE_INTERNAL_H

#include <string.h>

#include "base/memory.h"
#include "runtime/value/method.h"
#include "runtime/value/value.h"

#define STRING_MAX ((size_t)1 << 30)     /* bytes */
#define ITEMS_MAX ((size_t)VALUE_ITEMS)

/* --- faults (error.c) --- */
bool fault_memory(fault *f);                                  /* out of memory; always false */
bool fault_depth(fault *f);                                   /* nests too deep; always false */
bool fault_long_string(fault *f);
bool fault_many_items(fault *f, const char *what);            /* what: "list", "map" */
excerpt fault_quote(value v);                                 /* the value's repr, cut short, for use in a message */

/* --- depth: 0 for what holds nothing --- */
static inline unsigned value_depth(value v)
{
    return v.tag == V_LIST || v.tag == V_MAP || v.tag == V_CLOSURE || v.tag == V_ERROR ? v.cell->depth : 0;
}
static inline cell_head cell_begin(uint8_t tag, unsigned depth)
{
    return (cell_head){.count = 1, .tag = tag, .depth = (uint8_t)depth};
}
static inline value value_of(cell_head *cell)
{
    value v = {.tag = cell->tag};
    v.cell = cell;
    return v;
}
/* Makes room in the container's bound for an item put into it. */
static inline bool depth_admit(cell_head *head, value item, fault *f)
{
    unsigned depth = value_depth(item) + 1;
    if (depth <= head->depth)
        return true;
    if (depth > VALUE_DEPTH)
        return fault_depth(f);
    head->depth = (uint8_t)depth;
    return true;
}

/* --- hashes (compare.c) --- */
static inline uint64_t hash_mix(uint64_t x)
{
    x = (x ^ x >> 32) * UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ x >> 29) * UINT64_C(0xD6E8FEB86659FD93);
    return x ^ x >> 32;
}

/* Eight ints in a row have hashes in a row: keys that are counted up find each other in one line of the processor's cache. */
static inline uint64_t hash_int(int64_t i)
{
    const uint64_t row = 7;
    return (hash_mix((uint64_t)i & ~row) & ~row) | ((uint64_t)i & row);
}

/* --- memory for many items (room.c); NULL: there is none --- */
void *room_resize(void *block, size_t count, size_t size);    /* block NULL: new; count is not 0 */
void *room_zeroed(size_t count, size_t size);

/* --- strings (string.c) --- */
/* Where to write a new string of that many bytes, then string_done; NULL with a fault. */
char *string_room(value *out, size_t length, fault *f);
void string_done(value *out, size_t points);
size_t string_count(const char *text, size_t length);         /* code points */
size_t string_offset(const char *text, size_t length, size_t points);   /* bytes that so many code points take */
size_t string_decode(const char *text, unsigned *code_point); /* of valid text; bytes read */
bool string_range(value s, int64_t low, int64_t high, value *out, fault *f);   /* code points low..high, in bounds */
bool string_repeat(value s, int64_t times, value *out, fault *f);
uint64_t string_hash(value s);
int string_order(value a, value b);
const char *string_search(const char *text, size_t length, const char *part, size_t part_length);   /* NULL: not in it */

/* --- lists (list.c, sort.c) --- */
bool list_new(size_t capacity, struct list **out, fault *f);
void list_give_items(struct list *l);                         /* their memory, where it is not the cell's own */
bool list_unshare(value *list, fault *f);                     /* from here on nobody else holds it */
bool list_reserve(struct list *l, size_t capacity, fault *f);
bool list_extend(value *list, value iterable, fault *f);
bool list_range(value list, int64_t low, int64_t high, value *out, fault *f);
bool list_join(value a, value b, value *out, fault *f);
bool list_repeat(value list, int64_t times, value *out, fault *f);
/* Stable; the items are unharmed on a fault; keys NULL: the items themselves. */
bool sort_values(value *items, const value *keys, size_t count, bool reverse, fault *f);

/* --- maps (map.c) --- */
bool map_key_fits(value key, fault *f);
bool map_unshare(value *map, fault *f);
value *map_lookup(const struct map *m, value key);            /* the item; NULL when absent */
value *map_place(struct map *m, value key, fault *f);         /* the item, made as nil when absent; NULL: no memory; m is unshared */
bool map_remove(value *map, value key, value *out);           /* out: the item; false when absent; map is unshared */

/* --- numbers as text (number.c) --- */
size_t number_int_text(int64_t i, char text[24]);
size_t number_float_text(double d, char text[40]);            /* as Python's repr */

/* --- numbers (arith.c, duration.c) --- */
double arith_ratio(int64_t a, int64_t b);                     /* a / b, correctly rounded; b is not 0 */
int64_t arith_floor_div(int64_t a, int64_t b);                /* b is neither 0 nor -1 */
int64_t arith_floor_rest(int64_t a, int64_t b);               /* b is not 0 */
bool arith_type_fault(binary op, value a, value b, fault *f);
bool duration_binary(binary op, value a, value b, value *out, fault *f);   /* at least one is a duration */
void duration_text(int64_t ns, buf *out);

/* --- walking (access.c) --- */
bool access_int(value v, const char *what, int64_t *out, fault *f);
/* Raises the bounds above an item that was set or changed. */
void access_settle(value root, const value *path, size_t count, unsigned depth);
void access_clamp(value bound, int64_t length, int64_t *at);  /* a slice's bound as Python does it */

/* --- the methods of methods.def --- */
#define METHOD_FUNCTION(name) bool name(value *self, const value *arguments, size_t count, value *out, fault *f);
#define METHOD(type, prefix, name, parameters, change, about) METHOD_FUNCTION(prefix##_##name)
#include "runtime/value/methods.def"
#undef METHOD
#undef METHOD_FUNCTION

#endif
