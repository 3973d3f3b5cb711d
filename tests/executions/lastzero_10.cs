# Executions: 3328
# from: P. Abdulla, S. Aronis, B. Jonsson, K. Sagonas, Optimal Dynamic Partial Order Reduction, POPL 2014: last zero(10).
# The number published is that of sequential consistency.
let array = [atom(0) for i in 0..11]

thread reader {
    var i = 10
    while array[i].load() != 0 {
        i -= 1
    }
}

thread writer(j) {
    array[j].store(array[j - 1].load() + 1)
}

reader.start()
for j in 1..11 {
    writer(j).start()
}
