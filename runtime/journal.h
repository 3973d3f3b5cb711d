/* journal: what a pass is about to change, told before it changes it, so that somebody else can undo it: when its process is killed in
 * the middle (os/journal.c), or when the search goes back to where it came from. Where neither can happen there is none: NULL.
 *
 * Between journal_lock and journal_commit everything that is changed in objects is either told by journal_change, or lies where nobody
 * looks as long as what leads there is undone (a place behind the end of a ring, fresh memory). What must not be used again before it is
 * sure that nothing is undone is given back by journal_give, and dropped by store_drop (kind.h). */
#ifndef RUNTIME_JOURNAL_H
#define RUNTIME_JOURNAL_H

#include "runtime/world.h"

typedef struct journal journal;
struct journal {
    uint32_t id;                                                 /* not 0 */
    void (*lock)(journal *j, object *o);                         /* o is about to be locked */
    void (*locked)(journal *j, object *o);                       /* … and is; it may change from here on */
    void (*change)(journal *j, void *at, size_t size);
    void (*claim)(journal *j, task *t, uint32_t generation);     /* that wait of t is about to be ended, in the name of the journal's id */
    void (*poke)(journal *j, task *t);                           /* when all is done, t is marked as cancelled, and told so; … */
    void (*poked)(journal *j);                                   /* … it is marked: of those that are not yet, the last one noted */
    void (*give)(journal *j, memory *m, void *at, size_t size);
    void (*drop)(journal *j, value held);                        /* what an object held */
    void (*kill)(journal *j, const process *p, int signal);      /* p is to be ended when all is done */
    void (*commit)(journal *j);                                  /* all is done; the objects are about to be unlocked, and those let go resumed */
    void (*done)(journal *j);                                    /* that has happened, too */
};

static inline void journal_change(journal *j, void *at, size_t size)
{
    if (j)
        j->change(j, at, size);
}

static inline void journal_give(journal *j, memory *m, void *at, size_t size)
{
    if (j && at)
        j->give(j, m, at, size);
    else
        memory_give(m, at, size);
}

#endif
