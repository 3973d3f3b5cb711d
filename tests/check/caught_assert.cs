# An assertion counts when it is caught, too.
scenario { expect: "assert" }

try {
    assert 1 == 2
} catch e {
    print(e.message)
}
