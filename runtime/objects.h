/* objects: the table's own business, for world.c and whoever walks over all objects. */
#ifndef RUNTIME_OBJECTS_H
#define RUNTIME_OBJECTS_H

#include "runtime/object.h"

extern const struct handle_owner object_owner;   /* what values ask of a world's objects, for world.owner */

struct objects *objects_new(memory *m);      /* NULL: out of memory */
void objects_free(world *w);                 /* empties and frees every object, held or not */
uint32_t object_id(world *w);                /* a number for something the trace knows and the table does not; 0: none left */
/* While it is held, no object goes out of the table, so that what object_at finds stays. */
void objects_reap_lock(world *w);
void objects_reap_unlock(world *w);
bool object_hold_living(object *o);          /* with the reap lock; false: it is about to be freed */
/* Looks from the id *at on for the next object that `wanted` picks out, and holds it; *at goes on behind it. NULL: there is none. */
object *objects_next(world *w, uint32_t *at, bool (*wanted)(const object *o, const process *p), const process *p);
void objects_recover(world *w, uint32_t holder);   /* the process of that number was killed: what it held of the table is free again */

#endif
