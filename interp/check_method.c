/* check_method: methods and properties. What the tables know of the object's kind or type is checked exactly; of an object that is not
 * known before the run, only that some kind or type has such a method, and that it takes such arguments.
 * Calls check_call.c for the arguments. */
#include "interp/resolving.h"

#include <string.h>

#include "runtime/value/method.h"

static const char *const error_properties[] = {"kind", "message", "line", "task"};

static const char *type_word(uint8_t tag)
{
    switch (tag) {
    case V_STRING: return "string";
    case V_LIST: return "list";
    case V_MAP: return "map";
    case V_DURATION: return "duration";
    case V_RANGE: return "range";
    case V_INT: return "int";
    case V_FLOAT: return "float";
    case V_ERROR: return "error";
    default: return "value";
    }
}

static const char *shape_word(shape_of of) { return of.kind ? kind_words[of.kind].name : type_word(of.tag); }

static bool listed(const char *name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i], name) == 0)
            return true;
    return false;
}

#define LISTED(name, list) listed((name), (list), sizeof(list) / sizeof *(list))

/* ---- looking names up ---- */

static bool verb_can_be_named(const resolver *r, const verb_word *v) { return r->prelude || !(v->flags & VERB_INNER); }

static const verb_word *verb_of(const resolver *r, kind_id kind, const char *name)
{
    verb_id id = verb_by_name(kind, name);
    return id != VERB_none && verb_can_be_named(r, &verb_words[id]) ? &verb_words[id] : NULL;
}

static bool method_can_be_named(const resolver *r, const method *m) { return r->prelude || strcmp(m->name, "sort_by") != 0; }

static const method *method_of(const resolver *r, uint8_t tag, const char *name)
{
    const method *m = method_find(tag, name);
    return m && method_can_be_named(r, m) ? m : NULL;
}

/* Everything that may stand behind a dot after something of this shape. */
typedef struct members {
    const char *names[VERBS + 64];
    size_t count;
} members;

static void members_of(const resolver *r, shape_of of, bool methods_too, members *m)
{
    *m = (members){.count = 0};
    for (int i = VERB_none + 1; i < VERBS; i++) {
        bool fits = !of.tag && (of.kind == KIND_none || verb_words[i].kind == of.kind);
        if (fits && verb_can_be_named(r, &verb_words[i]) && (methods_too || verb_words[i].flags & VERB_PROPERTY))
            m->names[m->count++] = verb_words[i].name;
    }
    for (size_t i = 0; i < method_count && methods_too && !of.kind && m->count < VERBS + 64; i++)
        if ((!of.tag || methods[i].type == of.tag) && method_can_be_named(r, &methods[i]))
            m->names[m->count++] = methods[i].name;
}

static const char *member_nearest(const resolver *r, shape_of of, const char *name)
{
    members all;
    members_of(r, of, true, &all);
    return diag_nearest(name, all.names, all.count);
}

/* Which kinds or types have it: "a queue and a semaphore". */
static const char *member_owners(resolver *r, const char *name)
{
    enum { OWNERS_SHOWN = 3 };
    const char *owners[OWNERS_SHOWN];
    int count = 0;
    for (int i = VERB_none + 1; i < VERBS && count < OWNERS_SHOWN; i++)
        if (strcmp(verb_words[i].name, name) == 0 && verb_can_be_named(r, &verb_words[i]))
            owners[count++] = kind_words[verb_words[i].kind].name;
    for (size_t i = 0; i < method_count && count < OWNERS_SHOWN; i++)
        if (strcmp(methods[i].name, name) == 0 && method_can_be_named(r, &methods[i]))
            owners[count++] = type_word(methods[i].type);
    if (count == 1)
        return resolving_text(r, "%s %s has it", hints_article(owners[0]), owners[0]);
    if (count == 2)
        return resolving_text(r, "%s %s and %s %s have it", hints_article(owners[0]), owners[0], hints_article(owners[1]), owners[1]);
    return NULL;
}

/* ---- methods ---- */

static span name_place(const node *member) { return member->name_at.end ? member->name_at : member->at; }

static void tell_no_method(resolver *r, const node *member, shape_of of)
{
    const char *name = member->text, *habit = hints_member(of, name), *near = member_nearest(r, of, name);
    const char *owners = member_owners(r, name);
    const char *hint = habit ? habit : owners ? owners : near ? resolving_text(r, "did you mean `%s`?", near) : NULL;
    if (of.kind || of.tag)
        resolving_error(r, name_place(member), hint, "%s %s has no method `%s`", hints_article(shape_word(of)), shape_word(of), name);
    else
        resolving_error(r, name_place(member), hint, "there is no method `%s`", name);
}

static void tell_property_called(resolver *r, const node *call, bool settable)
{
    const node *member = call->kid[0];
    const char *whole = resolving_source(r, member->at);
    bool sets = settable && call->kid[1];
    resolving_error(r, name_place(member),
                    sets ? resolving_text(r, "write `%s = %s`", whole, resolving_source(r, call->kid[1]->at))
                         : resolving_text(r, "write `%s`", whole),
                    "`%s` is a property: it is %s without brackets", member->text, sets ? "set" : "read");
}

static void check_method_arguments(resolver *r, const node *call, const char *notation)
{
    const char *what = resolving_text(r, "`%s`", call->kid[0]->text);
    check_arguments(r, &(callable){.what = what, .notation = notation}, call->at, call->kid[1]);
}

/* The key of a sort is the compiler's affair, and so not in the table. */
static const char *method_notation(const method *m) { return strcmp(m->name, "sort") == 0 ? "key: reverse:" : m->parameters; }

/* rw.acquire() without a side */
static bool tell_side_missing(resolver *r, const node *member, shape_of of)
{
    const node *holder = member->kid[0];
    bool side = holder->kind == NODE_MEMBER && resolve_shape(r, holder->kid[0]).kind == KIND_rwlock;
    bool needs = strcmp(member->text, "acquire") == 0 || strcmp(member->text, "release") == 0;
    if (of.kind != KIND_rwlock || !needs || side || holder->kind != NODE_NAME || !resolve_known(r, holder)
        || resolve_known(r, holder)->origin != ORIGIN_OBJECT)
        return false;
    resolving_error(r, name_place(member),
                    resolving_text(r, "`%s.read.%s()` or `%s.write.%s()`", holder->text, member->text, holder->text, member->text),
                    "an rwlock is taken to read or to write: say which");
    return true;
}

static void check_kind_method(resolver *r, const node *call, shape_of of)
{
    const node *member = call->kid[0];
    const verb_word *v = verb_of(r, (kind_id)of.kind, member->text);
    if (!v)
        tell_no_method(r, member, of);
    else if (v->flags & VERB_PROPERTY)
        tell_property_called(r, call, v->flags & VERB_SETS);
    else if (!tell_side_missing(r, member, of))
        check_method_arguments(r, call, v->parameters);
}

static void check_value_method(resolver *r, const node *call, shape_of of)
{
    const method *m = method_of(r, of.tag, call->kid[0]->text);
    if (m)
        check_method_arguments(r, call, method_notation(m));
    else if (of.tag == V_ERROR && LISTED(call->kid[0]->text, error_properties))
        tell_property_called(r, call, false);
    else
        tell_no_method(r, call->kid[0], of);
}

/* Of an object that may be anything: does any kind or type take this call? */
static void check_any_method(resolver *r, const node *call)
{
    const char *name = call->kid[0]->text, *notation = NULL;
    bool property = false, fits = false;
    int candidates = 0;
    for (int i = VERB_none + 1; i < VERBS; i++) {
        if (strcmp(verb_words[i].name, name) != 0 || !verb_can_be_named(r, &verb_words[i]))
            continue;
        property |= (verb_words[i].flags & VERB_PROPERTY) != 0;
        if (verb_words[i].flags & VERB_PROPERTY)
            continue;
        notation = notation && candidates ? notation : verb_words[i].parameters;
        fits |= check_fits(verb_words[i].parameters, call->kid[1]);
        candidates++;
    }
    for (size_t i = 0; i < method_count; i++) {
        if (strcmp(methods[i].name, name) != 0 || !method_can_be_named(r, &methods[i]))
            continue;
        notation = notation ? notation : method_notation(&methods[i]);
        fits |= check_fits(method_notation(&methods[i]), call->kid[1]);
        candidates++;
    }
    if (!candidates && property)
        tell_property_called(r, call, false);
    else if (!candidates)
        tell_no_method(r, call->kid[0], (shape_of){0});
    else if (!fits)
        check_method_arguments(r, call, notation);
    else
        check_equals(r, call->kid[1]);
}

/* Of a name that was told to be unknown nothing more is told. */
static bool is_told(resolver *r, const node *holder)
{
    const known *k = holder->kind == NODE_NAME ? resolve_known(r, holder) : NULL;
    return holder->kind == NODE_NAME && (!k || k->broken);
}

void check_method(resolver *r, const node *call)
{
    shape_of of = resolve_shape(r, call->kid[0]->kid[0]);
    if (is_told(r, call->kid[0]->kid[0]))
        return;
    if (of.kind)
        check_kind_method(r, call, of);
    else if (of.tag)
        check_value_method(r, call, of);
    else
        check_any_method(r, call);
}

/* ---- properties ---- */

typedef struct property_search {
    bool property, settable, method;
} property_search;

static property_search property_find(const resolver *r, shape_of of, const char *name)
{
    property_search found = {false, false, false};
    for (int i = VERB_none + 1; i < VERBS; i++) {
        const verb_word *v = &verb_words[i];
        if (strcmp(v->name, name) != 0 || of.tag || (of.kind && v->kind != of.kind) || !verb_can_be_named(r, v))
            continue;
        found.property |= (v->flags & VERB_PROPERTY) != 0;
        found.settable |= (v->flags & VERB_SETS) != 0;
        found.method |= (v->flags & VERB_PROPERTY) == 0;
    }
    if ((!of.kind && !of.tag) || of.tag == V_ERROR)
        found.property |= LISTED(name, error_properties);
    for (size_t i = 0; i < method_count && !of.kind; i++)
        found.method |= (!of.tag || methods[i].type == of.tag) && method_can_be_named(r, &methods[i]) && strcmp(methods[i].name, name) == 0;
    return found;
}

bool check_method_exists(const resolver *r, const char *name)
{
    property_search found = property_find(r, (shape_of){0}, name);
    return found.property || found.method;
}

static void tell_no_property(resolver *r, const node *member, shape_of of, bool is_method)
{
    const char *habit = of.tag == V_MAP ? NULL : hints_member(of, member->text);
    if (is_method) {
        const char *holder = resolving_source(r, member->kid[0]->at);
        resolving_error(r, name_place(member),
                        resolving_text(r, "write `%s.%s()` to call it, `func() => %s.%s()` to hand it over", holder, member->text, holder,
                                       member->text),
                        "`%s` is a method: it is called, with brackets", member->text);
        return;
    }
    const char *near = of.tag == V_MAP ? NULL : member_nearest(r, of, member->text);
    const char *hint = habit                                      ? habit
                       : near                                     ? resolving_text(r, "did you mean `%s`?", near)
                       : !of.kind && (!of.tag || of.tag == V_MAP) ? resolving_text(r, "what a map holds is found by its key: `%s[\"%s\"]`",
                                                                                   resolving_source(r, member->kid[0]->at), member->text)
                                                                  : NULL;
    if (of.kind || of.tag)
        resolving_error(r, name_place(member), hint, "%s %s has no property `%s`", hints_article(shape_word(of)), shape_word(of),
                        member->text);
    else
        resolving_error(r, name_place(member), hint, "nothing has a property `%s`", member->text);
}

void check_property(resolver *r, const node *member, bool assigned)
{
    shape_of of = resolve_shape(r, member->kid[0]);
    property_search found = property_find(r, of, member->text);
    if (is_told(r, member->kid[0]))
        return;
    if (!found.property)
        tell_no_property(r, member, of, found.method && !assigned);
    else if (assigned && !found.settable)
        resolving_error(r, name_place(member), of.tag == V_ERROR ? NULL : "`name` and `daemon` of a task can be set, before it is started",
                        "`%s` cannot be set", member->text);
}

/* ---- select and with ---- */

static bool case_any(const char *name)
{
    for (int i = VERB_none + 1; i < VERBS; i++)
        if (strcmp(verb_words[i].name, name) == 0 && verb_words[i].flags & VERB_SELECT)
            return true;
    return false;
}

static void check_case_operation(resolver *r, const node *call)
{
    const node *member = call->kid[0];
    shape_of of = resolve_shape(r, member->kid[0]);
    const verb_word *v = of.kind ? verb_of(r, (kind_id)of.kind, member->text) : NULL;
    bool fits = of.tag ? false : of.kind ? !v || v->flags & VERB_SELECT : case_any(member->text);
    if (!fits)
        resolving_error(r, name_place(member),
                        "queue get and put, recv of a pipe, event wait, acquire, latch wait, join of a task and future get can be cases",
                        "`%s` of %s %s cannot be a case of `select`", member->text,
                        of.kind || of.tag ? hints_article(shape_word(of)) : "this", of.kind || of.tag ? shape_word(of) : "object");
    for (const node *a = call->kid[1]; a; a = a->next)
        if (a->kind == NODE_ARG && strcmp(a->text, "timeout") == 0)
            resolving_error(r, a->name_at,
                            resolving_text(r, "the whole `select` has one: `after %s%s { … }`", resolving_source(r, a->kid[0]->at),
                                           a->kid[0]->kind == NODE_INT || a->kid[0]->kind == NODE_FLOAT ? "s" : ""),
                            "a case has no time-out of its own");
}

void check_case(resolver *r, const node *call)
{
    if (call->kind == NODE_CALL && call->kid[0]->kind == NODE_MEMBER)
        check_case_operation(r, call);
    else
        resolving_error(r, call->at, "write an operation of an object, such as `q.get()` or `e.wait()`",
                        "a `case` waits for an operation of an object");
}

void check_with(resolver *r, const node *item)
{
    shape_of of = resolve_shape(r, item->kid[0]);
    bool whole = item->kid[0]->kind != NODE_MEMBER;
    bool fits = of.kind == KIND_none || of.kind == KIND_pool || of.kind == KIND_semaphore || of.kind == KIND_lock || of.kind == KIND_rlock
                || of.kind == KIND_condition || (of.kind == KIND_rwlock && !whole);
    const char *text = resolving_source(r, item->kid[0]->at);
    if (of.kind == KIND_rwlock && whole)
        resolving_error(r, item->kid[0]->at, resolving_text(r, "`with %s.read { … }` or `with %s.write { … }`", text, text),
                        "an rwlock is taken to read or to write: say which");
    else if (!fits)
        resolving_error(r, item->kid[0]->at, "`with` takes a lock, rlock, semaphore, condition, rw.read, rw.write or pool",
                        "%s %s cannot be taken with `with`", hints_article(shape_word(of)), shape_word(of));
}

/* ---- what a method gives ---- */

shape_of check_result(resolver *r, const node *call)
{
    const node *member = call->kid[0];
    shape_of of = resolve_shape(r, member->kid[0]);
    if (of.kind == KIND_pool && (strcmp(member->text, "apply_async") == 0 || strcmp(member->text, "map_async") == 0))
        return (shape_of){.kind = KIND_future};
    if (of.tag == V_STRING && (strcmp(member->text, "split") == 0))
        return (shape_of){.tag = V_LIST};
    return (shape_of){0};
}
