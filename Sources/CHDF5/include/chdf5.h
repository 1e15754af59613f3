// Tables of numbers in HDF5 files, over libhdf5, for files that nobody vouches for.
//
// A file is read by a process of its own, so that one that makes libhdf5 crash (there are such) ends nothing else;
// files are written in this process. Any thread may call any function. libhdf5 prints nothing; what it says about
// an error comes back as text.

#ifndef CHDF5_H
#define CHDF5_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    CHDF5_OK = 0,
    CHDF5_NOT_HDF5,    // no HDF5 signature, or not even the beginning can be read
    CHDF5_NO_DATASET,  // no dataset of this name
    CHDF5_UNSUPPORTED, // a dataset that is not read here; the message says why
    CHDF5_DAMAGED,     // broken or cut short
    CHDF5_FAILED,      // the system refused: no memory, no room
} chdf5_status;

/// What went wrong, as a phrase without a full stop; empty where there is nothing to add.
typedef struct {
    char text[256];
    int code; // with CHDF5_FAILED before libhdf5 came to it: errno
} chdf5_message;

/// A dataset that a child process has open.
typedef struct chdf5_table chdf5_table;

typedef struct {
    uint64_t rows;
    uint64_t columns;
    bool is_matrix; // false: one dimension in the file, given as one row
} chdf5_shape;

/// Opens the dataset `name` of the file's root group: one or two dimensions of whole or real numbers of at
/// most 8 bytes, stored in the file itself (contiguous, compact, chunked, with libhdf5's own filters).
chdf5_status chdf5_open(const char *path, const char *name, chdf5_table **table, chdf5_shape *shape,
                        chdf5_message *message);

/// Reads rows `first ..< first + count` as float32, `count * columns` of them. After CHDF5_DAMAGED nothing more can
/// be read.
chdf5_status chdf5_read(chdf5_table *table, uint64_t first, uint64_t count, float *values,
                        chdf5_message *message);

void chdf5_close(chdf5_table *table);

typedef struct chdf5_writer chdf5_writer;

/// Makes a new file, or empties the one there, with a float32 dataset `name` of 0 rows.
chdf5_status chdf5_create(const char *path, const char *name, uint64_t columns, chdf5_writer **writer,
                          chdf5_message *message);

chdf5_status chdf5_append(chdf5_writer *writer, const float *values, uint64_t count, chdf5_message *message);

/// Closes the file and frees the writer; only CHDF5_OK says that all is written. (Not yet on the disk.)
chdf5_status chdf5_finish(chdf5_writer *writer, chdf5_message *message);

#endif
