// breaks: testing-is-for-tests, other-workspaces-by-name
import '../../../../packages/testing/src/index.ts';
