#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "allocation.h"

static uint64_t cic_word(const uint8_t *bytes) {
    return (uint64_t)bytes[0] << 24 | (uint64_t)bytes[1] << 16 | (uint64_t)bytes[2] << 8 | bytes[3];
}

// libpng takes memory for a chunk by its word, so the lengths are compared with the file before. The chunks of pixels
// are read piece by piece; how they end, and what follows them, is libpng's to judge.
static int cic_chunks_are_whole(cic_image *image, const uint8_t *bytes, size_t count) {
    enum { signature = 8, head = 8, checksum = 4 };
    size_t offset = signature;
    while (count >= offset + head) {
        const uint8_t *chunk = bytes + offset;
        if (memcmp(chunk + 4, "IDAT", 4) == 0) return 1;
        uint64_t size = head + cic_word(chunk) + checksum;
        if (size > count - offset) {
            return cic_refuse(
                image, cic_incomplete, "a chunk of %llu bytes where %zu are left", (unsigned long long)size,
                count - offset);
        }
        offset += (size_t)size;
    }
    return cic_refuse(image, cic_incomplete, "no chunk of pixels in %zu bytes", count);
}

// Deflate makes at most 1032 bytes of one.
static int cic_png_can_hold_pixels(const uint8_t *bytes, size_t count) {
    static const int samples[] = {1, 0, 3, 1, 2, 0, 4};
    const uint8_t *header = bytes + 16;
    int color = header[9];
    uint64_t bits = color < 7 ? (uint64_t)(header[8] * samples[color]) : 0;
    uint64_t row = (cic_word(header) * bits + 7) / 8;
    return row == 0 || cic_word(header + 4) <= (uint64_t)count * 1032 / row;
}

cic_image cic_read_png(const uint8_t *bytes, size_t count, int with_pixels) {
    cic_image image = {0};
    if (!cic_chunks_are_whole(&image, bytes, count)) return image;
    // libpng's simplified interface catches its own longjmp.
    png_image reader;
    memset(&reader, 0, sizeof reader);
    reader.version = PNG_IMAGE_VERSION;
    if (!png_image_begin_read_from_memory(&reader, bytes, count)) {
        cic_refuse(&image, cic_undecodable, "%s", reader.message);
        return image;
    }
    // Without this the levels of 16 bits count as linear where the file does not say otherwise.
    reader.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
    int has_color = (reader.format & PNG_FORMAT_FLAG_COLOR) != 0;
    reader.format = has_color ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
    image.height = (int)reader.height;
    image.width = (int)reader.width;
    image.channels = has_color ? 3 : 1;
    if (cic_fits(&image) && !cic_png_can_hold_pixels(bytes, count)) {
        cic_refuse(
            &image, cic_incomplete, "%d x %d pixels in %zu bytes", image.height, image.width, count);
    }
    if (image.fault != cic_none || !with_pixels || !cic_allocate(&image)) {
        png_image_free(&reader);
        return image;
    }
    const png_color black = {0, 0, 0};
    if (!png_image_finish_read(&reader, &black, image.pixels, 0, NULL)) {
        free(image.pixels);
        image.pixels = NULL;
        cic_refuse(&image, cic_incomplete, "%s", reader.message);
    }
    return image;
}
