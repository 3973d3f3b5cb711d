/* palette: the table. */
#include "trace/palette.h"

const tone palette[PALETTE] = {{"33", "#0087ff"},  {"166", "#d75f00"}, {"35", "#00af5f"},  {"133", "#af5faf"},
                               {"37", "#00afaf"},  {"172", "#d78700"}, {"99", "#875fff"},  {"71", "#5faf5f"},
                               {"168", "#d75f87"}, {"67", "#5f87af"},  {"136", "#af8700"}, {"107", "#87af5f"}};
