# from: GoBench/GoKer blocking syncthing#4829
# bug: with the write lock held those are told who read
# published: GoKer gives no rate
# tasks: main
scenario { expect: "deadlock" }

rwlock mut
var addresses = {"test": 0}

func notify() {
    with mut.read {
    }
}

func clear_addresses() {
    with mut.write {
        let removed = addresses.keys()
        addresses.clear()
        if removed {
            notify()
        }
    }
}

clear_addresses()
