#ifndef CHDF5_TREE_CHILD_H
#define CHDF5_TREE_CHILD_H

#include "child.h"

/// A file, by its path or, unless it is negative, its descriptor.
typedef struct {
    const char *path;
    int descriptor;
} chdf5_source;

/// A dataset asked for. Its bytes are sent in parts of at most `chdf5_part_bytes`, before each a reply and
/// the part's bytes (u64).
typedef struct {
    uint32_t dataset;
    uint64_t bytes;
} chdf5_tree_request;

enum { chdf5_part_bytes = 4 << 20 };

/// What the child does that reads a tree, from the fork to its end: sends a reply, the length of the list
/// (u64) and the list, and then answers requests.
void chdf5_serve_tree(int socket, const void *source);

#endif
