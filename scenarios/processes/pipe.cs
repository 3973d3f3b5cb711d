# A pipe has two ends. What is sent into one is received from the other.
#
# What to see: the child sends through its end and closes it. Main receives the message, and then the end: `eof` says
# that nothing more can come.
#
#   conc-run scenarios/processes/pipe.cs
#   conc-run sim scenarios/processes/pipe.cs
scenario "A pipe between two processes" { }

func f(end) {
    end.send([42, nil, "hello"])
    end.close()
}

pipe parent_end, child_end
process p = f(child_end)
p.start()
print(parent_end.recv())                     # prints [42, nil, 'hello']
p.join()

try {
    parent_end.recv()
} catch eof {
    print("there is nothing more to receive")
}
