# The sieve of primes as a chain of threads: each one lets through what its own prime does not divide.
#
# What to see: the first number that reaches a new thread is a prime, for no smaller prime has caught it. That thread
# then drops all multiples of it and hands on the others. The chain grows by a thread and a queue for every prime.
#
#   conc-run scenarios/queues/prime_sieve.cs
#   conc-run sim --format plain scenarios/queues/prime_sieve.cs
scenario "A chain of sieves" { }

func count_from_two(out) {
    for n in 2..14 {
        out.put(n)
    }
    out.close()
}

func sieve(prime, numbers, out) {
    for n in numbers {
        if n % prime != 0 {
            out.put(n)
        }
    }
    out.close()
}

var numbers = queue(1)
thread(count_from_two, [numbers], name: "numbers").start()

var primes = []
loop {
    var prime = nil
    try {
        prime = numbers.get()
    } catch closed {
        break                                # the last queue of the chain has nothing more to give
    }
    primes.append(prime)
    let passed = queue(1)
    thread(sieve, [prime, numbers, passed], name: "sieve {prime}").start()
    numbers = passed
}
print(primes)
