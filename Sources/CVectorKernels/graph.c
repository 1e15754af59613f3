// Walks through a proximity graph: lists of links that may be changing, and affinities from the code kernels' sums.
#include "lkv_graph.h"

enum { CACHE_LINE = 64 };

/// What is written before a link is stored is seen by who has loaded it.
static inline uint32_t load_link(const uint32_t *link) { return __atomic_load_n(link, __ATOMIC_ACQUIRE); }
static inline void store_link(uint32_t *link, uint32_t node) { __atomic_store_n(link, node, __ATOMIC_RELEASE); }

/// `shift` is the logarithm of `chunk_rows`: a division would take as long as the distance.
static inline const uint8_t *row_of(const lkv_codes *codes, int shift, size_t number) {
    return (const uint8_t *)codes->base + (number >> shift) * codes->chunk_stride +
           (number & (codes->chunk_rows - 1)) * codes->stride;
}

/// More lines than these the processor fetches by itself once it sees the row being read.
enum { MOST_LINES = 8 };

static inline void fetch(const uint8_t *row, size_t stride) {
    size_t bytes = stride < MOST_LINES * CACHE_LINE ? stride : MOST_LINES * CACHE_LINE;
    for (size_t i = 0; i < bytes; i += CACHE_LINE) __builtin_prefetch(row + i);
}

size_t lkv_graph_gather(const lkv_graph_layer *layer, uint32_t node, uint64_t *visited, uint32_t *nodes,
                        const uint8_t **rows) {
    const uint32_t *links = layer->links + (size_t)node * layer->width;
    lkv_codes codes = layer->codes;
    int shift = __builtin_ctzll(codes.chunk_rows);
    size_t count = 0;
    for (size_t i = 0; i < layer->width; i++) {
        uint32_t next = load_link(links + i);
        if (next == LKV_NO_LINK) break;
        uint64_t bit = 1ull << next % 64, *word = visited + next / 64;
        if (*word & bit) continue;
        *word |= bit;
        const uint8_t *row = row_of(&codes, shift, next);
        fetch(row, codes.stride);
        __builtin_prefetch(layer->terms + next);
        nodes[count] = next;
        rows[count++] = row;
    }
    return count;
}

void lkv_graph_prefetch(const lkv_graph_layer *layer, uint32_t node) {
    const uint32_t *links = layer->links + (size_t)node * layer->width;
    for (size_t i = 0; i < layer->width; i += CACHE_LINE / sizeof *links) __builtin_prefetch(links + i);
}

void lkv_graph_affinities(const lkv_graph_layer *layer, const lkv_graph_query *query, const uint32_t *nodes,
                          const int32_t *sums, size_t count, float *out) {
    lkv_graph_query q = *query;
    for (size_t i = 0; i < count; i++) {
        lkv_graph_terms t = layer->terms[nodes[i]];
        out[i] = q.scale * t.scale * (float)sums[i] + q.sum * t.offset + q.offset * t.sum + q.extra * t.extra +
                 q.constant;
    }
}

lkv_graph_query lkv_graph_query_of(const uint8_t *codes, const lkv_graph_terms *terms, size_t dimension,
                                   size_t length, int8_t *out) {
    for (size_t i = 0; i < dimension; i++) out[i] = (int8_t)(codes[i] ^ 0x80);
    for (size_t i = dimension; i < length; i++) out[i] = 0;
    lkv_graph_query query = {0};
    query.scale = terms->scale;
    query.offset = terms->offset + 128 * terms->scale;
    query.sum = terms->sum - (float)dimension * query.offset;
    return query;
}

uint64_t lkv_code_sum(const uint8_t *codes, size_t dimension) {
    uint64_t sum = 0;
    for (size_t i = 0; i < dimension; i++) sum += codes[i];
    return sum;
}

uint64_t lkv_code_squares(const uint8_t *codes, size_t dimension) {
    uint64_t sum = 0;
    for (size_t i = 0; i < dimension; i++) sum += (uint32_t)codes[i] * codes[i];
    return sum;
}

size_t lkv_links_read(const uint32_t *links, size_t width, uint32_t *out) {
    size_t count = 0;
    for (; count < width; count++) {
        out[count] = load_link(links + count);
        if (out[count] == LKV_NO_LINK) break;
    }
    return count;
}

void lkv_links_write(uint32_t *links, size_t width, const uint32_t *nodes, size_t count) {
    for (size_t i = 0; i < count; i++) store_link(links + i, nodes[i]);
    for (size_t i = count; i < width; i++) store_link(links + i, LKV_NO_LINK);
}

uint32_t lkv_link_read(const uint32_t *link) { return load_link(link); }

void lkv_link_write(uint32_t *link, uint32_t node) { store_link(link, node); }

int lkv_links_are_valid(const uint32_t *links, size_t count, uint32_t nodes) {
    int valid = 1;
    for (size_t i = 0; i < count; i++) valid &= links[i] < nodes || links[i] == LKV_NO_LINK;
    return valid;
}
