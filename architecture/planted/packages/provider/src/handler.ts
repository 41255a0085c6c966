// breaks: provider-runs-on-any-runtime
import type {} from './node/listener.ts';
