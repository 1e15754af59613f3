/* Made by scripts/list-assets: the files that are part of the program. */
#include "CAssets.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

/* web/add.js */
#if __has_embed("../../Web/add.js")
static const unsigned char asset_0[] = {
#embed "../../Web/add.js"
};
#else
#error "Web/add.js is missing: run scripts/setup"
#endif

/* web/api.js */
#if __has_embed("../../Web/api.js")
static const unsigned char asset_1[] = {
#embed "../../Web/api.js"
};
#else
#error "Web/api.js is missing: run scripts/setup"
#endif

/* web/ask.js */
#if __has_embed("../../Web/ask.js")
static const unsigned char asset_2[] = {
#embed "../../Web/ask.js"
};
#else
#error "Web/ask.js is missing: run scripts/setup"
#endif

/* web/augment.js */
#if __has_embed("../../Web/augment.js")
static const unsigned char asset_3[] = {
#embed "../../Web/augment.js"
};
#else
#error "Web/augment.js is missing: run scripts/setup"
#endif

/* web/cards.js */
#if __has_embed("../../Web/cards.js")
static const unsigned char asset_4[] = {
#embed "../../Web/cards.js"
};
#else
#error "Web/cards.js is missing: run scripts/setup"
#endif

/* web/collection-actions.js */
#if __has_embed("../../Web/collection-actions.js")
static const unsigned char asset_5[] = {
#embed "../../Web/collection-actions.js"
};
#else
#error "Web/collection-actions.js is missing: run scripts/setup"
#endif

/* web/collection-form.js */
#if __has_embed("../../Web/collection-form.js")
static const unsigned char asset_6[] = {
#embed "../../Web/collection-form.js"
};
#else
#error "Web/collection-form.js is missing: run scripts/setup"
#endif

/* web/collection-frames.js */
#if __has_embed("../../Web/collection-frames.js")
static const unsigned char asset_7[] = {
#embed "../../Web/collection-frames.js"
};
#else
#error "Web/collection-frames.js is missing: run scripts/setup"
#endif

/* web/collection-model.js */
#if __has_embed("../../Web/collection-model.js")
static const unsigned char asset_8[] = {
#embed "../../Web/collection-model.js"
};
#else
#error "Web/collection-model.js is missing: run scripts/setup"
#endif

/* web/collection-roots.js */
#if __has_embed("../../Web/collection-roots.js")
static const unsigned char asset_9[] = {
#embed "../../Web/collection-roots.js"
};
#else
#error "Web/collection-roots.js is missing: run scripts/setup"
#endif

/* web/compare.js */
#if __has_embed("../../Web/compare.js")
static const unsigned char asset_10[] = {
#embed "../../Web/compare.js"
};
#else
#error "Web/compare.js is missing: run scripts/setup"
#endif

/* web/conditions.js */
#if __has_embed("../../Web/conditions.js")
static const unsigned char asset_11[] = {
#embed "../../Web/conditions.js"
};
#else
#error "Web/conditions.js is missing: run scripts/setup"
#endif

/* web/copies.js */
#if __has_embed("../../Web/copies.js")
static const unsigned char asset_12[] = {
#embed "../../Web/copies.js"
};
#else
#error "Web/copies.js is missing: run scripts/setup"
#endif

/* web/detail-facts.js */
#if __has_embed("../../Web/detail-facts.js")
static const unsigned char asset_13[] = {
#embed "../../Web/detail-facts.js"
};
#else
#error "Web/detail-facts.js is missing: run scripts/setup"
#endif

/* web/detail-frames.js */
#if __has_embed("../../Web/detail-frames.js")
static const unsigned char asset_14[] = {
#embed "../../Web/detail-frames.js"
};
#else
#error "Web/detail-frames.js is missing: run scripts/setup"
#endif

/* web/detail-relatives.js */
#if __has_embed("../../Web/detail-relatives.js")
static const unsigned char asset_15[] = {
#embed "../../Web/detail-relatives.js"
};
#else
#error "Web/detail-relatives.js is missing: run scripts/setup"
#endif

/* web/detail.js */
#if __has_embed("../../Web/detail.js")
static const unsigned char asset_16[] = {
#embed "../../Web/detail.js"
};
#else
#error "Web/detail.js is missing: run scripts/setup"
#endif

/* web/dom.js */
#if __has_embed("../../Web/dom.js")
static const unsigned char asset_17[] = {
#embed "../../Web/dom.js"
};
#else
#error "Web/dom.js is missing: run scripts/setup"
#endif

/* web/duplicates.js */
#if __has_embed("../../Web/duplicates.js")
static const unsigned char asset_18[] = {
#embed "../../Web/duplicates.js"
};
#else
#error "Web/duplicates.js is missing: run scripts/setup"
#endif

/* web/empty.js */
#if __has_embed("../../Web/empty.js")
static const unsigned char asset_19[] = {
#embed "../../Web/empty.js"
};
#else
#error "Web/empty.js is missing: run scripts/setup"
#endif

/* web/events.js */
#if __has_embed("../../Web/events.js")
static const unsigned char asset_20[] = {
#embed "../../Web/events.js"
};
#else
#error "Web/events.js is missing: run scripts/setup"
#endif

/* web/exif-block.js */
#if __has_embed("../../Web/exif-block.js")
static const unsigned char asset_21[] = {
#embed "../../Web/exif-block.js"
};
#else
#error "Web/exif-block.js is missing: run scripts/setup"
#endif

/* web/exif.js */
#if __has_embed("../../Web/exif.js")
static const unsigned char asset_22[] = {
#embed "../../Web/exif.js"
};
#else
#error "Web/exif.js is missing: run scripts/setup"
#endif

/* web/field.js */
#if __has_embed("../../Web/field.js")
static const unsigned char asset_23[] = {
#embed "../../Web/field.js"
};
#else
#error "Web/field.js is missing: run scripts/setup"
#endif

/* web/fields.js */
#if __has_embed("../../Web/fields.js")
static const unsigned char asset_24[] = {
#embed "../../Web/fields.js"
};
#else
#error "Web/fields.js is missing: run scripts/setup"
#endif

/* web/filters.js */
#if __has_embed("../../Web/filters.js")
static const unsigned char asset_25[] = {
#embed "../../Web/filters.js"
};
#else
#error "Web/filters.js is missing: run scripts/setup"
#endif

/* web/find.js */
#if __has_embed("../../Web/find.js")
static const unsigned char asset_26[] = {
#embed "../../Web/find.js"
};
#else
#error "Web/find.js is missing: run scripts/setup"
#endif

/* web/format.js */
#if __has_embed("../../Web/format.js")
static const unsigned char asset_27[] = {
#embed "../../Web/format.js"
};
#else
#error "Web/format.js is missing: run scripts/setup"
#endif

/* web/grid.js */
#if __has_embed("../../Web/grid.js")
static const unsigned char asset_28[] = {
#embed "../../Web/grid.js"
};
#else
#error "Web/grid.js is missing: run scripts/setup"
#endif

/* web/icon.svg */
#if __has_embed("../../Web/icon.svg")
static const unsigned char asset_29[] = {
#embed "../../Web/icon.svg"
};
#else
#error "Web/icon.svg is missing: run scripts/setup"
#endif

/* web/index.html */
#if __has_embed("../../Web/index.html")
static const unsigned char asset_30[] = {
#embed "../../Web/index.html"
};
#else
#error "Web/index.html is missing: run scripts/setup"
#endif

/* web/job-marks.js */
#if __has_embed("../../Web/job-marks.js")
static const unsigned char asset_31[] = {
#embed "../../Web/job-marks.js"
};
#else
#error "Web/job-marks.js is missing: run scripts/setup"
#endif

/* web/job-text.js */
#if __has_embed("../../Web/job-text.js")
static const unsigned char asset_32[] = {
#embed "../../Web/job-text.js"
};
#else
#error "Web/job-text.js is missing: run scripts/setup"
#endif

/* web/jobs.js */
#if __has_embed("../../Web/jobs.js")
static const unsigned char asset_33[] = {
#embed "../../Web/jobs.js"
};
#else
#error "Web/jobs.js is missing: run scripts/setup"
#endif

/* web/library.css */
#if __has_embed("../../Web/library.css")
static const unsigned char asset_34[] = {
#embed "../../Web/library.css"
};
#else
#error "Web/library.css is missing: run scripts/setup"
#endif

/* web/library.js */
#if __has_embed("../../Web/library.js")
static const unsigned char asset_35[] = {
#embed "../../Web/library.js"
};
#else
#error "Web/library.js is missing: run scripts/setup"
#endif

/* web/lists.js */
#if __has_embed("../../Web/lists.js")
static const unsigned char asset_36[] = {
#embed "../../Web/lists.js"
};
#else
#error "Web/lists.js is missing: run scripts/setup"
#endif

/* web/main.js */
#if __has_embed("../../Web/main.js")
static const unsigned char asset_37[] = {
#embed "../../Web/main.js"
};
#else
#error "Web/main.js is missing: run scripts/setup"
#endif

/* web/map-canvas.js */
#if __has_embed("../../Web/map-canvas.js")
static const unsigned char asset_38[] = {
#embed "../../Web/map-canvas.js"
};
#else
#error "Web/map-canvas.js is missing: run scripts/setup"
#endif

/* web/map-pictures.js */
#if __has_embed("../../Web/map-pictures.js")
static const unsigned char asset_39[] = {
#embed "../../Web/map-pictures.js"
};
#else
#error "Web/map-pictures.js is missing: run scripts/setup"
#endif

/* web/map-points.js */
#if __has_embed("../../Web/map-points.js")
static const unsigned char asset_40[] = {
#embed "../../Web/map-points.js"
};
#else
#error "Web/map-points.js is missing: run scripts/setup"
#endif

/* web/matches.js */
#if __has_embed("../../Web/matches.js")
static const unsigned char asset_41[] = {
#embed "../../Web/matches.js"
};
#else
#error "Web/matches.js is missing: run scripts/setup"
#endif

/* web/metrics.js */
#if __has_embed("../../Web/metrics.js")
static const unsigned char asset_42[] = {
#embed "../../Web/metrics.js"
};
#else
#error "Web/metrics.js is missing: run scripts/setup"
#endif

/* web/model-actions.js */
#if __has_embed("../../Web/model-actions.js")
static const unsigned char asset_43[] = {
#embed "../../Web/model-actions.js"
};
#else
#error "Web/model-actions.js is missing: run scripts/setup"
#endif

/* web/model-details.js */
#if __has_embed("../../Web/model-details.js")
static const unsigned char asset_44[] = {
#embed "../../Web/model-details.js"
};
#else
#error "Web/model-details.js is missing: run scripts/setup"
#endif

/* web/model-quantize.js */
#if __has_embed("../../Web/model-quantize.js")
static const unsigned char asset_45[] = {
#embed "../../Web/model-quantize.js"
};
#else
#error "Web/model-quantize.js is missing: run scripts/setup"
#endif

/* web/model-rows.js */
#if __has_embed("../../Web/model-rows.js")
static const unsigned char asset_46[] = {
#embed "../../Web/model-rows.js"
};
#else
#error "Web/model-rows.js is missing: run scripts/setup"
#endif

/* web/not-found.html */
#if __has_embed("../../Web/not-found.html")
static const unsigned char asset_47[] = {
#embed "../../Web/not-found.html"
};
#else
#error "Web/not-found.html is missing: run scripts/setup"
#endif

/* web/notice.js */
#if __has_embed("../../Web/notice.js")
static const unsigned char asset_48[] = {
#embed "../../Web/notice.js"
};
#else
#error "Web/notice.js is missing: run scripts/setup"
#endif

/* web/panel.js */
#if __has_embed("../../Web/panel.js")
static const unsigned char asset_49[] = {
#embed "../../Web/panel.js"
};
#else
#error "Web/panel.js is missing: run scripts/setup"
#endif

/* web/parts.js */
#if __has_embed("../../Web/parts.js")
static const unsigned char asset_50[] = {
#embed "../../Web/parts.js"
};
#else
#error "Web/parts.js is missing: run scripts/setup"
#endif

/* web/pick.js */
#if __has_embed("../../Web/pick.js")
static const unsigned char asset_51[] = {
#embed "../../Web/pick.js"
};
#else
#error "Web/pick.js is missing: run scripts/setup"
#endif

/* web/query.js */
#if __has_embed("../../Web/query.js")
static const unsigned char asset_52[] = {
#embed "../../Web/query.js"
};
#else
#error "Web/query.js is missing: run scripts/setup"
#endif

/* web/region.js */
#if __has_embed("../../Web/region.js")
static const unsigned char asset_53[] = {
#embed "../../Web/region.js"
};
#else
#error "Web/region.js is missing: run scripts/setup"
#endif

/* web/request.js */
#if __has_embed("../../Web/request.js")
static const unsigned char asset_54[] = {
#embed "../../Web/request.js"
};
#else
#error "Web/request.js is missing: run scripts/setup"
#endif

/* web/review.js */
#if __has_embed("../../Web/review.js")
static const unsigned char asset_55[] = {
#embed "../../Web/review.js"
};
#else
#error "Web/review.js is missing: run scripts/setup"
#endif

/* web/scope.js */
#if __has_embed("../../Web/scope.js")
static const unsigned char asset_56[] = {
#embed "../../Web/scope.js"
};
#else
#error "Web/scope.js is missing: run scripts/setup"
#endif

/* web/search.js */
#if __has_embed("../../Web/search.js")
static const unsigned char asset_57[] = {
#embed "../../Web/search.js"
};
#else
#error "Web/search.js is missing: run scripts/setup"
#endif

/* web/searches.js */
#if __has_embed("../../Web/searches.js")
static const unsigned char asset_58[] = {
#embed "../../Web/searches.js"
};
#else
#error "Web/searches.js is missing: run scripts/setup"
#endif

/* web/selection.js */
#if __has_embed("../../Web/selection.js")
static const unsigned char asset_59[] = {
#embed "../../Web/selection.js"
};
#else
#error "Web/selection.js is missing: run scripts/setup"
#endif

/* web/server.js */
#if __has_embed("../../Web/server.js")
static const unsigned char asset_60[] = {
#embed "../../Web/server.js"
};
#else
#error "Web/server.js is missing: run scripts/setup"
#endif

/* web/settings.js */
#if __has_embed("../../Web/settings.js")
static const unsigned char asset_61[] = {
#embed "../../Web/settings.js"
};
#else
#error "Web/settings.js is missing: run scripts/setup"
#endif

/* web/sources.js */
#if __has_embed("../../Web/sources.js")
static const unsigned char asset_62[] = {
#embed "../../Web/sources.js"
};
#else
#error "Web/sources.js is missing: run scripts/setup"
#endif

/* web/state.js */
#if __has_embed("../../Web/state.js")
static const unsigned char asset_63[] = {
#embed "../../Web/state.js"
};
#else
#error "Web/state.js is missing: run scripts/setup"
#endif

/* web/style.css */
#if __has_embed("../../Web/style.css")
static const unsigned char asset_64[] = {
#embed "../../Web/style.css"
};
#else
#error "Web/style.css is missing: run scripts/setup"
#endif

/* web/tables.js */
#if __has_embed("../../Web/tables.js")
static const unsigned char asset_65[] = {
#embed "../../Web/tables.js"
};
#else
#error "Web/tables.js is missing: run scripts/setup"
#endif

/* web/teach.js */
#if __has_embed("../../Web/teach.js")
static const unsigned char asset_66[] = {
#embed "../../Web/teach.js"
};
#else
#error "Web/teach.js is missing: run scripts/setup"
#endif

/* web/tools.js */
#if __has_embed("../../Web/tools.js")
static const unsigned char asset_67[] = {
#embed "../../Web/tools.js"
};
#else
#error "Web/tools.js is missing: run scripts/setup"
#endif

/* web/upload.js */
#if __has_embed("../../Web/upload.js")
static const unsigned char asset_68[] = {
#embed "../../Web/upload.js"
};
#else
#error "Web/upload.js is missing: run scripts/setup"
#endif

/* web/view-categories.js */
#if __has_embed("../../Web/view-categories.js")
static const unsigned char asset_69[] = {
#embed "../../Web/view-categories.js"
};
#else
#error "Web/view-categories.js is missing: run scripts/setup"
#endif

/* web/view-collections.js */
#if __has_embed("../../Web/view-collections.js")
static const unsigned char asset_70[] = {
#embed "../../Web/view-collections.js"
};
#else
#error "Web/view-collections.js is missing: run scripts/setup"
#endif

/* web/view-companies.js */
#if __has_embed("../../Web/view-companies.js")
static const unsigned char asset_71[] = {
#embed "../../Web/view-companies.js"
};
#else
#error "Web/view-companies.js is missing: run scripts/setup"
#endif

/* web/view-duplicates.js */
#if __has_embed("../../Web/view-duplicates.js")
static const unsigned char asset_72[] = {
#embed "../../Web/view-duplicates.js"
};
#else
#error "Web/view-duplicates.js is missing: run scripts/setup"
#endif

/* web/view-events.js */
#if __has_embed("../../Web/view-events.js")
static const unsigned char asset_73[] = {
#embed "../../Web/view-events.js"
};
#else
#error "Web/view-events.js is missing: run scripts/setup"
#endif

/* web/view-jobs.js */
#if __has_embed("../../Web/view-jobs.js")
static const unsigned char asset_74[] = {
#embed "../../Web/view-jobs.js"
};
#else
#error "Web/view-jobs.js is missing: run scripts/setup"
#endif

/* web/view-map.js */
#if __has_embed("../../Web/view-map.js")
static const unsigned char asset_75[] = {
#embed "../../Web/view-map.js"
};
#else
#error "Web/view-map.js is missing: run scripts/setup"
#endif

/* web/view-models.js */
#if __has_embed("../../Web/view-models.js")
static const unsigned char asset_76[] = {
#embed "../../Web/view-models.js"
};
#else
#error "Web/view-models.js is missing: run scripts/setup"
#endif

/* web/view-statistics.js */
#if __has_embed("../../Web/view-statistics.js")
static const unsigned char asset_77[] = {
#embed "../../Web/view-statistics.js"
};
#else
#error "Web/view-statistics.js is missing: run scripts/setup"
#endif

/* web/views.css */
#if __has_embed("../../Web/views.css")
static const unsigned char asset_78[] = {
#embed "../../Web/views.css"
};
#else
#error "Web/views.css is missing: run scripts/setup"
#endif

/* web/virtual.js */
#if __has_embed("../../Web/virtual.js")
static const unsigned char asset_79[] = {
#embed "../../Web/virtual.js"
};
#else
#error "Web/virtual.js is missing: run scripts/setup"
#endif

/* web/words.js */
#if __has_embed("../../Web/words.js")
static const unsigned char asset_80[] = {
#embed "../../Web/words.js"
};
#else
#error "Web/words.js is missing: run scripts/setup"
#endif

/* docs-pages/redoc.html */
#if __has_embed("../../Web/docs/redoc.html")
static const unsigned char asset_81[] = {
#embed "../../Web/docs/redoc.html"
};
#else
#error "Web/docs/redoc.html is missing: run scripts/setup"
#endif

/* docs-pages/swagger.html */
#if __has_embed("../../Web/docs/swagger.html")
static const unsigned char asset_82[] = {
#embed "../../Web/docs/swagger.html"
};
#else
#error "Web/docs/swagger.html is missing: run scripts/setup"
#endif

/* docs-pages/swagger.js */
#if __has_embed("../../Web/docs/swagger.js")
static const unsigned char asset_83[] = {
#embed "../../Web/docs/swagger.js"
};
#else
#error "Web/docs/swagger.js is missing: run scripts/setup"
#endif

/* docs/redoc.standalone.js */
#if __has_embed("../../.deps/docs/redoc.standalone.js")
static const unsigned char asset_84[] = {
#embed "../../.deps/docs/redoc.standalone.js"
};
#else
#error ".deps/docs/redoc.standalone.js is missing: run scripts/setup"
#endif

/* docs/swagger-ui-bundle.js */
#if __has_embed("../../.deps/docs/swagger-ui-bundle.js")
static const unsigned char asset_85[] = {
#embed "../../.deps/docs/swagger-ui-bundle.js"
};
#else
#error ".deps/docs/swagger-ui-bundle.js is missing: run scripts/setup"
#endif

/* docs/swagger-ui.css */
#if __has_embed("../../.deps/docs/swagger-ui.css")
static const unsigned char asset_86[] = {
#embed "../../.deps/docs/swagger-ui.css"
};
#else
#error ".deps/docs/swagger-ui.css is missing: run scripts/setup"
#endif

/* model/model.json */
#if __has_embed("../../Models/lookalike-small/model.json")
static const unsigned char asset_87[] = {
#embed "../../Models/lookalike-small/model.json"
};
#else
#error "Models/lookalike-small/model.json is missing: run scripts/setup"
#endif

/* model/network.onnx */
#if __has_embed("../../Models/lookalike-small/network.onnx")
static const unsigned char asset_88[] = {
#embed "../../Models/lookalike-small/network.onnx"
};
#else
#error "Models/lookalike-small/network.onnx is missing: run scripts/setup"
#endif

/* model/words.txt */
#if __has_embed("../../Models/lookalike-small/words.txt")
static const unsigned char asset_89[] = {
#embed "../../Models/lookalike-small/words.txt"
};
#else
#error "Models/lookalike-small/words.txt is missing: run scripts/setup"
#endif

/* model/words.bin */
#if __has_embed("../../Models/lookalike-small/words.bin")
static const unsigned char asset_90[] = {
#embed "../../Models/lookalike-small/words.bin"
};
#else
#error "Models/lookalike-small/words.bin is missing: run scripts/setup"
#endif

/* models/registry.json */
#if __has_embed("../../Models/registry.json")
static const unsigned char asset_91[] = {
#embed "../../Models/registry.json"
};
#else
#error "Models/registry.json is missing: run scripts/setup"
#endif

static const lk_asset assets[] = {
    {"web/add.js", asset_0, sizeof asset_0},
    {"web/api.js", asset_1, sizeof asset_1},
    {"web/ask.js", asset_2, sizeof asset_2},
    {"web/augment.js", asset_3, sizeof asset_3},
    {"web/cards.js", asset_4, sizeof asset_4},
    {"web/collection-actions.js", asset_5, sizeof asset_5},
    {"web/collection-form.js", asset_6, sizeof asset_6},
    {"web/collection-frames.js", asset_7, sizeof asset_7},
    {"web/collection-model.js", asset_8, sizeof asset_8},
    {"web/collection-roots.js", asset_9, sizeof asset_9},
    {"web/compare.js", asset_10, sizeof asset_10},
    {"web/conditions.js", asset_11, sizeof asset_11},
    {"web/copies.js", asset_12, sizeof asset_12},
    {"web/detail-facts.js", asset_13, sizeof asset_13},
    {"web/detail-frames.js", asset_14, sizeof asset_14},
    {"web/detail-relatives.js", asset_15, sizeof asset_15},
    {"web/detail.js", asset_16, sizeof asset_16},
    {"web/dom.js", asset_17, sizeof asset_17},
    {"web/duplicates.js", asset_18, sizeof asset_18},
    {"web/empty.js", asset_19, sizeof asset_19},
    {"web/events.js", asset_20, sizeof asset_20},
    {"web/exif-block.js", asset_21, sizeof asset_21},
    {"web/exif.js", asset_22, sizeof asset_22},
    {"web/field.js", asset_23, sizeof asset_23},
    {"web/fields.js", asset_24, sizeof asset_24},
    {"web/filters.js", asset_25, sizeof asset_25},
    {"web/find.js", asset_26, sizeof asset_26},
    {"web/format.js", asset_27, sizeof asset_27},
    {"web/grid.js", asset_28, sizeof asset_28},
    {"web/icon.svg", asset_29, sizeof asset_29},
    {"web/index.html", asset_30, sizeof asset_30},
    {"web/job-marks.js", asset_31, sizeof asset_31},
    {"web/job-text.js", asset_32, sizeof asset_32},
    {"web/jobs.js", asset_33, sizeof asset_33},
    {"web/library.css", asset_34, sizeof asset_34},
    {"web/library.js", asset_35, sizeof asset_35},
    {"web/lists.js", asset_36, sizeof asset_36},
    {"web/main.js", asset_37, sizeof asset_37},
    {"web/map-canvas.js", asset_38, sizeof asset_38},
    {"web/map-pictures.js", asset_39, sizeof asset_39},
    {"web/map-points.js", asset_40, sizeof asset_40},
    {"web/matches.js", asset_41, sizeof asset_41},
    {"web/metrics.js", asset_42, sizeof asset_42},
    {"web/model-actions.js", asset_43, sizeof asset_43},
    {"web/model-details.js", asset_44, sizeof asset_44},
    {"web/model-quantize.js", asset_45, sizeof asset_45},
    {"web/model-rows.js", asset_46, sizeof asset_46},
    {"web/not-found.html", asset_47, sizeof asset_47},
    {"web/notice.js", asset_48, sizeof asset_48},
    {"web/panel.js", asset_49, sizeof asset_49},
    {"web/parts.js", asset_50, sizeof asset_50},
    {"web/pick.js", asset_51, sizeof asset_51},
    {"web/query.js", asset_52, sizeof asset_52},
    {"web/region.js", asset_53, sizeof asset_53},
    {"web/request.js", asset_54, sizeof asset_54},
    {"web/review.js", asset_55, sizeof asset_55},
    {"web/scope.js", asset_56, sizeof asset_56},
    {"web/search.js", asset_57, sizeof asset_57},
    {"web/searches.js", asset_58, sizeof asset_58},
    {"web/selection.js", asset_59, sizeof asset_59},
    {"web/server.js", asset_60, sizeof asset_60},
    {"web/settings.js", asset_61, sizeof asset_61},
    {"web/sources.js", asset_62, sizeof asset_62},
    {"web/state.js", asset_63, sizeof asset_63},
    {"web/style.css", asset_64, sizeof asset_64},
    {"web/tables.js", asset_65, sizeof asset_65},
    {"web/teach.js", asset_66, sizeof asset_66},
    {"web/tools.js", asset_67, sizeof asset_67},
    {"web/upload.js", asset_68, sizeof asset_68},
    {"web/view-categories.js", asset_69, sizeof asset_69},
    {"web/view-collections.js", asset_70, sizeof asset_70},
    {"web/view-companies.js", asset_71, sizeof asset_71},
    {"web/view-duplicates.js", asset_72, sizeof asset_72},
    {"web/view-events.js", asset_73, sizeof asset_73},
    {"web/view-jobs.js", asset_74, sizeof asset_74},
    {"web/view-map.js", asset_75, sizeof asset_75},
    {"web/view-models.js", asset_76, sizeof asset_76},
    {"web/view-statistics.js", asset_77, sizeof asset_77},
    {"web/views.css", asset_78, sizeof asset_78},
    {"web/virtual.js", asset_79, sizeof asset_79},
    {"web/words.js", asset_80, sizeof asset_80},
    {"docs-pages/redoc.html", asset_81, sizeof asset_81},
    {"docs-pages/swagger.html", asset_82, sizeof asset_82},
    {"docs-pages/swagger.js", asset_83, sizeof asset_83},
    {"docs/redoc.standalone.js", asset_84, sizeof asset_84},
    {"docs/swagger-ui-bundle.js", asset_85, sizeof asset_85},
    {"docs/swagger-ui.css", asset_86, sizeof asset_86},
    {"model/model.json", asset_87, sizeof asset_87},
    {"model/network.onnx", asset_88, sizeof asset_88},
    {"model/words.txt", asset_89, sizeof asset_89},
    {"model/words.bin", asset_90, sizeof asset_90},
    {"models/registry.json", asset_91, sizeof asset_91},
};

const lk_asset *lk_assets(size_t *count) {
    *count = sizeof assets / sizeof *assets;
    return assets;
}
