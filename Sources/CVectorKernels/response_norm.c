#include "response_norm.h"
