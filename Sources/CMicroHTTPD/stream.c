#include "server.h"

#ifdef CHAINRULE_HAS_MICROHTTPD

#include <stdlib.h>
#include <sys/socket.h>

struct chttp_stream {
    pthread_mutex_t lock;
    /// NULL after its end.
    struct MHD_Connection *connection;
    bool is_suspended;
    chttp_read *read;
    chttp_close *close;
    void *context;
    /// Its connection, and whoever was given it.
    int references;
};

void chttp_release(chttp_stream *stream) {
    pthread_mutex_lock(&stream->lock);
    bool is_last = --stream->references == 0;
    pthread_mutex_unlock(&stream->lock);
    if (!is_last) return;
    pthread_mutex_destroy(&stream->lock);
    free(stream);
}

static ssize_t read_stream(void *context, uint64_t position, char *bytes, size_t limit) {
    (void)position;
    struct chttp_stream *stream = context;
    pthread_mutex_lock(&stream->lock);
    ptrdiff_t count = stream->read(stream->context, (uint8_t *)bytes, limit);
    if (count == 0) {
        // Without this the connection would be asked again and again.
        chttp_library.suspend_connection(stream->connection);
        stream->is_suspended = true;
    }
    pthread_mutex_unlock(&stream->lock);
    return count < 0 ? MHD_CONTENT_READER_END_OF_STREAM : count;
}

static void end_stream(void *context) {
    struct chttp_stream *stream = context;
    pthread_mutex_lock(&stream->lock);
    stream->connection = NULL;
    stream->is_suspended = false;
    pthread_mutex_unlock(&stream->lock);
    // Without the lock: its owner may release the stream here.
    stream->close(stream->context);
    chttp_release(stream);
}

chttp_stream *chttp_answer_stream(
    chttp_request *request, const char *const *headers, chttp_read *read, chttp_close *close, void *context) {
    struct chttp_stream *stream = calloc(1, sizeof *stream);
    if (!stream) abort();
    *stream = (struct chttp_stream){
        .connection = request->connection, .read = read, .close = close, .context = context, .references = 2};
    pthread_mutex_init(&stream->lock, NULL);
    struct MHD_Response *response = chttp_library.create_response_from_callback(
        MHD_SIZE_UNKNOWN, 32 * 1024, read_stream, stream, end_stream);
    if (!response) abort();
    chttp_queue(request, 200, headers, response);
    return stream;
}

void chttp_wake(chttp_stream *stream) {
    pthread_mutex_lock(&stream->lock);
    if (stream->is_suspended) {
        stream->is_suspended = false;
        chttp_library.resume_connection(stream->connection);
    }
    pthread_mutex_unlock(&stream->lock);
}

bool chttp_is_abandoned(chttp_stream *stream) {
    pthread_mutex_lock(&stream->lock);
    bool is_abandoned = true;
    if (stream->connection) {
        const union MHD_ConnectionInfo *info =
            chttp_library.get_connection_info(stream->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        char byte;
        is_abandoned = !info || recv(info->connect_fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
    }
    pthread_mutex_unlock(&stream->lock);
    return is_abandoned;
}

#endif
