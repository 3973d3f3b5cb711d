# from: Downey, The Little Book of Semaphores, 4.5 cigarette smokers, the non-solution
# bug: of the two ingredients on the table one is taken by who waits for it and another one
# published: Patil, Limitations and Capabilities of Dijkstra's Semaphore Primitives
# tasks: main, the agent + 3 smokers
scenario { expect: "deadlock" }

semaphore tobacco(0)
semaphore paper(0)
semaphore matches(0)
semaphore smoked(0)

daemon thread smoker(first, second) {
    loop {
        first.acquire()
        second.acquire()
        smoked.release()
    }
}

smoker(tobacco, paper).start()
smoker(paper, matches).start()
smoker(matches, tobacco).start()
let pair = choose([[tobacco, paper], [paper, matches], [matches, tobacco]])
for ingredient in pair { ingredient.release() }
smoked.acquire()
