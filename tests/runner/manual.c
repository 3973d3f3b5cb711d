/* manual: the examples in the documents are tests.
 *   ```conc         a script that runs in the simulator (exit status 0, or as its comment says);
 *                   an ```output block behind it is what it prints, a ```timeline block its timeline
 *   ```conc NAME    the same, and sessions further down find it as the file NAME
 *   ```conc PATH    what the file PATH of this project holds, behind the comment at its beginning
 *   ```conc-error   a script with errors; an ```output block behind it is what `conc-run lint` says of "example.cs"
 *   ```console      a session: commands, and all that they say (tests/session.sh). Of a picture that a command makes,
 *                   `-o NAME.svg`, the expected one is pictures/NAME.svg, beside the document, and of one that it makes by
 *                   `-o NAME.mmd` a ```mermaid block behind it
 * Other blocks are none of ours. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runner.h"

enum { MOST_SCRIPTS = 64 };

typedef struct block {
    const char *kind, *name, *body; /* name: the second word of its first line */
    size_t kind_length, name_length, body_length;
    int line; /* of its first line, from 1 */
} block;

/* A document that is being read, and its named scripts so far. */
typedef struct manual {
    plan *plan;
    const char *path, *all;
    block scripts[MOST_SCRIPTS];
    size_t script_count;
} manual;

static const char *next_line(const char *at)
{
    const char *end = strchr(at, '\n');
    return end ? end + 1 : at + strlen(at);
}

static block begin_block(const char *fence, int line)
{
    block b = {.kind = fence + 3, .kind_length = strcspn(fence + 3, " \r\n"), .body = next_line(fence), .line = line};
    b.name = b.kind + b.kind_length;
    b.name += strspn(b.name, " ");
    b.name_length = strcspn(b.name, " \r\n");
    return b;
}

/* The next block from *at on, which then stands behind it. */
static bool next_block(const char **at, int *line, block *b)
{
    bool inside = false;
    for (; **at; *at = next_line(*at), ++*line) {
        bool fence = strncmp(*at, "```", 3) == 0;
        if (fence && inside) {
            b->body_length = (size_t)(*at - b->body);
            *at = next_line(*at);
            ++*line;
            return true;
        }
        if (fence) {
            inside = true;
            *b = begin_block(*at, *line + 1);
        }
    }
    return false;
}

static bool is(const block *b, const char *kind) { return b->kind_length == strlen(kind) && strncmp(b->kind, kind, b->kind_length) == 0; }

static char *name_of(const block *b) { return text("%.*s", (int)b->name_length, b->name); }

/* A scenario of the project, and no script of the document's own. */
static bool is_excerpt(const block *b) { return memchr(b->name, '/', b->name_length); }

static char *put_file(const char *folder, const char *name, const block *b)
{
    char *path = text("%s/%s", folder, name);
    file_write(path, b->body, b->body_length);
    return path;
}

static int status_of(const char *script)
{
    const char *at = strstr(script, "# Exit status: ");
    return at ? atoi(at + strlen("# Exit status: ")) : 0;
}

/* A test in a folder of its own; what is expected of it stands in the block `shown`, if there is one. */
static test *add_test(manual *m, int line, const block *shown)
{
    plan *p = m->plan;
    test *t = plan_add(p, "manual", text("%s:%d", m->path + strlen(p->source) + 1, line));
    t->folder = text("%s/manual-%zu", p->work, p->count);
    mkdir(t->folder, 0777);
    t->blessed = shown != NULL;
    t->document = m->path;
    t->shown = shown ? (size_t)(shown->body - m->all) : 0;
    t->shown_length = shown ? shown->body_length : 0;
    return t;
}

/* One example; `shown` is what follows it, when that belongs to it. */
static void add_example(manual *m, const block *script, const block *shown)
{
    plan *p = m->plan;
    bool error = is(script, "conc-error");
    if (p->engine == ENGINE_REAL && !error)
        return;
    test *t = add_test(m, script->line, shown);
    char *name = script->name_length ? name_of(script) : text("example.cs"), *path = put_file(t->folder, name, script);
    char *expected = shown ? put_file(t->folder, "expected", shown) : NULL;
    char *words[] = {p->program, error ? "lint" : "sim", shown && is(shown, "timeline") ? "--format=timeline" : "--quiet", name};
    if (error)
        words[2] = "--color=never";
    memcpy(t->words, words, sizeof words);
    t->status = error ? 2 : status_of(file_text(path));
    *(error ? &t->err : &t->out) = expected;
}

static void add_excerpt(manual *m, const block *script)
{
    test *t = add_test(m, script->line, script);
    char *words[] = {"/usr/bin/env", "awk", "begun || !/^#/ { begun = 1; print }", text("%s/%s", m->plan->source, name_of(script))};
    memcpy(t->words, words, sizeof words);
    t->out = put_file(t->folder, "expected", script);
}

/* ---- sessions ---- */

static void link_into(const char *folder, const char *name, const char *to)
{
    if (symlink(to, text("%s/%s", folder, name)) != 0)
        file_write(text("%s/%s cannot be linked", folder, name), "", 0); /* the session will miss it */
}

/* What a session finds in its folder: the command, the scenarios of the project, and the scripts of the document so far. */
static char *furnish(manual *m, const test *t, const block *session)
{
    plan *p = m->plan;
    mkdir(text("%s/.bin", t->folder), 0777);
    link_into(t->folder, ".bin/conc-run", p->program);
    link_into(t->folder, "scenarios", text("%s/scenarios", p->source));
    for (size_t i = 0; i < m->script_count; i++)
        put_file(t->folder, name_of(&m->scripts[i]), &m->scripts[i]);
    return put_file(t->folder, ".session", session);
}

/* The session once more, for one of the pictures that it makes, which is expected to be what a block shows, or a file beside the
 * document. */
static void add_picture(manual *m, const block *session, int line, char *picture, const block *shown)
{
    test *t = add_test(m, line, shown);
    char *words[] = {"/bin/sh", text("%s/tests/session.sh", m->plan->source), ".session", picture};
    memcpy(t->words, words, sizeof words);
    furnish(m, t, session);
    if (shown) {
        t->out = put_file(t->folder, ".expected", shown);
        return;
    }
    t->out = text("%.*s/pictures/%s", (int)(strrchr(m->path, '/') - m->path), m->path, picture);
    t->blessed = true;
    t->document = NULL; /* it does not stand in it */
}

static bool ends_so(const char *name, const char *ending)
{
    size_t length = strlen(name), end = strlen(ending);
    return length > end && strcmp(name + length - end, ending) == 0;
}

/* "… -o NAME …" in the lines of a session. */
static void add_pictures(manual *m, const block *session, const block *shown)
{
    static const char option[] = " -o ";
    const char *end = session->body + session->body_length;
    int line = session->line;
    for (const char *at = session->body; at < end; at = next_line(at), line++) {
        char *command = text("%.*s", (int)strcspn(at, "\n"), at), *found = strstr(command, option);
        char *name = found && strncmp(command, "$ ", 2) == 0 ? strtok(found + strlen(option), " ") : NULL;
        if (name && ends_so(name, ".svg"))
            add_picture(m, session, line, name, NULL);
        else if (name && ends_so(name, ".mmd") && shown)
            add_picture(m, session, line, name, shown);
    }
}

static void add_session(manual *m, const block *session, const block *shown)
{
    if (m->plan->engine == ENGINE_REAL)
        return;
    test *t = add_test(m, session->line, session);
    char *words[] = {"/bin/sh", text("%s/tests/session.sh", m->plan->source), ".session"};
    memcpy(t->words, words, sizeof words);
    t->out = furnish(m, t, session);
    add_pictures(m, session, shown);
}

static void add_block(manual *m, const block *b, const block *shown)
{
    if (is(b, "conc") && is_excerpt(b))
        add_excerpt(m, b);
    else if (is(b, "conc") || is(b, "conc-error"))
        add_example(m, b, shown);
    else if (is(b, "console"))
        add_session(m, b, shown);
    if (is(b, "conc") && b->name_length && !is_excerpt(b) && m->script_count < MOST_SCRIPTS)
        m->scripts[m->script_count++] = *b;
}

void plan_manual(plan *p, const char *document)
{
    manual m = {.plan = p, .path = document, .all = file_text(document)};
    const char *at = m.all;
    int line = 1;
    block found, next;
    bool more = at && next_block(&at, &line, &found);
    while (more) {
        more = next_block(&at, &line, &next);
        bool shown = more && (is(&next, "output") || is(&next, "timeline") || is(&next, "mermaid"));
        add_block(&m, &found, shown ? &next : NULL);
        found = next;
    }
}

/* The example's outputs replace what is shown in its document; `moved` is by how much those before it have moved it. */
static char *replace_shown(const plan *p, size_t number, char *all, long *moved)
{
    const test *t = &p->tests[number];
    const char *new = file_text(output_path(p, number, t->err ? "err" : "out"));
    size_t at = (size_t)((long)t->shown + *moved);
    if (!new || (strlen(new) == t->shown_length && strncmp(all + at, new, t->shown_length) == 0))
        return all;
    *moved += (long)strlen(new) - (long)t->shown_length;
    return text("%.*s%s%s", (int)at, all, new, all + at + t->shown_length);
}

static int bless_document(const plan *p, size_t first, const bool *failed)
{
    const char *document = p->tests[first].document, *before = file_text(document);
    char *all = text("%s", before), *kept = text("%s/document", p->work);
    long moved = 0;
    for (size_t i = first; i < p->count; i++)
        if (p->tests[i].document == document && p->tests[i].blessed && !failed[i])
            all = replace_shown(p, i, all, &moved);
    if (strcmp(all, before) == 0)
        return 0;
    file_write(kept, before, strlen(before));
    file_write(document, all, strlen(all));
    show_difference(kept, document);
    return 1;
}

int bless_documents(const plan *p, const bool *failed)
{
    int changed = 0;
    const char *document = NULL;
    for (size_t i = 0; i < p->count; i++) {
        if (!p->tests[i].document || p->tests[i].document == document)
            continue;
        document = p->tests[i].document;
        changed += bless_document(p, i, failed);
    }
    return changed;
}
