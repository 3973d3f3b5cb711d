# from: Deadlock Empire/3-simpleCounter (Simple Counter)
# bug: who counts to three may see the counter pass the three between its own reading and writing, and both go in
# tasks: main + 2 threads that loop for ever in the puzzle; 5 and 3 rounds
scenario { expect: ["assert", "race"] }

var counter = 0
lock section

func critical_section() {
    assert section.acquire(timeout: 0s), "two in the section"
    section.release()
}

thread five {
    for i in 0..5 {
        counter += 1
        if counter == 5 {
            critical_section()
        }
    }
}

thread three {
    for i in 0..3 {
        counter += 1
        if counter == 3 {
            critical_section()
        }
    }
}

five.start()
three.start()
