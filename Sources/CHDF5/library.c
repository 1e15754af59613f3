#include "library.h"

#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool started = false; // under `lock`

void chdf5_enter(void) {
    pthread_mutex_lock(&lock);
    if (!started) {
        // All that is opened is closed here; libhdf5's own tidying at exit complains about what damaged files left.
        H5dont_atexit();
        H5open();
        // A file may name filters that libhdf5 would load as plug-ins from wherever the environment says.
        H5PLset_loading_state(0);
        started = true;
    }
    // Where libhdf5 is built for threads, each has an error stack of its own, which prints until it is told.
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    H5Eclear2(H5E_DEFAULT);
}

void chdf5_leave(void) { pthread_mutex_unlock(&lock); }

chdf5_status chdf5_fail(chdf5_message *message, chdf5_status status, const char *text) {
    snprintf(message->text, sizeof message->text, "%s", text);
    return status;
}

static herr_t keep_first(unsigned depth, const H5E_error2_t *error, void *message) {
    if (depth == 0 && error->desc) chdf5_fail(message, CHDF5_OK, error->desc);
    return 0;
}

chdf5_status chdf5_fail_with_stack(chdf5_message *message, chdf5_status status) {
    chdf5_fail(message, status, "");
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, message);
    return status;
}

hid_t chdf5_access(void) {
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_fclose_degree(access, H5F_CLOSE_STRONG);
    // A file that another program is writing is refused, but not one on a disk that knows no locks.
    H5Pset_file_locking(access, true, true);
    return access;
}

chdf5_status chdf5_open_file(const char *path, bool is_nameless, hid_t *file, chdf5_message *message) {
    if (H5Fis_hdf5(path) <= 0) return chdf5_fail_with_stack(message, CHDF5_NOT_HDF5);
    hid_t access = chdf5_access();
    // The usual driver asks for the path that a symbolic link such as /dev/fd/4 stands for.
    if (is_nameless) H5Pset_fapl_stdio(access);
    *file = H5Fopen(path, H5F_ACC_RDONLY, access);
    chdf5_status status = *file < 0 ? chdf5_fail_with_stack(message, CHDF5_DAMAGED) : CHDF5_OK;
    H5Pclose(access);
    return status;
}
