# Executions: 64
# from: P. Abdulla, S. Aronis, B. Jonsson, K. Sagonas, Optimal Dynamic Partial Order Reduction, POPL 2014: last zero(5).
# The number published is that of sequential consistency.
let array = [atom(0) for i in 0..6]

thread reader {
    var i = 5
    while array[i].load() != 0 {
        i -= 1
    }
}

thread writer(j) {
    array[j].store(array[j - 1].load() + 1)
}

reader.start()
for j in 1..6 {
    writer(j).start()
}
