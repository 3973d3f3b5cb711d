/* What becomes of the tasks of a process that is over while another process is about to let them go on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/os/internal.h"
#include "runtime/os/os.h"

enum { CLAIMER = 7 /* a journal's id */ };

/* What of the engine tasks are made and dropped with. */
typedef struct lot {
    os os;
    common common;
    seat seat;
    world world;
} lot;

static lot *lot_new(void)
{
    lot *l = memory_aligned(NULL, sizeof *l);
    assert_non_null(l);
    memset(l, 0, sizeof *l);
    l->world.parallel = true;
    l->world.memory = shm_new(1 << 24, sizeof(os_task));
    assert_non_null(l->world.memory);
    l->os.world = &l->world;
    l->world.engine_state = &l->os;
    l->os.shared = true;
    l->os.common = &l->common;
    l->os.seat = &l->seat;
    return l;
}

static void lot_free(lot *l)
{
    shm_free(l->world.memory);
    memory_give(NULL, l, sizeof *l);
}

/* One that waits, sleeping in that way. */
static os_task *lot_waits(lot *l, uint32_t how)
{
    os_task *t = roster_new(&l->os, &l->seat, NULL, NULL);
    assert_non_null(t);
    t->fresh = false;
    t->task.world = &l->world;
    task_turn(&t->task);
    t->word = how;
    return t;
}

/* Is the next that is made where t was? Once it is given back it is. */
static bool lot_reuses(lot *l, const os_task *t) { return roster_new(&l->os, &l->seat, NULL, NULL) == t; }

/* Its process is over when somebody has ended its wait, but not told it. */
static void test_keeps_whom_somebody_has_in_hand(void **state)
{
    (void)state;
    lot *l = lot_new();
    os_task *t = lot_waits(l, PARK_SLEEPING | PARK_IDLE);
    assert_true(task_claim(&t->task, task_generation(&t->task), CLAIMER));
    roster_drop(&l->os, t);
    roster_sweep(&l->os);
    assert_false(lot_reuses(l, t));
    park_tell(&l->os, t, PARK_READY);
    assert_int_equal(l->seat.able, 0);
    roster_sweep(&l->os);
    assert_true(lot_reuses(l, t));
    lot_free(l);
}

static void test_gives_back_whom_nobody_has_in_hand(void **state)
{
    (void)state;
    lot *l = lot_new();
    os_task *told = lot_waits(l, PARK_SLEEPING);
    assert_true(task_claim(&told->task, task_generation(&told->task), CLAIMER));
    park_tell(&l->os, told, PARK_READY);
    roster_drop(&l->os, told);
    assert_true(lot_reuses(l, told));
    os_task *waits = lot_waits(l, PARK_SLEEPING);
    assert_true(task_claim(&waits->task, task_generation(&waits->task), 0)); /* whoever ended the process */
    roster_drop(&l->os, waits);
    assert_true(lot_reuses(l, waits));
    lot_free(l);
}

/* Who tells one that is carried puts it into an inbox. It is not put there any more, or never used again. */
static void test_drops_whom_the_dispatcher_carries(void **state)
{
    (void)state;
    lot *l = lot_new();
    os_task *t = lot_waits(l, PARK_SLEEPING | PARK_CARRIED);
    t->carried = true;
    assert_true(task_claim(&t->task, task_generation(&t->task), CLAIMER));
    roster_drop(&l->os, t);
    park_tell(&l->os, t, PARK_READY);
    assert_null(l->seat.dispatcher.inbox);
    os_task *late = lot_waits(l, PARK_SLEEPING | PARK_CARRIED);
    late->carried = true;
    assert_true(task_claim(&late->task, task_generation(&late->task), CLAIMER));
    park_tell(&l->os, late, PARK_READY);
    roster_drop(&l->os, late);
    roster_sweep(&l->os);
    assert_true(lot_reuses(l, t));
    assert_false(lot_reuses(l, late));
    lot_free(l);
}

/* The process whose first task it is was let begin by the supervisor, for its parent was killed: who ends its wait later wakes it. */
static void test_wakes_whom_the_supervisor_let_begin(void **state)
{
    (void)state;
    lot *l = lot_new();
    object self = {.kind = KIND_process};
    os_task *t = roster_new(&l->os, &l->seat, NULL, NULL);
    assert_non_null(t);
    t->task.self = &self;
    t->task.world = &l->world;
    fork_begin(&l->os, t);
    assert_int_equal(l->seat.state, SEAT_RUNNING);
    task_turn(&t->task);
    assert_true(task_claim(&t->task, task_generation(&t->task), CLAIMER));
    os_engine.resume(&l->world, &t->task);
    assert_int_equal(t->word, PARK_READY);
    lot_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keeps_whom_somebody_has_in_hand),
        cmocka_unit_test(test_gives_back_whom_nobody_has_in_hand),
        cmocka_unit_test(test_drops_whom_the_dispatcher_carries),
        cmocka_unit_test(test_wakes_whom_the_supervisor_let_begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
