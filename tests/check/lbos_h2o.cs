# from: Downey, The Little Book of Semaphores, 5.6 building H2O, without the barrier
# bug: an oxygen that is slow to bond is still at it when the hydrogens of the next molecule bond
# published: not found
# tasks: main + 2 oxygens + 4 hydrogens
scenario { expect: "assert" }

semaphore oxygens(0)
semaphore hydrogens(0)
lock mutex
var free = {"O": 0, "H": 0}
var bonded = ""

func form() {
    if free["O"] < 1 or free["H"] < 2 { return }
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
}

thread hydrogen() {
    with mutex { free["H"] += 1; form() }
    hydrogens.acquire()
    bond("H")
}

thread oxygen() {
    with mutex { free["O"] += 1; form() }
    oxygens.acquire()
    bond("O")
}

let all = [oxygen() for i in 0..2] + [hydrogen() for i in 0..4]
for t in all { t.start() }
