/* map: entries in the order they were put in, and beside them an index by hash (open addressing, linear probing) once there are
 * more than MAP_LINEAR. A removed entry leaves a hole (key V_UNSET) that the next rebuilding closes. */
#include <math.h>
#include <stdlib.h>

#include "runtime/value/internal.h"

enum { MAP_LINEAR = 8, MAP_FIRST = 4 };
#define MAP_NONE UINT32_MAX

/* --- keys --- */

bool map_key_fits(value key, fault *f)
{
    switch (key.tag) {
    case V_NIL:
    case V_BOOL:
    case V_INT:
    case V_DURATION:
    case V_SHORT:
    case V_STRING:
    case V_HANDLE: return true;
    case V_FLOAT: return !isnan(key.number) || fault_set(f, ERROR_value, "nan cannot be the key of a map: it equals nothing");
    default: return fault_set(f, ERROR_type, "%s cannot be the key of a map", fault_noun(key).text);
    }
}

static inline bool map_same(const value *a, const value *b)
{
    if (a->tag == b->tag)
        switch (a->tag) {
        case V_INT:
        case V_DURATION:
        case V_BOOL: return a->integer == b->integer;
        case V_SHORT: return !memcmp(a, b, sizeof *a);
        default: break;
        }
    return value_equal(*a, *b);
}

/* --- finding --- */

static uint32_t map_find_linear(const struct map *m, value key)
{
    for (uint32_t i = 0; i < m->length; i++)
        if (map_same(&m->entries[i].key, &key))
            return i;
    return MAP_NONE;
}

static uint32_t map_find_hashed(const struct map *m, value key, uint32_t hash)
{
    uint32_t mask = m->slots - 1;
    for (uint32_t at = hash & mask; m->index[at].entry; at = (at + 1) & mask)
        if (m->index[at].hash == hash && map_same(&m->entries[m->index[at].entry - 1].key, &key))
            return m->index[at].entry - 1;
    return MAP_NONE;
}

static inline uint32_t map_hash(const struct map *m, value key) { return m->index ? (uint32_t)value_hash(key) : 0; }

static inline uint32_t map_find(const struct map *m, value key, uint32_t hash)
{
    return m->index ? map_find_hashed(m, key, hash) : map_find_linear(m, key);
}

value *map_lookup(const struct map *m, value key)
{
    uint32_t at = map_find(m, key, map_hash(m, key));
    return at == MAP_NONE ? NULL : &m->entries[at].item;
}

/* --- room --- */

static void map_index_add(struct map *m, uint32_t entry, uint32_t hash)
{
    uint32_t mask = m->slots - 1, at = hash & mask;
    while (m->index[at].entry)
        at = (at + 1) & mask;
    m->index[at] = (struct map_slot){hash, entry + 1};
}

/* Moves the living entries into new room, leaving the holes behind, and indexes them anew. The old entries are the caller's. */
static bool map_build(struct map *m, const struct map *from, size_t capacity, fault *f)
{
    if (capacity > ITEMS_MAX)
        return fault_many_items(f, "map");
    size_t slots = capacity > MAP_LINEAR ? capacity * 2 : 0;
    m->entries = capacity ? malloc(capacity * sizeof *m->entries) : NULL;
    m->index = slots ? calloc(slots, sizeof *m->index) : NULL;
    if ((capacity && !m->entries) || (slots && !m->index)) {
        free(m->entries);
        free(m->index);
        return fault_memory(f);
    }
    m->slots = (uint32_t)slots;
    m->capacity = (uint32_t)capacity;
    m->used = m->length = 0;
    for (uint32_t i = 0; i < from->length; i++) {
        if (from->entries[i].key.tag == V_UNSET)
            continue;
        m->entries[m->length] = from->entries[i];
        if (m->index)
            map_index_add(m, m->length, (uint32_t)value_hash(from->entries[i].key));
        m->length++;
    }
    m->used = m->length;
    return true;
}

/* The power of two that holds so many entries. */
static size_t map_capacity(size_t entries)
{
    size_t capacity = entries ? MAP_FIRST : 0;
    while (capacity < entries)
        capacity *= 2;
    return capacity;
}

static bool map_rebuild(struct map *m, size_t entries, fault *f)
{
    struct map built = *m;
    if (!map_build(&built, m, map_capacity(entries), f))
        return false;
    free(m->entries);
    free(m->index);
    *m = built;
    return true;
}

bool value_map(value *out, fault *f)
{
    struct map *m = calloc(1, sizeof *m);
    if (!m)
        return fault_memory(f);
    m->head = cell_begin(V_MAP, 1);
    *out = value_of(&m->head);
    return true;
}

bool map_unshare(value *map, fault *f)
{
    if (value_unique(*map))
        return true;
    value made;
    if (!value_map(&made, f))
        return false;
    struct map *m = made.map;
    if (!map_build(m, map->map, map_capacity(map->map->used), f)) {
        free(m);
        return false;
    }
    for (uint32_t i = 0; i < m->length; i++) {
        value_keep(m->entries[i].key);
        value_keep(m->entries[i].item);
    }
    m->head.depth = map->map->head.depth;
    value_assign(map, made);
    return true;
}

/* --- changing --- */

static bool map_add(struct map *m, value key, value item, uint32_t hash, fault *f)
{
    if (m->length == m->capacity) {
        bool indexed = m->index;
        if (!map_rebuild(m, m->used + m->used / 4 + 1, f))
            return false;
        if (m->index && !indexed)
            hash = (uint32_t)value_hash(key);
    }
    if (m->index)
        map_index_add(m, m->length, hash);
    m->entries[m->length++] = (struct map_entry){value_keep(key), value_keep(item)};
    m->used++;
    return true;
}

bool value_map_put(value *map, value key, value item, fault *f)
{
    if (!map_key_fits(key, f) || !map_unshare(map, f) || !depth_admit(&map->map->head, item, f))
        return false;
    struct map *m = map->map;
    uint32_t hash = map_hash(m, key);
    uint32_t at = map_find(m, key, hash);
    if (at == MAP_NONE)
        return map_add(m, key, item, hash, f);
    value_assign(&m->entries[at].item, value_keep(item));
    return true;
}

bool value_map_get(value map, value key, value *out, fault *f)
{
    const value *item = map_lookup(map.map, key);
    if (!item) {
        if (!map_key_fits(key, f))
            return false;
        return fault_set(f, ERROR_key, "the map has no key %s", fault_quote(key).text);
    }
    *out = value_keep(*item);
    return true;
}

bool map_remove(value *map, value key, value *out)
{
    struct map *m = map->map;
    uint32_t at = map_find(m, key, map_hash(m, key));
    if (at == MAP_NONE)
        return false;
    *out = m->entries[at].item;
    value old = m->entries[at].key;
    m->entries[at] = (struct map_entry){VALUE_UNSET, VALUE_NIL};
    m->used--;
    value_drop(old);
    fault ignored = {0}; /* when there is no memory for less, the holes stay */
    if (m->length > MAP_LINEAR && m->used < m->length / 2 && !map_rebuild(m, m->used + m->used / 4, &ignored))
        value_drop(ignored.message);
    return true;
}
