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

static _Noreturn void on_error(j_common_ptr cinfo) {
    cjpeg_status status = status_of(cinfo->err->msg_code);
    bool is_dry = ((cjpeg_errors *)cinfo->err)->is_dry;
    cjpeg_fail(cinfo, status == CJPEG_DAMAGED && is_dry ? CJPEG_TRUNCATED : status);
}

/// Remembers how far the picture had come when its data first ran out.
static void note_lack(cjpeg_errors *errors, j_decompress_ptr cinfo) {
    if (errors->lacks_data) return;
    errors->lacks_data = true;
    errors->lacks_in_first = cinfo->input_scan_number <= 1;
    errors->rows_of_blocks = cinfo->input_iMCU_row;
}

/// An end of the source alone is no lack: the last marker may be all that is missing. A Huffman decoder says
/// when it needs more bits than there were before the end (which libjpeg makes up where the file has none).
/// An arithmetic one goes on with zeros in silence, so that the end of its source counts unless it comes in
/// the last row.
static void note_warning(cjpeg_errors *errors, j_decompress_ptr cinfo) {
    int code = errors->base.msg_code;
    bool ends = code == JWRN_JPEG_EOF;
    if (ends) errors->is_dry = true;
    bool is_before_last = cinfo->input_scan_number > 0 && cinfo->input_iMCU_row + 1 < cinfo->total_iMCU_rows;
    bool is_out_of_bits = code == JWRN_HIT_MARKER && cinfo->unread_marker == JPEG_EOI;
    if (is_out_of_bits || (ends && cinfo->arith_code && is_before_last)) note_lack(errors, cinfo);
}

static void on_message(j_common_ptr cinfo, int level) {
    cjpeg_errors *errors = (cjpeg_errors *)cinfo->err;
    if (level >= 0) return; // a trace message
    // What the end means is found out below.
    if (errors->base.msg_code != JWRN_JPEG_EOF) errors->base.num_warnings++;
    if (cinfo->is_decompressor) note_warning(errors, (j_decompress_ptr)cinfo);
}

static void print_nothing(j_common_ptr cinfo) { (void)cinfo; }

struct jpeg_error_mgr *cjpeg_errors_start(cjpeg_errors *errors) {
    jpeg_std_error(&errors->base);
    errors->base.error_exit = on_error;
    errors->base.emit_message = on_message;
    errors->base.output_message = print_nothing;
    errors->status = CJPEG_OK;
    errors->is_dry = false;
    errors->lacks_data = false;
    errors->lacks_in_first = false;
    errors->rows_of_blocks = 0;
    return &errors->base;
}
