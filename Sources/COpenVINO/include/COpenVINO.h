/* A small, non-variadic face of OpenVINO's C API, with error messages, for the Swift module `Inference`. */
#ifndef LOOKALIKE_COPENVINO_H
#define LOOKALIKE_COPENVINO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct lk_core lk_core;         /* the OpenVINO runtime */
typedef struct lk_network lk_network;   /* a network as read, not yet compiled */
typedef struct lk_compiled lk_compiled; /* a network compiled for the CPU */
typedef struct lk_request lk_request;   /* one inference in flight; not thread-safe */

/* What a call that failed says; `message` is zero-terminated. */
typedef struct {
    char message[1024];
} lk_error;

enum { LK_MAX_RANK = 8 };

/* A tensor's shape; a dynamic dimension is -1. */
typedef struct {
    int64_t rank;
    int64_t dims[LK_MAX_RANK];
} lk_shape;

/* Every function that returns bool returns false after an error and fills `error`. */
bool lk_core_create(lk_core **out, lk_error *error);
void lk_core_free(lk_core *core);
/* Whether OpenVINO finds the device, such as "GPU": its plugin is installed and works. */
bool lk_core_has_device(const lk_core *core, const char *device);
/* True where the processor computes in bfloat16 natively. */
bool lk_core_has_bf16(const lk_core *core);

bool lk_network_read(lk_core *core, const char *path, lk_network **out, lk_error *error);
bool lk_network_read_memory(lk_core *core, const void *bytes, size_t count, lk_network **out, lk_error *error);
void lk_network_free(lk_network *network);
/* Number of inputs, and the shape of the first. */
bool lk_network_input(const lk_network *network, size_t *inputs, lk_shape *shape, lk_error *error);
/* The index of the output called `name`, or of the only output where `name` is NULL. */
bool lk_network_output_index(const lk_network *network, const char *name, size_t *index, lk_error *error);
bool lk_network_output_shape(const lk_network *network, size_t index, lk_shape *shape, lk_error *error);
bool lk_network_reshape(lk_network *network, const lk_shape *shape, lk_error *error);
/* Makes the network take float32, or 64-bit tokens, and give float32 at one output, whatever types it declares. */
bool lk_network_use_types(lk_network *network, bool takes_tokens, size_t output_index, lk_error *error);

/* For one inference at a time; on the device "CPU" on one thread. `precision` is "f32", "bf16" or "f16". The compiled form is kept in the directory
   `cache`, of this network alone, and found there by the next process; NULL keeps nothing. To be called by one thread at
   a time. */
bool lk_compile(lk_core *core, const lk_network *network, const char *device, const char *precision,
                const char *cache, lk_compiled **out, lk_error *error);
void lk_compiled_free(lk_compiled *compiled);

bool lk_request_create(lk_compiled *compiled, lk_request **out, lk_error *error);
void lk_request_free(lk_request *request);
/* The request's own input buffer, `count` floats, valid as long as the request. */
bool lk_request_input(lk_request *request, float **data, size_t *count, lk_error *error);
/* The same of a network that takes tokens. */
bool lk_request_tokens(lk_request *request, int64_t **data, size_t *count, lk_error *error);
/* Runs to the end on the calling thread's behalf. */
bool lk_request_infer(lk_request *request, lk_error *error);
/* The output buffer of the last inference, valid until the next. */
bool lk_request_output(lk_request *request, size_t index, const float **data, size_t *count, lk_error *error);

#endif
