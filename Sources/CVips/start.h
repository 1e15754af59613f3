#ifndef CVIPS_START_H
#define CVIPS_START_H

#include <stdbool.h>

/// Starts libvips at the first call, for the whole process. False: it can't be used.
bool cvips_start(void);

#endif
