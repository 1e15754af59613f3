// The functions of a kernel. `KERNEL(name)` adds its own to a name.

bool KERNEL(cregistration_best_place)(const int32_t *still, const int32_t *moved, cregistration_turn turn,
                                      int32_t least, cregistration_place *best) {
    return search_all(still, moved, turn, least, best);
}

cregistration_sums KERNEL(cregistration_sums)(const cregistration_overlap *overlap) {
    return sum_overlap(overlap);
}

void KERNEL(cregistration_shrink)(const uint8_t *levels, const cregistration_axis *columns,
                                  const cregistration_axis *rows, int32_t count, uint8_t *output) {
    shrink_all(levels, columns, rows, count, output);
}
