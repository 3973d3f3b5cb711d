# Executions of 14: 2
# Executions of 16: 8
# Executions of 18: 32
# Executions of 19: 64
# from: C. Flanagan, P. Godefroid, Dynamic Partial-Order Reduction for Model Checking Software, POPL 2005: file system, as told again in
# P. Abdulla, S. Aronis, B. Jonsson, K. Sagonas, Optimal Dynamic Partial Order Reduction, POPL 2014.
# The number of 19 threads is that of GenMC's test of it, which knows locks; the others are derived, not published.
scenario { args: ["14"] }
let threads = int(args[0])
let inodes = 32
let blocks = 26
let of_inode = [lock() for i in 0..inodes]
let of_block = [lock() for b in 0..blocks]
let inode = [atom(0) for i in 0..inodes]      # a list in one variable would be one thing
let busy = [atom(false) for b in 0..blocks]

thread writer(id) {
    let i = id % inodes
    of_inode[i].acquire()
    if inode[i].load() == 0 {
        var b = i * 2 % blocks
        loop {
            of_block[b].acquire()
            if not busy[b].load() {
                busy[b].store(true)
                inode[i].store(b + 1)
                of_block[b].release()
                break
            }
            of_block[b].release()
            b = (b + 1) % blocks
        }
    }
    of_inode[i].release()
}

for id in 0..threads {
    writer(id).start()
}
