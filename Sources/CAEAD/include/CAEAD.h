#ifndef CAEAD_H
#define CAEAD_H

#include <stddef.h>
#include <stdint.h>

// AES-256-GCM from the caller's memory into the caller's memory, without a copy and without an allocation.
//
// swift-crypto's Swift interface copies every message twice and allocates three times. The BoringSSL that it builds and links has what is
// wanted here, and these functions call it by its C interface. They refer to it weakly: where it is absent (Apple platforms, another
// swift-crypto) `caead_new` gives NULL, and the caller falls back to swift-crypto's own interface.

/// A key schedule. Any number of threads may seal and open under one context at once.
typedef struct caead_context caead_context;

/// NULL if BoringSSL's interface is not linked, or memory is short. `key` has 32 bytes.
caead_context *_Nullable caead_new(const void *_Nonnull key);

/// Wipes and frees.
void caead_free(caead_context *_Nullable context);

/// Writes `length` bytes of ciphertext and 16 of tag to `output`. `nonce` has 12 bytes. Gives 1 on success.
int caead_seal(const caead_context *_Nonnull context, const void *_Nonnull nonce, const void *_Nullable plaintext, size_t length,
               void *_Nonnull output);

/// Reads `length` bytes of ciphertext and 16 of tag, writes `length` bytes of plaintext. Gives 1 on success; otherwise `output` is zeroed.
int caead_open(const caead_context *_Nonnull context, const void *_Nonnull nonce, const void *_Nonnull ciphertext, size_t length,
               void *_Nullable output);

#endif
