#ifndef CHAINRULE_HTTP_SERVER_H
#define CHAINRULE_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A server on 127.0.0.1, by libmicrohttpd, which is loaded at run time. One thread reads requests and calls the handler.
typedef struct chttp_server chttp_server;
/// A request that has arrived completely; there as long as the handler runs.
typedef struct chttp_request chttp_request;
/// An answer that goes on: the connection waits while there is nothing to send.
typedef struct chttp_stream chttp_stream;

/// Why no server can be started; empty if one can. Thread-safe, decided once.
const char *chttp_problem(void);

/// Answers a request, by exactly one call of `chttp_answer` or `chttp_answer_stream`.
typedef void chttp_handler(void *context, chttp_request *request);

typedef struct {
    /// The bytes of a body; a longer one is refused with 413.
    size_t body_limit;
    /// Connections at a time; further ones are closed at once.
    unsigned connection_limit;
    /// Seconds without a byte after which a connection is closed.
    unsigned idle_seconds;
    /// Seconds that a request may take to arrive.
    unsigned arrival_seconds;
} chttp_limits;

/// Starts a server on a port, 0 for any that is free. NULL if it cannot, with the error number of the system.
chttp_server *chttp_start(
    uint16_t port, chttp_limits limits, chttp_handler *handler, void *context, int *error_number);
uint16_t chttp_port(const chttp_server *server);
/// Ends all connections. Every stream must have been ended before, and none may be answered from then on.
void chttp_stop(chttp_server *server);

/// The port of its server, known before `chttp_start` returns.
uint16_t chttp_request_port(const chttp_request *request);
const char *chttp_method(const chttp_request *request);
/// The path, decoded, without the query. It may be anything.
const char *chttp_path(const chttp_request *request);
/// The value of a header, NULL if there is none.
const char *chttp_header(const chttp_request *request, const char *name);
const uint8_t *chttp_body(const chttp_request *request, size_t *count);

/// Answers with bytes, which are copied. `headers` are names and values in turns, up to NULL.
void chttp_answer(
    chttp_request *request, unsigned status, const char *const *headers, const uint8_t *bytes, size_t count);

/// Writes up to `limit` bytes and returns their number; 0 if there are none yet, −1 at the end of the stream.
typedef ptrdiff_t chttp_read(void *context, uint8_t *bytes, size_t limit);
/// Called once, when the connection is over.
typedef void chttp_close(void *context);

/// Answers with a stream; `stream` must be released by `chttp_release`, and so it is there after its connection, too.
chttp_stream *chttp_answer_stream(
    chttp_request *request, const char *const *headers, chttp_read *read, chttp_close *close, void *context);
/// Lets the connection read again. Must not be called while `read` can be waited for.
void chttp_wake(chttp_stream *stream);
/// Whether the client is there no more, which nothing else tells of a connection that waits.
bool chttp_is_abandoned(chttp_stream *stream);
void chttp_release(chttp_stream *stream);

#endif
