print("\x1")
print("\u12")
print("\u{110000}")
print("\ud800")
