import { definePublishedView } from './published-view.js';

/** The devices that exist, with what others are shown of them. Changes are told on the user log in the same commit. */
export const publishedDevices = definePublishedView({
  owner: 'auth',
  schema: 'auth',
  name: 'published_devices',
  columns: { partition: 'smallint', user_id: 'text', device_id: 'text', display_name: 'text' },
});
