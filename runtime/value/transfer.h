/* transfer: a value in one piece of memory, for others than its maker.
 *
 * A packed value is laid out as any other, so that whatever only reads takes it as it is; but nothing in it is counted (COUNT_IMMORTAL),
 * and its handles are what `convert` makes of those that went in. A closure lives in its process alone: the piece holds it, and has a cell
 * in its place from which others may read which function it is. Its cell stands at the beginning of the piece. */
#ifndef RUNTIME_VALUE_TRANSFER_H
#define RUNTIME_VALUE_TRANSFER_H

#include "runtime/value/value.h"

typedef struct transfer {
    bool (*convert)(void *context, value v, value *out, fault *f);      /* a handle, or a closure: the one itself, held once more */
    void *context;
    uint32_t process;            /* who packs */
} transfer;

/* How many bytes the piece takes that v, which is counted, is packed into; more than `most`: too many, and not counted to
 * the end. */
size_t transfer_size(value v, size_t most);
/* Packs v into `at`, aligned to 16. False with a fault: a handle could not be converted; the piece holds those before it. */
bool transfer_pack(const transfer *x, value v, void *at, value *out, fault *f);
bool transfer_unpack(const transfer *x, value packed, value *out, fault *f);    /* a value like any other */
/* Calls `see` for each handle and each closure of a packed value. */
void transfer_handles(value packed, void (*see)(void *context, value v), void *context);
value transfer_closure(value packed, uint32_t process);      /* of that process: the closure itself; VALUE_NIL: it is another's */

#endif
