#ifndef CHDF5_LIBRARY_H
#define CHDF5_LIBRARY_H

#include "chdf5.h"

#include <hdf5.h>

/// Takes the one lock (libhdf5 is thread-safe in some builds only), having started libhdf5 the first time. Always
/// followed by `leave`.
void chdf5_enter(void);
void chdf5_leave(void);

/// Writes `text` into the message and returns `status`.
chdf5_status chdf5_fail(chdf5_message *message, chdf5_status status, const char *text);

/// The same with the innermost sentence of libhdf5's error stack, which the next call of libhdf5 empties.
chdf5_status chdf5_fail_with_stack(chdf5_message *message, chdf5_status status);

/// How files are opened: closing one closes all that is in it.
hid_t chdf5_access(void);

/// Opens a file for reading. Inside of enter and leave. `is_nameless`: the path is that of a descriptor.
chdf5_status chdf5_open_file(const char *path, bool is_nameless, hid_t *file, chdf5_message *message);

#endif
