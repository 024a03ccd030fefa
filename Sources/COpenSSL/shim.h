// libcrypto. SHA1_Init and its kin are deprecated since OpenSSL 3.0, and are the only way there to compute a digest without an allocation.
#ifndef OPENSSL_SUPPRESS_DEPRECATED
#define OPENSSL_SUPPRESS_DEPRECATED
#endif
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
