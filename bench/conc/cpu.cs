# Interpreter work: cpu.cs -- MODE N, where MODE is one of the functions below.

func fib(n) {
    if n < 2 { return n }
    return fib(n - 1) + fib(n - 2)
}

func loop_for(n) {
    var s = 0
    for i in 0..n { s += i }
    return s
}

func loop_while(n) {
    var s = 0
    var i = 0
    while i < n {
        s += i
        i += 1
    }
    return s
}

func sieve(n) {
    var a = [true] * (n + 1)
    var count = 0
    for i in 2..n + 1 {
        if a[i] {
            count += 1
            var j = i * i
            while j <= n {
                a[j] = false
                j += i
            }
        }
    }
    return count
}

func strfmt(n) {
    var v = []
    for i in 0..n { v.append("k{i}={i * 3};") }
    return len("".join(v))
}

func strcat(n) {
    var total = 0
    for i in 0..n { total += len("item-" + str(i)) }
    return total
}

let modes = {"fib": fib, "loop": loop_for, "loopw": loop_while, "sieve": sieve, "strfmt": strfmt, "strcat": strcat}
let run = modes[args[0]]
let begin = now()
let result = run(int(args[1]))
print("t={now() - begin:.6f} check={result}")
