import type { Dashboard, Panel } from './dashboards.ts';

const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };
const PANEL_WIDTH = 12;
const PANEL_HEIGHT = 8;

const variable = (name: string, query: string, regex: string): object => ({
  name,
  type: 'query',
  datasource: DATASOURCE,
  query: { query, refId: name },
  regex,
  refresh: 2,
  sort: 1,
});

/** The JSON of a dashboard as Grafana reads it: two panels in a row; data source, namespace and release to choose. */
export function dashboardJson({ uid, title, panels }: Dashboard): string {
  const variables = [
    { name: 'datasource', type: 'datasource', query: 'prometheus' },
    variable('namespace', 'label_values(room_partitions_owned, namespace)', ''),
    variable('release', 'label_values(room_partitions_owned{namespace="$namespace"}, job)', '/(.*)-room/'),
  ];
  const content = {
    uid,
    title,
    tags: ['chappe'],
    schemaVersion: 39,
    editable: false,
    refresh: '30s',
    time: { from: 'now-3h', to: 'now' },
    templating: { list: variables },
    panels: panels.map(panelJson),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function panelJson({ title, description, unit, lines }: Panel, index: number): object {
  return {
    id: index + 1,
    type: 'timeseries',
    title,
    description,
    datasource: DATASOURCE,
    gridPos: {
      x: (index % 2) * PANEL_WIDTH,
      y: Math.floor(index / 2) * PANEL_HEIGHT,
      w: PANEL_WIDTH,
      h: PANEL_HEIGHT,
    },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
    targets: Object.entries(lines).map(([legendFormat, expr], line) => ({
      refId: String.fromCodePoint('A'.charCodeAt(0) + line),
      datasource: DATASOURCE,
      expr,
      legendFormat,
    })),
  };
}
