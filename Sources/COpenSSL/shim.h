#pragma once
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

/// `EVP_EC_gen` is a macro over a function that takes any number of arguments.
static inline EVP_PKEY *rollcall_generate_p256(void) { return EVP_EC_gen("P-256"); }
