# from: GoBench/GoKer blocking moby#17176, mended
# bug: none: every way out gives it back
scenario { expect: "ok" }

lock devices
var deleted = 0
queue done(0)

func clean_up() {
    with devices {
        if deleted == 0 {
            return
        }
    }
}

thread other {
    with devices {
        done.put(true)
    }
}

clean_up()
other.start()
done.get()
