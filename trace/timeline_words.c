/* timeline_words: sentences. Calls trace/names and trace/out. Leaves out where on the line they stand, and their colour. */
#include "trace/timeline_words.h"
#include "trace/text.h"

enum { LONGEST_DETAIL = 60, LONGEST_NAME = 32 };
enum { NEAR = 64 }; /* bytes ahead that are looked at to see whether the rest fits */

/* What fills the slots of a phrase. */
typedef struct slots {
    uint32_t object, second;
    uint32_t it;          /* the object that the sentence spoke of already */
    const detail *known;  /* the detail that it spoke of already; NULL: none */
    int64_t number, time; /* time: shown for a detail that is not there, unless 0 */
    const detail *detail;
    const char *missing; /* shown for a detail that is not there */
    bool named;          /* the phrase has named the object */
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
        else if (text_shows(c))
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
    size_t head, tail;
    if (length <= LONGEST_NAME || !text_cut(text, length, LONGEST_NAME, &head, &tail)) {
        words_short(w, text, length, LONGEST_NAME);
        return;
    }
    words_inline(w, text, head, LONGEST_NAME);
    out_text(w->out, "…");
    out_add(w->out, text + tail, length - tail);
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
    case DETAIL_TEXT:
        if (d->text)
            words_short(w, d->text, d->length, LONGEST_DETAIL);
        else
            out_text(w->out, s->missing);
    }
}

static void words_duration(words *w, int64_t ns) { out_end(w->out, duration_put_rough(out_room(w->out, DURATION_MOST), ns)); }

static bool same_detail(const detail *a, const detail *b)
{
    if (a->tag != b->tag)
        return false;
    return a->tag == DETAIL_TEXT ? a->length == b->length && (!a->text || memcmp(a->text, b->text, a->length) == 0)
                                 : a->integer == b->integer;
}

/* A count of things: one, 2, 3. */
static void words_count(words *w, const slots *s)
{
    if (s->detail->tag == DETAIL_INT && s->detail->integer == 1)
        out_text(w->out, "one");
    else
        words_detail(w, s);
}

/* What is done for a while: read, reading; write, writing. */
static void words_doing(words *w, const slots *s)
{
    const detail *d = s->detail;
    if (d->tag != DETAIL_TEXT || !d->length)
        return;
    words_short(w, d->text, d->length - (d->text[d->length - 1] == 'e'), LONGEST_DETAIL);
    out_text(w->out, "ing");
}

/* The lock that belongs to an object: that which a condition was given, or else the object itself, which has one of its own. */
static uint32_t lock_of(const words *w, uint32_t id)
{
    const name *known = known_at(w->names, id);
    return known && known->other ? known->other : id;
}

static bool is_it(const words *w, const slots *s, uint32_t id) { return id && s->it && lock_of(w, id) == lock_of(w, s->it); }

static void words_object(words *w, const slots *s)
{
    if (is_it(w, s, s->object))
        out_text(w->out, "it");
    else
        words_name(w, s->object);
}

static void words_lock(words *w, const slots *s)
{
    uint32_t lock = lock_of(w, s->object);
    if (is_it(w, s, s->object)) {
        out_text(w->out, "it");
    } else if (lock == s->object && s->named) {
        out_text(w->out, "its lock");
    } else {
        if (lock == s->object)
            out_text(w->out, "the lock of ");
        words_name(w, lock);
    }
}

/* The letters are those of verbs.def. */
static void words_slot(words *w, char slot, slots *s)
{
    switch (slot) {
    case 'n': out_integer(w->out, s->number); break;
    case 's': words_name(w, s->second); break;
    case 'c': words_count(w, s); break;
    case 'g': words_doing(w, s); break;
    case 'l': words_lock(w, s); break;
    case 't': words_duration(w, s->detail->integer); break;
    case 'd':
        if (s->known && same_detail(s->detail, s->known))
            out_text(w->out, "it");
        else
            words_detail(w, s);
        break;
    default: words_object(w, s); s->named = true;
    }
}

static void words_phrase(words *w, const char *text, size_t length, slots *s)
{
    const char *end = text + length, *brace;
    while ((brace = memchr(text, '{', (size_t)(end - text)))) {
        out_add(w->out, text, (size_t)(brace - text));
        words_slot(w, brace[1], s);
        text = brace + 3;
    }
    out_add(w->out, text, (size_t)(end - text));
}

/* A phrase without what stands behind its first comma or colon. */
static phrase main_clause(phrase p)
{
    for (size_t i = 0; i < p.length; i++)
        if (p.text[i] == ',' || p.text[i] == ':')
            p.length = i;
    return p;
}

static phrase phrase_of(const event *e, bool waiting)
{
    const verb_word *v = &verb_words[e->verb];
    return phrase_choose(waiting ? v->waiting : v->phrase, e->detail.tag != DETAIL_NONE, e->number);
}

static slots slots_of(const event *e)
{
    return (slots){.object = e->object, .second = e->other, .number = e->number, .detail = &e->detail, .missing = "something"};
}

/* Its time is the wait itself: to say how long it waited would say the same twice. */
static bool passes_time(uint16_t verb) { return verb == VERB_run_sleep || verb == VERB_run_work || verb == VERB_timer_due; }

/* The waiting phrase of an operation that came to nothing, from its byte `from` on. How long a sleep was to be is not said if it is not
 * known. */
static void words_in_vain(words *w, const event *e, size_t from)
{
    phrase p = main_clause(phrase_of(e, true));
    slots s = slots_of(e);
    if (e->detail.tag == DETAIL_NONE && passes_time(e->verb))
        p.length = strcspn(p.text, " ");
    words_phrase(w, p.text + from, p.length - from, &s);
}

/* --- causes --- */

/* What is quiet is not told of a run either, where it is not recorded for the timeline. */
void words_remember(words *w, const event *e)
{
    if (e->status != EVENT_DONE || e->verb == VERB_run_print || (verb_words[e->verb].flags & (VERB_LOOKS | VERB_QUIET)))
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
    d->detail.text = d->detail.length > sizeof d->text ? NULL : memcpy(d->text, e->detail.text, e->detail.length);
}

/* The past of a word that a phrase begins with; NULL: not known. */
static const char *past(const char *word, size_t length)
{
    static const char *const forms[][2] = {{"sets", "set"},          {"puts", "put"},       {"gets", "got"},
                                           {"gives", "gave"},        {"takes", "took"},     {"ends", "ended"},
                                           {"clears", "cleared"},    {"closes", "closed"},  {"cancels", "cancelled"},
                                           {"notifies", "notified"}, {"passes", "passed"},  {"breaks", "broke"},
                                           {"resets", "reset"},      {"counts", "counted"}, {"adds", "added"},
                                           {"has", "has"},           {"starts", "started"}, {"terminates", "terminated"},
                                           {"changes", "changed"},   {"begins", "began"},   {"leaves", "left"},
                                           {"sends", "sent"},        {"kills", "killed"},   {"fails", "failed"},
                                           {"waits", "waited"},      {"is", "was"}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (strlen(forms[i][0]) == length && memcmp(forms[i][0], word, length) == 0)
            return forms[i][1];
    return NULL;
}

/* Where a phrase ends by naming the object, and what remains of that when the object was named before: "put it in", "gave one back". */
static size_t words_place(const words *w, phrase p, const slots *s, const char **remains)
{
    static const char *const places[][2] = {{" into {o}", " in"}, {" to {o}", ""},  {" from {o}", ""},
                                            {" of {o}", ""},      {" for {o}", ""}, {" at {o}", ""}};
    *remains = "";
    if (!is_it(w, s, s->object))
        return p.length;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        size_t length = strlen(places[i][0]);
        if (p.length < length || memcmp(p.text + p.length - length, places[i][0], length) != 0)
            continue;
        *remains = places[i][1];
        return p.length - length;
    }
    return p.length;
}

static const deed *deed_of(const words *w, uint64_t seq)
{
    const deed *d = &w->deeds[seq % WORDS_MEMORY];
    return seq && d->seq == seq ? d : NULL;
}

/* ", lighter set it": who let it go on, if that is still known, and no plain repetition. */
static void words_cause(words *w, const event *e)
{
    const deed *d = deed_of(w, e->cause);
    if (!d || d->task == e->task || d->task == e->object)
        return;
    phrase p = main_clause(phrase_choose(verb_words[d->verb].phrase, d->detail.tag != DETAIL_NONE, d->number));
    if (!p.length)
        return;
    size_t first = strcspn(p.text, " ");
    const char *verb = past(p.text, first), *remains;
    out_text(w->out, verb ? ", " : ", woken by ");
    words_name(w, d->task);
    if (!verb)
        return;
    out_char(w->out, ' ');
    out_text(w->out, verb);
    bool gets = e->verb == VERB_queue_get || e->verb == VERB_queue_next || e->verb == VERB_pipe_recv; /* what its cause put there */
    slots s = {.object = d->object,
               .it = d->object == e->task ? e->task : e->object,
               .known = gets ? &e->detail : NULL,
               .number = d->number,
               .detail = &d->detail,
               .missing = "something"};
    size_t length = words_place(w, p, &s, &remains);
    words_phrase(w, p.text + first, length - first, &s);
    out_text(w->out, remains);
}

static void words_waited(words *w, const event *e)
{
    if (e->blocked <= 0)
        return;
    out_text(w->out, passes_time(e->verb) ? " (after " : " (waited ");
    words_duration(w, e->blocked);
    if (e->status != EVENT_CANCELLED)
        words_cause(w, e);
    out_char(w->out, ')');
}

/* --- sentences, by status --- */

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

static void words_done(words *w, const event *e)
{
    phrase p = phrase_of(e, false);
    slots s = slots_of(e);
    if (passes_time(e->verb))
        s.time = e->blocked;
    words_phrase(w, p.text, p.length, &s);
    if (words_took_longer(e))
        words_longer(w, e);
    else if (!passes_time(e->verb))
        words_waited(w, e);
}

/* A writer waits for several readers: its detail names them. */
static bool names_holders(const event *e)
{
    static const char write[] = "write";
    const detail *d = &e->detail;
    bool told = e->verb == VERB_rwlock_acquire && e->number && d->tag == DETAIL_TEXT && d->length >= sizeof write;
    return told && memcmp(d->text, write, sizeof write - 1) == 0;
}

/* Who is in its way: who holds what it waits for, or stands before it (`number` says which). */
static void words_in_the_way(words *w, const event *e)
{
    bool owned = kind_words[verb_words[e->verb].kind].flags & KIND_OWNED;
    if (!e->other || !(owned || e->verb == VERB_run_atomic) || names_holders(e))
        return;
    out_text(w->out, !owned ? ", held up by " : e->number ? ", behind " : ", held by ");
    words_name(w, e->other);
}

static void words_waiting(words *w, const event *e)
{
    phrase p = phrase_of(e, true);
    slots s = slots_of(e);
    words_phrase(w, p.text, p.length, &s);
    words_in_the_way(w, e);
}

/* "times out while it waits for green"; one that could not wait at all "has no time to wait for green". */
static void words_timeout(words *w, const event *e)
{
    phrase p = phrase_of(e, true);
    size_t first = strcspn(p.text, " ");
    if (!p.length) {
        out_text(w->out, "times out");
    } else if (e->blocked > 0) {
        out_text(w->out, "times out while it ");
        words_in_vain(w, e, 0);
    } else {
        out_text(w->out, "has no time to ");
        out_add(w->out, p.text, first - 1); /* waits: wait */
        words_in_vain(w, e, first);
    }
    words_waited(w, e);
}

/* What is done to an object where the script has no method for it; NULL: it has. */
static const char *gerund_of(uint16_t verb)
{
    switch (verb) {
    case VERB_variable_load: return "reading ";
    case VERB_variable_store: return "setting ";
    case VERB_variable_store_at:
    case VERB_variable_call: return "changing ";
    case VERB_pool_submit:
    case VERB_pool_share: return "giving a task to ";
    case VERB_queue_next:
    case VERB_future_item: return "getting from ";
    default: return NULL;
    }
}

/* In the words of the script: q.put. */
static void words_call(words *w, const event *e)
{
    const char *doing = gerund_of(e->verb);
    out_text(w->out, doing ? doing : "");
    if (e->object)
        words_name(w, e->object);
    if (!doing) {
        out_text(w->out, e->object ? "." : "");
        out_text(w->out, verb_words[e->verb].name);
    }
}

/* Whether it would have had to wait nobody knows where it was cancelled before. */
static void words_cancelled(words *w, const event *e)
{
    const deed *d = deed_of(w, e->cause);
    out_text(w->out, "is cancelled");
    if (d && d->task != e->task) {
        out_text(w->out, " by ");
        words_name(w, d->task);
    }
    if (e->blocked > 0 && *verb_words[e->verb].waiting) {
        out_text(w->out, " while it ");
        words_in_vain(w, e, 0);
    } else if (*verb_words[e->verb].waiting) {
        out_text(w->out, " at ");
        words_call(w, e);
    }
    words_waited(w, e);
}

/* In the words of the script: "q.put raises closed: …". */
static void words_raised(words *w, const event *e)
{
    const char *kind = w->error_name && e->error ? w->error_name(e->error - 1u) : NULL;
    slots s = slots_of(e);
    words_call(w, e);
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
    if (e->status == EVENT_DONE || e->status == EVENT_WAITING)
        return phrase_of(e, e->status == EVENT_WAITING).length > 0;
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
    case EVENT_NOTE:
    case STATUSES: break;
    }
}

void words_show(words *w, const event *e, buf *text)
{
    words_write(w, e);
    buf_add(text, w->out->data, w->out->length);
    w->out->length = 0;
}
