# Whoever asks again and again keeps the clock from going on, so that neither the answer nor the end of the run would ever come.
# Exit status: 1
# Options: --for 10s --limit moment=1000
event done
thread worker {
    sleep(1s)
    done.set()
}
worker.start()
while not done.is_set() { }
