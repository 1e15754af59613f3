// What walks through a proximity graph need: distances between rows as byte codes.
#ifndef LKV_GRAPH_H
#define LKV_GRAPH_H

#include "CVectorKernels.h"

/// Ends a list of links that is shorter than its room.
#define LKV_NO_LINK UINT32_MAX

/// A node's part of an affinity. Its row is x ≈ scale · u + offset for its codes u; `sum` is the sum of these
/// numbers, and `extra` what the metric adds.
typedef struct {
    float scale, offset, extra, sum;
} lkv_graph_terms;

/// The other part, of a query q ≈ scale · s + offset for its signed codes s; `sum` is Σ s · scale. The affinity is
///
///   ⟨q, x⟩ + extra · (the node's extra) + constant
typedef struct {
    float scale, offset, sum, extra, constant;
} lkv_graph_query;

/// The nodes of one layer, in memory.
typedef struct {
    /// `width` numbers of nodes each, ended by LKV_NO_LINK where fewer. Others may be writing them.
    const uint32_t *links;
    size_t width;
    lkv_codes codes;
    const lkv_graph_terms *terms;
} lkv_graph_layer;

/// A node that a walk has come to.
typedef struct {
    float affinity;
    uint32_t node;
} lkv_graph_hit;

/// Lists the nodes that `node` links to and that have not been visited, marks them as visited (a bit each), and asks
/// for their codes and terms to be fetched into the cache.
///
/// `nodes` and `rows` have room for `width`; returns how many were listed.
size_t lkv_graph_gather(const lkv_graph_layer *layer, uint32_t node, uint64_t *visited, uint32_t *nodes,
                        const uint8_t **rows);

/// Asks for the links of a node to be fetched into the cache.
void lkv_graph_prefetch(const lkv_graph_layer *layer, uint32_t node);

/// Writes the affinity of each node to `out`; `sums` are the code kernel's of the query and their rows.
void lkv_graph_affinities(const lkv_graph_layer *layer, const lkv_graph_query *query, const uint32_t *nodes,
                          const int32_t *sums, size_t count, float *out);

/// The signed codes of a node (`length` bytes, zeros behind the first `dimension`) and its part as a query.
/// `extra` and `constant` are left to the caller.
lkv_graph_query lkv_graph_query_of(const uint8_t *codes, const lkv_graph_terms *terms, size_t dimension,
                                   size_t length, int8_t *out);

/// Σ u of a row's codes, and Σ u².
uint64_t lkv_code_sum(const uint8_t *codes, size_t dimension);
uint64_t lkv_code_squares(const uint8_t *codes, size_t dimension);

/// The links of a node, and how many there are.
size_t lkv_links_read(const uint32_t *links, size_t width, uint32_t *out);

/// Makes `count` nodes the links of one, visible to readers once what they were made of is.
void lkv_links_write(uint32_t *links, size_t width, const uint32_t *nodes, size_t count);

/// One number of a list that others may be reading and writing.
uint32_t lkv_link_read(const uint32_t *link);
void lkv_link_write(uint32_t *link, uint32_t node);

/// Whether every one of `count` links is below `nodes` or LKV_NO_LINK.
int lkv_links_are_valid(const uint32_t *links, size_t count, uint32_t nodes);

#endif
