/* transfer: a value in one piece of memory, for others than its maker.
 *
 * A packed value is laid out as any other, so that whatever only reads takes it as it is; but nothing in it is counted (COUNT_IMMORTAL),
 * and its handles are what `convert` makes of those that went in. Its cell stands at the beginning of the piece. */
#ifndef RUNTIME_VALUE_TRANSFER_H
#define RUNTIME_VALUE_TRANSFER_H

#include "runtime/value/value.h"

typedef struct transfer {
    bool (*convert)(void *context, value handle, value *out, fault *f);
    void *context;
} transfer;

/* How many bytes the piece takes that v, which is counted and sendable, is packed into; more than `most`: too many, and not counted to
 * the end. */
size_t transfer_size(value v, size_t most);
/* Packs v into `at`, aligned to 16. False with a fault: a handle could not be converted; the piece holds those before it. */
bool transfer_pack(const transfer *x, value v, void *at, value *out, fault *f);
bool transfer_unpack(const transfer *x, value packed, value *out, fault *f);    /* a value like any other */
/* Calls `see` for each handle of a packed value. */
void transfer_handles(value packed, void (*see)(void *context, value handle), void *context);

#endif
