#include "descriptors.h"

#if CDN_HEADERS_VERSION != 0

#include <string.h>

const char *cdn_implementation_name(const_dnnl_primitive_desc_t description) {
    const char *name = NULL;
    cdn_loaded_library()->primitive_desc_query(description, dnnl_query_impl_info_str, 0, (void *)&name);
    return name ? name : "unnamed";
}

static bool begins_with(const char *name, const char *beginning) {
    return strncmp(name, beginning, strlen(beginning)) == 0;
}

cdn_rank cdn_rank_of(const_dnnl_primitive_desc_t description, const char *preferred) {
    if (!description) return CDN_SLOW;
    const char *name = cdn_implementation_name(description);
    if (begins_with(name, "ref") || begins_with(name, "simple")) return CDN_SLOW;
    return !preferred || begins_with(name, preferred) ? CDN_PREFERRED : CDN_FAST;
}

#endif
