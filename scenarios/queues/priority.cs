# A priority queue hands out the least item first: in a hospital the worst cases do not stand in line.
#
# What to see: the patients come in one order and are seen in another. An item is a list of urgency and name; lists are
# compared item by item, so the urgency counts first and the name breaks ties.
#
#   conc-run scenarios/queues/priority.cs
#   conc-run sim scenarios/queues/priority.cs
scenario "Emergency room" { }

queue waiting_room(order: "priority")        # also: order: "lifo", the last first

thread doctor {
    for urgency, name in waiting_room {
        print("the doctor sees {name}")
        sleep(2s)
    }
}

let arrivals = [
    [4, "a cough"],
    [3, "a sprained ankle"],
    [1, "chest pain"],
    [4, "an itch"],
    [2, "a broken arm"],
]

for urgency, name in arrivals {
    print("{name} comes in")
    waiting_room.put([urgency, name])
}
doctor.start()
sleep(3s)
print("a fish bone comes in")
waiting_room.put([1, "a fish bone"])
waiting_room.close()
