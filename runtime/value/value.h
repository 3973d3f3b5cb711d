/* value: what a script can hold in a variable.
 *
 * 16 bytes, immutable from outside, acyclic, its nesting bounded (VALUE_DEPTH) when it is built, so that recursive walks
 * cannot overflow the C stack. Lists and maps are counted cells that are copied when they are changed while shared (copy on write).
 *
 * Ownership: borrow in, own out. A function takes its arguments without taking them over, and what it returns or stores through
 * an `out` pointer belongs to the caller, who drops it. Exceptions say so in their name (`_take`).
 * Counts are plain while the process has one thread and atomic as soon as it has more (__libc_single_threaded).
 * Errors: functions that can fail return false and fill the fault; `out` is then untouched. */
#ifndef RUNTIME_VALUE_VALUE_H
#define RUNTIME_VALUE_VALUE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum {
    VALUE_DEPTH = 200,           /* levels of nesting */
    VALUE_INLINE = 14,           /* bytes of a string held in the value itself */
    VALUE_ITEMS = 1 << 28        /* as many as a list or map may hold */
};

typedef enum value_tag {
    V_NIL, V_BOOL, V_INT, V_FLOAT, V_DURATION,
    V_SHORT,                 /* a string of at most VALUE_INLINE bytes, inside the value; every such string is one (never V_STRING) */
    V_FUNC,                  /* a script function that captures nothing: ->index is its place in the program */
    V_BUILTIN,               /* a built-in function: ->index is its row in interp/builtins.def */
    V_UNSET,                 /* no value: a name before its declaration ran, an argument not given; never seen by a script */
    V_COUNTED = 16,          /* not a tag: from here on ->cell is counted; a bit of its own, which the tags of many values show at once */
    V_STRING = V_COUNTED, V_LIST, V_MAP, V_RANGE, V_CLOSURE, V_ERROR, V_HANDLE,
    V_CELL,                  /* a captured variable (runtime/cells.h): seen by the machine only */
    V_TAGS
} value_tag;

typedef struct cell_head {   /* begins every counted thing */
    uint32_t count;
    uint8_t tag;
    uint8_t depth;           /* of nesting: 1 + the deepest item's, an upper bound */
    uint16_t extra;
} cell_head;

struct string; struct list; struct map; struct range; struct closure; struct error; struct handle; struct object; struct cells;

typedef struct value {
    union {
        struct { uint8_t tag, length; char text[VALUE_INLINE]; };   /* V_SHORT */
        struct { uint64_t head, payload; };  /* as it is moved: in two words, never in one of 16 bytes, which a processor cannot forward from two stores */
        struct {
            uint8_t tag_, face;          /* face of a V_HANDLE: 0, or which side of an rwlock (FACE_READ, FACE_WRITE) */
            uint16_t unused_;
            uint32_t index;              /* V_FUNC, V_BUILTIN; V_CELL: its number in cells */
            union {
                int64_t integer;         /* V_INT; V_DURATION in ns; V_BOOL 0 or 1 */
                double number;           /* V_FLOAT */
                cell_head *cell;
                struct string *string; struct list *list; struct map *map; struct range *range;
                struct closure *closure; struct error *error; struct handle *handle;
                struct cells *cells;     /* V_CELL */
            };
        };
    };
} value;

_Static_assert(sizeof(value) == 16, "a value is 16 bytes");
_Static_assert(V_TAGS <= 2 * V_COUNTED, "what is counted has the bit V_COUNTED");

typedef enum error_kind {
#define ERROR_KIND(name, when) ERROR_##name,
#include "runtime/value/errors.def"
#undef ERROR_KIND
    ERROR_KINDS
} error_kind;

typedef struct fault {       /* why something could not be done; becomes an error value when it reaches the script */
    uint8_t kind;            /* error_kind */
    value message;           /* a string; owned by whoever holds the fault */
} fault;

/* --- the counted cells. Their fields are for runtime/value/ and the machine's fast paths only. --- */

struct string { cell_head head; uint32_t length /* bytes */, points /* code points */; uint64_t hash /* 0: not yet */; char text[]; };
struct list { cell_head head; uint32_t length, capacity; value *items; };
struct map_entry { value key, item; };       /* a removed entry has key V_UNSET */
struct map_slot { uint32_t hash, entry; };   /* entry: 0 never used, otherwise 1 + its place, removed or not */
struct map {                                 /* without an index (NULL, slots 0) while it is small: then entries are looked through in order */
    cell_head head;
    uint32_t used /* live entries */, length /* with removed ones */, capacity, slots;
    struct map_entry *entries;
    struct map_slot *index;
};
struct range { cell_head head; int64_t begin, end; };
struct closure { cell_head head; uint32_t function, count; value captured[]; };   /* captured: values of lets, V_CELL for vars */
struct error {
    cell_head head;
    uint8_t kind;            /* error_kind */
    uint32_t line, column;   /* column is set by the machine */
    value name;              /* the kind as a string */
    value message, task;     /* strings */
    value stack;             /* list of strings "in f, line 3", innermost first; nil when unknown */
};
/* A handle names an object of the run (runtime/object.h); head.extra is its kind. The last one dropped tells the owner, by `release`. */
struct handle { cell_head head; struct object *object; const struct handle_owner *owner; };
struct handle_owner {                        /* what values ask of the world that the objects live in */
    void (*release)(struct handle *h);       /* the last one was dropped: frees h */
    uint64_t (*id)(const struct handle *h);  /* tells objects of this owner apart, the same in every run */
    void (*show)(const struct handle *h, uint8_t face, buf *out);   /* "<thread car-1>" */
    const char *(*type)(const struct handle *h, uint8_t face);      /* "thread" */
};

/* --- making --- */

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define VALUE_TAG_SHIFT 0
#else
#define VALUE_TAG_SHIFT 56
#endif
#define VALUE_HEAD(tag) ((uint64_t)(tag) << VALUE_TAG_SHIFT)
/* v.tag, of a value that is held in two machine registers: looking at the byte would have compilers put it into memory, all 16 bytes at
 * once. */
static inline uint8_t value_tag_of(value v) { return (uint8_t)(v.head >> VALUE_TAG_SHIFT); }
#define VALUE_NIL ((value){.head = VALUE_HEAD(V_NIL), .payload = 0})
#define VALUE_UNSET ((value){.head = VALUE_HEAD(V_UNSET), .payload = 0})
/* Reading and writing a place, in two words (see `head`). */
static inline value value_load(const value *from) { return (value){.head = from->head, .payload = from->payload}; }
static inline void value_store(value *to, value v)
{
    to->head = v.head;
    to->payload = v.payload;
}
static inline value value_bool(bool b) { return (value){.head = VALUE_HEAD(V_BOOL), .payload = b}; }
static inline value value_int(int64_t i) { return (value){.head = VALUE_HEAD(V_INT), .payload = (uint64_t)i}; }
static inline value value_float(double d) { value v = {.tag = V_FLOAT}; v.number = d; return v; }
static inline uint8_t value_kind(value handle) { return (uint8_t)handle.handle->head.extra; }    /* kind_id of a V_HANDLE's object */
static inline value value_duration(int64_t ns) { return (value){.head = VALUE_HEAD(V_DURATION), .payload = (uint64_t)ns}; }

/* --- counting (value/count.c for the slow part) --- */

void value_free(value v);                    /* the count has come to nothing */
void value_immortal(value v);                /* a literal: a string or range nobody counts from now on; others are left as they are */
void value_bury(value v);                    /* frees a literal again, at the end of the program that holds it */
void value_empty(value v);                   /* drops a list's or map's items and frees all but its cell */
value value_keep_cell(value v);              /* V_CELL */
void value_drop_cell(value v);

#include "runtime/value/count.h"             /* value_keep(v) → v, value_drop(v), value_assign(&slot, v), value_unique(v), as inline functions */

/* --- strings --- */
bool value_string(const char *bytes, size_t length, value *out, fault *f);     /* valid UTF-8 assumed */
value value_text(const char *text);                                            /* a literal of ours, at most VALUE_INLINE bytes or memory permitting; "" when out of memory */
bool value_concat(value a, value b, value *out, fault *f);                     /* strings */
bool value_append(value *string, value more, fault *f);                        /* string += more, in place where nobody else holds it */
bool value_string_take(buf *b, value *out, fault *f);                          /* what the buffer gathered; empties it, keeps its memory */
static inline bool value_is_string(value v) { return v.tag == V_SHORT || v.tag == V_STRING; }
static inline bool value_is_function(value v) { return v.tag == V_FUNC || v.tag == V_BUILTIN || v.tag == V_CLOSURE; }
size_t value_string_bytes(const value *v, const char **text);                  /* the bytes, borrowed from *v */
size_t value_string_points(value v);

/* --- lists, maps, ranges --- */
bool value_list(const value *items, size_t count, value *out, fault *f);       /* keeps the items */
bool value_list_take(value *items, size_t count, value *out, fault *f);        /* moves the items; they are V_NIL afterwards, also on failure untouched */
bool value_list_room(size_t capacity, value *out, fault *f);                   /* an empty one that will hold so many items */
bool value_list_push(value *list, value item, fault *f);                       /* in place, copy on write */
bool value_map(value *out, fault *f);
bool value_map_put(value *map, value key, value item, fault *f);               /* in place, copy on write */
bool value_map_get(value map, value key, value *out, fault *f);                /* false without a fault kind set to ERROR_key when absent: raises key */
bool value_range(int64_t begin, int64_t end, value *out, fault *f);
bool value_closure(uint32_t function, const value *captured, size_t count, value *out, fault *f);   /* keeps what is captured */
/* Walks anything iterable (list, map: its keys, range, string: its characters): *position from 0; false at the end, or with f->kind set
 * on a wrong type. */
bool value_next(value iterable, int64_t *position, value *out, fault *f);
bool value_iterable(value v);
bool value_length(value v, int64_t *out, fault *f);

/* --- looking into and changing in place --- */
bool value_index(value object, value index, value *out, fault *f);
bool value_slice(value object, value low, value high, value *out, fault *f);   /* V_UNSET for a bound left out */
/* The place of root[path[0]][path[1]]… for a change, every level made unshared; NULL with a fault. An absent last key of a map is
 * made (as nil) when `create`. The pointer holds until the next change of root. Strings and ranges cannot be changed: type.
 * Put nothing deeper there than there was: value_set and method_change (method.h) do that, and keep the bound on the nesting right. */
value *value_place(value *root, const value *path, size_t count, bool create, fault *f);
bool value_set(value *root, const value *path, size_t count, value item, fault *f);   /* root[path…] = item; count >= 1; checks depth */

/* --- operators; op is an operator_kind's spelling index given by the VM, see value/arith.h --- */
typedef enum binary { BIN_ADD, BIN_SUB, BIN_MUL, BIN_DIV, BIN_FLOOR_DIV, BIN_MOD, BIN_POW, BIN_AND, BIN_OR, BIN_XOR, BIN_SHL, BIN_SHR, BIN_RANGE, BINARIES } binary;
bool value_binary(binary op, value a, value b, value *out, fault *f);
bool value_negate(value a, value *out, fault *f);
bool value_invert(value a, value *out, fault *f);
bool value_truth(value v);
bool value_equal(value a, value b);                                            /* never fails; unlike types are unequal, save 1 == 1.0 */
bool value_order(value a, value b, int *out, fault *f);                        /* out < 0, 0, > 0; 2 when unordered (nan) */
bool value_contains(value container, value item, bool *out, fault *f);
uint64_t value_hash(value v);                                                  /* stable: no address, no seed of the process; equal values hash equally */

/* --- text --- */
void value_show(value v, buf *out);                                            /* as print and str() show it */
void value_repr(value v, buf *out);                                            /* as inside a list: strings quoted as Python does */
bool value_format(value v, const char *spec, buf *out, fault *f);              /* spec as after ':' in a string; checked when parsed */
const char *value_type_name(value v);                                          /* "int", "list", "queue" … as type() gives it */
/* What a handle shows of itself is its world's to say ("<thread car-1>"). */

extern const char *const error_kind_names[ERROR_KINDS];

/* --- faults and errors --- */
bool fault_set(fault *f, error_kind kind, const char *format, ...) __attribute__((format(printf, 3, 4)));   /* always false, for `return fault_set(…)` */
void fault_told(fault *f, error_kind kind, const char *format, va_list arguments);
typedef struct excerpt { char text[96]; } excerpt;
excerpt fault_noun(value v);                                                   /* a value's type with an article, for messages: "an int", "nil" */
bool value_property(value v, const char *name, value *out, fault *f);          /* .kind .message .line .task of an error; others: type */
bool value_error(error_kind kind, value own_name, value message, value task, uint32_t line, value *out, fault *f);   /* own_name V_UNSET unless ERROR_own */
value value_error_memory(void);                                                /* limit: out of memory; needs none, and is never changed */

#endif
