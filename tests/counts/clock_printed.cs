# What time it is makes no difference where it is only printed: this goes round for ever, and that is proven.
# States: 5
# Remark: races only between accesses that can both come next
scenario { expect: "ok" }

queue beats(1)
thread heart { loop { beats.put("beat"); sleep(1s) } }
thread ear {
    for beat in beats { print("{now()}: {beat}", now()) }
}
heart.start()
ear.start()
