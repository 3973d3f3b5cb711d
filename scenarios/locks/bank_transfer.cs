# A bank with two words: `await` waits until the money is there, `atomic` moves it in one step.
#
# What to see: the rent waits until the salary and the sale have come in, whoever brings them, and nobody has to
# notify it: its condition is looked at again whenever `accounts` changes. Between the two steps of a transfer some
# money is nowhere, but the auditor looks in an atomic block of its own, and so never between the two.
#
#   conc-run scenarios/locks/bank_transfer.cs
#   conc-run sim scenarios/locks/bank_transfer.cs
scenario "A bank transfer" { }

var accounts = {"shop": 1000, "alice": 20, "landlord": 300}
let money = sum(accounts.values())

func transfer(source, target, amount) {
    atomic {
        accounts[source] -= amount
        accounts[target] += amount
    }
    print("{amount} from {source} to {target}")
}

thread rent {
    print("the rent of 700 is due")
    await accounts["alice"] >= 700
    transfer("alice", "landlord", 700)
}

thread salary {
    sleep(1s)
    transfer("shop", "alice", 500)
}

thread sale {
    sleep(2s)
    transfer("shop", "alice", 250)
}

daemon thread auditor {
    loop {
        atomic {
            assert sum(accounts.values()) == money, "some money is missing"
        }
        sleep(500ms)
    }
}

auditor.start()
rent.start()
salary.start()
sale.start()
rent.join()
print(accounts)
