# from: SCTBench/CS/account_bad, mended
# bug: none: the auditor expects what both transfers come to
# tasks: main + 3 threads
scenario { expect: "ok" }

let x = 1
let y = 2
let z = 4
var balance = x
var deposited = false
var withdrawn = false
lock m

thread deposit {
    m.acquire()
    balance += y
    deposited = true
    m.release()
}

thread withdraw {
    m.acquire()
    balance -= z
    withdrawn = true
    m.release()
}

thread auditor {
    m.acquire()
    if deposited and withdrawn {
        assert balance == x + y - z, "the balance is {balance}"
    }
    m.release()
}

auditor.start()
deposit.start()
withdraw.start()
