/* map: entries in the order they were put in, and beside them an index by hash (open addressing, linear probing) once there are
 * more than MAP_LINEAR. A removed entry leaves a hole (key V_UNSET) that the next rebuilding closes. */
#include <math.h>

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

static inline uint32_t map_key_hash(value key) { return (uint32_t)(key.tag == V_INT ? hash_int(key.integer) : value_hash(key)); }

static inline uint32_t map_hash(const struct map *m, value key) { return m->index ? map_key_hash(key) : 0; }

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

static void map_index_all(struct map *m)
{
    for (uint32_t i = 0; m->index && i < m->length; i++)
        map_index_add(m, i, map_key_hash(m->entries[i].key));
}

/* An empty index for that many entries; NULL, with a fault, when there is no memory, and, without one, when they need none. */
static struct map_slot *map_index_new(size_t capacity, size_t *slots, fault *f)
{
    *slots = capacity > MAP_LINEAR ? capacity * 2 : 0;
    struct map_slot *index = *slots ? room_zeroed(*slots, sizeof *index) : NULL;
    if (*slots && !index)
        fault_memory(f);
    return index;
}

/* Copies the living entries into new room, leaving the holes behind, and indexes them anew. The old entries are the caller's. */
static bool map_build(struct map *m, const struct map *from, size_t capacity, fault *f)
{
    size_t slots;
    struct map_slot *index = map_index_new(capacity, &slots, f);
    if (slots && !index)
        return false;
    struct map_entry *entries = capacity ? room_resize(NULL, capacity, sizeof *entries) : NULL;
    if (capacity && !entries) {
        block_give(index);
        return fault_memory(f);
    }
    m->entries = entries;
    m->index = index;
    m->slots = (uint32_t)slots;
    m->capacity = (uint32_t)capacity;
    m->length = 0;
    for (uint32_t i = 0; i < from->length; i++)
        if (from->entries[i].key.tag != V_UNSET)
            m->entries[m->length++] = from->entries[i];
    m->used = m->length;
    map_index_all(m);
    return true;
}

/* The entries, which have no holes, grow where they are: of a large map the system moves the pages, not their content. */
static bool map_grow(struct map *m, size_t capacity, fault *f)
{
    size_t slots;
    struct map_slot *index = map_index_new(capacity, &slots, f);
    if (slots && !index)
        return false;
    struct map_entry *entries = room_resize(m->entries, capacity, sizeof *entries);
    if (!entries) {
        block_give(index);
        return fault_memory(f);
    }
    block_give(m->index);
    m->entries = entries;
    m->index = index;
    m->slots = (uint32_t)slots;
    m->capacity = (uint32_t)capacity;
    map_index_all(m);
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
    size_t capacity = map_capacity(entries);
    if (capacity > ITEMS_MAX)
        return fault_many_items(f, "map");
    if (m->used == m->length && capacity > m->length)
        return map_grow(m, capacity, f);
    struct map built = *m;
    if (!map_build(&built, m, capacity, f))
        return false;
    block_give(m->entries);
    block_give(m->index);
    *m = built;
    return true;
}

bool value_map(value *out, fault *f)
{
    struct map *m = block_zeroed(sizeof *m);
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
        block_give(m);
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

static bool map_add(struct map *m, value key, uint32_t hash, fault *f)
{
    if (m->length == m->capacity) {
        bool indexed = m->index;
        if (!map_rebuild(m, m->used + m->used / 4 + 1, f))
            return false;
        if (m->index && !indexed)
            hash = map_key_hash(key);
    }
    if (m->index)
        map_index_add(m, m->length, hash);
    m->entries[m->length++] = (struct map_entry){value_keep(key), VALUE_NIL};
    m->used++;
    return true;
}

value *map_place(struct map *m, value key, fault *f)
{
    uint32_t hash = map_hash(m, key), at = map_find(m, key, hash);
    if (at != MAP_NONE)
        return &m->entries[at].item;
    return map_add(m, key, hash, f) ? &m->entries[m->length - 1].item : NULL;
}

bool value_map_put(value *map, value key, value item, fault *f)
{
    if (!map_key_fits(key, f) || !map_unshare(map, f) || !depth_admit(&map->map->head, item, f))
        return false;
    value *place = map_place(map->map, key, f);
    if (!place)
        return false;
    value_assign(place, value_keep(item));
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
