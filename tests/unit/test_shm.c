/* shm: that its memory comes in huge pages, where the system makes any. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "runtime/os/shm.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

enum { PAGE = 4096, HUGE_PAGE = 1 << 21, LIMIT = 1 << 26, BLOCK = 4096 };

static char *huge_of(const void *at) { return (char *)((uintptr_t)at & ~(uintptr_t)(HUGE_PAGE - 1)); }

static bool page_is_there(char *at)
{
    unsigned char there;
    assert_int_equal(mincore(at, PAGE, &there), 0);
    return there & 1;
}

/* Sees to it that there are some. */
static bool system_makes_huge(char *at)
{
    *(volatile char *)at = 0;
    return madvise(at, HUGE_PAGE, MADV_COLLAPSE) == 0;
}

/* Of the page in which the first block lies, and of the next, the last part is there before it is needed. */
static void test_huge_pages(void **state)
{
    (void)state;
    memory *m = shm_new(LIMIT, BLOCK);
    assert_non_null(m);
    cache own = {0};
    shm_enter(m, &own);
    char *at = memory_take(m, BLOCK), *first = huge_of(at);
    bool begins = page_is_there(first + HUGE_PAGE - PAGE), goes_on;
    while (huge_of(at) == first)
        at = memory_take(m, BLOCK);
    goes_on = page_is_there(first + 2 * HUGE_PAGE - PAGE);
    bool possible = system_makes_huge(first + 2 * HUGE_PAGE);
    shm_free(m);
    if (!possible)
        skip();
    assert_true(begins);
    assert_true(goes_on);
}

/* To make a page changes nothing of what is in it already. */
static void test_contents_stay(void **state)
{
    (void)state;
    enum { BLOCKS = 3 * HUGE_PAGE / BLOCK };
    static uint64_t *all[BLOCKS];
    memory *m = shm_new(LIMIT, BLOCK);
    assert_non_null(m);
    cache own = {0};
    shm_enter(m, &own);
    for (size_t i = 0; i < BLOCKS; i++) {
        all[i] = memory_zeroed(m, BLOCK);
        assert_non_null(all[i]);
        *all[i] = i;
    }
    for (size_t i = 0; i < BLOCKS; i++)
        assert_int_equal(*all[i], i);
    shm_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_huge_pages),
        cmocka_unit_test(test_contents_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
