#include "thread_pool.h"
