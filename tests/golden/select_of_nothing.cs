# A select none of whose cases can ever be done: it waits for nothing, and says so.
# Exit status: 3
queue q
let gone = nil
thread both {
    select {
        case q.get() if false { }
        case gone.get() { }
    }
}
thread one {
    select {
        case q.get() { }
        case gone.get() { }
    }
}
both.start()
one.start()
select {
    case gone.get() { }
    after 1s { print("after a second") }
}
