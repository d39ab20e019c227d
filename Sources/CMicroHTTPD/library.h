#ifndef CHAINRULE_MICROHTTPD_LIBRARY_H
#define CHAINRULE_MICROHTTPD_LIBRARY_H

// What is used of libmicrohttpd, if its header is there when Chainrule is built. Results are an enumeration since 0.9.71.
#if __has_include(<microhttpd.h>)
#include <microhttpd.h>
#if MHD_VERSION >= 0x00097100
#define CHAINRULE_HAS_MICROHTTPD 1
#endif
#endif

#ifdef CHAINRULE_HAS_MICROHTTPD

#define CHAINRULE_MICROHTTPD_FUNCTIONS(F) \
    F(start_daemon) F(stop_daemon) F(quiesce_daemon) F(lookup_connection_value) F(queue_response) F(suspend_connection) \
    F(resume_connection) F(create_response_from_buffer) F(create_response_from_callback) F(add_response_header) \
    F(destroy_response) F(get_connection_info)

#define DECLARE(name) __typeof__(&MHD_##name) name;
struct chttp_library { CHAINRULE_MICROHTTPD_FUNCTIONS(DECLARE) };
#undef DECLARE

/// The functions of the library; all are there if `chttp_problem` is empty.
extern struct chttp_library chttp_library;

#endif
#endif
