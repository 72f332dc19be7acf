#ifndef CAEAD_H
#define CAEAD_H

#include <stddef.h>
#include <stdint.h>

// AES-256-GCM, HMAC-SHA-256 and HKDF-Expand from the caller's memory into the caller's memory, without a copy and almost without an allocation.
//
// swift-crypto's Swift interface copies every message twice and allocates three times. The BoringSSL that it builds and links has what is
// wanted here, and these functions call it by its C interface. They refer to it weakly: where it is absent (Apple platforms, another
// swift-crypto) `caead_new` gives NULL, the others give 0, and the caller falls back to swift-crypto's own interface.

/// A key schedule. Any number of threads may seal and open under one context at once.
typedef struct caead_context caead_context;

/// NULL if BoringSSL's interface is not linked, or memory is short. `key` has 32 bytes.
caead_context *_Nullable caead_new(const void *_Nonnull key);

/// Wipes and frees.
void caead_free(caead_context *_Nullable context);

/// Writes `length` bytes of ciphertext and 16 of tag to `output`, which may be where the plaintext is, or apart from it. `nonce` has 12 bytes.
/// Gives 1 on success.
int caead_seal(const caead_context *_Nonnull context, const void *_Nonnull nonce, const void *_Nullable associated_data,
               size_t associated_length, const void *_Nullable plaintext, size_t length, void *_Nonnull output);

/// Reads `length` bytes of ciphertext and 16 of tag, writes `length` bytes of plaintext. Gives 1 on success; otherwise `output` is zeroed.
int caead_open(const caead_context *_Nonnull context, const void *_Nonnull nonce, const void *_Nullable associated_data,
               size_t associated_length, const void *_Nonnull ciphertext, size_t length, void *_Nullable output);

/// HMAC-SHA-256 over `first` and then `second`: 32 bytes to `output`. Gives 1 on success.
int caead_hmac(const void *_Nonnull key, size_t key_length, const void *_Nullable first, size_t first_length, const void *_Nullable second,
               size_t second_length, void *_Nonnull output);

/// HKDF-Expand with SHA-256, to `length` bytes of `output`. Gives 1 on success.
int caead_expand(const void *_Nonnull secret, size_t secret_length, const void *_Nullable info, size_t info_length, void *_Nonnull output,
                 size_t length);

/// Zeros that no optimiser leaves out.
void caead_wipe(void *_Nullable memory, size_t length);

#endif
