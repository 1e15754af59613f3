#ifndef CHDF5_CHECK_H
#define CHDF5_CHECK_H

#include "library.h"

/// The sizes of a dataset's axes.
typedef struct {
    int rank;
    hsize_t size[H5S_MAX_RANK];
} chdf5_extent;

/// Whether the root group has a dataset of its own under this name, not a link to somewhere else.
chdf5_status chdf5_check_link(hid_t file, const char *name, chdf5_message *message);

/// Whether the dataset is one that is read here and lies in the file whole; gives its shape.
chdf5_status chdf5_check_dataset(hid_t file, hid_t dataset, chdf5_shape *shape, chdf5_message *message);

/// How many bytes its elements take, of `size` bytes each; false if that is no number.
bool chdf5_bytes(const chdf5_extent *extent, uint64_t size, uint64_t *bytes);

/// Whether the dataset's elements are in the file, whole, in a form that is read here.
chdf5_status chdf5_check_storage(hid_t file, hid_t dataset, const chdf5_extent *extent, uint64_t size,
                                 chdf5_message *message);

#endif
