process p { }
p.start(daemon: true)
p.join(2)
p.join(timeout=2s)
print(p.exitcode(), p.pid(), p.is_alive, p.name())
print(p.ident, p.exit_code, p.returncode, p.parent, p.ppid, p.children)
p.stop()
p.cancel()
p.close()
p.run()
p.daemon(true)
p.name("x")
p.pid = 5
p.exitcode = 0
p.setDaemon(true)
p.send_signal(9)
p.wait()
p.poll()
p.terminate(15)
p.kil()
thread t { }
t.terminate()
t.kill()
print(t.exitcode, t.pid)
