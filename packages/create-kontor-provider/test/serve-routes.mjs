// Serves the routes of a project as Next does: by their methods, with the parts of the path beside the request.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const load = (file) => import(pathToFileURL(join(process.cwd(), file)));
const { toNodeListener } = await load('vendor/provider/src/node/index.ts');
const routes = await load('app/[...path]/route.ts');

const answer = (request) => {
  const path = new URL(request.url).pathname.split('/').filter(Boolean);
  const route = path.length > 0 ? routes[request.method] : undefined;
  if (route === undefined) return new Response(null, { status: path.length > 0 ? 405 : 404 });
  return route(request, { params: Promise.resolve({ path }) });
};
createServer(toNodeListener(answer)).listen(Number(process.env.PORT));
