/* pool: workers that share out the tasks given to them. The workers, and one task that runs callbacks, are the prelude's; here is what
 * they take, and what comes of it. Leaves out: when all is done, worker processes (pool_end.c). */
#include "runtime/kinds/pool.h"

#include "runtime/kinds/kinds.h"
#include "runtime/make.h"
#include "runtime/pass.h"

/* --- making --- */

/* Lines of the cache of its own, where something runs in parallel. */
static void *room(const world *w, size_t size) { return w->parallel ? memory_aligned(w->memory, size) : memory_zeroed(w->memory, size); }

static void pool_give_all(const world *w, const struct pool *p, work *works, uint32_t size)
{
    memory_give(w->memory, p->inlet, sizeof *p->inlet);
    memory_give(w->memory, p->outlet, sizeof *p->outlet);
    memory_give(w->memory, works, size * sizeof *works);
}

/* False: out of memory. */
static bool pool_begin(const world *w, struct pool *p, uint32_t size)
{
    work *works = room(w, size * sizeof *works);
    p->inlet = room(w, sizeof *p->inlet);
    p->outlet = room(w, sizeof *p->outlet);
    p->size = size;
    if (works && p->inlet && p->outlet)
        __atomic_store_n(&p->works, works, __ATOMIC_RELEASE);
    else
        pool_give_all(w, p, works, size);
    return p->works;
}

bool pool_make(call *c)
{
    int64_t size;
    bool threads;
    if (!option_int(c, c->op->arguments[3], "a pool's size", c->world->settings.cores, &size))
        return false;
    if (!option_bool(c, c->op->arguments[4], "threads", false, &threads))
        return false;
    int64_t most = c->world->settings.limits.tasks;
    if (size < 1)
        return fault_set(&c->fault, ERROR_value, "a pool has 1 worker or more, not %lld", (long long)size);
    if (size > most)
        return fault_set(&c->fault, ERROR_limit, "a pool has at most %lld workers, not %lld (limit tasks)", (long long)most,
                         (long long)size);
    struct pool *p = pool_of(c->object);
    p->threads = threads;
    p->owner = c->task->process->id;
    return pool_begin(c->world, p, (uint32_t)size) || fault_set(&c->fault, ERROR_limit, "out of memory");
}

/* --- jobs --- */

static job *job_behind(object *future) { return (job *)(void *)(future + 1); }

static bool job_is_apart(const job *j) { return j != job_behind(object_held(j->future)); }

/* The callbacks are values of the process that made the pool, and of no other. */
void pool_job_free(world *w, job *j)
{
    value future = j->future;
    store_free(w, j->call);
    if (!w->memory) {
        value_drop(j->callback);
        value_drop(j->error_callback);
    }
    if (job_is_apart(j))
        memory_give(w->memory, j, sizeof *j);
    store_free(w, future);
}

void pool_job_done(call *c, job *j)
{
    value future = j->future;
    store_drop(c, j->call);
    if (!c->world->memory || (c->task && c->task->process->id == pool_of(c->object)->owner)) {
        value_drop(j->callback);
        value_drop(j->error_callback);
    }
    if (job_is_apart(j))
        pass_give(c->pass, j, sizeof *j);
    store_drop(c, future);
}

/* They are chained already. */
static void jobs_append(call *c, jobs *all, const jobs *more)
{
    if (!more->count)
        return;
    if (all->last)
        call_change(c, &all->last->next, sizeof all->last->next);
    *(all->last ? &all->last->next : &all->first) = more->first;
    all->last = more->last;
    all->count += more->count;
}

static void jobs_add(call *c, jobs *all, job *j)
{
    j->next = NULL;
    jobs_append(c, all, &(jobs){j, j, 1});
}

job *pool_jobs_take(jobs *all)
{
    job *j = all->first;
    all->first = j->next;
    if (!all->first)
        all->last = NULL;
    __atomic_store_n(&all->count, all->count - 1, __ATOMIC_RELAXED); /* pool_foresee looks at it without the lock */
    return j;
}

/* The next is wanted soon. Another processor has had it, and what it leads to: that takes as long as the rest of an operation, if it is
 * not on its way already. What the next leads to is fetched when it has come itself, one operation later. */
static void jobs_come(const jobs *all)
{
    const job *first = all->first;
    if (!first)
        return;
    __builtin_prefetch(first->next);
    __builtin_prefetch(object_held(first->future));
    if (first->call.tag >= V_COUNTED)
        __builtin_prefetch(first->call.cell);
}

void pool_jobs_done(call *c, jobs *all)
{
    while (all->count)
        pool_job_done(c, pool_jobs_take(all));
}

void pool_drop(world *w, object *o)
{
    struct pool *p = pool_of(o);
    if (!p->works)
        return;
    jobs *all[] = {&p->now.tasks, &p->now.callbacks, &p->inlet->tray.jobs, &p->outlet->tray.jobs};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        while (all[i]->count)
            pool_job_free(w, pool_jobs_take(all[i]));
    for (uint32_t i = 0; i < p->size; i++) {
        if (p->works[i].job)
            pool_job_free(w, p->works[i].job);
        store_free(w, p->works[i].process);
    }
    pool_give_all(w, p, p->works, p->size);
}

/* --- changing --- */

struct pool *pool_change(call *c)
{
    struct pool *p = pool_of(c->object);
    call_change(c, p, sizeof *p);
    return p;
}

struct pool *pool_change_now(call *c)
{
    struct pool *p = pool_of(c->object);
    if (!c->follows)
        call_change(c, &p->now, sizeof p->now);
    return p;
}

work *pool_work(call *c)
{
    work *w = &pool_of(c->object)->works[c->op->arguments[0].integer];
    if (!c->follows)
        call_change(c, w, offsetof(work, apart));
    return w;
}

/* --- the inlet --- */

/* Once. It cannot fail: a pass that comes here holds no more than a future and the other one. */
static object *tray_hold(call *c, object *tray)
{
    const pass *p = c->pass;
    for (uint32_t i = 0; i < p->held_count; i++)
        if (p->held[i] == tray)
            return tray;
    call_hold(c, tray);
    return tray;
}

/* How many tasks may be put there without a look at the pool. */
static void inlet_room(const call *c, object *in)
{
    int64_t left = c->world->settings.limits.messages - pool_of(c->object)->now.tasks.count;
    in->tray.room = left < 0 ? 0 : left < UINT32_MAX ? (uint32_t)left : UINT32_MAX;
}

static void inlet_turn(call *c, bool open)
{
    struct pool *p = pool_of(c->object);
    object *in = tray_hold(c, p->inlet);
    inlet_room(c, in);
    p->now.open = open;
    __atomic_store_n(&in->tray.open, open, __ATOMIC_RELAXED);
}

/* What is in it is the pool's. */
static void inlet_empty(call *c)
{
    struct pool *p = pool_of(c->object);
    if (!p->now.open)
        return;
    object *in = tray_hold(c, p->inlet);
    jobs_append(c, &p->now.tasks, &in->tray.jobs);
    in->tray.jobs = (jobs){0};
    inlet_room(c, in);
}

void pool_shut(call *c)
{
    inlet_empty(c);
    if (pool_of(c->object)->now.open)
        inlet_turn(c, false);
}

/* Whoever stands in line for a task is woken when the present op has left some, or by one who is on its way. */
static bool inlet_may_open(const call *c)
{
    const group *g = line_group(c->object, VERB_pool_take, FACE_NONE);
    return pool_of(c->object)->now.tasks.count || !g || !g->live || g->coming;
}

/* Tasks were given, or one was taken. */
static void inlet_settle(call *c)
{
    const struct pool *p = pool_of(c->object);
    if (!call_joins(c) || p->closed)
        return;
    if (!inlet_may_open(c))
        inlet_empty(c);
    bool open = inlet_may_open(c);
    if (open != p->now.open)
        inlet_turn(c, open);
}

/* A worker who has no task looks for one. When there is none, and it looks again soon, it is told when one comes. */
static bool pool_finds(call *c)
{
    struct pool *p = pool_of(c->object);
    if (p->now.tasks.count || c->probe)
        return p->now.tasks.count;
    pool_change_now(c);
    inlet_empty(c);
    if (p->now.tasks.count)
        return true;
    bool again = call_joins(c) && !p->closed && !c->waits && wait_may_hesitate(c);
    if (again || p->now.open)
        inlet_turn(c, again);
    if (again)
        p->inlet->tray.sought = true;
    return false;
}

void pool_forget_callbacks(call *c)
{
    struct pool *p = pool_of(c->object);
    pool_jobs_done(c, &p->now.callbacks);
    if (call_joins(c)) /* elsewhere there are none, and nobody knows the object */
        pool_jobs_done(c, &tray_hold(c, p->outlet)->tray.jobs);
}

outcome verb_pool_size(call *c) { return call_tell(c, value_int(pool_of(c->object)->size)); }

/* --- giving --- */

/* [f, its arguments], or [through, f, arguments] */
static bool pool_call(call *c, const value *given, value *out)
{
    value arguments = given[1], through = given[4];
    if (arguments.tag != V_LIST)
        return fault_set(&c->fault, ERROR_type, "the arguments of a call are given as a list, not as %s", fault_noun(arguments).text);
    if (through.tag != V_NIL)
        return value_list((value[]){through, given[0], arguments}, 3, out, &c->fault);
    if (!value_list_room(1 + arguments.list->length, out, &c->fault))
        return false;
    bool pushed = value_list_push(out, given[0], &c->fault);
    for (uint32_t i = 0; pushed && i < arguments.list->length; i++)
        pushed = value_list_push(out, arguments.list->items[i], &c->fault);
    if (!pushed)
        value_drop(*out);
    return pushed;
}

static bool is_callback(value v) { return v.tag != V_UNSET && v.tag != V_NIL; }

/* It is called with one thing, a result or an error. */
static bool callback_fits(call *c, value v)
{
    const host *h = c->world->host;
    if (!value_is_function(v))
        return fault_set(&c->fault, ERROR_type, "a callback is a function, not %s", fault_noun(v).text);
    fault f = {0};
    if (!h->takes || h->takes(c->world, v, 1, &f))
        return true;
    const char *text;
    size_t length = value_string_bytes(&f.message, &text);
    fault_set(&c->fault, ERROR_type, "a callback is called with the result or the error alone: %.*s", (int)length, text);
    value_drop(f.message);
    return false;
}

/* Is all that is to be called something that can be? */
static bool pool_calls(call *c, value f)
{
    if (!value_is_function(f))
        return fault_set(&c->fault, ERROR_type, "a pool needs a function to run, not %s", fault_noun(f).text);
    for (const value *given = c->op->arguments + 2; given < c->op->arguments + 4; given++)
        if (is_callback(*given) && !callback_fits(c, *given))
            return false;
    return true;
}

/* What a task in another process is made of has to be known there. */
static bool pool_may_send(call *c, const value *given)
{
    if (!pool_calls(c, given[0]))
        return false;
    if (pool_of(c->object)->threads)
        return true;
    if (given[0].tag == V_CLOSURE)
        return fault_set(&c->fault, ERROR_type,
                         "a pool of processes calls functions that use only names of the top level and their parameters");
    return value_is_sendable(given[1]) || fault_set(&c->fault, ERROR_type, "a function cannot be an argument of a task in another process");
}

/* Takes over the hold of the future, and the call. NULL: out of memory. */
static job *job_new(call *c, object *future, bool shared, value called)
{
    const value *given = c->op->arguments;
    job *j = shared ? memory_take(c->world->memory, sizeof *j) : job_behind(future);
    if (!j) {
        fault_set(&c->fault, ERROR_limit, "out of memory");
        object_let_go(future);
        value_drop(called);
        return NULL;
    }
    *j = (job){.future = object_stored(future), .call = VALUE_NIL, .callback = VALUE_NIL, .error_callback = VALUE_NIL};
    if (!store_take(c, called, &j->call)) {
        pool_job_free(c->world, j);
        return NULL;
    }
    j->callback = value_keep(given[2]);
    j->error_callback = value_keep(given[3]);
    return j;
}

/* What is told of a task: its call, and the future of its outcome. */
static void pool_tell(call *c, value called, value future)
{
    c->detail = called;
    c->other = object_of(future)->id;
}

/* May that many tasks be given to the pool by the caller? */
static bool pool_admits(call *c, uint64_t count)
{
    const struct pool *p = pool_of(c->object);
    int64_t most = c->world->settings.limits.messages;
    if (p->owner != c->task->process->id)
        return fault_set(&c->fault, ERROR_permission, "only the process that made %s may give it tasks", call_name(c));
    if (p->closed)
        return fault_set(&c->fault, ERROR_state, "%s is closed and takes no more tasks", call_name(c));
    if (p->now.tasks.count + count <= (uint64_t)most)
        return true;
    return fault_set(&c->fault, ERROR_limit, "%s may hold %lld tasks, and no more (limit messages)", call_name(c), (long long)most);
}

/* All of them have one future, the result of the call. */
static outcome pool_given(call *c, value called, value future, const jobs *all)
{
    struct pool *p = pool_of(c->object);
    if (all->first)
        c->prepared = all->first;
    jobs_append(c, &p->now.tasks, all);
    if (p->now.open) {
        object *in = tray_hold(c, p->inlet);
        in->tray.sought = false;
        inlet_room(c, in);
    }
    inlet_settle(c);
    pool_tell(c, called, future);
    return call_done(c, future);
}

/* Has it a callback that nobody would run? */
static bool pool_lacks_help(const call *c)
{
    const value *given = c->op->arguments;
    return (is_callback(given[2]) || is_callback(given[3])) && !__atomic_load_n(&pool_of(c->object)->engaged, __ATOMIC_RELAXED);
}

/* The task and its future, which nobody knows yet. */
bool pool_prepare(call *c)
{
    const struct pool *p = pool_of(c->object);
    value called;
    if (p->owner != c->task->process->id || __atomic_load_n(&p->closed, __ATOMIC_RELAXED) || pool_lacks_help(c)
        || !pool_may_send(c, c->op->arguments) || !pool_call(c, c->op->arguments, &called))
        return false;
    object *future = make_future_object(c);
    if (future)
        c->prepared = job_new(c, future, false, called);
    else
        value_drop(called);
    c->aside = c->prepared && __atomic_load_n(&p->inlet->tray.open, __ATOMIC_RELAXED) ? p->inlet : NULL;
    return c->prepared;
}

/* It does not come to be. */
static outcome submit_fails(call *c, bool lacks)
{
    if (c->prepared)
        pool_job_free(c->world, c->prepared);
    c->prepared = NULL;
    c->changed = false;
    return lacks ? OUT_DONE : OUT_RAISE;
}

/* Where a worker looks when something comes it is not enough: that shows by the pool itself. */
static outcome submit_aside(call *c)
{
    job *j = c->prepared;
    object *in = c->aside;
    value future;
    if (!in->tray.open || in->tray.sought || !in->tray.room)
        return OUT_WAIT;
    if (!make_told(c, object_of(j->future), &future))
        return submit_fails(c, false);
    in->tray.room--;
    jobs_add(c, &in->tray.jobs, j);
    pool_tell(c, j->call, future);
    c->changed = false;
    return call_done(c, future);
}

outcome verb_pool_submit(call *c)
{
    value future;
    if (c->aside)
        return submit_aside(c);
    pool_change_now(c);
    inlet_empty(c);
    bool admitted = pool_admits(c, 1), lacks = admitted && pool_lacks_help(c);
    bool good = admitted && !lacks && (c->prepared || pool_prepare(c));
    job *j = c->prepared;
    if (!good || !make_told(c, object_of(j->future), &future))
        return submit_fails(c, lacks);
    return pool_given(c, j->call, future, &(jobs){j, j, 1});
}

void pool_call_back(call *c, job *j)
{
    struct pool *p = pool_of(c->object);
    const object *future = object_of(j->future);
    value callback = future->future.ok ? j->callback : j->error_callback;
    if (p->now.terminated || !future->future.ready || !is_callback(callback)) {
        pool_job_done(c, j);
        return;
    }
    call_change(c, j, sizeof *j);
    j->seq = 0;
    c->prepared = j;
    jobs_add(c, &p->now.callbacks, j);
}

/* --- giving in pieces: of a call [through, f, items] there are made several, each with some of the items --- */

static job *piece_new(call *c, value future, uint32_t at, uint32_t size)
{
    const value *whole = c->op->arguments[0].list->items;
    value piece, called;
    job *j = NULL;
    if (!value_list(whole[2].list->items + at, size, &piece, &c->fault))
        return NULL;
    if (value_list((value[]){whole[0], whole[1], piece}, 3, &called, &c->fault)) {
        object_hold(object_of(future));
        j = job_new(c, object_of(future), true, called);
    }
    value_drop(piece);
    return j;
}

static bool pieces_new(call *c, value future, uint32_t size, uint32_t count, jobs *all)
{
    uint32_t length = c->op->arguments[0].list->items[2].list->length;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = i * size, left = length - at;
        job *j = piece_new(c, future, at, left < size ? left : size);
        if (!j)
            return false;
        j->part = i;
        *(all->last ? &all->last->next : &all->first) = j;
        all->last = j;
        all->count++;
    }
    return true;
}

/* Of nothing there is no piece: it is done at once, and so is its callback due. */
static bool nothing_new(call *c, value future)
{
    object_hold(object_of(future));
    job *j = job_new(c, object_of(future), true, VALUE_NIL);
    if (j)
        pool_call_back(c, j);
    return j;
}

static bool pool_divide(call *c, value future, uint32_t size, uint32_t count, jobs *all)
{
    if (!future_divide(c, object_of(future), count, value_truth(c->op->arguments[4])))
        return false;
    return count ? pieces_new(c, future, size, count, all) : nothing_new(c, future);
}

/* How long a piece is, and how many there are. */
static bool pool_pieces(call *c, uint32_t *size, uint32_t *count)
{
    const value *whole = c->op->arguments[0].list->items;
    int64_t chunksize;
    uint32_t length = whole[2].list->length;
    if (!call_int(c, c->op->arguments[1], "a chunksize", &chunksize))
        return false;
    if (chunksize < 1)
        return fault_set(&c->fault, ERROR_value, "a chunksize is 1 or more");
    *size = chunksize < length ? (uint32_t)chunksize : length;
    *count = length ? (length - 1) / *size + 1 : 0;
    return pool_admits(c, *count) && pool_may_send(c, whole + 1);
}

outcome verb_pool_share(call *c)
{
    uint32_t size = 0, count = 0;
    value future = VALUE_NIL;
    jobs all = {0};
    pool_change_now(c);
    inlet_empty(c);
    if (!pool_pieces(c, &size, &count) || !make_future(c, &future))
        return OUT_RAISE;
    if (!pool_divide(c, future, size, count, &all)) {
        while (all.count)
            pool_job_free(c->world, pool_jobs_take(&all));
        value_drop(future);
        return OUT_RAISE;
    }
    c->number = count > 1 ? count : 0;
    return pool_given(c, c->op->arguments[0], future, &all);
}

/* --- working --- */

static outcome pool_give(call *c)
{
    struct pool *p = pool_change_now(c);
    work *w = pool_work(c);
    w->job = pool_jobs_take(&p->now.tasks);
    call_change(c, &w->job->call, sizeof w->job->call);
    w->worker = c->task;
    p->now.running++;
    c->cause = w->job->seq;
    jobs_come(&p->now.tasks);
    value called = w->job->call;
    w->job->call = VALUE_NIL;
    pool_tell(c, called, w->job->future);
    inlet_settle(c);
    return call_done(c, called);
}

/* [f, its arguments]; nil when nothing more can come. */
outcome verb_pool_take(call *c)
{
    struct pool *p = pool_of(c->object);
    if (pool_is_over(p))
        return OUT_DONE;
    if (!pool_finds(c))
        return OUT_WAIT;
    return c->probe ? OUT_DONE : pool_give(c);
}

/* A journal keeps what is dropped by itself. */
void pool_keep_locked(call *c, value future)
{
    if (!c->world->memory)
        pass_drop(c->pass, value_keep(future));
}

/* The result, as its future will hold it. */
bool pool_pack(call *c)
{
    const value *given = c->op->arguments;
    if (!pool_of(c->object)->threads && !value_is_sendable(given[2]))
        return fault_set(&c->fault, ERROR_type, "a function cannot be the result of a task in another process");
    if (!future_keep(c, value_truth(given[1]), given[2], &c->held))
        return false;
    c->prepared = &c->held;
    return true;
}

static outcome finish_fails(call *c)
{
    if (c->prepared)
        store_free(c->world, c->held);
    c->prepared = NULL;
    return OUT_RAISE;
}

/* The future is ready, unless the pool was terminated meanwhile: then it has died already. */
static bool finish_brings(call *c, const job *j)
{
    object *future = object_of(j->future);
    if (pool_of(c->object)->now.terminated) { /* only then: a load and a store could undo somebody's cancel in between */
        __atomic_store_n(&c->task->cancelled, false, __ATOMIC_RELAXED);
        store_drop(c, c->held);
    } else {
        if (!call_hold(c, future))
            return false;
        future_bring(c, future, j->part, value_truth(c->op->arguments[1]), c->held);
    }
    c->prepared = NULL;
    return true;
}

outcome verb_pool_finish(call *c)
{
    struct pool *p = pool_change_now(c);
    work *w = pool_work(c);
    job *j = w->job;
    if (!j)
        call_raise(c, ERROR_state, "this worker of %s has no task", call_name(c));
    if (!j || (!c->prepared && !pool_pack(c)))
        return finish_fails(c);
    pool_tell(c, c->op->arguments[3], j->future);
    c->number = !value_truth(c->op->arguments[1]);
    pool_keep_locked(c, j->future);
    if (!finish_brings(c, j))
        return finish_fails(c);
    w->job = NULL;
    w->worker = NULL;
    p->now.running--;
    pool_call_back(c, j);
    if (!p->now.tasks.count)
        inlet_empty(c);
    if (p->now.tasks.count && !p->now.terminated)
        call_then(c, VERB_pool_take);
    return OUT_DONE;
}

/* --- callbacks --- */

static bool pool_is_done(const struct pool *p) { return p->closed && !p->now.tasks.count && !p->now.running; }

/* Is a task needed that runs callbacks? Who is told so starts one, or gives the word back. */
outcome verb_pool_engage(call *c)
{
    struct pool *p = pool_change(c);
    bool wanted = value_truth(c->op->arguments[0]) && !p->closed, first = wanted && !p->engaged;
    c->changed = false;
    __atomic_store_n(&p->engaged, wanted, __ATOMIC_RELAXED);
    return call_done(c, value_bool(first));
}

/* [g, value], of the first that is due. */
static bool pool_callback(call *c, const job *j, value *out)
{
    value told;
    const object *future = object_of(j->future);
    if (!future_read(c, future, &told))
        return false;
    bool made = value_list((value[]){future->future.ok ? j->callback : j->error_callback, told}, 2, out, &c->fault);
    value_drop(told);
    return made;
}

/* [g, value], of the first of these. */
static outcome callback_give(call *c, jobs *due)
{
    value both;
    if (!pool_callback(c, due->first, &both))
        return OUT_RAISE;
    c->cause = due->first->seq;
    pool_job_done(c, pool_jobs_take(due));
    jobs_come(due);
    return call_done(c, both);
}

/* The others that are due are taken out, all at once. */
static void callbacks_take_out(call *c)
{
    struct pool *p = pool_of(c->object);
    if (!p->now.callbacks.count || !call_joins(c))
        return;
    tray_hold(c, p->outlet)->tray.jobs = p->now.callbacks;
    p->now.callbacks = (jobs){0};
}

/* Has it taken out some that it has not run yet? */
bool pool_foresee(call *c)
{
    object *out = pool_of(c->object)->outlet;
    c->aside = __atomic_load_n(&out->tray.jobs.count, __ATOMIC_RELAXED) ? out : NULL;
    return true;
}

static outcome callback_aside(call *c)
{
    jobs *out = &c->aside->tray.jobs;
    c->changed = false;
    return out->count ? callback_give(c, out) : OUT_WAIT;
}

/* [g, value]; nil when nothing more can come. Asking says that the last one was run. */
outcome verb_pool_take_callback(call *c)
{
    if (c->aside)
        return callback_aside(c);
    struct pool *p = pool_change_now(c);
    c->changed = p->now.calling;
    if (!c->probe)
        p->now.calling = false;
    if (p->now.terminated || (pool_is_done(p) && !p->now.callbacks.count))
        return OUT_DONE;
    if (!p->now.callbacks.count)
        return OUT_WAIT;
    c->changed = true;
    if (c->probe)
        return OUT_DONE;
    outcome r = callback_give(c, &p->now.callbacks);
    if (r != OUT_DONE)
        return r;
    p->now.calling = true;
    callbacks_take_out(c);
    return r;
}

/* Of workers that wait one is woken at a time: who takes a task lets the next come for what is left. */
bool pool_concerns(const object *o, const call *c, verb_id waiting)
{
    const struct pool *p = pool_of(o);
    switch (c ? c->op->verb : VERB_none) {
    case VERB_pool_submit: return waiting == VERB_pool_take;
    case VERB_pool_take: return p->closed || (waiting == VERB_pool_take && p->now.tasks.count);
    case VERB_pool_finish: return waiting == VERB_pool_take_callback;
    case VERB_pool_take_callback: return p->closed || waiting == VERB_pool_take_callback;
    default: return true;
    }
}

/* The tasks that were given, or whose callback is due, depend on it. */
void pool_recorded(call *c, uint64_t seq)
{
    uint16_t verb = c->op->verb;
    if (verb == VERB_pool_submit || verb == VERB_pool_share || verb == VERB_pool_finish)
        for (job *j = c->prepared; j; j = j->next)
            j->seq = seq;
}
