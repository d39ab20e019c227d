#include "allocation.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

int cic_refuse(cic_image *image, cic_fault fault, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(image->message, sizeof image->message, format, arguments);
    va_end(arguments);
    image->fault = fault;
    return 0;
}

static uint64_t cic_level_count(const cic_image *image) {
    return (uint64_t)image->height * (uint64_t)image->width * (uint64_t)image->channels;
}

int cic_fits(cic_image *image) {
    return cic_level_count(image) <= cic_largest_image
        || cic_refuse(image, cic_too_large, "%d x %d pixels", image->height, image->width);
}

int cic_allocate(cic_image *image) {
    image->pixels = malloc(cic_level_count(image));
    return image->pixels
        || cic_refuse(image, cic_too_large, "%d x %d pixels, which memory does not hold", image->height, image->width);
}
