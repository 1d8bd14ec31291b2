import { SERVICE_NAMES } from '../../dev/service-names.ts';

/** A panel: one graph over time. */
interface Panel {
  readonly title: string;
  readonly description: string;
  /** Unit as Grafana calls it: `reqps`, `s`, `bytes`, `short`, `percentunit`. */
  readonly unit: string;
  /** PromQL by legend. */
  readonly lines: Readonly<Record<string, string>>;
}

interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

const HERE = `namespace="$namespace",job=~"$release-(${SERVICE_NAMES.join('|')})"`;
const of = (metric: string, more = ''): string => `${metric}{${HERE}${more}}`;
const rate = (metric: string, more = ''): string => `rate(${of(metric, more)}[$__rate_interval])`;
const sum = (by: string, metric: string, more = ''): string => `sum by (${by}) (${rate(metric, more)})`;
const slowest = (metric: string, by: string, more = ''): string =>
  `histogram_quantile(0.99, ${sum(`le, ${by}`, `${metric}_bucket`, more)})`;

const PLATFORM: Dashboard = {
  uid: 'chappe-platform',
  title: 'Chappe: platform',
  panels: [
    {
      title: 'Requests',
      description: 'Finished requests of clients, by service',
      unit: 'reqps',
      lines: { '{{job}}': sum('job', 'http_requests_total') },
    },
    {
      title: 'Errors',
      description: 'Share of answers with a status of 500 or more',
      unit: 'percentunit',
      lines: {
        '{{job}}': `${sum('job', 'http_requests_total', ',status=~"5.."')} / ${sum('job', 'http_requests_total')}`,
      },
    },
    {
      title: 'Time to answer, 99 of 100',
      description: 'Without long polls',
      unit: 's',
      lines: { '{{job}}': slowest('http_request_duration_seconds', 'job', ',endpoint!="sync"') },
    },
    {
      title: 'Busiest endpoints',
      description: 'Ten endpoints with most requests',
      unit: 'reqps',
      lines: { '{{endpoint}}': `topk(10, ${sum('endpoint', 'http_requests_total')})` },
    },
    {
      title: 'Processor',
      description: 'Cores that each pod uses',
      unit: 'short',
      lines: { '{{pod}}': sum('pod', 'process_cpu_seconds_total') },
    },
    {
      title: 'Memory',
      description: 'Resident memory of each process',
      unit: 'bytes',
      lines: { '{{pod}}': of('process_resident_memory_bytes') },
    },
    {
      title: 'Event loop, 99 of 100',
      description: 'How late the event loop comes round; more than 50 ms is a fault',
      unit: 's',
      lines: { '{{pod}}': slowest('event_loop_delay_seconds', 'pod') },
    },
    {
      title: 'Logins',
      description: 'By how they ended',
      unit: 'reqps',
      lines: { '{{result}}': sum('result', 'auth_logins_total') },
    },
  ],
};

const ROOM: Dashboard = {
  uid: 'chappe-room',
  title: 'Chappe: rooms and log',
  panels: [
    {
      title: 'Partitions by owner',
      description: 'Together always as many as there are partitions; a gap is a fail-over',
      unit: 'short',
      lines: { '{{pod}}': of('room_partitions_owned'), all: `sum(${of('room_partitions_owned')})` },
    },
    {
      title: 'Commits',
      description: 'Group commits, and the writes in them',
      unit: 'ops',
      lines: {
        commits: `sum(${rate('room_commit_duration_seconds_count')})`,
        writes: `sum(${rate('room_commit_writes_sum')})`,
      },
    },
    {
      title: 'Time of a commit',
      description: 'Every send waits for one',
      unit: 's',
      lines: {
        '50 of 100, {{pod}}': `histogram_quantile(0.5, ${sum('le, pod', 'room_commit_duration_seconds_bucket')})`,
        '99 of 100, {{pod}}': slowest('room_commit_duration_seconds', 'pod'),
      },
    },
    {
      title: 'Commits that failed, heads that were loaded',
      description:
        'Heads are loaded when a room is used for the first time, after a failed commit, and after a fail-over',
      unit: 'ops',
      lines: {
        'failed, {{pod}}': sum('pod', 'room_commit_failures_total'),
        'heads, {{pod}}': sum('pod', 'room_head_loads_total'),
      },
    },
    {
      title: 'Behind the log',
      description: 'For how long the oldest entry has been waiting; of the relay: to be published',
      unit: 's',
      lines: { '{{job}} {{follower}}': `max by (job, follower) (${of('log_follower_lag_seconds')})` },
    },
    {
      title: 'Entries behind',
      description: 'Committed entries that are not applied, or not published',
      unit: 'short',
      lines: { '{{pod}} {{follower}}': `sum by (pod, follower) (${of('log_follower_lag_entries')})` },
    },
    {
      title: 'Kafka delivers',
      description: '1: entries come from Kafka, 0: from the tables',
      unit: 'short',
      lines: { '{{job}} {{topic}}': `min by (job, topic) (${of('log_kafka_delivering')})` },
    },
    {
      title: 'Publishing that failed, records ignored',
      description: 'Failed batches are sent again; ignored records are not ours',
      unit: 'ops',
      lines: {
        'failed, {{topic}}': sum('topic', 'log_relay_failures_total'),
        'ignored, {{topic}}': sum('topic', 'log_kafka_records_ignored_total'),
      },
    },
    {
      title: 'Entries of the log that failed or were parked',
      description: 'Parked ones wait for a person',
      unit: 'ops',
      lines: {
        'failed, {{consumer}}': sum('consumer', 'log_entries_failed_total'),
        'parked, {{consumer}}': sum('consumer', 'log_entries_parked_total'),
        'sync, {{topic}}': sum('topic', 'sync_log_entries_failed_total'),
      },
    },
  ],
};

const SYNC: Dashboard = {
  uid: 'chappe-sync',
  title: 'Chappe: sync and user data',
  panels: [
    {
      title: 'Answers of /sync',
      description: 'By kind; empty ones ran into their timeout',
      unit: 'reqps',
      lines: { '{{kind}}': sum('kind', 'sync_answers_total') },
    },
    {
      title: 'Long polls that wait',
      description: 'By replica: how evenly users are spread',
      unit: 'short',
      lines: { '{{pod}}': of('sync_sleeping') },
    },
    {
      title: 'Users and rooms in memory',
      description: 'Views that each replica keeps',
      unit: 'short',
      lines: { 'users, {{pod}}': of('sync_user_views'), 'rooms, {{pod}}': of('sync_room_views') },
    },
    {
      title: 'Rooms that cannot be read',
      description: 'Rooms that are left out of answers and tried again, and answers without one',
      unit: 'short',
      lines: {
        'rooms, {{pod}}': of('sync_rooms_unserved'),
        'answers a second': `sum(${rate('sync_rooms_left_out_total')})`,
      },
    },
    {
      title: 'Memory of rooms',
      description: 'Least recently used rooms go at config.sync.viewBytesMax',
      unit: 'bytes',
      lines: { '{{pod}}': of('sync_room_view_bytes') },
    },
    {
      title: 'To-device messages and one-time keys',
      description: 'Messages by recipient device; keys asked for by /keys/claim',
      unit: 'ops',
      lines: {
        messages: `sum(${rate('client_api_to_device_messages_total')})`,
        'keys, {{kind}}': sum('kind', 'client_api_keys_claimed_total'),
      },
    },
    {
      title: 'Failed fan-outs',
      description: 'Changed profiles and device lists that did not reach the room service at the first try',
      unit: 'ops',
      lines: { '{{subject}}': sum('subject', 'client_api_fan_outs_failed_total') },
    },
  ],
};

const INSIDE: Dashboard = {
  uid: 'chappe-inside',
  title: 'Chappe: calls and database',
  panels: [
    {
      title: 'Calls between services',
      description: 'As the calling side sees them',
      unit: 'reqps',
      lines: { '{{job}} to {{service}}': sum('job, service', 'grpc_calls_total', ',side="client"') },
    },
    {
      title: 'Time of a call, 99 of 100',
      description: 'At the calling side, with everything that was tried',
      unit: 's',
      lines: {
        '{{service}} {{method}}': slowest('grpc_call_duration_seconds', 'service, method', ',side="client"'),
      },
    },
    {
      title: 'Calls that failed or were repeated',
      description: 'Repeated ones succeed in the end, or count as failed too',
      unit: 'reqps',
      lines: {
        'failed, {{service}}': sum('service', 'grpc_calls_total', ',side="client",outcome=~"failed|unavailable"'),
        'repeated, {{service}} {{reason}}': sum('service, reason', 'grpc_retries_total'),
      },
    },
    {
      title: 'Connections to other services',
      description: 'Processes of a service that each pod can call now',
      unit: 'short',
      lines: { '{{pod}} to {{service}}': of('grpc_connections_ready') },
    },
    {
      title: 'Connections to PostgreSQL',
      description: 'Busy and idle ones, and requests that wait for one',
      unit: 'short',
      lines: { '{{job}} {{state}}': `sum by (job, state) (${of('postgres_pool_connections')})` },
    },
    {
      title: 'Slowest statements, 99 of 100',
      description: 'Ten statements by name',
      unit: 's',
      lines: { '{{statement}}': `topk(10, ${slowest('postgres_statement_duration_seconds', 'statement')})` },
    },
    {
      title: 'Statements',
      description: 'Ten statements that run most often',
      unit: 'ops',
      lines: { '{{statement}}': `topk(10, ${sum('statement', 'postgres_statement_duration_seconds_count')})` },
    },
    {
      title: 'Failed statements',
      description: 'By name',
      unit: 'ops',
      lines: { '{{statement}}': sum('statement', 'postgres_statements_failed_total') },
    },
  ],
};

/** Grafana dashboards by file name, as charts/chappe/files/dashboards keeps them. */
export const DASHBOARDS: Readonly<Record<string, Dashboard>> = {
  'platform.json': PLATFORM,
  'room.json': ROOM,
  'sync.json': SYNC,
  'inside.json': INSIDE,
};

export type { Dashboard, Panel };
