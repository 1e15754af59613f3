#include "cjpeg.h"
#include "errors.h"

#include <stdlib.h>

cjpeg_status cjpeg_encode(const uint8_t *rgb, uint32_t width, uint32_t height, int32_t quality,
                          uint8_t **jpeg, size_t *count) {
    struct jpeg_compress_struct cinfo = {0};
    cjpeg_errors errors;
    // Written by libjpeg between setjmp and longjmp, through their addresses.
    unsigned char *volatile buffer = NULL;
    unsigned long volatile size = 0;
    cinfo.err = cjpeg_errors_start(&errors);
    if (setjmp(errors.jump)) {
        jpeg_destroy_compress(&cinfo);
        // `buffer` may already be freed (libjpeg grows it behind our back and tells at the end only), so
        // what it holds is given up: nothing but a lack of memory leads here.
        return errors.status;
    }
    jpeg_create_compress(&cinfo);
    jpeg_mem_dest(&cinfo, (unsigned char **)&buffer, (unsigned long *)&size);
    cinfo.image_width = width;
    cinfo.image_height = height;
    cinfo.input_components = 3;
    cinfo.in_color_space = JCS_RGB;
    jpeg_set_defaults(&cinfo);
    jpeg_set_quality(&cinfo, quality, TRUE);
    cinfo.optimize_coding = TRUE;
    jpeg_start_compress(&cinfo, TRUE);
    while (cinfo.next_scanline < cinfo.image_height) {
        JSAMPROW row = (JSAMPROW)rgb + (size_t)cinfo.next_scanline * width * 3;
        jpeg_write_scanlines(&cinfo, &row, 1);
    }
    jpeg_finish_compress(&cinfo);
    jpeg_destroy_compress(&cinfo);
    *jpeg = (uint8_t *)buffer;
    *count = size;
    return CJPEG_OK;
}

void cjpeg_free(uint8_t *jpeg) { free(jpeg); }
