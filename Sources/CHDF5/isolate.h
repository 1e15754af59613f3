#ifndef CHDF5_ISOLATE_H
#define CHDF5_ISOLATE_H

#include "child.h"

#include <sys/types.h>

/// A child of this process that reads a file. One thread at a time.
typedef struct {
    pid_t child; // 0 once it is gone
    int socket;
} chdf5_process;

/// Starts a child that calls `serve` with its end of the socket and `what`.
chdf5_status chdf5_start_process(chdf5_process *process, void (*serve)(int, const void *), const void *what,
                                 chdf5_message *message);

void chdf5_end_process(chdf5_process *process);

/// The child's next reply; a child that gives none is ended.
chdf5_status chdf5_receive_reply(chdf5_process *process, chdf5_reply *reply, chdf5_message *message);

/// The bytes that the child sends after a reply; a child that doesn't is ended.
chdf5_status chdf5_receive_bytes(chdf5_process *process, void *bytes, size_t count, chdf5_message *message);

/// Sends a request to the child, if it is there.
chdf5_status chdf5_request_of(chdf5_process *process, const void *request, size_t count,
                              chdf5_message *message);

/// The system refused the call just made.
chdf5_status chdf5_refused(chdf5_message *message);

#endif
