/* stored: a table of states, open addressing, twice as large when it is two thirds full. Calls xxhash and large. */
#include "runtime/check/stored.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/large.h"

enum { SLOTS_FIRST = 1 << 12, PILE_FIRST = 1 << 16, NUMBER_MOST = 10 /* bytes */ };

typedef struct slot {
    uint64_t low, high; /* of the hash; exact: high is where its bytes stand */
    uint64_t mask;
    uint64_t number : 63, again : 1; /* 1 + its own; 0: the slot is free. It is to be gone over once more */
} slot;

enum { SAVED = 4 /* words */ };

struct stored {
    slot *slots;
    uint64_t count, capacity;
    bool exact;
    uint8_t *pile; /* of those kept whole: length, numbers, … */
    size_t piled, pile_capacity;
};

/* A place in it is looked for at random: each lies in one line of the cache, and in large pages there are few to be known. */
static slot *slots_new(uint64_t capacity) { return large_table(capacity * sizeof(slot)); }

stored *stored_new(bool exact)
{
    stored *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->exact = exact;
    s->capacity = SLOTS_FIRST;
    s->slots = slots_new(s->capacity);
    if (s->slots)
        return s;
    free(s);
    return NULL;
}

void stored_free(stored *s)
{
    if (!s)
        return;
    free(s->slots);
    free(s->pile);
    free(s);
}

static bool stored_grow(stored *s)
{
    uint64_t capacity = 2 * s->capacity;
    slot *larger = slots_new(capacity);
    if (!larger)
        return false;
    for (uint64_t i = 0; i < s->capacity; i++) {
        if (!s->slots[i].number)
            continue;
        uint64_t at = s->slots[i].low & (capacity - 1);
        while (larger[at].number)
            at = (at + 1) & (capacity - 1);
        larger[at] = s->slots[i];
    }
    free(s->slots);
    s->slots = larger;
    s->capacity = capacity;
    return true;
}

static bool pile_room(stored *s, size_t count)
{
    if (s->pile_capacity - s->piled >= count)
        return true;
    size_t capacity = s->pile_capacity ? s->pile_capacity : PILE_FIRST;
    while (capacity - s->piled < count)
        capacity *= 2;
    uint8_t *larger = large_resize(s->pile, capacity);
    if (!larger)
        return false;
    s->pile = larger;
    s->pile_capacity = capacity;
    return true;
}

/* Most of the numbers of a state are small: 7 bits go into a byte. */
static uint8_t *number_put(uint8_t *at, uint64_t n)
{
    for (; n >= 0x80; n >>= 7)
        *at++ = (uint8_t)(n | 0x80);
    *at++ = (uint8_t)n;
    return at;
}

static const uint8_t *number_get(const uint8_t *at, uint64_t *n)
{
    *n = 0;
    for (unsigned shift = 0;; shift += 7) {
        *n |= (uint64_t)(*at & 0x7f) << shift;
        if (!(*at++ & 0x80))
            return at;
    }
}

static bool pile_put(stored *s, const uint32_t *words, uint32_t length)
{
    if (!pile_room(s, (length + (size_t)1) * NUMBER_MOST))
        return false;
    uint8_t *at = number_put(s->pile + s->piled, length);
    for (uint32_t i = 0; i < length; i++)
        at = number_put(at, words[i]);
    s->piled = (size_t)(at - s->pile);
    return true;
}

static bool pile_holds(const stored *s, uint64_t place, const uint32_t *words, uint32_t length)
{
    uint64_t n;
    const uint8_t *at = number_get(s->pile + place, &n);
    bool equal = n == length;
    for (uint32_t i = 0; i < length && equal; i++) {
        at = number_get(at, &n);
        equal = n == words[i];
    }
    return equal;
}

void stored_soon(const stored *s, uint64_t low) { __builtin_prefetch(&s->slots[low & (s->capacity - 1)], 1); }

uint64_t *stored_find(stored *s, const stored_key *k, uint64_t *number, bool *fresh)
{
    XXH128_hash_t hash = k->words ? XXH3_128bits(k->words, k->length * sizeof *k->words) : (XXH128_hash_t){k->low, k->high};
    if (3 * s->count >= 2 * s->capacity && !stored_grow(s))
        return NULL;
    uint64_t at = hash.low64 & (s->capacity - 1);
    for (; s->slots[at].number; at = (at + 1) & (s->capacity - 1)) {
        const slot *other = &s->slots[at];
        if (other->low == hash.low64 && (s->exact ? pile_holds(s, other->high, k->words, k->length) : other->high == hash.high64)) {
            *fresh = other->again;
            *number = other->number - 1;
            s->slots[at].again = false;
            return &s->slots[at].mask;
        }
    }
    uint64_t high = s->exact ? s->piled : hash.high64;
    if (s->exact && !pile_put(s, k->words, k->length))
        return NULL;
    s->slots[at] = (slot){.low = hash.low64, .high = high, .number = s->count + 1};
    *number = s->count++;
    *fresh = true;
    return &s->slots[at].mask;
}

uint64_t stored_count(const stored *s) { return s->count; }

size_t stored_bytes(const stored *s) { return s->capacity * sizeof *s->slots + s->pile_capacity; }

/* --- as text, and back --- */

void stored_save(const stored *s, buf *out)
{
    save_number(out, s->count * SAVED * sizeof(uint64_t));
    for (uint64_t i = 0; i < s->capacity; i++) {
        const slot *at = &s->slots[i];
        const uint64_t words[SAVED] = {at->low, at->high, at->mask, at->number};
        if (at->number)
            buf_add(out, (const char *)words, sizeof words);
    }
    buf_char(out, ' ');
    save_bytes(out, (const char *)s->pile, s->piled);
}

static bool slot_load(stored *s, const uint64_t words[static SAVED], uint64_t count)
{
    if (!words[3] || words[3] > count || (3 * s->count >= 2 * s->capacity && !stored_grow(s)))
        return false;
    uint64_t at = words[0] & (s->capacity - 1);
    while (s->slots[at].number)
        at = (at + 1) & (s->capacity - 1);
    s->slots[at] = (slot){.low = words[0], .high = words[1], .mask = words[2], .number = words[3]};
    s->count++;
    return true;
}

bool stored_load(stored *s, saved_text *in)
{
    size_t length, piled;
    const char *slots = load_bytes(in, &length), *pile = load_bytes(in, &piled);
    uint64_t words[SAVED];
    bool ok = !in->bad && length % sizeof words == 0 && (!piled || pile_room(s, piled));
    for (size_t at = 0; at < length && ok; at += sizeof words) {
        memcpy(words, slots + at, sizeof words);
        ok = slot_load(s, words, length / sizeof words);
    }
    if (ok && piled)
        memcpy(s->pile, pile, s->piled = piled);
    return ok;
}

void stored_again(stored *s, const stored_visit *visits)
{
    for (uint64_t i = 0; i < s->capacity; i++) {
        slot *at = &s->slots[i];
        stored_visit v = at->number ? visits[at->number - 1] : (stored_visit){.visited = false};
        at->again = v.fresh;
        at->mask = v.visited && !v.fresh ? v.mask : at->mask;
    }
}
