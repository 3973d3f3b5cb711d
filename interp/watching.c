/* watching: looks for words. Whoever has a name of his own that is one of these is taken to watch: too much is no harm. */
#include "interp/watching.h"

#include <string.h>

typedef struct wanted {
    const char *const *words;
    size_t count;
    bool joins;       /* … joins that may end in another way, and daemons */
    bool inside_only; /* what stands at the top level does not count */
    bool awaits;      /* … await */
    bool members;     /* of the words only those that are asked of an object, or given by name */
    bool own;         /* of the words only those that are no use of a name: it is the script's own */
    bool used;        /* a call without arguments whose result is only printed does not count */
} wanted;

/* A join with a time-out, or as a case of a select: it can end in another way than by the task's end. */
static bool is_open_join(const node *n)
{
    const node *call = n->kind == NODE_CALL || n->kind == NODE_CASE ? n : NULL;
    if (n->kind == NODE_CASE)
        call = n->kid[0] && n->kid[0]->kind == NODE_CALL ? n->kid[0] : NULL;
    const node *callee = call ? call->kid[0] : NULL;
    return callee && callee->kind == NODE_MEMBER && strcmp(callee->text, "join") == 0 && (n->kind == NODE_CASE || call->kid[1]);
}

static bool is_wanted(const wanted *w, const node *n)
{
    if (w->joins && (is_open_join(n) || (n->kind == NODE_DECL && n->flag)))
        return true;
    if (w->awaits && n->kind == NODE_AWAIT)
        return true;
    if (w->members && n->kind != NODE_MEMBER && n->kind != NODE_ARG)
        return false;
    if (w->own && n->kind == NODE_NAME)
        return false;
    for (size_t i = 0; n->text && i < w->count; i++)
        if (strcmp(n->text, w->words[i]) == 0)
            return true;
    return false;
}

static bool node_is_leaf(const node *n) { return n->kind == NODE_INT || n->kind == NODE_FLOAT || n->kind == NODE_DURATION; }

/* Functions, and declarations with a body of their own. */
static bool node_is_body(const node *n)
{
    return n->kind == NODE_FUNC || n->kind == NODE_FUNC_DEF || n->kind == NODE_LIST_COMP || (n->kind == NODE_DECL && n->kid[2]);
}

static bool is_plain_call(const node *n) { return n->kind == NODE_CALL && n->kid[0]->kind == NODE_NAME && !n->kid[1]; }

/* Of these only the time-out, which stands second, asks what time it is. */
static bool is_untimed(const node *n)
{
    const node *callee = n->kind == NODE_CALL && n->kid[1] && !n->kid[1]->next ? n->kid[0] : NULL;
    bool member = callee && callee->kind == NODE_MEMBER && strcmp(callee->text, "wait_for") == 0;
    return member || (callee && callee->kind == NODE_NAME && strcmp(callee->text, "as_completed") == 0);
}

/* Is what the k-th kid comes to printed, and nothing else? */
static bool is_printed(const node *n, int k, bool printed)
{
    bool prints = n->kind == NODE_CALL && n->kid[0]->kind == NODE_NAME && strcmp(n->kid[0]->text, "print") == 0;
    return prints ? k == 1 : printed && (n->kind == NODE_INTERP || n->kind == NODE_FORMAT);
}

static bool is_mentioned(const wanted *w, const node *n, bool inside, bool printed)
{
    for (; n; n = n->next) {
        bool in = inside || node_is_body(n);
        if (w->used && printed && is_plain_call(n))
            continue;
        if ((in || !w->inside_only) && is_wanted(w, n))
            return true;
        for (int k = 0; k < 4 && !node_is_leaf(n); k++) {
            const node *kid = w->used && k == 0 && is_untimed(n) ? n->kid[0]->kid[0] : n->kid[k];
            if (is_mentioned(w, kid, in, is_printed(n, k, printed)))
                return true;
        }
    }
    return false;
}

static bool script_mentions(const tree *t, const wanted *w) { return is_mentioned(w, t->root, false, false); }

bool script_watches_ends(const tree *t)
{
    static const char *const words[] = {"is_alive", "exitcode", "cancel",  "kill", "terminate",    "threads", "children",  "pool",
                                        "wait_any", "timer",    "process", "exit", "as_completed", "daemon",  "stop_after"};
    return script_mentions(t, &(wanted){.words = words, .count = sizeof words / sizeof *words, .joins = true});
}

bool script_starts_inside(const tree *t)
{
    static const char *const words[] = {"start"};
    return script_mentions(t, &(wanted){.words = words, .count = 1, .inside_only = true});
}

bool script_breaks_waits(const tree *t)
{
    static const char *const words[] = {"cancel", "kill", "terminate"};
    return script_mentions(t, &(wanted){.words = words, .count = sizeof words / sizeof *words});
}

/* What it sees, or how long it waits, orders nothing, and may keep accesses apart all the same. */
bool script_looks(const tree *t)
{
    static const char *const waits[] = {"sleep", "work", "now", "timer"};
    if (script_mentions(t, &(wanted){.words = waits, .count = sizeof waits / sizeof *waits, .used = true}))
        return true;
    static const char *const words[] = {"size", "empty", "full", "value", "waiting", "poll", "timeout", "get_nowait", "put_nowait"};
    return script_mentions(t, &(wanted){.words = words, .count = sizeof words / sizeof *words, .members = true});
}

bool script_reads_clock(const tree *t)
{
    static const char *const words[] = {"now", "wait_for", "as_completed"}, *const printing[] = {"print"};
    bool prints = !script_mentions(t, &(wanted){.words = printing, .count = 1, .own = true});
    return script_mentions(t, &(wanted){.words = words, .count = sizeof words / sizeof *words, .used = prints});
}

bool script_draws(const tree *t)
{
    static const char *const words[] = {"random"};
    return script_mentions(t, &(wanted){.words = words, .count = 1});
}

bool script_tells_done(const tree *t)
{
    static const char *const words[] = {"task_done"};
    return script_mentions(t, &(wanted){.words = words, .count = 1});
}

bool script_awaits(const tree *t) { return script_mentions(t, &(wanted){.awaits = true}); }

bool script_joins(const tree *t)
{
    static const char *const words[] = {"join"};
    return script_mentions(t, &(wanted){.words = words, .count = 1});
}
