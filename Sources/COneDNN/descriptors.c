#include "descriptors.h"

#if CDN_HEADERS_VERSION != 0

#include <string.h>

const char *cdn_implementation_name(const_dnnl_primitive_desc_t description) {
    const char *name = NULL;
    cdn_loaded_library()->primitive_desc_query(description, dnnl_query_impl_info_str, 0, (void *)&name);
    return name ? name : "unnamed";
}

bool cdn_is_slow_fallback(const_dnnl_primitive_desc_t description) {
    const char *name = cdn_implementation_name(description);
    return strncmp(name, "ref", 3) == 0 || strncmp(name, "simple", 6) == 0;
}

#endif
