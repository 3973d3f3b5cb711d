# Two-phase commit with a manager that may fail and another that takes over (transaction_commit/2PCwithBTM.tla, three resource managers, all may fail).
# States: 1,245
# Remark: races only between accesses that can both come next
scenario { expect: "ok" }
let n = 3
var rm_state = ["working"] * n
var tm_state = "init"
invariant "all come to the same end": not ("committed" in rm_state and "aborted" in rm_state)

func can_commit() { return all([s == "prepared" for s in rm_state]) or "committed" in rm_state }
func can_abort() { return ("aborted" in rm_state or "failed" in rm_state) and "committed" not in rm_state }

thread resource_manager(i) {
    var over = false
    while not over {
        atomic {                     # RS
            let now = rm_state[i]
            over = now not in ["working", "prepared"]
            let action = nil if over else choose(["prepare", "commit", "abort", "fail"])
            if action == "prepare" and now == "working" {
                rm_state[i] = "prepared"
            } else if action == "commit" and tm_state == "commit" {
                rm_state[i] = "committed"
            } else if action == "abort" and (now == "working" or tm_state == "abort") {
                rm_state[i] = "aborted"
            } else if action == "fail" and "failed" not in rm_state {
                rm_state[i] = "failed"
            }
        }
    }
}

thread transaction_manager {
    var way = nil
    while way == nil {
        atomic {                     # TS
            let wish = choose(["commit", "abort"])
            if (can_commit() if wish == "commit" else can_abort()) { way = wish }
        }
    }
    atomic { tm_state = way }        # TC, TA
    atomic { tm_state = "hidden" }   # F1, F2
}

thread backup_manager {
    var way = nil
    while way == nil {
        atomic {                     # BTS
            let wish = choose(["commit", "abort"])
            if tm_state == "hidden" and (can_commit() if wish == "commit" else can_abort()) { way = wish }
        }
    }
    atomic { tm_state = way }        # BTC, BTA
}

# As in the spec: it does nothing, for ever. Without it the variables would be gone when all have ended, and all ends would be one state.
thread terminating {
    while true { atomic { } }
}

let managers = [resource_manager(i) for i in 0..n]
for t in managers { t.start() }
transaction_manager.start()
backup_manager.start()
terminating.start()
