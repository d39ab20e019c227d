#pragma once

#include "image_codecs.h"

/// Notes a fault with its message, of the form of `printf`; returns 0.
int cic_refuse(cic_image *image, cic_fault fault, const char *format, ...) __attribute__((format(printf, 3, 4)));

/// Whether an image whose sizes are set is small enough to be decoded; notes a fault if it is not.
int cic_fits(cic_image *image);

/// Takes memory for the pixels of an image that fits; notes a fault if there is none.
int cic_allocate(cic_image *image);
