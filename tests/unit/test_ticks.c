/* ticks: beside the system's clock, which it is measured by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "runtime/os/internal.h"

enum { LOOKS = 4, BEHIND = 1000 }; /* threads; ns that it may be behind */
#define MS 1000000
#define PATIENCE (60000ll * MS)

typedef struct look {
    ticks *clock;
    int64_t backwards, ahead; /* how far it went back, and ran ahead, at most */
    int64_t behind; /* the least that it was behind in any of the last looks: whoever is interrupted between two clocks sees more */
} look;

/* Asks both clocks in turn for a while, and until one of the last looks was short enough: the system's, this one, the system's. */
static void *look_long(void *argument)
{
    look *l = argument;
    int64_t begin = clock_monotonic(), last = 0, after = begin;
    l->behind = INT64_MAX;
    while (after < begin + 40 * MS || (l->behind >= BEHIND && after < begin + PATIENCE)) {
        int64_t before = clock_monotonic(), now = ticks_now(l->clock);
        after = clock_monotonic();
        if (last - now > l->backwards)
            l->backwards = last - now;
        if (now - after > l->ahead)
            l->ahead = now - after;
        if (after > begin + 30 * MS && before - now < l->behind)
            l->behind = before - now;
        last = now;
    }
    return NULL;
}

static void look_by_many(ticks *clock)
{
    look looks[LOOKS];
    pthread_t threads[LOOKS];
    for (int i = 0; i < LOOKS; i++) {
        looks[i] = (look){.clock = clock};
        assert_int_equal(pthread_create(&threads[i], NULL, look_long, &looks[i]), 0);
    }
    for (int i = 0; i < LOOKS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < LOOKS; i++) {
        assert_int_equal(looks[i].backwards, 0);
        assert_int_equal(looks[i].ahead, 0);
        assert_true(looks[i].behind < BEHIND);
    }
}

static void test_never_ahead_nor_back(void **state)
{
    (void)state;
    ticks clock = {0};
    ticks_open(&clock);
    look_by_many(&clock);
}

/* Where the counter cannot be used it is the system's clock. */
static void test_without_a_counter(void **state)
{
    (void)state;
    ticks clock = {0};
    look_by_many(&clock);
    assert_int_equal(clock.version, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_never_ahead_nor_back),
        cmocka_unit_test(test_without_a_counter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
