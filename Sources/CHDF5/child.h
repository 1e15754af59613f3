#ifndef CHDF5_CHILD_H
#define CHDF5_CHILD_H

#include "chdf5.h"

/// What the child says before it sends numbers, or instead.
typedef struct {
    chdf5_status status;
    chdf5_message message;
    chdf5_shape shape;
} chdf5_reply;

/// Rows asked for; they are sent in parts of at most `chdf5_part(columns)` rows, a reply before each.
typedef struct {
    uint64_t first;
    uint64_t count;
} chdf5_request;

uint64_t chdf5_part(uint64_t columns);

/// Reads or writes all of it; false where the other side is gone.
bool chdf5_receive(int socket, void *bytes, size_t count, int timeout_ms);
bool chdf5_send(int socket, const void *bytes, size_t count);

/// Gives up all that the program has but these two (of which `file` may be -1), and may change their numbers.
void chdf5_enter_child(int *socket, int *file);

/// From here on the child is ended after 10 seconds of processor time, and a second for every 16 MiB: a hundred times
/// what sound files take.
void chdf5_limit_time(uint64_t bytes);

/// A dataset of a file's root group.
typedef struct {
    const char *path;
    const char *name;
} chdf5_place;

/// What the child does that reads a table, from the fork to its end.
void chdf5_serve(int socket, const void *place);

#endif
