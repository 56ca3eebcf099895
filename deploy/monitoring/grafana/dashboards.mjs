// The dashboards: what each panel shows, in which unit, and why one looks at it. build.mjs lays them out and makes Grafana's JSON of them.
// $ns in an expression stands for the selector of the variable "namespace". A breakdown by something that may never have happened ends in
// "or vector(0)", so that no panel is empty because all is well.

const panel = (title, unit, description, queries, more = {}) => ({
    title,
    unit,
    description,
    queries: typeof queries === 'string' ? { '': queries } : queries,
    ...more,
});
const stat = (title, unit, description, query, more = {}) =>
    panel(title, unit, description, query, { type: 'stat', width: 4, height: 4, ...more });
const bad = (value) => ({ thresholds: [[value, 'red']] });
const rate = (metric, labels = '') => `rate(${metric}{$ns${labels}}[$__rate_interval])`;
const quantile = (q, metric, labels = '', by = 'le') => `histogram_quantile(${q}, sum by (${by}) (${rate(`${metric}_bucket`, labels)}))`;
const quantiles = (metric, labels = '') => ({ p50: quantile(0.5, metric, labels), p99: quantile(0.99, metric, labels) });
const orNone = (query) => `${query} or vector(0)`;

const http = 'http_server_request_duration_seconds';
const api = ', job="api-service"';

const overview = {
    uid: 'overview',
    title: 'overview',
    description: 'Whether sales are recorded, figures are current and the objectives are met.',
    panels: [
        stat('Silos', 'short', 'Silos that answer Prometheus.', 'sum(up{job="silo", $ns})'),
        stat('APIs', 'short', 'APIs that answer Prometheus.', 'sum(up{job="api-service", $ns})'),
        stat('Can record', 'bool_yes_no', 'No while the commits of a silo fail.', 'min(retail_ledger_writable{$ns})'),
        stat(
            'Figures agree',
            'bool_yes_no',
            'Whether the last reconciliation found every figure equal to the ledger.',
            'min(retail_reconciliation_agrees{$ns})',
        ),
        stat(
            'Dead letters',
            'short',
            'Sales of the streams that were refused and count in no figure.',
            'max(retail_stream_dead_letters{$ns})',
            bad(1),
        ),
        stat(
            'Firing alerts',
            'short',
            'Alerts that fire, without the one that always does.',
            'count(ALERTS{alertstate="firing", alertname!="RetailWatchdog"}) or vector(0)',
            bad(1),
        ),
        panel('Transactions recorded', 'ops', 'Transactions per second that the ledger recorded.', {
            recorded: `sum(${rate('retail_ledger_transactions_total')})`,
        }),
        panel('Requests by status', 'reqps', 'Answers of the APIs per second, by status. Many 5xx: see the dashboard of the API.', {
            '{{http_response_status_code}}': `sum by (http_response_status_code) (${rate(`${http}_count`, api)})`,
        }),
        panel(
            'Age of what is not done',
            's',
            'The oldest transaction that its figures lack, the oldest unsaved change, the oldest entry of a stream.',
            {
                'not applied': 'max(retail_ledger_delivery_age_seconds{$ns})',
                'not saved': 'max(retail_ledger_checkpoint_age_seconds{$ns})',
                'in the streams': 'max(retail_stream_oldest_age_seconds{$ns})',
            },
        ),
        'Objectives (docs/slo.md)',
        panel('Error ratio, 1 hour', 'percentunit', 'Share of the events of an hour that miss the objective.', {
            '{{slo}}': 'retail:slo_error_ratio:rate1h{$ns}',
        }),
        panel(
            'Speed of burning, 1 hour',
            'none',
            'Error ratio divided by the budget. 1 uses the budget up in 30 days; at 14.4 somebody is woken.',
            {
                '{{slo}}': 'retail:slo_error_ratio:rate1h{$ns} / on (slo) group_left () retail:slo_budget:ratio',
            },
        ),
        panel('Budget left, 3 days', 'percentunit', 'Share of the budget of three days that is left; negative when it is exceeded.', {
            '{{slo}}': '1 - retail:slo_error_ratio:rate3d{$ns} / on (slo) group_left () retail:slo_budget:ratio',
        }),
        'Processes',
        panel('Processor', 'percentunit', 'Processors used by each process; 1 is one processor.', {
            '{{job}} {{instance}}': `sum by (job, instance) (${rate('dotnet_process_cpu_time_seconds_total')})`,
        }),
        panel('Memory', 'bytes', 'Working set of each process.', {
            '{{job}} {{instance}}': 'dotnet_process_memory_working_set_bytes{$ns}',
        }),
        panel('Time in garbage collection', 'percentunit', 'Share of time that a process stood still for collections.', {
            '{{job}} {{instance}}': `sum by (job, instance) (${rate('dotnet_gc_pause_time_seconds_total')})`,
        }),
        panel('Failing components', 'short', 'Loops that fail and retry, as in /ready. The component names the dependency.', {
            '{{component}}': orNone('sum by (component) (retail_failing{$ns})'),
        }),
        panel('Failed attempts', 'ops', 'Failures by class: refused (data), transient, permanent (disk, rights), bug.', {
            '{{kind}}': orNone(`sum by (kind) (${rate('retail_failures_total')})`),
        }),
        panel('Builds', 'short', 'Processes by version: during a roll-out there are two.', {
            '{{version}}': 'count by (version) (retail_build_info{$ns})',
        }),
    ],
};

const ledger = {
    uid: 'ledger',
    title: 'ledger and delivery',
    description: 'From the arrival of a transaction at its partition to the saved figures.',
    panels: [
        'Recording',
        panel('Results of appends', 'ops', 'What partitions answered, one per transaction. busy: the caller retries.', {
            '{{outcome}}': `sum by (outcome) (${rate('retail_ledger_appends_total')})`,
        }),
        panel(
            'Time to record',
            's',
            'From arrival at the partition to its answer, waiting included.',
            quantiles('retail_ledger_append_duration_seconds'),
        ),
        panel(
            'Time of a commit',
            's',
            'Group commits in the database. If this grows, PostgreSQL or its disk is the limit.',
            quantiles('retail_ledger_commit_duration_seconds'),
        ),
        panel(
            'Size of a commit',
            'short',
            'Transactions that share a commit. It grows with load; that is what keeps commits few.',
            quantiles('retail_ledger_commit_size'),
        ),
        panel('Commits', 'ops', 'Group commits per second by outcome.', {
            '{{outcome}}': `sum by (outcome) (${rate('retail_ledger_commit_duration_seconds_count')})`,
        }),
        panel('Waiting for a commit', 'short', 'Transactions that wait, by partition. One that stays high does not advance.', {
            'partition {{partition}}': 'sum by (partition) (retail_ledger_pending_transactions{$ns})',
        }),
        panel('Lines recorded', 'ops', 'Lines of recorded transactions per second.', {
            lines: `sum(${rate('retail_ledger_lines_total')})`,
        }),
        panel('Unknown outcomes resolved', 'ops', 'Commits without an answer that a read of the ledger resolved.', {
            '{{resolution}}': orNone(`sum by (resolution) (${rate('retail_ledger_unknown_outcomes_total')})`),
        }),
        panel('Fences', 'ops', 'Activations that ended because another one had written. Zero, except when a silo dies.', {
            fences: orNone(`sum(${rate('retail_ledger_fences_total')})`),
        }),
        'Partitions',
        panel(
            'Recorded by partition',
            'ops',
            'The hash of the id spreads transactions evenly; one that stands out means ids that are no ids.',
            {
                'partition {{partition}}': `sum by (partition) (${rate('retail_ledger_transactions_total')})`,
            },
        ),
        panel('Partitions by silo', 'short', 'Silos differ by at most one partition, two seconds after the last change of members.', {
            '{{instance}}': 'retail:partitions:count{$ns}',
        }),
        panel('Use of the tail', 'percentunit', 'Share of the limit of unsaved entries in use, by partition; at 100 % commits wait.', {
            'partition {{partition}}': 'max by (partition) (retail_ledger_tail_usage_ratio{$ns})',
        }),
        'Delivery',
        panel(
            'Commit to applied',
            's',
            'From recording until all stores, products and customers have applied it: the freshness of figures.',
            quantiles('retail_delivery_duration_seconds'),
        ),
        panel('Not yet applied', 'short', 'Transactions recorded and not applied, by partition.', {
            'partition {{partition}}': 'max by (partition) (retail_ledger_delivery_lag{$ns})',
        }),
        panel(
            'Calls per transaction',
            'none',
            'Calls to entities divided by transactions. It falls under load, because deltas share calls.',
            {
                calls: `sum(${rate('retail_delivery_calls_total')}) / sum(${rate('retail_ledger_transactions_total')})`,
            },
        ),
        panel('Deltas sent again', 'ops', 'Deltas that were not applied at the first call, and entities that were left out.', {
            retries: orNone(`sum(${rate('retail_delivery_retries_total')})`),
            skips: orNone(`sum(${rate('retail_delivery_skips_total')})`),
        }),
        panel('Age of what is not applied', 's', 'Age of the oldest transaction that is not applied. RetailDeliveryLag fires at 30 s.', {
            'partition {{partition}}': 'max by (partition) (retail_ledger_delivery_age_seconds{$ns})',
        }),
        panel('Lag of the checkpoint', 'short', 'Entries above the checkpoint: what the next activation replays.', {
            'partition {{partition}}': 'max by (partition) (retail_ledger_checkpoint_lag{$ns})',
        }),
        'Projections',
        panel('Changed and unsaved entities', 'short', 'Stores, products and customers with unsaved changes.', {
            '{{kind}}': 'sum by (kind) (retail_projection_dirty_entities{$ns})',
        }),
        panel('Time of a save', 's', 'Bulk writes to the projection tables.', quantiles('retail_projection_save_duration_seconds')),
        panel('Entities saved', 'ops', 'Rows written per second; stale: refused, because another activation had saved.', {
            '{{outcome}}': `sum by (outcome) (${rate('retail_projection_saves_total')})`,
        }),
        panel('Age of the oldest unsaved change', 's', 'RetailProjectionAge fires at 120 s.', {
            'partition {{partition}}': 'max by (partition) (retail_ledger_checkpoint_age_seconds{$ns})',
        }),
        panel(
            'Rebuild',
            'percentunit',
            'Progress of a running rebuild of the projections.',
            { progress: 'max(retail_projection_rebuild_progress_ratio{$ns}) or vector(0)' },
            { max: 1 },
        ),
        panel('Damaged entities', 'short', 'Entities whose rows are damaged and not repaired yet.', {
            damaged: 'max(retail_projection_damaged_entities{$ns}) or vector(0)',
        }),
        'Reconciliation and imports',
        panel('Differences', 'short', 'Differences that the last reconciliation found.', {
            differences: 'max(retail_reconciliation_differences{$ns})',
        }),
        panel('Age of the last reconciliation', 's', 'RetailReconciliationOverdue fires at twice the interval.', {
            age: 'time() - max(retail_reconciliation_completed_timestamp_seconds{$ns})',
            interval: 'max(retail_reconciliation_interval_seconds{$ns})',
        }),
        panel('Duration of the last reconciliation', 's', 'It reads the whole ledger, so it grows with it.', {
            duration: 'max(retail_reconciliation_last_duration_seconds{$ns})',
        }),
        panel('Imported rows', 'ops', 'Rows of files per second, by what became of them.', {
            '{{outcome}}': orNone(`sum by (outcome) (${rate('retail_import_rows_total')})`),
        }),
        panel('Imports', 'short', 'Imports that run, and that wait for a slot.', {
            running: 'sum(retail_import_running{$ns})',
            queued: 'sum(retail_import_queued{$ns})',
        }),
        panel('Imports that ended', 'short', 'Within the last hour, by result. ETLPipelineFailure fires for a failed one.', {
            '{{result}}': orNone('sum by (result) (increase(retail_import_finished_total{$ns}[1h]))'),
        }),
    ],
};

const streams = {
    uid: 'streams',
    title: 'streams',
    description: 'The sales streams in Redis: backlog, age, results and dead letters.',
    panels: [
        stat('Backlog', 'short', 'Entries that are not acknowledged.', 'sum(max by (queue) (retail_stream_waiting{$ns}))'),
        stat('Oldest entry', 's', 'RetailStreamLag fires at 120 s.', 'max(retail_stream_oldest_age_seconds{$ns})', bad(120)),
        stat(
            'Dead letters',
            'short',
            'Sales that were refused; they wait until they are corrected and retried, or deleted.',
            'max(retail_stream_dead_letters{$ns})',
            bad(1),
        ),
        stat('Redis', 'bool_on_off', 'Whether the exporter reaches Redis.', 'min(redis_up{$ns})'),
        panel('Backlog by queue', 'short', 'One queue that grows while others are empty has a consumer that cannot continue.', {
            '{{queue}}': 'max by (queue) (retail_stream_waiting{$ns})',
        }),
        panel('Read and not acknowledged', 'short', 'Entries that a silo has read and the ledger does not have yet.', {
            '{{queue}}': 'max by (queue) (retail_stream_pending{$ns})',
        }),
        panel('Age of the oldest entry', 's', 'By queue.', { '{{queue}}': 'max by (queue) (retail_stream_oldest_age_seconds{$ns})' }),
        panel('Transactions of the streams', 'ops', 'By what became of them; conflict and invalid become dead letters.', {
            '{{outcome}}': `sum by (outcome) (${rate('retail_stream_transactions_total')})`,
        }),
        panel(
            'Age when durable',
            's',
            'Age of entries when all of them was in the ledger or in the dead letters.',
            quantiles('retail_stream_entry_age_seconds'),
        ),
        panel('Published', 'ops', 'Transactions published on sales-recorded.', {
            published: `sum(${rate('retail_stream_published_total')})`,
        }),
        panel('Memory of Redis', 'bytes', 'Used memory, and the limit at which Redis refuses new entries.', {
            used: 'redis_memory_used_bytes{$ns}',
            limit: 'redis_memory_max_bytes{$ns}',
        }),
        panel('Commands of Redis', 'ops', 'Commands per second.', { commands: `sum(${rate('redis_commands_processed_total')})` }),
        panel('Clients of Redis', 'short', 'Connections: two for each process, and the producers.', {
            clients: 'redis_connected_clients{$ns}',
        }),
    ],
};

const orleans = {
    uid: 'orleans',
    title: 'Orleans',
    description: 'Members, activations, calls and messages of the cluster.',
    panels: [
        panel('Members', 'short', 'Members by status, as the silos see them. Dead rows stay until they are cleaned up.', {
            '{{status}}': 'max by (status) (retail_cluster_members{$ns})',
        }),
        panel(
            'Suspected members',
            'short',
            'Active members that a silo suspects. Lasting suspicion means a network or a processor that is too busy.',
            {
                suspected: 'max(retail_cluster_suspected{$ns})',
            },
        ),
        panel('Changes of the membership', 'short', 'Within half an hour. A silo that starts or stops makes two or three.', {
            changes: 'max(increase(retail_cluster_version{$ns}[30m]))',
        }),
        panel('Activations', 'short', 'Activations by silo.', { '{{instance}}': 'sum by (instance) (orleans_catalog_activations{$ns})' }),
        panel('Activations by grain', 'short', 'The ten kinds of grains with the most activations.', {
            '{{type}}': 'topk(10, sum by (type) (orleans_grains{$ns}))',
        }),
        panel('Created and destroyed', 'ops', 'Activations per second.', {
            created: `sum(${rate('orleans_catalog_activation_created_total')})`,
            destroyed: orNone(`sum(${rate('orleans_catalog_activation_destroyed_total')})`),
            failed: orNone(`sum(${rate('orleans_catalog_activation_failed_to_activate_total')})`),
        }),
        panel('Calls', 'ops', 'Calls of grains per second, by silo.', {
            '{{instance}}': `sum by (instance) (${rate('orleans_app_requests_latency_milliseconds_count')})`,
        }),
        panel('Mean time of a call', 'ms', 'Time of a call as its caller sees it, by silo or API.', {
            '{{instance}}': `sum by (instance) (${rate('orleans_app_requests_latency_milliseconds_sum')}) / sum by (instance) (${rate('orleans_app_requests_latency_milliseconds_count')})`,
        }),
        panel('Calls that failed', 'ops', 'Calls without an answer in time, and messages that were rejected or dropped.', {
            'timed out': orNone(`sum(${rate('orleans_app_requests_timedout_total')})`),
            rejected: orNone(`sum(${rate('orleans_messaging_rejected_total')})`),
            dropped: orNone(`sum(${rate('orleans_messaging_sent_dropped_total')})`),
            expired: orNone(`sum(${rate('orleans_messaging_expired_total')})`),
        }),
        panel('Connected clients', 'short', 'Clients (APIs) by silo; every API connects to every silo.', {
            '{{instance}}': 'orleans_gateway_connected_clients{$ns}',
        }),
        panel('Leases', 'short', 'Silos with a lease: without one a silo serves and writes nothing.', {
            held: 'sum(retail_cluster_lease_held{$ns})',
        }),
        panel('Long turns', 'ops', 'Turns of grains that took longer than the limit; they hold up everything on their thread.', {
            turns: orNone(`sum(${rate('orleans_scheduler_long_running_turns_total')})`),
        }),
        panel('Threads', 'short', 'Threads of the pool.', { '{{job}} {{instance}}': 'dotnet_thread_pool_thread_count_total{$ns}' }),
        panel('Work that waits for a thread', 'short', 'RetailThreadPoolStarvation fires when it stays above 100.', {
            '{{job}} {{instance}}': 'dotnet_thread_pool_queue_length_total{$ns}',
        }),
        panel('Heap', 'bytes', 'Committed memory of the garbage-collected heap.', {
            '{{job}} {{instance}}': 'dotnet_gc_last_collection_memory_committed_size_bytes{$ns}',
        }),
    ],
};

const apiDashboard = {
    uid: 'api',
    title: 'API',
    description: 'Requests by route, refusals, caches and connections of the APIs.',
    panels: [
        panel(
            'Requests by route',
            'reqps',
            'Answers per second, by route.',
            {
                '{{http_request_method}} {{http_route}}': `sum by (http_request_method, http_route) (${rate(`${http}_count`, api)})`,
            },
            { width: 12 },
        ),
        panel(
            '95th percentile by route',
            's',
            'APIHighLatency fires when the percentile over all routes but live and imports is above 0.5 s.',
            {
                '{{http_request_method}} {{http_route}}': quantile(
                    0.95,
                    http,
                    `${api}, http_route!~".*/(live|imports).*"`,
                    'le, http_request_method, http_route',
                ),
            },
            { width: 12 },
        ),
        panel('Answers by status', 'reqps', 'Answers per second, by status.', {
            '{{http_response_status_code}}': `sum by (http_response_status_code) (${rate(`${http}_count`, api)})`,
        }),
        panel('Share of 5xx', 'percentunit', 'APIHighErrorRate fires at 5 %.', { 'share of 5xx': 'retail:api_error_ratio:rate5m{$ns}' }),
        panel('Requests in flight', 'short', 'Requests that are being answered, by API.', {
            '{{instance}}': 'sum by (instance) (http_server_active_requests{$ns, job="api-service"})',
        }),
        panel('Refused by limits', 'ops', 'Requests that a limit refused with 429 or 503: docs/limits.md.', {
            '{{limit}}': orNone(`sum by (limit) (${rate('retail_limit_refusals_total')})`),
        }),
        panel('Sign-ins', 'ops', 'Attempts by result. Many refused ones are a guesser; delayed: not even verified.', {
            '{{result}}': orNone(`sum by (result) (${rate('retail_access_sign_ins_total')})`),
        }),
        panel('Validations of tokens', 'ops', 'Cached ones cost nothing; invalid ones are expired or forged.', {
            '{{result}}': `sum by (result) (${rate('retail_access_token_checks_total')})`,
        }),
        panel('Cached lists', 'ops', 'Look-ups of lists by result: miss is a query of the database.', {
            '{{result}}': orNone(`sum by (result) (${rate('retail_cache_requests_total')})`),
        }),
        panel('Connections', 'short', 'Connections of callers, by API.', {
            '{{instance}}': 'sum by (instance) (kestrel_active_connections{$ns, job="api-service"})',
        }),
        panel('Connected to silos', 'bool_yes_no', 'Whether an API is connected to the cluster.', {
            '{{instance}}': 'retail_cluster_connected{$ns}',
        }),
        panel('Suppressed log lines', 'ops', 'Repeated warnings that were not logged.', {
            '{{job}}': orNone(`sum by (job) (${rate('retail_log_suppressed_total')})`),
        }),
        panel('Exceptions', 'ops', 'Exceptions thrown, by process and type.', {
            '{{job}} {{error_type}}': orNone(`topk(10, sum by (job, error_type) (${rate('dotnet_exceptions_total')}))`),
        }),
        panel('Allocations', 'Bps', 'Memory allocated per second.', {
            '{{job}} {{instance}}': `sum by (job, instance) (${rate('dotnet_gc_heap_total_allocated_bytes_total')})`,
        }),
    ],
};

const postgresql = {
    uid: 'postgresql',
    title: 'PostgreSQL',
    description: 'The server as its exporter sees it, and the pools of silos and APIs.',
    panels: [
        stat('Server', 'bool_on_off', 'Whether the exporter reaches the server.', 'min(pg_up{$ns})'),
        stat(
            'Connections in use',
            'percentunit',
            'Share of the connections that applications may use. DatabaseConnectionsHigh fires at 80 %.',
            'max(retail:postgres_connections:ratio{$ns})',
            bad(0.8),
        ),
        stat('Size', 'bytes', 'Size of all databases.', 'sum(pg_database_size_bytes{$ns})'),
        stat(
            'Last archived WAL',
            's',
            'Age of the last archived segment: what a loss of the server would cost. RetailBackupAge fires at one hour.',
            'max(pg_stat_archiver_last_archive_age{$ns}) or vector(0)',
        ),
        panel('Connections by state', 'short', 'Sessions by state, beside the limit.', {
            '{{state}}': 'sum by (state) (pg_stat_activity_count{$ns})',
            limit: 'max(pg_settings_max_connections{$ns})',
        }),
        panel('Commits and rollbacks', 'ops', 'Transactions of the server per second. Far fewer than sales: commits are shared.', {
            commits: `sum(${rate('pg_stat_database_xact_commit')})`,
            rollbacks: `sum(${rate('pg_stat_database_xact_rollback')})`,
        }),
        panel('Rows', 'ops', 'Rows inserted, updated and read per second.', {
            inserted: `sum(${rate('pg_stat_database_tup_inserted')})`,
            updated: `sum(${rate('pg_stat_database_tup_updated')})`,
            fetched: `sum(${rate('pg_stat_database_tup_fetched')})`,
        }),
        panel(
            'Cache hits',
            'percentunit',
            'Share of blocks found in shared_buffers.',
            {
                hits: `sum(${rate('pg_stat_database_blks_hit')}) / (sum(${rate('pg_stat_database_blks_hit')}) + sum(${rate('pg_stat_database_blks_read')}))`,
            },
            { max: 1 },
        ),
        panel('Locks', 'short', 'Locks by mode.', { '{{mode}}': 'sum by (mode) (pg_locks_count{$ns})' }),
        panel(
            'Longest transaction',
            's',
            'An open transaction of an analyst keeps old rows; find it by the runbook of DatabaseConnectionsHigh.',
            {
                longest: 'max(pg_stat_activity_max_tx_duration{$ns})',
            },
        ),
        panel('Deadlocks and temporary files', 'ops', 'Deadlocks, and bytes that queries wrote to temporary files.', {
            deadlocks: `sum(${rate('pg_stat_database_deadlocks')})`,
            'temporary bytes': `sum(${rate('pg_stat_database_temp_bytes')})`,
        }),
        panel('Free space', 'percentunit', 'Free share of the disks of nodes with an exporter. RetailDiskSpace fires at 15 %.', {
            '{{instance}} {{mountpoint}}':
                'min by (instance, mountpoint) (node_filesystem_avail_bytes{$ns, fstype!~"tmpfs|ramfs|overlay|squashfs"} / node_filesystem_size_bytes)',
        }),
        'Pools of silos and APIs',
        panel('Connections of the pools', 'short', 'Connections in use and idle, by process.', {
            '{{job}} {{db_client_connection_state}}': 'sum by (job, db_client_connection_state) (db_client_connection_count{$ns})',
        }),
        panel('Waiting for a connection', 'short', 'Requests that wait for a connection: the pool is too small, or the server too slow.', {
            '{{job}}': 'sum by (job) (db_client_connection_npgsql_pending_requests{$ns}) or vector(0)',
        }),
        panel('Time of a statement', 's', '99th percentile of statements as the processes see them.', {
            '{{job}}': quantile(0.99, 'db_client_operation_duration_seconds', '', 'le, job'),
        }),
    ],
};

const business = {
    uid: 'business',
    title: 'business',
    description: 'Trends of sales by store. Exact figures are in the API.',
    panels: [
        stat(
            'Net revenue, last hour',
            'none',
            'Sum of what was recorded within an hour, less reductions. A trend: exact figures are in the API.',
            `sum(increase(retail_sales_gross_total{$ns}[1h])) - (sum(increase(retail_sales_reductions_total{$ns}[1h])) or vector(0))`,
            { width: 8 },
        ),
        stat(
            'Transactions, last hour',
            'short',
            'Transactions recorded within an hour.',
            'sum(increase(retail_sales_transactions_total{$ns}[1h]))',
            { width: 8 },
        ),
        stat(
            'Reductions',
            'percentunit',
            'Share of returns and discounts in an hour.',
            '(sum(increase(retail_sales_reductions_total{$ns}[1h])) or vector(0)) / sum(increase(retail_sales_gross_total{$ns}[1h]))',
            { width: 8 },
        ),
        panel(
            'Revenue by store',
            'none',
            'Net revenue per second by store, of the first Metrics:MaxStores stores of a silo; other is the rest.',
            {
                '{{store}}': `topk(10, sum by (store) (${rate('retail_sales_gross_total')}) - (sum by (store) (${rate('retail_sales_reductions_total')}) or 0 * sum by (store) (${rate('retail_sales_gross_total')})))`,
            },
            { width: 12 },
        ),
        panel(
            'Transactions by store',
            'ops',
            'Transactions per second by store. A store that falls to zero within its hours has a problem with its tills or its line.',
            {
                '{{store}}': `topk(10, sum by (store) (${rate('retail_sales_transactions_total')}))`,
            },
            { width: 12 },
        ),
        panel(
            'Mean basket',
            'none',
            'Gross amount of a transaction.',
            {
                basket: `sum(${rate('retail_sales_gross_total')}) / sum(${rate('retail_sales_transactions_total')})`,
            },
            { width: 12 },
        ),
        panel(
            'Lines per transaction',
            'none',
            'Lines of a transaction.',
            {
                lines: `sum(${rate('retail_ledger_lines_total')}) / sum(${rate('retail_ledger_transactions_total')})`,
            },
            { width: 12 },
        ),
    ],
};

export const dashboards = [overview, ledger, streams, orleans, apiDashboard, postgresql, business];
