#include "CAEAD.h"

#define NONCE_LENGTH 12
#define TAG_LENGTH 16
#define KEY_LENGTH 32

#if defined(__linux__)

// BoringSSL's <openssl/aead.h>, under the prefix that swift-crypto gives its symbols.
#define BORINGSSL(name) CCryptoBoringSSL_##name
#define WEAK __attribute__((weak))

typedef struct evp_aead_st EVP_AEAD;
typedef struct evp_aead_ctx_st EVP_AEAD_CTX;

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

int caead_seal(const caead_context *context, const void *nonce, const void *plaintext, size_t length, void *output) {
    size_t tag_length = 0;
    uint8_t *ciphertext = output;
    return BORINGSSL(EVP_AEAD_CTX_seal_scatter)((const EVP_AEAD_CTX *)context, ciphertext, ciphertext + length, &tag_length, TAG_LENGTH,
                                                nonce, NONCE_LENGTH, plaintext, length, NULL, 0, NULL, 0) == 1 &&
           tag_length == TAG_LENGTH;
}

int caead_open(const caead_context *context, const void *nonce, const void *ciphertext, size_t length, void *output) {
    return BORINGSSL(EVP_AEAD_CTX_open_gather)((const EVP_AEAD_CTX *)context, output, nonce, NONCE_LENGTH, ciphertext, length,
                                               (const uint8_t *)ciphertext + length, TAG_LENGTH, NULL, 0) == 1;
}

#else

caead_context *caead_new(const void *key) {
    (void)key;
    return NULL;
}

void caead_free(caead_context *context) { (void)context; }

int caead_seal(const caead_context *context, const void *nonce, const void *plaintext, size_t length, void *output) {
    (void)context, (void)nonce, (void)plaintext, (void)length, (void)output;
    return 0;
}

int caead_open(const caead_context *context, const void *nonce, const void *ciphertext, size_t length, void *output) {
    (void)context, (void)nonce, (void)ciphertext, (void)length, (void)output;
    return 0;
}

#endif
