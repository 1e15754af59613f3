#ifndef CHDF5_LIST_H
#define CHDF5_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Bytes that grow to a bound. Once `is_full`, nothing more is added.
typedef struct {
    uint8_t *bytes;
    size_t count;
    size_t room;
    bool is_full;
} chdf5_list;

void chdf5_add(chdf5_list *list, const void *bytes, size_t count);
void chdf5_add_byte(chdf5_list *list, uint8_t byte);
void chdf5_add_number(chdf5_list *list, uint32_t number);
void chdf5_add_text(chdf5_list *list, const char *text, size_t count);

/// Writes another number where one was added.
void chdf5_set_number(chdf5_list *list, size_t position, uint32_t number);

#endif
