/* large: what is in a block stays there as it grows, with and without large pages; a new one is zero. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/large.h"

enum { MOST = 5 << 20 };

static uint32_t mark(size_t i) { return (uint32_t)(i * 2654435761u); }

static void contents_stay(void **state)
{
    (void)state;
    uint32_t *block = NULL;
    size_t filled = 0;
    for (size_t count = 1; count <= MOST; count = count * 3 + 1) {
        block = large_resize(block, count * sizeof *block);
        assert_non_null(block);
        for (size_t i = 0; i < filled; i++)
            assert_int_equal(block[i], mark(i));
        for (; filled < count; filled++)
            block[filled] = mark(filled);
    }
    free(block);
}

static void new_ones_are_zero(void **state)
{
    (void)state;
    static const size_t counts[] = {1, 1000, 100000, MOST};
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
        uint32_t *block = large_zeroed(counts[k], sizeof *block);
        assert_non_null(block);
        for (size_t i = 0; i < counts[k]; i++)
            assert_int_equal(block[i], 0);
        free(block);
    }
}

static void tables_are_zero_and_aligned(void **state)
{
    (void)state;
    for (size_t size = 64; size <= 8 << 20; size *= 2) {
        unsigned char *table = large_table(size);
        assert_non_null(table);
        assert_int_equal((uintptr_t)table % 64, 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(table[i], 0);
        free(table);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contents_stay),
        cmocka_unit_test(new_ones_are_zero),
        cmocka_unit_test(tables_are_zero_and_aligned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
