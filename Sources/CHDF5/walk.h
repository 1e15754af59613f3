#ifndef CHDF5_WALK_H
#define CHDF5_WALK_H

#include "check.h"
#include "chdf5_tree.h"
#include "list.h"

/// A dataset that is in the list.
typedef struct {
    char *path;
    uint64_t bytes; // 0 with a problem
} chdf5_entry;

/// A file while it is listed.
typedef struct {
    hid_t file;
    uint64_t file_bytes;
    uint64_t plain_bytes;  // of the datasets that are stored as they are
    uint64_t packed_bytes; // of those that pass through filters, unpacked
    chdf5_list list;
    chdf5_entry *entries;
    uint32_t entry_count;
    uint32_t entry_room;
    uint32_t object_count;
    haddr_t *seen; // a hash table of the objects' addresses, of `seen_room` places
    chdf5_status status;
    chdf5_message *message;
    char path[4096]; // of the object at hand
    size_t path_length;
    unsigned depth;
} chdf5_walk;

/// Lists all of the open file.
chdf5_status chdf5_walk_file(chdf5_walk *walk);

/// Adds the attributes of an open object to the list.
chdf5_status chdf5_list_attributes(hid_t object, chdf5_list *list, chdf5_message *message);

/// Adds the dataset at the walk's path to the list and to the entries. `is_new`: no other link led to it
/// before.
chdf5_status chdf5_list_dataset(chdf5_walk *walk, const char *name, bool is_new);

#endif
