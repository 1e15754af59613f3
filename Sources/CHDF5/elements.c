// The types of elements that are read as they are.
#include "elements.h"

#include <string.h>

static bool has_plain_bits(hid_t type, size_t size) {
    H5T_order_t order = H5Tget_order(type);
    return (order == H5T_ORDER_LE || order == H5T_ORDER_BE) && H5Tget_precision(type) == 8 * size &&
           H5Tget_offset(type) == 0;
}

/// Sign, exponent and mantissa as IEEE 754 or bfloat16 have them.
static chdf5_type real(hid_t type, size_t size) {
    size_t sign, exponent, exponent_bits, mantissa, mantissa_bits;
    if (!has_plain_bits(type, size)) return CHDF5_OTHER;
    if (H5Tget_fields(type, &sign, &exponent, &exponent_bits, &mantissa, &mantissa_bits) < 0)
        return CHDF5_OTHER;
    bool is_ieee = sign == 8 * size - 1 && mantissa == 0 && exponent == mantissa_bits &&
                   exponent_bits + mantissa_bits + 1 == 8 * size && H5Tget_norm(type) == H5T_NORM_IMPLIED &&
                   exponent_bits < 12 && H5Tget_ebias(type) == ((size_t)1 << (exponent_bits - 1)) - 1;
    if (!is_ieee) return CHDF5_OTHER;
    if (size == 8 && exponent_bits == 11) return CHDF5_FLOAT64;
    if (size == 4 && exponent_bits == 8) return CHDF5_FLOAT32;
    if (size == 2 && exponent_bits == 5) return CHDF5_FLOAT16;
    if (size == 2 && exponent_bits == 8) return CHDF5_BFLOAT16;
    return CHDF5_OTHER;
}

static chdf5_type whole(hid_t type, size_t size) {
    if (!has_plain_bits(type, size)) return CHDF5_OTHER;
    H5T_sign_t sign = H5Tget_sign(type);
    if (sign != H5T_SGN_2 && sign != H5T_SGN_NONE) return CHDF5_OTHER;
    bool is_signed = sign == H5T_SGN_2;
    switch (size) {
    case 1:
        return is_signed ? CHDF5_INT8 : CHDF5_UINT8;
    case 2:
        return is_signed ? CHDF5_INT16 : CHDF5_UINT16;
    case 4:
        return is_signed ? CHDF5_INT32 : CHDF5_UINT32;
    case 8:
        return is_signed ? CHDF5_INT64 : CHDF5_UINT64;
    default:
        return CHDF5_OTHER;
    }
}

static bool has_member(hid_t type, unsigned index, const char *name, int8_t expected) {
    char *found = H5Tget_member_name(type, index);
    int8_t value = -1;
    bool same =
        found && !strcmp(found, name) && H5Tget_member_value(type, index, &value) >= 0 && value == expected;
    H5free_memory(found);
    return same;
}

static chdf5_type enumeration(hid_t type, size_t size) {
    bool is_bool = size == 1 && H5Tget_nmembers(type) == 2 && has_member(type, 0, "FALSE", 0) &&
                   has_member(type, 1, "TRUE", 1);
    return is_bool ? CHDF5_BOOL : CHDF5_OTHER;
}

chdf5_type chdf5_type_of(hid_t type, uint32_t *size, const char **problem) {
    chdf5_type found = CHDF5_OTHER;
    size_t bytes = H5Tget_size(type);
    *size = bytes <= UINT32_MAX ? (uint32_t)bytes : UINT32_MAX;
    *problem = "its elements are of no type that is read";
    switch (H5Tget_class(type)) {
    case H5T_FLOAT:
        found = real(type, bytes);
        break;
    case H5T_INTEGER:
        found = whole(type, bytes);
        break;
    case H5T_ENUM:
        found = enumeration(type, bytes);
        break;
    case H5T_OPAQUE:
        found = bytes >= 1 && bytes <= 8 ? CHDF5_OPAQUE : CHDF5_OTHER;
        break;
    case H5T_STRING:
        *problem = "its elements are text";
        break;
    case H5T_COMPOUND:
        *problem = "its elements are records of several values";
        break;
    case H5T_REFERENCE:
        *problem = "its elements are references to other objects";
        break;
    case H5T_VLEN:
        *problem = "its elements are lists";
        break;
    case H5T_ARRAY:
        *problem = "its elements are arrays";
        break;
    default:
        break;
    }
    if (found != CHDF5_OTHER) *problem = "";
    return found;
}

hid_t chdf5_little_endian(hid_t type) {
    hid_t same = H5Tcopy(type);
    H5T_class_t class = H5Tget_class(type);
    if (same >= 0 && (class == H5T_FLOAT || class == H5T_INTEGER)) H5Tset_order(same, H5T_ORDER_LE);
    return same;
}
