// What the list says of a dataset, and whether its elements can be read.
#include "elements.h"
#include "walk.h"

#include <stdlib.h>
#include <string.h>

// Deflate makes at most 1,032 bytes of one.
enum { most_unpacking = 1100 };

static chdf5_status get_extent(hid_t dataset, chdf5_extent *extent, chdf5_message *message) {
    hid_t space = H5Dget_space(dataset);
    if (space < 0) return chdf5_fail_with_stack(message, CHDF5_DAMAGED);
    H5S_class_t class = H5Sget_simple_extent_type(space);
    extent->rank = class == H5S_NULL ? 1 : H5Sget_simple_extent_ndims(space);
    chdf5_status status = CHDF5_OK;
    if (extent->rank < 0 || extent->rank > H5S_MAX_RANK)
        status = chdf5_fail(message, CHDF5_DAMAGED, "it has no shape");
    else if (class == H5S_SIMPLE && extent->rank > 0)
        H5Sget_simple_extent_dims(space, extent->size, NULL);
    H5Sclose(space);
    return status;
}

static bool has_filters(hid_t dataset) {
    hid_t properties = H5Dget_create_plist(dataset);
    bool has = properties >= 0 && H5Pget_nfilters(properties) > 0;
    if (properties >= 0) H5Pclose(properties);
    return has;
}

/// What is read of a file is no more than the file, or what its filters can make of it.
static chdf5_status check_total(chdf5_walk *walk, hid_t dataset, uint64_t bytes, bool is_new,
                                chdf5_message *message) {
    bool packed = has_filters(dataset);
    uint64_t *total = packed ? &walk->packed_bytes : &walk->plain_bytes;
    uint64_t most = packed ? walk->file_bytes * most_unpacking : walk->file_bytes;
    if (bytes > most) return chdf5_fail(message, CHDF5_DAMAGED, "it says that it is larger than the file");
    if (!is_new) return CHDF5_OK;
    if (bytes > most - *total)
        return chdf5_fail(message, CHDF5_DAMAGED,
                          "the datasets together say that they are larger than the file");
    *total += bytes;
    return CHDF5_OK;
}

/// A compact dataset is in the header, of which libhdf5 doesn't compare the size.
static chdf5_status check_compact(hid_t dataset, uint64_t bytes, chdf5_message *message) {
    hid_t properties = H5Dget_create_plist(dataset);
    bool compact = properties >= 0 && H5Pget_layout(properties) == H5D_COMPACT;
    if (properties >= 0) H5Pclose(properties);
    if (!compact || H5Dget_storage_size(dataset) >= bytes) return CHDF5_OK;
    return chdf5_fail(message, CHDF5_DAMAGED, "a part of its numbers was never written");
}

static chdf5_status check_elements(chdf5_walk *walk, hid_t dataset, const chdf5_extent *extent, uint32_t size,
                                   bool is_new, uint64_t *bytes, chdf5_message *message) {
    if (!chdf5_bytes(extent, size, bytes))
        return chdf5_fail(message, CHDF5_DAMAGED, "it says that it is larger than any file");
    chdf5_status status = chdf5_check_storage(walk->file, dataset, extent, size, message);
    if (status == CHDF5_OK) status = check_compact(dataset, *bytes, message);
    return status == CHDF5_OK ? check_total(walk, dataset, *bytes, is_new, message) : status;
}

static chdf5_status remember(chdf5_walk *walk, uint64_t bytes) {
    if (walk->entry_count == walk->entry_room) {
        uint32_t room = walk->entry_room * 2 + 64;
        chdf5_entry *larger = realloc(walk->entries, room * sizeof *larger);
        if (!larger) return chdf5_fail(walk->message, CHDF5_FAILED, "out of memory");
        walk->entries = larger;
        walk->entry_room = room;
    }
    char *path = strdup(walk->path);
    if (!path) return chdf5_fail(walk->message, CHDF5_FAILED, "out of memory");
    walk->entries[walk->entry_count++] = (chdf5_entry){path, bytes};
    return CHDF5_OK;
}

static void add_dataset(chdf5_list *list, const char *name, chdf5_type type, uint32_t size,
                        const char *problem, const chdf5_extent *extent) {
    chdf5_add_byte(list, CHDF5_DATASET);
    chdf5_add_text(list, name, strlen(name));
    chdf5_add_byte(list, type);
    chdf5_add_number(list, size);
    chdf5_add_text(list, problem, strlen(problem));
    chdf5_add_number(list, (uint32_t)extent->rank);
    for (int axis = 0; axis < extent->rank; axis++) {
        uint64_t length = extent->size[axis];
        chdf5_add(list, &length, sizeof length);
    }
}

static chdf5_status describe(chdf5_walk *walk, hid_t dataset, hid_t type, const char *name, bool is_new) {
    chdf5_extent extent = {0, {0}};
    chdf5_message found = {"", 0};
    uint32_t size = 0;
    uint64_t bytes = 0;
    const char *problem = "";
    chdf5_status status = get_extent(dataset, &extent, walk->message);
    if (status != CHDF5_OK) return status;
    chdf5_type known = chdf5_type_of(type, &size, &problem);
    if (known != CHDF5_OTHER &&
        check_elements(walk, dataset, &extent, size, is_new, &bytes, &found) != CHDF5_OK) {
        problem = *found.text ? found.text : "libhdf5 can't read it";
        bytes = 0;
    }
    add_dataset(&walk->list, name, known, size, problem, &extent);
    status = chdf5_list_attributes(dataset, &walk->list, walk->message);
    return status == CHDF5_OK ? remember(walk, *problem ? 0 : bytes) : status;
}

chdf5_status chdf5_list_dataset(chdf5_walk *walk, const char *name, bool is_new) {
    hid_t dataset = H5Dopen2(walk->file, walk->path, H5P_DEFAULT);
    if (dataset < 0) return chdf5_fail_with_stack(walk->message, CHDF5_DAMAGED);
    hid_t type = H5Dget_type(dataset);
    chdf5_status status = type >= 0 ? describe(walk, dataset, type, name, is_new)
                                    : chdf5_fail_with_stack(walk->message, CHDF5_DAMAGED);
    if (type >= 0) H5Tclose(type);
    H5Dclose(dataset);
    return status;
}
