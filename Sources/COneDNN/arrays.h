#ifndef CHAINRULE_ONEDNN_ARRAYS_H
#define CHAINRULE_ONEDNN_ARRAYS_H

#include "onednn_shim.h"

// An axis of size one may have any stride, but oneDNN takes its fast implementations only if the strides are those of
// a layout that it knows. These give such axes the stride that they have in a dense array.

/// Whether no axis of several elements has a longer stride than one that is further out. The order is that of the
/// axes, or with axis 1 innermost.
bool cdn_lies_in_order(const cdn_array *array, bool channels_last);
/// [N, C, spatial...] or [O, C, kernel...].
cdn_array cdn_normalized(const cdn_array *array, bool channels_last);
/// [rows, columns] of the last two axes, with the batch axis, if any, before.
cdn_array cdn_normalized_matrix(const cdn_array *array);

#endif
