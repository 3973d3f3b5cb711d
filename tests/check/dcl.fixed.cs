# from: Bacon et al., The "Double-Checked Locking is Broken" Declaration, mended
# bug: none: what is looked at without the lock is an atom, set when all is ready
scenario { expect: "ok" }

lock making
atom helper(nil)
var ready = false

func get() {
    if helper.load() == nil {
        with making {
            if helper.load() == nil {
                ready = true
                helper.store("made")
            }
        }
    }
    assert ready, "used before it is ready"
}

for i in 0..2 { thread(get).start() }
