/* Files that are part of the program: the web page, the API documentation's pages and the built-in model. */
#ifndef LOOKALIKE_CASSETS_H
#define LOOKALIKE_CASSETS_H

#include <stddef.h>

typedef struct {
    const char *name;
    const unsigned char *bytes;
    size_t count;
} lk_asset;

/* All assets; `count` receives how many. */
const lk_asset *lk_assets(size_t *count);

#endif
