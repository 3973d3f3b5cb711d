scenario { stop_after: 2 * 3s, expect: deadlock }
