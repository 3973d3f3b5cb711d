/* hints_member: what to write in place of a method or property that the object or value before the dot does not have. One table. */
#include "interp/resolving.h"

#include <ctype.h>
#include <string.h>

/* Before which dots a row holds: bits for kinds of objects, and for types of values. */
enum { FIRST_TYPE = 32 };
_Static_assert((int)KINDS <= (int)FIRST_TYPE && FIRST_TYPE + V_TAGS < 63, "each has a bit of its own");

#define OF(kind) (UINT64_C(1) << KIND_##kind)
#define TYPE(tag) (UINT64_C(1) << (FIRST_TYPE + (tag)))
#define UNKNOWN (UINT64_C(1) << 63)
#define TASKS (OF(process) | OF(thread) | OF(timer))
#define LOCKS (OF(lock) | OF(rlock) | OF(condition) | OF(semaphore))
#define LIST TYPE(V_LIST)
#define MAP TYPE(V_MAP)
#define STRING TYPE(V_STRING)
#define DURATION TYPE(V_DURATION)
#define ERROR TYPE(V_ERROR)

/* A word may be written in capitals and with underscores or not: setDaemon, set_daemon. Where nothing is known of what stands before
 * the dot the first row of a word holds. */
static const struct {
    const char *word;
    uint64_t of;
    const char *hint;
} members[] = {
    {"push", UNKNOWN, "write `append(x)` for a list, `put(v)` for a queue"},
    {"add", UNKNOWN, "write `append(x)` for a list, `put(v)` for a queue; a latch and an atom have `add`"},
    {"length", UNKNOWN, "write `len(x)`; a queue and a pool have `size()`"},
    {"len", UNKNOWN, "write `len(x)`; a queue and a pool have `size()`"},
    {"shift", UNKNOWN, "write `pop(0)` for a list, `get()` for a queue"},
    /* tasks */
    {"setDaemon", TASKS, "write `t.daemon = true`"},
    {"isDaemon", TASKS, "write `t.daemon`"},
    {"getName", TASKS, "write `t.name`"},
    {"setName", TASKS, "write `t.name = \"…\"`"},
    {"alive", TASKS, "write `is_alive()`"},
    {"isAlive", TASKS, "write `is_alive()`"},
    {"ident", OF(process), "write `pid`"},
    {"ident", TASKS, "write `id`"},
    {"native_id", TASKS, "write `id`"},
    {"run", OF(process), "`start()` runs the body in a process of its own"},
    {"run", OF(timer), "`start()` starts it; its block runs when the time has come"},
    {"run", OF(thread), "`start()` runs the body in its own thread"},
    {"wait", TASKS, "write `join()`"},
    {"await", TASKS, "write `join()`"},
    {"stop", OF(process), "write `terminate()`"},
    {"cancel", OF(process), "write `terminate()`"},
    {"send_signal", OF(process), "write `terminate()`, or `kill()`"},
    {"poll", OF(process), "write `exitcode`: it is nil until the process has ended"},
    {"returncode", OF(process), "write `exitcode`"},
    {"close", OF(process), "what has ended needs no clearing up: leave it out"},
    {"ppid", OF(process), "`ppid()` gives it, in the process itself"},
    {"parent", OF(process), "`ppid()` gives its number, in the process itself"},
    {"children", OF(process), "`children()` gives them, in the process itself"},
    {"stop", OF(thread), "write `cancel()`: it raises an error where the thread waits"},
    {"terminate", OF(thread), "write `cancel()`: it raises an error where the thread waits"},
    {"kill", OF(thread), "write `cancel()`: it raises an error where the thread waits"},
    {"interrupt", OF(thread), "write `cancel()`: it raises an error where the thread waits"},
    {"stop", OF(timer), "write `cancel()`"},
    {"pid", OF(thread), "a thread has the number of its process, `pid()`"},
    {"exitcode", OF(thread), "a process has one; a thread hands its result over in a variable or a queue"},
    {"detach", OF(thread), "nobody has to join it; with `daemon thread t { … }` the run does not wait for it either"},
    {"result", OF(process) | OF(thread),
     "it gives no result: let it put one into a queue, `q.put(x)`, or give the function to a pool, `p.apply_async(f)`"},
    {"get", OF(process) | OF(thread),
     "it gives no result: let it put one into a queue, `q.put(x)`, or give the function to a pool, `p.apply_async(f)`"},
    {"value", OF(process) | OF(thread),
     "it gives no result: let it put one into a queue, `q.put(x)`, or give the function to a pool, `p.apply_async(f)`"},
    /* pools */
    {"submit", OF(pool), "write `apply_async(f, [arguments])`"},
    {"run", OF(pool), "write `apply_async(f, [arguments])`"},
    {"start", OF(pool), "write `apply_async(f, [arguments])`"},
    {"execute", OF(pool), "write `apply_async(f, [arguments])`"},
    {"put", OF(pool), "write `apply_async(f, [arguments])`"},
    {"schedule", OF(pool), "write `apply_async(f, [arguments])`"},
    {"apply_sync", OF(pool), "write `apply(f, [arguments])`"},
    {"starmap_async", OF(pool), "write `[p.apply_async(f, xs) for xs in xss]`"},
    {"result", OF(pool), "`apply_async` gives a future, and `get()` of that the result"},
    {"get", OF(pool), "`apply_async` gives a future, and `get()` of that the result"},
    {"shutdown", OF(pool), "write `close()`, then `join()`"},
    {"wait", OF(pool), "write `close()`, then `join()`"},
    {"kill", OF(pool), "write `terminate()`"},
    {"workers", OF(pool), "`size` is their number"},
    {"result", OF(future), "write `get()`"},
    {"value", OF(future), "write `get()`"},
    {"await", OF(future), "write `get()`"},
    {"join", OF(future), "write `get()`, or `wait()`"},
    {"exception", OF(future), "`get()` raises the task's error"},
    {"done", OF(future), "write `ready()`"},
    {"is_done", OF(future), "write `ready()`"},
    {"cancel", OF(future), "a task cannot be taken back; `terminate()` of its pool drops all"},
    {"add_done_callback", OF(future), "give it with the task: `apply_async(f, [arguments], callback: g)`"},
    {"then", OF(future), "give it with the task: `apply_async(f, [arguments], callback: g)`"},
    /* queues and pipes */
    {"qsize", OF(queue), "write `size()`"},
    {"length", OF(queue), "write `size()`"},
    {"len", OF(queue), "write `size()`"},
    {"count", OF(queue), "write `size()`"},
    {"maxsize", OF(queue), "write `capacity`"},
    {"enqueue", OF(queue), "write `put(v)`"},
    {"push", OF(queue), "write `put(v)`"},
    {"add", OF(queue), "write `put(v)`"},
    {"append", OF(queue), "write `put(v)`"},
    {"send", OF(queue), "write `put(v)`"},
    {"offer", OF(queue), "write `put(v)`"},
    {"publish", OF(queue), "write `put(v)`"},
    {"dequeue", OF(queue), "write `get()`"},
    {"pop", OF(queue), "write `get()`"},
    {"take", OF(queue), "write `get()`"},
    {"recv", OF(queue), "write `get()`"},
    {"receive", OF(queue), "write `get()`"},
    {"shift", OF(queue), "write `get()`"},
    {"try_get", OF(queue), "write `get_nowait()`"},
    {"try_put", OF(queue), "write `put_nowait(v)`"},
    {"peek", OF(queue), "only who takes a value sees it: `get()`; `size()` tells how many there are"},
    {"poll", OF(queue), "write `not empty()`"},
    {"is_empty", OF(queue), "write `empty()`"},
    {"is_full", OF(queue), "write `full()`"},
    {"join_thread", OF(queue), "what was put is there at once: leave it out"},
    {"cancel_join_thread", OF(queue), "what was put is there at once: leave it out"},
    {"put", OF(pipe), "write `send(v)`"},
    {"write", OF(pipe), "write `send(v)`"},
    {"get", OF(pipe), "write `recv()`"},
    {"read", OF(pipe), "write `recv()`"},
    {"receive", OF(pipe), "write `recv()`"},
    {"recieve", OF(pipe), "write `recv()`"},
    {"empty", OF(pipe), "write `not poll()`"},
    {"eof", OF(pipe), "`recv()` raises `eof` at the end"},
    {"fileno", OF(pipe), "an end has no number; `select` and `wait_any` wait for several"},
    {"recv_bytes", OF(pipe), "write `recv()`: any value can be received"},
    {"send_bytes", OF(pipe), "write `send(v)`: any value but a function can be sent"},
    /* what is waited for */
    {"notify", OF(event), "write `set()`"},
    {"notify_all", OF(event), "write `set()`"},
    {"signal", OF(event), "write `set()`"},
    {"broadcast", OF(event), "write `set()`"},
    {"fire", OF(event), "write `set()`"},
    {"trigger", OF(event), "write `set()`"},
    {"emit", OF(event), "write `set()`"},
    {"reset", OF(event), "write `clear()`"},
    {"isSet", OF(event), "write `is_set()`"},
    {"join", OF(event) | OF(latch), "write `wait()`"},
    {"await", OF(event) | OF(latch) | OF(barrier) | OF(condition), "write `wait()`"},
    {"signal", OF(condition), "write `notify()`"},
    {"set", OF(condition), "write `notify()`, or `notify_all()`"},
    {"broadcast", OF(condition), "write `notify_all()`"},
    {"notifyAll", OF(condition), "write `notify_all()`"},
    {"waitFor", OF(condition), "write `wait_for(f)`"},
    {"n_waiting", OF(barrier), "write `waiting`"},
    {"arrive", OF(barrier), "write `wait()`"},
    {"join", OF(barrier), "write `wait()`"},
    {"count_down", OF(latch), "write `done()`"},
    {"arrive", OF(latch), "write `done()`"},
    {"release", OF(latch), "write `done()`"},
    {"signal", OF(latch), "write `done()`"},
    /* locks and semaphores */
    {"lock", LOCKS, "write `acquire()`, or `with m { … }`"},
    {"unlock", LOCKS, "write `release()`, or `with m { … }`"},
    {"lock", OF(rwlock), "write `rw.write.acquire()`, or `with rw.write { … }`"},
    {"unlock", OF(rwlock), "write `rw.write.release()`, or `with rw.write { … }`"},
    {"try_lock", LOCKS, "write `acquire(timeout: 0s)`"},
    {"try_acquire", LOCKS, "write `acquire(timeout: 0s)`"},
    {"is_locked", OF(lock) | OF(rlock), "write `locked()`"},
    {"wait", OF(lock) | OF(rlock), "write `acquire()`; to wait until something is so, use a condition: `c.wait_for(f)`"},
    {"notify", OF(lock) | OF(rlock), "a condition is notified: `condition c(m)` is one with the lock m"},
    {"read_acquire", OF(rwlock), "write `rw.read.acquire()`, or `with rw.read { … }`"},
    {"read_lock", OF(rwlock), "write `rw.read.acquire()`, or `with rw.read { … }`"},
    {"write_acquire", OF(rwlock), "write `rw.write.acquire()`, or `with rw.write { … }`"},
    {"write_lock", OF(rwlock), "write `rw.write.acquire()`, or `with rw.write { … }`"},
    {"wait", OF(semaphore), "write `acquire()`, or `with s { … }`"},
    {"down", OF(semaphore), "write `acquire()`, or `with s { … }`"},
    {"p", OF(semaphore), "write `acquire()`, or `with s { … }`"},
    {"signal", OF(semaphore), "write `release()`, or `with s { … }`"},
    {"post", OF(semaphore), "write `release()`, or `with s { … }`"},
    {"up", OF(semaphore), "write `release()`, or `with s { … }`"},
    {"v", OF(semaphore), "write `release()`, or `with s { … }`"},
    {"notify", OF(semaphore), "write `release()`, or `with s { … }`"},
    /* atoms */
    {"value", OF(atom), "write `load()`, `store(v)` and `add(n)`"},
    {"get", OF(atom), "write `load()`"},
    {"read", OF(atom), "write `load()`"},
    {"set", OF(atom), "write `store(v)`"},
    {"write", OF(atom), "write `store(v)`"},
    {"get_lock", OF(atom), "each operation of an atom is one step: `add(n)`"},
    {"fetch_add", OF(atom), "write `add(n)`"},
    {"increment", OF(atom), "write `add(1)`"},
    {"inc", OF(atom), "write `add(1)`"},
    {"get_and_increment", OF(atom), "write `add(1)`"},
    {"increment_and_get", OF(atom), "write `add(1)`"},
    {"decrement", OF(atom), "write `add(-1)`"},
    {"dec", OF(atom), "write `add(-1)`"},
    {"sub", OF(atom), "write `add(-n)`"},
    {"cas", OF(atom), "write `compare_exchange(old, new)`"},
    {"compare_and_swap", OF(atom), "write `compare_exchange(old, new)`"},
    {"compare_and_set", OF(atom), "write `compare_exchange(old, new)`"},
    {"swap", OF(atom), "write `exchange(v)`"},
    {"get_and_set", OF(atom), "write `exchange(v)`"},
    /* values */
    {"push", LIST, "write `append(x)`"},
    {"add", LIST, "write `append(x)`"},
    {"append_all", LIST, "write `extend(xs)`"},
    {"shift", LIST, "write `pop(0)`"},
    {"delete", LIST | MAP, "write `pop(i)` for a list, `remove(k)` for a map"},
    {"size", LIST | MAP | STRING, "write `len(x)`"},
    {"length", LIST | MAP | STRING, "write `len(x)`"},
    {"len", LIST | MAP | STRING, "write `len(x)`"},
    {"is_empty", LIST | MAP | STRING, "write `len(x) == 0`"},
    {"has_key", MAP, "write `k in m`"},
    {"contains", LIST | MAP | STRING, "write `x in xs`"},
    {"includes", LIST | MAP | STRING, "write `x in xs`"},
    {"has", LIST | MAP | STRING, "write `x in xs`"},
    {"map", LIST, "write `[f(x) for x in xs]`"},
    {"filter", LIST, "write `[x for x in xs if f(x)]`"},
    {"for_each", LIST, "write `for x in xs { … }`"},
    {"each", LIST, "write `for x in xs { … }`"},
    {"join", LIST, "write `\", \".join(xs)`"},
    {"slice", LIST, "write `xs[1:3]`"},
    {"get", LIST, "write `xs[i]`"},
    {"put", MAP, "write `m[k] = v`"},
    {"set", MAP, "write `m[k] = v`"},
    {"setdefault", MAP, "write `if k not in m { m[k] = v }`"},
    {"popitem", MAP, "write `m.pop(k)`"},
    {"index", STRING, "write `find(part)`: it gives -1 where there is none"},
    {"count", STRING, "write `len(s.split(part)) - 1`"},
    {"substring", STRING, "write `s[1:3]`"},
    {"substr", STRING, "write `s[1:3]`"},
    {"slice", STRING, "write `s[1:3]`"},
    {"index_of", LIST | STRING, "write `index(x)` for a list, `find(part)` for a string"},
    {"startswith", STRING, "write `starts_with(s)`"},
    {"endswith", STRING, "write `ends_with(s)`"},
    {"to_upper_case", STRING, "write `upper()`"},
    {"to_lower_case", STRING, "write `lower()`"},
    {"trim", STRING, "write `strip()`"},
    {"format", STRING, "write the value into the string: `\"{x:.2f}\"`"},
    {"isnumeric", STRING, "write `isdigit()`"},
    {"total_seconds", DURATION, "write `seconds()`"},
    {"milliseconds", DURATION, "write `ms()`"},
    {"microseconds", DURATION, "write `us()`"},
    {"args", ERROR, "write `message`"},
    {"msg", ERROR, "write `message`"},
    /* what nothing has */
    {"dict", UNKNOWN, "write `shared var results = {}`"},
    {"list", UNKNOWN, "write `shared var results = []`"},
};

static bool same_word(const char *a, const char *b)
{
    for (;; a++, b++) {
        a += strspn(a, "_");
        b += strspn(b, "_");
        if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
            return false;
        if (!*a)
            return true;
    }
}

const char *hints_member(shape_of of, const char *name)
{
    uint64_t bit = of.kind ? UINT64_C(1) << of.kind : of.tag ? TYPE(of.tag) : 0;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if ((!bit || members[i].of & bit) && same_word(members[i].word, name))
            return members[i].hint;
    return NULL;
}
