# Executions of 5: 64
# Executions of 10: 3,328
# from: P. Abdulla, S. Aronis, B. Jonsson, K. Sagonas, Optimal Dynamic Partial Order Reduction, POPL 2014: last zero.
# The numbers published are those of sequential consistency.
scenario { args: ["5"] }
let n = int(args[0])
let array = [atom(0) for i in 0..n + 1]

thread reader {
    var i = n
    while array[i].load() != 0 {
        i -= 1
    }
}

thread writer(j) {
    array[j].store(array[j - 1].load() + 1)
}

reader.start()
for j in 1..n + 1 {
    writer(j).start()
}
