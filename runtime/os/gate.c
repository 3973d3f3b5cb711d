/* gate: brings all other OS threads of a process to a standstill, for a fork: none of them is then in the middle of changing what the
 * process alone sees, so that the child finds it whole. One that sleeps stays asleep, and does not go on before the gate is open; one
 * that is awake looks at seat.halt after each op and slice. */
#include "runtime/os/internal.h"

static bool gate_is_shut(const os *s) { return (__atomic_load_n(&s->seat->halt, __ATOMIC_SEQ_CST) & HALT_GATE) != 0; }

/* Sequentially consistent: either this sees that the gate is shut, or who shuts it sees one awake less. */
static void gate_sleep(os *s)
{
    __atomic_sub_fetch(&s->seat->awake, 1, __ATOMIC_SEQ_CST);
    if (gate_is_shut(s))
        os_wake(s, &s->seat->awake, FUTEX_EVERYBODY);
}

void gate_rest(os *s)
{
    __atomic_sub_fetch(&s->common->busy, 1, __ATOMIC_RELAXED);
    if (s->shared)
        gate_sleep(s);
}

static void gate_wait(const os *s)
{
    for (uint32_t halt; (halt = __atomic_load_n(&s->seat->halt, __ATOMIC_SEQ_CST)) & HALT_GATE;)
        os_wait(s, &s->seat->halt, halt, -1);
}

void gate_rise(os *s)
{
    __atomic_add_fetch(&s->common->busy, 1, __ATOMIC_RELAXED);
    while (s->shared) {
        __atomic_add_fetch(&s->seat->awake, 1, __ATOMIC_SEQ_CST);
        if (!gate_is_shut(s))
            return;
        gate_sleep(s);
        gate_wait(s);
    }
}

void gate_pass(os *s)
{
    while (gate_is_shut(s)) {
        gate_rest(s);
        gate_rise(s);
    }
}

void gate_shut(os *s)
{
    while (__atomic_fetch_or(&s->seat->halt, HALT_GATE, __ATOMIC_SEQ_CST) & HALT_GATE)
        gate_pass(s);
    for (uint32_t awake; (awake = __atomic_load_n(&s->seat->awake, __ATOMIC_SEQ_CST)) > 1;)
        os_wait(s, &s->seat->awake, awake, -1);
}

void gate_open(os *s)
{
    s->gating = NULL;
    __atomic_fetch_and(&s->seat->halt, ~(uint32_t)HALT_GATE, __ATOMIC_SEQ_CST);
    os_wake(s, &s->seat->halt, FUTEX_EVERYBODY);
}
