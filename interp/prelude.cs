# The part of the language that is written in itself. Compiled in front of every script, which sees none of these names: they are
# reached as methods (KIND_NAME, from the rows PRELUDE_VERB of trace/verbs.def) and as built-ins (interp/builtins.def).
# Only here the inner verbs of verbs.def can be called as methods, and _apply(call), _choose(n, items) and _end() exist: what an
# iterator, a function that `for` calls for each item, returns at its end.

func keys_of(xs, key) {
    return [key(x) for x in xs]
}

func sorted_by(xs, key = nil, reverse = false) {
    var ys = list(xs)
    ys.sort(key: key, reverse: reverse == true)
    return ys
}

func least(items, key, sign) {
    let xs = items_of(items[0], "max" if sign > 0 else "min") if len(items) == 1 else items
    if len(xs) == 0 {
        raise error("value", "there is nothing to choose from")
    }
    var best = xs[0]
    var least_key = key(best)
    for x in xs[1:] {
        let k = key(x)
        if (k < least_key if sign < 0 else k > least_key) {
            best = x
            least_key = k
        }
    }
    return best
}

func min_by(items, key) {
    return least(items, key, -1)
}

func max_by(items, key) {
    return least(items, key, 1)
}

# The list of what can be walked through; anything else is an error in the name of the function that was given it.
func items_of(xs, name) {
    if type(xs) not in ["list", "map", "string", "range"] {
        raise error("type", "{name} takes a list, map, string or range, not {noun(xs)}")
    }
    return list(xs)
}

func noun(x) {
    let word = type(x)
    return word if x == nil else "an {word}" if word[0] in "aeio" else "a {word}"
}

func choose(xs) {
    let items = xs if type(xs) == "range" else items_of(xs, "choose")
    if len(items) == 0 {
        raise error("value", "there is nothing to choose from")
    }
    return items[_choose(len(items), items)]
}

func shuffle(xs) {
    var items = items_of(xs, "shuffle")
    for i in 0..len(items) {
        let j = i + _choose(len(items) - i)
        items[i], items[j] = items[j], items[i]
    }
    return items
}

func deadline(timeout) {
    if timeout == nil {
        return nil
    }
    if type(timeout) != "duration" {
        raise error("type", "a time-out is a duration (write 2s, not 2), not {noun(timeout)}")
    }
    if timeout < 0s {
        raise error("value", "a time-out cannot be negative")
    }
    return now() + timeout
}

func as_completed(futures, timeout = nil) {
    let until = deadline(timeout)
    let asker = current()
    var left = items_of(futures, "as_completed")
    var done = []
    return func() {
        if current() != asker {
            raise error("state", "as_completed gives futures only to the task that has called it")
        }
        if len(done) == 0 {
            if len(left) == 0 {
                return _end()
            }
            done = wait_any(left, timeout: nil if until == nil else max(until - now(), 0s))
            left = [f for f in left if f not in done]
        }
        return done.pop(0)
    }
}

# --- timers: the body of a timer's task ---

func timer_run(f) {
    let self = current()
    while self.due() {
        f()
    }
}

# --- the body of a task that is to run a built-in function ---

func task_apply(call) {
    _apply(call)
}

# --- conditions ---

func condition_wait_for(self, f, timeout = nil) {
    if not self.held() {
        return self.wait()                      # raises state
    }
    let until = deadline(timeout)
    loop {
        if f() {
            return true
        }
        if not self.wait(timeout: nil if until == nil else max(until - now(), 0s)) {
            return true if f() else false
        }
    }
}

# --- pools ---

func pool_begin(self) {
    try {
        pool_man(self, pool_name(self))
    } catch e {
        self.terminate()                        # those that are there already
        raise
    }
    return self
}

func pool_man(self, name) {
    for i in 0..self.size {
        if self.threads {
            thread(pool_worker, [self, i], name: "{name}-{i + 1}", daemon: true).start()
        } else {
            pool_fork(self, i, "{name}-{i + 1}")
        }
    }
    if not self.threads {
        pool_help(self, name, pool_keeper, [self, name])
    }
}

func pool_name(self) {
    return str(self)[6:-1]
}

# Starts a thread for what the pool itself has to do.
func pool_help(self, name, f, arguments) {
    let helper = thread(f, arguments, name: name, daemon: true)
    self.enlist(nil, helper)
    helper.start()
}

func pool_fork(self, number, name) {
    let worker = process(pool_worker, [self, number], name: name, daemon: true)
    self.enlist(number, worker)
    worker.start()
}

# Forks another worker for one that is gone. To a reader it is the pool that does so. Where that cannot be had the pool ends.
func pool_keeper(self, name) {
    loop {
        let number = self.replace()
        if number == nil {
            break
        }
        try {
            pool_fork(self, number, "{name}-{number + 1}")
        } catch e {
            self.terminate()
            self.leave(number)
            pool_keeper(self, name)
            raise
        }
    }
    self.leave(nil)
}

# Who is done with a task may be given the next at once.
func pool_worker(self, number) {
    var job = self.take(number)
    while job != nil {
        var ok = true
        var result = nil
        try {
            result = _apply(job)
        } catch e {
            ok = false
            result = e
        }
        try {
            job = self.finish(number, ok, result, job)
        } catch e {                             # what cannot be sent to another process, or is too much for the memory
            job = self.finish(number, false, e, job)
        }
        if job == nil {
            job = self.take(number)
        }
    }
    self.leave(number)
}

# A callback that fails takes its thread with it, as an uncaught error; another one goes on with the others when that was told. If
# there cannot be another one, it does so itself before.
func pool_callbacks(self, name, before = nil) {
    while before != nil and before.is_alive() {
        try { before.join() } catch cancelled { }
    }
    loop {
        let job = self.take_callback()
        if job == nil {
            break
        }
        try {
            _apply(job)
        } catch e {
            try {
                pool_help(self, name, pool_callbacks, [self, name, current()])
            } catch limit {
                pool_callbacks(self, name)
            }
            raise e
        }
    }
    self.leave(nil)
}

# The first task that has a callback brings the thread that runs them.
func engage(self) {
    if not self.engage(true) {
        return
    }
    try {
        let name = "{pool_name(self)}-callbacks"
        pool_help(self, name, pool_callbacks, [self, name])
    } catch e {
        self.engage(false)
        raise
    }
}

# It is not taken, nil, while there is nobody to run its callback.
func pool_apply_async(self, f, args = nil, callback = nil, error_callback = nil) {
    loop {
        let future = self.submit(f, [] if args == nil else args, callback, error_callback, nil)
        if future != nil {
            return future
        }
        engage(self)
    }
}

func pool_apply(self, f, args = nil) {
    return pool_apply_async(self, f, args).get()
}

func map(f, xs) {
    return [f(x) for x in xs]
}

func starmap(f, xss) {
    return [_apply([f] + items_of(xs, "starmap, for each call,")) for xs in xss]
}

# As many pieces as make four for each worker, about: the same as divmod(items, 4 * workers), one more when something is left.
func chunksize_of(self, items) {
    return max(1, (len(items) + 4 * self.size - 1) // (4 * self.size))
}

# One future of all results. Each piece is a task of its own; who asks for the results puts them together, or has the pieces one by one.
func share_out(self, through, f, xs, chunksize, callback = nil, error_callback = nil, by_arrival = false) {
    let items = items_of(xs, "a pool")
    if callback != nil or error_callback != nil {
        engage(self)
    }
    let size = chunksize_of(self, items) if chunksize == nil else chunksize
    return self.share([through, f, items], size, callback, error_callback, by_arrival)
}

func pool_map(self, f, xs, chunksize = nil) {
    return share_out(self, map, f, xs, chunksize).get()
}

func pool_starmap(self, f, xss, chunksize = nil) {
    return share_out(self, starmap, f, xss, chunksize).get()
}

func pool_map_async(self, f, xs, chunksize = nil, callback = nil, error_callback = nil) {
    return share_out(self, map, f, xs, chunksize, callback, error_callback)
}

# Gives one result after the other, each to one of those who ask: the future knows which is next.
func results_of(future) {
    return func() {
        let next = future.item()
        return _end() if next == nil else next[0]
    }
}

func pool_imap(self, f, xs, chunksize = 1) {
    return results_of(share_out(self, map, f, xs, chunksize))
}

func pool_imap_unordered(self, f, xs, chunksize = 1) {
    return results_of(share_out(self, map, f, xs, chunksize, by_arrival: true))
}
