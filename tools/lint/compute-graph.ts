import { createProjectGraphAsync } from 'nx/src/project-graph/project-graph.js';

// Run as its own process with the workspace as working directory: Nx keeps the workspace it was loaded for.
// The graph lands in NX_WORKSPACE_DATA_DIRECTORY, where the boundary rule looks for it.
await createProjectGraphAsync({ exitOnError: false });
// Nx leaves a file watcher behind that would keep the process alive.
process.exit(0);
