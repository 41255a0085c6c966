/** Why a marketplace of this machine cannot be, in words for whoever asked for it. */
export class DevError extends Error {
  override readonly name: string = 'DevError';
  readonly code: 'no_host_program' | 'host_not_started' | 'port_taken' | 'data_in_use';

  constructor(code: DevError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
