// breaks: provider-runs-on-any-runtime
import 'node:fs';
