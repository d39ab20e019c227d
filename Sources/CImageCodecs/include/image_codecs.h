#pragma once

#include <stddef.h>
#include <stdint.h>

/// Why a file has no image.
typedef enum {
    cic_none,
    /// The decoder cannot read it.
    cic_undecodable,
    /// Pixels are missing or damaged, where the library would fill in grey.
    cic_incomplete,
    /// It has more than `cic_largest_image` levels.
    cic_too_large,
} cic_fault;

/// An image, or why there is none.
///
/// The libraries report errors by longjmp, which must not pass through Swift; here they end as a message.
typedef struct {
    int height, width;
    /// 1 for grayscale, 3 for RGB.
    int channels;
    /// Levels of 0 to 255: row by row, the channels of a pixel side by side. The caller frees them; NULL on failure.
    uint8_t *pixels;
    cic_fault fault;
    /// What is wrong with the file if there is a fault.
    char message[256];
} cic_image;

/// Images of more levels than this are refused before memory is taken for them.
enum { cic_largest_image = 1 << 28 };

/// Reads the sizes of a JPEG file and, if `with_pixels`, decodes it.
///
/// What is odd about a file, such as stray bytes, does not matter as long as all pixels are there.
cic_image cic_read_jpeg(const uint8_t *bytes, size_t count, int with_pixels);

/// Reads the sizes of a PNG file of any kind and, if `with_pixels`, decodes it to 8 bits a level; transparent pixels
/// show black behind them.
cic_image cic_read_png(const uint8_t *bytes, size_t count, int with_pixels);
