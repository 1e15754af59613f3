#ifndef CHDF5_ELEMENTS_H
#define CHDF5_ELEMENTS_H

#include "chdf5_tree.h"
#include "library.h"

/// What elements of this type are, and how many bytes one takes. With CHDF5_OTHER `problem` says what they
/// are.
chdf5_type chdf5_type_of(hid_t type, uint32_t *size, const char **problem);

/// The type to read them as: the same, little-endian. To be closed.
hid_t chdf5_little_endian(hid_t type);

#endif
