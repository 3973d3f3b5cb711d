/* path: the critical path of a run: the chain of doings, from its end back to its beginning, each of which the next had to wait for. To
 * make the run shorter, something on it has to become shorter. Private to trace/. */
#ifndef TRACE_PATH_H
#define TRACE_PATH_H

#include "trace/model.h"

typedef struct path_step { /* a task, for a while */
    uint32_t process, task;
    int64_t begin, end;
    int64_t by[DOINGS]; /* for how long of that it did what */
} path_step;

typedef struct path path;

path *path_new(void); /* NULL when memory is out */
void path_free(path *p);
/* What the model tells. Of a run that is too long no path is found. */
void path_stretch(path *p, const stretch *s);
void path_arrow(path *p, const arrow *a);
bool path_known(const path *p); /* was all of the run kept? */
/* The steps, first to last; the caller's to free. NULL: there is none, or it is not known. To be asked once, at the end. */
path_step *path_find(path *p, size_t *count);

#endif
