/* examples: interleavings in which all goes well, to be shown: such that print different things, as far as there are, then such that
 * differ at all. */
#ifndef CLI_EXAMPLES_H
#define CLI_EXAMPLES_H

#include "runtime/check/save.h"
#include "runtime/check/schedule.h"

enum { EXAMPLES_MOST = 1000 };
typedef struct examples examples;

examples *examples_new(uint32_t wanted);     /* NULL: out of memory */
void examples_free(examples *x);
void examples_clear(examples *x);            /* there are none */
/* An execution is over; `printed`: a number for what was printed. */
void examples_each(examples *x, const exec *e, uint64_t printed);
uint32_t examples_count(const examples *x);
const schedule *examples_at(const examples *x, uint32_t i);
void examples_save(const examples *x, buf *out);
bool examples_add(examples *x, saved_text *in);      /* those of another one. False: they are none, or memory is out */

#endif
