#include "start.h"

#include <pthread.h>
#include <vips/vips.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool started = false; // written under `once` only

static void print_nothing(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer data) {
    (void)domain, (void)level, (void)message, (void)data;
}

static void silence_logs(void) {
    static const char *const domains[] = {"VIPS", "GLib", "GLib-GObject", "GLib-GIO"};
    for (size_t i = 0; i < sizeof domains / sizeof *domains; i++)
        g_log_set_handler(domains[i], G_LOG_LEVEL_MASK | G_LOG_FLAG_RECURSION, print_nothing, NULL);
}

/// Blocks every loader, then lets in the five that are ours.
static void block_loaders(void) {
    static const char *const allowed[] = {"VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadNsgif",
                                          "VipsForeignLoadTiff", "VipsForeignLoadHeif"};
    vips_operation_block_set("VipsForeignLoad", TRUE);
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) vips_operation_block_set(allowed[i], FALSE);
    vips_block_untrusted_set(TRUE);
}

static void start(void) {
    silence_logs();
    if (VIPS_INIT("lookalike")) return;
    vips_concurrency_set(1);
    // No picture is seen twice: a cache of operations would only keep the bytes of strangers alive.
    vips_cache_set_max(0);
    block_loaders();
    started = true;
}

bool cvips_start(void) {
    pthread_once(&once, start);
    return started;
}
