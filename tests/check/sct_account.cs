# from: SCTBench/CS/account_bad
# bug: the sum is looked at after one of two transfers only
# tasks: main + 3 threads
scenario { expect: "assert" }

lock m
var balance = 10
var deposited = false
var withdrawn = false

thread deposit {
    with m {
        balance += 5
        deposited = true
    }
}

thread withdraw {
    with m {
        balance -= 3
        withdrawn = true
    }
}

thread auditor {
    with m {
        assert not deposited or balance == 12
    }
}

auditor.start()
deposit.start()
withdraw.start()
