public import LookalikePrometheusMetrics
internal import Metrics

/// The description of each metric; `docs/metrics.md` has them for readers.
public enum ServerMetrics {
    /// A registry with the descriptions.
    public static func registry() -> PrometheusRegistry { PrometheusRegistry(descriptions: descriptions) }

    private static let fine: [Double] = [
        0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    private static let tiny: [Double] = [
        0.000001, 0.000005, 0.00001, 0.00005, 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.1,
    ]

    private static let descriptions: [String: MetricDescription] = [
        // Metrics of the million-scale system.
        "http_requests_total": MetricDescription("Requests that were answered."),
        "http_request_duration_seconds": MetricDescription("Time from a request's head to its answer's."),
        "http_requests_inprogress": MetricDescription("Requests being answered, by the route's path."),
        "ml_inference_duration_seconds": MetricDescription("Time of a run of a network.", buckets: fine),
        "ml_inference_total": MetricDescription("Runs of a network."),
        "vector_search_duration_seconds": MetricDescription(
            "Time of a search of an index, with the records of its results.", buckets: fine),
        "vector_search_results_count": MetricDescription(
            "Results of a search of an index.", buckets: [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]),
        "indexed_images_total": MetricDescription("Images and vectors that can be found."),
        "cache_hits_total": MetricDescription("Look-ups that a cache could answer."),
        "cache_misses_total": MetricDescription("Look-ups that a cache could not answer."),
        "cache_operation_duration_seconds": MetricDescription(
            "Time to look something up in a cache, or to put it there.", buckets: Self.tiny),
        "active_requests": MetricDescription("Requests being answered."),
        "errors_total": MetricDescription("Answers with a status of 500 or more."),
        "app_info": MetricDescription("Always 1; its labels are the program and its version."),
        "app_info_info": MetricDescription("As app_info, by the name that Python's client gives it."),
        // Lookalike's own metrics.
        "trace_spans_exported_total": MetricDescription("Spans that the receiver of traces took."),
        "trace_spans_dropped_total": MetricDescription("Spans that were not sent, or not taken."),
        "trace_export_failures_total": MetricDescription("Requests to the receiver of traces that failed."),
        "stored_images_total": MetricDescription("Images and vectors that were stored."),
        "ml_inference_batch_size": MetricDescription(
            "Images in a run of a network.", buckets: [1, 2, 4, 8, 16, 32, 64, 128]),
        "picture_decoding_duration_seconds": MetricDescription(
            "Time from an image's bytes to the network's input.", buckets: fine),
        "embedding_queue_length": MetricDescription("Images waiting to be decoded or embedded."),
        "cache_entries": MetricDescription("Values in a cache."),
        "cache_bytes": MetricDescription("What a cache's values take, about."),
        "cache_limit_bytes": MetricDescription("What a cache's values may take."),
        "active_jobs": MetricDescription("Jobs that wait or work."),
        "lookalike_problems": MetricDescription("What goes wrong in the background and in the data folder."),
        "open_collections": MetricDescription("Collections that are open."),
        "lookalike_build_info": MetricDescription("Always 1; its label is the version."),
        "process_cpu_seconds_total": MetricDescription(
            "Processor time, of the user's and the system's kind."),
        "process_resident_memory_bytes": MetricDescription("Memory in use."),
        "process_virtual_memory_bytes": MetricDescription("Address space in use."),
        "process_open_fds": MetricDescription("Open files and connections."),
        "process_max_fds": MetricDescription("Files and connections that may be open."),
        "process_start_time_seconds": MetricDescription("When the process began, in seconds since 1970."),
    ]
}
