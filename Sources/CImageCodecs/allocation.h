#pragma once

#include "image_codecs.h"

/// Takes memory for the pixels of an image whose sizes are set; leaves a message and returns 0 if it cannot.
int cic_allocate(cic_image *image);
