/* scenario: reads a script, makes it ready and sets up a world for it.
 * Calls file, say and interp/. What becomes of it there is its caller's affair. */
#include "cli/scenario.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/file.h"
#include "grammar/ast.h"

/* Without memory for it the lines are not watched. */
static void watch_lines(scenario *s)
{
    s->lines = program_lines(&s->src);
    void *at = mmap(NULL, s->lines, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    s->reached = at == MAP_FAILED ? NULL : at;
}

static bool load(scenario *s, const options *o)
{
    diags *d = diags_new(&s->src);
    buf text = {0};
    if (!d) {
        say_error(s->src.name, NULL, "there is not enough memory");
        return false;
    }
    if (o->command == COMMAND_CHECK)
        watch_lines(s);
    s->program = program_load_watched(&s->src, d, s->reached);
    diags_print(d, &text);
    if (text.length)
        say_messages(text.data, text.length, say_color(o->color, STDERR_FILENO));
    buf_free(&text);
    diags_free(d);
    if (s->program)
        s->settings = program_header(s->program)->settings;
    options_apply(o, &s->settings);
    bool searched = o->command == COMMAND_CHECK || o->command == COMMAND_TEST || o->command == COMMAND_REPLAY;
    if (!s->program || !searched || program_look_ahead(s->program))
        return s->program != NULL;
    say_error(s->src.name, NULL, "there is not enough memory");
    return false;
}

/* Those of the command line, or else of the header. */
static bool list_words(scenario *s, const options *o)
{
    const node *first = o->argument_count ? NULL : program_header(s->program)->args;
    uint32_t count = (uint32_t)o->argument_count;
    for (const node *own = first; own; own = own->next)
        count++;
    s->words = calloc(count + 1, sizeof *s->words);
    if (!s->words)
        return false;
    for (int i = 0; i < o->argument_count; i++)
        s->words[s->word_count++] = (script_word){o->arguments[i], strlen(o->arguments[i])};
    for (const node *own = first; own; own = own->next)
        s->words[s->word_count++] = (script_word){own->text, own->length};
    return true;
}

int scenario_open(scenario *s, const options *o, const char *file)
{
    *s = (scenario){0};
    if (!file_read(file, &s->text) || !file_is_script(file, &s->text))
        return STATUS_WRONG;
    s->src = (source){file, s->text.data, s->text.length};
    if (!load(s, o))
        return STATUS_WRONG;
    if (list_words(s, o))
        return STATUS_OK;
    say_error(NULL, NULL, "there is not enough memory");
    return STATUS_FAILED;
}

void scenario_close(scenario *s)
{
    free(s->words);
    program_free(s->program);
    if (s->reached)
        munmap(s->reached, s->lines);
    buf_free(&s->text);
}

/* Where both outputs go to one place, what went before stands before it. On real threads the supervisor writes as soon as it can. */
static void complain(world *w, const char *text, size_t length)
{
    const options *o = w->complain_context;
    if (!w->parallel)
        recorder_drain(w->recorder, false);
    say_messages(text, length, say_color(o->color, STDERR_FILENO));
}

static bool fill_world(const scenario *s, world *w, const options *o)
{
    w->main->cells = cells_new(program_globals(s->program));
    if (!w->main->cells || !world_share(w, program_shareds(s->program)))
        return false;
    w->file = s->src.name;
    w->script = &s->src;
    w->words = s->words;
    w->word_count = s->word_count;
    w->complain = complain;
    w->complain_context = (void *)(uintptr_t)o;
    return true;
}

world *scenario_world(const scenario *s, const engine *e, recorder *r, memory *m, const options *o)
{
    world *w = world_new(e, program_host(s->program), &s->settings, r, m);
    if (!w || fill_world(s, w, o))
        return w;
    world_free(w);
    return NULL;
}

/* A signal's handler is given nothing; the world that it is to stop has to stand here. */
static struct {
    world *world;
    struct sigaction before[2];
} caught;

static void interrupt(int signal_number)
{
    (void)signal_number;
    __atomic_store_n(&caught.world->interrupted, 1, __ATOMIC_RELAXED);
}

void interrupts_catch(world *w)
{
    struct sigaction action = {.sa_handler = interrupt};
    caught.world = w;
    sigaction(SIGINT, &action, &caught.before[0]);
    sigaction(SIGTERM, &action, &caught.before[1]);
}

void interrupts_release(void)
{
    sigaction(SIGINT, &caught.before[0], NULL);
    sigaction(SIGTERM, &caught.before[1], NULL);
}
