# Each ready case of a select is taken once.
scenario { expect: "assert" }

queue a
queue b

a.put(1)
b.put(2)
select {
    case v = a.get() {
        assert v == 1
    }
    case v = b.get() {
        assert v == 1, "the other one was taken"
    }
}
