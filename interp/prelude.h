/* prelude: the text of prelude.cs, put into the program by the build. */
#ifndef INTERP_PRELUDE_H
#define INTERP_PRELUDE_H

extern const char prelude_source[];

#endif
