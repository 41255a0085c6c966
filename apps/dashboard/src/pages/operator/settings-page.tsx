import type { Setting } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import type { Answer } from '../../api/call.ts';
import { read } from '../../api/read.ts';
import { Badge } from '../../ui/badge.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Table } from '../../ui/table.tsx';
import { OperatorPages } from './operator-pages.tsx';

/** What the host is started with. It is changed where the host is started, and nowhere here. */
export function SettingsPage() {
  const settings = useQuery(read('getSettings', {}));
  return (
    <Page
      title="Settings"
      lead="Environment variables of the process that answers. They are read when it starts."
    >
      <OperatorPages />
      <QueryView query={settings} rows={6}>
        {(data) => <Shown {...data} />}
      </QueryView>
    </Page>
  );
}

function Shown({ version, node, database, off, settings }: Answer<'getSettings'>) {
  return (
    <>
      <Facts
        facts={[
          { name: 'Kontor', value: version },
          { name: 'Node', value: node },
          {
            name: 'Database',
            value: `PostgreSQL ${database.version}, ${database.isEmbedded ? 'run by the host' : 'a server of its own'}`,
          },
          {
            name: 'Schema',
            value: (
              <>
                <code className="break-all">{database.schema}</code>
                <span className="block text-xs text-muted">{database.migrations} migrations</span>
              </>
            ),
          },
        ]}
      />
      {off.length > 0 && (
        <Section title="What is off">
          <Table
            label="What is off"
            rows={off}
            keyOf={({ setting }) => setting}
            columns={[
              { name: 'What', cell: ({ what }) => what },
              { name: 'Decided by', cell: ({ setting }) => <code>{setting}</code> },
            ]}
          />
        </Section>
      )}
      <Section title="Every setting">
        {settings.length === 0 ? (
          <p className="text-muted">This host was put together by a program that names none.</p>
        ) : (
          <Table
            label="Every setting"
            rows={settings}
            keyOf={({ name }) => name}
            columns={[
              { name: 'Setting', cell: ({ name }) => <code className="text-xs">{name}</code> },
              { name: 'Value', cell: ValueOf },
              {
                name: 'From',
                cell: ({ isSet }) => (isSet ? <Badge tone="accent">Environment</Badge> : 'Default'),
              },
              {
                name: 'What it is for',
                cell: ({ means, allowed }) => (
                  <span className="block min-w-64 max-w-prose">
                    <Text>{means}</Text>
                    <span className="block text-xs text-muted">It may be {allowed}.</span>
                  </span>
                ),
              },
            ]}
          />
        )}
      </Section>
    </>
  );
}

function ValueOf({ value, isSet, isSecret, byDefault }: Setting) {
  if (!isSet) {
    return (
      <span className="text-muted">
        <Text>{byDefault}</Text>
      </span>
    );
  }
  return isSecret ? 'Set, not shown' : <code className="break-all">{value}</code>;
}

/** The little Markdown that descriptions of settings have: code, and links to guides as their names. */
function Text({ children }: { readonly children: string }) {
  const plain = children.replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1');
  // what stands between two marks is code
  const parts = plain
    .split('`')
    .map((text, place) => ({ key: `${place} ${text}`, text, isCode: place % 2 === 1 }));
  return parts.map(({ key, text, isCode }) =>
    isCode ? (
      <code key={key} className="break-all">
        {text}
      </code>
    ) : (
      <Fragment key={key}>{text.replaceAll('*', '')}</Fragment>
    ),
  );
}
