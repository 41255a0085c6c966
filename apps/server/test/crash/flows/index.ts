import type { Flow } from '../scene.ts';
import { installing, uninstalling } from './installations.ts';
import { billing, purchasing } from './money.ts';
import { changingPlan, deleting, provisioning } from './resources.ts';
import { connecting, rotating } from './secrets.ts';
import { transferring } from './transfers.ts';

/** Everything that crosses the wire or moves money. */
export const flows: readonly Flow[] = [
  installing,
  provisioning,
  connecting,
  changingPlan,
  rotating,
  transferring,
  purchasing,
  billing,
  deleting,
  uninstalling,
];
