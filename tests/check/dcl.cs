# from: Bacon et al., The "Double-Checked Locking is Broken" Declaration
# bug: the object is seen before it is made ready, by who looks without the lock
# published: described there
# tasks: main + 2 threads
# note: the two writes in the order in which a compiler may make them
scenario { expect: ["race", "assert"] }

lock making
var helper = nil
var ready = false

func get() {
    if helper == nil {
        with making {
            if helper == nil {
                helper = "made"
                ready = true
            }
        }
    }
    assert ready, "used before it is ready"
}

for i in 0..2 { thread(get).start() }
