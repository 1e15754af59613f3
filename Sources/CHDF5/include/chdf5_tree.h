// All groups, datasets and text attributes of an HDF5 file, for files that nobody vouches for. As with
// tables, a process of its own reads it. Links into other files, symbolic links and links to a group that was
// met before are listed and not followed.

#ifndef CHDF5_TREE_H
#define CHDF5_TREE_H

#include "chdf5.h"

/// What a dataset's elements are. The numbers come little-endian.
typedef enum {
    CHDF5_OTHER = 0, // is not read
    CHDF5_FLOAT64,
    CHDF5_FLOAT32,
    CHDF5_FLOAT16,
    CHDF5_BFLOAT16,
    CHDF5_INT64,
    CHDF5_INT32,
    CHDF5_INT16,
    CHDF5_INT8,
    CHDF5_UINT64,
    CHDF5_UINT32,
    CHDF5_UINT16,
    CHDF5_UINT8,
    CHDF5_BOOL,   // h5py's: an enumeration of a byte, FALSE = 0 and TRUE = 1
    CHDF5_OPAQUE, // bytes without a meaning, at most 8
} chdf5_type;

// clang-format off
/// The list of a file is a row of bytes without gaps, numbers as this machine has them:
///
///     object     = group | dataset | link
///     group      = 1 text(name) creation_order(u8) attributes object... 0
///     dataset    = 2 text(name) type(u8) size(u32) text(problem) rank(u32) axis(u64)... attributes
///     link       = 3 text(name)
///     attributes = count(u32) (text(name) is_text(u8) [count(u32) text...])...
///     text       = bytes(u32) byte...
///
/// The first object is the root group. Members are in the order of their creation if `creation_order` is 1 (the
/// file keeps it), and else sorted by the bytes of their names. A dataset with a `problem` can't be read. Datasets
/// have numbers, from 0 in the order of the list. What is listed as a link was not followed, or is a named type.
// clang-format on
enum { CHDF5_GROUP = 1, CHDF5_DATASET = 2, CHDF5_LINK = 3, CHDF5_MOST_DEPTH = 32 };

/// A file that a child process has open.
typedef struct chdf5_tree chdf5_tree;

/// Opens and lists a file: `path`, or the open file `descriptor` if that is not negative (a regular file; its
/// position may change).
chdf5_status chdf5_tree_open(const char *path, int descriptor, chdf5_tree **tree, chdf5_message *message);

/// The list, which lives as long as the tree.
const uint8_t *chdf5_tree_list(const chdf5_tree *tree, size_t *count);

/// Reads all elements of a dataset, which are `count` bytes by the list, the last axis fastest.
chdf5_status chdf5_tree_read(chdf5_tree *tree, uint32_t dataset, void *bytes, uint64_t count,
                             chdf5_message *message);

void chdf5_tree_close(chdf5_tree *tree);

#endif
