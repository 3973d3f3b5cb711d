# Executions: 8
# from: C. Flanagan, P. Godefroid, Dynamic Partial-Order Reduction for Model Checking Software, POPL 2005: indexer(12), as told again in
# P. Abdulla, S. Aronis, B. Jonsson, K. Sagonas, Optimal Dynamic Partial Order Reduction, POPL 2014.
# The number published is that of sequential consistency.
let size = 128
let most = 4
let table = [atom(0) for i in 0..size]

thread indexer(id) {
    for i in 0..most {
        let w = i * 11 + id
        var h = w * 7 % size
        while not table[h].compare_exchange(0, w) {
            h = (h + 1) % size
        }
    }
}

for id in 0..12 {
    indexer(id).start()
}
