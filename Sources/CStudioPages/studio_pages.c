#include "studio_pages.h"

#include <string.h>

// The pages are written as the files that browsers read, and ship inside the one program.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char report_css[] = {
#embed "pages/report.css"
};
static const unsigned char walkthrough_css[] = {
#embed "pages/walkthrough.css"
};
static const unsigned char walkthrough_js[] = {
#embed "pages/walkthrough.js"
};
static const unsigned char playground_drawing_js[] = {
#embed "pages/playground/drawing.js"
};
static const unsigned char playground_frame_html[] = {
#embed "pages/playground/frame.html"
};
static const unsigned char playground_playground_css[] = {
#embed "pages/playground/playground.css"
};
static const unsigned char playground_playground_js[] = {
#embed "pages/playground/playground.js"
};

#define FILE(name, bytes) {name, {bytes, sizeof(bytes)}}

static const struct {
    const char *name;
    cpages_file file;
} files[] = {
    FILE("playground/drawing.js", playground_drawing_js),
    FILE("playground/frame.html", playground_frame_html),
    FILE("playground/playground.css", playground_playground_css),
    FILE("playground/playground.js", playground_playground_js),
    FILE("report.css", report_css),
    FILE("walkthrough.css", walkthrough_css),
    FILE("walkthrough.js", walkthrough_js),
};

cpages_file cpages_find(const char *name) {
    for (size_t index = 0; index < sizeof(files) / sizeof(files[0]); ++index) {
        if (strcmp(files[index].name, name) == 0) return files[index].file;
    }
    return (cpages_file){0};
}
