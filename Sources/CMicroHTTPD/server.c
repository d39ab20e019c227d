#include "server.h"

#ifdef CHAINRULE_HAS_MICROHTTPD

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/// A socket that listens on 127.0.0.1, whose port is then in `port`; −1 with the error number of the system.
static int listening_socket(uint16_t *port, int *error_number) {
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0) return *error_number = errno, -1;
    int yes = 1;
    // A port is free again as soon as its server has ended.
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    fcntl(listener, F_SETFD, FD_CLOEXEC);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(*port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 128) != 0
        || getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
        *error_number = errno;
        close(listener);
        return -1;
    }
    *port = ntohs(address.sin_port);
    return listener;
}

static void release_request(struct chttp_request *request) {
    if (!request) return;
    free(request->path);
    free(request->body);
    free(request);
}

static struct chttp_request *new_request(
    struct chttp_server *server, struct MHD_Connection *connection, const char *path) {
    struct chttp_request *request = calloc(1, sizeof *request);
    if (!request) return NULL;
    request->server = server;
    request->connection = connection;
    request->path = strdup(path);
    const char *length = chttp_library.lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");
    request->is_too_large = length && strtoull(length, NULL, 10) > server->limits.body_limit;
    if (!request->path) release_request(request), request = NULL;
    return request;
}

/// Keeps a piece of a body, or refuses to read on if it is far too long.
static enum MHD_Result add_to_body(struct chttp_request *request, const char *bytes, size_t count) {
    size_t sum = request->body_count + count;
    if (sum > request->server->limits.body_limit) {
        request->is_too_large = true;
        request->body_count = sum;
        // Without a length, the end may never come.
        return sum > 4 * request->server->limits.body_limit ? MHD_NO : MHD_YES;
    }
    if (sum > request->body_capacity) {
        size_t capacity = sum < 4096 ? 4096 : 2 * sum;
        uint8_t *body = realloc(request->body, capacity);
        if (!body) return MHD_NO;
        request->body = body;
        request->body_capacity = capacity;
    }
    memcpy(request->body + request->body_count, bytes, count);
    request->body_count = sum;
    return MHD_YES;
}

static enum MHD_Result handle(
    void *context, struct MHD_Connection *connection, const char *path, const char *method, const char *version,
    const char *bytes, size_t *count, void **request_context) {
    (void)version;
    struct chttp_server *server = context;
    struct chttp_request *request = *request_context;
    // An answer that is queued at the first call, when only the headers are there, closes the connection: right for a body
    // that will not be read.
    if (!request) {
        request = *request_context = new_request(server, connection, path);
        if (!request) return MHD_NO;
        request->method = method;
        if (!request->is_too_large) return MHD_YES;
    } else if (*count > 0) {
        size_t arrived = *count;
        *count = 0;
        return add_to_body(request, bytes, arrived);
    }
    chttp_request_changed(server, connection, true);
    request->method = method;
    request->result = MHD_NO;
    if (request->is_too_large) {
        static const char text[] = "{\"error\":\"the request is too large\"}";
        static const char *const headers[] = {"Content-Type", "application/json", NULL};
        chttp_answer(request, 413, headers, (const uint8_t *)text, sizeof text - 1);
    } else {
        server->handler(server->context, request);
    }
    return request->result;
}

static void request_completed(
    void *context, struct MHD_Connection *connection, void **request_context, enum MHD_RequestTerminationCode code) {
    (void)code;
    release_request(*request_context);
    *request_context = NULL;
    chttp_request_changed(context, connection, false);
}

static void ignore_message(void *context, const char *format, va_list arguments) {
    (void)context, (void)format, (void)arguments;
}

chttp_server *chttp_start(
    uint16_t port, chttp_limits limits, chttp_handler *handler, void *context, int *error_number) {
    if (*chttp_problem()) return *error_number = ENOTSUP, NULL;
    struct chttp_server *server = calloc(1, sizeof *server);
    if (!server) return *error_number = ENOMEM, NULL;
    *server = (struct chttp_server){.handler = handler, .context = context, .limits = limits, .port = port};
    int listener = listening_socket(&server->port, error_number);
    if (listener < 0) return free(server), NULL;
    *error_number = chttp_start_watch(server);
    if (*error_number != 0) return close(listener), free(server), NULL;
    errno = 0;
    server->daemon = chttp_library.start_daemon(
        MHD_USE_POLL | MHD_USE_INTERNAL_POLLING_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL,
        handle, server, MHD_OPTION_EXTERNAL_LOGGER, ignore_message, NULL, MHD_OPTION_LISTEN_SOCKET, listener,
        MHD_OPTION_CONNECTION_LIMIT, limits.connection_limit, MHD_OPTION_CONNECTION_TIMEOUT, limits.idle_seconds,
        MHD_OPTION_NOTIFY_COMPLETED, request_completed, server, MHD_OPTION_NOTIFY_CONNECTION, chttp_connection_changed,
        server, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (!server->daemon) {
        *error_number = errno ? errno : EIO;
        chttp_end_watch(server);
        close(listener);
        free(server);
        return NULL;
    }
    return server;
}

uint16_t chttp_port(const chttp_server *server) { return server->port; }

void chttp_stop(chttp_server *server) {
    chttp_end_watch(server);
    // Closes the listening socket, too.
    chttp_library.stop_daemon(server->daemon);
    pthread_cond_destroy(&server->stopping);
    pthread_mutex_destroy(&server->lock);
    free(server);
}

uint16_t chttp_request_port(const chttp_request *request) { return request->server->port; }
const char *chttp_method(const chttp_request *request) { return request->method; }
const char *chttp_path(const chttp_request *request) { return request->path; }

const char *chttp_header(const chttp_request *request, const char *name) {
    return chttp_library.lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

const uint8_t *chttp_body(const chttp_request *request, size_t *count) {
    *count = request->body_count;
    return request->body;
}

void chttp_queue(
    struct chttp_request *request, unsigned status, const char *const *headers, struct MHD_Response *response) {
    if (!response) return;
    for (; *headers; headers += 2) chttp_library.add_response_header(response, headers[0], headers[1]);
    request->result = chttp_library.queue_response(request->connection, status, response);
    chttp_library.destroy_response(response);
}

void chttp_answer(
    chttp_request *request, unsigned status, const char *const *headers, const uint8_t *bytes, size_t count) {
    chttp_queue(
        request, status, headers,
        chttp_library.create_response_from_buffer(count, (void *)(uintptr_t)bytes, MHD_RESPMEM_MUST_COPY));
}

#endif
