/* process: processes as the runtime knows them, wherever they run: in virtual time a table of variables, on the real engine one of the
 * system's. struct process is in world.h. */
#ifndef RUNTIME_PROCESS_H
#define RUNTIME_PROCESS_H

#include "runtime/object.h"

enum process_phase { PROCESS_COMES /* is not counted yet */, PROCESS_LIVES, PROCESS_GOES /* may not be counted any more */, PROCESS_GONE };

/* Of the process object o (of main: its thread), started by a task of `parent` (NULL: main's). Without variables yet. NULL with a fault:
 * out of memory, or too many. */
process *process_new(world *w, process *parent, object *o, fault *f);
/* The same in two steps: made, it is known to nobody; entered, to all, so what others need of it has to be there. False with a fault:
 * too many; or the run is over (world.over), and whoever starts it is to be told nothing more. */
process *process_make(world *w, const process *parent, object *o, fault *f);
bool process_enter(world *w, process *p, fault *f);
/* As process_new, with a copy of all of its parent's variables. */
process *process_copy(world *w, process *parent, object *o, fault *f);
void process_undo(world *w, process *p);     /* it does not come to it: the last that was made */
/* The same in two steps: it is known to nobody any more, which may be done again where it was killed in the middle; and it is freed. */
void process_withdraw(world *w, process *p);
void process_forget(world *w, process *p);
/* It has ended, or was killed, and none of its tasks runs any more: that is told, they end and leave all lines, its daemon children are
 * killed, what it held is abandoned, its object ends and joiners go on. status: 0…, or minus a signal's number. Where its own process does
 * that and is killed meanwhile, another does it once more. */
void process_end(world *w, lane *l, struct journal *j, process *p, int status);
/* What its tasks held is abandoned. That is done by its end, but not where the run ends with it: for who asks what that would have changed. */
void process_abandon(world *w, lane *l, struct journal *j, process *p);
/* The same in steps, for who has to let others act in between; `most`: as many objects at once, SEEN_AT_ONCE at most. False: that was
 * the last. */
enum ending_stage { ENDING_TELLS, ENDING_DROPS, ENDING_DAEMONS, ENDING_LEAVES, ENDING_CLOSES, ENDING_OVER };
typedef struct ending { process *process; int status; uint8_t stage; bool last /* the run ends with it */; uint32_t at; } ending;
enum { SEEN_AT_ONCE = 32 };
static inline ending ending_of(process *p, int status) { return (ending){.process = p, .status = status, .at = 1}; }
bool process_end_step(world *w, lane *l, struct journal *j, ending *e, uint32_t most);
uint32_t process_leaves(world *w, const ending *e);      /* the id of the first object of the next step at ENDING_LEAVES; 0: there is none */
/* An end is told part by part: whoever asks for o, where that is a process in the middle of its end, waits here until all of that is in order.
 * With nothing locked; o is held. */
void process_outlive(world *w, const object *o);
void process_outlive_maker(world *w, uint32_t id);       /* the same for the process of that id, main included; it may be known no more */
void process_leave(world *w, process *p);    /* nobody knows it any more but by its object: the last that is done with p */
void process_drop(world *w, process *p);     /* its object is gone */
/* Tasks are counted before they are made, so that two who start one at once do not pass the limit, in the name of the process that
 * starts them; the first of a process is handed to it. False: there are as many as may be. */
bool process_count_task(world *w, process *p);
/* One task more is to keep it alive; false: none does any more, it ends. And one less, that did not come to it: false: it was the last. */
bool process_keep(process *p);
bool process_unkeep(process *p);
void process_uncount_task(world *w, process *p);
void process_hand_task(process *from, process *to);
int process_status(const process *p);        /* of one that ends by itself */
bool process_any(world *w, const process *but);      /* is there one that is no daemon and has not ended, but for that one? */
void process_clear_all(world *w);            /* drops the values of all variables */
void process_free_all(world *w);             /* after everything else that may name a variable */

#endif
