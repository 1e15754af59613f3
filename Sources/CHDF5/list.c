#include "list.h"

#include <stdlib.h>
#include <string.h>

enum { most_bytes = 64 << 20 };

void chdf5_add(chdf5_list *list, const void *bytes, size_t count) {
    if (list->is_full || count > most_bytes - list->count) {
        list->is_full = true;
        return;
    }
    if (list->count + count > list->room) {
        size_t room = (list->count + count) * 2;
        uint8_t *larger = realloc(list->bytes, room);
        if (!larger) {
            list->is_full = true;
            return;
        }
        list->bytes = larger;
        list->room = room;
    }
    if (count) memcpy(list->bytes + list->count, bytes, count);
    list->count += count;
}

void chdf5_add_byte(chdf5_list *list, uint8_t byte) { chdf5_add(list, &byte, 1); }

void chdf5_add_number(chdf5_list *list, uint32_t number) { chdf5_add(list, &number, sizeof number); }

void chdf5_add_text(chdf5_list *list, const char *text, size_t count) {
    chdf5_add_number(list, count < most_bytes ? (uint32_t)count : most_bytes);
    chdf5_add(list, text, count);
}

void chdf5_set_number(chdf5_list *list, size_t position, uint32_t number) {
    if (!list->is_full) memcpy(list->bytes + position, &number, sizeof number);
}
