print("{total:.2f}")
