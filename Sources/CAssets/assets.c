/* Made by scripts/list-assets: the files that are part of the program. */
#include "CAssets.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

/* web/api.js */
#if __has_embed("../../Web/api.js")
static const unsigned char asset_0[] = {
#embed "../../Web/api.js"
};
#else
#error "Web/api.js is missing: run scripts/setup"
#endif

/* web/collections.js */
#if __has_embed("../../Web/collections.js")
static const unsigned char asset_1[] = {
#embed "../../Web/collections.js"
};
#else
#error "Web/collections.js is missing: run scripts/setup"
#endif

/* web/dom.js */
#if __has_embed("../../Web/dom.js")
static const unsigned char asset_2[] = {
#embed "../../Web/dom.js"
};
#else
#error "Web/dom.js is missing: run scripts/setup"
#endif

/* web/format.js */
#if __has_embed("../../Web/format.js")
static const unsigned char asset_3[] = {
#embed "../../Web/format.js"
};
#else
#error "Web/format.js is missing: run scripts/setup"
#endif

/* web/grid.js */
#if __has_embed("../../Web/grid.js")
static const unsigned char asset_4[] = {
#embed "../../Web/grid.js"
};
#else
#error "Web/grid.js is missing: run scripts/setup"
#endif

/* web/icon.svg */
#if __has_embed("../../Web/icon.svg")
static const unsigned char asset_5[] = {
#embed "../../Web/icon.svg"
};
#else
#error "Web/icon.svg is missing: run scripts/setup"
#endif

/* web/index.html */
#if __has_embed("../../Web/index.html")
static const unsigned char asset_6[] = {
#embed "../../Web/index.html"
};
#else
#error "Web/index.html is missing: run scripts/setup"
#endif

/* web/jobs.js */
#if __has_embed("../../Web/jobs.js")
static const unsigned char asset_7[] = {
#embed "../../Web/jobs.js"
};
#else
#error "Web/jobs.js is missing: run scripts/setup"
#endif

/* web/main.js */
#if __has_embed("../../Web/main.js")
static const unsigned char asset_8[] = {
#embed "../../Web/main.js"
};
#else
#error "Web/main.js is missing: run scripts/setup"
#endif

/* web/notice.js */
#if __has_embed("../../Web/notice.js")
static const unsigned char asset_9[] = {
#embed "../../Web/notice.js"
};
#else
#error "Web/notice.js is missing: run scripts/setup"
#endif

/* web/pick.js */
#if __has_embed("../../Web/pick.js")
static const unsigned char asset_10[] = {
#embed "../../Web/pick.js"
};
#else
#error "Web/pick.js is missing: run scripts/setup"
#endif

/* web/query.js */
#if __has_embed("../../Web/query.js")
static const unsigned char asset_11[] = {
#embed "../../Web/query.js"
};
#else
#error "Web/query.js is missing: run scripts/setup"
#endif

/* web/search.js */
#if __has_embed("../../Web/search.js")
static const unsigned char asset_12[] = {
#embed "../../Web/search.js"
};
#else
#error "Web/search.js is missing: run scripts/setup"
#endif

/* web/settings.js */
#if __has_embed("../../Web/settings.js")
static const unsigned char asset_13[] = {
#embed "../../Web/settings.js"
};
#else
#error "Web/settings.js is missing: run scripts/setup"
#endif

/* web/state.js */
#if __has_embed("../../Web/state.js")
static const unsigned char asset_14[] = {
#embed "../../Web/state.js"
};
#else
#error "Web/state.js is missing: run scripts/setup"
#endif

/* web/style.css */
#if __has_embed("../../Web/style.css")
static const unsigned char asset_15[] = {
#embed "../../Web/style.css"
};
#else
#error "Web/style.css is missing: run scripts/setup"
#endif

/* docs-pages/redoc.html */
#if __has_embed("../../Web/docs/redoc.html")
static const unsigned char asset_16[] = {
#embed "../../Web/docs/redoc.html"
};
#else
#error "Web/docs/redoc.html is missing: run scripts/setup"
#endif

/* docs-pages/swagger.html */
#if __has_embed("../../Web/docs/swagger.html")
static const unsigned char asset_17[] = {
#embed "../../Web/docs/swagger.html"
};
#else
#error "Web/docs/swagger.html is missing: run scripts/setup"
#endif

/* docs-pages/swagger.js */
#if __has_embed("../../Web/docs/swagger.js")
static const unsigned char asset_18[] = {
#embed "../../Web/docs/swagger.js"
};
#else
#error "Web/docs/swagger.js is missing: run scripts/setup"
#endif

/* docs/redoc.standalone.js */
#if __has_embed("../../.deps/docs/redoc.standalone.js")
static const unsigned char asset_19[] = {
#embed "../../.deps/docs/redoc.standalone.js"
};
#else
#error ".deps/docs/redoc.standalone.js is missing: run scripts/setup"
#endif

/* docs/swagger-ui-bundle.js */
#if __has_embed("../../.deps/docs/swagger-ui-bundle.js")
static const unsigned char asset_20[] = {
#embed "../../.deps/docs/swagger-ui-bundle.js"
};
#else
#error ".deps/docs/swagger-ui-bundle.js is missing: run scripts/setup"
#endif

/* docs/swagger-ui.css */
#if __has_embed("../../.deps/docs/swagger-ui.css")
static const unsigned char asset_21[] = {
#embed "../../.deps/docs/swagger-ui.css"
};
#else
#error ".deps/docs/swagger-ui.css is missing: run scripts/setup"
#endif

/* model/model.json */
#if __has_embed("../../Models/lookalike-small/model.json")
static const unsigned char asset_22[] = {
#embed "../../Models/lookalike-small/model.json"
};
#else
#error "Models/lookalike-small/model.json is missing: run scripts/setup"
#endif

/* model/network.onnx */
#if __has_embed("../../Models/lookalike-small/network.onnx")
static const unsigned char asset_23[] = {
#embed "../../Models/lookalike-small/network.onnx"
};
#else
#error "Models/lookalike-small/network.onnx is missing: run scripts/setup"
#endif

static const lk_asset assets[] = {
    {"web/api.js", asset_0, sizeof asset_0},
    {"web/collections.js", asset_1, sizeof asset_1},
    {"web/dom.js", asset_2, sizeof asset_2},
    {"web/format.js", asset_3, sizeof asset_3},
    {"web/grid.js", asset_4, sizeof asset_4},
    {"web/icon.svg", asset_5, sizeof asset_5},
    {"web/index.html", asset_6, sizeof asset_6},
    {"web/jobs.js", asset_7, sizeof asset_7},
    {"web/main.js", asset_8, sizeof asset_8},
    {"web/notice.js", asset_9, sizeof asset_9},
    {"web/pick.js", asset_10, sizeof asset_10},
    {"web/query.js", asset_11, sizeof asset_11},
    {"web/search.js", asset_12, sizeof asset_12},
    {"web/settings.js", asset_13, sizeof asset_13},
    {"web/state.js", asset_14, sizeof asset_14},
    {"web/style.css", asset_15, sizeof asset_15},
    {"docs-pages/redoc.html", asset_16, sizeof asset_16},
    {"docs-pages/swagger.html", asset_17, sizeof asset_17},
    {"docs-pages/swagger.js", asset_18, sizeof asset_18},
    {"docs/redoc.standalone.js", asset_19, sizeof asset_19},
    {"docs/swagger-ui-bundle.js", asset_20, sizeof asset_20},
    {"docs/swagger-ui.css", asset_21, sizeof asset_21},
    {"model/model.json", asset_22, sizeof asset_22},
    {"model/network.onnx", asset_23, sizeof asset_23},
};

const lk_asset *lk_assets(size_t *count) {
    *count = sizeof assets / sizeof *assets;
    return assets;
}
