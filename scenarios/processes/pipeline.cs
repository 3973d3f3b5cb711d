# A pipeline of three processes, joined by two queues: each stage works while the others do.
#
# What to see: one sheet takes three seconds, and four sheets take six, not twelve. Nothing but the queues is shared:
# each process counts its sheets in a variable of its own, and only the last one tells. Each stage closes its queue
# when it is done, and so the end runs down the line.
#
#   conc-run scenarios/processes/pipeline.cs
#   conc-run sim scenarios/processes/pipeline.cs
scenario "A pipeline of processes" { }

queue printed(1)
queue folded(1)
var sheets = 0

process printer {
    for n in 1..5 {
        sleep(1s)
        printed.put("sheet {n}")
    }
    printed.close()
}

process folder {
    for sheet in printed {
        sleep(1s)
        folded.put("folded {sheet}")
    }
    folded.close()
}

process packer {
    for letter in folded {
        sleep(1s)
        sheets += 1
        print("{now():.0f} s: {letter} is in its envelope")
    }
    print("{sheets} sheets")
}

for stage in [printer, folder, packer] {
    stage.start()
}
