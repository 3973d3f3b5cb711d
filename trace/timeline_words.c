/* timeline_words: sentences. Calls trace/names and trace/out. Leaves out where on the line they stand, and their colour. */
#include "trace/timeline_words.h"
#include "trace/text.h"

enum { LONGEST_DETAIL = 60, LONGEST_NAME = 32 };
enum { NEAR = 64 }; /* bytes ahead that are looked at to see whether the rest fits */

/* What fills the slots of a phrase. */
typedef struct slots {
    uint32_t object, it;  /* `it`: the object that the sentence spoke of already */
    int64_t number, time; /* time: shown for a detail that is not there, unless 0 */
    const detail *detail;
    const char *missing; /* shown for a detail that is not there */
} slots;

/* --- pieces --- */

void words_inline(words *w, const char *text, size_t length, size_t columns)
{
    size_t at = 0, shown = 0;
    while (at < length) {
        uint32_t c;
        size_t size = text_decode(text + at, length - at, &c);
        if (size == 0 || c == '\33') {
            at += size ? text_escape(text + at, length - at) : 1;
            continue;
        }
        size_t width = c == '\n' ? 2 : (size_t)text_columns(c);
        size_t near = length - at < NEAR ? length - at : NEAR;
        if (shown + width >= columns && shown + text_width(text + at, near) > columns) {
            out_text(w->out, "…");
            return;
        }
        if (c == '\n')
            out_text(w->out, "\\n");
        else if (c >= 0x20 && c != 0x7F)
            out_add(w->out, text + at, size);
        shown += width;
        at += size;
    }
}

static bool simple(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < 0x20 || (unsigned char)text[i] >= 0x7F)
            return false;
    return true;
}

static void words_short(words *w, const char *text, size_t length, size_t columns)
{
    if (length <= columns && simple(text, length))
        out_add(w->out, text, length);
    else
        words_inline(w, text, length, columns);
}

void words_name(words *w, uint32_t id)
{
    char spare[16];
    size_t length;
    const char *text = known_text(w->names, id, spare, &length);
    words_short(w, text, length, LONGEST_NAME);
}

static void words_time(words *w, int64_t ns) { out_end(w->out, duration_put(out_room(w->out, DURATION_MOST), ns)); }

static void words_real(words *w, double number)
{
    buf_clear(&w->scratch);
    real_show(number, &w->scratch);
    out_add(w->out, w->scratch.data ? w->scratch.data : "", w->scratch.length);
}

static void words_detail(words *w, const slots *s)
{
    const detail *d = s->detail;
    switch ((detail_tag)d->tag) {
    case DETAIL_NONE:
        if (s->time)
            words_time(w, s->time);
        else
            out_text(w->out, s->missing);
        break;
    case DETAIL_BOOL: out_text(w->out, d->integer ? "true" : "false"); break;
    case DETAIL_INT: out_integer(w->out, d->integer); break;
    case DETAIL_REAL: words_real(w, d->number); break;
    case DETAIL_DURATION: words_time(w, d->integer); break;
    case DETAIL_TEXT: words_short(w, d->text, d->length, LONGEST_DETAIL); break;
    }
}

static void words_slot(words *w, char slot, const slots *s)
{
    if (slot == 'n')
        out_integer(w->out, s->number);
    else if (slot == 'd')
        words_detail(w, s);
    else if (s->object && s->object == s->it)
        out_text(w->out, "it");
    else
        words_name(w, s->object);
}

static void words_phrase(words *w, const char *phrase, size_t length, const slots *s)
{
    const char *end = phrase + length, *brace;
    while ((brace = memchr(phrase, '{', (size_t)(end - phrase)))) {
        out_add(w->out, phrase, (size_t)(brace - phrase));
        words_slot(w, brace[1], s);
        phrase = brace + 3;
    }
    out_add(w->out, phrase, (size_t)(end - phrase));
}

/* How long a phrase is without what stands behind its first comma or colon. */
static size_t main_clause(const char *phrase) { return strcspn(phrase, ",:"); }

/* The waiting phrase of an operation that came to nothing, from its byte `from` on. How long a sleep was to be is not said. */
static void words_in_vain(words *w, const event *e, size_t from)
{
    const char *phrase = verb_words[e->verb].waiting;
    size_t length = main_clause(phrase);
    slots s = {.object = e->object, .number = e->number, .detail = &e->detail, .missing = "several"};
    if (e->detail.tag == DETAIL_NONE && (e->verb == VERB_run_sleep || e->verb == VERB_run_work))
        length = strcspn(phrase, " ");
    words_phrase(w, phrase + from, length - from, &s);
}

/* A length of time to read, not to compute with: three decimals at most. */
static void words_duration(words *w, int64_t ns)
{
    int64_t unit = ns >= 1000000 ? 1000000 : ns >= 1000 ? 1000 : 1;
    if (unit == 1000000 && ns < 1000000000)
        unit = 1000;
    words_time(w, (ns + unit / 2) / unit * unit);
}

/* --- causes --- */

void words_remember(words *w, const event *e)
{
    if (e->status != EVENT_DONE || e->verb == VERB_run_print || (verb_words[e->verb].flags & VERB_LOOKS))
        return;
    deed *d = &w->deeds[e->seq % WORDS_MEMORY];
    d->seq = e->seq;
    d->task = e->task;
    d->object = e->object;
    d->number = e->number;
    d->verb = e->verb;
    d->detail = e->detail;
    if (d->detail.tag != DETAIL_TEXT)
        return;
    if (d->detail.length > sizeof d->text)
        d->detail.tag = DETAIL_NONE;
    else
        d->detail.text = memcpy(d->text, e->detail.text, e->detail.length);
}

/* The past of the word that a phrase begins with; NULL: not known. */
static const char *past(const char *phrase, size_t length)
{
    static const char *const forms[][2] = {{"sets", "set"},          {"puts", "put"},
                                           {"gets", "got"},          {"gives", "gave"},
                                           {"takes", "took"},        {"ends", "ended"},
                                           {"clears", "cleared"},    {"closes", "closed"},
                                           {"cancels", "cancelled"}, {"notifies", "notified"},
                                           {"passes", "passed"},     {"breaks", "broke"},
                                           {"resets", "reset"},      {"counts", "counted"},
                                           {"adds", "added"},        {"has", "has"},
                                           {"starts", "started"},    {"terminates", "terminated"},
                                           {"changes", "changed"},   {"exchanges", "exchanged"},
                                           {"begins", "began"},      {"leaves", "left"},
                                           {"sends", "sent"},        {"kills", "killed"},
                                           {"waits", "waited"},      {"is", "was"}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (strlen(forms[i][0]) == length && memcmp(forms[i][0], phrase, length) == 0)
            return forms[i][1];
    return NULL;
}

/* ", lighter set it": who let it go on, if that is still known, and no plain repetition. */
static void words_cause(words *w, const event *e)
{
    const deed *d = &w->deeds[e->cause % WORDS_MEMORY];
    if (!e->cause || d->seq != e->cause || d->task == e->task || d->task == e->object)
        return;
    const char *phrase = verb_words[d->verb].phrase;
    size_t first = strcspn(phrase, " ");
    const char *verb = past(phrase, first);
    out_text(w->out, verb ? ", " : ", woken by ");
    words_name(w, d->task);
    if (!verb)
        return;
    out_char(w->out, ' ');
    out_text(w->out, verb);
    slots s = {.object = d->object,
               .it = d->object == e->task ? e->task : e->object,
               .number = d->number,
               .detail = &d->detail,
               .missing = "something"};
    words_phrase(w, phrase + first, main_clause(phrase) - first, &s);
}

static void words_waited(words *w, const event *e)
{
    if (e->blocked <= 0)
        return;
    out_text(w->out, " (waited ");
    words_duration(w, e->blocked);
    words_cause(w, e);
    out_char(w->out, ')');
}

/* --- sentences, by status --- */

/* `missing`: what is said for a detail that was not recorded. */
static slots slots_of(const event *e, const char *missing)
{
    return (slots){.object = e->object, .number = e->number, .detail = &e->detail, .missing = missing};
}

/* Its time is the wait itself: to say how long it waited would say the same twice. */
static bool passes_time(uint16_t verb) { return verb == VERB_run_sleep || verb == VERB_run_work || verb == VERB_timer_due; }

/* A tenth longer, or so, is no news. */
bool words_took_longer(const event *e)
{
    bool worked = e->verb == VERB_run_work && e->status == EVENT_DONE && e->detail.tag == DETAIL_DURATION;
    return worked && (e->number || e->blocked - e->detail.integer > e->detail.integer / 10);
}

static void words_longer(words *w, const event *e)
{
    out_text(w->out, e->number ? " (waited " : " (took ");
    words_duration(w, e->number ? e->number : e->blocked);
    out_text(w->out, e->number ? " for the GIL)" : ")");
}

/* What an operation that had to wait left behind was seen by who let it go on; without a number, nothing is said of it. */
static void words_done(words *w, const event *e)
{
    const char *phrase = verb_words[e->verb].phrase;
    bool brief = e->blocked > 0 && e->number == 0 && strstr(phrase, "{n}");
    slots s = slots_of(e, "nil");
    if (passes_time(e->verb))
        s.time = e->blocked;
    words_phrase(w, phrase, brief ? main_clause(phrase) : strlen(phrase), &s);
    if (words_took_longer(e))
        words_longer(w, e);
    else if (!passes_time(e->verb))
        words_waited(w, e);
}

static void words_waiting(words *w, const event *e)
{
    const char *phrase = verb_words[e->verb].waiting;
    slots s = slots_of(e, "");
    words_phrase(w, phrase, strlen(phrase), &s);
    if (e->other && (kind_words[verb_words[e->verb].kind].flags & KIND_OWNED)) {
        out_text(w->out, ", held by ");
        words_name(w, e->other);
    }
}

/* "times out while it waits for green"; one that could not wait at all "has no time to wait for green". */
static void words_timeout(words *w, const event *e)
{
    const char *phrase = verb_words[e->verb].waiting;
    size_t first = strcspn(phrase, " ");
    if (!*phrase) {
        out_text(w->out, "times out");
    } else if (e->blocked > 0) {
        out_text(w->out, "times out while it ");
        words_in_vain(w, e, 0);
    } else {
        out_text(w->out, "has no time to ");
        out_add(w->out, phrase, first - 1); /* waits: wait */
        words_in_vain(w, e, first);
    }
    words_waited(w, e);
}

static void words_cancelled(words *w, const event *e)
{
    out_text(w->out, "is cancelled");
    if (*verb_words[e->verb].waiting) {
        out_text(w->out, e->blocked > 0 ? " while it " : " before it ");
        words_in_vain(w, e, 0);
    }
    words_waited(w, e);
}

/* In the words of the script: "q.put raises closed: …". */
static void words_raised(words *w, const event *e)
{
    const char *kind = w->error_name && e->error ? w->error_name(e->error - 1u) : NULL;
    slots s = slots_of(e, "");
    if (e->object) {
        words_name(w, e->object);
        out_char(w->out, '.');
    }
    out_text(w->out, verb_words[e->verb].name);
    out_text(w->out, " raises ");
    bool own = kind && strcmp(kind, "own") == 0; /* such a detail begins with its kind */
    if (!own)
        out_text(w->out, kind ? kind : "an error");
    if (e->detail.tag != DETAIL_NONE) {
        if (!own)
            out_text(w->out, ": ");
        words_detail(w, &s);
    }
    words_waited(w, e);
}

bool words_any(const event *e)
{
    if (e->status == EVENT_DONE)
        return *verb_words[e->verb].phrase;
    if (e->status == EVENT_WAITING)
        return *verb_words[e->verb].waiting;
    return e->status != EVENT_MADE && e->status != EVENT_NOTE;
}

void words_write(words *w, const event *e)
{
    switch ((event_status)e->status) {
    case EVENT_DONE: words_done(w, e); break;
    case EVENT_WAITING: words_waiting(w, e); break;
    case EVENT_TIMEOUT: words_timeout(w, e); break;
    case EVENT_RAISED: words_raised(w, e); break;
    case EVENT_CANCELLED: words_cancelled(w, e); break;
    case EVENT_MADE:
    case EVENT_NOTE: break;
    }
}
