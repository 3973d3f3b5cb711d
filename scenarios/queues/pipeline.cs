# A pipeline of three stages, joined by two queues: each stage works while the others do.
#
# What to see: one sheet takes three seconds, and five sheets take seven, not fifteen: while the first is being folded
# the second is printed already. Each stage closes its queue when it is done, and so the end runs down the line.
#
#   conc-run scenarios/queues/pipeline.cs
#   conc-run sim scenarios/queues/pipeline.cs
scenario "A pipeline" { }

queue printed(1)
queue folded(1)

thread printer {
    for n in 1..6 {
        sleep(1s)
        printed.put("sheet {n}")
    }
    printed.close()
}

thread folder {
    for sheet in printed {
        sleep(1s)
        folded.put("folded {sheet}")
    }
    folded.close()
}

thread packer {
    for letter in folded {
        sleep(1s)
        print("{letter} is in its envelope")
    }
}

let stages = [printer, folder, packer]
for stage in stages {
    stage.start()
}
