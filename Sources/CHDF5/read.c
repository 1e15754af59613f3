#include "local.h"

#include "check.h"

#include <stdlib.h>

enum { default_cached = 1 << 20, most_cached = 1 << 28 }; // bytes of chunks

struct chdf5_local {
    hid_t file;
    hid_t dataset;
    chdf5_shape shape;
};

/// How many bytes the chunks take that a row goes through, so that reading row after row unpacks each once.
static size_t band_of_chunks(hid_t dataset, const chdf5_shape *shape) {
    hid_t properties = H5Dget_create_plist(dataset), type = H5Dget_type(dataset);
    hsize_t chunk[2] = {1, 1}, columns = 1;
    size_t band = 0;
    if (H5Pget_layout(properties) == H5D_CHUNKED && H5Pget_chunk(properties, 2, chunk) > 0) {
        if (shape->is_matrix) columns = (shape->columns + chunk[1] - 1) / chunk[1] * chunk[1];
        double bytes = (double)chunk[0] * (double)columns * (double)H5Tget_size(type);
        band = bytes < most_cached ? (size_t)bytes : most_cached;
    }
    H5Tclose(type);
    H5Pclose(properties);
    return band;
}

/// Opens the dataset, now that it is known to be sound, once more with room for a band of chunks.
static chdf5_status reopen_dataset(chdf5_local *table, const char *name, chdf5_message *message) {
    size_t band = band_of_chunks(table->dataset, &table->shape);
    if (band <= default_cached) return CHDF5_OK;
    hid_t access = H5Pcreate(H5P_DATASET_ACCESS);
    H5Pset_chunk_cache(access, H5D_CHUNK_CACHE_NSLOTS_DEFAULT, band, 1.0);
    H5Dclose(table->dataset);
    table->dataset = H5Dopen2(table->file, name, access);
    chdf5_status status = table->dataset < 0 ? chdf5_fail_with_stack(message, CHDF5_DAMAGED) : CHDF5_OK;
    H5Pclose(access);
    return status;
}

static chdf5_status open_dataset(chdf5_local *table, const char *name, chdf5_message *message) {
    chdf5_status status = chdf5_check_link(table->file, name, message);
    if (status != CHDF5_OK) return status;
    table->dataset = H5Dopen2(table->file, name, H5P_DEFAULT);
    if (table->dataset < 0) return chdf5_fail_with_stack(message, CHDF5_DAMAGED);
    status = chdf5_check_dataset(table->file, table->dataset, &table->shape, message);
    return status == CHDF5_OK ? reopen_dataset(table, name, message) : status;
}

chdf5_status chdf5_local_open(const char *path, const char *name, chdf5_local **table, chdf5_shape *shape,
                              chdf5_message *message) {
    chdf5_local *opened = malloc(sizeof *opened);
    if (!opened) return chdf5_fail(message, CHDF5_FAILED, "out of memory");
    *opened = (chdf5_local){.file = -1, .dataset = -1};
    chdf5_enter();
    chdf5_status status = chdf5_open_file(path, false, &opened->file, message);
    if (status == CHDF5_OK) status = open_dataset(opened, name, message);
    chdf5_leave();
    *shape = opened->shape;
    *table = opened;
    return status;
}

/// Selects the rows in the file and reads them.
static chdf5_status read_rows(chdf5_local *table, uint64_t first, uint64_t count, float *values,
                              chdf5_message *message) {
    int rank = table->shape.is_matrix ? 2 : 1;
    hsize_t start[2] = {first, 0}, extent[2] = {count, table->shape.columns};
    if (rank == 1) {
        start[0] = 0;
        extent[0] = table->shape.columns;
    }
    chdf5_status status = CHDF5_OK;
    hid_t in_file = H5Dget_space(table->dataset);
    hid_t in_memory = H5Screate_simple(rank, extent, NULL);
    if (in_file < 0 || in_memory < 0 ||
        H5Sselect_hyperslab(in_file, H5S_SELECT_SET, start, NULL, extent, NULL) < 0 ||
        H5Dread(table->dataset, H5T_NATIVE_FLOAT, in_memory, in_file, H5P_DEFAULT, values) < 0)
        status = chdf5_fail_with_stack(message, CHDF5_DAMAGED);
    if (in_memory >= 0) H5Sclose(in_memory);
    if (in_file >= 0) H5Sclose(in_file);
    return status;
}

chdf5_status chdf5_local_read(chdf5_local *table, uint64_t first, uint64_t count, float *values,
                              chdf5_message *message) {
    chdf5_enter();
    chdf5_status status = read_rows(table, first, count, values, message);
    chdf5_leave();
    return status;
}
