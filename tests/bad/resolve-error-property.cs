try { raise "text" } catch e {
    print(e.msg, e.message(), e.text)
    e.line = 3
}
