/* lanes_row: which events have a row in lanes, and how it is marked. Calls trace/timeline_words. */
#include "trace/lanes_row.h"

#include "trace/timeline_words.h"

glyph row_mark(const event *e)
{
    switch ((event_status)e->status) {
    case EVENT_WAITING: return GLYPH_BEGINS_TO_WAIT;
    case EVENT_TIMEOUT:
    case EVENT_RAISED:
    case EVENT_CANCELLED: return GLYPH_FAILS;
    case EVENT_DONE:
    case EVENT_MADE:
    case EVENT_NOTE:
    case STATUSES: break;
    }
    if (e->verb == VERB_thread_fail || e->error)
        return GLYPH_FAILS;
    return e->verb == VERB_thread_end || e->verb == VERB_process_end ? GLYPH_ENDS : GLYPH_ACTS;
}

/* The end of a sleep or of work was told at its beginning: only its time is news, and that stands beside what is done next. */
bool row_worth(const event *e)
{
    if (e->status == EVENT_MADE || verb_words[e->verb].flags & VERB_QUIET)
        return e->status == EVENT_NOTE;
    if (e->status == EVENT_DONE && (e->verb == VERB_run_sleep || e->verb == VERB_run_work))
        return words_took_longer(e);
    return e->status == EVENT_NOTE || words_any(e);
}
