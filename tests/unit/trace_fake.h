/* trace_fake: hand-made events, and what a format makes of them. Included by the tests of trace/; one copy in each. */
#ifndef TESTS_UNIT_TRACE_FAKE_H
#define TESTS_UNIT_TRACE_FAKE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "trace/format.h"

#define S 1000000000LL
#define MS 1000000LL

enum { MAIN = 1, ANN, BOB, GREEN, LOCK, QUEUE };

typedef struct stage { /* a recorder with one format that writes to a file */
    recorder *recorder;
    lane *lane;
    FILE *file;
    int64_t now;
    uint64_t last; /* seq of the last event */
} stage;

static inline const char *stage_error(unsigned error)
{
    return error == 0 ? "error" : error == 7 ? "state" : error == 20 ? "own" : "closed";
}

static inline void stage_open_with(stage *s, const char *name, format_options o)
{
    const format *f = format_find(name);
    assert_non_null(f);
    *s = (stage){.recorder = recorder_new(f->mask, false, NULL), .file = tmpfile()};
    assert_non_null(s->recorder);
    assert_non_null(s->file);
    o.fd = fileno(s->file);
    o.error_name = stage_error;
    recorder_add(s->recorder, f->open(&o));
    s->lane = recorder_lane(s->recorder);
    assert_non_null(s->lane);
}

static inline void stage_open(stage *s, const char *name)
{
    stage_open_with(s, name, (format_options){.live = true, .script = "a.cs", .engine = "sim", .seed = 7});
}

/* Puts an event; its seq and time are filled in, and what is not given is main's. */
static inline uint64_t put(stage *s, event e)
{
    e.t = s->now;
    if (!e.process)
        e.process = MAIN;
    return s->last = recorder_put(s->lane, &e);
}

static inline detail text_of(const char *text) { return detail_of_text(text, strlen(text)); }

static inline void make(stage *s, uint32_t id, kind_id kind, const char *name)
{
    put(s, (event){.task = MAIN, .verb = VERB_run_make, .status = EVENT_MADE, .object = id, .number = kind, .detail = text_of(name)});
}

static inline void print(stage *s, uint32_t task, const char *text)
{
    put(s, (event){.task = task, .verb = VERB_run_print, .detail = text_of(text)});
}

static inline void make_cast(stage *s)
{
    make(s, MAIN, KIND_thread, "main");
    make(s, ANN, KIND_thread, "ann");
    make(s, BOB, KIND_thread, "bob");
    make(s, GREEN, KIND_event, "green");
    make(s, LOCK, KIND_lock, "m");
    make(s, QUEUE, KIND_queue, "q");
}

/* What has been written; the caller's to free. Ends the recorder. */
static inline char *stage_close(stage *s)
{
    assert_int_equal(recorder_end(s->recorder), 0);
    long size = lseek(fileno(s->file), 0, SEEK_END);
    char *text = calloc(1, (size_t)size + 1);
    assert_non_null(text);
    assert_int_equal(pread(fileno(s->file), text, (size_t)size, 0), size);
    fclose(s->file);
    return text;
}

static inline void stage_expect(stage *s, const char *expected)
{
    char *text = stage_close(s);
    assert_string_equal(text, expected);
    free(text);
}

#endif
