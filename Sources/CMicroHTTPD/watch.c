#include "server.h"

#ifdef CHAINRULE_HAS_MICROHTTPD

#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

// libmicrohttpd closes connections that are silent. One that sends a byte from time to time would be held for ever.

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (long)time.tv_sec + 1;
}

static void *watch(void *context) {
    struct chttp_server *server = context;
    pthread_mutex_lock(&server->lock);
    while (!server->is_stopping) {
        struct timespec second;
        clock_gettime(CLOCK_REALTIME, &second);
        second.tv_sec += 1;
        pthread_cond_timedwait(&server->stopping, &server->lock, &second);
        long limit = now() - (long)server->limits.arrival_seconds;
        for (struct chttp_connection *one = server->connections; one; one = one->next)
            if (one->since != 0 && one->since < limit) shutdown(one->socket, SHUT_RDWR);
    }
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

int chttp_start_watch(struct chttp_server *server) {
    pthread_mutex_init(&server->lock, NULL);
    pthread_cond_init(&server->stopping, NULL);
    return pthread_create(&server->watch, NULL, watch, server);
}

void chttp_end_watch(struct chttp_server *server) {
    pthread_mutex_lock(&server->lock);
    server->is_stopping = true;
    pthread_cond_signal(&server->stopping);
    pthread_mutex_unlock(&server->lock);
    pthread_join(server->watch, NULL);
}

void chttp_connection_changed(
    void *context, struct MHD_Connection *connection, void **socket_context, enum MHD_ConnectionNotificationCode code) {
    struct chttp_server *server = context;
    pthread_mutex_lock(&server->lock);
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        struct chttp_connection *one = calloc(1, sizeof *one);
        const union MHD_ConnectionInfo *info =
            chttp_library.get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        if (one && info) {
            one->socket = info->connect_fd;
            one->since = now();
            one->next = server->connections;
            if (one->next) one->next->previous = one;
            server->connections = one;
        }
        *socket_context = one;
    } else if (*socket_context) {
        struct chttp_connection *one = *socket_context;
        if (one->next) one->next->previous = one->previous;
        if (one->previous) one->previous->next = one->next;
        if (server->connections == one) server->connections = one->next;
        free(one);
        *socket_context = NULL;
    }
    pthread_mutex_unlock(&server->lock);
}

void chttp_request_changed(struct chttp_server *server, struct MHD_Connection *connection, bool has_arrived) {
    const union MHD_ConnectionInfo *info =
        chttp_library.get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct chttp_connection *one = info ? info->socket_context : NULL;
    if (!one) return;
    pthread_mutex_lock(&server->lock);
    one->since = has_arrived ? 0 : now();
    pthread_mutex_unlock(&server->lock);
}

#endif
