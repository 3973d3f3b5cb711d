/* manual: the examples in the documents are tests.
 *   ```conc         a script that runs in the simulator (exit status 0, or as its comment says);
 *                   an ```output block behind it is what it prints, a ```timeline block its timeline
 *   ```conc-error   a script with errors; an ```output block behind it is what `conc-run lint` says of "example.cs"
 * Other blocks are none of ours. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "runner.h"

typedef struct block {
    const char *kind, *body;
    size_t kind_length, body_length;
    int line; /* of its first line, from 1 */
} block;

static const char *next_line(const char *at)
{
    const char *end = strchr(at, '\n');
    return end ? end + 1 : at + strlen(at);
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
            *b = (block){.kind = *at + 3, .kind_length = strcspn(*at + 3, "\r\n"), .body = next_line(*at), .line = *line + 1};
        }
    }
    return false;
}

static bool is(const block *b, const char *kind) { return b->kind_length == strlen(kind) && strncmp(b->kind, kind, b->kind_length) == 0; }

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

/* One example; `shown` is what follows it, when that belongs to it. */
static void add_example(plan *p, const char *document, const char *all, const block *script, const block *shown)
{
    bool error = is(script, "conc-error");
    if (p->engine == ENGINE_REAL && !error)
        return;
    test *t = plan_add(p, "manual", text("%s:%d", strrchr(document, '/') + 1, script->line));
    t->folder = text("%s/manual-%zu", p->work, p->count);
    mkdir(t->folder, 0777);
    char *path = put_file(t->folder, "example.cs", script);
    char *expected = shown ? put_file(t->folder, "expected", shown) : NULL;
    char *words[] = {p->program, error ? "lint" : "sim", shown && is(shown, "timeline") ? "--format=timeline" : "--quiet", "example.cs"};
    if (error)
        words[2] = "--color=never";
    memcpy(t->words, words, sizeof words);
    t->status = error ? 2 : status_of(file_text(path));
    *(error ? &t->err : &t->out) = expected;
    t->blessed = shown != NULL;
    t->document = document;
    t->shown = shown ? (size_t)(shown->body - all) : 0;
    t->shown_length = shown ? shown->body_length : 0;
}

void plan_manual(plan *p, const char *document)
{
    const char *all = file_text(document), *at = all;
    int line = 1;
    block script, next;
    bool more = at && next_block(&at, &line, &script);
    while (more) {
        more = next_block(&at, &line, &next);
        bool shown = more && (is(&next, "output") || is(&next, "timeline"));
        if (is(&script, "conc") || is(&script, "conc-error"))
            add_example(p, document, all, &script, shown ? &next : NULL);
        script = next;
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
        if (p->tests[i].document && p->tests[i].document != document)
            changed += bless_document(p, i, failed);
        document = p->tests[i].document;
    }
    return changed;
}
