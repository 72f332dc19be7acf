// What Cloister calls of ONNX Runtime's C library, and nothing else.
//
// The library is loaded at run time and hands out one append-only table of functions; CONNXRuntime.c names the
// entries by their place in it. No ONNX Runtime header is used. Not thread-safe: a jail has one thread that calls this.
#pragma once

#include <stddef.h>
#include <stdint.h>

// What a call came to. Everything but ORTC_OK leaves nothing to release.
enum ortc_result {
    ORTC_OK = 0,
    ORTC_NO_LIBRARY = 1,      // not loadable, or without the entry point
    ORTC_WRONG_VERSION = 2,   // loadable, but not the version that the table below was written for
    ORTC_NOT_A_MODEL = 3,     // the bytes are no ONNX model, or one that this version refuses
    ORTC_WRONG_FORM = 4,      // not exactly one float32 input tensor and a float32 first output
    ORTC_WRONG_SHAPE = 5,     // the model does not take, or does not give, a tensor of this shape
    ORTC_OUT_OF_MEMORY = 6,
    ORTC_FAILED = 7,          // anything else that went wrong inside a model
};

#define ORTC_MAXIMUM_RANK 8

typedef struct ortc_runtime ortc_runtime;
typedef struct ortc_session ortc_session;

// Loads the library at `path`, checks that it is version 1.32, and makes its environment. Call it with
// ORT_DISABLE_TELEMETRY=1 in the environment. A runtime lives as long as its process.
int ortc_load(const char *path, ortc_runtime **runtime);

// Makes a session of the model in memory, which may be unmapped afterwards. `threads` of 1 starts no thread.
int ortc_session_create(ortc_runtime *runtime, const void *model, size_t length, int threads, ortc_session **session);

// The shape of the model's input: its rank, and -1 where the model leaves a dimension open.
int ortc_session_input_shape(const ortc_session *session, int64_t shape[ORTC_MAXIMUM_RANK], size_t *rank);

// Runs the model on a float32 tensor, which is not changed. `output` is valid until the next run or release.
int ortc_session_run(
    ortc_session *session, float *input, size_t count, const int64_t *shape, size_t rank,
    const float **output, int64_t output_shape[ORTC_MAXIMUM_RANK], size_t *output_rank, size_t *output_count);

void ortc_session_release(ortc_session *session);
