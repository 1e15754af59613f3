// A file's list, and its datasets, by a child process.
#include "chdf5_tree.h"

#include "isolate.h"
#include "library.h"
#include "tree_child.h"

#include <pthread.h>
#include <stdlib.h>

enum { most_list_bytes = 64 << 20 };

struct chdf5_tree {
    pthread_mutex_t lock; // of the process; one request at a time
    chdf5_process process;
    uint8_t *list;
    size_t list_bytes;
};

void chdf5_tree_close(chdf5_tree *tree) {
    chdf5_end_process(&tree->process);
    pthread_mutex_destroy(&tree->lock);
    free(tree->list);
    free(tree);
}

static chdf5_status receive_list(chdf5_tree *tree, chdf5_message *message) {
    uint64_t count = 0;
    chdf5_status status = chdf5_receive_bytes(&tree->process, &count, sizeof count, message);
    if (status != CHDF5_OK) return status;
    if (count > most_list_bytes) return chdf5_fail(message, CHDF5_DAMAGED, "libhdf5 crashed reading it");
    tree->list = malloc(count ? count : 1);
    if (!tree->list) return chdf5_refused(message);
    tree->list_bytes = count;
    return chdf5_receive_bytes(&tree->process, tree->list, count, message);
}

chdf5_status chdf5_tree_open(const char *path, int descriptor, chdf5_tree **tree, chdf5_message *message) {
    chdf5_tree *opened = calloc(1, sizeof *opened);
    if (!opened) return chdf5_refused(message);
    pthread_mutex_init(&opened->lock, NULL);
    chdf5_source source = {path, descriptor};
    chdf5_reply reply;
    chdf5_status status = chdf5_start_process(&opened->process, chdf5_serve_tree, &source, message);
    if (status == CHDF5_OK) status = chdf5_receive_reply(&opened->process, &reply, message);
    if (status == CHDF5_OK) status = receive_list(opened, message);
    if (status != CHDF5_OK) {
        chdf5_tree_close(opened);
        return status;
    }
    *tree = opened;
    return CHDF5_OK;
}

const uint8_t *chdf5_tree_list(const chdf5_tree *tree, size_t *count) {
    *count = tree->list_bytes;
    return tree->list;
}

/// The parts follow each other as the child cuts them: a reply, the bytes of the part (u64), and the bytes.
static chdf5_status receive_parts(chdf5_tree *tree, uint8_t *bytes, uint64_t count, chdf5_message *message) {
    while (count > 0) {
        uint64_t part = 0;
        chdf5_reply reply;
        chdf5_status status = chdf5_receive_reply(&tree->process, &reply, message);
        if (status == CHDF5_OK) status = chdf5_receive_bytes(&tree->process, &part, sizeof part, message);
        if (status == CHDF5_OK && (part == 0 || part > count)) {
            chdf5_end_process(&tree->process);
            status = chdf5_fail(message, CHDF5_DAMAGED, "libhdf5 crashed reading it");
        }
        if (status == CHDF5_OK) status = chdf5_receive_bytes(&tree->process, bytes, part, message);
        if (status != CHDF5_OK) return status;
        bytes += part;
        count -= part;
    }
    return CHDF5_OK;
}

chdf5_status chdf5_tree_read(chdf5_tree *tree, uint32_t dataset, void *bytes, uint64_t count,
                             chdf5_message *message) {
    if (count == 0) return CHDF5_OK;
    chdf5_tree_request request = {.dataset = dataset, .bytes = count};
    pthread_mutex_lock(&tree->lock);
    chdf5_status status = chdf5_request_of(&tree->process, &request, sizeof request, message);
    if (status == CHDF5_OK) status = receive_parts(tree, bytes, count, message);
    pthread_mutex_unlock(&tree->lock);
    return status;
}
