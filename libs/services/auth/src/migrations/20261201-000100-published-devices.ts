/** What other services read of devices (`publishedDevices` of the contracts). */
export const publishedDevicesMigration = {
  name: '20261201-000100-published-devices',
  sql: `
    CREATE VIEW auth.published_devices AS
      SELECT partition, user_id, device_id, display_name FROM auth.devices;
    COMMENT ON VIEW auth.published_devices IS 'Devices that exist, with what others are shown of them';`,
};
