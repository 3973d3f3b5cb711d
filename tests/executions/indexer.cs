# Executions of 12: 8
# Executions of 15: 4,096
# from: C. Flanagan, P. Godefroid, Dynamic Partial-Order Reduction for Model Checking Software, POPL 2005: indexer, as told again in
# P. Abdulla, S. Aronis, B. Jonsson, K. Sagonas, Optimal Dynamic Partial Order Reduction, POPL 2014.
# The numbers published are those of sequential consistency.
scenario { args: ["12"] }
let threads = int(args[0])
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

for id in 0..threads {
    indexer(id).start()
}
