#ifndef CHDF5_LOCAL_H
#define CHDF5_LOCAL_H

#include "chdf5.h"

/// A dataset that this very process has open. Only the processes of `isolate.c` do.
/// Nothing closes it but the process' end.
typedef struct chdf5_local chdf5_local;

chdf5_status chdf5_local_open(const char *path, const char *name, chdf5_local **table, chdf5_shape *shape,
                              chdf5_message *message);

/// - Precondition: the rows are there, and there is at least one number in them.
chdf5_status chdf5_local_read(chdf5_local *table, uint64_t first, uint64_t count, float *values,
                              chdf5_message *message);

#endif
