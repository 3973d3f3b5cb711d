/* snap: two pieces of memory, the run's and a copy of how it was at the last mark; and a log of what the copy held before that mark.
 * Blocks are cut from the end of the piece, and used again by size. Everything that says which is free stands in the piece itself, so
 * that it goes back with the rest. Calls only the C library and mmap. */
#include "base/snap.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/large.h"

enum {
    LINE = 64,
    STRIDE = 8 * LINE,
    GRAIN = 16,
    SMALL = 1024,
    SMALLS = SMALL / GRAIN,
    CLASSES = SMALLS + 40,
    LOG_FIRST = 256,
    OPENED = 1 << 18
};

/* In front of each block; the block itself begins at a multiple of GRAIN. */
typedef struct head {
    uint64_t class;
} head;

typedef struct spare { /* a block that is free */
    struct spare *next;
} spare;

/* Begins the run's piece. */
typedef struct piece {
    size_t used;
    spare *free[CLASSES];
} piece;

typedef struct line {
    char bytes[LINE];
} line;

struct snap {
    char *live, *copy;
    size_t most, open; /* bytes: of address space, and of these in use at most so far */
    size_t allowed;    /* of the address space */
    bool refused;
    size_t known; /* bytes that may differ from zero in either */
    uint32_t *places;
    line *before;
    size_t logged, log_capacity;
    size_t *marks;
    uint32_t marked, mark_capacity;
};

/* --- the pieces --- */

static char *piece_map(size_t size)
{
    void *at = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return at == MAP_FAILED ? NULL : at;
}

/* Only what is open counts as memory where that is limited. */
static bool snap_open(snap *h, size_t bytes)
{
    size_t wanted = (bytes + OPENED - 1) / OPENED * OPENED;
    if (wanted > h->most)
        wanted = h->most;
    if (wanted < bytes || mprotect(h->live, wanted, PROT_READ | PROT_WRITE) != 0 || mprotect(h->copy, wanted, PROT_READ | PROT_WRITE) != 0)
        return false;
    h->open = wanted;
    return true;
}

static void piece_unmap(char *at, size_t size)
{
    if (at)
        munmap(at, size);
}

/* The first block behind its head is aligned, and so are all others. */
static size_t piece_begin(void) { return (sizeof(piece) + LINE - 1) / LINE * LINE + GRAIN - sizeof(head); }

snap *snap_new(size_t most)
{
    snap *h = calloc(1, sizeof *h);
    if (!h)
        return NULL;
    h->allowed = h->most = (most + piece_begin()) / STRIDE * STRIDE + STRIDE;
    h->live = piece_map(h->most);
    h->copy = piece_map(h->most);
    if (!h->live || !h->copy || !snap_open(h, piece_begin())) {
        snap_free(h);
        return NULL;
    }
    ((piece *)(void *)h->live)->used = piece_begin();
    return h;
}

void snap_free(snap *h)
{
    if (!h)
        return;
    piece_unmap(h->live, h->most);
    piece_unmap(h->copy, h->most);
    free(h->places);
    free(h->before);
    free(h->marks);
    free(h);
}

const char *snap_begin(const snap *h) { return h->live; }

size_t snap_used(const snap *h) { return ((const piece *)(const void *)h->live)->used; }

static size_t snap_known(snap *h)
{
    size_t used = (snap_used(h) + STRIDE - 1) / STRIDE * STRIDE;
    if (used > h->known)
        h->known = used;
    return h->known;
}

void snap_clear(snap *h)
{
    size_t known = snap_known(h);
    memset(h->live, 0, known);
    memset(h->copy, 0, known);
    h->known = 0;
    h->logged = 0;
    h->marked = 0;
    h->allowed = h->most;
    h->refused = false;
    ((piece *)(void *)h->live)->used = piece_begin();
}

void snap_allow(snap *h, size_t bytes)
{
    size_t used = snap_used(h);
    h->allowed = bytes < h->most - used ? used + bytes : h->most;
}

bool snap_refused(const snap *h) { return h->refused; }

size_t snap_remembered(const snap *h) { return h->logged * (sizeof(line) + sizeof *h->places) + h->marked * sizeof *h->marks; }

/* --- blocks --- */

static unsigned class_of(size_t size)
{
    size_t grains = (size + sizeof(head) + GRAIN - 1) / GRAIN;
    if (grains < SMALLS)
        return (unsigned)grains;
    unsigned doublings = 0;
    for (size_t room = SMALL; room < grains * GRAIN && doublings < CLASSES - SMALLS - 1; room *= 2)
        doublings++;
    return SMALLS + doublings;
}

static size_t class_size(unsigned class) { return class < SMALLS ? (size_t) class * GRAIN : (size_t)SMALL << (class - SMALLS); }

static bool snap_holds(const snap *h, const void *at) { return (const char *)at >= h->live && (const char *)at < h->live + h->most; }

static const head *head_of(const void *at) { return (const head *)at - 1; }

static void *block_cut(snap *h, unsigned class)
{
    piece *p = (piece *)(void *)h->live;
    size_t size = class_size(class);
    if (p->used > h->allowed || size > h->allowed - p->used) {
        h->refused = true;
        return NULL;
    }
    if (p->used + size > h->open && !snap_open(h, p->used + size))
        return NULL;
    head *at = (head *)(void *)(h->live + p->used);
    p->used += size;
    at->class = class;
    return at + 1;
}

void *snap_take(snap *h, size_t size)
{
    if (size > h->most) {
        h->refused = true;
        return NULL;
    }
    unsigned class = class_of(size);
    piece *p = (piece *)(void *)h->live;
    spare *at = p->free[class];
    if (!at)
        return block_cut(h, class);
    p->free[class] = at->next;
    return at;
}

void *snap_zeroed(snap *h, size_t size)
{
    void *at = snap_take(h, size);
    return at ? memset(at, 0, size) : NULL;
}

void snap_give(snap *h, void *at)
{
    if (!snap_holds(h, at)) {
        free(at);
        return;
    }
    piece *p = (piece *)(void *)h->live;
    spare *block = at;
    uint64_t class = head_of(at)->class;
    block->next = p->free[class];
    p->free[class] = block;
}

void *snap_resize(snap *h, void *at, size_t size)
{
    if (!at)
        return snap_take(h, size);
    if (!snap_holds(h, at))
        return realloc(at, size);
    size_t room = class_size((unsigned)head_of(at)->class) - sizeof(head);
    if (size <= room)
        return at;
    void *larger = snap_take(h, size);
    if (larger) {
        memcpy(larger, at, room);
        snap_give(h, at);
    }
    return larger;
}

/* --- there and back --- */

static bool log_room(snap *h)
{
    if (h->logged < h->log_capacity)
        return true;
    size_t capacity = h->log_capacity ? 2 * h->log_capacity : LOG_FIRST;
    uint32_t *places = large_resize(h->places, capacity * sizeof *places);
    if (places)
        h->places = places;
    line *before = places ? large_resize(h->before, capacity * sizeof *before) : NULL;
    if (!before)
        return false;
    h->before = before;
    h->log_capacity = capacity;
    return true;
}

static bool mark_room(snap *h)
{
    if (h->marked < h->mark_capacity)
        return true;
    uint32_t capacity = h->mark_capacity ? 2 * h->mark_capacity : LOG_FIRST;
    size_t *more = large_resize(h->marks, capacity * sizeof *more);
    if (!more)
        return false;
    h->marks = more;
    h->mark_capacity = capacity;
    return true;
}

/* The line of the copy is remembered, and becomes as the run's. */
static bool line_log(snap *h, size_t at)
{
    if (!log_room(h))
        return false;
    h->places[h->logged] = (uint32_t)(at / LINE);
    memcpy(&h->before[h->logged++], h->copy + at, LINE);
    memcpy(h->copy + at, h->live + at, LINE);
    return true;
}

static bool stride_log(snap *h, size_t from)
{
    for (size_t at = from; at < from + STRIDE; at += LINE)
        if (memcmp(h->live + at, h->copy + at, LINE) != 0 && !line_log(h, at))
            return false;
    return true;
}

static void log_undo(snap *h, size_t to, bool also_live)
{
    while (h->logged > to) {
        size_t at = (size_t)h->places[--h->logged] * LINE;
        memcpy(h->copy + at, &h->before[h->logged], LINE);
        if (also_live)
            memcpy(h->live + at, &h->before[h->logged], LINE);
    }
}

bool snap_mark(snap *h)
{
    if (!mark_room(h))
        return false;
    size_t from = h->logged, known = snap_known(h);
    for (size_t at = 0; at < known; at += STRIDE)
        if (memcmp(h->live + at, h->copy + at, STRIDE) != 0 && !stride_log(h, at)) {
            log_undo(h, from, false);
            return false;
        }
    h->marks[h->marked++] = from;
    return true;
}

void snap_back(snap *h)
{
    size_t known = snap_known(h);
    for (size_t at = 0; at < known; at += STRIDE)
        if (memcmp(h->live + at, h->copy + at, STRIDE) != 0)
            memcpy(h->live + at, h->copy + at, STRIDE);
}

void snap_undo(snap *h) { log_undo(h, h->marks[--h->marked], true); }

void snap_forget(snap *h) { log_undo(h, h->marks[--h->marked], false); }

_Thread_local snap *snap_here;

uint32_t snap_marks(const snap *h) { return h->marked; }
