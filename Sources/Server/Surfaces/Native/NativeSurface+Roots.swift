internal import Foundation
internal import Hummingbird
internal import LookalikeEngine
internal import LookalikeOpenAPI

extension NativeSurface {
    private static let root = QueryParameter<Int>.required(
        "root", location: .path, description: "The root's id.")
    private static let path = "/collections/{collection}/roots"

    var rootRoutes: [Route] { [listRoots, addRoot, removeRoot] }

    private var listRoots: Route {
        Route(
            .get, Self.path, "List a collection's roots",
            description: "The folders whose images it has. Looks whether they are there.",
            parameters: [Self.collection],
            answers: [
                .json(RootList.self, "In the order in which they were added."),
                .error(404, "No such collection."),
            ]
        ) { request in
            let roots = try await engine.roots(of: try await collection(request))
            return JSONResponse.make(RootList(roots: roots.map { RootView($0) }))
        }
    }

    private var addRoot: Route {
        Route(
            .post, Self.path, "Add a folder to a collection",
            description: "The images of its other roots stay.", parameters: [Self.collection],
            body: .json(NewRoot.self),
            answers: [
                .json(AddedRoot.self, "The new root, and the job that indexes its images.", status: 201),
                .error(400, "The folder can't be read."), .error(403, "Clients may not name this folder."),
                .error(404, "No such collection."),
                .error(409, "The folder is a root already, lies inside one or has one inside it."),
            ]
        ) { request in
            let collection = try await collection(request)
            let order = try await request.json(NewRoot.self, limit: request.limits.orderBytes)
            guard let directory = try await folders.allowed(order.directory) else {
                throw EngineError.folderUnreadable(path: "''", detail: "it has no name")
            }
            let root = try await engine.addRoot(directory, to: collection)
            var job: Job?
            if order.sync ?? true {
                // A sync that is running does not know the root yet; the next one does.
                do { job = try await engine.startSync(collection, directory: directory) } catch EngineError
                    .syncRunning
                {}
            }
            return JSONResponse.make(AddedRoot(root: RootView(root), job: job), status: .created)
        }
    }

    private var removeRoot: Route {
        Route(
            .delete, Self.path + "/{root}", "Remove a folder from a collection",
            description: "Its images leave the collection; its files stay.",
            parameters: [Self.collection, Self.root],
            answers: [
                .json(RemovedRoot.self, "It is gone."), .error(404, "No such collection or root."),
                .error(409, "A sync of the collection is running."),
            ]
        ) { request in
            let collection = try await collection(request)
            let removed = try await engine.removeRoot(Int64(try request.value(Self.root)), of: collection)
            return JSONResponse.make(RemovedRoot(removed: RootView(removed)))
        }
    }
}
