#ifndef CHAINRULE_ONEDNN_COLUMNS_H
#define CHAINRULE_ONEDNN_COLUMNS_H

#include "onednn_shim.h"

/// Images [images, height, width, channels] as a matrix [images · places, channels · taps]: a row is what a kernel sees from
/// one place of the output, in the order of a weight [O, C, kernel...].
typedef struct {
    int64_t images, height, width, channels;
    int64_t output_height, output_width;
    int64_t kernel[2], stride[2], padding[2], dilation[2];
} cdn_columns;

size_t cdn_columns_bytes(const cdn_columns *columns);
/// Whether the matrix lies in memory as the images do.
bool cdn_columns_are_images(const cdn_columns *columns);

// On the calling thread's pool.
void cdn_gather_columns(const cdn_columns *columns, const float *images, float *matrix);
/// images = the sums of what each pixel became in the matrix.
void cdn_sum_columns(const cdn_columns *columns, const float *matrix, float *images);

#endif
