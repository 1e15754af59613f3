// libhdf5 is not made for files of strangers: a few damaged bits can make it crash, run in circles or
// allocate without end. So a file is read by a child of this process, which has nothing but the file and a
// socket, and whose end is an error like any other here.
//
// The child is forked, not started anew, since this library does not know which program it is part of.
// Between `fork` and its end it runs C only, and needs no lock that another thread could have held: malloc's
// are made whole by the C library, and libhdf5's are ours, taken before.
#define _GNU_SOURCE
#include "isolate.h"

#include "library.h"

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

// How long the child may be silent. No sound file takes a hundredth of it, on any disk.
enum { timeout_ms = 120 * 1000 };

void chdf5_end_process(chdf5_process *process) {
    if (process->child == 0) return;
    kill(process->child, SIGKILL);
    waitpid(process->child, NULL, 0);
    close(process->socket);
    process->child = 0;
}

chdf5_status chdf5_refused(chdf5_message *message) {
    message->code = errno;
    return chdf5_fail(message, CHDF5_FAILED, "");
}

chdf5_status chdf5_start_process(chdf5_process *process, void (*serve)(int, const void *), const void *what,
                                 chdf5_message *message) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return chdf5_refused(message);
    chdf5_enter();
    pid_t child = fork();
    // The child needs the lock itself. It is alone, so that no one else can have it.
    chdf5_leave();
    if (child == 0) {
        serve(ends[1], what);
        _exit(0);
    }
    if (child < 0) {
        chdf5_status status = chdf5_refused(message);
        close(ends[0]);
        close(ends[1]);
        return status;
    }
    close(ends[1]);
    process->child = child;
    process->socket = ends[0];
    return CHDF5_OK;
}

chdf5_status chdf5_receive_reply(chdf5_process *process, chdf5_reply *reply, chdf5_message *message) {
    if (chdf5_receive(process->socket, reply, sizeof *reply, timeout_ms)) {
        *message = reply->message;
        return reply->status;
    }
    chdf5_end_process(process);
    return chdf5_fail(message, CHDF5_DAMAGED, "libhdf5 crashed, or came to no end, reading it");
}

chdf5_status chdf5_receive_bytes(chdf5_process *process, void *bytes, size_t count, chdf5_message *message) {
    if (chdf5_receive(process->socket, bytes, count, timeout_ms)) return CHDF5_OK;
    chdf5_end_process(process);
    return chdf5_fail(message, CHDF5_DAMAGED, "libhdf5 crashed reading it");
}

chdf5_status chdf5_request_of(chdf5_process *process, const void *request, size_t count,
                              chdf5_message *message) {
    if (process->child != 0 && chdf5_send(process->socket, request, count)) return CHDF5_OK;
    chdf5_end_process(process);
    return chdf5_fail(message, CHDF5_DAMAGED, "libhdf5 crashed reading it");
}
