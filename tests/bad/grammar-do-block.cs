var x = true
do { print(1) } while x
do {
    print(1)
} while x
print(2
