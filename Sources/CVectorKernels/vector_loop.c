#include "vector_loop.h"
