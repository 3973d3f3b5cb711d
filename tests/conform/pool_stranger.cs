# A pool is closed and terminated by nobody but the process that has made it.
func square(x) { return x * x }
pool own(1)
process stranger(how) {
    try { if how == "close" { own.close() } else { own.terminate() } } catch permission { exit(7) }
}
for how in ["close", "terminate"] {
    let other = stranger(how)
    other.start()
    other.join()
    assert other.exitcode == 7
}
assert own.apply(square, [3]) == 9
own.close()
own.join()
print("ok pool_stranger")
