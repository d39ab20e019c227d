#pragma once

#include <stddef.h>
#include <stdint.h>

/// A decoded image, or why there is none.
///
/// The libraries report errors by longjmp, which must not pass through Swift; here they end as a message.
typedef struct {
    int height, width;
    /// 1 for grayscale, 3 for RGB.
    int channels;
    /// Levels of 0 to 255: row by row, the channels of a pixel side by side. The caller frees them; NULL on failure.
    uint8_t *pixels;
    /// What is wrong with the file if there are no pixels.
    char message[256];
} cic_image;

/// Images of more bytes than this are refused before memory is taken for them.
enum { cic_largest_image = 1 << 28 };

/// Decodes a JPEG file; a damaged one is refused even where the library would fill in what is missing.
cic_image cic_decode_jpeg(const uint8_t *bytes, size_t count);

/// Decodes a PNG file of any kind to 8 bits a level; transparent pixels show black behind them.
cic_image cic_decode_png(const uint8_t *bytes, size_t count);
