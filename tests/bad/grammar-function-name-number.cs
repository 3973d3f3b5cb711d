func 2nd(x) { return x }
