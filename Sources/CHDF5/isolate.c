// libhdf5 is not made for files of strangers: a few damaged bits can make it crash, run in circles or allocate
// without end. So a file is read by a child of this process, which has nothing but the file and a socket, and
// whose end is an error like any other here.
//
// The child is forked, not started anew, since this library does not know which program it is part of. Between
// `fork` and its end it runs C only, and needs no lock that another thread could have held: malloc's are made
// whole by the C library, and libhdf5's are ours, taken before.
#define _GNU_SOURCE
#include "child.h"
#include "library.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

// How long the child may be silent. No sound file takes a hundredth of it, on any disk.
enum { timeout_ms = 120 * 1000 };

struct chdf5_table {
    pthread_mutex_t lock; // of what follows; one request at a time
    pid_t child;          // 0 once it is gone
    int socket;
    chdf5_shape shape;
};

static void end_child(chdf5_table *table) {
    if (table->child == 0) return;
    kill(table->child, SIGKILL);
    waitpid(table->child, NULL, 0);
    close(table->socket);
    table->child = 0;
}

static void free_table(chdf5_table *table) {
    end_child(table);
    pthread_mutex_destroy(&table->lock);
    free(table);
}

/// The system refused the call just made.
static chdf5_status failed(chdf5_message *message) {
    message->code = errno;
    return chdf5_fail(message, CHDF5_FAILED, "");
}

static chdf5_status start_child(chdf5_table *table, const char *path, const char *name, chdf5_message *message) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return failed(message);
    chdf5_enter();
    pid_t child = fork();
    // The child needs the lock itself. It is alone, so that no one else can have it.
    chdf5_leave();
    if (child == 0) chdf5_serve(ends[1], path, name);
    if (child < 0) {
        chdf5_status status = failed(message);
        close(ends[0]);
        close(ends[1]);
        return status;
    }
    close(ends[1]);
    table->child = child;
    table->socket = ends[0];
    return CHDF5_OK;
}

/// The child's next reply; a child that gives none is ended.
static chdf5_status receive_reply(chdf5_table *table, chdf5_reply *reply, chdf5_message *message) {
    if (chdf5_receive(table->socket, reply, sizeof *reply, timeout_ms)) {
        *message = reply->message;
        return reply->status;
    }
    end_child(table);
    return chdf5_fail(message, CHDF5_DAMAGED, "libhdf5 crashed, or came to no end, reading it");
}

chdf5_status chdf5_open(const char *path, const char *name, chdf5_table **table, chdf5_shape *shape,
                        chdf5_message *message) {
    chdf5_table *opened = calloc(1, sizeof *opened);
    if (!opened) return failed(message);
    pthread_mutex_init(&opened->lock, NULL);
    chdf5_reply reply;
    chdf5_status status = start_child(opened, path, name, message);
    if (status == CHDF5_OK) status = receive_reply(opened, &reply, message);
    if (status != CHDF5_OK) {
        free_table(opened);
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
        chdf5_status status = receive_reply(table, &reply, message);
        if (status != CHDF5_OK) return status;
        if (!chdf5_receive(table->socket, values, rows * table->shape.columns * sizeof(float), timeout_ms)) {
            end_child(table);
            return chdf5_fail(message, CHDF5_DAMAGED, "libhdf5 crashed reading it");
        }
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
    chdf5_status status = CHDF5_OK;
    if (table->child == 0)
        status = chdf5_fail(message, CHDF5_DAMAGED, "libhdf5 crashed reading it");
    else if (!chdf5_send(table->socket, &request, sizeof request)) {
        end_child(table);
        status = chdf5_fail(message, CHDF5_DAMAGED, "libhdf5 crashed reading it");
    } else
        status = receive_rows(table, count, values, message);
    pthread_mutex_unlock(&table->lock);
    return status;
}

void chdf5_close(chdf5_table *table) { free_table(table); }
