import { buildAllInOne } from './build-all-in-one.js';
import { removeLeftFolders } from './server-folder.js';

/** Before the system tests: they run the compiled server, as its users do. */
export async function setup(): Promise<void> {
  await removeLeftFolders();
  buildAllInOne();
}
