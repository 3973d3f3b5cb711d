# Two-phase commit, with messages that stay for ever (transaction_commit/TwoPhase.tla, three resource managers).
# States: 288
scenario { expect: "ok" }
let n = 3
var rm_state = ["working"] * n
var tm_state = "init"
var tm_prepared = [false] * n
var prepared = [false] * n           # the messages
var commit = false
var abort = false
invariant "all come to the same end": not ("committed" in rm_state and "aborted" in rm_state)

thread resource_manager(i) {
    while true {
        atomic {
            let action = choose(["prepare", "choose to abort", "receive commit", "receive abort"])
            if action == "prepare" and rm_state[i] == "working" {
                rm_state[i] = "prepared"
                prepared[i] = true
            } else if action == "choose to abort" and rm_state[i] == "working" {
                rm_state[i] = "aborted"
            } else if action == "receive commit" and commit {
                rm_state[i] = "committed"
            } else if action == "receive abort" and abort {
                rm_state[i] = "aborted"
            }
        }
    }
}

thread transaction_manager {
    while true {
        atomic {
            let action = choose(["receive prepared", "commit", "abort"])
            if tm_state == "init" {
                if action == "receive prepared" {
                    let i = choose(0..n)
                    if prepared[i] { tm_prepared[i] = true }
                } else if action == "commit" and all(tm_prepared) {
                    tm_state = "committed"
                    commit = true
                } else if action == "abort" {
                    tm_state = "aborted"
                    abort = true
                }
            }
        }
    }
}

let managers = [resource_manager(i) for i in 0..n]
for t in managers { t.start() }
transaction_manager.start()
