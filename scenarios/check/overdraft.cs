# Locks everywhere, and still wrong: two people look at the account, and both find enough money in it.
#
# What to see: there is no data race, for each access holds the lock. But between looking and paying the lock is given
# back, and what was true is not any more. A lock has to be held for as long as something has to stay true.
#
#   conc-run check scenarios/check/overdraft.cs
# Validated: no, for on real threads the account may be overdrawn
scenario "An overdraft" { expect: "assert" }

var money = 100
lock account

func enough(amount) {
    with account { return money >= amount }
}

func pay(amount) {
    with account { money -= amount }
}

func left() {
    with account { return money }
}

func buy(amount) {
    if enough(amount) {
        pay(amount)
    }
}

thread ann = buy(70)
thread bob = buy(60)
ann.start()
bob.start()
ann.join()
bob.join()
assert left() >= 0, "there is {left()} in the account"
print("{left()} left")
