func add(list_of, item) {
    list_of.append(item)
    return list_of
}
print(add([1], 2))
