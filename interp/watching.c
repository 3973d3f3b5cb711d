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

static bool is_mentioned(const wanted *w, const node *n, bool inside)
{
    for (; n; n = n->next) {
        bool in = inside || node_is_body(n);
        if ((in || !w->inside_only) && is_wanted(w, n))
            return true;
        for (int k = 0; k < 4 && !node_is_leaf(n); k++)
            if (is_mentioned(w, n->kid[k], in))
                return true;
    }
    return false;
}

bool script_watches_ends(const tree *t)
{
    static const char *const words[] = {"is_alive", "exitcode", "cancel",  "kill", "terminate",    "threads", "children",  "pool",
                                        "wait_any", "timer",    "process", "exit", "as_completed", "daemon",  "stop_after"};
    return is_mentioned(&(wanted){.words = words, .count = sizeof words / sizeof *words, .joins = true}, t->root, false);
}

bool script_starts_inside(const tree *t)
{
    static const char *const words[] = {"start"};
    return is_mentioned(&(wanted){.words = words, .count = 1, .inside_only = true}, t->root, false);
}

bool script_breaks_waits(const tree *t)
{
    static const char *const words[] = {"cancel", "kill", "terminate"};
    return is_mentioned(&(wanted){.words = words, .count = sizeof words / sizeof *words}, t->root, false);
}

/* What it sees orders nothing, and may keep accesses apart all the same. */
bool script_looks(const tree *t)
{
    static const char *const words[] = {"size", "empty", "full", "value", "waiting", "poll", "timeout", "get_nowait", "put_nowait"};
    return is_mentioned(&(wanted){.words = words, .count = sizeof words / sizeof *words, .members = true}, t->root, false);
}

bool script_tells_done(const tree *t)
{
    static const char *const words[] = {"task_done"};
    return is_mentioned(&(wanted){.words = words, .count = 1}, t->root, false);
}

bool script_awaits(const tree *t) { return is_mentioned(&(wanted){.awaits = true}, t->root, false); }

bool script_joins(const tree *t)
{
    static const char *const words[] = {"join"};
    return is_mentioned(&(wanted){.words = words, .count = 1}, t->root, false);
}
