func f() { raise }
f()
