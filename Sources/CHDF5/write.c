#include "library.h"

#include <stdlib.h>

enum { chunk_bytes = 1 << 20 };

struct chdf5_writer {
    hid_t file;
    hid_t dataset;
    uint64_t rows;
    uint64_t columns;
};

/// A dataset that grows by rows, in chunks of about a mebibyte.
static chdf5_status make_dataset(chdf5_writer *writer, const char *name, chdf5_message *message) {
    uint64_t columns = writer->columns;
    hsize_t rows = chunk_bytes / (columns * sizeof(float));
    hsize_t extent[2] = {0, columns}, most[2] = {H5S_UNLIMITED, columns}, chunk[2] = {rows ? rows : 1, columns};
    chdf5_status status = CHDF5_OK;
    hid_t space = H5Screate_simple(2, extent, most);
    hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
    if (space >= 0 && properties >= 0 && H5Pset_chunk(properties, 2, chunk) >= 0)
        writer->dataset =
            H5Dcreate2(writer->file, name, H5T_IEEE_F32LE, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    if (writer->dataset < 0) status = chdf5_fail_with_stack(message, CHDF5_FAILED);
    if (properties >= 0) H5Pclose(properties);
    if (space >= 0) H5Sclose(space);
    return status;
}

static chdf5_status make_file(chdf5_writer *writer, const char *path, const char *name, chdf5_message *message) {
    hid_t access = chdf5_access();
    writer->file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, access);
    chdf5_status status = writer->file < 0 ? chdf5_fail_with_stack(message, CHDF5_FAILED) : CHDF5_OK;
    H5Pclose(access);
    return status == CHDF5_OK ? make_dataset(writer, name, message) : status;
}

chdf5_status chdf5_create(const char *path, const char *name, uint64_t columns, chdf5_writer **writer,
                          chdf5_message *message) {
    chdf5_writer *made = malloc(sizeof *made);
    if (!made) return chdf5_fail(message, CHDF5_FAILED, "out of memory");
    *made = (chdf5_writer){.file = -1, .dataset = -1, .rows = 0, .columns = columns};
    chdf5_enter();
    chdf5_status status = make_file(made, path, name, message);
    if (status == CHDF5_OK) {
        *writer = made;
    } else {
        if (made->file >= 0) H5Fclose(made->file);
        free(made);
    }
    chdf5_leave();
    return status;
}

static chdf5_status append_rows(chdf5_writer *writer, const float *values, uint64_t count,
                                chdf5_message *message) {
    hsize_t extent[2] = {writer->rows + count, writer->columns};
    hsize_t start[2] = {writer->rows, 0}, block[2] = {count, writer->columns};
    if (H5Dset_extent(writer->dataset, extent) < 0) return chdf5_fail_with_stack(message, CHDF5_FAILED);
    chdf5_status status = CHDF5_OK;
    hid_t in_file = H5Dget_space(writer->dataset);
    hid_t in_memory = H5Screate_simple(2, block, NULL);
    if (in_file < 0 || in_memory < 0 ||
        H5Sselect_hyperslab(in_file, H5S_SELECT_SET, start, NULL, block, NULL) < 0 ||
        H5Dwrite(writer->dataset, H5T_NATIVE_FLOAT, in_memory, in_file, H5P_DEFAULT, values) < 0)
        status = chdf5_fail_with_stack(message, CHDF5_FAILED);
    if (in_memory >= 0) H5Sclose(in_memory);
    if (in_file >= 0) H5Sclose(in_file);
    if (status == CHDF5_OK) writer->rows += count;
    return status;
}

chdf5_status chdf5_append(chdf5_writer *writer, const float *values, uint64_t count, chdf5_message *message) {
    if (count == 0) return CHDF5_OK;
    chdf5_enter();
    chdf5_status status = append_rows(writer, values, count, message);
    chdf5_leave();
    return status;
}

chdf5_status chdf5_finish(chdf5_writer *writer, chdf5_message *message) {
    chdf5_status status = CHDF5_OK;
    chdf5_enter();
    if (H5Dclose(writer->dataset) < 0) status = chdf5_fail_with_stack(message, CHDF5_FAILED);
    if (H5Fclose(writer->file) < 0 && status == CHDF5_OK)
        status = chdf5_fail_with_stack(message, CHDF5_FAILED);
    chdf5_leave();
    free(writer);
    return status;
}
