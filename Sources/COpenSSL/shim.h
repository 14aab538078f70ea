#include <openssl/ssl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/bio.h>
#include <openssl/x509v3.h>
#include <openssl/pem.h>

/* What OpenSSL spells as macros or variadic functions, which Swift cannot import. */

static inline int postroom_SSL_CTX_set_min_proto_version(SSL_CTX *context, int version) {
    return (int)SSL_CTX_set_min_proto_version(context, version);
}

static inline int postroom_SSL_set_tlsext_host_name(SSL *session, const char *name) {
    return (int)SSL_set_tlsext_host_name(session, name);
}

static inline void postroom_SSL_CTX_set_mode(SSL_CTX *context, long mode) { (void)SSL_CTX_set_mode(context, mode); }

/* The octets waiting in a memory BIO, without copying them. */
static inline size_t postroom_BIO_get_mem_data(BIO *bio, const char **data) {
    char *start = NULL;
    long count = BIO_get_mem_data(bio, &start);
    *data = start;
    return count < 0 ? 0 : (size_t)count;
}

static inline int postroom_BIO_reset(BIO *bio) { return (int)BIO_reset(bio); }

/* An empty memory BIO says "try again", not "end of file". */
static inline void postroom_BIO_set_mem_eof_return(BIO *bio, int value) { (void)BIO_set_mem_eof_return(bio, value); }

/* A new key on the NIST curve P-256. */
static inline EVP_PKEY *postroom_EVP_P256_generate(void) { return EVP_EC_gen("P-256"); }

static inline void postroom_SSL_CTX_set_read_ahead(SSL_CTX *context, int on) { SSL_CTX_set_read_ahead(context, on); }

static inline int postroom_SSL_CTX_add1_chain_cert(SSL_CTX *context, X509 *certificate) {
    return (int)SSL_CTX_add1_chain_cert(context, certificate);
}
