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
static const unsigned char playground_index_html[] = {
#embed "pages/playground/index.html"
};
static const unsigned char playground_plane_css[] = {
#embed "pages/playground/plane.css"
};
static const unsigned char playground_plane_html[] = {
#embed "pages/playground/plane.html"
};
static const unsigned char playground_plane_js[] = {
#embed "pages/playground/plane.js"
};
static const unsigned char playground_plane_network_js[] = {
#embed "pages/playground/plane-network.js"
};
static const unsigned char playground_ill_css[] = {
#embed "pages/playground/ill.css"
};
static const unsigned char playground_ill_html[] = {
#embed "pages/playground/ill.html"
};
static const unsigned char playground_ill_js[] = {
#embed "pages/playground/ill.js"
};
static const unsigned char live_live_css[] = {
#embed "pages/live/live.css"
};
static const unsigned char live_live_js[] = {
#embed "pages/live/live.js"
};
static const unsigned char live_waiting_html[] = {
#embed "pages/live/waiting.html"
};

#define FILE(name, bytes) {name, {bytes, sizeof(bytes)}}

static const struct {
    const char *name;
    cpages_file file;
} files[] = {
    FILE("live/live.css", live_live_css),
    FILE("live/live.js", live_live_js),
    FILE("live/waiting.html", live_waiting_html),
    FILE("playground/drawing.js", playground_drawing_js),
    FILE("playground/frame.html", playground_frame_html),
    FILE("playground/playground.css", playground_playground_css),
    FILE("playground/playground.js", playground_playground_js),
    FILE("report.css", report_css),
    FILE("playground/index.html", playground_index_html),
    FILE("playground/plane.css", playground_plane_css),
    FILE("playground/plane.html", playground_plane_html),
    FILE("playground/plane.js", playground_plane_js),
    FILE("playground/plane-network.js", playground_plane_network_js),
    FILE("playground/ill.css", playground_ill_css),
    FILE("playground/ill.html", playground_ill_html),
    FILE("playground/ill.js", playground_ill_js),
    FILE("walkthrough.css", walkthrough_css),
    FILE("walkthrough.js", walkthrough_js),
};

cpages_file cpages_find(const char *name) {
    for (size_t index = 0; index < sizeof(files) / sizeof(files[0]); ++index) {
        if (strcmp(files[index].name, name) == 0) return files[index].file;
    }
    return (cpages_file){0};
}
