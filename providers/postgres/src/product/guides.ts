import type { ProductDetails } from '@kontor/provider';

type Guide = NonNullable<ProductDetails['guides']>[number];
type Step = Guide['steps'][number];

/** Fenced, so that it can be copied; the guides are Markdown. */
function code(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trim()}\n\`\`\``;
}

const connecting: Step = {
  title: 'Connect the database to your project',
  content:
    'Its secrets become variables of the environments that you choose: `DATABASE_URL` holds everything, and `PGHOST`, `PGPORT`, `PGUSER`, `PGPASSWORD` and `PGDATABASE` the same in parts.',
  actions: [{ type: 'connect_to_project' }],
};

function developing(program: string): Step {
  return {
    title: 'Run it on your machine',
    content: `Nothing is written to disk:\n\n${code('sh', `kontor run --project <project> -- ${program}`)}\n\nWith the prefix \`DB\` on the connection the variable is called \`DB_DATABASE_URL\`.`,
  };
}

const sessions = `A database of the plan Free takes five sessions, so one pool serves the whole process.`;

/** The program of the Node guide, which its test runs as it stands. */
const nodeProgram = `
import pg from 'pg';

// the driver finds PGHOST and the others by itself
const pool = new pg.Pool({ max: 3 });
await pool.query('create table if not exists note (text text not null)');
await pool.query('insert into note (text) values ($1)', ['hello']);
const { rows } = await pool.query('select count(*)::int as notes from note');
console.log(rows[0]);
await pool.end();
`;

/** How databases are used with frameworks, as clients and agents show it. @see spec/partner-api.md §10.5 */
export const guides: Guide[] = [
  {
    framework: 'node',
    title: 'PostgreSQL in Node.js',
    steps: [
      connecting,
      { title: 'Add the driver', content: code('sh', 'npm install pg') },
      { title: 'Ask it something', content: `${sessions}\n\n${code('js', nodeProgram)}` },
      developing('node notes.mjs'),
    ],
  },
  {
    framework: 'nextjs',
    title: 'PostgreSQL in Next.js',
    steps: [
      connecting,
      { title: 'Add the driver', content: code('sh', 'npm install pg') },
      {
        title: 'Keep one pool',
        content: `${sessions} In \`lib/db.ts\`:\n\n${code(
          'ts',
          `
import { Pool } from 'pg';

const kept = globalThis as { pool?: Pool };

// the driver finds PGHOST and the others by itself; reloading while you develop makes no second pool
export const pool = (kept.pool ??= new Pool({ max: 3 }));
`,
        )}`,
      },
      {
        title: 'Read in a server component',
        content: `In \`app/page.tsx\`:\n\n${code(
          'tsx',
          `
import { pool } from '@/lib/db';

export const dynamic = 'force-dynamic';

export default async function Page() {
  const { rows } = await pool.query('select now() as now');
  return <p>The database says it is {String(rows[0].now)}.</p>;
}
`,
        )}`,
      },
      developing('npx next dev'),
    ],
  },
  {
    framework: 'python',
    title: 'PostgreSQL in Python',
    steps: [
      connecting,
      { title: 'Add the driver', content: code('sh', "pip install 'psycopg[binary]'") },
      {
        title: 'Ask it something',
        content: code(
          'python',
          `
import os
import psycopg

with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    print(connection.execute("select version()").fetchone())
`,
        ),
      },
      developing('python notes.py'),
    ],
  },
  {
    framework: 'go',
    title: 'PostgreSQL in Go',
    steps: [
      connecting,
      { title: 'Add the driver', content: code('sh', 'go get github.com/jackc/pgx/v5') },
      {
        title: 'Ask it something',
        content: code(
          'go',
          `
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/jackc/pgx/v5/pgxpool"
)

func main() {
	pool, err := pgxpool.New(context.Background(), os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()
	var now string
	if err := pool.QueryRow(context.Background(), "select now()::text").Scan(&now); err != nil {
		log.Fatal(err)
	}
	fmt.Println(now)
}
`,
        ),
      },
      developing('go run .'),
    ],
  },
];
