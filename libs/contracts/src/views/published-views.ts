import { publishedDevices } from './published-devices.js';
import type { PublishedView } from './published-view.js';

/** Every view that a service publishes. */
export const PUBLISHED_VIEWS: readonly PublishedView[] = [publishedDevices];
