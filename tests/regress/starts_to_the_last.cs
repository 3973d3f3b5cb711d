# A daemon starts processes to the last: whoever comes too late, for the run is over, is told nothing more.
daemon process d {
    loop {
        process p { }
        p.start()
        p.join()
        sleep(100us)
    }
}
d.start()
sleep(8ms)
print("ok")
