// libjpeg's error handling, turned into a jump to the caller: the library's default calls exit().

#ifndef CJPEG_ERRORS_H
#define CJPEG_ERRORS_H

#include "cjpeg.h"

#include <setjmp.h>
#include <stdio.h>
// jpeglib.h needs stdio.h before it.
#include <jpeglib.h>

typedef struct {
    struct jpeg_error_mgr base; // first, so that a pointer to it is a pointer to this
    jmp_buf jump;
    cjpeg_status status;     // why the jump was taken
    bool is_dry;             // the source ended
    bool lacks_data;         // a scan ended before its last row
    bool lacks_in_first;     // … the first one
    uint32_t rows_of_blocks; // … after so many whole rows of blocks (iMCU rows)
} cjpeg_errors;

/// Fills `errors` and returns what `cinfo.err` is set to. The caller then calls `setjmp(errors->jump)`.
struct jpeg_error_mgr *cjpeg_errors_start(cjpeg_errors *errors);

/// Leaves libjpeg with `status`, from inside one of its callbacks.
_Noreturn void cjpeg_fail(j_common_ptr cinfo, cjpeg_status status);

#endif
