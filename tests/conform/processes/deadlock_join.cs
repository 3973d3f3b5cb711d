# A parent that waits for its child, which waits for what only its parent could send: nobody can go on. Daemons that wait do not count.
# Exit status: 3
queue answers
daemon process background { queue().get() }
process child { print(answers.get()) }
background.start()
child.start()
child.join()
print("not this")
