#include "errors.h"

#include <jerror.h>

static cjpeg_status status_of(int message) {
    switch (message) {
    case JERR_OUT_OF_MEMORY:
    case JERR_NO_BACKING_STORE: // how libjpeg says that max_memory_to_use is not enough
        return CJPEG_OUT_OF_MEMORY;
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_J_COLORSPACE:
    case JERR_BAD_PRECISION:
    case JERR_COMPONENT_COUNT:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_SOF_UNSUPPORTED:
    case JERR_WIDTH_OVERFLOW:
        return CJPEG_UNSUPPORTED;
    default:
        return CJPEG_DAMAGED;
    }
}

_Noreturn void cjpeg_fail(j_common_ptr cinfo, cjpeg_status status) {
    cjpeg_errors *errors = (cjpeg_errors *)cinfo->err;
    errors->status = status;
    longjmp(errors->jump, 1);
}

static _Noreturn void on_error(j_common_ptr cinfo) { cjpeg_fail(cinfo, status_of(cinfo->err->msg_code)); }

/// Remembers how far the picture had come when its data first ran dry.
static void note_early_end(cjpeg_errors *errors, j_decompress_ptr cinfo) {
    errors->ended_early = true;
    errors->ended_before_half =
        cinfo->input_scan_number <= 1 && 2 * cinfo->input_iMCU_row < cinfo->total_iMCU_rows;
}

static void on_message(j_common_ptr cinfo, int level) {
    cjpeg_errors *errors = (cjpeg_errors *)cinfo->err;
    if (level >= 0) return; // a trace message
    errors->base.num_warnings++;
    if (cinfo->is_decompressor && errors->base.msg_code == JWRN_JPEG_EOF && !errors->ended_early)
        note_early_end(errors, (j_decompress_ptr)cinfo);
}

static void print_nothing(j_common_ptr cinfo) { (void)cinfo; }

struct jpeg_error_mgr *cjpeg_errors_start(cjpeg_errors *errors) {
    jpeg_std_error(&errors->base);
    errors->base.error_exit = on_error;
    errors->base.emit_message = on_message;
    errors->base.output_message = print_nothing;
    errors->status = CJPEG_OK;
    errors->ended_early = false;
    errors->ended_before_half = false;
    return &errors->base;
}
