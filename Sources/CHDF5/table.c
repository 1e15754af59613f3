// A table in a child process.
#include "isolate.h"
#include "library.h"

#include <pthread.h>
#include <stdlib.h>

struct chdf5_table {
    pthread_mutex_t lock; // of the process; one request at a time
    chdf5_process process;
    chdf5_shape shape;
};

void chdf5_close(chdf5_table *table) {
    chdf5_end_process(&table->process);
    pthread_mutex_destroy(&table->lock);
    free(table);
}

chdf5_status chdf5_open(const char *path, const char *name, chdf5_table **table, chdf5_shape *shape,
                        chdf5_message *message) {
    chdf5_table *opened = calloc(1, sizeof *opened);
    if (!opened) return chdf5_refused(message);
    pthread_mutex_init(&opened->lock, NULL);
    chdf5_reply reply;
    chdf5_place place = {path, name};
    chdf5_status status = chdf5_start_process(&opened->process, chdf5_serve, &place, message);
    if (status == CHDF5_OK) status = chdf5_receive_reply(&opened->process, &reply, message);
    if (status != CHDF5_OK) {
        chdf5_close(opened);
        return status;
    }
    opened->shape = *shape = reply.shape;
    *table = opened;
    return CHDF5_OK;
}

static chdf5_status receive_rows(chdf5_table *table, uint64_t count, float *values, chdf5_message *message) {
    uint64_t most = chdf5_part(table->shape.columns);
    while (count > 0) {
        uint64_t rows = count < most ? count : most;
        chdf5_reply reply;
        chdf5_status status = chdf5_receive_reply(&table->process, &reply, message);
        if (status != CHDF5_OK) return status;
        status = chdf5_receive_bytes(&table->process, values, rows * table->shape.columns * sizeof(float),
                                     message);
        if (status != CHDF5_OK) return status;
        values += rows * table->shape.columns;
        count -= rows;
    }
    return CHDF5_OK;
}

chdf5_status chdf5_read(chdf5_table *table, uint64_t first, uint64_t count, float *values,
                        chdf5_message *message) {
    if (count == 0 || table->shape.columns == 0) return CHDF5_OK;
    chdf5_request request = {first, count};
    pthread_mutex_lock(&table->lock);
    chdf5_status status = chdf5_request_of(&table->process, &request, sizeof request, message);
    if (status == CHDF5_OK) status = receive_rows(table, count, values, message);
    pthread_mutex_unlock(&table->lock);
    return status;
}
