/* hints: what to say to people who bring habits from Python, and from elsewhere. Tables of words and nothing else. */
#include "interp/resolving.h"

#include <string.h>

typedef struct word {
    const char *word, *text, *hint;
} word;

/* ---- names that are not declared: how that is said (NULL: as usual), and what to write ---- */

static const word names[] = {
    {"None", "there is no `None`", "write `nil`"},
    {"NULL", "there is no `NULL`", "write `nil`"},
    {"undefined", NULL, "write `nil` where there is no value"},
    {"True", "there is no `True`", "write `true`"},
    {"False", "there is no `False`", "write `false`"},
    {"TRUE", "there is no `TRUE`", "write `true`"},
    {"FALSE", "there is no `FALSE`", "write `false`"},
    {"Nil", "there is no `Nil`", "write `nil`"},
    {"self", "there is no `self`: there are no classes",
     "a body uses the variables and parameters around it by their names; `current()` is this task"},
    {"this", "there is no `this`: there are no classes",
     "a body uses the variables and parameters around it by their names; `current()` is this task"},
    {"__name__", "there is no `__name__`", "a scenario is always the main one: leave the `if` out, and keep what is in it"},
    {"__file__", "there is no `__file__`", NULL},
    {"Process", "there is no class `Process`", "a process is declared as `process p { … }`, or made by `process(f, [arguments])`"},
    {"Pipe", "there is no `Pipe`", "declare both ends as `pipe a, b`, or make them by `let a, b = pipe()`"},
    {"Value", "there is no `Value`",
     "threads share the variables of the top level, processes a `shared var n = 0`; `atom hits(0)` changes in single steps"},
    {"Array", "there is no `Array`", "threads share the variables of the top level, processes a `shared var xs = [0] * 10`"},
    {"Manager", "there is no `Manager`", "threads share the variables of the top level, processes a `shared var results = {}`"},
    {"Thread", "there is no class `Thread`", "a thread is declared as `thread t { … }`, or made by `thread(f, [arguments])`"},
    {"Lock", "there is no class `Lock`", "declare one as `lock m`, or make one by `lock()`"},
    {"RLock", "there is no class `RLock`", "declare one as `rlock m`, or make one by `rlock()`"},
    {"Event", "there is no class `Event`", "declare one as `event e`, or make one by `event()`"},
    {"Condition", "there is no class `Condition`", "declare one as `condition c`, or make one by `condition()`"},
    {"Semaphore", "there is no class `Semaphore`", "declare one as `semaphore s(3)`, or make one by `semaphore(3)`"},
    {"BoundedSemaphore", "there is no class `BoundedSemaphore`", "declare one as `semaphore s(3, bounded: true)`"},
    {"Barrier", "there is no class `Barrier`", "declare one as `barrier b(4)`, or make one by `barrier(4)`"},
    {"Timer", "there is no class `Timer`", "declare one as `timer t after 1s { … }`, or make one by `timer(1s, f)`"},
    {"Queue", "there is no class `Queue`", "declare one as `queue q(10)`, or make one by `queue(10)`"},
    {"SimpleQueue", "there is no class `SimpleQueue`", "declare one as `queue q`, or make one by `queue()`"},
    {"JoinableQueue", "there is no class `JoinableQueue`", "every queue has `task_done()` and `join()`: `queue q`"},
    {"LifoQueue", "there is no class `LifoQueue`", "declare one as `queue q(order: \"lifo\")`"},
    {"PriorityQueue", "there is no class `PriorityQueue`", "declare one as `queue q(order: \"priority\")`"},
    {"Pool", "there is no class `Pool`", "declare one as `pool p(4)`"},
    {"ThreadPool", "there is no class `ThreadPool`", "declare one as `pool p(4, threads: true)`"},
    {"ThreadPoolExecutor", "there is no class `ThreadPoolExecutor`", "declare one as `pool p(4, threads: true)`"},
    {"ProcessPoolExecutor", "there is no class `ProcessPoolExecutor`", "declare one as `pool p(4)`"},
    {"WaitGroup", "there is no class `WaitGroup`", "declare one as `latch l(3)`"},
    {"CountDownLatch", "there is no class `CountDownLatch`", "declare one as `latch l(3)`"},
    {"mutex", "there is no kind `mutex`", "declare one as `lock m`, or make one by `lock()`"},
    {"Mutex", "there is no kind `Mutex`", "declare one as `lock m`, or make one by `lock()`"},
    {"chan", "there is no kind `chan`", "declare one as `queue q(0)`: a rendezvous, or `queue q(10)`"},
    {"channel", "there is no kind `channel`", "declare one as `queue q(0)`: a rendezvous, or `queue q(10)`"},
    {"atomic_int", NULL, "declare one as `atom hits(0)`"},
    {"current_thread", NULL, "this task is `current()`"},
    {"currentThread", NULL, "this task is `current()`"},
    {"current_process", NULL, "this task is `current()`"},
    {"active_count", NULL, "write `len(threads())`"},
    {"activeCount", NULL, "write `len(threads())`"},
    {"get_ident", NULL, "write `current().id`"},
    {"input", "a scenario reads nothing from the keyboard", "what follows `--` on the command line stands in `args`"},
    {"raw_input", "a scenario reads nothing from the keyboard", "what follows `--` on the command line stands in `args`"},
    {"open", "a scenario reads and writes no files", NULL},
    {"argv", NULL, "what follows `--` on the command line stands in `args`"},
    {"quit", NULL, "write `exit()`"},
    {"perf_counter", NULL, "write `now()`: the time since the scenario began"},
    {"monotonic", NULL, "write `now()`: the time since the scenario began"},
    {"randint", NULL, "write `random(a, b)`: both ends can be drawn"},
    {"randrange", NULL, "write `random(0, n - 1)`"},
    {"uniform", NULL, "write `random(0.0, 1.0)`"},
    {"getpid", NULL, "write `pid()`"},
    {"getppid", NULL, "write `ppid()`"},
    {"fork", NULL, "declare what the new process does, `process p { … }`, and start it: `p.start()`"},
    {"kill", NULL, "its parent ends a process: `p.kill()`, or `p.terminate()`"},
    {"active_children", NULL, "write `children()`"},
    {"parent_process", NULL, "the parent's number is `ppid()`"},
    {"set_start_method", NULL, "a process always begins as a copy of the one that starts it: leave it out"},
    {"get_context", NULL, "a process always begins as a copy of the one that starts it: leave it out"},
    {"freeze_support", NULL, "leave it out"},
    {"SharedMemory", "there is no `SharedMemory`", "processes share a `shared var xs = []`, which can hold any value but a function"},
    {"RawValue", "there is no `RawValue`", "processes share a `shared var n = 0`; `atom hits(0)` changes in single steps"},
    {"RawArray", "there is no `RawArray`", "processes share a `shared var xs = [0] * 10`"},
    {"xrange", NULL, "write `range(n)`, or `0..n`"},
    {"dict", "there is no `dict`", "write `{}`, or `{k: v for k, v in pairs}`"},
    {"tuple", "there are no tuples", "write a list: `[a, b]`"},
    {"set", "there are no sets", "use a map: `{x: true}`, and `x in seen`"},
    {"frozenset", "there are no sets", "use a map: `{x: true}`, and `x in seen`"},
    {"map", "there is no function `map`", "write `[f(x) for x in xs]`"},
    {"filter", "there is no function `filter`", "write `[x for x in xs if f(x)]`"},
    {"reduce", "there is no function `reduce`", "write a `for` loop"},
    {"isinstance", NULL, "write `type(x) == \"int\"`"},
    {"format", NULL, "write the value into the string: `\"{x:.2f}\"`"},
    {"hex", NULL, "write `\"{x:x}\"`"},
    {"bin", NULL, "write `\"{x:b}\"`"},
    {"pow", NULL, "write `x ** y`"},
    {"divmod", NULL, "write `x // y` and `x % y`"},
    {"iter", NULL, "write a `for` loop"},
    {"next", NULL, "write a `for` loop"},
    {"string", NULL, "write `str(x)`"},
    {"printf", NULL, "write `print(…)`"},
    {"println", NULL, "write `print(…)`"},
    {"console", NULL, "write `print(…)`"},
    {"echo", NULL, "write `print(…)`"},
    {"delay", NULL, "write `sleep(1s)`"},
    {"usleep", NULL, "write `sleep(1ms)`"},
    {"sleep_ms", NULL, "write `sleep(10ms)`"},
    {"msleep", NULL, "write `sleep(10ms)`"},
    {"wait", NULL, "write `sleep(1s)` for a time; objects are waited for by `t.join()`, `e.wait()`, `await n == 0`"},
    {"setTimeout", NULL, "write `timer t after 1s { … }` and `t.start()`"},
    {"setInterval", NULL, "write `timer t every 1s { … }` and `t.start()`"},
    {"length", NULL, "write `len(xs)`"},
    {"size", NULL, "write `len(xs)`, or `q.size()`"},
    {"spawn", NULL, "write `thread t { … }` and `t.start()`"},
    {"go", NULL, "write `thread t { … }` and `t.start()`"},
    {"make", NULL, "a kind is called to make one: `queue(10)`"},
    {"Exception", "there is no class `Exception`",
     "write `raise error(\"mine\", \"text\")`, and `catch \"mine\"`; `catch e` takes any error"},
    {"RuntimeError", "there is no class `RuntimeError`", "write `raise \"text\"`"},
    {"ValueError", "there is no class `ValueError`", "write `raise error(\"value\", \"text\")`, and `catch value`"},
    {"TypeError", "there is no class `TypeError`", "write `raise error(\"type\", \"text\")`, and `catch type`"},
    {"KeyError", "there is no class `KeyError`", "write `raise error(\"key\", \"text\")`, and `catch key`"},
    {"IndexError", "there is no class `IndexError`", "write `raise error(\"index\", \"text\")`, and `catch index`"},
    {"TimeoutError", "there is no class `TimeoutError`", "write `raise error(\"timeout\", \"text\")`, and `catch timeout`"},
    {"Empty", "there is no class `Empty`", "`catch empty` takes what `get_nowait` raises"},
    {"Full", "there is no class `Full`", "`catch full` takes what `put_nowait` raises"},
};

static const word *word_find(const word *list, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i].word, name) == 0)
            return &list[i];
    return NULL;
}

#define FIND(list, name) word_find((list), sizeof(list) / sizeof *(list), (name))

bool hints_name(const char *name, const char **text, const char **hint)
{
    const word *w = FIND(names, name);
    if (!w)
        return false;
    *text = w->text;
    *hint = w->hint;
    return true;
}

bool hints_error_kind(const char *name)
{
    for (int i = 0; i < ERROR_own; i++)
        if (strcmp(error_kind_names[i], name) == 0)
            return true;
    return false;
}

/* As the word is spoken: an rwlock. */
const char *hints_article(const char *noun)
{
    bool spelt = strcmp(noun, "rlock") == 0 || strcmp(noun, "rwlock") == 0;
    return spelt || strchr("aeio", *noun) ? "an" : "a";
}

/* ---- modules ---- */

static const char *const modules[] = {
    "threading",   "multiprocessing", "time",      "os",      "sys", "random", "queue",  "Queue",   "thread",
    "_thread",     "concurrent",      "futures",   "asyncio", "mp",  "math",   "signal", "logging", "datetime",
    "collections", "itertools",       "functools", "json",    "re",  "pool",   "sync",
};

static const word module_members[] = {
    {"sleep", "", "write `sleep(2s)`: a duration has a unit"},
    {"time", "", "write `now()`: the time since the scenario began"},
    {"local", "", "a variable declared in a thread's body, or in a function, is that task's own: `thread t { var mine = 0 }`"},
    {"enumerate", "", "write `threads()`"},
    {"main_thread", "", "the main task is the top level of the file"},
    {"start_new_thread", "", "write `thread t { … }` and `t.start()`"},
    {"exit", "", "write `exit(n)`"},
    {"_exit", "", "write `exit(n)`"},
    {"choice", "", "write `choose(xs)`"},
    {"shuffle", "", "write `shuffle(xs)`"},
    {"random", "", "write `random(0.0, 1.0)`"},
    {"seed", "", "the header has a seed: `scenario \"…\" { seed: 7 }`"},
    {"cpu_count", "", "write `cpu_count()`"},
    {"wait", "", "`p.join()` waits for a process, `wait_any(children())` for the first of all"},
    {"waitpid", "", "`p.join()` waits for a process, `p.exitcode` tells how it ended"},
    {"signal", "", "no signals are caught: `p.terminate()` ends a process, which runs nothing more"},
    {"abort", "", "write `exit(1)`"},
    {"run", "", NULL},
};

static bool is_module(const char *name)
{
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++)
        if (strcmp(modules[i], name) == 0)
            return true;
    return false;
}

const char *hints_module(resolver *r, const node *member)
{
    const node *holder = member->kid[0];
    if (holder->kind != NODE_NAME || !is_module(holder->text))
        return NULL;
    const known *k = scope_find_announced(r, holder->text);
    if (k && k->s.role != SYMBOL_KIND && k->s.role != SYMBOL_BUILTIN)
        return NULL;
    const word *w = FIND(module_members, member->text);
    if (!w)
        w = FIND(names, member->text);
    if (w && w->hint)
        return w->hint;
    const known *same = scope_find(r, member->text);
    return same ? resolving_text(r, "write `%s` alone", member->text)
                : "kinds (`thread`, `lock`, `queue` …) and functions (`sleep`, `now` …) need no import";
}

/* ---- kinds ---- */

static const word kind_habits[] = {
    {"mutex", "", "write `lock`"},
    {"Mutex", "", "write `lock`"},
    {"Lock", "", "write `lock`"},
    {"channel", "", "write `queue`: `queue q(0)` is a rendezvous"},
    {"chan", "", "write `queue`: `queue q(0)` is a rendezvous"},
    {"Channel", "", "write `queue`: `queue q(0)` is a rendezvous"},
    {"sem", "", "write `semaphore`"},
    {"cond", "", "write `condition`"},
    {"monitor", "", "write `lock` or `condition`"},
    {"counter", "", "write `atom`: one value, changed in single steps"},
    {"atomic_int", "", "write `atom`: one value, changed in single steps"},
    {"waitgroup", "", "write `latch`"},
    {"countdown", "", "write `latch`"},
    {"goroutine", "", "write `thread`"},
    {"task", "", "write `thread`"},
    {"coroutine", "", "write `thread`"},
    {"fork", "", "write `process`"},
    {"child", "", "write `process`"},
    {"proc", "", "write `process`"},
    {"subprocess", "", "write `process`"},
    {"actor", "", "write `process` or `thread`, and a `queue` for its messages"},
    {"signal", "", "write `event`"},
    {"flag", "", "write `event`"},
    {"executor", "", "write `pool`: `pool p(4, threads: true)`"},
    {"interval", "", "write `timer`: `timer t every 1s { … }`"},
    {"fun", "", "write `func`"},
    {"sub", "", "write `func`"},
    {"struct", "", "there are no structures: a map holds what belongs together"},
    {"val", "", "write `let`"},
    {"int", "", "variables have no types: write `var x = 0`"},
    {"float", "", "variables have no types: write `var x = 0.0`"},
    {"string", "", "variables have no types: write `var s = \"\"`"},
    {"str", "", "variables have no types: write `var s = \"\"`"},
    {"bool", "", "variables have no types: write `var b = false`"},
    {"list", "", "variables have no types: write `var xs = []`"},
};

const char *hints_kind(const char *name)
{
    const word *w = FIND(kind_habits, name);
    return w ? w->hint : NULL;
}

/* What else stands where a kind is expected: nothing is declared by these. */
static const word statement_habits[] = {
    {"echo", "", "write `print(…)`"},
    {"go", "", "write `thread t { … }` and `t.start()`"},
    {"spawn", "", "write `thread t { … }` and `t.start()`"},
    {"new", "", "a kind is called to make one: `queue()`"},
    {"defer", "", "write `try { … } finally { … }`"},
    {"until", "", "write `while not …`"},
    {"unless", "", "write `if not …`"},
};

const char *hints_statement(const char *name)
{
    const word *w = FIND(statement_habits, name);
    return w ? w->hint : NULL;
}

/* `retrun x` */
const char *hints_reserved(const char *name)
{
    static const char *const words[] = {
#define WORD(spelling, token, form, about) spelling,
#include "grammar/words.def"
    };
    return diag_nearest(name, words, sizeof words / sizeof *words);
}

/* ---- arguments ---- */

static const struct {
    const char *callee, *argument, *hint;
} argument_habits[] = {
    {"`thread`", "target", "the function comes first: `thread(f, [arguments])`"},
    {"`thread`", "args", "the arguments are a list, behind the function: `thread(f, [arguments])`"},
    {"`thread`", "kwargs", "hand over a function that makes the call: `thread(func() => f(x: 1))`"},
    {"`process`", "target", "the function comes first: `process(f, [arguments])`"},
    {"`process`", "args", "the arguments are a list, behind the function: `process(f, [arguments])`"},
    {"`process`", "kwargs", "hand over a function that makes the call: `process(func() => f(x: 1))`"},
    {"`timer`", "args", "hand over a function that makes the call: `timer(1s, func() => f(x))`"},
    {"`pipe`", "twoway", "write `duplex: true`"},
    {"`start`", "daemon", "set it before: `t.daemon = true`"},
    {"`queue`", "maxsize", "the capacity comes first: `queue q(10)`"},
    {"`queue`", "size", "the capacity comes first: `queue q(10)`"},
    {"`pool`", "processes", "the number of workers comes first: `pool p(4)`; they are processes unless it says `threads: true`"},
    {"`pool`", "max_workers", "the number of workers comes first: `pool p(4)`"},
    {"`pool`", "initializer", "each worker begins as a copy of this process: do it before the pool is made"},
    {"`pool`", "initargs", "each worker begins as a copy of this process: do it before the pool is made"},
    {"`pool`", "maxtasksperchild", "a worker takes task after task until the pool ends: leave it out"},
    {"`get`", "block", "`get_nowait()` does not wait, `get(timeout: 0s)` neither"},
    {"`put`", "block", "`put_nowait(v)` does not wait, `put(v, timeout: 0s)` neither"},
    {"`acquire`", "blocking", "to try without waiting, write `acquire(timeout: 0s)`"},
    {"`acquire`", "block", "to try without waiting, write `acquire(timeout: 0s)`"},
    {"`print`", "flush", "every print is written out at once: leave it out"},
    {"`print`", "file", "print writes to standard output: leave it out"},
    {"`apply`", "callback", "`apply` gives the result itself; `apply_async` takes a callback"},
    {"`map`", "callback", "`map` gives the results itself; `map_async` takes a callback"},
    {"`apply`", "kwds", "hand over a function that makes the call: `apply(func() => f(x: 1))`"},
    {"`apply_async`", "kwds", "hand over a function that makes the call: `apply_async(func() => f(x: 1))`"},
    {"`map`", "iterable", "the items come behind the function: `map(f, xs)`"},
    {"`apply`", "args", "the arguments are a list, behind the function: `apply(f, [arguments])`"},
    {"`apply_async`", "args", "the arguments are a list, behind the function: `apply_async(f, [arguments])`"},
    {"`sorted`", "cmp", "write `key: f`"},
};

const char *hints_argument(const char *whose, const char *argument)
{
    for (size_t i = 0; i < sizeof argument_habits / sizeof *argument_habits; i++)
        if (strcmp(argument_habits[i].callee, whose) == 0 && strcmp(argument_habits[i].argument, argument) == 0)
            return argument_habits[i].hint;
    return NULL;
}
