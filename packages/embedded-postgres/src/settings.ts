/**
 * The settings a server is started with. They stand on its command line, so they follow this code
 * and not what an older version wrote into the data directory.
 */
export function serverSettings({ durable }: { durable: boolean }): readonly string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: '64MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    logging_collector: 'off',
    log_checkpoints: 'off',
    // Statements and the details of errors hold values, and values may be secrets.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...(durable ? { fsync: 'on' } : NOT_DURABLE),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** For tests, several of which have hosts at it at a time. */
const NOT_DURABLE = {
  ...{ fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  max_connections: '300',
};
