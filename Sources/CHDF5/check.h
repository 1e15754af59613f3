#ifndef CHDF5_CHECK_H
#define CHDF5_CHECK_H

#include "library.h"

/// Whether the root group has a dataset of its own under this name, not a link to somewhere else.
chdf5_status chdf5_check_link(hid_t file, const char *name, chdf5_message *message);

/// Whether the dataset is one that is read here and lies in the file whole; gives its shape.
chdf5_status chdf5_check_dataset(hid_t file, hid_t dataset, chdf5_shape *shape, chdf5_message *message);

#endif
