import ipaddr from 'ipaddr.js';

/** Whether the host may open a connection to this address, given as text. */
export type PermitsAddress = (address: string) => boolean;

/**
 * The addresses the host may call: those of the public Internet and, where the operator runs providers
 * beside the host, those of private networks too.
 *
 * Never permitted, whatever the operator says: addresses where clouds hand out the credentials of their
 * machines, and addresses that name no single machine.
 *
 * @see spec/partner-api.md §2
 */
export function permittedAddresses(options: { allowPrivateAddresses: boolean }): PermitsAddress {
  return options.allowPrivateAddresses
    ? (address) => isPublicAddress(address) || isPrivateAddress(address)
    : isPublicAddress;
}

/** Whether `address` belongs to the public Internet. What cannot be read as an address does not. */
export function isPublicAddress(address: string): boolean {
  const parsed = readAddress(address);
  if (parsed?.range() !== 'unicast' || cloudMetadata.has(parsed.toString())) return false;
  return parsed.kind() === 'ipv4' || parsed.match(globalUnicast);
}

function isPrivateAddress(address: string): boolean {
  const parsed = readAddress(address);
  return (
    parsed !== undefined &&
    privateRanges.has(parsed.range()) &&
    !cloudMetadata.has(parsed.toString())
  );
}

const privateRanges: ReadonlySet<string> = new Set([
  'loopback',
  'private',
  'uniqueLocal',
  'carrierGradeNat',
]);

/** Metadata services of Azure, Alibaba, AWS and Google that live outside the link-local ranges. */
const cloudMetadata: ReadonlySet<string> = new Set([
  '168.63.129.16',
  '100.100.100.200',
  'fd00:ec2::254',
  'fd20:ce::254',
]);

/** All that is handed out for public use: a range unknown to the library is refused, not let through. */
const globalUnicast = ipaddr.parseCIDR('2000::/3');

/** An IPv4 address written inside an IPv6 one is judged as the IPv4 address it leads to. */
function readAddress(address: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  return ipaddr.isValid(address) ? ipaddr.process(address) : undefined;
}
