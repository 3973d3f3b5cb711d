# Executions: 32
# from: C. Flanagan, P. Godefroid, Dynamic Partial-Order Reduction for Model Checking Software, POPL 2005: file system(18), as told again in
# P. Abdulla, S. Aronis, B. Jonsson, K. Sagonas, Optimal Dynamic Partial Order Reduction, POPL 2014.
# The number is derived, not published: GenMC's test, which knows locks, has 64 for 19 threads.
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

for id in 0..18 {
    writer(id).start()
}
