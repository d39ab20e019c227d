#include "library.h"

#ifndef CHAINRULE_HAS_MICROHTTPD

#include "http_server.h"

#include <errno.h>

// Without libmicrohttpd no server starts, so nothing else is ever called.

chttp_server *chttp_start(
    uint16_t port, chttp_limits limits, chttp_handler *handler, void *context, int *error_number) {
    (void)port, (void)limits, (void)handler, (void)context;
    *error_number = ENOTSUP;
    return NULL;
}
uint16_t chttp_port(const chttp_server *server) { return (void)server, 0; }
void chttp_stop(chttp_server *server) { (void)server; }
uint16_t chttp_request_port(const chttp_request *request) { return (void)request, 0; }
const char *chttp_method(const chttp_request *request) { return (void)request, ""; }
const char *chttp_path(const chttp_request *request) { return (void)request, ""; }
const char *chttp_header(const chttp_request *request, const char *name) {
    return (void)request, (void)name, NULL;
}
const uint8_t *chttp_body(const chttp_request *request, size_t *count) { return (void)request, *count = 0, NULL; }
void chttp_answer(
    chttp_request *request, unsigned status, const char *const *headers, const uint8_t *bytes, size_t count) {
    (void)request, (void)status, (void)headers, (void)bytes, (void)count;
}
chttp_stream *chttp_answer_stream(
    chttp_request *request, const char *const *headers, chttp_read *read, chttp_close *close, void *context) {
    (void)request, (void)headers, (void)read, (void)close, (void)context;
    return NULL;
}
void chttp_wake(chttp_stream *stream) { (void)stream; }
bool chttp_is_abandoned(chttp_stream *stream) { return (void)stream, true; }
void chttp_release(chttp_stream *stream) { (void)stream; }

#endif
