/* op: what is asked of the parts of an op before it is performed. */
#include "runtime/op.h"

bool op_time(value given, int64_t *length, fault *f)
{
    *length = NO_TIMEOUT;
    if (given.tag == V_UNSET || given.tag == V_NIL)
        return true;
    if (given.tag != V_DURATION)
        return fault_set(f, ERROR_type, "a time-out is a duration (write 2s, not 2), not %s", fault_noun(given).text);
    if (given.integer < 0)
        return fault_set(f, ERROR_value, "a time-out cannot be negative");
    *length = given.integer;
    return true;
}
