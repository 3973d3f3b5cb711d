/* reader: the lines of a saved trace, taken apart. Calls read(2) and the jansson library. Leaves out: what is done with the events, and
 * saying what is wrong, for which it only has the words. A foreign file must not do more than be told so: lines, numbers of objects and
 * times that no trace has are refused here, so that formats need not reckon with them. */
#include "trace/reader.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_MOST = 256 << 20, OBJECT_MOST = 1 << 24, PIECE = 64 * 1024, WRONG_MOST = 200 };
#define TIME_MOST (INT64_MAX / 2) /* so that a difference of two is a number, too */

struct reader {
    int fd;
    unsigned (*error_number)(const char *name);
    buf text; /* what was read and is not taken yet, from `at` on; from `searched` on no end of line was looked for */
    size_t at, searched;
    bool ended; /* nothing more comes */
    uint64_t line, left_out;
    json_t *head, *object; /* of the first line, of the present one */
    char wrong[WRONG_MOST];
    const char *hint;
};

static const char foreign_hint[] = "conc-run --trace FILE.jsonl SCRIPT.cs saves one";

reader *reader_new(int fd, unsigned (*error_number)(const char *name))
{
    reader *r = calloc(1, sizeof *r);
    if (r) {
        r->fd = fd;
        r->error_number = error_number;
    }
    return r;
}

void reader_free(reader *r)
{
    if (!r)
        return;
    json_decref(r->object);
    json_decref(r->head);
    buf_free(&r->text);
    free(r);
}

uint64_t reader_left_out(const reader *r) { return r->left_out; }

uint64_t reader_line(const reader *r) { return r->line; }

const char *reader_wrong(const reader *r, const char **hint)
{
    *hint = r->hint;
    return r->wrong;
}

static __attribute__((format(printf, 2, 3))) bool fail(reader *r, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(r->wrong, sizeof r->wrong, format, arguments);
    va_end(arguments);
    return false;
}

/* --- lines --- */

/* Where the first line that was not taken ends; NULL: it is not there as a whole. */
static const char *line_end(const reader *r, size_t from)
{
    return from < r->text.length ? memchr(r->text.data + from, '\n', r->text.length - from) : NULL;
}

bool reader_waits(const reader *r) { return !r->ended && !line_end(r, r->searched); }

/* Reads some more behind what is there, which moves to the front. */
static bool read_piece(reader *r)
{
    char piece[PIECE];
    ssize_t length;
    while ((length = read(r->fd, piece, sizeof piece)) < 0 && errno == EINTR) {}
    if (length < 0)
        return fail(r, "it cannot be read: %s", strerror(errno));
    if (r->at) {
        memmove(r->text.data, r->text.data + r->at, r->text.length - r->at);
        r->text.length -= r->at;
        r->at = 0;
    }
    r->searched = r->text.length;
    r->ended = length == 0;
    buf_add(&r->text, piece, (size_t)length);
    if (r->text.failed)
        return fail(r, "there is not enough memory to read it");
    return r->text.length <= LINE_MOST || fail(r, "the line is longer than 256 MB");
}

/* The next line, without its end. *text NULL: there is none. */
static bool take_line(reader *r, const char **text, size_t *length)
{
    const char *end;
    r->line++; /* what is wrong while it is read is wrong with it */
    while (!(end = line_end(r, r->searched)) && !r->ended)
        if (!read_piece(r))
            return false;
    *text = r->at < r->text.length ? r->text.data + r->at : NULL;
    *length = end ? (size_t)(end - *text) : r->text.length - r->at;
    r->at += *length + (end != NULL);
    r->searched = r->at;
    r->line -= *text == NULL;
    return true;
}

/* A line as JSON. One that has no end was cut off in the middle, or is just not complete yet. */
static json_t *parse_line(reader *r, const char *text, size_t length)
{
    json_error_t error;
    json_t *object = json_loadb(text, length, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &error);
    if (json_is_object(object))
        return object;
    json_decref(object);
    if (r->ended && r->at == r->text.length && text[length] != '\n')
        fail(r, "the trace is cut off in the middle of this line");
    else if (json_error_code(&error) == json_error_out_of_memory)
        fail(r, "there is not enough memory to read it");
    else
        fail(r, "this is no JSON object, as each line of a trace is");
    return NULL;
}

/* --- keys --- */

static bool fail_key(reader *r, const char *key, const char *expected)
{
    if (!json_object_get(r->object, key))
        return fail(r, "the key \"%s\" is missing", key);
    return fail(r, "the key \"%s\" is not %s", key, expected);
}

/* A whole number from least to most; null and a key that is missing are 0 where `optional`. */
static bool take_integer(reader *r, const char *key, bool optional, int64_t least, int64_t most, int64_t *out)
{
    const json_t *found = json_object_get(r->object, key);
    *out = json_integer_value(found);
    if (optional && (!found || json_is_null(found)))
        return true;
    if (!json_is_integer(found))
        return fail_key(r, key, optional ? "a whole number or null" : "a whole number");
    return (*out >= least && *out <= most) || fail(r, "the key \"%s\" has a number that no trace has: %lld", key, (long long)*out);
}

static bool take_text(reader *r, const json_t *from, const char *key, bool optional, const char **out)
{
    const json_t *found = json_object_get(from, key);
    *out = json_string_value(found);
    return *out || (optional && !found) || fail_key(r, key, "a string");
}

/* "lock.acquire"; what is not known is VERB_none, and *known false. */
static bool take_verb(reader *r, event *e, bool *known)
{
    const json_t *op = json_object_get(r->object, "op");
    const char *text = json_string_value(op), *point = text ? strchr(text, '.') : NULL;
    char kind[32] = "";
    if (json_is_null(op))
        return true;
    if (!point)
        return fail_key(r, "op", "KIND.VERB");
    if ((size_t)(point - text) < sizeof kind)
        memcpy(kind, text, (size_t)(point - text));
    e->verb = (uint16_t)verb_by_name(kind_by_name(kind), point + 1);
    *known &= e->verb != VERB_none;
    return true;
}

static bool take_status(reader *r, event *e, bool *known)
{
    const char *text;
    if (!take_text(r, r->object, "status", true, &text))
        return false;
    int status = EVENT_DONE;
    if (text)
        for (status++; status < STATUSES && strcmp(text, status_words[status]) != 0;)
            status++;
    e->status = (uint8_t)status;
    *known &= status < STATUSES;
    return true;
}

/* Of an error of a kind that is not known no more is said than that it is one. */
static bool take_error(reader *r, event *e)
{
    const json_t *found = json_object_get(r->object, "error");
    if (!found)
        return true;
    if (!json_is_string(found) && !json_is_integer(found))
        return fail_key(r, "error", "a string");
    unsigned number = json_is_string(found) && r->error_number ? r->error_number(json_string_value(found)) : 0;
    e->error = number ? (uint8_t)number : 1;
    return true;
}

/* --- details --- */

/* What stands in an object: a duration, or a number that JSON has no spelling for. */
static bool take_special(reader *r, const json_t *object, detail *d)
{
    const json_t *ns = json_object_get(object, "ns");
    const char *real = json_string_value(json_object_get(object, "real"));
    if (json_is_integer(ns)) {
        *d = (detail){.tag = DETAIL_DURATION, .integer = json_integer_value(ns)};
        return true;
    }
    static const char *const spellings[] = {"inf", "-inf", "nan"};
    for (int i = 0; real && i < 3; i++)
        if (strcmp(real, spellings[i]) == 0) {
            *d = (detail){.tag = DETAIL_REAL, .number = strtod(real, NULL)};
            return true;
        }
    return fail_key(r, "detail", "a value that a trace can have");
}

static bool take_detail(reader *r, detail *d)
{
    const json_t *found = json_object_get(r->object, "detail");
    if (!found)
        return fail_key(r, "detail", "");
    switch (json_typeof(found)) {
    case JSON_NULL: return true;
    case JSON_TRUE:
    case JSON_FALSE: *d = (detail){.tag = DETAIL_BOOL, .integer = json_is_true(found)}; return true;
    case JSON_INTEGER: *d = (detail){.tag = DETAIL_INT, .integer = json_integer_value(found)}; return true;
    case JSON_REAL: *d = (detail){.tag = DETAIL_REAL, .number = json_real_value(found)}; return true;
    case JSON_STRING: *d = detail_of_text(json_string_value(found), json_string_length(found)); return true;
    case JSON_OBJECT: return take_special(r, found, d);
    case JSON_ARRAY: break;
    }
    return fail_key(r, "detail", "a value that a trace can have");
}

/* --- one event --- */

static bool take_ids(reader *r, event *e)
{
    const json_t *ids = json_object_get(r->object, "ids");
    uint32_t *const places[] = {&e->process, &e->task, &e->object, &e->other};
    enum { PLACES = sizeof places / sizeof *places };
    if (json_array_size(ids) < PLACES)
        return fail_key(r, "ids", "a list of four numbers");
    for (size_t i = 0; i < PLACES; i++) {
        const json_t *id = json_array_get(ids, i);
        if (!json_is_integer(id))
            return fail_key(r, "ids", "a list of four numbers");
        if (json_integer_value(id) < 0 || json_integer_value(id) > OBJECT_MOST)
            return fail(r, "the key \"ids\" has a number that no trace has: %lld", (long long)json_integer_value(id));
        *places[i] = (uint32_t)json_integer_value(id);
    }
    return true;
}

static bool take_numbers(reader *r, event *e)
{
    int64_t seq, cause, line;
    if (!take_integer(r, "seq", false, 1, INT64_MAX, &seq) || !take_integer(r, "t", false, -TIME_MOST, TIME_MOST, &e->t)
        || !take_integer(r, "blocked", false, -TIME_MOST, TIME_MOST, &e->blocked) || !take_integer(r, "cause", true, 0, INT64_MAX, &cause)
        || !take_integer(r, "line", true, 0, UINT32_MAX, &line) || !take_integer(r, "number", true, INT64_MIN, INT64_MAX, &e->number))
        return false;
    e->decisive = json_is_true(json_object_get(r->object, "decides"));
    e->seq = (uint64_t)seq;
    e->cause = (uint64_t)cause;
    e->line = (uint32_t)line;
    return true;
}

/* With `made` the number is that of the kind. */
static bool take_kind(reader *r, event *e)
{
    const char *kind;
    if (e->status != EVENT_MADE)
        return true;
    if (!take_text(r, r->object, "kind", false, &kind))
        return false;
    e->number = kind_by_name(kind);
    return true;
}

static bool take_event(reader *r, event *e, bool *known)
{
    *e = (event){0};
    *known = true;
    return take_numbers(r, e) && take_ids(r, e) && take_verb(r, e, known) && take_status(r, e, known) && take_error(r, e) && take_kind(r, e)
           && take_detail(r, &e->detail);
}

reading reader_next(reader *r, event *e)
{
    for (bool known = false; !known; r->left_out += !known) {
        const char *text;
        size_t length;
        json_decref(r->object);
        r->object = NULL;
        if (!take_line(r, &text, &length))
            return READING_WRONG;
        if (!text)
            return READING_END;
        r->object = parse_line(r, text, length);
        if (!r->object || !take_event(r, e, &known))
            return READING_WRONG;
    }
    return READING_EVENT;
}

/* --- the first line --- */

static bool head_fits(reader *r)
{
    const char *conc = json_string_value(json_object_get(r->head, "conc"));
    const json_t *schema = json_object_get(r->head, "schema");
    r->hint = foreign_hint;
    if (!conc || strcmp(conc, "trace") != 0 || !json_is_integer(schema))
        return fail(r, "this is no trace of conc-run");
    if (json_integer_value(schema) != TRACE_SCHEMA) {
        r->hint = "a newer conc-run can read it";
        return fail(r, "the trace has schema %lld, and this conc-run knows no later one than %d", (long long)json_integer_value(schema),
                    TRACE_SCHEMA);
    }
    r->hint = NULL;
    return true;
}

static bool begins_with(const char *text, size_t length, const char *beginning)
{
    return length >= strlen(beginning) && memcmp(text, beginning, strlen(beginning)) == 0;
}

static bool begins(const char *text, size_t length) { return begins_with(text, length, TRACE_BEGINS); }

static bool is_schedule(const char *text, size_t length) { return begins_with(text, length, SCHEDULE_BEGINS); }

bool reader_head(reader *r, trace_head *head)
{
    const char *text;
    size_t length;
    r->hint = NULL;
    if (!take_line(r, &text, &length))
        return false;
    r->line = 1;
    if (!text)
        return fail(r, "it is empty");
    r->object = parse_line(r, text, length);
    r->head = json_incref(r->object);
    if (!r->head) {
        r->hint = is_schedule(text, length) ? "it is a schedule: conc-run replay SCENARIO SCHEDULE plays it" : foreign_hint;
        return begins(text, length) ? false : fail(r, "this is no trace of conc-run");
    }
    int64_t seed, cores;
    if (!head_fits(r) || !take_text(r, r->head, "script", false, &head->script) || !take_text(r, r->head, "engine", false, &head->engine)
        || !take_text(r, r->head, "title", true, &head->title) || !take_text(r, r->head, "reason", true, &head->reason)
        || !take_integer(r, "seed", false, INT64_MIN, INT64_MAX, &seed) || !take_integer(r, "cores", true, 0, INT32_MAX, &cores))
        return false;
    head->seed = (uint64_t)seed;
    head->cores = (int)cores;
    head->variables = json_is_true(json_object_get(r->head, "variables"));
    head->decides = json_is_true(json_object_get(r->head, "decides"));
    return true;
}
