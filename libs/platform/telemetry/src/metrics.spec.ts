import { ManualClock } from '@chappe/runtime';
import { expect, it } from 'vitest';
import { createMetrics } from './metrics.js';

it('counts how late the event loop comes round', async () => {
  const clock = new ManualClock();
  const { registry, stop } = createMetrics(clock);
  await clock.advance(100);
  stop();
  await clock.advance(100);
  const text = await registry.metrics();
  expect(text).toContain('event_loop_delay_seconds_count 5\n');
  expect(text).toContain('event_loop_delay_seconds_sum 0\n');
  expect(text).toContain('process_cpu_seconds_total');
});
