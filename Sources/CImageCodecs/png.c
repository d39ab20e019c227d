#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "allocation.h"

cic_image cic_decode_png(const uint8_t *bytes, size_t count) {
    cic_image image = {0};
    // libpng's simplified interface catches its own longjmp.
    png_image reader;
    memset(&reader, 0, sizeof reader);
    reader.version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_memory(&reader, bytes, count)) {
        // Without this the levels of 16 bits count as linear where the file does not say otherwise.
        reader.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
        int has_color = (reader.format & PNG_FORMAT_FLAG_COLOR) != 0;
        reader.format = has_color ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
        image.height = (int)reader.height;
        image.width = (int)reader.width;
        image.channels = has_color ? 3 : 1;
        if (!cic_allocate(&image)) {
            png_image_free(&reader);
            return image;
        }
        const png_color black = {0, 0, 0};
        if (png_image_finish_read(&reader, &black, image.pixels, 0, NULL)) return image;
        free(image.pixels);
        image.pixels = NULL;
    }
    snprintf(image.message, sizeof image.message, "%s", reader.message);
    return image;
}
