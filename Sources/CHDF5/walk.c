// Finds all groups and datasets of a file. The file may say anything: how many there are, how deep they lie
// and how long their names are is bounded, and no group is entered twice, so that each walk has an end.
#include "walk.h"

#include <stdlib.h>
#include <string.h>

enum { most_objects = 100000, seen_room = 1 << 18 };

/// Whether the address was not seen before; from then on it was.
static bool is_new(chdf5_walk *walk, haddr_t address) {
    haddr_t key = address + 1; // 0 is an empty place
    size_t place = (size_t)(address * 0x9E3779B97F4A7C15u >> 32) % seen_room;
    while (walk->seen[place] != 0) {
        if (walk->seen[place] == key) return false;
        place = (place + 1) % seen_room;
    }
    walk->seen[place] = key;
    return true;
}

static void stop(chdf5_walk *walk, chdf5_status status, const char *text) {
    walk->status = chdf5_fail(walk->message, status, text);
}

static void list_group(chdf5_walk *walk, const char *name);

static void list_link(chdf5_walk *walk, const char *name) {
    chdf5_add_byte(&walk->list, CHDF5_LINK);
    chdf5_add_text(&walk->list, name, strlen(name));
}

/// The object at the walk's path.
static void list_object(chdf5_walk *walk, const char *name) {
    H5O_info_t object;
    if (H5Oget_info_by_name2(walk->file, walk->path, &object, H5O_INFO_BASIC, H5P_DEFAULT) < 0) {
        walk->status = chdf5_fail_with_stack(walk->message, CHDF5_DAMAGED);
        return;
    }
    bool first = is_new(walk, object.addr);
    if (object.type == H5O_TYPE_GROUP && first) {
        list_group(walk, name);
    } else if (object.type == H5O_TYPE_DATASET) {
        walk->status = chdf5_list_dataset(walk, name, first);
    } else {
        list_link(walk, name);
    }
}

static herr_t list_member(hid_t group, const char *name, const H5L_info_t *link, void *data) {
    chdf5_walk *walk = data;
    (void)group;
    size_t length = strlen(name), before = walk->path_length;
    if (++walk->object_count > most_objects) {
        stop(walk, CHDF5_UNSUPPORTED, "it holds more than 100,000 objects");
    } else if (length == 0 || strchr(name, '/') || !strcmp(name, ".")) {
        stop(walk, CHDF5_DAMAGED, "it holds an object with a name that can't be one");
    } else if (before + length + 2 > sizeof walk->path) {
        stop(walk, CHDF5_UNSUPPORTED, "it holds an object with a path longer than 4,095 bytes");
    } else if (link->type != H5L_TYPE_HARD) {
        list_link(walk, name);
    } else {
        walk->path[before] = '/';
        memcpy(walk->path + before + 1, name, length + 1);
        walk->path_length = before + 1 + length;
        list_object(walk, name);
        walk->path_length = before;
        walk->path[before] = 0;
    }
    if (walk->list.is_full && walk->status == CHDF5_OK)
        stop(walk, CHDF5_UNSUPPORTED, "its names and texts take more than 64 MiB");
    return walk->status == CHDF5_OK ? H5_ITER_CONT : H5_ITER_ERROR;
}

static bool keeps_creation_order(hid_t group) {
    unsigned flags = 0;
    hid_t properties = H5Gget_create_plist(group);
    if (properties >= 0) {
        if (H5Pget_link_creation_order(properties, &flags) < 0) flags = 0;
        H5Pclose(properties);
    }
    return flags & H5P_CRT_ORDER_TRACKED;
}

static void list_members(chdf5_walk *walk, hid_t group) {
    bool created = keeps_creation_order(group);
    chdf5_add_byte(&walk->list, created);
    walk->status = chdf5_list_attributes(group, &walk->list, walk->message);
    if (walk->status != CHDF5_OK) return;
    hsize_t next = 0;
    herr_t done = H5Literate(group, created ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME, H5_ITER_INC, &next,
                             list_member, walk);
    if (done < 0 && walk->status == CHDF5_OK)
        walk->status = chdf5_fail_with_stack(walk->message, CHDF5_DAMAGED);
}

static void list_group(chdf5_walk *walk, const char *name) {
    if (walk->depth == CHDF5_MOST_DEPTH)
        return stop(walk, CHDF5_UNSUPPORTED, "its groups are nested too deep");
    hid_t group = H5Gopen2(walk->file, walk->path_length ? walk->path : "/", H5P_DEFAULT);
    if (group < 0) {
        walk->status = chdf5_fail_with_stack(walk->message, CHDF5_DAMAGED);
        return;
    }
    walk->depth++;
    chdf5_add_byte(&walk->list, CHDF5_GROUP);
    chdf5_add_text(&walk->list, name, strlen(name));
    list_members(walk, group);
    chdf5_add_byte(&walk->list, 0);
    walk->depth--;
    H5Gclose(group);
}

chdf5_status chdf5_walk_file(chdf5_walk *walk) {
    hsize_t bytes = 0;
    H5O_info_t root;
    if (H5Fget_filesize(walk->file, &bytes) < 0 ||
        H5Oget_info_by_name2(walk->file, "/", &root, H5O_INFO_BASIC, H5P_DEFAULT) < 0)
        return chdf5_fail_with_stack(walk->message, CHDF5_DAMAGED);
    walk->file_bytes = bytes;
    walk->seen = calloc(seen_room, sizeof *walk->seen);
    if (!walk->seen) return chdf5_fail(walk->message, CHDF5_FAILED, "out of memory");
    is_new(walk, root.addr);
    list_group(walk, "");
    if (walk->list.is_full && walk->status == CHDF5_OK)
        stop(walk, CHDF5_UNSUPPORTED, "its names and texts take more than 64 MiB");
    free(walk->seen);
    return walk->status;
}
