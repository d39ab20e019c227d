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
static const unsigned char playground_activations_css[] = {
#embed "pages/playground/activations.css"
};
static const unsigned char playground_activations_html[] = {
#embed "pages/playground/activations.html"
};
static const unsigned char playground_activations_js[] = {
#embed "pages/playground/activations.js"
};
static const unsigned char playground_initialization_css[] = {
#embed "pages/playground/initialization.css"
};
static const unsigned char playground_initialization_html[] = {
#embed "pages/playground/initialization.html"
};
static const unsigned char playground_initialization_js[] = {
#embed "pages/playground/initialization.js"
};
static const unsigned char playground_landscape_css[] = {
#embed "pages/playground/landscape.css"
};
static const unsigned char playground_landscape_html[] = {
#embed "pages/playground/landscape.html"
};
static const unsigned char playground_landscape_js[] = {
#embed "pages/playground/landscape.js"
};
static const unsigned char playground_approximation_css[] = {
#embed "pages/playground/approximation.css"
};
static const unsigned char playground_approximation_html[] = {
#embed "pages/playground/approximation.html"
};
static const unsigned char playground_approximation_js[] = {
#embed "pages/playground/approximation.js"
};
static const unsigned char playground_overfitting_css[] = {
#embed "pages/playground/overfitting.css"
};
static const unsigned char playground_overfitting_html[] = {
#embed "pages/playground/overfitting.html"
};
static const unsigned char playground_overfitting_js[] = {
#embed "pages/playground/overfitting.js"
};
static const unsigned char playground_digits_css[] = {
#embed "pages/playground/digits.css"
};
static const unsigned char playground_digits_html[] = {
#embed "pages/playground/digits.html"
};
static const unsigned char playground_digits_js[] = {
#embed "pages/playground/digits.js"
};
static const unsigned char playground_characters_css[] = {
#embed "pages/playground/characters.css"
};
static const unsigned char playground_characters_html[] = {
#embed "pages/playground/characters.html"
};
static const unsigned char playground_characters_js[] = {
#embed "pages/playground/characters.js"
};
static const unsigned char playground_contours_js[] = {
#embed "pages/playground/contours.js"
};
static const unsigned char playground_histogram_js[] = {
#embed "pages/playground/histogram.js"
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
    FILE("playground/activations.css", playground_activations_css),
    FILE("playground/activations.html", playground_activations_html),
    FILE("playground/activations.js", playground_activations_js),
    FILE("playground/initialization.css", playground_initialization_css),
    FILE("playground/initialization.html", playground_initialization_html),
    FILE("playground/initialization.js", playground_initialization_js),
    FILE("playground/landscape.css", playground_landscape_css),
    FILE("playground/landscape.html", playground_landscape_html),
    FILE("playground/landscape.js", playground_landscape_js),
    FILE("playground/approximation.css", playground_approximation_css),
    FILE("playground/approximation.html", playground_approximation_html),
    FILE("playground/approximation.js", playground_approximation_js),
    FILE("playground/overfitting.css", playground_overfitting_css),
    FILE("playground/overfitting.html", playground_overfitting_html),
    FILE("playground/overfitting.js", playground_overfitting_js),
    FILE("playground/digits.css", playground_digits_css),
    FILE("playground/digits.html", playground_digits_html),
    FILE("playground/digits.js", playground_digits_js),
    FILE("playground/characters.css", playground_characters_css),
    FILE("playground/characters.html", playground_characters_html),
    FILE("playground/characters.js", playground_characters_js),
    FILE("playground/contours.js", playground_contours_js),
    FILE("playground/histogram.js", playground_histogram_js),
};

cpages_file cpages_find(const char *name) {
    for (size_t index = 0; index < sizeof(files) / sizeof(files[0]); ++index) {
        if (strcmp(files[index].name, name) == 0) return files[index].file;
    }
    return (cpages_file){0};
}
