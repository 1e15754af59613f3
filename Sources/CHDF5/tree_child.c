// The child that lists a file and sends the elements of its datasets.
#include "tree_child.h"

#include "elements.h"
#include "walk.h"

#include <stdio.h>
#include <stdlib.h>

enum { most_cached = 1 << 28 }; // bytes of chunks

/// A dataset while it is read: blocks of `rows` along `axis`, whole in the axes behind it and one in those
/// before.
typedef struct {
    hid_t dataset;
    hid_t space;
    hid_t type; // in memory
    chdf5_extent extent;
    size_t size; // of an element
    int axis;
    hsize_t inner; // elements of one step along `axis`
    hsize_t rows;
} blocks;

/// The bytes of all chunks that a step along the first axis goes through, so that each is unpacked once.
static size_t band_of_chunks(const blocks *from) {
    hid_t properties = H5Dget_create_plist(from->dataset);
    hsize_t chunk[H5S_MAX_RANK] = {0};
    double bytes = 0;
    if (properties >= 0 && H5Pget_layout(properties) == H5D_CHUNKED &&
        H5Pget_chunk(properties, from->extent.rank, chunk) == from->extent.rank) {
        bytes = (double)from->size * (double)chunk[0];
        for (int axis = 1; axis < from->extent.rank; axis++)
            bytes *= (double)((from->extent.size[axis] + chunk[axis] - 1) / chunk[axis] * chunk[axis]);
    }
    if (properties >= 0) H5Pclose(properties);
    return bytes < most_cached ? (size_t)bytes : most_cached;
}

static hid_t open_with_cache(hid_t file, const char *path, size_t bytes) {
    hid_t access = H5Pcreate(H5P_DATASET_ACCESS);
    H5Pset_chunk_cache(access, H5D_CHUNK_CACHE_NSLOTS_DEFAULT, bytes, 1.0);
    hid_t dataset = H5Dopen2(file, path, access);
    H5Pclose(access);
    return dataset;
}

static void choose_blocks(blocks *from) {
    from->axis = 0;
    from->inner = 1;
    for (int axis = 1; axis < from->extent.rank; axis++) from->inner *= from->extent.size[axis];
    while (from->axis + 1 < from->extent.rank && from->inner * from->size > chdf5_part_bytes)
        from->inner /= from->extent.size[++from->axis];
    from->rows = chdf5_part_bytes / (from->inner * from->size);
}

static chdf5_status open_blocks(blocks *from, hid_t file, const chdf5_entry *entry, chdf5_message *message) {
    *from = (blocks){.dataset = H5Dopen2(file, entry->path, H5P_DEFAULT), .space = -1, .type = -1};
    if (from->dataset < 0) return chdf5_fail_with_stack(message, CHDF5_DAMAGED);
    from->space = H5Dget_space(from->dataset);
    hid_t type = H5Dget_type(from->dataset);
    if (type >= 0) {
        from->type = chdf5_little_endian(type);
        from->size = H5Tget_size(type);
        H5Tclose(type);
    }
    if (from->space < 0 || from->type < 0) return chdf5_fail_with_stack(message, CHDF5_DAMAGED);
    from->extent.rank = H5Sget_simple_extent_ndims(from->space);
    H5Sget_simple_extent_dims(from->space, from->extent.size, NULL);
    uint64_t bytes = 0;
    if (!chdf5_bytes(&from->extent, from->size, &bytes) || bytes != entry->bytes)
        return chdf5_fail(message, CHDF5_DAMAGED, "the file has changed");
    choose_blocks(from);
    size_t band = band_of_chunks(from);
    if (band <= 1 << 20) return CHDF5_OK; // libhdf5's own cache is as large
    H5Dclose(from->dataset);
    from->dataset = open_with_cache(file, entry->path, band);
    return from->dataset < 0 ? chdf5_fail_with_stack(message, CHDF5_DAMAGED) : CHDF5_OK;
}

static void close_blocks(blocks *from) {
    if (from->type >= 0) H5Tclose(from->type);
    if (from->space >= 0) H5Sclose(from->space);
    if (from->dataset >= 0) H5Dclose(from->dataset);
}

static chdf5_status read_block(const blocks *from, const hsize_t *start, hsize_t rows, void *part,
                               chdf5_message *message) {
    hsize_t count[H5S_MAX_RANK], elements = rows * from->inner;
    int rank = from->extent.rank;
    for (int axis = 0; axis < rank; axis++)
        count[axis] = axis < from->axis ? 1 : axis == from->axis ? rows : from->extent.size[axis];
    hid_t in_memory = H5Screate_simple(1, &elements, NULL);
    bool read =
        in_memory >= 0 &&
        (rank == 0 || H5Sselect_hyperslab(from->space, H5S_SELECT_SET, start, NULL, count, NULL) >= 0) &&
        H5Dread(from->dataset, from->type, in_memory, from->space, H5P_DEFAULT, part) >= 0;
    chdf5_status status = read ? CHDF5_OK : chdf5_fail_with_stack(message, CHDF5_DAMAGED);
    if (in_memory >= 0) H5Sclose(in_memory);
    return status;
}

/// Moves to the next block; false behind the last one.
static bool advance(const blocks *from, hsize_t *start, hsize_t rows) {
    if (from->extent.rank == 0) return false;
    start[from->axis] += rows;
    if (start[from->axis] < from->extent.size[from->axis]) return true;
    start[from->axis] = 0;
    for (int axis = from->axis - 1; axis >= 0; axis--) {
        if (++start[axis] < from->extent.size[axis]) return true;
        start[axis] = 0;
    }
    return false;
}

static hsize_t rows_at(const blocks *from, const hsize_t *start) {
    if (from->extent.rank == 0) return 1;
    hsize_t left = from->extent.size[from->axis] - start[from->axis];
    return left < from->rows ? left : from->rows;
}

/// False where the other side is gone.
static bool send_blocks(int socket, const blocks *from) {
    static uint8_t part[chdf5_part_bytes];
    hsize_t start[H5S_MAX_RANK] = {0}, rows;
    do {
        rows = rows_at(from, start);
        chdf5_reply reply = {.status = CHDF5_OK};
        reply.status = read_block(from, start, rows, part, &reply.message);
        if (!chdf5_send(socket, &reply, sizeof reply)) return false;
        if (reply.status != CHDF5_OK) return true;
        uint64_t bytes = rows * from->inner * from->size;
        if (!chdf5_send(socket, &bytes, sizeof bytes) || !chdf5_send(socket, part, bytes)) return false;
    } while (advance(from, start, rows));
    return true;
}

static bool send_dataset(int socket, const chdf5_walk *walk, chdf5_tree_request request) {
    if (request.dataset >= walk->entry_count || request.bytes == 0) return false;
    const chdf5_entry *entry = &walk->entries[request.dataset];
    if (request.bytes != entry->bytes) return false;
    chdf5_limit_time(entry->bytes);
    blocks from;
    chdf5_reply reply = {.status = CHDF5_OK};
    reply.status = open_blocks(&from, walk->file, entry, &reply.message);
    bool goes_on =
        reply.status == CHDF5_OK ? send_blocks(socket, &from) : chdf5_send(socket, &reply, sizeof reply);
    close_blocks(&from);
    return goes_on;
}

static chdf5_status list_file(const char *path, bool is_nameless, chdf5_walk *walk) {
    chdf5_status status = chdf5_open_file(path, is_nameless, &walk->file, walk->message);
    return status == CHDF5_OK ? chdf5_walk_file(walk) : status;
}

static bool send_list(int socket, const chdf5_reply *reply, const chdf5_list *list) {
    uint64_t count = list->count;
    return chdf5_send(socket, reply, sizeof *reply) && reply->status == CHDF5_OK &&
           chdf5_send(socket, &count, sizeof count) && chdf5_send(socket, list->bytes, list->count);
}

void chdf5_serve_tree(int socket, const void *what) {
    const chdf5_source *source = what;
    int descriptor = source->descriptor;
    chdf5_enter_child(&socket, &descriptor);
    char by_number[32];
    snprintf(by_number, sizeof by_number, "/dev/fd/%d", descriptor);
    static chdf5_walk walk;
    chdf5_reply reply = {.status = CHDF5_OK};
    walk.message = &reply.message;
    chdf5_enter();
    chdf5_limit_time(0);
    bool is_nameless = descriptor >= 0;
    reply.status = list_file(is_nameless ? by_number : source->path, is_nameless, &walk);
    chdf5_tree_request request;
    bool goes_on = send_list(socket, &reply, &walk.list);
    // Without a limit of time: the end of the program is the end of the socket.
    while (goes_on && chdf5_receive(socket, &request, sizeof request, -1))
        goes_on = send_dataset(socket, &walk, request);
}
