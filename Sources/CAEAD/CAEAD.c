#include "CAEAD.h"

#define NONCE_LENGTH 12
#define TAG_LENGTH 16
#define KEY_LENGTH 32
#define HASH_LENGTH 32

#if defined(__linux__)

// BoringSSL's <openssl/aead.h>, <openssl/hmac.h> and <openssl/hkdf.h>, under the prefix that swift-crypto gives its symbols.
#define BORINGSSL(name) CCryptoBoringSSL_##name
#define WEAK __attribute__((weak))

typedef struct evp_aead_st EVP_AEAD;
typedef struct evp_aead_ctx_st EVP_AEAD_CTX;
typedef struct env_md_st EVP_MD;
typedef struct engine_st ENGINE;
typedef struct hmac_ctx_st HMAC_CTX;

extern const EVP_AEAD *BORINGSSL(EVP_aead_aes_256_gcm)(void) WEAK;
extern EVP_AEAD_CTX *BORINGSSL(EVP_AEAD_CTX_new)(const EVP_AEAD *aead, const uint8_t *key, size_t key_len, size_t tag_len) WEAK;
extern void BORINGSSL(EVP_AEAD_CTX_free)(EVP_AEAD_CTX *ctx) WEAK;
extern int BORINGSSL(EVP_AEAD_CTX_seal_scatter)(const EVP_AEAD_CTX *ctx, uint8_t *out, uint8_t *out_tag, size_t *out_tag_len,
                                                size_t max_out_tag_len, const uint8_t *nonce, size_t nonce_len, const uint8_t *in,
                                                size_t in_len, const uint8_t *extra_in, size_t extra_in_len, const uint8_t *ad,
                                                size_t ad_len) WEAK;
extern int BORINGSSL(EVP_AEAD_CTX_open_gather)(const EVP_AEAD_CTX *ctx, uint8_t *out, const uint8_t *nonce, size_t nonce_len,
                                               const uint8_t *in, size_t in_len, const uint8_t *in_tag, size_t in_tag_len,
                                               const uint8_t *ad, size_t ad_len) WEAK;
extern const EVP_MD *BORINGSSL(EVP_sha256)(void) WEAK;
extern HMAC_CTX *BORINGSSL(HMAC_CTX_new)(void) WEAK;
extern void BORINGSSL(HMAC_CTX_free)(HMAC_CTX *ctx) WEAK;
extern int BORINGSSL(HMAC_Init_ex)(HMAC_CTX *ctx, const void *key, size_t key_len, const EVP_MD *md, ENGINE *impl) WEAK;
extern int BORINGSSL(HMAC_Update)(HMAC_CTX *ctx, const uint8_t *data, size_t data_len) WEAK;
extern int BORINGSSL(HMAC_Final)(HMAC_CTX *ctx, uint8_t *out, unsigned int *out_len) WEAK;
extern int BORINGSSL(HKDF_expand)(uint8_t *out_key, size_t out_len, const EVP_MD *digest, const uint8_t *prk, size_t prk_len,
                                  const uint8_t *info, size_t info_len) WEAK;

caead_context *caead_new(const void *key) {
    if (!BORINGSSL(EVP_aead_aes_256_gcm) || !BORINGSSL(EVP_AEAD_CTX_new) || !BORINGSSL(EVP_AEAD_CTX_free) ||
        !BORINGSSL(EVP_AEAD_CTX_seal_scatter) || !BORINGSSL(EVP_AEAD_CTX_open_gather)) {
        return NULL;
    }
    return (caead_context *)BORINGSSL(EVP_AEAD_CTX_new)(BORINGSSL(EVP_aead_aes_256_gcm)(), key, KEY_LENGTH, TAG_LENGTH);
}

void caead_free(caead_context *context) {
    if (context) BORINGSSL(EVP_AEAD_CTX_free)((EVP_AEAD_CTX *)context);
}

int caead_seal(const caead_context *context, const void *nonce, const void *associated_data, size_t associated_length,
               const void *plaintext, size_t length, void *output) {
    size_t tag_length = 0;
    uint8_t *ciphertext = output;
    return BORINGSSL(EVP_AEAD_CTX_seal_scatter)((const EVP_AEAD_CTX *)context, ciphertext, ciphertext + length, &tag_length, TAG_LENGTH,
                                                nonce, NONCE_LENGTH, plaintext, length, NULL, 0, associated_data,
                                                associated_length) == 1 &&
           tag_length == TAG_LENGTH;
}

int caead_open(const caead_context *context, const void *nonce, const void *associated_data, size_t associated_length,
               const void *ciphertext, size_t length, void *output) {
    return BORINGSSL(EVP_AEAD_CTX_open_gather)((const EVP_AEAD_CTX *)context, output, nonce, NONCE_LENGTH, ciphertext, length,
                                               (const uint8_t *)ciphertext + length, TAG_LENGTH, associated_data, associated_length) == 1;
}

int caead_hmac(const void *key, size_t key_length, const void *first, size_t first_length, const void *second, size_t second_length,
               void *output) {
    if (!BORINGSSL(EVP_sha256) || !BORINGSSL(HMAC_CTX_new) || !BORINGSSL(HMAC_CTX_free) || !BORINGSSL(HMAC_Init_ex) ||
        !BORINGSSL(HMAC_Update) || !BORINGSSL(HMAC_Final)) {
        return 0;
    }
    HMAC_CTX *context = BORINGSSL(HMAC_CTX_new)();
    if (!context) return 0;
    unsigned int length = 0;
    int done = BORINGSSL(HMAC_Init_ex)(context, key, key_length, BORINGSSL(EVP_sha256)(), NULL) == 1 &&
               BORINGSSL(HMAC_Update)(context, first, first_length) == 1 && BORINGSSL(HMAC_Update)(context, second, second_length) == 1 &&
               BORINGSSL(HMAC_Final)(context, output, &length) == 1 && length == HASH_LENGTH;
    BORINGSSL(HMAC_CTX_free)(context);
    return done;
}

int caead_expand(const void *secret, size_t secret_length, const void *info, size_t info_length, void *output, size_t length) {
    if (!BORINGSSL(EVP_sha256) || !BORINGSSL(HKDF_expand)) return 0;
    return BORINGSSL(HKDF_expand)(output, length, BORINGSSL(EVP_sha256)(), secret, secret_length, info, info_length) == 1;
}

#else

caead_context *caead_new(const void *key) {
    (void)key;
    return NULL;
}

void caead_free(caead_context *context) { (void)context; }

int caead_seal(const caead_context *context, const void *nonce, const void *associated_data, size_t associated_length,
               const void *plaintext, size_t length, void *output) {
    (void)context, (void)nonce, (void)associated_data, (void)associated_length, (void)plaintext, (void)length, (void)output;
    return 0;
}

int caead_open(const caead_context *context, const void *nonce, const void *associated_data, size_t associated_length,
               const void *ciphertext, size_t length, void *output) {
    (void)context, (void)nonce, (void)associated_data, (void)associated_length, (void)ciphertext, (void)length, (void)output;
    return 0;
}

int caead_hmac(const void *key, size_t key_length, const void *first, size_t first_length, const void *second, size_t second_length,
               void *output) {
    (void)key, (void)key_length, (void)first, (void)first_length, (void)second, (void)second_length, (void)output;
    return 0;
}

int caead_expand(const void *secret, size_t secret_length, const void *info, size_t info_length, void *output, size_t length) {
    (void)secret, (void)secret_length, (void)info, (void)info_length, (void)output, (void)length;
    return 0;
}

#endif

void caead_wipe(void *memory, size_t length) {
    for (volatile uint8_t *bytes = memory; length > 0; length--) *bytes++ = 0;
}
