/* params: the notation in which the tables give parameters (runtime/value/method.h): "v timeout:", "xs key? reverse:", "*items". */
#ifndef INTERP_PARAMS_H
#define INTERP_PARAMS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum { PARAMS_MOST = 12 };

typedef struct params {
    struct { const char *name; unsigned length; bool optional, named_only, rest; } at[PARAMS_MOST];
    int count;
    int positional;              /* how many may be given by place (without the rest) */
    bool rest;                   /* the last of the positional ones takes all that are left over */
} params;

params params_parse(const char *notation);
int params_find(const params *p, const char *name);      /* -1: none of this name */
int params_timeout(const params *p);                     /* the place of `timeout:`, -1: none */
/* As people read it: "(v, [timeout:])", what may be left out in brackets. */
void params_show(const char *notation, buf *out);

#endif
