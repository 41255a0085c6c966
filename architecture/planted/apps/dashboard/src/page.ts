// breaks: only-the-server-knows-core, other-workspaces-by-name
import '../../../packages/core/src/index.ts';
