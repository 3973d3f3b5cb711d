/* snap: memory that goes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "runtime/random.h"

#ifdef __SANITIZE_THREAD__
enum { MOVES = 200 }; /* there is one thread, and more would be slow */
#else
enum { MOVES = 4000 };
#endif
enum { BLOCKS = 60, MARKS = 12, BLOCK_MOST = 12000 };

/* What the run should hold: its blocks, each filled with one byte. */
typedef struct block {
    unsigned char *at;
    size_t size;
    unsigned char fill;
} block;

typedef struct run {
    block blocks[BLOCKS];
} run;

static void blocks_hold(const run *r)
{
    for (int i = 0; i < BLOCKS; i++)
        for (size_t k = 0; k < r->blocks[i].size; k++)
            if (r->blocks[i].at[k] != r->blocks[i].fill)
                fail_msg("block %d: byte %zu is %u, not %u", i, k, r->blocks[i].at[k], r->blocks[i].fill);
}

static void fill(block *b, uint64_t draw)
{
    b->fill = (unsigned char)draw;
    memset(b->at, b->fill, b->size);
}

static void move(snap *h, block *b, uint64_t draw)
{
    size_t size = 1 + (size_t)(draw >> 8) % BLOCK_MOST;
    if (!b->at) {
        b->at = snap_take(h, b->size = size);
        fill(b, draw);
    } else if (draw % 4 == 0) {
        snap_give(h, b->at);
        *b = (block){0};
    } else if (draw % 4 == 1) {
        b->at = snap_resize(h, b->at, size);
        b->size = b->size < size ? b->size : size;
        for (size_t k = 0; k < b->size; k++)
            assert_int_equal(b->at[k], b->fill);
        b->size = size;
        fill(b, draw);
    } else {
        fill(b, draw);
    }
}

static void goes_back_and_forth(void **state)
{
    (void)state;
    snap *h = snap_new(1 << 23);
    run now = {0}, marked[MARKS];
    uint32_t marks = 0;
    assert_non_null(h);
    for (uint64_t i = 0; i < MOVES; i++) {
        uint64_t draw = random_at(7, i);
        move(h, &now.blocks[draw >> 40 & 0xffff ? (draw >> 40) % BLOCKS : 0], draw);
        if (draw >> 20 & 7) {
            blocks_hold(&now);
        } else if (draw >> 23 & 1 && marks < MARKS) {
            assert_true(snap_mark(h));
            marked[marks++] = now;
        } else if (marks && draw >> 24 & 1) {
            snap_back(h);
            now = marked[marks - 1];
        } else if (marks > 1) {
            snap_back(h);
            snap_undo(h);
            now = marked[--marks - 1];
        }
        assert_int_equal(snap_marks(h), marks);
    }
    blocks_hold(&now);
    assert_true(snap_used(h) > 1 << 18); /* it has been opened further */
    snap_free(h);
}

static void forgets_a_mark(void **state)
{
    (void)state;
    snap *h = snap_new(1 << 16);
    int *n = snap_take(h, sizeof *n);
    *n = 1;
    assert_true(snap_mark(h));
    *n = 2;
    assert_true(snap_mark(h));
    *n = 3;
    snap_forget(h);
    assert_int_equal(*n, 3);
    snap_back(h);
    assert_int_equal(*n, 1);
    snap_free(h);
}

static void is_empty_again(void **state)
{
    (void)state;
    snap *h = snap_new(1 << 16);
    size_t before = snap_used(h);
    void *first = snap_take(h, 1000);
    memset(first, 0xab, 1000);
    assert_true(snap_mark(h));
    snap_clear(h);
    assert_int_equal(snap_used(h), before);
    assert_int_equal(snap_marks(h), 0);
    const unsigned char *again = snap_take(h, 1000);
    assert_ptr_equal(again, first);
    assert_int_equal(again[999], 0);
    snap_free(h);
}

static void knows_its_end(void **state)
{
    (void)state;
    snap *h = snap_new(1 << 16);
    assert_null(snap_take(h, 1 << 20));
    assert_null(snap_take(h, SIZE_MAX));
    int taken = 0;
    while (snap_take(h, 100))
        taken++;
    assert_in_range(taken, 300, 1000);
    snap_free(h);
}

/* Blocks from elsewhere that come into a search's hands go back to where they are from. */
static void passes_on_others(void **state)
{
    (void)state;
    char *other = malloc(10), *moved;
    snap *h = snap_here = snap_new(1 << 16);
    assert_non_null(moved = block_resize(other, 2000));
    block_give(moved);
    void *own = block_zeroed(50);
    assert_non_null(own);
    block_give(own);
    assert_ptr_equal(block_take(50), own);
    snap_here = NULL;
    snap_free(h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goes_back_and_forth), cmocka_unit_test(forgets_a_mark),   cmocka_unit_test(is_empty_again),
        cmocka_unit_test(knows_its_end),       cmocka_unit_test(passes_on_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
