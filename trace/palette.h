/* palette: the colours of tasks, the same in every format: middling tones, to be read on black and on white. */
#ifndef TRACE_PALETTE_H
#define TRACE_PALETTE_H

enum { PALETTE = 12 };

typedef struct tone {
    const char *ansi; /* of the 256 colours of terminals */
    const char *hex;  /* the same, as it is written elsewhere */
} tone;
extern const tone palette[PALETTE];

#endif
