// What is found out about a dataset before a number of it is read: libhdf5 itself would follow links into
// other files, give zeros for what was never written, and allocate whatever a header says.
#include "check.h"

#include <stdio.h>
#include <string.h>

enum { maximum_chunk_bytes = 1 << 28 };

chdf5_status chdf5_check_link(hid_t file, const char *name, chdf5_message *message) {
    H5L_info_t link;
    if (!*name || strchr(name, '/') || !strcmp(name, "."))
        return chdf5_fail(message, CHDF5_NO_DATASET, "a dataset's name is not empty and has no slash");
    if (H5Lexists(file, name, H5P_DEFAULT) <= 0) return chdf5_fail(message, CHDF5_NO_DATASET, "");
    if (H5Lget_info(file, name, &link, H5P_DEFAULT) < 0) return chdf5_fail_with_stack(message, CHDF5_DAMAGED);
    if (link.type != H5L_TYPE_HARD)
        return chdf5_fail(message, CHDF5_UNSUPPORTED, "it is a link to somewhere else");
    H5O_info_t object;
    if (H5Oget_info_by_name2(file, name, &object, H5O_INFO_BASIC, H5P_DEFAULT) < 0)
        return chdf5_fail_with_stack(message, CHDF5_DAMAGED);
    return object.type == H5O_TYPE_DATASET ? CHDF5_OK
                                           : chdf5_fail(message, CHDF5_NO_DATASET, "it is no dataset");
}

static chdf5_status check_type(hid_t dataset, uint64_t *size, chdf5_message *message) {
    hid_t type = H5Dget_type(dataset);
    if (type < 0) return chdf5_fail_with_stack(message, CHDF5_DAMAGED);
    H5T_class_t class = H5Tget_class(type);
    *size = H5Tget_size(type);
    H5Tclose(type);
    if ((class != H5T_FLOAT && class != H5T_INTEGER) || *size == 0 || *size > 8)
        return chdf5_fail(message, CHDF5_UNSUPPORTED,
                          "it does not hold real or whole numbers of 1 to 8 bytes");
    return CHDF5_OK;
}

static chdf5_status check_space(hid_t dataset, chdf5_shape *shape, chdf5_message *message) {
    hsize_t extent[2] = {0, 0};
    hid_t space = H5Dget_space(dataset);
    if (space < 0) return chdf5_fail_with_stack(message, CHDF5_DAMAGED);
    int rank = H5Sget_simple_extent_type(space) == H5S_SIMPLE ? H5Sget_simple_extent_ndims(space) : 0;
    if (rank == 1 || rank == 2) H5Sget_simple_extent_dims(space, extent, NULL);
    H5Sclose(space);
    if (rank != 1 && rank != 2)
        return chdf5_fail(message, CHDF5_UNSUPPORTED, "it is not a table of two dimensions");
    shape->is_matrix = rank == 2;
    shape->rows = rank == 2 ? extent[0] : 1;
    shape->columns = rank == 2 ? extent[1] : extent[0];
    if (shape->columns > UINT32_MAX || shape->rows > (uint64_t)1 << 48)
        return chdf5_fail(message, CHDF5_DAMAGED, "it says that it is larger than any file");
    return CHDF5_OK;
}

/// All of its bytes lie before the file's end.
static chdf5_status check_contiguous(hid_t file, hid_t dataset, uint64_t bytes, chdf5_message *message) {
    haddr_t offset = H5Dget_offset(dataset);
    hsize_t end = 0;
    // Behind a user block no place is told by a number that is not HADDR_UNDEF.
    if (offset == HADDR_UNDEF || H5Dget_storage_size(dataset) == 0)
        return chdf5_fail(message, CHDF5_DAMAGED, "its numbers were never written");
    if (H5Fget_filesize(file, &end) < 0) return chdf5_fail_with_stack(message, CHDF5_DAMAGED);
    if (offset > end || bytes > end - offset)
        return chdf5_fail(message, CHDF5_DAMAGED, "its numbers reach beyond the end of the file");
    return CHDF5_OK;
}

static chdf5_status check_filters(hid_t properties, chdf5_message *message) {
    int filters = H5Pget_nfilters(properties);
    for (int i = 0; i < filters; i++) {
        unsigned flags;
        size_t values = 0;
        char name[64] = "";
        H5Z_filter_t filter =
            H5Pget_filter2(properties, (unsigned)i, &flags, &values, NULL, sizeof name, name, NULL);
        if (filter < 0) return chdf5_fail_with_stack(message, CHDF5_DAMAGED);
        if (H5Zfilter_avail(filter) > 0) continue;
        char text[128];
        snprintf(text, sizeof text, "it is packed by filter %d, which libhdf5 does not have here",
                 (int)filter);
        return chdf5_fail(message, CHDF5_UNSUPPORTED, text);
    }
    return CHDF5_OK;
}

/// How many chunks the dataset is made of; in double precision, which is exact where it could be true.
static double count_chunks(const chdf5_extent *extent, const hsize_t *chunk) {
    double chunks = 1;
    for (int axis = 0; axis < extent->rank; axis++)
        chunks *= (double)((extent->size[axis] + chunk[axis] - 1) / chunk[axis]);
    return chunks;
}

/// Every chunk is there, and none is larger than what may be held in memory.
static chdf5_status check_chunks(hid_t dataset, hid_t properties, const chdf5_extent *extent, uint64_t size,
                                 chdf5_message *message) {
    hsize_t chunk[H5S_MAX_RANK] = {0}, found = 0;
    if (H5Pget_chunk(properties, extent->rank, chunk) != extent->rank)
        return chdf5_fail_with_stack(message, CHDF5_DAMAGED);
    uint64_t left = maximum_chunk_bytes / size;
    for (int axis = 0; axis < extent->rank; axis++) {
        if (chunk[axis] == 0) return chdf5_fail_with_stack(message, CHDF5_DAMAGED);
        if (chunk[axis] > left)
            return chdf5_fail(message, CHDF5_UNSUPPORTED, "its chunks are larger than 256 MiB");
        left /= chunk[axis];
    }
    chdf5_status status = check_filters(properties, message);
    if (status != CHDF5_OK) return status;
    hid_t space = H5Dget_space(dataset);
    herr_t counted = H5Dget_num_chunks(dataset, space, &found);
    if (counted < 0) status = chdf5_fail_with_stack(message, CHDF5_DAMAGED);
    H5Sclose(space);
    if (counted >= 0 && (double)found < count_chunks(extent, chunk))
        return chdf5_fail(message, CHDF5_DAMAGED, "a part of its numbers was never written");
    return status;
}

static chdf5_status check_layout(hid_t file, hid_t dataset, hid_t properties, const chdf5_extent *extent,
                                 uint64_t size, chdf5_message *message) {
    uint64_t bytes = 0;
    bool fits = chdf5_bytes(extent, size, &bytes);
    switch (H5Pget_layout(properties)) {
    case H5D_COMPACT:
        return CHDF5_OK;
    case H5D_CHUNKED:
        return check_chunks(dataset, properties, extent, size, message);
    case H5D_CONTIGUOUS:
        if (H5Pget_external_count(properties) != 0)
            return chdf5_fail(message, CHDF5_UNSUPPORTED, "its numbers are in other files");
        if (!fits) return chdf5_fail(message, CHDF5_DAMAGED, "it says that it is larger than any file");
        return check_contiguous(file, dataset, bytes, message);
    case H5D_VIRTUAL:
        return chdf5_fail(message, CHDF5_UNSUPPORTED, "its numbers are in other files");
    default:
        return chdf5_fail_with_stack(message, CHDF5_DAMAGED);
    }
}

bool chdf5_bytes(const chdf5_extent *extent, uint64_t size, uint64_t *bytes) {
    *bytes = size;
    for (int axis = 0; axis < extent->rank; axis++)
        if (__builtin_mul_overflow(*bytes, extent->size[axis], bytes)) return false;
    return true;
}

chdf5_status chdf5_check_storage(hid_t file, hid_t dataset, const chdf5_extent *extent, uint64_t size,
                                 chdf5_message *message) {
    for (int axis = 0; axis < extent->rank; axis++)
        if (extent->size[axis] == 0) return CHDF5_OK;
    hid_t properties = H5Dget_create_plist(dataset);
    if (properties < 0) return chdf5_fail_with_stack(message, CHDF5_DAMAGED);
    chdf5_status status = check_layout(file, dataset, properties, extent, size, message);
    H5Pclose(properties);
    return status;
}

chdf5_status chdf5_check_dataset(hid_t file, hid_t dataset, chdf5_shape *shape, chdf5_message *message) {
    uint64_t size = 0;
    chdf5_status status = check_type(dataset, &size, message);
    if (status == CHDF5_OK) status = check_space(dataset, shape, message);
    if (status != CHDF5_OK) return status;
    chdf5_extent extent = {1, {shape->columns}};
    if (shape->is_matrix) extent = (chdf5_extent){2, {shape->rows, shape->columns}};
    return chdf5_check_storage(file, dataset, &extent, size, message);
}
