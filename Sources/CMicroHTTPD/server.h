#ifndef CHAINRULE_MICROHTTPD_SERVER_H
#define CHAINRULE_MICROHTTPD_SERVER_H

#include "http_server.h"
#include "library.h"

#include <pthread.h>

#ifdef CHAINRULE_HAS_MICROHTTPD

/// A connection whose next request has not arrived yet.
struct chttp_connection {
    struct chttp_connection *next, *previous;
    int socket;
    /// When the first byte was waited for, in seconds of a clock that never goes back; 0 while a request is answered.
    long since;
};

struct chttp_server {
    struct MHD_Daemon *daemon;
    chttp_handler *handler;
    void *context;
    chttp_limits limits;
    uint16_t port;
    pthread_mutex_t lock;
    pthread_cond_t stopping;
    pthread_t watch;
    bool is_stopping;
    struct chttp_connection *connections;
};

struct chttp_request {
    struct chttp_server *server;
    struct MHD_Connection *connection;
    const char *method;
    char *path;
    uint8_t *body;
    size_t body_count, body_capacity;
    bool is_too_large;
    enum MHD_Result result;
};

/// Queues a response, which is released, with names and values of headers in turns, up to NULL.
void chttp_queue(
    struct chttp_request *request, unsigned status, const char *const *headers, struct MHD_Response *response);

/// The watch over connections that take too long to send a request.
int chttp_start_watch(struct chttp_server *server);
void chttp_end_watch(struct chttp_server *server);
/// What libmicrohttpd calls when a connection begins and ends.
void chttp_connection_changed(
    void *context, struct MHD_Connection *connection, void **socket_context, enum MHD_ConnectionNotificationCode code);
/// A request begins to be answered, or the next one is waited for.
void chttp_request_changed(struct chttp_server *server, struct MHD_Connection *connection, bool has_arrived);

#endif
#endif
