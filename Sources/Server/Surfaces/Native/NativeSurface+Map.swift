internal import Hummingbird
internal import LookalikeEngine
internal import LookalikeOpenAPI

extension NativeSurface {
    var mapRoutes: [Route] { [showMap, makeMap] }

    private var showMap: Route {
        Route(
            .get, "/collections/{collection}/map", "Show the map of a collection",
            description:
                "Its images as points on a plane, similar ones near each other. It is computed when asked for, by a job.",
            parameters: [Self.collection],
            answers: [
                .json(MapView.self, "The map; without images where there is none yet."),
                .error(404, "No such collection."),
            ]
        ) { request in
            JSONResponse.make(MapView(try await engine.map(of: try await collection(request))))
        }
    }

    private var makeMap: Route {
        Route(
            .post, "/collections/{collection}/map", "Compute the map of a collection",
            description: "The map there is stays until the new one is whole.", parameters: [Self.collection],
            answers: [
                .json(Job.self, "The job that does it, or that does it already.", status: 202),
                .error(404, "No such collection."),
            ]
        ) { request in
            let job = try await engine.startMap(of: try await collection(request))
            return JSONResponse.make(job, status: .accepted, headers: [.location: "/jobs/\(job.id)"])
        }
    }
}
