// jpeglib.h uses FILE and size_t without including what declares them.
#include <stdio.h>
#include <stdlib.h>

#include <jerror.h>
#include <jpeglib.h>
#include <setjmp.h>

#include "allocation.h"

typedef struct {
    struct jpeg_error_mgr manager;
    jmp_buf return_point;
    cic_image *image;
    int has_header;
} cic_failure;

_Static_assert(sizeof((cic_image *)0)->message >= JMSG_LENGTH_MAX, "a message of libjpeg fits");

static void cic_fail_with(j_common_ptr decoder, cic_fault fault) {
    cic_failure *failure = (cic_failure *)decoder->err;
    failure->manager.format_message(decoder, failure->image->message);
    failure->image->fault = fault;
    longjmp(failure->return_point, 1);
}

static void cic_fail(j_common_ptr decoder) { cic_fail_with(decoder, cic_undecodable); }

// The library warns, with a level below 0, of much that leaves the pixels as they are, and goes on with grey where
// there are none.
static void cic_refuse_missing_pixels(j_common_ptr decoder, int level) {
    if (level >= 0) return;
    switch (decoder->err->msg_code) {
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_MUST_RESYNC:
        cic_fail_with(decoder, cic_incomplete);
        break;
    case JWRN_JPEG_EOF:
        // Of one scan, the pixels tell whether they are all there; of several, any number may be missing.
        if (!((cic_failure *)decoder->err)->has_header || jpeg_has_multiple_scans((j_decompress_ptr)decoder)) {
            cic_fail_with(decoder, cic_incomplete);
        }
        break;
    default: break;
    }
}

// The least that a file can spend on a block of 8 x 8 coefficients is one bit, unless it is coded arithmetically.
static int cic_jpeg_can_hold_pixels(const struct jpeg_decompress_struct *decoder, size_t byte_count) {
    uint64_t blocks = 0;
    for (int index = 0; index < decoder->num_components; index++) {
        const jpeg_component_info *component = &decoder->comp_info[index];
        blocks += (uint64_t)component->width_in_blocks * component->height_in_blocks;
    }
    return decoder->arith_code || blocks / 8 <= byte_count;
}

// Adobe's programs write inverted inks, and readers take those of all files for inverted.
static void cic_inks_to_rgb(const uint8_t *inks, uint8_t *row, int width) {
    for (int column = 0; column < width; column++) {
        unsigned white = inks[4 * column + 3];
        for (int channel = 0; channel < 3; channel++) {
            // The product of two levels, divided by 255 and rounded.
            unsigned product = (255u - inks[4 * column + channel]) * white + 128;
            row[3 * column + channel] = (uint8_t)(white - ((product + (product >> 8)) >> 8));
        }
    }
}

// All that must outlive a longjmp is in memory that the caller owns.
static int cic_read(
    struct jpeg_decompress_struct *decoder, cic_failure *failure, const uint8_t *bytes, size_t count,
    int with_pixels
) {
    cic_image *image = failure->image;
    if (setjmp(failure->return_point)) return 0;
    jpeg_create_decompress(decoder);
    jpeg_mem_src(decoder, (unsigned char *)bytes, count);
    jpeg_read_header(decoder, TRUE);
    failure->has_header = 1;
    J_COLOR_SPACE kind = decoder->jpeg_color_space;
    int is_ink = kind == JCS_CMYK || kind == JCS_YCCK;
    decoder->out_color_space = kind == JCS_GRAYSCALE ? JCS_GRAYSCALE : is_ink ? JCS_CMYK : JCS_RGB;
    image->height = (int)decoder->image_height;
    image->width = (int)decoder->image_width;
    image->channels = kind == JCS_GRAYSCALE ? 1 : 3;
    if (!cic_fits(image)) return 0;
    if (!cic_jpeg_can_hold_pixels(decoder, count)) {
        return cic_refuse(
            image, cic_incomplete, "%d x %d pixels in %zu bytes", image->height, image->width, count);
    }
    // Of a progressive file, starting reads all there is into memory of its own.
    if (!with_pixels) return 1;
    if (!cic_allocate(image)) return 0;
    jpeg_start_decompress(decoder);
    JSAMPARRAY inks = NULL;
    if (is_ink) {
        inks = decoder->mem->alloc_sarray((j_common_ptr)decoder, JPOOL_IMAGE, 4 * decoder->image_width, 1);
    }
    size_t stride = (size_t)image->width * (size_t)image->channels;
    while (decoder->output_scanline < decoder->output_height) {
        JSAMPROW row = image->pixels + stride * decoder->output_scanline;
        jpeg_read_scanlines(decoder, is_ink ? inks : &row, 1);
        if (is_ink) cic_inks_to_rgb(inks[0], row, image->width);
    }
    jpeg_finish_decompress(decoder);
    return 1;
}

cic_image cic_read_jpeg(const uint8_t *bytes, size_t count, int with_pixels) {
    cic_image image = {0};
    struct jpeg_decompress_struct decoder = {0};
    cic_failure failure = {.image = &image};
    decoder.err = jpeg_std_error(&failure.manager);
    failure.manager.error_exit = cic_fail;
    failure.manager.emit_message = cic_refuse_missing_pixels;
    int is_read = cic_read(&decoder, &failure, bytes, count, with_pixels);
    jpeg_destroy_decompress(&decoder);
    if (!is_read) {
        free(image.pixels);
        image.pixels = NULL;
    }
    return image;
}
