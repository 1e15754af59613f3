#include "child.h"

#include "local.h"

#include <stdlib.h>

enum { part_bytes = 4 << 20 };

uint64_t chdf5_part(uint64_t columns) {
    uint64_t rows = part_bytes / (columns * sizeof(float));
    return rows ? rows : 1;
}

static bool send_rows(int socket, chdf5_local *table, const chdf5_shape *shape, chdf5_request request) {
    static float *part = NULL; // for the child's one table
    uint64_t most = chdf5_part(shape->columns);
    if (!part) part = malloc(most * shape->columns * sizeof(float));
    if (!part) return false;
    while (request.count > 0) {
        uint64_t rows = request.count < most ? request.count : most;
        chdf5_reply reply = {.status = CHDF5_OK};
        reply.status = chdf5_local_read(table, request.first, rows, part, &reply.message);
        if (!chdf5_send(socket, &reply, sizeof reply)) return false;
        if (reply.status != CHDF5_OK) return true;
        if (!chdf5_send(socket, part, rows * shape->columns * sizeof(float))) return false;
        request.first += rows;
        request.count -= rows;
    }
    return true;
}

void chdf5_serve(int socket, const void *what) {
    const chdf5_place *place = what;
    int no_file = -1;
    chdf5_enter_child(&socket, &no_file);
    chdf5_local *table = NULL;
    chdf5_reply reply = {.status = CHDF5_OK};
    reply.status = chdf5_local_open(place->path, place->name, &table, &reply.shape, &reply.message);
    bool goes_on = chdf5_send(socket, &reply, sizeof reply) && reply.status == CHDF5_OK;
    chdf5_request request;
    // Without a limit of time: the end of the program is the end of the socket.
    while (goes_on && chdf5_receive(socket, &request, sizeof request, -1))
        goes_on = send_rows(socket, table, &reply.shape, request);
}
