// breaks: dashboard-knows-only-the-public-api, only-the-server-knows-core, other-workspaces-by-name
import '../../../packages/core/src/index.ts';
