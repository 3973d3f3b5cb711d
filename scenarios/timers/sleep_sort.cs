# Sleep sort, the laziest sort of all: every number sleeps for as long as it is big, and then says itself.
#
# What to see: the numbers come out in order, though nobody compares any two of them. The longest sleeper sets the
# time it takes. In virtual time the sort is even exact; on a busy real machine neighbours may change places.
#
#   conc-run scenarios/timers/sleep_sort.cs
#   conc-run sim --format plain scenarios/timers/sleep_sort.cs
scenario "Sleep sort" { }

thread number(n) {
    sleep(n * 100ms)
    print(n)
}

for n in [7, 3, 10, 1, 5, 8, 2] {
    number(n).start()
}
