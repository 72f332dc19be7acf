#include "CONNXRuntime.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

// ONNX Runtime's types, all opaque to us.
typedef struct OrtEnv OrtEnv;
typedef struct OrtStatus OrtStatus;
typedef struct OrtSession OrtSession;
typedef struct OrtSessionOptions OrtSessionOptions;
typedef struct OrtMemoryInfo OrtMemoryInfo;
typedef struct OrtValue OrtValue;
typedef struct OrtTypeInfo OrtTypeInfo;
typedef struct OrtTensorInfo OrtTensorInfo;
typedef struct OrtAllocator OrtAllocator;
typedef void (*any_function)(void);

// The entry point gives this pair; the table is asked for by its version, and entries never move.
typedef struct {
    const any_function *(*table)(uint32_t version);
    const char *(*version)(void);
} ort_base;

enum { TABLE_VERSION = 16 };

// Places in the table.
enum {
    GET_ERROR_MESSAGE = 2,
    CREATE_ENV = 3,
    DISABLE_TELEMETRY_EVENTS = 6,
    CREATE_SESSION_FROM_ARRAY = 8,
    RUN = 9,
    CREATE_SESSION_OPTIONS = 10,
    SET_SESSION_LOG_SEVERITY_LEVEL = 22,
    SET_INTRA_OP_NUM_THREADS = 24,
    SET_INTER_OP_NUM_THREADS = 25,
    SESSION_GET_INPUT_COUNT = 30,
    SESSION_GET_OUTPUT_COUNT = 31,
    SESSION_GET_INPUT_TYPE_INFO = 33,
    SESSION_GET_OUTPUT_TYPE_INFO = 34,
    SESSION_GET_INPUT_NAME = 36,
    SESSION_GET_OUTPUT_NAME = 37,
    CREATE_TENSOR_WITH_DATA_AS_ORT_VALUE = 49,
    GET_TENSOR_MUTABLE_DATA = 51,
    CAST_TYPE_INFO_TO_TENSOR_INFO = 55,
    GET_TENSOR_ELEMENT_TYPE = 60,
    GET_DIMENSIONS_COUNT = 61,
    GET_DIMENSIONS = 62,
    GET_TENSOR_SHAPE_ELEMENT_COUNT = 64,
    GET_TENSOR_TYPE_AND_SHAPE = 65,
    CREATE_CPU_MEMORY_INFO = 69,
    ALLOCATOR_FREE = 76,
    GET_ALLOCATOR_WITH_DEFAULT_OPTIONS = 78,
    RELEASE_STATUS = 93,
    RELEASE_SESSION = 95,
    RELEASE_VALUE = 96,
    RELEASE_TYPE_INFO = 98,
    RELEASE_TENSOR_TYPE_AND_SHAPE_INFO = 99,
    RELEASE_SESSION_OPTIONS = 100,
    ADD_SESSION_CONFIG_ENTRY = 130,
};

// Values that the library gives meaning to.
enum { LOG_FATAL = 4, ELEMENT_FLOAT = 1, ALLOCATOR_DEVICE = 0, MEMORY_DEFAULT = 0 };

struct ortc_runtime {
    const any_function *table;
    OrtEnv *env;
    OrtMemoryInfo *memory;
    OrtAllocator *allocator;
};

struct ortc_session {
    ortc_runtime *runtime;
    OrtSession *session;
    char *input_name;   // the library's allocation, held as long as the session
    char *output_name;
    OrtValue *output;   // of the last run
    int64_t input_shape[ORTC_MAXIMUM_RANK];
    size_t input_rank;
};

// Calls an entry that answers with a status.
#define CALL(runtime, place, types, ...) (((OrtStatus *(*) types)(runtime)->table[place])(__VA_ARGS__))
#define RELEASE(runtime, place, object) (((void (*)(void *))(runtime)->table[place])(object))

// Takes a status over and says what it means. Its text is read for one thing only, never shown: it may hold a model's names.
static int outcome(const ortc_runtime *runtime, OrtStatus *status, int otherwise) {
    if (status == NULL) return ORTC_OK;
    const char *text = ((const char *(*)(const OrtStatus *))runtime->table[GET_ERROR_MESSAGE])(status);
    int result = otherwise;
    if (text != NULL && (strstr(text, "bad_alloc") != NULL || strstr(text, "Failed to allocate") != NULL)) result = ORTC_OUT_OF_MEMORY;
    RELEASE(runtime, RELEASE_STATUS, status);
    return result;
}

int ortc_load(const char *path, ortc_runtime **result) {
    *result = NULL;
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return ORTC_NO_LIBRARY;
    const ort_base *(*entry)(void) = (const ort_base *(*)(void))dlsym(library, "OrtGetApiBase");
    const ort_base *base = entry == NULL ? NULL : entry();
    if (base == NULL) return ORTC_NO_LIBRARY;
    const char *version = base->version();
    if (version == NULL || strncmp(version, "1.32.", 5) != 0) return ORTC_WRONG_VERSION;

    ortc_runtime *runtime = calloc(1, sizeof *runtime);
    if (runtime == NULL) return ORTC_OUT_OF_MEMORY;
    runtime->table = base->table(TABLE_VERSION);
    if (runtime->table == NULL) {
        free(runtime);
        return ORTC_WRONG_VERSION;
    }
    int failed = outcome(runtime, CALL(runtime, CREATE_ENV, (int, const char *, OrtEnv **), LOG_FATAL, "jail", &runtime->env), ORTC_FAILED);
    if (!failed) failed = outcome(runtime, CALL(runtime, DISABLE_TELEMETRY_EVENTS, (const OrtEnv *), runtime->env), ORTC_FAILED);
    if (!failed) {
        failed = outcome(
            runtime, CALL(runtime, CREATE_CPU_MEMORY_INFO, (int, int, OrtMemoryInfo **), ALLOCATOR_DEVICE, MEMORY_DEFAULT, &runtime->memory),
            ORTC_FAILED);
    }
    if (!failed) {
        failed = outcome(runtime, CALL(runtime, GET_ALLOCATOR_WITH_DEFAULT_OPTIONS, (OrtAllocator **), &runtime->allocator), ORTC_FAILED);
    }
    if (failed) {
        free(runtime);
        return failed;
    }
    *result = runtime;
    return ORTC_OK;
}

static int make_options(ortc_runtime *runtime, int threads, OrtSessionOptions **options) {
    int failed = outcome(runtime, CALL(runtime, CREATE_SESSION_OPTIONS, (OrtSessionOptions **), options), ORTC_FAILED);
    if (failed) return failed;
    failed = outcome(runtime, CALL(runtime, SET_INTRA_OP_NUM_THREADS, (OrtSessionOptions *, int), *options, threads), ORTC_FAILED);
    if (!failed) failed = outcome(runtime, CALL(runtime, SET_INTER_OP_NUM_THREADS, (OrtSessionOptions *, int), *options, 1), ORTC_FAILED);
    if (!failed) {
        failed = outcome(runtime, CALL(runtime, SET_SESSION_LOG_SEVERITY_LEVEL, (OrtSessionOptions *, int), *options, LOG_FATAL), ORTC_FAILED);
    }
    // The library also reads a format of its own, whose checks are weaker: only ONNX is accepted.
    const char *entries[][2] = {{"session.load_model_format", "ONNX"}, {"session.intra_op.allow_spinning", "0"}};
    for (size_t i = 0; !failed && i < sizeof entries / sizeof *entries; i++) {
        failed = outcome(
            runtime,
            CALL(runtime, ADD_SESSION_CONFIG_ENTRY, (OrtSessionOptions *, const char *, const char *), *options, entries[i][0], entries[i][1]),
            ORTC_FAILED);
    }
    if (failed) RELEASE(runtime, RELEASE_SESSION_OPTIONS, *options);
    return failed;
}

// The shape of a tensor description, which must be of float32.
static int read_shape(ortc_runtime *runtime, const OrtTensorInfo *info, int64_t *shape, size_t *rank) {
    int type = 0;
    int failed = outcome(runtime, CALL(runtime, GET_TENSOR_ELEMENT_TYPE, (const OrtTensorInfo *, int *), info, &type), ORTC_WRONG_FORM);
    if (failed) return failed;
    if (type != ELEMENT_FLOAT) return ORTC_WRONG_FORM;
    failed = outcome(runtime, CALL(runtime, GET_DIMENSIONS_COUNT, (const OrtTensorInfo *, size_t *), info, rank), ORTC_WRONG_FORM);
    if (failed) return failed;
    if (*rank > ORTC_MAXIMUM_RANK) return ORTC_WRONG_SHAPE;
    return outcome(runtime, CALL(runtime, GET_DIMENSIONS, (const OrtTensorInfo *, int64_t *, size_t), info, shape, *rank), ORTC_WRONG_FORM);
}

static int read_slot_shape(ortc_runtime *runtime, const OrtSession *session, int place, int64_t *shape, size_t *rank) {
    OrtTypeInfo *type = NULL;
    int failed = outcome(runtime, CALL(runtime, place, (const OrtSession *, size_t, OrtTypeInfo **), session, 0, &type), ORTC_WRONG_FORM);
    if (failed) return failed;
    const OrtTensorInfo *info = NULL;   // belongs to `type`; NULL for a sequence or a map
    failed = outcome(runtime, CALL(runtime, CAST_TYPE_INFO_TO_TENSOR_INFO, (const OrtTypeInfo *, const OrtTensorInfo **), type, &info), ORTC_WRONG_FORM);
    if (!failed) failed = info == NULL ? ORTC_WRONG_FORM : read_shape(runtime, info, shape, rank);
    RELEASE(runtime, RELEASE_TYPE_INFO, type);
    return failed;
}

static int describe(ortc_session *session) {
    ortc_runtime *runtime = session->runtime;
    size_t inputs = 0, outputs = 0;
    int failed = outcome(runtime, CALL(runtime, SESSION_GET_INPUT_COUNT, (const OrtSession *, size_t *), session->session, &inputs), ORTC_FAILED);
    if (!failed) {
        failed = outcome(runtime, CALL(runtime, SESSION_GET_OUTPUT_COUNT, (const OrtSession *, size_t *), session->session, &outputs), ORTC_FAILED);
    }
    if (failed) return failed;
    if (inputs != 1 || outputs < 1) return ORTC_WRONG_FORM;
    failed = outcome(
        runtime,
        CALL(runtime, SESSION_GET_INPUT_NAME, (const OrtSession *, size_t, OrtAllocator *, char **), session->session, 0, runtime->allocator, &session->input_name),
        ORTC_FAILED);
    if (!failed) {
        failed = outcome(
            runtime,
            CALL(runtime, SESSION_GET_OUTPUT_NAME, (const OrtSession *, size_t, OrtAllocator *, char **), session->session, 0, runtime->allocator, &session->output_name),
            ORTC_FAILED);
    }
    if (failed) return failed;
    failed = read_slot_shape(runtime, session->session, SESSION_GET_INPUT_TYPE_INFO, session->input_shape, &session->input_rank);
    if (failed) return failed;
    int64_t output_shape[ORTC_MAXIMUM_RANK];
    size_t output_rank = 0;
    return read_slot_shape(runtime, session->session, SESSION_GET_OUTPUT_TYPE_INFO, output_shape, &output_rank);
}

int ortc_session_create(ortc_runtime *runtime, const void *model, size_t length, int threads, ortc_session **result) {
    *result = NULL;
    ortc_session *session = calloc(1, sizeof *session);
    if (session == NULL) return ORTC_OUT_OF_MEMORY;
    session->runtime = runtime;
    OrtSessionOptions *options = NULL;
    int failed = make_options(runtime, threads, &options);
    if (failed) {
        free(session);
        return failed;
    }
    failed = outcome(
        runtime,
        CALL(runtime, CREATE_SESSION_FROM_ARRAY, (const OrtEnv *, const void *, size_t, const OrtSessionOptions *, OrtSession **),
             runtime->env, model, length, options, &session->session),
        ORTC_NOT_A_MODEL);
    RELEASE(runtime, RELEASE_SESSION_OPTIONS, options);
    if (!failed) failed = describe(session);
    if (failed) {
        ortc_session_release(session);
        return failed;
    }
    *result = session;
    return ORTC_OK;
}

int ortc_session_input_shape(const ortc_session *session, int64_t shape[ORTC_MAXIMUM_RANK], size_t *rank) {
    memcpy(shape, session->input_shape, sizeof session->input_shape);
    *rank = session->input_rank;
    return ORTC_OK;
}

static void forget_output(ortc_session *session) {
    if (session->output != NULL) RELEASE(session->runtime, RELEASE_VALUE, session->output);
    session->output = NULL;
}

static void forget_name(ortc_session *session, char *name) {
    if (name == NULL) return;
    ortc_runtime *runtime = session->runtime;
    outcome(runtime, CALL(runtime, ALLOCATOR_FREE, (OrtAllocator *, void *), runtime->allocator, name), ORTC_FAILED);
}

static int read_output(ortc_session *session, const float **output, int64_t *shape, size_t *rank, size_t *count) {
    ortc_runtime *runtime = session->runtime;
    OrtTensorInfo *info = NULL;
    int failed = outcome(runtime, CALL(runtime, GET_TENSOR_TYPE_AND_SHAPE, (const OrtValue *, OrtTensorInfo **), session->output, &info), ORTC_WRONG_FORM);
    if (failed) return failed;
    failed = read_shape(runtime, info, shape, rank);
    if (!failed) {
        failed = outcome(runtime, CALL(runtime, GET_TENSOR_SHAPE_ELEMENT_COUNT, (const OrtTensorInfo *, size_t *), info, count), ORTC_WRONG_FORM);
    }
    RELEASE(runtime, RELEASE_TENSOR_TYPE_AND_SHAPE_INFO, info);
    if (failed) return failed;
    void *data = NULL;
    failed = outcome(runtime, CALL(runtime, GET_TENSOR_MUTABLE_DATA, (OrtValue *, void **), session->output, &data), ORTC_WRONG_FORM);
    *output = data;
    return failed;
}

int ortc_session_run(
    ortc_session *session, float *input, size_t count, const int64_t *shape, size_t rank,
    const float **output, int64_t output_shape[ORTC_MAXIMUM_RANK], size_t *output_rank, size_t *output_count) {
    ortc_runtime *runtime = session->runtime;
    forget_output(session);
    OrtValue *value = NULL;
    int failed = outcome(
        runtime,
        CALL(runtime, CREATE_TENSOR_WITH_DATA_AS_ORT_VALUE, (const OrtMemoryInfo *, void *, size_t, const int64_t *, size_t, int, OrtValue **),
             runtime->memory, input, count * sizeof *input, shape, rank, ELEMENT_FLOAT, &value),
        ORTC_WRONG_SHAPE);
    if (failed) return failed;
    const char *input_names[] = {session->input_name};
    const char *output_names[] = {session->output_name};
    const OrtValue *inputs[] = {value};
    failed = outcome(
        runtime,
        CALL(runtime, RUN,
             (OrtSession *, const void *, const char *const *, const OrtValue *const *, size_t, const char *const *, size_t, OrtValue **),
             session->session, NULL, input_names, inputs, 1, output_names, 1, &session->output),
        ORTC_FAILED);
    RELEASE(runtime, RELEASE_VALUE, value);
    if (failed) return failed;
    failed = read_output(session, output, output_shape, output_rank, output_count);
    if (failed) forget_output(session);
    return failed;
}

void ortc_session_release(ortc_session *session) {
    if (session == NULL) return;
    forget_output(session);
    forget_name(session, session->input_name);
    forget_name(session, session->output_name);
    if (session->session != NULL) RELEASE(session->runtime, RELEASE_SESSION, session->session);
    free(session);
}
