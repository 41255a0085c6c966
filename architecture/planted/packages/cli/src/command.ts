// breaks: cli-knows-only-what-it-names, nobody-imports-an-app, other-workspaces-by-name
import '../../../apps/server/src/index.ts';
