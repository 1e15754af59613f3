#include "COpenVINO.h"

#include <openvino/c/openvino.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct lk_core { ov_core_t *ov; };
struct lk_network { ov_model_t *ov; };
struct lk_compiled { ov_compiled_model_t *ov; };
struct lk_request {
    ov_infer_request_t *ov;
    ov_tensor_t *input;
    ov_tensor_t *output;
};

/* OpenVINO keeps the last message per thread; the status alone says little. */
static bool failed(ov_status_e status, const char *what, lk_error *error) {
    if (status == OK) return false;
    const char *detail = ov_get_last_err_msg();
    if (detail == NULL || detail[0] == 0) detail = ov_get_error_info(status);
    snprintf(error->message, sizeof error->message, "%s: %s", what, detail);
    for (char *c = error->message; *c; c++)
        if (*c == '\n' || *c == '\r') *c = ' ';
    return true;
}

/* Zeroed memory; false, with a message, where there is none. */
static bool allocate(void **out, size_t size, lk_error *error) {
    *out = calloc(1, size);
    if (*out == NULL) snprintf(error->message, sizeof error->message, "there is no memory left");
    return *out != NULL;
}

bool lk_core_create(lk_core **out, lk_error *error) {
    ov_core_t *ov = NULL;
    if (failed(ov_core_create(&ov), "OpenVINO could not start", error)) return false;
    if (!allocate((void **)out, sizeof **out, error)) {
        ov_core_free(ov);
        return false;
    }
    (*out)->ov = ov;
    return true;
}

void lk_core_free(lk_core *core) {
    ov_core_free(core->ov);
    free(core);
}

bool lk_core_has_device(const lk_core *core, const char *device) {
    ov_available_devices_t devices;
    if (ov_core_get_available_devices(core->ov, &devices) != OK) return false;
    bool found = false;
    /* Several of a kind are called GPU.0, GPU.1 … */
    for (size_t i = 0; i < devices.size; i++) found |= strncmp(devices.devices[i], device, strlen(device)) == 0;
    ov_available_devices_free(&devices);
    return found;
}

bool lk_core_has_bf16(const lk_core *core) {
    char *value = NULL;
    if (ov_core_get_property(core->ov, "CPU", ov_property_key_device_capabilities, &value) != OK) return false;
    bool has = strstr(value, "BF16") != NULL;
    ov_free(value);
    return has;
}

static bool keep_network(ov_status_e status, ov_model_t *ov, lk_network **out, lk_error *error) {
    if (failed(status, "the network can't be read", error)) return false;
    if (!allocate((void **)out, sizeof **out, error)) {
        ov_model_free(ov);
        return false;
    }
    (*out)->ov = ov;
    return true;
}

bool lk_network_read(lk_core *core, const char *path, lk_network **out, lk_error *error) {
    ov_model_t *ov = NULL;
    return keep_network(ov_core_read_model(core->ov, path, NULL, &ov), ov, out, error);
}

bool lk_network_read_memory(lk_core *core, const void *bytes, size_t count, lk_network **out, lk_error *error) {
    ov_model_t *ov = NULL;
    return keep_network(ov_core_read_model_from_memory_buffer(core->ov, bytes, count, NULL, &ov), ov, out, error);
}

void lk_network_free(lk_network *network) {
    ov_model_free(network->ov);
    free(network);
}

static bool port_shape(ov_output_const_port_t *port, lk_shape *shape, lk_error *error) {
    ov_partial_shape_t partial;
    if (failed(ov_port_get_partial_shape(port, &partial), "a shape can't be read", error)) return false;
    bool fixed_rank = partial.rank.min == partial.rank.max && partial.rank.min <= LK_MAX_RANK;
    shape->rank = fixed_rank ? partial.rank.min : -1;
    for (int64_t i = 0; fixed_rank && i < shape->rank; i++)
        shape->dims[i] = partial.dims[i].min == partial.dims[i].max ? partial.dims[i].min : -1;
    ov_partial_shape_free(&partial);
    return true;
}

bool lk_network_input(const lk_network *network, size_t *inputs, lk_shape *shape, lk_error *error) {
    if (failed(ov_model_inputs_size(network->ov, inputs), "the inputs can't be listed", error)) return false;
    ov_output_const_port_t *port = NULL;
    if (failed(ov_model_const_input_by_index(network->ov, 0, &port), "the network has no input", error)) return false;
    bool ok = port_shape(port, shape, error);
    ov_output_const_port_free(port);
    return ok;
}

bool lk_network_output_index(const lk_network *network, const char *name, size_t *index, lk_error *error) {
    size_t count = 0;
    if (failed(ov_model_outputs_size(network->ov, &count), "the outputs can't be listed", error)) return false;
    if (name == NULL && count == 1) { *index = 0; return true; }
    ov_output_const_port_t *wanted = NULL;
    if (name == NULL) {
        snprintf(error->message, sizeof error->message, "the network has %zu outputs and the manifest names none", count);
        return false;
    }
    if (ov_model_const_output_by_name(network->ov, name, &wanted) != OK) {
        snprintf(error->message, sizeof error->message, "the network has no output called '%s'", name);
        return false;
    }
    char *wanted_name = NULL;
    bool found = false;
    if (!failed(ov_port_get_any_name(wanted, &wanted_name), "an output has no name", error)) {
        for (size_t i = 0; i < count && !found; i++) {
            ov_output_const_port_t *port = NULL;
            char *port_name = NULL;
            if (ov_model_const_output_by_index(network->ov, i, &port) != OK) continue;
            if (ov_port_get_any_name(port, &port_name) == OK) {
                found = strcmp(port_name, wanted_name) == 0;
                if (found) *index = i;
                ov_free(port_name);
            }
            ov_output_const_port_free(port);
        }
        if (!found) snprintf(error->message, sizeof error->message, "'%s' is not an output", name);
        ov_free(wanted_name);
    }
    ov_output_const_port_free(wanted);
    return found;
}

bool lk_network_output_shape(const lk_network *network, size_t index, lk_shape *shape, lk_error *error) {
    ov_output_const_port_t *port = NULL;
    if (failed(ov_model_const_output_by_index(network->ov, index, &port), "no such output", error)) return false;
    bool ok = port_shape(port, shape, error);
    ov_output_const_port_free(port);
    return ok;
}

bool lk_network_reshape(lk_network *network, const lk_shape *shape, lk_error *error) {
    ov_partial_shape_t partial;
    if (failed(ov_partial_shape_create_static(shape->rank, shape->dims, &partial), "bad shape", error)) return false;
    ov_status_e status = ov_model_reshape_single_input(network->ov, partial);
    ov_partial_shape_free(&partial);
    return !failed(status, "the network can't take this input shape", error);
}

bool lk_network_use_types(lk_network *network, bool takes_tokens, size_t output_index, lk_error *error) {
    ov_preprocess_prepostprocessor_t *steps = NULL;
    ov_preprocess_input_info_t *input = NULL;
    ov_preprocess_input_tensor_info_t *tensor = NULL;
    ov_preprocess_output_info_t *output = NULL;
    ov_preprocess_output_tensor_info_t *output_tensor = NULL;
    ov_model_t *built = NULL;
    bool ok = !failed(ov_preprocess_prepostprocessor_create(network->ov, &steps), "input conversion", error) &&
              !failed(ov_preprocess_prepostprocessor_get_input_info(steps, &input), "input conversion", error) &&
              !failed(ov_preprocess_input_info_get_tensor_info(input, &tensor), "input conversion", error) &&
              !failed(ov_preprocess_input_tensor_info_set_element_type(tensor, takes_tokens ? I64 : F32), "input conversion", error) &&
              !failed(ov_preprocess_prepostprocessor_get_output_info_by_index(steps, output_index, &output),
                      "output conversion", error) &&
              !failed(ov_preprocess_output_info_get_tensor_info(output, &output_tensor), "output conversion", error) &&
              !failed(ov_preprocess_output_set_element_type(output_tensor, F32), "output conversion", error) &&
              !failed(ov_preprocess_prepostprocessor_build(steps, &built), "input conversion", error);
    if (output_tensor) ov_preprocess_output_tensor_info_free(output_tensor);
    if (output) ov_preprocess_output_info_free(output);
    if (tensor) ov_preprocess_input_tensor_info_free(tensor);
    if (input) ov_preprocess_input_info_free(input);
    if (steps) ov_preprocess_prepostprocessor_free(steps);
    if (!ok) return false;
    ov_model_free(network->ov);
    network->ov = built;
    return true;
}

bool lk_compile(lk_core *core, const lk_network *network, const char *device, const char *precision,
                const char *cache, lk_compiled **out, lk_error *error) {
    ov_property_t properties[5] = {{ov_property_key_hint_inference_precision, precision}};
    size_t count = 1;
    if (strcmp(device, "CPU") == 0) {
        properties[count++] = (ov_property_t){ov_property_key_num_streams, "1"};
        properties[count++] = (ov_property_t){ov_property_key_inference_num_threads, "1"};
        properties[count++] = (ov_property_t){ov_property_key_hint_enable_cpu_pinning, "NO"};
    }
    if (cache) properties[count++] = (ov_property_t){ov_property_key_cache_dir, cache};
    ov_compiled_model_t *ov = NULL;
    ov_status_e status = ov_core_compile_model_props(core->ov, network->ov, device, count, properties, &ov);
    if (failed(status, "the network can't be compiled", error)) return false;
    if (!allocate((void **)out, sizeof **out, error)) {
        ov_compiled_model_free(ov);
        return false;
    }
    (*out)->ov = ov;
    return true;
}

void lk_compiled_free(lk_compiled *compiled) {
    ov_compiled_model_free(compiled->ov);
    free(compiled);
}

bool lk_request_create(lk_compiled *compiled, lk_request **out, lk_error *error) {
    ov_infer_request_t *ov = NULL;
    if (failed(ov_compiled_model_create_infer_request(compiled->ov, &ov), "no inference request", error)) return false;
    if (!allocate((void **)out, sizeof **out, error)) {
        ov_infer_request_free(ov);
        return false;
    }
    (*out)->ov = ov;
    return true;
}

void lk_request_free(lk_request *request) {
    if (request->output) ov_tensor_free(request->output);
    if (request->input) ov_tensor_free(request->input);
    ov_infer_request_free(request->ov);
    free(request);
}

static bool request_input(lk_request *request, ov_element_type_e wanted, void **data, size_t *count, lk_error *error) {
    if (request->input == NULL &&
        failed(ov_infer_request_get_input_tensor_by_index(request->ov, 0, &request->input), "no input tensor", error))
        return false;
    ov_element_type_e type;
    if (failed(ov_tensor_get_element_type(request->input, &type), "no input tensor", error)) return false;
    if (type != wanted) {
        snprintf(error->message, sizeof error->message, "the network's input has another type than was set");
        return false;
    }
    return !failed(ov_tensor_get_size(request->input, count), "no input tensor", error) &&
           !failed(ov_tensor_data(request->input, data), "no input tensor", error);
}

bool lk_request_input(lk_request *request, float **data, size_t *count, lk_error *error) {
    return request_input(request, F32, (void **)data, count, error);
}

bool lk_request_tokens(lk_request *request, int64_t **data, size_t *count, lk_error *error) {
    return request_input(request, I64, (void **)data, count, error);
}

bool lk_request_infer(lk_request *request, lk_error *error) {
    return !failed(ov_infer_request_infer(request->ov), "inference failed", error);
}

bool lk_request_output(lk_request *request, size_t index, const float **data, size_t *count, lk_error *error) {
    if (request->output) ov_tensor_free(request->output);
    request->output = NULL;
    ov_element_type_e type;
    if (failed(ov_infer_request_get_output_tensor_by_index(request->ov, index, &request->output), "no output", error) ||
        failed(ov_tensor_get_element_type(request->output, &type), "no output", error))
        return false;
    if (type != F32) {
        snprintf(error->message, sizeof error->message, "the network's output is not float32");
        return false;
    }
    return !failed(ov_tensor_get_size(request->output, count), "no output", error) &&
           !failed(ov_tensor_data(request->output, (void **)data), "no output", error);
}
