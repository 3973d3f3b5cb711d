invariant x > 0
