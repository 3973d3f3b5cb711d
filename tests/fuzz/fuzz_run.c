/* fuzz_run: any bytes as a scenario: parsed, resolved, compiled, and for a while run in virtual time. Nothing may crash, leak or hang. */
#include <stddef.h>
#include <stdint.h>

#include "interp/program.h"
#include "runtime/sim/sim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void be_silent(world *w, const char *text, size_t length) { (void)w, (void)text, (void)length; }

static void run_in(world *w, program *p)
{
    bool told;
    w->main->cells = cells_new(program_globals(p));
    if (!w->main->cells || !world_share(w, program_shareds(p)))
        return;
    w->file = "fuzz.cs";
    w->complain = be_silent;
    sim_run(w, program_main(p), &told);
}

static void run(program *p)
{
    settings s = program_header(p)->settings;
    s.limits.steps = 2000;
    s.limits.tasks = 50;
    s.limits.depth = 100;
    recorder *r = recorder_new(RECORD_PRINT | RECORD_OPS | RECORD_NOTES | RECORD_WAITS, false, NULL);
    world *w = r ? world_new(&sim_engine, program_host(p), &s, r, NULL) : NULL;
    if (w) {
        run_in(w, p);
        world_free(w);
    }
    if (r)
        recorder_end(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    source src = {"fuzz.cs", (const char *)data, size};
    diags *d = diags_new(&src);
    program *p = d ? program_load(&src, d) : NULL;
    buf text = {0};
    if (d)
        diags_print(d, &text);
    if (p)
        run(p);
    program_free(p);
    buf_free(&text);
    diags_free(d);
    return 0;
}
