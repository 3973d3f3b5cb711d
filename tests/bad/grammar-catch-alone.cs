catch e {
    print(e)
}
