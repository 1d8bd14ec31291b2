import { describe, expect, it } from 'vitest';
import { promqlMetrics } from './promql-metrics.ts';

describe('promqlMetrics', () => {
  it.each([
    ['up', ['up']],
    ['up{job="a{b}"} == 0', ['up']],
    ['sum by (le, endpoint) (rate(http_requests_total{status=~"5.."}[5m]))', ['http_requests_total']],
    ['histogram_quantile(0.99, sum(rate(a_bucket[1m])) by (le)) > 0.5', ['a_bucket']],
    ['a_total / ignoring(x) group_left(y) b_total > bool 1e3', ['a_total', 'b_total']],
    ['increase(a[5m] offset 1h) unless on (pod) (a > 0 and b:rate5m < 5)', ['a', 'b:rate5m']],
    ['sum(changes(room_partitions_owned{a="}"}[$__rate_interval]))', ['room_partitions_owned']],
  ])('reads %s', (expression, names) => {
    expect(promqlMetrics(expression)).toEqual(names);
  });

  it.each(['sum(rate(a[5m])', 'a)', 'a{b="c"', 'a[5m', 'a b', 'sum(a) bye (b)', 'a + ', 'rate(a[5q])'])(
    'refuses %s',
    (expression) => {
      expect(() => promqlMetrics(expression)).toThrow('no PromQL');
    },
  );

  it('refuses a function that it does not know', () => {
    expect(() => promqlMetrics('histogram_slowest(0.9, a)')).toThrow('no PromQL from "(0.9, a)"');
  });
});
