# An rwlock reached through a variable was taken for writing by a plain acquire().
func same(x) { return x }
rwlock page
for f in [func() => same(page).acquire(), func() => same(page).release()] {
    try {
        f()
        assert false
    } catch type as e {
        assert e.message.find("two sides") >= 0
    }
}
assert page.write.acquire(timeout: 0s)
page.write.release()
