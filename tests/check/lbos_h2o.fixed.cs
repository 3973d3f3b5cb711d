# from: Downey, The Little Book of Semaphores, 5.6 building H2O
# bug: none: the next molecule is formed only when the three have met at the barrier
scenario { expect: "ok" }

semaphore oxygens(0)
semaphore hydrogens(0)
semaphore mutex(1)
barrier together(3)
var free = {"O": 0, "H": 0}
var bonded = ""

# Keeps the mutex if a molecule is formed.
func form() {
    if free["O"] < 1 or free["H"] < 2 {
        mutex.release()
        return
    }
    free["O"] -= 1
    free["H"] -= 2
    oxygens.release()
    hydrogens.release(2)
}

func bond(kind) {
    atomic {
        bonded += kind
        if len(bonded) == 3 {
            assert bonded in ["OHH", "HOH", "HHO"], "{bonded} is no water"
            bonded = ""
        }
    }
    together.wait()
}

thread hydrogen() {
    mutex.acquire()
    free["H"] += 1
    form()
    hydrogens.acquire()
    bond("H")
}

thread oxygen() {
    mutex.acquire()
    free["O"] += 1
    form()
    oxygens.acquire()
    bond("O")
    mutex.release()
}

let all = [oxygen() for i in 0..2] + [hydrogen() for i in 0..4]
for t in all { t.start() }
