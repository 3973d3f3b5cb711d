# Readers and writers who are served in their order (ReadersWriters.tla, three actors).
# States: 21,527
scenario { expect: "ok" }
let n = 3
var reading = [false] * n
var writing = [false] * n
var waiting = []
invariant "a writer is alone": writing.count(true) <= 1 and not (any(reading) and any(writing))

thread actor(i) {
    while true {
        atomic {
            let action = choose(["try to read", "try to write", "stop"])
            if action == "stop" {
                if reading[i] {
                    reading[i] = false
                } else if writing[i] {
                    writing[i] = false
                }
            } else {
                let wish = ["read" if action == "try to read" else "write", i]
                if wish not in waiting { waiting.append(wish) }
            }
        }
    }
}

thread admission {
    while true {
        atomic {
            if waiting and not any(writing) {
                let wish, i = waiting[0]
                if wish == "read" {
                    reading[i] = true
                    waiting.pop(0)
                } else if not any(reading) {
                    writing[i] = true
                    waiting.pop(0)
                }
            }
        }
    }
}

let actors = [actor(i) for i in 0..n]
for t in actors { t.start() }
admission.start()
