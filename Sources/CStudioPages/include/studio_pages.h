#ifndef CHAINRULE_STUDIO_PAGES_H
#define CHAINRULE_STUDIO_PAGES_H

#include <stddef.h>

/// The bytes of a style, a script or a page that is part of the program.
typedef struct {
    const unsigned char *bytes;
    size_t count;
} cpages_file;

/// The file of a name, such as "walkthrough.js"; without bytes if there is none.
cpages_file cpages_find(const char *name);

#endif
