#include "allocation.h"

#include <stdio.h>
#include <stdlib.h>

int cic_allocate(cic_image *image) {
    uint64_t size = (uint64_t)image->height * (uint64_t)image->width * (uint64_t)image->channels;
    image->pixels = size <= cic_largest_image ? malloc(size) : NULL;
    if (image->pixels) return 1;
    snprintf(image->message, sizeof image->message, "%d x %d pixels are too many", image->height, image->width);
    return 0;
}
