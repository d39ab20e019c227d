// jpeglib.h uses FILE and size_t without including what declares them.
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <setjmp.h>

#include "allocation.h"

typedef struct {
    struct jpeg_error_mgr manager;
    jmp_buf return_point;
    char *message;
} cic_failure;

_Static_assert(sizeof((cic_image *)0)->message >= JMSG_LENGTH_MAX, "a message of libjpeg fits");

static void cic_fail(j_common_ptr decoder) {
    cic_failure *failure = (cic_failure *)decoder->err;
    failure->manager.format_message(decoder, failure->message);
    longjmp(failure->return_point, 1);
}

// The library warns of missing and corrupt data, with a level below 0, and goes on with grey.
static void cic_refuse_damage(j_common_ptr decoder, int level) {
    if (level < 0) cic_fail(decoder);
}

// All that must outlive a longjmp is in memory that the caller owns.
static int cic_decode(
    struct jpeg_decompress_struct *decoder, cic_failure *failure, cic_image *image, const uint8_t *bytes,
    size_t count
) {
    if (setjmp(failure->return_point)) return 0;
    jpeg_create_decompress(decoder);
    jpeg_mem_src(decoder, (unsigned char *)bytes, count);
    jpeg_read_header(decoder, TRUE);
    decoder->out_color_space = decoder->jpeg_color_space == JCS_GRAYSCALE ? JCS_GRAYSCALE : JCS_RGB;
    image->height = (int)decoder->image_height;
    image->width = (int)decoder->image_width;
    image->channels = decoder->out_color_space == JCS_GRAYSCALE ? 1 : 3;
    // Of a progressive file, starting reads all there is into memory of its own.
    if (!cic_allocate(image)) return 0;
    jpeg_start_decompress(decoder);
    size_t stride = (size_t)image->width * (size_t)image->channels;
    while (decoder->output_scanline < decoder->output_height) {
        JSAMPROW row = image->pixels + stride * decoder->output_scanline;
        jpeg_read_scanlines(decoder, &row, 1);
    }
    jpeg_finish_decompress(decoder);
    return 1;
}

cic_image cic_decode_jpeg(const uint8_t *bytes, size_t count) {
    cic_image image = {0};
    struct jpeg_decompress_struct decoder = {0};
    cic_failure failure;
    decoder.err = jpeg_std_error(&failure.manager);
    failure.manager.error_exit = cic_fail;
    failure.manager.emit_message = cic_refuse_damage;
    failure.message = image.message;
    int is_decoded = cic_decode(&decoder, &failure, &image, bytes, count);
    jpeg_destroy_decompress(&decoder);
    if (!is_decoded) {
        free(image.pixels);
        image.pixels = NULL;
    }
    return image;
}
