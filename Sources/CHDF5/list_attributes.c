// The attributes of an object that are text: one, or a list of them, of fixed or variable length.
#include "walk.h"

#include <stdlib.h>
#include <string.h>

enum { most_texts = 1 << 20, most_text_bytes = 64 << 20 };

typedef struct {
    chdf5_list *list;
    uint32_t count;
    chdf5_status status;
    chdf5_message *message;
} attributes;

static void add_variable(chdf5_list *list, hid_t attribute, hid_t type, hid_t space, size_t count,
                         herr_t *read) {
    char **texts = calloc(count, sizeof *texts);
    *read = texts ? H5Aread(attribute, type, texts) : -1;
    if (*read >= 0) {
        for (size_t i = 0; i < count; i++)
            chdf5_add_text(list, texts[i] ? texts[i] : "", texts[i] ? strlen(texts[i]) : 0);
        H5Dvlen_reclaim(type, space, H5P_DEFAULT, texts);
    }
    free(texts);
}

static void add_fixed(chdf5_list *list, hid_t attribute, hid_t type, size_t count, herr_t *read) {
    size_t size = H5Tget_size(type);
    *read = -1;
    if (size == 0 || size > most_text_bytes / count) return;
    char *texts = malloc(size * count);
    *read = texts ? H5Aread(attribute, type, texts) : -1;
    for (size_t i = 0; *read >= 0 && i < count; i++) {
        size_t length = strnlen(texts + i * size, size);
        if (H5Tget_strpad(type) == H5T_STR_SPACEPAD)
            while (length > 0 && texts[i * size + length - 1] == ' ') length--;
        chdf5_add_text(list, texts + i * size, length);
    }
    free(texts);
}

/// Whether it is text, or a list without anything in it (h5py writes an empty list of text as one of
/// numbers).
static bool is_text(hid_t type, hid_t space, hssize_t count) {
    int rank = H5Sget_simple_extent_ndims(space);
    return rank >= 0 && rank <= 1 && count <= most_texts && (count == 0 || H5Tget_class(type) == H5T_STRING);
}

static herr_t add_texts(attributes *found, hid_t attribute, hid_t type, hid_t space) {
    hssize_t count = H5Sget_simple_extent_npoints(space);
    herr_t read = 0;
    bool text = count >= 0 && is_text(type, space, count);
    chdf5_add_byte(found->list, text);
    if (!text) return 0;
    chdf5_add_number(found->list, (uint32_t)count);
    if (count == 0) return 0;
    if (H5Tis_variable_str(type) > 0)
        add_variable(found->list, attribute, type, space, (size_t)count, &read);
    else
        add_fixed(found->list, attribute, type, (size_t)count, &read);
    return read;
}

static herr_t add_attribute(hid_t object, const char *name, const H5A_info_t *info, void *data) {
    attributes *found = data;
    (void)info;
    hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
    hid_t type = attribute >= 0 ? H5Aget_type(attribute) : -1;
    hid_t space = attribute >= 0 ? H5Aget_space(attribute) : -1;
    chdf5_add_text(found->list, name, strlen(name));
    herr_t added = type >= 0 && space >= 0 ? add_texts(found, attribute, type, space) : -1;
    if (added < 0) found->status = chdf5_fail_with_stack(found->message, CHDF5_DAMAGED);
    if (space >= 0) H5Sclose(space);
    if (type >= 0) H5Tclose(type);
    if (attribute >= 0) H5Aclose(attribute);
    found->count++;
    return added < 0 || found->list->is_full ? H5_ITER_ERROR : H5_ITER_CONT;
}

chdf5_status chdf5_list_attributes(hid_t object, chdf5_list *list, chdf5_message *message) {
    attributes found = {list, 0, CHDF5_OK, message};
    size_t position = list->count;
    hsize_t next = 0;
    chdf5_add_number(list, 0);
    herr_t done = H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, &next, add_attribute, &found);
    chdf5_set_number(list, position, found.count);
    if (done < 0 && found.status == CHDF5_OK && !list->is_full)
        return chdf5_fail_with_stack(message, CHDF5_DAMAGED);
    return found.status;
}
